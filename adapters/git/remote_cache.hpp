#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/git/remote_url.hpp"
#include "adapters/system/process_runner.hpp"
#include "adapters/system/secret.hpp"
#include "canonical-schema/result.hpp"

namespace plumbline::adapters::git {

/// How one remote repository may be reached. Empty paths: the system's own.
struct RemoteAccess {
  std::string user;                        ///< https; the ssh user stands in the URL
  std::optional<system::Secret> password;  ///< https; a token counts as one
  std::filesystem::path ca_file;           ///< https: PEM, instead of the system's authorities
  std::filesystem::path identity_file;     ///< ssh: private key; only it is offered
  std::filesystem::path known_hosts;       ///< ssh: instead of the user's and the system's
  bool allow_http = false;                 ///< http to other machines
  /// For everything together: waiting for another process, asking, fetching.
  std::chrono::seconds time_out{120};
  /// Without a byte from the server.
  std::chrono::seconds idle_time_out{30};
};

/// Where the caches live and what git is started with.
struct RemoteCacheSettings {
  std::filesystem::path
      root;  ///< e.g. $XDG_CACHE_HOME/plumbline/git; made if it is not there; empty = no place
  std::filesystem::path git = "git";
  std::string search_path = "/usr/local/bin:/usr/bin:/bin";
  /// "NAME=value" handed on to git beside our own: proxies, SSH_AUTH_SOCK.
  std::vector<std::string> environment;
};

/// Local bare copies of remote repositories: all branches and tags, HEAD as the remote has it.
/// The git program talks to the network (libgit2 1.5 knows neither TLS 1.3 nor time-outs); it
/// runs without the user's and the system's configuration, hooks, prompts, submodules, redirects
/// and other transports, and checks every object it takes in.
///
/// Several threads and processes may share a root: one fetch at a time for each URL, readers are
/// never disturbed. An interrupted fetch leaves the state before it. A damaged copy is thrown
/// away and fetched anew.
class RemoteCache {
 public:
  RemoteCache(RemoteCacheSettings settings, system::ProcessRunner& runner);

  /// Brings the copy of `repo` up to date and returns its folder, for Repository::open. If that
  /// fails, that is the answer: an older copy is never passed off as the present state.
  /// Errors: invalid or unsupported (the URL), unauthenticated (credentials or host key refused),
  /// forbidden, not_found (no such repository), unreachable (network, TLS, time-out,
  /// interruption, the cache cannot be written), corrupt (the server sent broken objects).
  /// Credentials never appear in a message, in an argument or in the environment of a process.
  [[nodiscard]] Result<std::filesystem::path> fetch(std::string_view repo,
                                                    const RemoteAccess& access,
                                                    std::stop_token stop);

 private:
  RemoteCacheSettings settings_;
  system::ProcessRunner& runner_;
};

}  // namespace plumbline::adapters::git
