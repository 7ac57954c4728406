#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "adapters/cron/host_reader.hpp"
#include "adapters/system/process_runner.hpp"

namespace plumbline::adapters::cron {

/// How a host is reached. Empty paths: what ssh itself uses.
struct SshSettings {
  std::string destination;  ///< [user@]host, or a Host of the ssh configuration
  std::string config_file;  ///< ssh -F
  std::string identity_file;
  std::string known_hosts;
  bool sudo = false;  ///< read as root through `sudo -n`
  std::chrono::seconds timeout{60};
  /// What ssh sees ("HOME=…", "SSH_AUTH_SOCK=…", "PATH=…").
  std::vector<std::string> environment;
};

/// Reads a host through one ssh session that runs read_script.hpp. Never asks anything, never
/// accepts an unknown host key. Errors: unreachable (ssh's exit code 255, a time-out, half an
/// answer), unauthenticated (key or host key refused), forbidden (sudo wants a password),
/// invalid (settings), not_found (no ssh program here), unsupported, corrupt.
class SshHost final : public HostReader {
 public:
  SshHost(SshSettings settings, system::ProcessRunner& runner)
      : settings_(std::move(settings)), runner_(runner) {}

  [[nodiscard]] Result<HostSnapshot> read(std::stop_token stop) override;

 private:
  SshSettings settings_;
  system::ProcessRunner& runner_;
};

/// The arguments of ssh, the remote command included. Errors: invalid (a destination that ssh
/// could take for an option or that holds blanks, a path that cannot be quoted).
[[nodiscard]] Result<std::vector<std::string>> ssh_arguments(const SshSettings& settings);

}  // namespace plumbline::adapters::cron
