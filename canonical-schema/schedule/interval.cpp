#include "canonical-schema/schedule/interval.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "canonical-schema/schedule/relation.hpp"
#include "canonical-schema/schedule/relation_calendar.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

constexpr std::int64_t day_seconds = 86'400;
constexpr std::int64_t week_seconds = 7 * day_seconds;
/// 1970-01-01 was a Thursday.
constexpr std::int64_t epoch_weekday = 4;

DaySet on_weekday(std::int64_t weekday) {
  return day_set({all_days, all_months, std::uint32_t{1} << weekday});
}

std::int64_t modulo(std::int64_t value, std::int64_t by) { return ((value % by) + by) % by; }

std::int64_t phase_of(const IntervalPart& interval) {
  return modulo(interval.anchor->time_since_epoch().count(), interval.seconds);
}

bool is_only_an_interval(const Compiled& schedule) {
  return schedule.intervals.size() == 1 && schedule.calendars.empty() && schedule.once.empty();
}

bool is_only_calendars(const Compiled& schedule) {
  return schedule.intervals.empty() && !schedule.calendars.empty() && schedule.once.empty();
}

/// True if every run of `narrow` is one of `wide`: a whole number of its periods apart, on the same
/// day, which both cut where a month lacks it, and at the same time.
bool counts_months_of(const IntervalPart& wide, const IntervalPart& narrow) {
  using namespace std::chrono;
  const Day day_wide = floor<days>(*wide.anchor);
  const Day day_narrow = floor<days>(*narrow.anchor);
  const year_month_day date_wide{day_wide};
  const year_month_day date_narrow{day_narrow};
  const auto apart =
      (date_wide.year() / date_wide.month() - date_narrow.year() / date_narrow.month()).count();
  return narrow.months % wide.months == 0 && apart % wide.months == 0 &&
         date_wide.day() == date_narrow.day() &&
         *wide.anchor - day_wide == *narrow.anchor - day_narrow;
}

Comparison compare_months(const IntervalPart& a, const IntervalPart& b) {
  if (a.months != b.months) return answer(Relation::different, "the periods differ");
  if (!a.anchor || !b.anchor) {
    return answer(Relation::unknown_phase, "same period; a phase is not known");
  }
  return counts_months_of(a, b) ? answer(Relation::equal)
                                : answer(Relation::different, "same period, another phase");
}

Comparison compare_two(const IntervalPart& a, const IntervalPart& b) {
  if ((a.months > 0) != (b.months > 0)) {
    return answer(Relation::different, "one counts months, the other seconds");
  }
  if (a.months > 0) return compare_months(a, b);
  const bool phases_known = a.anchor && b.anchor;
  if (a.seconds == b.seconds) {
    if (!phases_known) return answer(Relation::unknown_phase, "same period; a phase is not known");
    if (phase_of(a) == phase_of(b)) return answer(Relation::equal, {});
    return answer(Relation::different, "same period, another phase");
  }
  if (phases_known && b.seconds % a.seconds == 0 && modulo(phase_of(b), a.seconds) == phase_of(a)) {
    return answer(Relation::superset, "the second is every n-th run of the first");
  }
  if (phases_known && a.seconds % b.seconds == 0 && modulo(phase_of(a), b.seconds) == phase_of(b)) {
    return answer(Relation::subset, "the first is every n-th run of the second");
  }
  return answer(Relation::different, "the periods differ");
}

/// No clock change moves a grid of this period: each is a whole number of periods, and the engine
/// follows the clock or counts on through it. What the changes of an unknown zone do is not known.
bool survives_clock_changes(const CalendarPart& part, std::int64_t period, Instant as_of) {
  if (!part.zone || is_fixed_from(*part.zone, as_of)) return true;
  if (!std::ranges::all_of(part.rules, [](const CalendarRule& rule) {
        return rule.dst.gap == GapPolicy::skip && rule.dst.fold == FoldPolicy::both;
      })) {
    return false;
  }
  const Instant until =
      std::max(as_of, periodic_from(*part.zone)) + std::chrono::days{days_of_cycle};
  for (Instant at = as_of; at < until;) {
    const Segment segment = segment_at(*part.zone, at);
    if ((segment.offset_after - segment.offset).count() % period != 0) return false;
    at = segment.end;
  }
  return true;
}

