#pragma once

#include <optional>
#include <vector>

#include "canonical-schema/schedule/calendar_rule.hpp"
#include "canonical-schema/time.hpp"

namespace plumbline::schedule {

/// The days that lie `by` days after those of `days`; nullopt where no month shape can tell them
/// (the day after the 28th: it may be a 1 March).
[[nodiscard]] std::optional<DaySet> shift_days(const DaySet& days, int by);

/// The same clock times on a clock that is `by` ahead (behind, if negative), less than two days;
/// nullopt if it is no whole number of minutes or the days cannot be told. Years stay as they are:
/// right except for what crosses a new year.
[[nodiscard]] std::optional<std::vector<CalendarRule>> shift_rules(
    const std::vector<CalendarRule>& rules, Seconds by);

}  // namespace plumbline::schedule
