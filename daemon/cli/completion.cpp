#include <algorithm>

#include "daemon/cli/arguments.hpp"

namespace plumbline::daemon {
namespace {

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (const auto& word : words) {
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

std::string option_words(const CommandSpec& command) {
  std::vector<std::string_view> words;
  words.reserve(command.options.size() + common_options().size());
  for (const auto& option : command.options) words.push_back(option.name);
  for (const auto& option : common_options()) words.push_back(option.name);
  for (const auto& positional : command.positionals) {
    words.insert(words.end(), positional.choices.begin(), positional.choices.end());
  }
  return joined(words);
}

std::string command_words() {
  std::vector<std::string_view> words;
  words.reserve(commands().size());
  for (const auto& command : commands()) {
    if (!is_in_group(command)) words.push_back(command.name);
  }
  return joined(words);
}

std::string member_words(const std::vector<const CommandSpec*>& members) {
  std::vector<std::string_view> words;
  words.reserve(members.size());
  for (const auto* member : members) words.push_back(own_word(*member));
  return joined(words);
}

/// The rows that start something: all but those of groups.
std::vector<const CommandSpec*> single_commands() {
  std::vector<const CommandSpec*> rows;
  for (const auto& command : commands()) {
    if (commands_of(command).empty()) rows.push_back(&command);
  }
  return rows;
}

std::vector<const CommandSpec*> groups() {
  std::vector<const CommandSpec*> rows;
  for (const auto& command : commands()) {
    if (!commands_of(command).empty()) rows.push_back(&command);
  }
  return rows;
}

std::string bash() {
  std::string out =
      "_plumbline() {\n"
      "  local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  local words=\"\" command=\"${COMP_WORDS[1]}\"\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W \"" +
      command_words() +
      " --help --version\" -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  case \"$command\" in\n";
  for (const auto* group : groups()) {
    out += "    " + std::string(group->name) +
           ")\n      if [ \"$COMP_CWORD\" -eq 2 ]; then\n        COMPREPLY=($(compgen -W \"" +
           member_words(commands_of(*group)) +
           " --help\" -- \"$word\"))\n        return\n      fi\n"
           "      command=\"$command ${COMP_WORDS[2]}\" ;;\n";
  }
  out += "  esac\n  case \"$command $before\" in\n";
  for (const auto* command : single_commands()) {
    const auto add = [&](const OptionSpec& option) {
      if (option.choices.empty()) return;
      out += "    \"" + std::string(command->name) + " " + std::string(option.name) +
             "\") words=\"" + joined(option.choices) + "\" ;;\n";
    };
    for (const auto& option : command->options) add(option);
    for (const auto& option : common_options()) add(option);
  }
  out +=
      "  esac\n"
      "  if [ -z \"$words\" ]; then\n"
      "    case \"$command\" in\n";
  for (const auto* command : single_commands()) {
    out += "      \"" + std::string(command->name) + "\") words=\"" + option_words(*command) +
           "\" ;;\n";
  }
  out +=
      "    esac\n"
      "  fi\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "  if [ ${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- \"$word\")); fi\n"
      "}\n"
      "complete -o filenames -F _plumbline plumbline\n";
  return out;
}

/// For text inside single quotes of zsh and fish; our texts hold no single quotes but `'`.
std::string quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '[' || c == ']' || c == ':') {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string zsh_option(const OptionSpec& option) {
  std::string spec = "'" + std::string(option.repeats ? "*" : "") + std::string(option.name) + "[" +
                     quoted(option.help) + "]";
  if (!option.value.empty()) {
    spec += ":" + std::string(option.value) + ":";
    spec += option.choices.empty() ? "_files" : "(" + joined(option.choices) + ")";
  }
  return spec + "'";
}

std::string zsh_described(const std::string& variable,
                          const std::vector<const CommandSpec*>& rows) {
  std::string out = "  local -a " + variable + "\n  " + variable + "=(\n";
  for (const auto* row : rows) {
    out += "    '" + std::string(own_word(*row)) + ":" + quoted(row->summary) + "'\n";
  }
  return out + "  )\n";
}

std::string zsh() {
  std::vector<const CommandSpec*> first;
  for (const auto& command : commands()) {
    if (!is_in_group(command)) first.push_back(&command);
  }
  std::string out = "#compdef plumbline\n_plumbline() {\n" + zsh_described("commands", first);
  for (const auto* group : groups()) {
    out += zsh_described("in_" + std::string(group->name), commands_of(*group));
  }
  out +=
      "  if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
      "  local command=$words[2] taken=1\n"
      "  case $command in\n";
  for (const auto* group : groups()) {
    const std::string name(group->name);
    out += "    " + name + ")\n      if (( CURRENT == 3 )); then _describe command in_" + name +
           "; return; fi\n      command=\"$command $words[3]\" taken=2 ;;\n";
  }
  out += "  esac\n  case $command in\n";
  for (const auto* command : single_commands()) {
    out += "    \"" + std::string(command->name) +
           "\") shift $taken words; (( CURRENT -= taken )); _arguments";
    for (const auto& option : command->options) out += " \\\n      " + zsh_option(option);
    for (const auto& option : common_options()) out += " \\\n      " + zsh_option(option);
    for (const auto& positional : command->positionals) {
      out += " \\\n      '";
      out += positional.repeats ? "*" : "";
      out += ":" + std::string(positional.name) + ":";
      out += positional.choices.empty() ? "_files" : "(" + joined(positional.choices) + ")";
      out += "'";
    }
    out += " ;;\n";
  }
  out += "  esac\n}\ncompdef _plumbline plumbline\n";
  return out;
}

std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

/// The rest of a line of fish, behind when it applies.
std::string fish_option(const OptionSpec& option) {
  std::string out = " -l " + std::string(option.name.substr(2));
  if (option.letter != 0) out += " -s " + std::string(1, option.letter);
  if (!option.value.empty()) out += " -r";
  if (!option.choices.empty()) out += " -f -a '" + joined(option.choices) + "'";
  return out + " -d " + fish_quoted(option.help) + "\n";
}

/// When the words before the cursor name this command. `explain` is also a command of a group.
std::string fish_condition(const CommandSpec& command) {
  const std::string seen = "__fish_seen_subcommand_from ";
  if (is_in_group(command)) {
    const auto group = command.name.substr(0, command.name.find(' '));
    return seen + std::string(group) + "; and " + seen + std::string(own_word(command));
  }
  std::string condition = seen + std::string(command.name);
  for (const auto* group : groups()) {
    const auto members = commands_of(*group);
    const bool shared = std::any_of(members.begin(), members.end(), [&](const auto* member) {
      return own_word(*member) == command.name;
    });
    if (shared) condition += "; and not " + seen + std::string(group->name);
  }
  return condition;
}

std::string fish() {
  const std::string begin = "complete -c plumbline -n ";
  std::string out = begin + "__fish_use_subcommand -f\n";
  for (const auto& command : commands()) {
    if (is_in_group(command)) continue;
    out += begin + "__fish_use_subcommand -a " + std::string(command.name) + " -d " +
           fish_quoted(command.summary) + "\n";
  }
  for (const auto* group : groups()) {
    const auto members = commands_of(*group);
    for (const auto* member : members) {
      out += begin + "'__fish_seen_subcommand_from " + std::string(group->name) +
             "; and not __fish_seen_subcommand_from " + member_words(members) + "' -f -a " +
             std::string(own_word(*member)) + " -d " + fish_quoted(member->summary) + "\n";
    }
  }
  for (const auto* command : single_commands()) {
    const std::string when = begin + "'" + fish_condition(*command) + "'";
    for (const auto& option : command->options) out += when + fish_option(option);
    for (const auto& option : common_options()) out += when + fish_option(option);
    for (const auto& positional : command->positionals) {
      if (!positional.choices.empty())
        out += when + " -f -a '" + joined(positional.choices) + "'\n";
    }
  }
  return out;
}

}  // namespace

std::string completion_script(std::string_view shell) {
  if (shell == "bash") return bash();
  if (shell == "zsh") return zsh();
  return fish();
}

}  // namespace plumbline::daemon
