#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "canonical-schema/schedule/calendar_rule.hpp"

namespace plumbline::schedule {

/// The days of a rule over a stretch of the calendar, one bit a day.
class DayMap {
 public:
  DayMap(const CalendarRule& rule, Day first, int count)
      : first_(first), bits_((static_cast<std::size_t>(count) + 63) / 64) {
    const Day end = first + std::chrono::days{count};
    const std::chrono::year_month_day date{first};
    for (auto month = date.year() / date.month(); std::chrono::sys_days{month / 1} < end;
         month += std::chrono::months{1}) {
      if (!rule.years.contains(static_cast<int>(month.year()))) continue;
      insert(rule.days.words[shape_of(month)], (std::chrono::sys_days{month / 1} - first).count());
    }
  }

  /// Whether the day before, the day and the day after are in the set, as three bits.
  [[nodiscard]] std::uint64_t around(Day day) const {
    const auto at = static_cast<std::size_t>((day - first_).count()) - 1;
    constexpr std::uint64_t three = 7;
    if (at % 64 <= 61) return (bits_[at / 64] >> (at % 64)) & three;
    return bit(at) | bit(at + 1) << 1U | bit(at + 2) << 2U;
  }

 private:
  /// Adds the days of one month, whose first lies `at` days after the map's, or before it.
  void insert(std::uint64_t month_days, std::int64_t at) {
    if (at < 0) {
      month_days >>= -at;
      at = 0;
    }
    const auto word = static_cast<std::size_t>(at) / 64;
    const auto shift = static_cast<unsigned>(at % 64);
    bits_[word] |= month_days << shift;
    if (shift > 32 && word + 1 < bits_.size()) bits_[word + 1] |= month_days >> (64 - shift);
  }
  [[nodiscard]] std::uint64_t bit(std::size_t at) const {
    return (bits_[at / 64] >> (at % 64)) & 1U;
  }

  Day first_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace plumbline::schedule
