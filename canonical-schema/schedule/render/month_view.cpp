#include "canonical-schema/schedule/render/month_view.hpp"

namespace plumbline::schedule {
namespace {

struct Shape {
  std::uint32_t month = 0;  ///< as a mask of one bit
  std::uint32_t days = 0;   ///< every day of the month
  std::array<std::uint32_t, 7> weekdays{};
};

const std::array<Shape, month_shapes>& shapes() {
  static const auto table = [] {
    std::array<Shape, month_shapes> all;
    for (std::size_t i = 0; i < month_shapes; ++i) {
      const MonthShape shape = month_shape(i);
      all[i].month = std::uint32_t{1} << static_cast<unsigned>(shape.month - 1);
      for (int day = 0; day < shape.length; ++day) {
        const auto bit = std::uint32_t{1} << static_cast<unsigned>(day);
        all[i].days |= bit;
        all[i].weekdays.at(static_cast<std::size_t>((shape.first_weekday + day) % 7)) |= bit;
      }
    }
    return all;
  }();
  return table;
}

}  // namespace

DaySet within(const DaySet& days, std::uint32_t months) {
  DaySet cut = days;
  for (std::size_t i = 0; i < month_shapes; ++i) {
    if ((shapes()[i].month & months) == 0) cut.words[i] = 0;
  }
  return cut;
}

bool lies_in(const DaySet& part, std::uint32_t months, const DaySet& whole) {
  for (std::size_t i = 0; i < month_shapes; ++i) {
    if ((part.words[i] & ~whole.words[i]) != 0 && (shapes()[i].month & months) != 0) return false;
  }
  return true;
}

std::uint32_t months_of(const DaySet& days) {
  std::uint32_t months = 0;
  for (std::size_t i = 0; i < month_shapes; ++i) {
    if (days.words[i] != 0) months |= shapes()[i].month;
  }
  return months;
}

std::uint32_t touched_days(const DaySet& days) {
  std::uint32_t touched = 0;
  for (const auto word : days.words) touched |= word;
  return touched;
}

std::uint32_t touched_weekdays(const DaySet& days) {
  std::uint32_t touched = 0;
  for (std::size_t i = 0; i < month_shapes; ++i) {
    for (std::size_t weekday = 0; weekday < 7; ++weekday) {
      if ((days.words[i] & shapes()[i].weekdays[weekday]) != 0) touched |= 1U << weekday;
    }
  }
  return touched;
}

std::uint32_t held_days(const DaySet& days, std::uint32_t months) {
  std::uint32_t held = all_days;
  std::uint32_t occur = 0;
  for (std::size_t i = 0; i < month_shapes; ++i) {
    const Shape& shape = shapes()[i];
    if ((shape.month & months) == 0) continue;
    held &= days.words[i] | ~shape.days;
    occur |= shape.days;
  }
  return held & occur;
}

std::uint32_t held_days_on(const DaySet& days, std::uint32_t months, int weekday) {
  std::uint32_t held = all_days;
  std::uint32_t occur = 0;
  for (std::size_t i = 0; i < month_shapes; ++i) {
    const Shape& shape = shapes()[i];
    if ((shape.month & months) == 0) continue;
    const auto on = shape.weekdays.at(static_cast<std::size_t>(weekday));
    held &= days.words[i] | ~on;
    occur |= on;
  }
  return held & occur;
}

std::uint32_t held_weekdays(const DaySet& days, std::uint32_t months) {
  std::uint32_t held = all_weekdays;
  for (std::size_t i = 0; i < month_shapes; ++i) {
    const Shape& shape = shapes()[i];
    if ((shape.month & months) == 0) continue;
    for (std::size_t weekday = 0; weekday < 7; ++weekday) {
      if ((shape.weekdays[weekday] & ~days.words[i]) != 0) held &= ~(1U << weekday);
    }
  }
  return held;
}

}  // namespace plumbline::schedule
