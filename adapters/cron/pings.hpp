#pragma once

#include <optional>
#include <string>

#include "adapters/cron/shell_list.hpp"

namespace plumbline::adapters::cron {

/// A simple command that only tells somebody how the job went.
struct Ping {
  std::string channel;  ///< "ping" (an address is fetched) or "syslog" (logger)
  std::string to;       ///< the address, without "/$?"; logger's tag, "logger" if it has none
  bool carries_status = false;  ///< the address ends in "/$?": told of success and failure

  bool operator==(const Ping&) const = default;
};

/// Recognises logger, and curl or wget that fetch exactly one address, keep nothing of what it
/// answers and send no file, if the answer is thrown away or the address looks like a heartbeat
/// (healthchecks, cronitor, deadmanssnitch, "ping", "heartbeat", …).
[[nodiscard]] std::optional<Ping> read_ping(const ShellList& list, const SimpleCommand& command);

}  // namespace plumbline::adapters::cron
