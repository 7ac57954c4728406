#pragma once

#include <optional>
#include <vector>

#include "canonical-schema/schedule/calendar_rule.hpp"
#include "canonical-schema/time.hpp"

namespace plumbline::schedule {

/// What becomes of days that only the year tells: whether a 1 March comes after a 28th.
enum class LeapDays { exact, as_common };

/// The days that lie `by` days after those of `days`; nullopt where no month shape can tell them
/// (the day after the 28th: it may be a 1 March), unless leap years are taken for common ones.
[[nodiscard]] std::optional<DaySet> shift_days(const DaySet& days, int by,
                                               LeapDays leap_days = LeapDays::exact);

/// The same clock times on a clock that is `by` ahead (behind, if negative), less than two days;
/// nullopt if it is no whole number of minutes or the days cannot be told. Years stay as they are:
/// right except for what crosses a new year.
[[nodiscard]] std::optional<std::vector<CalendarRule>> shift_rules(
    const std::vector<CalendarRule>& rules, Seconds by, LeapDays leap_days = LeapDays::exact);

}  // namespace plumbline::schedule
