#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"

namespace plumbline {

/// A point in time, UTC, whole seconds. `now` is always a parameter, never read below daemon/.
using Instant = std::chrono::sys_seconds;
using Seconds = std::chrono::seconds;

/// "2026-11-21T09:00:00Z". Years outside 0000-9999 print with as many digits as they need.
[[nodiscard]] std::string to_rfc3339(Instant at);

/// Reads RFC 3339 with `Z` or an offset, or a bare date. A bare date means its first second, or
/// with `end_of_day` the last second of that day, in UTC. Fractions of a second are dropped; a
/// leap second (60), lower-case `t` and `z` and a missing offset are refused. Errors: invalid.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text, bool end_of_day = false);

}  // namespace plumbline
