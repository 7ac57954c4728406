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
  for (const auto& command : commands()) words.push_back(command.name);
  return joined(words);
}

std::string bash() {
  std::string out =
      "_plumbline() {\n"
      "  local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  local words=\"\"\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W \"" +
      command_words() +
      " --help --version\" -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  case \"${COMP_WORDS[1]} $before\" in\n";
  for (const auto& command : commands()) {
    const auto add = [&](const OptionSpec& option) {
      if (option.choices.empty()) return;
      out += "    \"" + std::string(command.name) + " " + std::string(option.name) +
             "\") words=\"" + joined(option.choices) + "\" ;;\n";
    };
    for (const auto& option : command.options) add(option);
    for (const auto& option : common_options()) add(option);
  }
  out +=
      "  esac\n"
      "  if [ -z \"$words\" ]; then\n"
      "    case \"${COMP_WORDS[1]}\" in\n";
  for (const auto& command : commands()) {
    out += "      " + std::string(command.name) + ") words=\"" + option_words(command) + "\" ;;\n";
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

std::string zsh() {
  std::string out = "#compdef plumbline\n_plumbline() {\n  local -a commands\n  commands=(\n";
  for (const auto& command : commands()) {
    out += "    '" + std::string(command.name) + ":" + quoted(command.summary) + "'\n";
  }
  out +=
      "  )\n"
      "  if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
      "  case $words[2] in\n";
  for (const auto& command : commands()) {
    out += "    " + std::string(command.name) + ") shift words; (( CURRENT-- )); _arguments";
    for (const auto& option : command.options) out += " \\\n      " + zsh_option(option);
    for (const auto& option : common_options()) out += " \\\n      " + zsh_option(option);
    for (const auto& positional : command.positionals) {
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

std::string fish() {
  std::string out = "complete -c plumbline -n __fish_use_subcommand -f\n";
  for (const auto& command : commands()) {
    const std::string name(command.name);
    out += "complete -c plumbline -n __fish_use_subcommand -a " + name + " -d " +
           fish_quoted(command.summary) + "\n";
    const std::string when = "complete -c plumbline -n '__fish_seen_subcommand_from " + name + "'";
    for (const auto& option : command.options) out += when + fish_option(option);
    for (const auto& option : common_options()) out += when + fish_option(option);
    for (const auto& positional : command.positionals) {
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
