#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "daemon/cli/command_table.hpp"

namespace plumbline::daemon {

/// A command line that fits its row of the command table.
struct Arguments {
  const CommandSpec* command = nullptr;                                  ///< null = none was named
  std::map<std::string, std::vector<std::string>, std::less<>> options;  ///< by "--name"
  std::map<std::string, std::vector<std::string>, std::less<>> positionals;  ///< by NAME
  bool help = false;
  bool version = false;

  [[nodiscard]] bool has(std::string_view option) const {
    return options.find(option) != options.end();
  }
  /// The last value of an option.
  [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
  [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
  [[nodiscard]] std::vector<std::string> positional(std::string_view name) const;
};

/// Reads a command line (without the program's name). Errors: invalid, with the nearest known
/// word and the command to run for help.
[[nodiscard]] Result<Arguments> parse_arguments(const std::vector<std::string>& words);

/// The text of `--help`: of one command, or of the program if `command` is null.
[[nodiscard]] std::string help_text(const CommandSpec* command);
/// A manual page in man(7) form: of one command, or of the program.
[[nodiscard]] std::string man_page(const CommandSpec* command);
/// A completion script. `shell` is bash, zsh or fish.
[[nodiscard]] std::string completion_script(std::string_view shell);

}  // namespace plumbline::daemon
