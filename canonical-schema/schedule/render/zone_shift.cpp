#include "canonical-schema/schedule/render/zone_shift.hpp"

#include <map>

namespace plumbline::schedule {
namespace {

constexpr std::size_t leap_february = 12;
constexpr std::size_t week = 7;

std::size_t shape_number(std::size_t slot, int first_weekday) {
  return slot * week + static_cast<std::size_t>((first_weekday % 7 + 7) % 7);
}

/// The slots a month may have: a February may be leap.
std::vector<std::size_t> slots_of(int month, LeapDays leap_days) {
  if (month == 2 && leap_days == LeapDays::exact) return {1, leap_february};
  return {static_cast<std::size_t>(month) - 1};
}

int length_of(std::size_t slot) { return month_shape(slot * week).length; }

/// What all of `bits` agree on.
std::optional<bool> agreed(const std::vector<bool>& bits) {
  for (const bool bit : bits) {
    if (bit != bits.front()) return std::nullopt;
  }
  return bits.front();
}

bool holds(const DaySet& days, std::size_t shape, int day) {
  return ((days.words.at(shape) >> static_cast<unsigned>(day)) & 1U) != 0;
}

/// Whether the day before the first of the month is in the set.
std::optional<bool> holds_before(const DaySet& days, const MonthShape& shape, LeapDays leap_days) {
  std::vector<bool> bits;
  for (const auto slot : slots_of(shape.month == 1 ? 12 : shape.month - 1, leap_days)) {
    const int length = length_of(slot);
    bits.push_back(holds(days, shape_number(slot, shape.first_weekday - length), length - 1));
  }
  return agreed(bits);
}

/// Whether the day after the last of the month is in the set.
std::optional<bool> holds_after(const DaySet& days, const MonthShape& shape, LeapDays leap_days) {
  std::vector<bool> bits;
  for (const auto slot : slots_of(shape.month == 12 ? 1 : shape.month + 1, leap_days)) {
    bits.push_back(holds(days, shape_number(slot, shape.first_weekday + shape.length), 0));
  }
  return agreed(bits);
}

std::optional<DaySet> shift_one_day(const DaySet& days, bool forward, LeapDays leap_days) {
  DaySet shifted;
  for (std::size_t i = 0; i < month_shapes; ++i) {
    const MonthShape shape = month_shape(i);
    const auto beyond =
        forward ? holds_before(days, shape, leap_days) : holds_after(days, shape, leap_days);
    if (!beyond) return std::nullopt;
    const auto edge = std::uint32_t{*beyond}
                      << (forward ? 0U : static_cast<unsigned>(shape.length) - 1);
    const auto inside = forward ? days.words[i] << 1U : days.words[i] >> 1U;
    const auto length = ~0U >> static_cast<unsigned>(32 - shape.length);
    shifted.words[i] = (inside | edge) & length;
  }
  return shifted;
}

}  // namespace

std::optional<DaySet> shift_days(const DaySet& days, int by, LeapDays leap_days) {
  std::optional<DaySet> shifted = days;
  for (; by != 0 && shifted; by += by > 0 ? -1 : 1)
    shifted = shift_one_day(*shifted, by > 0, leap_days);
  return shifted;
}

std::optional<std::vector<CalendarRule>> shift_rules(const std::vector<CalendarRule>& rules,
                                                     Seconds by, LeapDays leap_days) {
  if (by % std::chrono::minutes{1} != Seconds{0}) return std::nullopt;
  const int distance = static_cast<int>(by / std::chrono::minutes{1});
  std::vector<CalendarRule> shifted;
  for (const auto& rule : rules) {
    std::map<int, MinuteSet> carried;
    for (int minute = rule.minutes.next(0); minute >= 0; minute = rule.minutes.next(minute + 1)) {
      const int at = minute + distance;
      const int day = at >= 0 ? at / minutes_of_day : -((minutes_of_day - 1 - at) / minutes_of_day);
      carried[day].insert(at - day * minutes_of_day);
    }
    for (const auto& [day, minutes] : carried) {
      const auto days = shift_days(rule.days, day, leap_days);
      if (!days) return std::nullopt;
      CalendarRule moved = rule;
      moved.minutes = minutes;
      moved.days = *days;
      shifted.push_back(std::move(moved));
    }
  }
  return shifted;
}

}  // namespace plumbline::schedule
