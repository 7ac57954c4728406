#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace plumbline::schedule {

using Day = std::chrono::sys_days;

[[nodiscard]] inline int year_of(Day day) {
  return static_cast<int>(std::chrono::year_month_day{day}.year());
}

inline constexpr std::uint32_t all_days = 0x7fff'ffff;
inline constexpr std::uint32_t all_months = 0xfff;
inline constexpr std::uint32_t all_weekdays = 0x7f;

/// The Gregorian calendar repeats after 400 years, which are a whole number of weeks.
inline constexpr int days_of_cycle = 146'097;
inline constexpr int months_of_cycle = 4'800;

/// 11 months by 7 starting weekdays, and February by 7 by 2 lengths.
inline constexpr std::size_t month_shapes = 91;

/// What a day predicate without years can depend on: month, length and first weekday of a month.
/// Shapes are numbered slot * 7 + first weekday (0 = Sunday); slots 0-11 are the months with a
/// February of 28 days, slot 12 is the February of 29 days.
struct MonthShape {
  int month = 1;  ///< 1 to 12
  int length = 31;
  int first_weekday = 0;
};
[[nodiscard]] MonthShape month_shape(std::size_t shape);
[[nodiscard]] std::size_t shape_of(std::chrono::year_month month);
/// How many months of a 400-year cycle have this shape; never 0.
[[nodiscard]] int shape_weight(std::size_t shape);

/// A set of civil days without years. Every one of the 2,758 day classes occurs in the cycle, so
/// two sets are the same days for all time if and only if their words are equal.
/// Bit 0 of a word is the first of the month.
struct DaySet {
  std::array<std::uint32_t, month_shapes> words{};

  bool operator==(const DaySet&) const = default;

  [[nodiscard]] bool empty() const;
  [[nodiscard]] bool contains(Day day) const;
  /// The first member at or after `day`; nullopt only for the empty set.
  [[nodiscard]] std::optional<Day> next(Day day) const;
  /// Members in one 400-year cycle.
  [[nodiscard]] std::int64_t days_in_cycle() const;

  DaySet& operator|=(const DaySet& other);
  DaySet& operator&=(const DaySet& other);
  DaySet& operator-=(const DaySet& other);
};

/// How the two day fields of an expression combine.
enum class DayRule { both, either };

/// A day that depends on the length or the first weekday of its month.
struct SpecialDay {
  enum class Kind {
    last,          ///< the last day but `number`: L, L-3
    last_workday,  ///< the Monday to Friday nearest to the last day but `number`: LW
    workday_near,  ///< the Monday to Friday nearest to day `number`, in the same month: 15W
    nth_weekday,   ///< the `number`-th `weekday`: 5#2
    last_weekday,  ///< the last `weekday` but `number` weeks: 5L
  };
  Kind kind = Kind::last;
  int number = 0;
  int weekday = 0;  ///< 0 = Sunday
  /// workday_near: a month in which the nearest one lies outside has none (Spring), instead of the
  /// nearest inside.
  bool strays = false;

  bool operator==(const SpecialDay&) const = default;
};

/// Days of month (bit 0 = 1st), months (bit 0 = January), weekdays (bit 0 = Sunday), and what
/// masks cannot say of either day field.
struct DayFields {
  std::uint32_t days = 0;
  std::uint32_t months = 0;
  std::uint32_t weekdays = 0;
  DayRule rule = DayRule::both;
  std::vector<SpecialDay> special_days = {};
  std::vector<SpecialDay> special_weekdays = {};

  bool operator==(const DayFields&) const = default;
};
[[nodiscard]] DaySet day_set(const DayFields& fields);

}  // namespace plumbline::schedule
