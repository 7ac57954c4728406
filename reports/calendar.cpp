#include "reports/calendar.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

#include "canonical-schema/schedule/zone_walk.hpp"
#include "reports/display_text.hpp"
#include "reports/json_writer.hpp"

namespace plumbline::reports {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr Seconds none{-1};
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

/// The runs from `from` on, most_calendar_runs at most; where there are more before `to`, that
/// becomes the first instant that is not told.
std::vector<Instant> runs_between(const schedule::Compiled& schedule, Instant from, Instant& to) {
  auto fires = schedule::next_fires(schedule, from, most_calendar_runs + 1);
  if (fires.size() > most_calendar_runs) to = std::min(to, fires.back());
  return fires;
}

CalendarRun run_at(const schedule::Zone& zone, Instant at, Fate fate) {
  const Seconds local = at + schedule::segment_at(zone, at).offset - day_in(at, zone);
  CalendarRun run{fate, local, local, repeats_clock(zone, at)};
  if (fate == Fate::lost || fate == Fate::only) run.after = none;
  if (fate == Fate::added) run.before = none;
  return run;
}

Seconds time_of(const CalendarRun& run) { return run.before == none ? run.after : run.before; }

/// The runs that one side lost and the other won on a day, paired in order: those are the same
/// run, at another time.
void pair_moved(std::vector<CalendarRun>& runs) {
  std::vector<CalendarRun> added;
  std::erase_if(runs, [&](const CalendarRun& run) {
    if (run.fate == Fate::added) added.push_back(run);
    return run.fate == Fate::added;
  });
  auto next = added.begin();
  for (auto& run : runs) {
    if (run.fate != Fate::lost || next == added.end()) continue;
    run.fate = Fate::moved;
    run.after = (next++)->after;
  }
  runs.insert(runs.end(), next, added.end());
  std::ranges::sort(runs, {}, [](const CalendarRun& run) {
    return std::tuple(time_of(run), run.second_pass, run.fate);
  });
}

void count(Calendar& calendar) {
  for (const auto& day : calendar.days) {
    for (const auto& run : day.runs) {
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

void put_time(JsonWriter& json, std::string_view key, Seconds time) {
  json.key(key).string_or_null(time == none ? std::string() : time_of_day_text(time));
}

void put_day(JsonWriter& json, const CalendarDay& day) {
  json.begin_object().key("day").string(to_rfc3339(day.day).substr(0, 10)).key("clock_change");
  json.string_or_null(day.change ? change_text(*day.change) : "").key("runs").begin_array();
  for (const auto& run : day.runs) {
    json.begin_object().key("fate").string(name(run.fate));
    put_time(json, "before", run.before);
    put_time(json, "after", run.after);
    json.key("second_pass").boolean(run.second_pass).end_object();
  }
  json.end_array().end_object();
}

/// Every run of both sides by instant; all of them are there before `to`, which may become earlier.
std::map<Instant, Fate> fates_of(const CalendarRequest& request, Instant from, Instant& to) {
  std::map<Instant, Fate> fates;
  const Fate alone = request.after ? Fate::lost : Fate::only;
  for (const auto at : runs_between(*request.before.compiled, from, to)) {
    fates.emplace(at, alone);
  }
  if (!request.after) return fates;
  for (const auto at : runs_between(*request.after->compiled, from, to)) {
    const auto [place, is_new] = fates.emplace(at, Fate::added);
    if (!is_new) place->second = Fate::kept;
  }
  return fates;
}

/// How many of the days are over at `end`; one at least.
int whole_days(const CalendarRequest& request, const schedule::Zone& zone, Instant end) {
  const auto over = (day_in(end, zone) - request.from).count();
  return static_cast<int>(std::clamp<std::int64_t>(over, 1, request.days));
}

}  // namespace

Calendar make_calendar(const CalendarRequest& request) {
  const schedule::Zone& zone = request.zone ? *request.zone : utc();
  Calendar calendar;
  calendar.before = title_of(request.before);
  calendar.before_words = schedule::explain(*request.before.compiled);
  calendar.assumed = request.before.assumed;
  if (request.after) {
    calendar.after = title_of(*request.after);
    calendar.after_words = schedule::explain(*request.after->compiled);
    for (const auto& sentence : request.after->assumed) {
      if (std::ranges::find(calendar.assumed, sentence) == calendar.assumed.end()) {
        calendar.assumed.push_back(sentence);
      }
    }
  }
  calendar.zone = zone.name;
  const Instant from = begin_of_day(zone, request.from);
  Instant to = begin_of_day(zone, request.from + days{request.days});
  Instant told = to;
  auto fates = fates_of(request, from, told);
  int shown = request.days;
  if (told < to) {
    calendar.cut = true;
    shown = whole_days(request, zone, told);
    to = begin_of_day(zone, request.from + days{shown});
  }
  fates.erase(fates.lower_bound(to), fates.end());
  for (int i = 0; i < shown; ++i) calendar.days.push_back({request.from + days{i}, {}, {}});
  const auto day_of = [&](Instant at) -> CalendarDay& {
    // A clock set back across midnight shows the day before once more.
    const auto last = static_cast<std::int64_t>(calendar.days.size()) - 1;
    const auto index = std::clamp<std::int64_t>((day_in(at, zone) - request.from).count(), 0, last);
    return calendar.days.at(static_cast<std::size_t>(index));
  };
  for (const auto& [at, fate] : fates) {
    day_of(at).runs.push_back(run_at(zone, at, fate));
  }
  auto change = next_clock_change(zone, from);
  while (change && change->at < to) {
    // The change belongs to the day that is longer or shorter for it.
    day_of(change->at).change = change;
    change = next_clock_change(zone, change->at);
  }
  for (auto& day : calendar.days) pair_moved(day.runs);
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
  for (const auto& day : calendar.days) put_day(json, day);
  json.end_array().end_object();
  return json.take() + "\n";
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

std::string time_of_day_text(Seconds time) {
  const std::string text = to_rfc3339(Instant{time}).substr(11, 8);
  return text.ends_with(":00") ? text.substr(0, 5) : text;
}

std::string day_text(sys_days day) {
  constexpr std::array names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  return std::string(names.at(std::chrono::weekday(day).c_encoding())) + " " +
         to_rfc3339(day).substr(0, 10);
}

}  // namespace plumbline::reports
