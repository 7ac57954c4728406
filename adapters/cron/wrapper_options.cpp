#include "adapters/cron/wrapper_options.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace plumbline::adapters::cron {
namespace {

/// An option of a wrapper: letter ('\0' = none), long name, whether a value follows.
struct Spec {
  char letter;
  std::string_view name;
  bool valued;
};

/// What the programs of Debian 12 take (their manual pages: util-linux 2.38, coreutils 9.1,
/// moreutils 0.67, retry 1.0.5, systemd 252, sudo 1.9). An option that is missing here makes the
/// wrapper "not understood".
constexpr std::array<Spec, 13> flock_options{{{'s', "shared", false},
                                              {'x', "exclusive", false},
                                              {'e', "exclusive", false},
                                              {'u', "unlock", false},
                                              {'n', "nonblock", false},
                                              {'\0', "nb", false},
                                              {'\0', "non-blocking", false},
                                              {'w', "timeout", true},
                                              {'\0', "wait", true},
                                              {'o', "close", false},
                                              {'E', "conflict-exit-code", true},
                                              {'F', "no-fork", false},
                                              {'\0', "verbose", false}}};
constexpr std::array<Spec, 5> timeout_options{{{'k', "kill-after", true},
                                               {'s', "signal", true},
                                               {'\0', "foreground", false},
                                               {'\0', "preserve-status", false},
                                               {'v', "verbose", false}}};
constexpr std::array<Spec, 2> chronic_options{{{'v', "", false}, {'e', "stderr", false}}};
constexpr std::array<Spec, 1> nice_options{{{'n', "adjustment", true}}};
constexpr std::array<Spec, 3> ionice_options{
    {{'c', "class", true}, {'n', "classdata", true}, {'t', "ignore", false}}};
constexpr std::array<Spec, 5> retry_options{{{'d', "delay", true},
                                             {'t', "times", true},
                                             {'u', "until", true},
                                             {'w', "while", true},
                                             {'m', "message", true}}};
constexpr std::array<Spec, 21> systemd_options{{{'\0', "scope", false},
                                                {'\0', "user", false},
                                                {'\0', "system", false},
                                                {'\0', "wait", false},
                                                {'P', "pipe", false},
                                                {'t', "pty", false},
                                                {'q', "quiet", false},
                                                {'G', "collect", false},
                                                {'d', "same-dir", false},
                                                {'r', "remain-after-exit", false},
                                                {'\0', "no-block", false},
                                                {'\0', "no-ask-password", false},
                                                {'u', "unit", true},
                                                {'p', "property", true},
                                                {'E', "setenv", true},
                                                {'\0', "description", true},
                                                {'\0', "slice", true},
                                                {'\0', "uid", true},
                                                {'\0', "gid", true},
                                                {'\0', "nice", true},
                                                {'\0', "working-directory", true}}};
constexpr std::array<Spec, 4> env_options{{{'i', "ignore-environment", false},
                                           {'u', "unset", true},
                                           {'C', "chdir", true},
                                           {'v', "debug", false}}};
constexpr std::array<Spec, 11> sudo_options{{{'u', "user", true},
                                             {'g', "group", true},
                                             {'n', "non-interactive", false},
                                             {'H', "set-home", false},
                                             {'E', "preserve-env", false},
                                             {'i', "login", false},
                                             {'S', "stdin", false},
                                             {'P', "preserve-groups", false},
                                             {'h', "host", true},
                                             {'p', "prompt", true},
                                             {'D', "chdir", true}}};

std::span<const Spec> specs(WrapperKind kind) {
  switch (kind) {
    case WrapperKind::flock:
      return flock_options;
    case WrapperKind::timeout:
      return timeout_options;
    case WrapperKind::chronic:
      return chronic_options;
    case WrapperKind::nice:
      return nice_options;
    case WrapperKind::ionice:
      return ionice_options;
    case WrapperKind::retry:
      return retry_options;
    case WrapperKind::systemd_run:
      return systemd_options;
    case WrapperKind::env:
      return env_options;
    case WrapperKind::sudo:
      return sudo_options;
  }
  return {};
}

constexpr std::array<std::pair<std::string_view, WrapperKind>, 9> names{
    {{"flock", WrapperKind::flock},
     {"timeout", WrapperKind::timeout},
     {"chronic", WrapperKind::chronic},
     {"nice", WrapperKind::nice},
     {"ionice", WrapperKind::ionice},
     {"retry", WrapperKind::retry},
     {"systemd-run", WrapperKind::systemd_run},
     {"env", WrapperKind::env},
     {"sudo", WrapperKind::sudo}}};

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char byte) { return byte >= '0' && byte <= '9'; });
}

class CallReader {
 public:
  CallReader(const ShellList& list, const SimpleCommand& command, std::size_t at, WrapperKind kind)
      : list_(list), command_(command), at_(at + 1) {
    call_.kind = kind;
  }

  WrapperCall run() {
    options();
    if (call_.problem.empty()) operands();
    if (call_.problem.empty() && at_ >= command_.words.size()) refuse("no command behind it");
    call_.command = at_;
    return std::move(call_);
  }

