#pragma once

#include <string>
#include <vector>

#include "canonical-schema/live.hpp"
#include "reports/layout.hpp"

namespace plumbline::reports {

/// One live workflow with where it was found. `platform` is empty for `normalise`, `workflow`
/// (team/name) is empty for what no truth declares. `live` must outlive the row.
struct InventoryRow {
  std::string kind;
  std::string platform;
  std::string workflow;
  const LiveWorkflow* live = nullptr;
};

/// The JSON line of contract section 10, with its line break: kind, platform, id, workflow,
/// canonical fields with their states, local fields, diagnostics.
[[nodiscard]] std::string inventory_json(const InventoryRow& row);

/// A table of all rows for a terminal: workflow or id, schedule, on or off, what runs, and what
/// normalising noticed.
[[nodiscard]] std::string inventory_text(const std::vector<InventoryRow>& rows,
                                         const TextStyle& style);

}  // namespace plumbline::reports
