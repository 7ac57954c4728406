#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "adapters/git/remote_cache.hpp"

namespace plumbline::adapters::git {

/// The git program, set up for one remote and one attempt: what it may use, whom it may ask, and
/// until when.
class RemoteCommand {
 public:
  /// Errors: invalid (credentials that cannot be handed over), unreachable (no descriptors).
  [[nodiscard]] static Result<RemoteCommand> prepare(const RemoteCacheSettings& settings,
                                                     system::ProcessRunner& runner,
                                                     const RemoteUrl& url,
                                                     const RemoteAccess& access,
                                                     std::stop_token stop);
  ~RemoteCommand();
  RemoteCommand(RemoteCommand&& other) noexcept;
  RemoteCommand& operator=(RemoteCommand&&) = delete;

  /// Runs `git ARGUMENTS…` in `folder` with what is left of the time; the standard output. A
  /// failure is explained from what git said, without credentials.
  [[nodiscard]] Result<std::string> run(const std::filesystem::path& folder,
                                        const std::vector<std::string>& arguments) const;

  /// The same for the first question to the server, which must begin to answer within twice
  /// idle_time_out: curl's own limit does not count while a TLS handshake hangs.
  [[nodiscard]] Result<std::string> ask(const std::filesystem::path& folder,
                                        const std::vector<std::string>& arguments) const;

  [[nodiscard]] const RemoteUrl& url() const { return url_; }
  [[nodiscard]] const std::stop_token& stop() const { return stop_; }
  [[nodiscard]] std::chrono::milliseconds time_left() const;
  /// The error for time_left() <= 0 or a stop request.
  [[nodiscard]] Error out_of_time() const;

 private:
  [[nodiscard]] Result<std::string> run_within(const std::filesystem::path& folder,
                                               const std::vector<std::string>& arguments,
                                               std::chrono::milliseconds limit) const;
  RemoteCommand(const RemoteCacheSettings& settings, system::ProcessRunner& runner,
                const RemoteUrl& url, const RemoteAccess& access, std::stop_token stop,
                int credential_fd);

  const RemoteCacheSettings& settings_;
  system::ProcessRunner& runner_;
  const RemoteUrl& url_;
  const RemoteAccess& access_;
  std::stop_token stop_;
  std::chrono::steady_clock::time_point deadline_;
  int credential_fd_;  // -1: none
};

/// What a failed git said, as an Error. `said` is its standard error, free of credentials.
[[nodiscard]] Error explain_git_failure(const std::string& said, const RemoteUrl& url);

}  // namespace plumbline::adapters::git
