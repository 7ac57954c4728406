#pragma once

#include <cstddef>
#include <string_view>

namespace plumbline::codec {

/// Length in bytes of the UTF-8 sequence that starts at `i`, 1 to 4; 0 if there is none.
/// Overlong forms, surrogates and code points past U+10FFFF are none.
[[nodiscard]] std::size_t utf8_length(std::string_view text, std::size_t i);

/// The code point of the sequence at `i`, of a length that utf8_length() gave.
[[nodiscard]] char32_t utf8_code_point(std::string_view text, std::size_t i, std::size_t length);

}  // namespace plumbline::codec
