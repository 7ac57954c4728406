#pragma once

#include <stop_token>
#include <string>

#include "adapters/cron/host_snapshot.hpp"
#include "canonical-schema/result.hpp"

namespace plumbline::adapters::cron {

/// The port through which a host's crontabs come in, whole or not at all.
class HostReader {
 public:
  virtual ~HostReader() = default;
  /// What could be read and, path by path, what could not. Errors mean that nothing is known of
  /// the host: unreachable, unauthenticated, forbidden, not_found, corrupt (half a stream),
  /// unsupported (past a limit, or no tar there), invalid (its settings).
  [[nodiscard]] virtual Result<HostSnapshot> read(std::stop_token stop) = 0;
};

/// Text of system crontabs that may be user names and so must be looked up: the words where a
/// user column can be. Sorted, without repeats.
[[nodiscard]] std::vector<std::string> possible_users(const HostSnapshot& snapshot);

/// Reads "name:password:uid:…" lines. Lines that are none are skipped.
void add_passwd(std::string_view text, HostUsers& users);

/// Files below /etc/cron* that dpkg's status file names as some package's; obsolete ones not.
void add_package_files(std::string_view dpkg_status,
                       std::set<std::string, std::less<>>& package_files);

}  // namespace plumbline::adapters::cron
