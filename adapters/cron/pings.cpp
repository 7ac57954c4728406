#include "adapters/cron/pings.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plumbline::adapters::cron {
namespace {

constexpr std::string_view status_suffix = "/$?";

bool looks_like_heartbeat(std::string_view address) {
  constexpr std::array<std::string_view, 11> hints{
      "hc-ping.com", "healthcheck", "cronitor", "nosnch.in", "deadmanssnitch", "betteruptime",
      "betterstack", "uptime",      "ping",     "heartbeat", "cron-monitor"};
  return std::any_of(hints.begin(), hints.end(), [&](std::string_view hint) {
    return address.find(hint) != std::string_view::npos;
  });
}

bool is_nowhere(std::string_view file) { return file == "/dev/null" || file == "-"; }

std::string_view without_folder(std::string_view word) {
  const auto slash = word.rfind('/');
  return slash == std::string_view::npos ? word : word.substr(slash + 1);
}

Ping read_logger(const ShellList& list, const SimpleCommand& command) {
  Ping ping{"syslog", "logger", false};
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const auto& word = list.word(command, i).value;
    if (word == "-t" && i + 1 < command.words.size()) ping.to = list.word(command, i + 1).value;
    if (word.starts_with("--tag=")) ping.to = word.substr(6);
  }
  return ping;
}

/// Where standard output goes if it is redirected; empty = nowhere else.
std::string_view output_target(const ShellList& list, const SimpleCommand& command) {
  std::string_view target;
  for (const auto index : command.redirects) {
    const auto& sign = list.tokens[index];
    const bool numbered = sign.end - sign.begin > sign.value.size();
    const bool output = sign.value == ">" || sign.value == ">>" || sign.value == ">|" ||
                        sign.value == "&>" || sign.value == "&>>";
    if (output && !numbered && index + 1 < list.tokens.size()) {
      target = list.tokens[index + 1].value;
    }
  }
  return target;
}

/// True for options that send or keep something, which a ping does not.
bool sends_or_keeps(std::string_view option) {
  constexpr std::array<std::string_view, 10> refused{
      "-T", "--upload-file", "-F", "--form", "-K", "--config", "-O", "-J", "-r", "--recursive"};
  return std::find(refused.begin(), refused.end(), option) != refused.end();
}

/// True for options before the name of a file: wget's -O takes the one that curl's -o takes.
bool names_output(std::string_view option, bool curl) {
  return curl ? option == "-o" || option == "--output"
              : option == "-O" || option == "--output-document" || option == "-qO";
}

bool discards_output(std::string_view option) {
  constexpr std::array<std::string_view, 6> discarding{"-O-",          "-qO-",        "-O/dev/null",
                                                       "-qO/dev/null", "-o/dev/null", "--spider"};
  return std::find(discarding.begin(), discarding.end(), option) != discarding.end();
}

/// What the words of a curl or wget call ask for.
struct Fetch {
  std::string address;
  bool discards = false;  ///< nobody reads what comes
};

/// nullopt if the call does more than to fetch from one address.
std::optional<Fetch> read_words(const ShellList& list, const SimpleCommand& command, bool curl) {
  Fetch fetch;
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    const auto& word = list.word(command, i).value;
    if (word.starts_with("http://") || word.starts_with("https://")) {
      if (!fetch.address.empty()) return std::nullopt;
      fetch.address = word;
    } else if (names_output(word, curl)) {
      ++i;
      if (i == command.words.size() || !is_nowhere(list.word(command, i).value)) {
        return std::nullopt;
      }
      fetch.discards = true;
    } else if (discards_output(word)) {
      fetch.discards = true;
    } else if (sends_or_keeps(word)) {
      return std::nullopt;
    }
  }
  return fetch;
}

std::optional<Ping> read_fetch(const ShellList& list, const SimpleCommand& command, bool curl) {
  auto fetch = read_words(list, command, curl);
  if (!fetch || fetch->address.empty()) return std::nullopt;
  const auto target = output_target(list, command);
  if (!target.empty() && !is_nowhere(target)) return std::nullopt;
  if (!fetch->discards && target.empty() && !looks_like_heartbeat(fetch->address)) {
    return std::nullopt;
  }
  Ping ping{"ping", std::move(fetch->address), false};
  if (ping.to.ends_with(status_suffix)) {
    ping.to.resize(ping.to.size() - status_suffix.size());
    ping.carries_status = true;
  }
  return ping;
}

}  // namespace

std::optional<Ping> read_ping(const ShellList& list, const SimpleCommand& command) {
  if (command.words.empty()) return std::nullopt;
  const auto program = without_folder(list.word(command, 0).value);
  if (program == "logger") return read_logger(list, command);
  if (program == "curl") return read_fetch(list, command, true);
  if (program == "wget") return read_fetch(list, command, false);
  return std::nullopt;
}

}  // namespace plumbline::adapters::cron
