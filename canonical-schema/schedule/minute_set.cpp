#include "canonical-schema/schedule/minute_set.hpp"

#include <algorithm>

namespace plumbline::schedule {

MinuteSet MinuteSet::product(std::uint32_t hours, std::uint64_t minutes) {
  MinuteSet set;
  for (; hours != 0; hours &= hours - 1) {
    const int start = std::countr_zero(hours) * 60;
    const int shift = start & 63;
    set.words[index(start)] |= minutes << shift;
    if (shift > 4) set.words[index(start) + 1] |= minutes >> (64 - shift);
  }
  return set;
}

bool MinuteSet::empty() const {
  return std::all_of(words.begin(), words.end(), [](std::uint64_t word) { return word == 0; });
}

int MinuteSet::size() const {
  int count = 0;
  for (const auto word : words) count += std::popcount(word);
  return count;
}

int MinuteSet::next(int minute) const {
  if (minute >= minutes_of_day) return -1;
  std::size_t at = index(minute);
  std::uint64_t word = words[at] & (~std::uint64_t{0} << (minute & 63));
  while (word == 0) {
    if (++at == word_count) return -1;
    word = words[at];
  }
  return static_cast<int>(at) * 64 + std::countr_zero(word);
}

int MinuteSet::previous(int minute) const {
  if (minute < 0) return -1;
  minute = std::min(minute, minutes_of_day - 1);
  std::size_t at = index(minute);
  std::uint64_t word = words[at] & (~std::uint64_t{0} >> (63 - (minute & 63)));
  while (word == 0) {
    if (at == 0) return -1;
    word = words[--at];
  }
  return static_cast<int>(at) * 64 + 63 - std::countl_zero(word);
}

std::uint64_t MinuteSet::bits_at(int minute) const {
  const std::size_t at = index(minute);
  const int shift = minute & 63;
  std::uint64_t bits = words[at] >> shift;
  if (shift != 0 && at + 1 < word_count) bits |= words[at + 1] << (64 - shift);
  return bits;
}

void MinuteSet::insert_range(const MinuteSet& source, int begin, int end, int target) {
  while (begin < end) {
    // Fill up to the next word border of the target, so that one word is written at a time.
    const int room = std::min(64 - (target & 63), end - begin);
    std::uint64_t bits = source.bits_at(begin);
    if (room < 64) bits &= (std::uint64_t{1} << room) - 1;
    words[index(target)] |= bits << (target & 63);
    begin += room;
    target += room;
  }
}

MinuteSet& MinuteSet::operator|=(const MinuteSet& other) {
  for (std::size_t i = 0; i < word_count; ++i) words[i] |= other.words[i];
  return *this;
}

MinuteSet& MinuteSet::operator&=(const MinuteSet& other) {
  for (std::size_t i = 0; i < word_count; ++i) words[i] &= other.words[i];
  return *this;
}

MinuteSet& MinuteSet::operator-=(const MinuteSet& other) {
  for (std::size_t i = 0; i < word_count; ++i) words[i] &= ~other.words[i];
  return *this;
}

}  // namespace plumbline::schedule
