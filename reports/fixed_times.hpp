#pragma once

#include "reconcile/report.hpp"

namespace plumbline::reports {

/// The report with everything that differs between two audits of equal input made equal: its id,
/// all times of this run, durations. Everything else that is counted from `now` (next runs, grace
/// times) is equal if the audit was given the same `now`.
[[nodiscard]] reconcile::AuditReport with_fixed_times(reconcile::AuditReport report, Instant at);

}  // namespace plumbline::reports
