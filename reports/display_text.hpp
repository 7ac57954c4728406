#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Text for a terminal. Names, commands and messages come from files that anybody may have
// written, so everything foreign passes visible() before it is laid out.

namespace plumbline::reports {

/// `text` with everything that a terminal would act on, or that a reader could not see, spelled
/// out: control characters as \x1b, \n, \t; bidirectional controls, zero-width and other invisible
/// characters as <U+202E>; bytes that are no UTF-8 as \xff. The rest is unchanged.
[[nodiscard]] std::string visible(std::string_view text);

/// visible(), and cut to at most `columns` with the number of bytes left out at the end.
[[nodiscard]] std::string visible(std::string_view text, std::size_t columns);

/// Visible text cut to at most `columns`, the last of them `mark` where something is left out.
[[nodiscard]] std::string cut(std::string_view visible_text, std::size_t columns,
                              std::string_view mark);

/// `text` with every sequence that is no UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// Columns that visible text takes up: combining marks none, East Asian wide and emoji two.
[[nodiscard]] std::size_t display_width(std::string_view visible_text);

/// Breaks visible text into lines of at most `width` columns: at spaces, inside a word only if
/// the word alone is wider. A mark stays with the character that carries it. No line ends in a
/// space; at least one line. `width` 0 counts as 1.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view visible_text, std::size_t width);

/// `text` followed by as many spaces as bring it to `width` columns.
[[nodiscard]] std::string padded(std::string text, std::size_t width);

/// One code point, read from the start of a text. `bytes` is 1 for a byte that is no UTF-8.
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;
  bool valid = false;
};
/// Reads strictly: no overlong forms, no surrogates, nothing above U+10FFFF. `text` is not empty.
[[nodiscard]] CodePoint first_code_point(std::string_view text);

/// True for characters that move the cursor, change the order of text or cannot be seen.
[[nodiscard]] bool is_hazardous(char32_t character);

}  // namespace plumbline::reports
