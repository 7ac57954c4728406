#include "canonical-schema/schedule/dialects/go_duration.hpp"

#include <array>
#include <cstdint>

namespace plumbline::schedule {
namespace {

/// 2^63: the largest magnitude, of a negative duration only.
constexpr std::uint64_t limit = std::uint64_t{1} << 63U;

struct Unit {
  std::string_view name;
  std::uint64_t nanoseconds;
};
constexpr std::array<Unit, 8> units{{{"ns", 1},
                                     {"us", 1'000},
                                     {"\u00b5s", 1'000},
                                     {"\u03bcs", 1'000},
                                     {"ms", 1'000'000},
                                     {"s", 1'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"h", 3'600'000'000'000}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digits before the point. False if they do not fit.
bool take_whole(std::string_view& text, std::uint64_t& value) {
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    if (value > limit / 10) return false;
    value = value * 10 + static_cast<std::uint64_t>(text.front() - '0');
    if (value > limit) return false;
  }
  return true;
}

/// The digits after the point, as far as they fit; Go ignores the rest.
struct Fraction {
  std::uint64_t value = 0;
  double scale = 1;
  bool any = false;
};
Fraction take_fraction(std::string_view& text) {
  Fraction fraction;
  bool full = false;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    fraction.any = true;
    if (full) continue;
    if (fraction.value > (limit - 1) / 10) {
      full = true;
      continue;
    }
    const auto next = fraction.value * 10 + static_cast<std::uint64_t>(text.front() - '0');
    if (next > limit) {
      full = true;
      continue;
    }
    fraction.value = next;
    fraction.scale *= 10;
  }
  return fraction;
}

/// One number with its unit, in nanoseconds.
std::optional<std::uint64_t> take_part(std::string_view& text) {
  const auto before = text.size();
  std::uint64_t whole = 0;
  if (!take_whole(text, whole)) return std::nullopt;
  const bool digits_before = text.size() != before;
  Fraction fraction;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    fraction = take_fraction(text);
  }
  if (!digits_before && !fraction.any) return std::nullopt;
  std::size_t length = 0;
  while (length < text.size() && text[length] != '.' && !is_digit(text[length])) ++length;
  for (const auto& unit : units) {
    if (unit.name != text.substr(0, length)) continue;
    text.remove_prefix(length);
    if (whole > limit / unit.nanoseconds) return std::nullopt;
    const auto of_fraction =
        static_cast<std::uint64_t>(static_cast<double>(fraction.value) *
                                   (static_cast<double>(unit.nanoseconds) / fraction.scale));
    const std::uint64_t sum = whole * unit.nanoseconds + of_fraction;
    return sum > limit ? std::nullopt : std::optional(sum);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::nanoseconds> go_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return std::chrono::nanoseconds{0};
  if (text.empty()) return std::nullopt;
  std::uint64_t total = 0;
  while (!text.empty()) {
    const auto part = take_part(text);
    if (!part) return std::nullopt;
    total += *part;
    if (total > limit) return std::nullopt;
  }
  if (negative) return std::chrono::nanoseconds{static_cast<std::int64_t>(0 - total)};
  if (total == limit) return std::nullopt;
  return std::chrono::nanoseconds{static_cast<std::int64_t>(total)};
}

}  // namespace plumbline::schedule
