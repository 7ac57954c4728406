#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The pieces of what people paste, for pasted.cpp.

namespace plumbline::daemon {

[[nodiscard]] std::string_view without_blanks(std::string_view text);
/// The lines that say something: without blanks around them, comments and empty lines left out.
[[nodiscard]] std::vector<std::string_view> told_lines(std::string_view text);
[[nodiscard]] std::vector<std::string_view> words_of_line(std::string_view line);

/// "KEY = VALUE", "- KEY: VALUE", "\"KEY\": VALUE,".
struct Assignment {
  std::string key;
  char separator = '=';
  std::string_view value;  ///< without blanks and a comma or semicolon behind it
};
[[nodiscard]] std::optional<Assignment> assignment_in(std::string_view line);

/// A text in quotes, and the zone if `@ZONE` follows.
struct QuotedText {
  std::string text;
  std::string zone;
};
[[nodiscard]] std::optional<QuotedText> quoted_text(std::string_view text);

/// NAME(ARGUMENT, KEY=ARGUMENT, …), perhaps with `@ZONE` behind it.
struct Call {
  std::string name;  ///< the last part of a.b.name
  std::vector<std::string_view> arguments;
  std::string zone;
};
[[nodiscard]] std::optional<Call> call_in(std::string_view text);

/// True for what may stand in a field of a crontab: "*/5", "mon-fri", "H(0-3)", "L".
[[nodiscard]] bool may_be_field(std::string_view word);

}  // namespace plumbline::daemon
