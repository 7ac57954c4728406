#include "reports/calendar.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <set>
#include <utility>

#include "canonical-schema/schedule/written_time.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"
#include "reports/calendar_moves.hpp"
#include "reports/display_text.hpp"
#include "reports/json_writer.hpp"

namespace plumbline::reports {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::size_t longest_title = 120;

const schedule::Zone& utc() {
  static const schedule::Zone zone = [] {
    schedule::Zone made;
    made.name = "UTC";
    made.fixed_from_now = true;
    return made;
  }();
  return zone;
}

/// The first instant of a day on the clock: where midnight is skipped, the end of the gap.
Instant begin_of_day(const schedule::Zone& zone, sys_days day) {
  // Within a day of the same time in UTC the offset changes at most once or twice.
  Instant at = day - days{1};
  while (day_in(at, zone) < day) {
    const auto segment = schedule::segment_at(zone, at);
    const Instant midnight = day - segment.offset;
    at = midnight < segment.end ? std::max(midnight, at + Seconds{1}) : segment.end;
  }
  return at;
}

/// The runs from `from` on and before `to`; where there are more than most_calendar_runs, `to`
/// becomes the first instant that is not told.
std::vector<Instant> runs_between(const schedule::Compiled& schedule, Instant from, Instant& to) {
  constexpr std::size_t piece = 1000;
  std::vector<Instant> runs;
  while (runs.size() <= most_calendar_runs) {
    const auto more = schedule::next_fires(schedule, from, piece);
    const auto end = std::ranges::lower_bound(more, to);
    runs.insert(runs.end(), more.begin(), end);
    if (end != more.end() || more.size() < piece) return runs;
    from = more.back() + Seconds{1};
  }
  to = runs[most_calendar_runs];
  runs.resize(most_calendar_runs);
  return runs;
}

/// The runs of each fate, by instant.
struct Fates {
  std::vector<Instant> kept;
  std::vector<Instant> lost;
  std::vector<Instant> added;
};

Fates fates_of(const std::vector<Instant>& before, const std::vector<Instant>& after) {
  Fates fates;
  std::ranges::set_intersection(before, after, std::back_inserter(fates.kept));
  std::ranges::set_difference(before, after, std::back_inserter(fates.lost));
  std::ranges::set_difference(after, before, std::back_inserter(fates.added));
  return fates;
}

void count(Calendar& calendar) {
  for (const auto& day : calendar.days) {
    for (const auto& run : day.runs) {
      if (!is_told_on(day, run, calendar)) continue;
      switch (run.fate) {
        case Fate::only:
        case Fate::kept:
          ++calendar.kept;
          break;
        case Fate::moved:
          ++calendar.moved;
          break;
        case Fate::lost:
          ++calendar.lost;
          break;
        case Fate::added:
          ++calendar.added;
          break;
      }
    }
  }
}

std::string title_of(const ShownSchedule& shown) {
  std::string text = shown.dialect;
  for (const auto& expr : shown.exprs) {
    text += (&expr == &shown.exprs.front() ? " " : " + ") + visible(expr, longest_title);
    if (text.size() > longest_title) break;
  }
  return text + " (" + (shown.zone.empty() ? "no zone named" : shown.zone) + ")";
}

const char* name(Fate fate) {
  switch (fate) {
    case Fate::only:
      return "only";
    case Fate::kept:
      return "kept";
    case Fate::moved:
      return "moved";
    case Fate::lost:
      return "lost";
    case Fate::added:
      return "new";
  }
  return "";
}

void put_time(JsonWriter& json, std::string_view key, const std::optional<ClockTime>& time) {
  json.key(key);
  if (!time) {
    json.null();
    return;
  }
  json.begin_object().key("day").string(schedule::date_text(time->day));
  json.key("time").string(time_of_day_text(time->time));
  json.key("second_pass").boolean(time->second_pass).end_object();
}

void put_day(JsonWriter& json, const Calendar& calendar, const CalendarDay& day) {
  json.begin_object().key("day").string(schedule::date_text(day.day)).key("clock_change");
  json.string_or_null(day.change ? change_text(*day.change) : "").key("runs").begin_array();
  for (const auto& run : day.runs) {
    if (!is_told_on(day, run, calendar)) continue;
    json.begin_object().key("fate").string(name(run.fate));
    put_time(json, "before", run.before);
    put_time(json, "after", run.after);
    json.end_object();
  }
  json.end_array().end_object();
}

/// How many of the days are over at `end`; one at least.
int whole_days(const CalendarRequest& request, const schedule::Zone& zone, Instant end) {
  const auto over = (day_in(end, zone) - request.from).count();
  return static_cast<int>(std::clamp<std::int64_t>(over, 1, request.days));
}

/// Puts runs into the days of a calendar.
class Days {
 public:
  Days(Calendar& calendar, const schedule::Zone& zone, Instant from, Instant to)
      : calendar_(calendar), zone_(zone), from_(from), to_(to) {}

