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

/// Two rule sets on one and the same clock, whatever its zone is: never a witness, since no
/// instant is known. `equal` if the policies agree as well, else `equal_except_dst`.
[[nodiscard]] Comparison compare_clock_times(const std::vector<CalendarRule>& a,
                                             const std::vector<CalendarRule>& b);

/// Two rule sets in one zone, for all time from `as_of` on.
[[nodiscard]] Comparison compare_in_zone(const std::vector<CalendarRule>& a,
                                         const std::vector<CalendarRule>& b, const Zone& zone,
                                         Instant as_of);

/// Two unions over any zones, for all time from `as_of` on.
[[nodiscard]] Comparison compare_across_zones(const Side& a, const Side& b, Instant as_of);

/// The relation of two sets, from whether each has something the other lacks.
[[nodiscard]] constexpr Relation relation_of(bool only_a, bool only_b) {
  if (only_a) return only_b ? Relation::different : Relation::superset;
  return only_b ? Relation::subset : Relation::equal;
}

}  // namespace plumbline::schedule
