#pragma once

#include <optional>
#include <string>

#include "canonical-schema/schedule/zone.hpp"
#include "canonical-schema/time.hpp"
#include "reconcile/report.hpp"
#include "reports/layout.hpp"

namespace plumbline::reports {

/// What the terminal report shows beyond the report itself.
struct TextOptions {
  TextStyle style;
  bool verbose = false;          ///< every place, platform and note, and next runs further ahead
  bool only_new = false;         ///< leave out findings that an earlier run had
  std::optional<Instant> since;  ///< the run before, for "2 new since 09:00"
  /// With zones, next runs are also told in the zone that the schedule names.
  const schedule::ZoneSource* zones = nullptr;
};

/// The report for a steward's terminal: verdict, coverage, findings by severity (one change that
/// hit many places once), what is waived, resolved and not compared, and what to do next.
/// Without colour it is plain text. Names and commands from the estate cannot steer the terminal.
[[nodiscard]] std::string to_text(const reconcile::AuditReport& report, const TextOptions& options);

}  // namespace plumbline::reports
