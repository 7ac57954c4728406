#include "canonical-schema/schedule/year_set.hpp"

#include <algorithm>
#include <bit>

namespace plumbline::schedule {
namespace {

constexpr int bits = 64;

constexpr std::size_t word_of(int year) {
  return static_cast<std::size_t>(year - YearSet::first) / bits;
}
constexpr std::uint64_t bit_of(int year) {
  return std::uint64_t{1} << static_cast<unsigned>((year - YearSet::first) % bits);
}
constexpr bool is_single(int year) { return year >= YearSet::first && year <= YearSet::last; }

}  // namespace

YearSet YearSet::range(int from, int to, int step) {
  YearSet set = none();
  // Steps may be as long as an int: what follows is counted in more than that.
  std::int64_t year = from;
  // A start before the first year keeps its phase.
  if (year < first) year += (first - year + step - 1) / step * step;
  for (; year <= std::min(to, last); year += step) set.insert(static_cast<int>(year));
  return set;
}

bool YearSet::contains(int year) const {
  return is_single(year) ? (words[word_of(year)] & bit_of(year)) != 0 : others;
}

std::optional<int> YearSet::next(int year) const {
  if (year < first) {
    if (others) return year;
    year = first;
  }
  while (year <= last) {
    const std::uint64_t rest = words[word_of(year)] & ~(bit_of(year) - 1);
    const int word_begin = first + static_cast<int>(word_of(year)) * bits;
    if (rest != 0) return word_begin + std::countr_zero(rest);
    year = word_begin + bits;
  }
  return others ? std::optional(year) : std::nullopt;
}

int YearSet::size() const {
  int count = 0;
  for (const auto word : words) count += std::popcount(word);
  return count;
}

void YearSet::insert(int year) {
  if (is_single(year)) words[word_of(year)] |= bit_of(year);
}

YearSet& YearSet::operator|=(const YearSet& other) {
  for (std::size_t i = 0; i < word_count; ++i) words[i] |= other.words[i];
  others = others || other.others;
  return *this;
}

YearSet& YearSet::operator&=(const YearSet& other) {
  for (std::size_t i = 0; i < word_count; ++i) words[i] &= other.words[i];
  others = others && other.others;
  return *this;
}

YearSet& YearSet::operator-=(const YearSet& other) {
  for (std::size_t i = 0; i < word_count; ++i) words[i] &= ~other.words[i];
  others = others && !other.others;
  return *this;
}

}  // namespace plumbline::schedule
