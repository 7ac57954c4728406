#include "canonical-schema/schedule/witness.hpp"

#include <algorithm>
#include <numeric>

#include "canonical-schema/schedule/fire_times.hpp"
#include "canonical-schema/schedule/interval.hpp"
#include "canonical-schema/schedule/relation.hpp"
#include "canonical-schema/schedule/relation_calendar.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

using namespace std::chrono;

constexpr std::int64_t week_seconds = 7 * 86'400;
constexpr int most_runs_walked = 2'000'000;
/// Two schedules that part do so soon; one that ends in 2199 while the other goes on may not.
constexpr int most_runs_compared = 50'000;

/// From here on everything that the schedule does repeats every 400 years.
Instant periodic_from(const Compiled& schedule, Instant as_of) {
  Instant from = as_of;
  for (const auto& part : schedule.calendars) {
    if (part.zone) from = std::max(from, periodic_from(*part.zone));
  }
  return from;
}

/// The interval that holds this one and divides the week.
IntervalPart weekly_superset(const IntervalPart& interval) {
  IntervalPart wider = interval;
  wider.seconds = std::gcd(interval.seconds, week_seconds);
  return wider;
}

bool holds_weekly_superset(const IntervalPart& interval, const Compiled& schedule, Instant as_of) {
  if (interval.months > 0) return false;
  Compiled wider;
  wider.intervals.push_back(weekly_superset(interval));
  const auto relation = relate_times(wider, schedule, as_of).relation;
  return relation == Relation::equal || relation == Relation::subset;
}

/// True if what happened within 400 years says what happens for ever: the interval itself repeats
/// in them.
bool repeats_with_calendar(const IntervalPart& interval) {
  constexpr std::int64_t cycle = std::int64_t{days_of_cycle} * 86'400;
  constexpr int months_in_cycle = 400 * 12;
  return interval.months > 0 ? months_in_cycle % interval.months == 0
                             : cycle % interval.seconds == 0;
}

bool has_windows(const Compiled& schedule) {
  const auto windowed = [](const auto& part) { return part.window != Window{}; };
  return std::ranges::any_of(schedule.calendars, windowed) ||
         std::ranges::any_of(schedule.intervals, windowed);
}

std::vector<Window> windows_of(const Compiled& schedule) {
  std::vector<Window> windows;
  const auto add = [&](const auto& part) {
    if (std::ranges::find(windows, part.window) == windows.end()) windows.push_back(part.window);
  };
  std::ranges::for_each(schedule.calendars, add);
  std::ranges::for_each(schedule.intervals, add);
  return windows;
}

bool ends(const Compiled& schedule) {
  const auto of_some_years = [](const CalendarRule& rule) { return !rule.years.others; };
  return schedule.signals.empty() &&
         std::ranges::all_of(
             schedule.intervals,
             [](const IntervalPart& part) { return part.window.end.has_value(); }) &&
         std::ranges::all_of(schedule.calendars, [&](const CalendarPart& part) {
           return part.window.end || std::ranges::all_of(part.rules, of_some_years);
         });
}

}  // namespace

bool instants_are_known(const Compiled& schedule) {
  const bool zones = std::ranges::all_of(schedule.calendars, [](const CalendarPart& part) {
    return part.zone != nullptr || part.rules.empty();
  });
  const bool phases = std::ranges::all_of(
      schedule.intervals, [](const IntervalPart& interval) { return interval.anchor.has_value(); });
  const bool once =
      std::ranges::all_of(schedule.once, [](const OncePart& part) { return part.zone != nullptr; });
  return zones && phases && once && schedule.random.empty();
}

bool has_ended(const Compiled& schedule, Instant as_of) {
  const bool by_time_alone = fires_by_time(schedule) && schedule.signals.empty();
  return by_time_alone && !never_fires(schedule) && instants_are_known(schedule) &&
         !next_fire(schedule, as_of);
}

Cover cover_of(const IntervalPart& interval, const Compiled& schedule, Instant as_of) {
  const Instant until = periodic_from(schedule, as_of) + days{days_of_cycle};
  auto at = next_fire(interval, as_of);
  for (int walked = 0; at && *at < until; ++walked) {
    if (!fires_at(schedule, *at)) return {Cover::Kind::missing, at};
    // A gap nearly always comes soon; then a proof costs less than walking on.
    constexpr int first_steps = 1'000;
    if (walked == first_steps && holds_weekly_superset(interval, schedule, as_of)) {
      return {Cover::Kind::whole, std::nullopt};
    }
    if (walked > most_runs_walked) return {};
    at = next_fire(interval, *at + Seconds{1});
  }
  // It ended by its window, or all that ever happens was seen.
  const bool proven =
      !at || repeats_with_calendar(interval) || holds_weekly_superset(interval, schedule, as_of);
  return {proven ? Cover::Kind::whole : Cover::Kind::unproven, std::nullopt};
}

std::optional<Comparison> compare_all_runs(const Compiled& a, const Compiled& b, Instant as_of) {
  if (!has_windows(a) && !has_windows(b)) return std::nullopt;
  if (!ends(a) || !ends(b) || !instants_are_known(a) || !instants_are_known(b)) return std::nullopt;
  Comparison comparison;
  auto next_a = next_fire(a, as_of);
  auto next_b = next_fire(b, as_of);
  for (int compared = 0; next_a || next_b; ++compared) {
    if (compared == most_runs_compared) return std::nullopt;
    const bool takes_a = next_a && (!next_b || *next_a <= *next_b);
    const bool takes_b = next_b && (!next_a || *next_b <= *next_a);
    if (takes_a && !takes_b && !comparison.first_only_a) comparison.first_only_a = next_a;
    if (takes_b && !takes_a && !comparison.first_only_b) comparison.first_only_b = next_b;
    if (takes_a) next_a = next_fire(a, *next_a + Seconds{1});
    if (takes_b) next_b = next_fire(b, *next_b + Seconds{1});
  }
  comparison.relation =
      relation_of(comparison.first_only_a.has_value(), comparison.first_only_b.has_value());
  const bool same_windows = std::ranges::is_permutation(windows_of(a), windows_of(b));
  if (comparison.relation != Relation::equal) {
    comparison.reason = same_windows ? "the times differ" : "the windows differ";
  }
  return comparison;
}

void find_witnesses(Comparison& comparison, const Compiled& a, const Compiled& b, Instant as_of) {
  const bool wants_a = comparison.relation == Relation::superset ||
                       comparison.relation == Relation::different ||
                       comparison.relation == Relation::seasonal;
  const bool wants_b = comparison.relation == Relation::subset ||
                       comparison.relation == Relation::different ||
                       comparison.relation == Relation::seasonal;
  if (!instants_are_known(a) || !instants_are_known(b)) return;
  auto next_a = next_fire(a, as_of);
  auto next_b = next_fire(b, as_of);
  for (int compared = 0; compared < most_runs_compared && (next_a || next_b); ++compared) {
    const bool lacks_a = wants_a && !comparison.first_only_a;
    const bool lacks_b = wants_b && !comparison.first_only_b;
    if (!lacks_a && !lacks_b) return;
    const bool both = next_a == next_b;
    const bool a_first = !both && next_a && (!next_b || *next_a < *next_b);
    const bool b_first = !both && !a_first;
    if (a_first && lacks_a) comparison.first_only_a = next_a;
    if (b_first && lacks_b) comparison.first_only_b = next_b;
    if (!b_first) next_a = next_fire(a, *next_a + Seconds{1});
    if (!a_first) next_b = next_fire(b, *next_b + Seconds{1});
  }
}

}  // namespace plumbline::schedule
