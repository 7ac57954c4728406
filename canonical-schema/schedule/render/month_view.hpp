#pragma once

#include <array>
#include <cstdint>

#include "canonical-schema/schedule/day_set.hpp"

// What a day set holds of some months: by days of the month, by weekdays, by both.

namespace plumbline::schedule {

/// `days` within the months of the mask (bit 0 = January).
[[nodiscard]] DaySet within(const DaySet& days, std::uint32_t months);

/// True if all of `part` within the months is in `whole`.
[[nodiscard]] bool lies_in(const DaySet& part, std::uint32_t months, const DaySet& whole);

/// Months that hold any of `days`.
[[nodiscard]] std::uint32_t months_of(const DaySet& days);

/// Days of the month that occur in `days` at all (bit 0 = 1st), weekdays that do (bit 0 = Sunday).
[[nodiscard]] std::uint32_t touched_days(const DaySet& days);
[[nodiscard]] std::uint32_t touched_weekdays(const DaySet& days);

/// Days of the month that are in `days` whenever they occur in these months.
[[nodiscard]] std::uint32_t held_days(const DaySet& days, std::uint32_t months);
/// The same of days of the month on one weekday.
[[nodiscard]] std::uint32_t held_days_on(const DaySet& days, std::uint32_t months, int weekday);
/// Weekdays that are in `days` whenever they occur in these months.
[[nodiscard]] std::uint32_t held_weekdays(const DaySet& days, std::uint32_t months);

}  // namespace plumbline::schedule