  void put(Fate fate, std::optional<Instant> before, std::optional<Instant> after) {
    CalendarRun run;
    run.fate = fate;
    if (before) run.before = clock_time(*before);
    if (after) run.after = clock_time(*after);
    if (auto* day = drawn_day(before ? before : after)) day->runs.push_back(run);
    if (!run.crosses_midnight()) return;
    if (auto* day = drawn_day(after)) day->runs.push_back(run);
  }

  /// The day that a clock change makes longer or shorter.
  CalendarDay& day_at(Instant at) {
    return calendar_.days.at(static_cast<std::size_t>((day_of(at) - first()).count()));
  }

 private:
  [[nodiscard]] sys_days first() const { return calendar_.days.front().day; }
  [[nodiscard]] sys_days day_of(Instant at) const {
    // A clock set back across midnight shows the day before once more.
    const auto day = day_in(at, zone_);
    if (at < from_) return std::min(day, first() - days{1});
    if (at >= to_) return std::max(day, calendar_.days.back().day + days{1});
    return std::clamp(day, first(), calendar_.days.back().day);
  }
  [[nodiscard]] ClockTime clock_time(Instant at) const {
    const Seconds time = at + schedule::segment_at(zone_, at).offset - day_in(at, zone_);
    return {day_of(at), time, repeats_clock(zone_, at)};
  }
  CalendarDay* drawn_day(std::optional<Instant> at) {
    return at && *at >= from_ && *at < to_ ? &day_at(*at) : nullptr;
  }

  Calendar& calendar_;
  const schedule::Zone& zone_;
  Instant from_;
  Instant to_;
};

/// Both sides' runs, with those shortly before and after the days that are drawn: a run may have
/// been moved out of them, or into them.
void put_changes(Days& drawn, const CalendarRequest& request, const schedule::Zone& zone,
                 const std::vector<Instant>& before, const std::vector<Instant>& after) {
  const auto fates = fates_of(before, after);
  for (const auto at : fates.kept) drawn.put(Fate::kept, at, at);
  if (!request.after) {
    for (const auto at : fates.lost) drawn.put(Fate::only, at, std::nullopt);
    return;
  }
  std::set<Instant> paired;
  for (const auto& move : moves_between(fates.lost, fates.added, zone)) {
    paired.insert({move.from, move.to});
    drawn.put(Fate::moved, move.from, move.to);
  }
  for (const auto at : fates.lost) {
    if (!paired.contains(at)) drawn.put(Fate::lost, at, std::nullopt);
  }
  for (const auto at : fates.added) {
    if (!paired.contains(at)) drawn.put(Fate::added, std::nullopt, at);
  }
}

/// What a side runs in the days that are drawn and shortly before and after them.
struct RunsOfSide {
  std::vector<Instant> runs;
  Instant told;  ///< the first instant that is not
};

RunsOfSide runs_of(const schedule::Compiled& schedule, Instant from, Instant to) {
  // Those before have a count of their own, so that they take no day away.
  Instant before = from;
  RunsOfSide side{runs_between(schedule, from - farthest_move, before), to + farthest_move};
  const auto during = runs_between(schedule, from, side.told);
  side.runs.insert(side.runs.end(), during.begin(), during.end());
  return side;
}

Calendar titled(const CalendarRequest& request, const schedule::Zone& zone) {
  Calendar calendar;
  calendar.zone = zone.name;
  calendar.before = title_of(request.before);
  calendar.before_words = schedule::explain(*request.before.compiled);
  calendar.assumed = request.before.assumed;
  if (!request.after) return calendar;
  calendar.after = title_of(*request.after);
  calendar.after_words = schedule::explain(*request.after->compiled);
  for (const auto& sentence : request.after->assumed) {
    if (std::ranges::find(calendar.assumed, sentence) == calendar.assumed.end()) {
      calendar.assumed.push_back(sentence);
    }
  }
  return calendar;
}

}  // namespace

