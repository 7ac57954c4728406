#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"

namespace plumbline::codec {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// How many code points valid UTF-8 holds.
[[nodiscard]] std::size_t code_points(std::string_view text);

/// What a pass over the bytes of a text file learns.
struct TextFacts {
  bool ascii = true;                        ///< no byte above 7F
  bool tab_indentation = false;             ///< a line begins with blanks of which one is a tab
  std::optional<std::size_t> percent_line;  ///< the first line that begins with `%`
};

/// Line and column (from 1, columns in code points) of a byte of `text`. A line ends with LF.
[[nodiscard]] Where place_of(std::string_view text, std::size_t offset, std::string_view file);

/// Checks what the readers of YAML take for granted: UTF-8 without control characters other than
/// tab, LF and CR LF, without a byte order mark. Errors: invalid, at the first wrong byte.
[[nodiscard]] Result<TextFacts> check_text(std::string_view text, std::string_view file);

}  // namespace plumbline::codec
