#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace plumbline::schedule {

/// A set of calendar years: each of 1970 to 2225 by itself, all others as one. Every dialect's
/// year field ends before 2225. The default is every year.
struct YearSet {
  static constexpr int first = 1970;
  static constexpr int last = 2225;
  static constexpr std::size_t word_count = 4;

  std::array<std::uint64_t, word_count> words{~0ULL, ~0ULL, ~0ULL, ~0ULL};
  bool others = true;

  bool operator==(const YearSet&) const = default;

  [[nodiscard]] static YearSet none() { return {{}, false}; }
  /// Years outside of `first` to `last` are passed over.
  [[nodiscard]] static YearSet range(int from, int to, int step = 1);

  [[nodiscard]] bool is_every() const { return *this == YearSet{}; }
  [[nodiscard]] bool empty() const { return *this == none(); }
  [[nodiscard]] bool contains(int year) const;
  /// The first member at or after `year`; nullopt if there is none.
  [[nodiscard]] std::optional<int> next(int year) const;
  /// Members from `first` to `last`.
  [[nodiscard]] int size() const;

  void insert(int year);
  YearSet& operator|=(const YearSet& other);
  YearSet& operator&=(const YearSet& other);
  /// Set difference.
  YearSet& operator-=(const YearSet& other);
};

[[nodiscard]] inline YearSet operator&(YearSet a, const YearSet& b) { return a &= b; }
[[nodiscard]] inline YearSet operator|(YearSet a, const YearSet& b) { return a |= b; }
[[nodiscard]] inline YearSet operator-(YearSet a, const YearSet& b) { return a -= b; }

}  // namespace plumbline::schedule
