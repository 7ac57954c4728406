#pragma once

#include <string>
#include <string_view>

namespace plumbline::codec {

/// Appends `text` as a JSON string, quotes included. Valid UTF-8 passes as it is; control
/// characters are escaped; each byte that is no UTF-8 becomes U+FFFD, so that the result is
/// always valid JSON.
void append_json_string(std::string& out, std::string_view text);

/// `text` as a JSON string, quotes included.
[[nodiscard]] inline std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

/// Appends the shortest number that reads back as `value`; `null` if it is not finite.
void append_json_number(std::string& out, double value);

}  // namespace plumbline::codec
