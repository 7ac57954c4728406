#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace plumbline::schedule {

/// What Go's time.ParseDuration makes of a text: "1h30m", "-1.5s", "0"; nullopt where it refuses,
/// also what does not fit its 64 bits of nanoseconds.
[[nodiscard]] std::optional<std::chrono::nanoseconds> go_duration(std::string_view text);

}  // namespace plumbline::schedule
