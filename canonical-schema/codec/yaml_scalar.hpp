#pragma once

#include <string>
#include <string_view>

namespace plumbline::codec {

/// `text` as a YAML scalar that every YAML reader takes for this very text: plain where nothing
/// can mistake it, else in double quotes with escapes, always on one line. Bytes that are no
/// UTF-8 become U+FFFD, since YAML cannot say them.
[[nodiscard]] std::string yaml_scalar(std::string_view text);

/// As above, always in double quotes.
[[nodiscard]] std::string yaml_quoted(std::string_view text);

}  // namespace plumbline::codec
