#pragma once

#include <optional>
#include <vector>

#include "canonical-schema/schedule/calendar_rule.hpp"
#include "canonical-schema/schedule/compiled.hpp"

namespace plumbline::schedule {

/// The zone in which intervals count.
[[nodiscard]] ZonePtr utc_zone();

/// The interval as UTC clock times, if its phase is known and its period divides the week or the
/// year; else empty.
[[nodiscard]] std::vector<CalendarRule> as_calendar_rules(const IntervalPart& interval);

/// True if every run of `narrow` is known to be one of `wide`, as their periods tell.
[[nodiscard]] bool holds(const IntervalPart& wide, const IntervalPart& narrow);
/// Those of which no other one has every run: fewer, and the same runs.
[[nodiscard]] std::vector<IntervalPart> without_held(std::vector<IntervalPart> intervals);

/// The constant distance between the times of a calendar, if it has one for all time from `as_of`
/// on, clock changes included; nullopt otherwise.
[[nodiscard]] std::optional<std::int64_t> constant_period(const Compiled& schedule, Instant as_of);

/// Decides pairs of which one side is a single interval and nothing else and the other is too, or
/// is a calendar while the phase is not known. nullopt: not such a pair.
[[nodiscard]] std::optional<Comparison> compare_single_intervals(const Compiled& a,
                                                                 const Compiled& b, Instant as_of);

/// Compares two lists as sets: equal, unknown_phase (same periods, a phase unknown) or different.
[[nodiscard]] Comparison compare_interval_lists(std::vector<IntervalPart> a,
                                                std::vector<IntervalPart> b);

}  // namespace plumbline::schedule
