#include "reports/fixed_times.hpp"

namespace plumbline::reports {

reconcile::AuditReport with_fixed_times(reconcile::AuditReport report, Instant at) {
  const auto fix_side = [&](reconcile::Side& side) {
    if (side.live) side.live->read_at = at;
  };
  report.run_id = "deterministic";
  report.started_at = at;
  report.finished_at = at;
  for (auto& entry : report.coverage) entry.duration = std::chrono::milliseconds{0};
  for (auto& finding : report.findings) {
    fix_side(finding.truth);
    fix_side(finding.live);
    if (finding.base) fix_side(*finding.base);
    finding.first_seen = at;
    finding.last_seen = at;
  }
  for (auto& entry : report.resolved) {
    entry.first_seen = at;
    entry.closed_at = at;
  }
  return report;
}

}  // namespace plumbline::reports
