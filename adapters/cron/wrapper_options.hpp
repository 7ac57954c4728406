#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cron/shell_list.hpp"

namespace plumbline::adapters::cron {

/// The programs in front of a command that say how it is run (contract 12.6).
enum class WrapperKind { flock, timeout, chronic, nice, ionice, retry, systemd_run, env, sudo };

/// The wrapper called `word`, a name or a path to it.
[[nodiscard]] std::optional<WrapperKind> wrapper_named(std::string_view word);

/// One option as given: its long name where it has one, else its letter.
struct WrapperOption {
  std::string name;
  std::string value;
  bool expands = false;  ///< the shell decides what the value becomes

  bool operator==(const WrapperOption&) const = default;
};

/// A wrapper's own words: its options, its operands before the command (flock's file, timeout's
/// duration, NAME=VALUE), and the index, among the words of the simple command, of the first word
/// of the command itself. `problem` is not empty if an option is not known to us or something is
/// missing; then the rest means nothing. `inline_command`: that word is a whole command
/// (flock -c 'a && b').
struct WrapperCall {
  WrapperKind kind = WrapperKind::flock;
  std::vector<WrapperOption> options;
  std::vector<std::size_t> operands;
  std::size_t command = 0;
  bool inline_command = false;
  std::string problem;

  [[nodiscard]] const WrapperOption* option(std::string_view name) const;
};

/// Reads the wrapper that begins at word `at` of `command`.
[[nodiscard]] WrapperCall read_wrapper(const ShellList& list, const SimpleCommand& command,
                                       std::size_t at, WrapperKind kind);

}  // namespace plumbline::adapters::cron
