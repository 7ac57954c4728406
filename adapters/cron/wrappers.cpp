#include "adapters/cron/wrappers.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "adapters/cron/pings.hpp"
#include "adapters/cron/shell_list.hpp"
#include "adapters/cron/wrapper_effects.hpp"
#include "adapters/cron/wrapper_options.hpp"

namespace plumbline::adapters::cron {
namespace {

/// flock -c "flock -c …": nobody goes deeper.
constexpr int deepest_inline_command = 4;

std::string trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

bool is_word_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.';
}

/// A wrapper that changes a canonical field stands somewhere in `text`, as a word of its own.
/// "env" and "nice" alone change none.
bool mentions_wrapper(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto begin = at;
    while (at < text.size() && is_word_byte(text[at])) ++at;
    const auto kind = wrapper_named(text.substr(begin, at - begin));
    if (kind && sets_canonical_field(*kind)) return true;
    if (at == begin) ++at;
  }
  return false;
}

/// Where the first command of a wrapper chain begins: its word, or the end if there is none.
std::size_t behind_wrappers(const ShellList& list, const SimpleCommand& command) {
  std::size_t at = 0;
  while (at < command.words.size()) {
    const auto kind = wrapper_named(list.word(command, at).value);
    if (!kind) break;
    const auto call = read_wrapper(list, command, at, *kind);
    if (!call.problem.empty()) return command.words.size();
    at = call.command;
  }
  return at;
}

std::string job_name(std::string_view inner) {
  const auto list = parse_list(inner);
  constexpr std::array<std::string_view, 3> transparent{"exec", "command", "builtin"};
  std::string_view fallback;
  for (const auto& command : list.commands) {
    if (fallback.empty() && !command.words.empty()) fallback = list.word(command, 0).value;
    auto at = behind_wrappers(list, command);
    while (at + 1 < command.words.size() &&
           std::find(transparent.begin(), transparent.end(), list.word(command, at).value) !=
               transparent.end()) {
      ++at;
    }
    if (at >= command.words.size()) continue;
    const std::string_view word = list.word(command, at).value;
    if (!is_builtin(word)) return base_name(word);
  }
  return base_name(fallback);
}

class ChainReader {
 public:
  ChainReader(std::string_view text, int depth)
      : text_(text), depth_(depth), list_(parse_list(text)) {}

  WrapperReading run() {
    no_wrapper(reading_);
    reading_.inner = trimmed(text_);
    if (!list_.compound.empty()) {
      if (mentions_wrapper(text_)) {
        unobservable("the command holds " + list_.compound + ", which is not looked into");
      }
    } else if (!list_.commands.empty()) {
      first_ = 0;
      last_ = list_.commands.size() - 1;
      pings_behind();
      pings_in_front();
      chain();
    }
    if (depth_ == 0) reading_.name = job_name(reading_.inner);
    return std::move(reading_);
  }

 private:
  [[nodiscard]] const SimpleCommand& command(std::size_t index) const {
    return list_.commands[index];
  }

  void unobservable(const std::string& reason) {
    const auto pings = std::move(reading_.pings);
    reading_ = {};
    reading_.pings = pings;
    reading_.not_understood = reason;
    reading_.inner = trimmed(text_);
    set_unobservable(reading_, reason);
  }

  void notify(NotifyOn on, const Ping& ping) {
    reading_.pings.push_back({on, ping.channel, {ping.to}});
  }

  /// "job && curl OK || curl FAIL", "job; curl …/$?", "job || logger …".
  void pings_behind() {
    while (last_ > first_) {
      const auto ping = read_ping(list_, command(last_));
      const auto& joint = command(last_ - 1).joint;
      if (!ping || !(joint == "&&" || joint == "||" || joint == ";")) return;
      if (joint != "&&" || ping->carries_status) notify(NotifyOn::failure, *ping);
      if (joint != "||" || ping->carries_status) notify(NotifyOn::success, *ping);
      --last_;
    }
  }

