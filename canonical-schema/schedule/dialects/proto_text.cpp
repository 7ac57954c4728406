#include "canonical-schema/schedule/dialects/proto_text.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"

namespace plumbline::schedule {
namespace {

/// Protocol buffers hold no longer duration: ten thousand years, in seconds.
constexpr std::int64_t longest_seconds = 315'576'000'000;
/// Digits behind the point, of durations and timestamps.
constexpr std::size_t longest_fraction = 9;

struct Written {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
};

/// A duration without its sign.
std::optional<Written> written_duration(std::string_view text) {
  if (!text.ends_with('s')) return std::nullopt;
  text.remove_suffix(1);
  const auto point = std::min(text.find('.'), text.size());
  const auto whole = text.substr(0, point);
  auto fraction = std::string(text.substr(std::min(point + 1, text.size())));
  // As many as surely fit; where the limit lies is told apart from a duration that is none.
  constexpr std::size_t longest_whole = 18;
  const bool is_padded = whole.size() > 1 && whole.front() == '0';
  const bool is_number = !is_padded && std::ranges::all_of(whole, is_digit) &&
                         std::ranges::all_of(fraction, is_digit) &&
                         (!whole.empty() || point < text.size());
  if (!is_number || whole.size() > longest_whole || fraction.size() > longest_fraction) {
    return std::nullopt;
  }
  fraction.resize(longest_fraction, '0');
  Written written;
  for (const char c : whole) written.seconds = written.seconds * 10 + (c - '0');
  for (const char c : fraction) written.nanoseconds = written.nanoseconds * 10 + (c - '0');
  return written;
}

std::chrono::nanoseconds go_nanoseconds(const Written& written, bool negative) {
  using std::chrono::nanoseconds;
  constexpr std::int64_t second = 1'000'000'000;
  constexpr std::int64_t most = nanoseconds::max().count();
  const bool fits = written.seconds < most / second ||
                    (written.seconds == most / second && written.nanoseconds <= most % second);
  if (!fits) return negative ? nanoseconds::min() : nanoseconds::max();
  const nanoseconds span{written.seconds * second + written.nanoseconds};
  return negative ? -span : span;
}

}  // namespace

Result<std::chrono::nanoseconds> proto_duration(std::string_view text) {
  auto digits = text;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  const auto written = written_duration(digits);
  if (!written) return refuse(text, 0, "invalid duration " + excerpt(text), "for example 90s");
  if (written->seconds > longest_seconds) {
    return refuse(text, 0, "duration out of range: " + excerpt(text),
                  "protocol buffers hold " + std::to_string(longest_seconds) + "s at most");
  }
  return go_nanoseconds(*written, negative);
}

Result<Instant> proto_timestamp(std::string_view text) {
  using namespace std::chrono;
  auto plain = std::string(text);
  // Go takes an hour of one digit, and a comma before a fraction of any length.
  constexpr std::size_t hour_at = 11;
  if (plain.size() > hour_at + 1 && plain[hour_at + 1] == ':') plain.insert(hour_at, 1, '0');
  constexpr std::size_t point_at = 19;
  const bool has_point = plain.size() > point_at && plain[point_at] == '.';
  const bool is_long = has_point && plain.find_first_not_of("0123456789", point_at + 1) >
                                        point_at + 1 + longest_fraction;
  if (plain.size() > point_at && plain[point_at] == ',') plain[point_at] = '.';
  const auto instant = parse_instant(plain);
  if (!instant || is_long || plain.find('T') == plain.npos) {
    return refuse(text, 0, "invalid timestamp " + excerpt(text),
                  "for example 2026-01-01T00:00:00Z");
  }
  constexpr Instant first = sys_days{year{1} / January / 1};
  constexpr Instant last = sys_days{year{10'000} / January / 1} - seconds{1};
  if (*instant < first || *instant > last) {
    return refuse(text, 0, "timestamp out of range: " + excerpt(text),
                  "protocol buffers hold the years 1 to 9999 of UTC");
  }
  return *instant;
}

}  // namespace plumbline::schedule
