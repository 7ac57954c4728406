#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cron/words.hpp"

namespace plumbline::adapters::cron {

/// One simple command of a list: NAME=VALUE…, words, redirections. Indexes go into the tokens.
struct SimpleCommand {
  std::size_t begin = 0;  ///< bytes of the command text, [begin, end)
  std::size_t end = 0;
  std::vector<std::size_t> words;      ///< without assignments in front and redirections
  std::vector<std::size_t> redirects;  ///< the operators
  std::string joint;                   ///< the operator behind it; empty = it is the last
};

/// A command as a flat list of simple commands: "a && b | c".
struct ShellList {
  std::vector<Token> tokens;
  std::vector<SimpleCommand> commands;
  /// Why there is no flat list: what split_words() says, or "if", "(", … Then `commands` is what
  /// could be told apart all the same: good for finding names, not for saying what covers what.
  std::string compound;

  [[nodiscard]] const Token& word(const SimpleCommand& command, std::size_t index) const {
    return tokens[command.words[index]];
  }
};

[[nodiscard]] ShellList parse_list(std::string_view command);

/// Shell builtins, keywords and other words that are never the name of a job.
[[nodiscard]] bool is_builtin(std::string_view word);

/// A command that only prepares what follows it: cd, test, [, a sourced file, export, umask, …
[[nodiscard]] bool is_guard(const ShellList& list, const SimpleCommand& command);

/// NAME=VALUE in front of a command.
[[nodiscard]] bool is_assignment(const Token& token);

/// The last part of a path, at most 64 of the characters a-z A-Z 0-9 . _ + -; "command" if
/// nothing of it is left.
[[nodiscard]] std::string base_name(std::string_view word);

}  // namespace plumbline::adapters::cron