/// The days of a rule as weekdays, if they are the same weekdays all year.
std::optional<std::uint32_t> as_weekdays(const DaySet& days) {
  std::uint32_t weekdays = 0;
  // January of every starting weekday holds each weekday within its first seven days.
  for (std::uint32_t weekday = 0; weekday < 7; ++weekday) {
    if (((days.words[0] >> weekday) & 1U) != 0) weekdays |= 1U << weekday;
  }
  const DaySet weekly = day_set({all_days, all_months, weekdays});
  if (weekly != days) return std::nullopt;
  return weekdays;
}

/// Every second of the week at which the rules have a clock time; nullopt if weeks differ.
std::optional<std::vector<std::int64_t>> times_of_week(const std::vector<CalendarRule>& rules) {
  std::vector<std::int64_t> times;
  for (const auto& rule : rules) {
    const auto weekdays = as_weekdays(rule.days);
    if (!weekdays || !rule.years.is_every()) return std::nullopt;
    for (std::int64_t weekday = 0; weekday < 7; ++weekday) {
      if (((*weekdays >> weekday) & 1U) == 0) continue;
      for (int minute = rule.minutes.next(0); minute >= 0; minute = rule.minutes.next(minute + 1)) {
        for (std::uint64_t rest = rule.seconds; rest != 0; rest &= rest - 1) {
          times.push_back(weekday * day_seconds + minute * 60 + std::countr_zero(rest));
        }
      }
    }
  }
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

/// A whole number of months that divides the year. A day that some of its months lack is cut to
/// their last day.
std::vector<CalendarRule> months_as_rules(const IntervalPart& interval) {
  using namespace std::chrono;
  constexpr int months_of_year = 12;
  if (months_of_year % interval.months != 0) return {};
  const Day anchor = floor<days>(*interval.anchor);
  const year_month_day date{anchor};
  const auto in_day = (*interval.anchor - anchor).count();
  CalendarRule rule;
  rule.seconds = std::uint64_t{1} << static_cast<unsigned>(in_day % 60);
  rule.minutes.insert(static_cast<int>(in_day / 60));
  for (std::size_t shape = 0; shape < month_shapes; ++shape) {
    const auto [month, length, first_weekday] = month_shape(shape);
    const int apart = month - static_cast<int>(static_cast<unsigned>(date.month()));
    if (apart % interval.months != 0) continue;
    const int day = std::min(static_cast<int>(static_cast<unsigned>(date.day())), length);
    rule.days.words.at(shape) = std::uint32_t{1} << static_cast<unsigned>(day - 1);
  }
  return normalise({std::move(rule)});
}

/// The same clock times in UTC where their zone is not known.
Compiled on_some_clock(Compiled calendar) {
  for (auto& part : calendar.calendars) {
    if (!part.zone) part.zone = utc_zone();
  }
  return calendar;
}

/// True if the calendar fires as the interval would, counted from one of its first runs: one that
/// counts from the 31st shows so within a year.
bool keeps_months(IntervalPart interval, const Compiled& calendar, Instant as_of) {
  constexpr std::size_t runs_of_year = 12;
  for (const Instant run : next_fires(calendar, as_of, runs_of_year)) {
    interval.anchor = run;
    Compiled counted;
    counted.calendars.push_back(
        {{ZoneKnowledge::named, "UTC"}, utc_zone(), {}, months_as_rules(interval), {}, {}});
    if (counted.calendars[0].rules.empty()) return false;
    if (relate_times(counted, calendar, as_of).relation == Relation::equal) return true;
  }
  return false;
}

}  // namespace

ZonePtr utc_zone() {
  static const ZonePtr utc = [] {
    Zone zone;
    zone.name = "UTC";
    zone.fixed_from_now = true;
    return std::make_shared<const Zone>(std::move(zone));
  }();
  return utc;
}

std::vector<CalendarRule> as_calendar_rules(const IntervalPart& interval) {
  if (!interval.anchor) return {};
  if (interval.months > 0) return months_as_rules(interval);
  if (week_seconds % interval.seconds != 0) return {};
  std::map<std::pair<std::int64_t, std::int64_t>, MinuteSet> minutes;
  for (std::int64_t at = phase_of(interval); at < week_seconds + phase_of(interval);
       at += interval.seconds) {
    const std::int64_t in_day = at % day_seconds;
    const std::int64_t weekday = modulo(at / day_seconds + epoch_weekday, 7);
    minutes[{in_day % 60, weekday}].insert(static_cast<int>(in_day / 60));
  }
  std::vector<CalendarRule> rules;
  rules.reserve(minutes.size());
  for (const auto& [key, set] : minutes) {
    CalendarRule rule;
    rule.seconds = std::uint64_t{1} << key.first;
    rule.minutes = set;
    rule.days = on_weekday(key.second);
    rules.push_back(std::move(rule));
  }
  return normalise(std::move(rules));
}

