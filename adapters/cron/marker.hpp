#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::adapters::cron {

/// What a "# plumbline: key=value …" line says of the entry right below it. `problems` are for
/// people; a part that is wrong is left out, the rest holds.
struct Marker {
  std::optional<std::string> id;
  std::optional<std::string> owner;
  std::optional<std::string> tz;  ///< an assertion about the zone, not a setting
  std::vector<std::string> problems;

  bool operator==(const Marker&) const = default;
};

/// Reads a marker line. Values may be in single or double quotes, without escapes.
[[nodiscard]] Marker read_marker(std::string_view line);

/// True if `id` may stand behind the "#" of a native id: 1 to 128 of the characters
/// a-z A-Z 0-9 . _ - + @ :, the first a letter or a digit. So it can never be a path.
[[nodiscard]] bool is_marker_id(std::string_view id);

}  // namespace plumbline::adapters::cron
