#include <algorithm>

#include "daemon/cli/arguments.hpp"

namespace plumbline::daemon {
namespace {

constexpr std::size_t help_column = 28;
constexpr std::size_t help_width = 92;

/// Words of `text` from column `indent` on, wrapped at help_width.
void append_wrapped(std::string& out, std::string_view text, std::size_t indent,
                    std::size_t column) {
  std::size_t at = column;
  while (!text.empty()) {
    const auto space = text.find(' ');
    const auto word = text.substr(0, space);
    if (at > indent && at + 1 + word.size() > help_width) {
      out += "\n" + std::string(indent, ' ');
      at = indent;
    } else if (at > indent) {
      out += ' ';
      ++at;
    }
    out += word;
    at += word.size();
    text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  }
  out += '\n';
}

void append_row(std::string& out, std::string left, std::string_view right) {
  left.insert(0, "  ");
  if (left.size() + 2 > help_column) {
    out += left + "\n" + std::string(help_column, ' ');
  } else {
    out += left + std::string(help_column - left.size(), ' ');
  }
  append_wrapped(out, right, help_column, help_column);
}

std::string option_help(const OptionSpec& option) {
  std::string text(option.help);
  if (!option.choices.empty()) {
    text += ": ";
    for (const auto& choice : option.choices) {
      if (&choice != &option.choices.front()) text += ", ";
      text += choice;
    }
  }
  if (option.repeats) text += "; may be given more than once";
  if (!option.fallback.empty()) text += " (default: " + std::string(option.fallback) + ")";
  return text;
}

std::string option_left(const OptionSpec& option) {
  std::string left = option.letter != 0 ? std::string("-") + option.letter + ", " : "    ";
  left += option.name;
  if (!option.value.empty()) left += " " + std::string(option.value);
  return left;
}

std::string usage(const CommandSpec& command) {
  std::string text = "plumbline " + std::string(command.name);
  if (!commands_of(command).empty()) return text + " COMMAND [OPTION...]";
  text += " [OPTION...]";
  for (const auto& positional : command.positionals) {
    std::string word(positional.name);
    if (positional.repeats) word += "...";
    text += positional.required ? " " + word : " [" + word + "]";
  }
  return text;
}

void append_examples(std::string& out, const std::vector<Example>& examples) {
  if (examples.empty()) return;
  out += "Examples:\n";
  for (const auto& example : examples) {
    out += "  " + std::string(example.line) + "\n";
    out += "      " + std::string(example.says) + "\n";
  }
  out += "\n";
}

const std::vector<Example>& program_examples() {
  static const std::vector<Example> examples{
      {"plumbline import --platform this-host --team ops --out workflows/",
       "this machine's crontabs as truth files"},
      {"plumbline audit", "compare every platform with truth; exit code 0 means in agreement"},
      {"plumbline explain 3f2a90c1", "one finding: values, rule, history, what to do"}};
  return examples;
}

constexpr std::string_view exit_codes =
    "Exit codes: 0 in agreement, 1 findings, 2 could not run, 3 something was not read,\n"
    "4 truth, configuration or arguments invalid, 5 refused, 6 conflict, 130/143 interrupted\n";

std::string program_help() {
  std::string out =
      "Compares the live configuration of schedulers with a source of truth in Git\n\n";
  append_examples(out, program_examples());
  out += "Commands:\n";
  for (const auto& command : commands()) {
    if (!is_in_group(command)) append_row(out, std::string(command.name), command.summary);
  }
  out += "\n`plumbline COMMAND --help` tells more about one of them\n";
  out += exit_codes;
  return out;
}

// Manual pages: man(7) treats a leading dot or quote, backslash and '-' specially.
std::string troff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  if (!out.empty() && (out.front() == '.' || out.front() == '\'')) out.insert(0, "\\&");
  return out;
}

std::string troff_lines(std::string_view lines) {
  std::string out;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    out += troff(lines.substr(0, end)) + "\n";
    lines = end == std::string_view::npos ? std::string_view() : lines.substr(end + 1);
  }
  return out;
}

void append_man_options(std::string& out, std::span<const OptionSpec> options) {
  for (const auto& option : options) {
    out += ".TP\n\\fB" + troff(option.name) + "\\fR";
    if (option.letter != 0) out += ", \\fB\\-" + std::string(1, option.letter) + "\\fR";
    if (!option.value.empty()) out += " \\fI" + troff(option.value) + "\\fR";
    out += "\n" + troff(option_help(option)) + "\n";
  }
}

