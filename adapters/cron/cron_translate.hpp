#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/cron/effectiveness.hpp"
#include "adapters/cron/host_facts.hpp"
#include "adapters/cron/host_snapshot.hpp"
#include "canonical-schema/live.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::adapters::cron {

/// What the configuration says about understanding a host. Empty = found out.
struct TranslateOptions {
  std::string dialect;  ///< "debian-cron", "cronie"
  std::string timezone;
  std::vector<std::string> sources;  ///< globs over SOURCE; empty = all
};

/// What holds for all files of a host.
struct HostContext {
  HostRules rules;
  HostZone zone;
};

/// Errors: those of find_dialect(), and invalid for a dialect that is none.
[[nodiscard]] Result<HostContext> understand(const HostSnapshot& snapshot,
                                             const TranslateOptions& options,
                                             const schedule::ZoneSource& zones);

/// Every job of the host, normalised (contract 12.3 to 12.8). Pure and total: what could not be
/// read is in `unread`, what the daemon ignores is there as `ineffective`.
[[nodiscard]] LiveListing translate(const HostSnapshot& snapshot, const HostContext& context,
                                    const TranslateOptions& options,
                                    const schedule::ZoneSource& zones);

/// One file by itself, for `normalise --kind cron`.
struct LoneFile {
  std::string source = "crontab";  ///< "crontab", "cron.d/x", "user/x", "anacrontab"
  std::string bytes;
};
/// Reads one file as if it lay at its place with the right owner and mode, on a host where every
/// user exists.
[[nodiscard]] LiveListing translate_file(const LoneFile& file, const HostContext& context,
                                         const schedule::ZoneSource& zones);

}  // namespace plumbline::adapters::cron