Calendar make_calendar(const CalendarRequest& request) {
  const schedule::Zone& zone = request.zone ? *request.zone : utc();
  Calendar calendar = titled(request, zone);
  const Instant from = begin_of_day(zone, request.from);
  Instant to = begin_of_day(zone, request.from + days{request.days});
  auto before = runs_of(*request.before.compiled, from, to);
  RunsOfSide after{{}, before.told};
  if (request.after) after = runs_of(*request.after->compiled, from, to);
  const Instant told = std::min(before.told, after.told);
  int shown = request.days;
  if (told < to) {
    calendar.cut = true;
    shown = whole_days(request, zone, told);
    to = begin_of_day(zone, request.from + days{shown});
  }
  for (auto* side : {&before, &after}) {
    // What only one side tells would look as if the other lacked it.
    const auto end = std::max(told, to);
    side->runs.erase(std::ranges::lower_bound(side->runs, end), side->runs.end());
  }
  for (int i = 0; i < shown; ++i) calendar.days.push_back({request.from + days{i}, {}, {}});
  Days drawn(calendar, zone, from, to);
  put_changes(drawn, request, zone, before.runs, after.runs);
  auto change = next_clock_change(zone, from);
  while (change && change->at < to) {
    drawn.day_at(change->at).change = change;
    change = next_clock_change(zone, change->at);
  }
  for (auto& day : calendar.days) {
    std::ranges::stable_sort(day.runs, {}, [&](const CalendarRun& run) {
      return std::pair(run.time_on(day.day), run.fate);
    });
  }
  count(calendar);
  return calendar;
}

std::string calendar_json(const Calendar& calendar) {
  JsonWriter json(JsonWriter::Style::pretty);
  json.begin_object().key("schema_version").number(1);
  json.key("before").string(calendar.before).key("after").string_or_null(calendar.after);
  json.key("before_words").string(calendar.before_words);
  json.key("after_words").string_or_null(calendar.after_words);
  json.key("zone").string(calendar.zone);
  json.key("kept").number(static_cast<std::int64_t>(calendar.kept));
  json.key("moved").number(static_cast<std::int64_t>(calendar.moved));
  json.key("lost").number(static_cast<std::int64_t>(calendar.lost));
  json.key("new").number(static_cast<std::int64_t>(calendar.added));
  json.key("cut").boolean(calendar.cut).key("assumed").begin_array();
  for (const auto& sentence : calendar.assumed) json.string(sentence);
  json.end_array().key("days").begin_array();
  for (const auto& day : calendar.days) put_day(json, calendar, day);
  json.end_array().end_object();
  return json.take() + "\n";
}

bool is_told_on(const CalendarDay& day, const CalendarRun& run, const Calendar& calendar) {
  if (!run.crosses_midnight() || run.before->day == day.day) return true;
  return run.before->day < calendar.days.front().day || run.before->day > calendar.days.back().day;
}

std::string sums_text(const Calendar& calendar) {
  if (calendar.after.empty()) {
    return std::to_string(calendar.kept) + (calendar.kept == 1 ? " run" : " runs");
  }
  return std::to_string(calendar.kept) + " kept, " + std::to_string(calendar.moved) + " moved, " +
         std::to_string(calendar.lost) + " lost, " + std::to_string(calendar.added) + " new";
}

std::string cut_text(const Calendar& calendar) {
  if (!calendar.cut || calendar.days.empty()) return {};
  return "shown until " + day_text(calendar.days.back().day) + ": there are more than " +
         std::to_string(most_calendar_runs) + " runs";
}

std::string time_text(const ClockTime& time, sys_days day) {
  const auto text = time_of_day_text(time.time) + (time.second_pass ? " (2nd)" : "");
  return time.day == day ? text : day_text(time.day).substr(0, 3) + " " + text;
}

std::string time_of_day_text(Seconds time) {
  const std::string text = schedule::clock_text(Instant{time});
  return text.ends_with(":00") ? text.substr(0, 5) : text;
}

std::string day_text(sys_days day) {
  constexpr std::array names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  return std::string(names.at(std::chrono::weekday(day).c_encoding())) + " " +
         schedule::date_text(day);
}

}  // namespace plumbline::reports
