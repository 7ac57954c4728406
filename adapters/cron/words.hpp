#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::adapters::cron {

enum class TokenKind {
  word,
  control,   ///< ; & && | || |& ( )
  redirect,  ///< > >> < <> >| >& <& &> with its number; the word behind it is its target
};

/// One token of a shell command, [begin, end) in bytes of the command.
struct Token {
  TokenKind kind = TokenKind::word;
  std::size_t begin = 0;
  std::size_t end = 0;
  /// Word: with quotes and escapes gone; what the shell would put in ($…, `…`, globs, ~) is left
  /// as written. Control and redirect: the operator, without the number.
  std::string value;
  bool quoted = false;   ///< word: some of it stood in quotes, so it is no keyword
  bool expands = false;  ///< word: the shell decides what it becomes

  bool operator==(const Token&) const = default;
};

/// A command in tokens. `not_understood` is empty, or the reason why the rest was not split:
/// here-documents, quotes or brackets that do not close, nesting past 64.
struct Words {
  std::vector<Token> tokens;
  std::string not_understood;
};

/// Splits a command as POSIX sh does (2.2 quoting, 2.3 token recognition), with bash's "|&" and
/// "&>". Substitutions stay inside their word. A "#" at the beginning of a word ends it all.
[[nodiscard]] Words split_words(std::string_view command);

}  // namespace plumbline::adapters::cron
