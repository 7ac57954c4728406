#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace plumbline::daemon {

/// One option of a command. An option without `value` is a switch.
struct OptionSpec {
  std::string_view name;   ///< "--platform"
  char letter = 0;         ///< 'o' for -o; 0 = none
  std::string_view value;  ///< "NAME"; empty = a switch
  std::string_view help;   ///< one sentence, no period
  std::vector<std::string_view> choices = {};
  bool repeats = false;
  std::string_view fallback = {};  ///< told in the help; the command applies it
};

/// One positional argument.
struct PositionalSpec {
  std::string_view name;  ///< "WORKFLOW"
  std::string_view help;
  bool required = true;
  bool repeats = false;
  std::vector<std::string_view> choices = {};
};

struct Example {
  std::string_view line;  ///< "plumbline audit --only new"
  std::string_view says;
};

/// One command: parsing, `--help`, man pages and shell completion all come from this row.
struct CommandSpec {
  std::string_view name;
  std::string_view summary;      ///< for the list of commands
  std::string_view description;  ///< paragraphs for the man page, separated by blank lines
  std::vector<Example> examples;
  std::vector<PositionalSpec> positionals;
  std::vector<OptionSpec> options;
  bool reads_config = true;  ///< takes the common options
};

/// All commands, in the order of `--help`.
[[nodiscard]] std::span<const CommandSpec> commands();
/// Options that every command takes.
[[nodiscard]] std::span<const OptionSpec> common_options();
/// The row of a command; null if there is none of that name.
[[nodiscard]] const CommandSpec* command_named(std::string_view name);

}  // namespace plumbline::daemon
