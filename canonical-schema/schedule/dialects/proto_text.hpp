#pragma once

#include <chrono>
#include <string_view>

#include "canonical-schema/result.hpp"
#include "canonical-schema/time.hpp"

// Durations and timestamps in the JSON of protocol buffers, as Go reads them.

namespace plumbline::schedule {

/// "3600s", "-1.5s", in the 64 bits of Go: what they do not hold becomes the most that they do.
/// Errors: invalid, also beyond ten thousand years.
[[nodiscard]] Result<std::chrono::nanoseconds> proto_duration(std::string_view text);

/// RFC 3339, without its fraction. Errors: invalid, also outside of the years 1 to 9999.
[[nodiscard]] Result<Instant> proto_timestamp(std::string_view text);

}  // namespace plumbline::schedule
