#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace plumbline::schedule {

inline constexpr int minutes_of_day = 1440;
inline constexpr std::uint64_t all_minutes = (std::uint64_t{1} << 60U) - 1;
inline constexpr std::uint32_t all_hours = 0xff'ffff;

/// A set of minutes of one day, bit 0 = 00:00. Bits past 23:59 are always clear.
struct MinuteSet {
  static constexpr std::size_t word_count = 23;
  std::array<std::uint64_t, word_count> words{};

  bool operator==(const MinuteSet&) const = default;

  /// The product of an hour set and a minute set, bit 0 = hour 0, minute 0.
  [[nodiscard]] static MinuteSet product(std::uint32_t hours, std::uint64_t minutes);

  void insert(int minute) { words[index(minute)] |= std::uint64_t{1} << (minute & 63); }
  [[nodiscard]] bool contains(int minute) const {
    return ((words[index(minute)] >> (minute & 63)) & 1U) != 0;
  }
  [[nodiscard]] bool empty() const;
  [[nodiscard]] int size() const;
  /// The first member at or after `minute`, -1 if none.
  [[nodiscard]] int next(int minute) const;
  /// The last member at or before `minute`, -1 if none.
  [[nodiscard]] int previous(int minute) const;

  /// Adds the members m of `source` with begin <= m < end as m - begin + target. Everything must
  /// stay within the day.
  void insert_range(const MinuteSet& source, int begin, int end, int target);

  MinuteSet& operator|=(const MinuteSet& other);
  MinuteSet& operator&=(const MinuteSet& other);
  /// Set difference.
  MinuteSet& operator-=(const MinuteSet& other);

 private:
  static constexpr std::size_t index(int minute) { return static_cast<std::size_t>(minute >> 6); }
  /// 64 bits starting at any position.
  [[nodiscard]] std::uint64_t bits_at(int minute) const;
};

[[nodiscard]] inline MinuteSet operator&(MinuteSet a, const MinuteSet& b) { return a &= b; }
[[nodiscard]] inline MinuteSet operator|(MinuteSet a, const MinuteSet& b) { return a |= b; }
[[nodiscard]] inline MinuteSet operator-(MinuteSet a, const MinuteSet& b) { return a -= b; }

}  // namespace plumbline::schedule