  /// "curl …/start; job"
  void pings_in_front() {
    while (first_ < last_) {
      const auto& joint = command(first_).joint;
      const auto ping = read_ping(list_, command(first_));
      if (!ping || ping->channel != "ping" || !(joint == ";" || joint == "&&" || joint == "||")) {
        return;
      }
      notify(NotifyOn::start, *ping);
      ++first_;
    }
  }

  void chain() {
    const auto begin = command(first_).begin;
    const auto end = command(last_).end;
    reading_.inner = trimmed(text_.substr(begin, end - begin));
    auto main = first_;
    while (main < last_ && is_guard(list_, command(main)) && command(main).joint != "|" &&
           command(main).joint != "&") {
      ++main;
    }
    const auto found = wrappers_of(command(main));
    for (auto other = first_; other <= last_; ++other) {
      const bool elsewhere = other != main && wraps(command(other));
      if (elsewhere) return unobservable("a wrapper stands before only a part of the command");
    }
    if (!found.problem.empty()) return unobservable(found.problem);
    if (found.chain_begin == found.inner_begin) return;
    if (main < last_ && !only_logger_behind(main)) {
      return unobservable("the wrapper covers only what stands before \"" + command(main).joint +
                          "\"");
    }
    reading_.inner =
        trimmed(std::string(text_.substr(begin, found.chain_begin - begin)) + found.inner_text +
                std::string(text_.substr(found.inner_end, end - found.inner_end)));
  }

  [[nodiscard]] bool wraps(const SimpleCommand& other) const {
    if (other.words.empty()) return false;
    const auto kind = wrapper_named(list_.word(other, 0).value);
    return kind && sets_canonical_field(*kind);
  }

  [[nodiscard]] bool only_logger_behind(std::size_t main) const {
    if (main + 1 != last_ || command(main).joint != "|") return false;
    const auto ping = read_ping(list_, command(last_));
    return ping && ping->channel == "syslog";
  }

  /// Where the chain stands in the text and what it leaves of it.
  struct Found {
    std::size_t chain_begin = 0;
    std::size_t inner_begin = 0;
    std::size_t inner_end = 0;  ///< text from here on is kept as it is
    std::string inner_text;
    std::string problem;
  };

  Found wrappers_of(const SimpleCommand& main) {
    Found found;
    if (main.words.empty()) return found;
    found.chain_begin = found.inner_begin = list_.word(main, 0).begin;
    std::size_t at = 0;
    while (at < main.words.size()) {
      const auto kind = wrapper_named(list_.word(main, at).value);
      if (!kind) break;
      const auto call = read_wrapper(list_, main, at, *kind);
      const auto& called = list_.word(main, at).value;
      if (!call.problem.empty()) {
        found.problem = called + ": " + call.problem;
        return found;
      }
      if (auto problem = apply_wrapper({list_, main, call}, reading_); !problem.empty()) {
        found.problem = called + ": " + problem;
        return found;
      }
      at = call.command;
      if (call.inline_command) return inline_command(main, at, std::move(found));
    }
    if (at == 0) return found;
    found.inner_begin = found.inner_end = list_.word(main, at).begin;
    return found;
  }

  /// flock FILE -c 'timeout 5m job': the string is a command of its own.
  Found inline_command(const SimpleCommand& main, std::size_t at, Found found) {
    const auto& token = list_.word(main, at);
    found.inner_begin = token.begin;
    found.inner_end = token.end;
    found.inner_text = token.value;
    if (depth_ >= deepest_inline_command) {
      found.problem = "commands within commands, nested too deep";
      return found;
    }
    auto nested = ChainReader(token.value, depth_ + 1).run();
    if (!nested.not_understood.empty()) {
      found.problem = nested.not_understood;
      return found;
    }
    found.inner_text = nested.inner;
    merge_nested(std::move(nested), reading_);
    return found;
  }

  std::string_view text_;
  int depth_;
  ShellList list_;
  std::size_t first_ = 0;
  std::size_t last_ = 0;
  WrapperReading reading_;
};

}  // namespace

WrapperReading read_wrappers(std::string_view command) { return ChainReader(command, 0).run(); }

}  // namespace plumbline::adapters::cron
