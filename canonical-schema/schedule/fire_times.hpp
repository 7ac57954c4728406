#pragma once

#include <optional>

#include "canonical-schema/schedule/calendar_rule.hpp"
#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/zone.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {

/// The first instant at or after `from` at which the rule fires in the zone, with the rule's
/// policy applied to clock changes; nullopt if there is none (or none within two 400-year cycles).
[[nodiscard]] std::optional<Instant> next_fire(const CalendarRule& rule, const Zone& zone,
                                               Instant from);
[[nodiscard]] std::optional<Instant> next_fire(const std::vector<CalendarRule>& rules,
                                               const Zone& zone, Instant from);
[[nodiscard]] std::optional<Instant> next_fire(const IntervalPart& interval, Instant from);
/// Over all parts whose instants are known.
[[nodiscard]] std::optional<Instant> next_fire(const Compiled& schedule, Instant from);
[[nodiscard]] bool fires_at(const Compiled& schedule, Instant at);

/// The first run of an `elapsed` rule at or after the segment's begin: as long after the last run
/// before it as on the clock, whatever the clock did meanwhile. Clock times before it do not run.
/// nullopt: nothing ran before, or the rule ends.
[[nodiscard]] std::optional<Instant> first_elapsed(const CalendarRule& rule, const Zone& zone,
                                                   const Segment& segment);

/// Adds to `minutes` the minutes of one UTC day at which the rules fire whose seconds hold all of
/// `seconds`, for zones whose offsets are whole minutes.
void add_day_minutes(const std::vector<CalendarRule>& rules, std::uint64_t seconds,
                     const Zone& zone, Day utc_day, MinuteSet& minutes);

/// The longest gap after which cron still catches up on what it skipped.
inline constexpr Seconds longest_resumed_gap = std::chrono::hours{3};

}  // namespace plumbline::schedule
