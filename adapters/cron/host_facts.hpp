#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cron/dialect.hpp"
#include "adapters/cron/effectiveness.hpp"
#include "adapters/cron/host_snapshot.hpp"
#include "canonical-schema/live.hpp"
#include "canonical-schema/schedule/trigger.hpp"
#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::adapters::cron {

/// Which daemon reads this host's crontabs, told from os-release, the spool's place, the
/// daemons' own settings and, if nothing else speaks, the text of /etc/crontab.
/// Errors: invalid (nothing tells it, or the signs contradict each other; the hint says to set
/// `dialect`), unsupported (a system whose cron is neither).
[[nodiscard]] Result<Dialect> find_dialect(const HostSnapshot& snapshot);

/// The zone in which the daemon reads clock times. `rules` is null where the zone is not known.
struct HostZone {
  schedule::ZoneRef ref;
  schedule::ZonePtr rules;
  std::vector<Diagnostic> diagnostics;
  /// /etc/localtime is there and says nothing usable: the zone was asked for and not read.
  std::optional<Error> unread;
};

/// `stated` is the platform's `timezone:` key; empty = what /etc/localtime says. A host without
/// /etc/localtime runs in UTC; of a copied tree without it nothing is known.
[[nodiscard]] HostZone find_zone(const HostSnapshot& snapshot, std::string_view stated,
                                 const schedule::ZoneSource& zones);

/// True if Debian's cron runs with -l: EXTRA_OPTS of /etc/default/cron.
[[nodiscard]] bool uses_lsb_names(const HostSnapshot& snapshot);

/// True if both zones have had the same offsets since 2020, and will.
[[nodiscard]] bool same_rules(const schedule::Zone& a, const schedule::Zone& b);

}  // namespace plumbline::adapters::cron
