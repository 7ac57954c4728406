#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reconcile/report.hpp"

// What every report for people shares: how findings are grouped and ordered, and the words around
// them. The sentences of the findings themselves come from reconcile/wording.

namespace plumbline::reports {

/// Findings that one change made (one cause group: the same field, from and to, and actor; one file
/// that is not acted on, or was moved; one zone of a host), or undeclared workflows that stand in
/// one file. Never empty; the members stand in report order.
struct FindingGroup {
  Severity severity = Severity::low;  ///< the highest of the members
  /// Where undeclared workflows of one group stand, "cron.d/foo"; empty in groups of one change.
  std::string source;
  std::vector<const reconcile::Finding*> members;
};

/// The findings of a report, parted by how they are shown. Points into the report.
struct ReportView {
  std::vector<FindingGroup> open;  ///< those that count, most severe first
  std::vector<const reconcile::Finding*> waived;
  std::vector<const reconcile::Finding*> observed;  ///< in scopes whose mode is observe
  std::vector<const reconcile::Finding*> unread;    ///< cause unread
  std::size_t hidden = 0;  ///< left out because only new ones were asked for
};

/// Groups and orders. With `only_new`, open findings that an earlier run had are left out.
[[nodiscard]] ReportView view_of(const reconcile::AuditReport& report, bool only_new = false);

/// "3 findings (1 critical, 2 high) in 2 of 12 declared and 3 undeclared places; 2 new, 1 resolved
/// since 09:00". Never sounds clean unless everything asked for was read. `since` is the run
/// before, if there was one.
[[nodiscard]] std::string verdict_line(const reconcile::AuditReport& report,
                                       std::optional<Instant> since = std::nullopt);

/// The cause in a word that needs no glossary.
[[nodiscard]] std::string_view cause_word(const reconcile::Finding& finding);

/// The findings of `report` that were made by the same change as `finding`, itself left out.
[[nodiscard]] std::vector<const reconcile::Finding*> same_change(
    const reconcile::AuditReport& report, const reconcile::Finding& finding);

/// What an exit code means, one clause.
[[nodiscard]] std::string_view exit_code_meaning(int exit_code);

/// "1 place", "12 places", "2,880 entries" (give the plural where it is not + s).
[[nodiscard]] std::string counted(std::size_t number, std::string_view one,
                                  std::string_view many = {});

/// "2026-11-21 09:00 UTC"; "Mon 2026-11-23 05:30 UTC".
[[nodiscard]] std::string minute_text(Instant at);
[[nodiscard]] std::string weekday_minute_text(Instant at);

/// Where a value stands: "workflows/daily-orders.yaml:14", "cron.d/orders:12".
[[nodiscard]] std::string where_text(const GitSource& source);
[[nodiscard]] std::string where_text(const reconcile::LiveOrigin& origin);
[[nodiscard]] std::string where_text(const reconcile::Side& side);

/// What a reader sees of a side: its text, or its state and the reason for it.
[[nodiscard]] std::string value_text(const reconcile::Side& side);

}  // namespace plumbline::reports
