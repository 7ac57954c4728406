#pragma once

#include <span>
#include <string>
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
/// A command of a group has two words, "schedule compare"; the group's own row comes before them,
/// and alone does nothing but print its help.
struct CommandSpec {
  std::string_view name;
  std::string_view summary;      ///< for the list of commands
  std::string_view description;  ///< paragraphs for the man page, separated by blank lines
  std::vector<Example> examples;
  std::vector<PositionalSpec> positionals;
  std::vector<OptionSpec> options;
  bool reads_config = true;     ///< takes the common options
  std::string_view notes = {};  ///< what `--help` says before the options, line by line
};

/// All commands, in the order of `--help`.
[[nodiscard]] std::span<const CommandSpec> commands();
/// Options that every command takes.
[[nodiscard]] std::span<const OptionSpec> common_options();
/// The row of a command; null if there is none of that name.
[[nodiscard]] const CommandSpec* command_named(std::string_view name);
/// True for "schedule compare", which is a command of the group "schedule".
[[nodiscard]] constexpr bool is_in_group(const CommandSpec& command) {
  return command.name.find(' ') != std::string_view::npos;
}
/// "compare" of "schedule compare".
[[nodiscard]] constexpr std::string_view own_word(const CommandSpec& command) {
  return is_in_group(command) ? command.name.substr(command.name.find(' ') + 1) : command.name;
}
/// The commands of a group; empty for a command that is none.
[[nodiscard]] std::vector<const CommandSpec*> commands_of(const CommandSpec& group);
/// What a file about it is called: "plumbline-schedule-compare".
[[nodiscard]] std::string page_name(const CommandSpec& command);

/// The rows of `plumbline schedule …`, the group's own first.
[[nodiscard]] std::vector<CommandSpec> schedule_commands();

}  // namespace plumbline::daemon