 private:
  [[nodiscard]] bool more() const { return at_ < command_.words.size(); }
  [[nodiscard]] const Token& word() const { return list_.word(command_, at_); }

  void refuse(std::string problem) {
    if (call_.problem.empty()) call_.problem = std::move(problem);
  }

  void options() {
    while (more() && call_.problem.empty()) {
      const auto& text = word().value;
      if (text == "--") {
        ++at_;
        return;
      }
      if (call_.kind == WrapperKind::env && text == "-") {
        call_.options.push_back({"ignore-environment", {}, false});
        ++at_;
        continue;
      }
      if (text.size() < 2 || text.front() != '-') return;
      if (is_old_adjustment(text)) {
        call_.options.push_back({"adjustment", text.substr(1), false});
        ++at_;
        continue;
      }
      if (text.starts_with("--")) {
        long_option();
      } else {
        letters();
      }
    }
  }

  /// nice's old form: "nice -10 cmd", "nice --10 cmd".
  [[nodiscard]] bool is_old_adjustment(std::string_view text) const {
    return call_.kind == WrapperKind::nice && all_digits(text.substr(text[1] == '-' ? 2 : 1));
  }

  void long_option() {
    const auto& token = word();
    const auto text = std::string_view(token.value).substr(2);
    const auto equals = text.find('=');
    const auto option_name = text.substr(0, equals);
    const auto table = specs(call_.kind);
    const auto spec = std::find_if(table.begin(), table.end(), [&](const Spec& row) {
      return !row.name.empty() && row.name == option_name;
    });
    if (spec == table.end()) return refuse("unknown option --" + std::string(option_name));
    ++at_;
    if (equals != std::string_view::npos) {
      call_.options.push_back(
          {std::string(spec->name), std::string(text.substr(equals + 1)), token.expands});
    } else if (!spec->valued) {
      call_.options.push_back({std::string(spec->name), {}, false});
    } else {
      value_of(std::string(spec->name));
    }
  }

  /// "-xn", "-w10", "-w 10".
  void letters() {
    const auto& token = word();
    const auto text = std::string_view(token.value);
    const auto table = specs(call_.kind);
    for (std::size_t i = 1; i < text.size(); ++i) {
      const auto spec = std::find_if(table.begin(), table.end(),
                                     [&](const Spec& row) { return row.letter == text[i]; });
      if (spec == table.end()) return refuse("unknown option -" + std::string(1, text[i]));
      const std::string option_name(spec->name.empty() ? std::string_view(&spec->letter, 1)
                                                       : spec->name);
      if (!spec->valued) {
        call_.options.push_back({option_name, {}, false});
        continue;
      }
      ++at_;
      if (i + 1 < text.size()) {
        call_.options.push_back({option_name, std::string(text.substr(i + 1)), token.expands});
        return;
      }
      return value_of(option_name);
    }
    ++at_;
  }

  void value_of(std::string option_name) {
    if (!more()) return refuse("no value behind --" + option_name);
    call_.options.push_back({std::move(option_name), word().value, word().expands});
    ++at_;
  }

  void operands() {
    switch (call_.kind) {
      case WrapperKind::timeout:
        return take(1);
      case WrapperKind::flock:
        take(1);
        return inline_command();
      case WrapperKind::env:
      case WrapperKind::sudo:
        while (more() && is_assignment(word())) take(1);
        return;
      case WrapperKind::chronic:
      case WrapperKind::nice:
      case WrapperKind::ionice:
      case WrapperKind::retry:
      case WrapperKind::systemd_run:
        return;
    }
  }

  void take(std::size_t count) {
    for (; count > 0 && more(); --count) call_.operands.push_back(at_++);
    if (count > 0) refuse("an operand is missing");
  }

  /// flock FILE -c 'COMMAND'
  void inline_command() {
    if (!more() || (word().value != "-c" && word().value != "--command")) return;
    ++at_;
    call_.inline_command = true;
    if (!more()) return refuse("no command behind -c");
    if (at_ + 1 != command_.words.size()) return refuse("words behind the command of -c");
    if (word().expands) refuse("a command that the shell puts together");
  }

  const ShellList& list_;
  const SimpleCommand& command_;
  std::size_t at_;
  WrapperCall call_;
};

}  // namespace

std::optional<WrapperKind> wrapper_named(std::string_view word) {
  if (const auto slash = word.rfind('/'); slash != std::string_view::npos) {
    word.remove_prefix(slash + 1);
  }
  const auto* found =
      std::find_if(names.begin(), names.end(), [&](const auto& row) { return row.first == word; });
  if (found == names.end()) return std::nullopt;
  return found->second;
}

const WrapperOption* WrapperCall::option(std::string_view name) const {
  const auto found = std::find_if(options.rbegin(), options.rend(),
                                  [&](const WrapperOption& given) { return given.name == name; });
  return found == options.rend() ? nullptr : &*found;
}

WrapperCall read_wrapper(const ShellList& list, const SimpleCommand& command, std::size_t at,
                         WrapperKind kind) {
  return CallReader(list, command, at, kind).run();
}

}  // namespace plumbline::adapters::cron
