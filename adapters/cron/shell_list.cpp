#include "adapters/cron/shell_list.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plumbline::adapters::cron {
namespace {

/// Reserved words behind which a command begins anew.
constexpr std::array<std::string_view, 11> opening{"if", "then", "else", "elif", "while", "until",
                                                   "do", "{",    "!",    "time", "coproc"};
/// Reserved words that end something, or take words of their own.
constexpr std::array<std::string_view, 9> other_keywords{"fi",   "done",   "esac", "}",       "for",
                                                         "case", "select", "[[",   "function"};
constexpr std::array<std::string_view, 38> builtins{
    "cd",      "test",     "[",       ".",       "source",  ":",     "true",     "false",
    "exec",    "eval",     "export",  "set",     "unset",   "umask", "ulimit",   "trap",
    "wait",    "read",     "shift",   "return",  "exit",    "local", "readonly", "declare",
    "typeset", "alias",    "unalias", "command", "builtin", "times", "echo",     "printf",
    "break",   "continue", "pushd",   "popd",    "shopt",   "type"};
constexpr std::array<std::string_view, 12> guards{
    "cd", "test", "[", ".", "source", "export", "set", "umask", "ulimit", "true", ":", "sleep"};

template <class Table>
bool holds(const Table& table, std::string_view word) {
  return std::find(table.begin(), table.end(), word) != table.end();
}

class ListParser {
 public:
  explicit ListParser(std::string_view command) {
    auto words = split_words(command);
    list_.tokens = std::move(words.tokens);
    list_.compound = std::move(words.not_understood);
  }

  ShellList run() {
    for (std::size_t i = 0; i < list_.tokens.size(); ++i) {
      const auto& token = list_.tokens[i];
      switch (token.kind) {
        case TokenKind::control:
          control(token);
          break;
        case TokenKind::redirect:
          redirect(i);
          break;
        case TokenKind::word:
          word(i);
          break;
      }
    }
    finish({});
    return std::move(list_);
  }

 private:
  void compound(std::string_view why) {
    if (list_.compound.empty()) list_.compound = "\"" + std::string(why) + "\"";
  }

  void control(const Token& token) {
    if (token.value == "(" || token.value == ")" || token.value == ";;") compound(token.value);
    finish(token.value);
  }

  void redirect(std::size_t index) {
    extend(list_.tokens[index]);
    current_.redirects.push_back(index);
    target_next_ = true;
  }

  void word(std::size_t index) {
    const auto& token = list_.tokens[index];
    if (std::exchange(target_next_, false)) return extend(token);
    if (current_.words.empty() && !token.quoted) {
      if (holds(opening, token.value)) {
        compound(token.value);
        return finish({});
      }
      if (holds(other_keywords, token.value)) compound(token.value);
    }
    extend(token);
    if (current_.words.empty() && is_assignment(token)) return;
    current_.words.push_back(index);
  }

  void extend(const Token& token) {
    if (!open_) current_.begin = token.begin;
    open_ = true;
    current_.end = token.end;
  }

  void finish(std::string_view joint) {
    if (open_) {
      current_.joint = std::string(joint);
      list_.commands.push_back(std::move(current_));
    }
    current_ = {};
    open_ = false;
    target_next_ = false;
  }

  ShellList list_;
  SimpleCommand current_;
  bool open_ = false;
  bool target_next_ = false;
};

bool is_name_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_';
}

}  // namespace

ShellList parse_list(std::string_view command) { return ListParser(command).run(); }

bool is_builtin(std::string_view word) {
  return holds(builtins, word) || holds(opening, word) || holds(other_keywords, word);
}

bool is_guard(const ShellList& list, const SimpleCommand& command) {
  if (command.words.empty()) return true;  // "A=b;"
  return holds(guards, list.word(command, 0).value);
}

bool is_assignment(const Token& token) {
  const auto equals = token.value.find('=');
  if (equals == std::string::npos || equals == 0) return false;
  const auto name = std::string_view(token.value).substr(0, equals);
  return !(name.front() >= '0' && name.front() <= '9') &&
         std::all_of(name.begin(), name.end(), is_name_byte);
}

std::string base_name(std::string_view word) {
  while (word.size() > 1 && word.back() == '/') word.remove_suffix(1);
  if (const auto slash = word.rfind('/'); slash != std::string_view::npos) {
    word.remove_prefix(slash + 1);
  }
  constexpr std::size_t longest = 64;
  std::string name;
  for (const char byte : word) {
    const bool kept = is_name_byte(byte) || byte == '.' || byte == '+' || byte == '-';
    if (kept && name.size() < longest) name += byte;
  }
  return name.empty() ? "command" : name;
}

}  // namespace plumbline::adapters::cron
