#include "canonical-schema/schedule/day_set.hpp"

#include <algorithm>
#include <bit>

namespace plumbline::schedule {
namespace {

using namespace std::chrono;

constexpr std::array<int, 13> slot_lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 29};
constexpr std::size_t leap_february = 12;

constexpr std::uint32_t first_days(int count) {
  return count >= 32 ? ~0U : (std::uint32_t{1} << count) - 1;
}

constexpr auto weekday_table = [] {
  std::array<std::array<std::uint32_t, 128>, 7> table{};
  for (std::size_t first = 0; first < 7; ++first) {
    for (std::uint32_t mask = 0; mask < 128; ++mask) {
      std::uint32_t days = 0;
      for (std::size_t weekday = 0; weekday < 7; ++weekday) {
        if (((mask >> weekday) & 1U) == 0) continue;
        for (std::size_t day = (weekday + 7 - first) % 7; day < 31; day += 7) {
          days |= std::uint32_t{1} << day;
        }
      }
      table[first][mask] = days;
    }
  }
  return table;
}();

constexpr std::size_t shape_number(year_month month) {
  const bool leap = month.month() == February && month.year().is_leap();
  const std::size_t slot =
      leap ? leap_february : static_cast<std::size_t>(static_cast<unsigned>(month.month())) - 1;
  return slot * 7 + weekday{sys_days{month / 1}}.c_encoding();
}

/// Days are counted from 0 within a month of `length` days that begins on `first` (0 = Sunday).
struct Month {
  int length = 31;
  int first = 0;

  [[nodiscard]] int weekday_of(int day) const { return (first + day) % 7; }
  [[nodiscard]] bool holds(int day) const { return day >= 0 && day < length; }
};

/// The Monday to Friday nearest to `day`; nullopt if the month lacks `day`, or `strays` and it
/// lies outside of the month.
std::optional<int> workday_near(const Month& month, int day, bool strays) {
  constexpr int saturday = 6;
  if (!month.holds(day)) return std::nullopt;
  const int weekday = month.weekday_of(day);
  if (weekday != 0 && weekday != saturday) return day;
  const int near = weekday == saturday ? day - 1 : day + 1;
  if (month.holds(near)) return near;
  if (strays) return std::nullopt;
  return weekday == saturday ? day + 2 : day - 2;
}

std::optional<int> day_of(const SpecialDay& special, const Month& month) {
  const int back = month.length - 1 - special.number;
  switch (special.kind) {
    case SpecialDay::Kind::last:
      return back;
    case SpecialDay::Kind::last_workday:
      return workday_near(month, back, special.strays);
    case SpecialDay::Kind::workday_near:
      return workday_near(month, special.number - 1, special.strays);
    case SpecialDay::Kind::nth_weekday:
      return (special.weekday - month.first + 7) % 7 + 7 * (special.number - 1);
    case SpecialDay::Kind::last_weekday: {
      const int after = (month.weekday_of(month.length - 1) - special.weekday + 7) % 7;
      return month.length - 1 - after - 7 * special.number;
    }
  }
  return std::nullopt;
}

std::uint32_t days_of(const std::vector<SpecialDay>& specials, const Month& month) {
  std::uint32_t days = 0;
  for (const auto& special : specials) {
    const auto day = day_of(special, month);
    if (day && month.holds(*day)) days |= std::uint32_t{1} << static_cast<unsigned>(*day);
  }
  return days;
}

std::array<int, month_shapes> count_shapes() {
  std::array<int, month_shapes> weights{};
  const year_month first{year{2000}, January};
  for (int i = 0; i < months_of_cycle; ++i) ++weights[shape_number(first + months{i})];
  return weights;
}

}  // namespace

MonthShape month_shape(std::size_t shape) {
  const std::size_t slot = shape / 7;
  return {slot == leap_february ? 2 : static_cast<int>(slot) + 1, slot_lengths.at(slot),
          static_cast<int>(shape % 7)};
}

std::size_t shape_of(year_month month) { return shape_number(month); }

int shape_weight(std::size_t shape) {
  static const auto weights = count_shapes();
  return weights.at(shape);
}

bool DaySet::empty() const {
  return std::all_of(words.begin(), words.end(), [](std::uint32_t word) { return word == 0; });
}

bool DaySet::contains(Day day) const {
  const year_month_day date{day};
  const std::uint32_t word = words[shape_number(date.year() / date.month())];
  return ((word >> (static_cast<unsigned>(date.day()) - 1)) & 1U) != 0;
}

std::optional<Day> DaySet::next(Day day) const {
  if (empty()) return std::nullopt;
  const year_month_day date{day};
  year_month month = date.year() / date.month();
  std::uint32_t mask = ~first_days(static_cast<int>(static_cast<unsigned>(date.day())) - 1);
  // A non-empty set has a member in every cycle; one month more closes the circle.
  for (int i = 0; i <= months_of_cycle; ++i) {
    const std::uint32_t word = words[shape_number(month)] & mask;
    if (word != 0) return sys_days{month / 1} + std::chrono::days{std::countr_zero(word)};
    mask = ~0U;
    month += months{1};
  }
  return std::nullopt;
}

std::int64_t DaySet::days_in_cycle() const {
  std::int64_t count = 0;
  for (std::size_t shape = 0; shape < month_shapes; ++shape) {
    count += std::int64_t{std::popcount(words[shape])} * shape_weight(shape);
  }
  return count;
}

DaySet& DaySet::operator|=(const DaySet& other) {
  for (std::size_t i = 0; i < month_shapes; ++i) words[i] |= other.words[i];
  return *this;
}

DaySet& DaySet::operator&=(const DaySet& other) {
  for (std::size_t i = 0; i < month_shapes; ++i) words[i] &= other.words[i];
  return *this;
}

DaySet& DaySet::operator-=(const DaySet& other) {
  for (std::size_t i = 0; i < month_shapes; ++i) words[i] &= ~other.words[i];
  return *this;
}

DaySet day_set(const DayFields& fields) {
  DaySet set;
  for (std::size_t slot = 0; slot < slot_lengths.size(); ++slot) {
    const std::size_t month = slot == leap_february ? 1 : slot;
    if (((fields.months >> month) & 1U) == 0) continue;
    const std::uint32_t length = first_days(slot_lengths[slot]);
    for (std::size_t first = 0; first < 7; ++first) {
      const Month shape{slot_lengths[slot], static_cast<int>(first)};
      const std::uint32_t by_day = fields.days | days_of(fields.special_days, shape);
      const std::uint32_t by_weekday =
          weekday_table[first][fields.weekdays & 127U] | days_of(fields.special_weekdays, shape);
      const std::uint32_t days =
          fields.rule == DayRule::both ? by_day & by_weekday : by_day | by_weekday;
      set.words[slot * 7 + first] = days & length;
    }
  }
  return set;
}

}  // namespace plumbline::schedule