std::optional<std::int64_t> constant_period(const Compiled& schedule, Instant as_of) {
  if (schedule.calendars.size() != 1) return std::nullopt;
  const auto& part = schedule.calendars[0];
  const auto times = times_of_week(part.rules);
  if (!times || times->empty()) return std::nullopt;
  const std::int64_t period = week_seconds / static_cast<std::int64_t>(times->size());
  if (period * static_cast<std::int64_t>(times->size()) != week_seconds) return std::nullopt;
  for (std::size_t i = 1; i < times->size(); ++i) {
    if ((*times)[i] - (*times)[i - 1] != period) return std::nullopt;
  }
  if (!survives_clock_changes(part, period, as_of)) return std::nullopt;
  return period;
}

bool holds(const IntervalPart& wide, const IntervalPart& narrow) {
  if (wide.window != narrow.window || !wide.anchor || !narrow.anchor) return false;
  if (wide.months > 0 || narrow.months > 0) {
    return wide == narrow ||
           (wide.months > 0 && narrow.months > 0 && counts_months_of(wide, narrow));
  }
  return narrow.seconds % wide.seconds == 0 &&
         modulo(phase_of(narrow), wide.seconds) == phase_of(wide);
}

std::vector<IntervalPart> without_held(std::vector<IntervalPart> intervals) {
  std::vector<IntervalPart> left;
  for (auto& interval : intervals) {
    const auto holds_it = [&](const IntervalPart& other) { return holds(other, interval); };
    if (std::ranges::any_of(left, holds_it)) continue;
    std::erase_if(left, [&](const IntervalPart& other) { return holds(interval, other); });
    left.push_back(std::move(interval));
  }
  return left;
}

std::optional<Comparison> compare_single_intervals(const Compiled& a, const Compiled& b,
                                                   Instant as_of) {
  if (is_only_an_interval(a) && is_only_an_interval(b)) {
    auto comparison = compare_two(a.intervals[0], b.intervals[0]);
    const bool known = a.intervals[0].anchor && b.intervals[0].anchor;
    // Anchored months may still be days of a calendar that the other counts out.
    if (known && comparison.relation == Relation::different) return std::nullopt;
    return comparison;
  }
  const bool interval_first = is_only_an_interval(a) && is_only_calendars(b);
  const bool interval_second = is_only_an_interval(b) && is_only_calendars(a);
  if (!interval_first && !interval_second) return std::nullopt;
  const IntervalPart& interval = interval_first ? a.intervals[0] : b.intervals[0];
  const Compiled& calendar = interval_first ? b : a;
  if (interval.anchor) return std::nullopt;  // its instants are known
  if (interval.months > 0) {
    return keeps_months(interval, on_some_clock(calendar), as_of)
               ? answer(Relation::unknown_phase,
                        "same months between runs; from which day they count is not known")
               : answer(Relation::different, "one counts months, the other follows a calendar");
  }
  if (constant_period(calendar, as_of) == interval.seconds) {
    return answer(Relation::unknown_phase, "same period; the phase of the interval is not known");
  }
  return answer(Relation::different, "the periods differ");
}

Comparison compare_interval_lists(std::vector<IntervalPart> a, std::vector<IntervalPart> b) {
  const auto key = [](const IntervalPart& part) {
    return std::tuple(part.months, part.seconds, part.anchor.has_value(),
                      part.anchor.value_or(Instant{}));
  };
  std::ranges::sort(a, {}, key);
  std::ranges::sort(b, {}, key);
  if (a.size() != b.size()) return answer(Relation::different, "an interval differs");
  bool unknown = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto relation = compare_two(a[i], b[i]).relation;
    if (relation == Relation::unknown_phase) {
      unknown = true;
    } else if (relation != Relation::equal) {
      return answer(Relation::different, "an interval differs");
    }
  }
  return unknown ? answer(Relation::unknown_phase, {}) : answer(Relation::equal, {});
}

}  // namespace plumbline::schedule
