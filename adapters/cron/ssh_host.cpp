#include "adapters/cron/ssh_host.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/cron/host_stream.hpp"
#include "adapters/cron/read_script.hpp"

namespace plumbline::adapters::cron {
namespace {

/// ssh's own failures; everything else is the exit code of the remote command.
constexpr int ssh_failed = 255;

bool is_plain(std::string_view text) {
  return !text.empty() && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), [](char byte) {
           const auto code = static_cast<unsigned char>(byte);
           return code > ' ' && code != 0x7F;
         });
}

Result<void> check_destination(std::string_view destination) {
  const auto at = destination.rfind('@');
  const auto host = at == std::string_view::npos ? destination : destination.substr(at + 1);
  const bool user_fits = at == std::string_view::npos || is_plain(destination.substr(0, at));
  if (is_plain(host) && user_fits) return {};
  return fail(ErrorKind::invalid, "\"" + std::string(destination) + "\" is no ssh destination",
              "write [user@]host, without blanks and not beginning with \"-\"");
}

/// The value of an ssh option that is a path: one word, without %-tokens.
Result<std::string> path_option(const std::string& option, const std::string& path) {
  if (path.find_first_of("\"\n\r") != std::string::npos || path.find('\0') != std::string::npos) {
    return fail(ErrorKind::invalid, "the path of " + option + " holds quotes or line ends",
                "use another path");
  }
  std::string value;
  for (const char byte : path) value += byte == '%' ? "%%" : std::string(1, byte);
  return "-o" + option + "=\"" + value + "\"";
}

/// The last line that says something, for messages.
std::string last_line(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto end = text.find_last_not_of(blanks);
  if (end == std::string_view::npos) return {};
  text = text.substr(0, end + 1);
  const auto newline = text.rfind('\n');
  std::string line(newline == std::string_view::npos ? text : text.substr(newline + 1));
  constexpr std::size_t longest = 200;
  if (line.size() > longest) line.resize(longest);
  std::replace_if(
      line.begin(), line.end(), [](char byte) { return static_cast<unsigned char>(byte) < ' '; },
      ' ');
  return line;
}

bool says(const system::ProcessOutcome& outcome, std::string_view words) {
  return outcome.error_tail.find(words) != std::string::npos;
}

tl::unexpected<Error> connection_failure(const SshSettings& settings,
                                         const system::ProcessOutcome& outcome) {
  const auto message = "ssh " + settings.destination + ": " + last_line(outcome.error_tail);
  if (says(outcome, "Host key verification failed") || says(outcome, "HOST IDENTIFICATION")) {
    return fail(ErrorKind::unauthenticated, message,
                "put the host's right key into known_hosts; Plumbline accepts none by itself");
  }
  if (says(outcome, "Permission denied")) {
    return fail(ErrorKind::unauthenticated, message,
                "check user and identity_file, and that the key needs no passphrase");
  }
  return fail(ErrorKind::unreachable, message,
              "check that `ssh " + settings.destination + "` works from here without questions");
}

tl::unexpected<Error> ended_by_us(const SshSettings& settings,
                                  const system::ProcessOutcome& outcome) {
  const auto host = "host " + settings.destination;
  if (outcome.truncated) {
    return fail(ErrorKind::unsupported, host + " sends more than 256 MiB",
                "something unusual lies in its cron folders");
  }
  if (outcome.interrupted) return fail(ErrorKind::unreachable, "interrupted");
  return fail(ErrorKind::unreachable,
              host + " took longer than " + std::to_string(settings.timeout.count()) + " s",
              "raise `timeout` of this platform, or see why the host is slow");
}

Result<HostSnapshot> answer_of(const SshSettings& settings, const system::ProcessOutcome& outcome) {
  if (outcome.timed_out || outcome.truncated || outcome.interrupted) {
    return ended_by_us(settings, outcome);
  }
  const bool answered = outcome.output.starts_with("plumbline-cron ");
  if (!answered && outcome.exit_code == ssh_failed) return connection_failure(settings, outcome);
  if (!answered && settings.sudo && says(outcome, "sudo")) {
    return fail(ErrorKind::forbidden, settings.destination + ": " + last_line(outcome.error_tail),
                "allow `sudo -n sh -s` to that user without a password, or drop `sudo: true`");
  }
  auto snapshot = parse_host_stream(outcome.output);
  if (!snapshot) {
    auto error = snapshot.error();
    if (const auto said = last_line(outcome.error_tail); !said.empty()) {
      error.message += " (it says: " + said + ")";
    }
    return fail(std::move(error), "while reading " + settings.destination + " by ssh");
  }
  return snapshot;
}

}  // namespace

Result<std::vector<std::string>> ssh_arguments(const SshSettings& settings) {
  if (auto fits = check_destination(settings.destination); !fits) return fail(fits.error());
  const auto patience = std::clamp<long long>(settings.timeout.count() / 2, 1, 20);
  std::vector<std::string> argv{"ssh",
                                "-T",
                                "-oBatchMode=yes",
                                "-oStrictHostKeyChecking=yes",
                                "-oUpdateHostKeys=no",
                                "-oControlMaster=no",
                                "-oPermitLocalCommand=no",
                                "-oClearAllForwardings=yes",
                                "-oForwardAgent=no",
                                "-oForwardX11=no",
                                "-oLogLevel=ERROR",
                                "-oServerAliveCountMax=2",
                                "-oServerAliveInterval=" + std::to_string(patience),
                                "-oConnectTimeout=" + std::to_string(patience)};
  if (!settings.config_file.empty()) {
    argv.emplace_back("-F");
    argv.push_back(settings.config_file);
  }
  const std::array<std::pair<std::string, const std::string*>, 2> paths{
      {{"IdentityFile", &settings.identity_file}, {"UserKnownHostsFile", &settings.known_hosts}}};
  for (const auto& [option, path] : paths) {
    if (path->empty()) continue;
    auto text = path_option(option, *path);
    if (!text) return fail(text.error());
    argv.push_back(std::move(*text));
  }
  if (!settings.identity_file.empty()) argv.emplace_back("-oIdentitiesOnly=yes");
  argv.emplace_back("--");
  argv.push_back(settings.destination);
  argv.emplace_back(settings.sudo ? "sudo -n sh -s" : "sh -s");
  return argv;
}

Result<HostSnapshot> SshHost::read(std::stop_token stop) {
  auto argv = ssh_arguments(settings_);
  if (!argv) return fail(argv.error());
  system::ProcessRequest request;
  request.argv = std::move(*argv);
  request.environment = settings_.environment;
  request.input = std::string(read_script);
  request.max_output = largest_host;
  request.time_out = settings_.timeout;
  const auto outcome = runner_.run(request, std::move(stop));
  if (!outcome) return fail(outcome.error(), "while starting ssh for " + settings_.destination);
  return answer_of(settings_, *outcome);
}

}  // namespace plumbline::adapters::cron
