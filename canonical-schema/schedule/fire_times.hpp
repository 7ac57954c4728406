#pragma once

#include <optional>

#include "canonical-schema/schedule/calendar_rule.hpp"
#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/zone.hpp"

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

/// Adds to `minutes` the minutes of one UTC day at which the rules fire whose seconds hold all of
/// `seconds`, for zones whose offsets are whole minutes.
void add_day_minutes(const std::vector<CalendarRule>& rules, std::uint64_t seconds,
                     const Zone& zone, Day utc_day, MinuteSet& minutes);

/// The longest gap after which cron still catches up on what it skipped.
inline constexpr Seconds longest_resumed_gap = std::chrono::hours{3};

}  // namespace plumbline::schedule
