#pragma once

#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"
#include "canonical-schema/time.hpp"

namespace plumbline {

/// Longer spans are refused: 1,000 years, so that an instant plus any span stays in range.
inline constexpr Seconds longest_duration{86400LL * 365250};

/// Reads a span with its units: "90s", "5m", "1h30m", "2d", "1w", or ISO 8601 "PT5M", "P1DT12H",
/// "P2W". Units come largest first, each once; a day is 24 hours. Refused: a bare number, signs,
/// spaces, fractions, months and years, more than longest_duration. Errors: invalid, with the
/// likely text as hint.
[[nodiscard]] Result<Seconds> parse_duration(std::string_view text);

/// What `every` takes: exact seconds or calendar months, never both.
struct Period {
  Seconds seconds{0};
  int months = 0;

  bool operator==(const Period&) const = default;
};

/// Reads what parse_duration() reads, and "1mo", "P1M", "P1Y", "P1Y6M". Errors: invalid.
[[nodiscard]] Result<Period> parse_period(std::string_view text);

/// The shortest text that parse_duration() reads back: "1h30m", "1m30s", "10d", "2w", "0s".
/// Weeks only where nothing remains. Less than nothing is printed with a leading "-".
[[nodiscard]] std::string to_text(Seconds span);
/// "3mo", else as above.
[[nodiscard]] std::string to_text(const Period& period);

}  // namespace plumbline
