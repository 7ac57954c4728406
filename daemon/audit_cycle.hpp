#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "canonical-schema/result.hpp"
#include "daemon/live_reader.hpp"
#include "daemon/store/store.hpp"
#include "daemon/truth_reader.hpp"
#include "reconcile/audit.hpp"

namespace plumbline::daemon {

/// What one audit works with. It can read platforms and Git and write its own store; there is
/// nothing in it that could change a platform or a repository.
struct AuditPorts {
  const Config& config;
  TruthReader& truth;
  std::vector<ConfiguredSource>& sources;  ///< only those in scope
  const schedule::ZoneSource& zones;
  std::string zone_version;  ///< of the tz database
  Store* store = nullptr;    ///< null = `--no-store`
  std::function<void(std::string_view)> progress;
  std::stop_token stop;
};

struct AuditRequest {
  reconcile::AuditScope scope;
  std::string base_ref;  ///< empty = none; a run with one is not recorded
  Severity fail_on = Severity::medium;
  Instant now{};
  bool fixed_clock = false;    ///< the run ends when it began (SOURCE_DATE_EPOCH)
  bool deterministic = false;  ///< times of the report are fixed; such a run is not recorded
};

/// The one path: truth + live -> normalise -> compare -> findings -> memory -> report.
/// Errors end the audit: the store cannot be used, policy or arguments are invalid. Everything
/// else, unreadable platforms and broken truth included, is in the report.
[[nodiscard]] Result<reconcile::AuditReport> run_audit(const AuditPorts& ports,
                                                       const AuditRequest& request);

}  // namespace plumbline::daemon