void append_man_examples(std::string& out, const std::vector<Example>& examples) {
  if (examples.empty()) return;
  out += ".SH EXAMPLES\n";
  for (const auto& example : examples) {
    out += ".TP\n\\fB" + troff(example.line) + "\\fR\n" + troff(example.says) + "\n";
  }
}

void append_paragraphs(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find("\n\n");
    out += ".PP\n" + troff(text.substr(0, end)) + "\n";
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 2);
  }
}

void append_man_commands(std::string& out, const std::vector<const CommandSpec*>& rows) {
  if (rows.empty()) return;
  out += ".SH COMMANDS\n";
  for (const auto* command : rows) {
    out += ".TP\n\\fB" + troff(command->name) + "\\fR\n" + troff(command->summary) + ". See \\fB" +
           troff(page_name(*command)) + "\\fR(1).\n";
  }
}

std::string command_page(const CommandSpec& command) {
  std::string upper = page_name(command);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  std::string out = ".TH " + troff(upper) + " 1 \"\" Plumbline \"User commands\"\n";
  out += ".SH NAME\n" + troff(page_name(command)) + " \\- " + troff(command.summary) + "\n";
  out += ".SH SYNOPSIS\n\\fB" + troff(usage(command)) + "\\fR\n";
  if (!command.description.empty()) {
    out += ".SH DESCRIPTION\n";
    append_paragraphs(out, command.description);
  }
  if (!command.notes.empty()) {
    out += ".SH NOTES\n.nf\n" + troff_lines(command.notes) + ".fi\n";
  }
  append_man_examples(out, command.examples);
  append_man_commands(out, commands_of(command));
  out += ".SH OPTIONS\n";
  for (const auto& positional : command.positionals) {
    out += ".TP\n\\fI" + troff(positional.name) + "\\fR\n" + troff(positional.help) + "\n";
  }
  append_man_options(out, command.options);
  append_man_options(out, common_options());
  out += ".SH \"SEE ALSO\"\n\\fBplumbline\\fR(1)\n";
  return out;
}

std::string program_page() {
  std::string out = ".TH PLUMBLINE 1 \"\" Plumbline \"User commands\"\n";
  out += ".SH NAME\nplumbline \\- compare the live configuration of schedulers with Git\n";
  out += ".SH SYNOPSIS\n\\fBplumbline\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...]\n";
  append_man_examples(out, program_examples());
  std::vector<const CommandSpec*> all;
  for (const auto& command : commands()) all.push_back(&command);
  append_man_commands(out, all);
  out += ".SH \"EXIT STATUS\"\n" + troff(exit_codes) + "\n";
  out +=
      ".SH FILES\n.TP\n\\fI./plumbline.yaml\\fR, \\fI$XDG_CONFIG_HOME/plumbline/plumbline.yaml\\fR,"
      " \\fI/etc/plumbline/plumbline.yaml\\fR\nThe configuration; the first that exists is read.\n";
  return out;
}

}  // namespace

std::string help_text(const CommandSpec* command) {
  if (command == nullptr) return program_help();
  std::string out;
  append_wrapped(out, command->summary, 0, 0);
  out += "\n";
  append_examples(out, command->examples);
  out += "Usage: " + usage(*command) + "\n";
  const auto members = commands_of(*command);
  if (!members.empty()) out += "\nCommands:\n";
  for (const auto* member : members) {
    append_row(out, std::string(member->name), member->summary);
  }
  if (!command->notes.empty()) out += "\n" + std::string(command->notes);
  if (!command->positionals.empty()) out += "\nArguments:\n";
  for (const auto& positional : command->positionals) {
    append_row(out, std::string(positional.name), positional.help);
  }
  out += "\nOptions:\n";
  for (const auto& option : command->options) {
    append_row(out, option_left(option), option_help(option));
  }
  for (const auto& option : common_options()) {
    append_row(out, option_left(option), option_help(option));
  }
  out += "\n";
  out += exit_codes;
  return out;
}

std::string man_page(const CommandSpec* command) {
  return command == nullptr ? program_page() : command_page(*command);
}

}  // namespace plumbline::daemon
