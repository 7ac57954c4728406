#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/schedule/calendar_rule.hpp"
#include "canonical-schema/schedule/schedule.hpp"
#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::schedule {

/// Rules in normal form and the zone of their clock.
struct ZonedRules {
  ZonePtr zone;
  std::vector<CalendarRule> rules;
};
using Side = std::vector<ZonedRules>;

/// The instants over which schedules are compared: [from, until).
struct TimeSpan {
  Instant from;
  Instant until = Instant::max();
};

/// Two rule sets on one and the same clock, whatever its zone is: never a witness, since no
/// instant is known. `equal` if the policies agree as well, else `equal_except_dst`.
[[nodiscard]] Comparison compare_clock_times(const std::vector<CalendarRule>& a,
                                             const std::vector<CalendarRule>& b);

/// Two unions over zones that are known. Where an engine does not say which copies of a repeated
/// time it runs, only the same rule of such an engine is equal to it.
[[nodiscard]] Comparison compare_known_zones(const Side& a, const Side& b, const TimeSpan& span);

/// Two rule sets in one zone.
[[nodiscard]] Comparison compare_in_zone(const std::vector<CalendarRule>& a,
                                         const std::vector<CalendarRule>& b, const Zone& zone,
                                         const TimeSpan& span);

/// Two unions over any zones; `incomparable` if one of them has offsets of odd seconds then.
[[nodiscard]] Comparison compare_across_zones(const Side& a, const Side& b, const TimeSpan& span);

/// The relation of two sets, from whether each has something the other lacks.
[[nodiscard]] constexpr Relation relation_of(bool only_a, bool only_b) {
  if (only_a) return only_b ? Relation::different : Relation::superset;
  return only_b ? Relation::subset : Relation::equal;
}

}  // namespace plumbline::schedule
