#pragma once

#include <string>

#include "reconcile/report.hpp"

namespace plumbline::reports {

/// How JSON is written.
struct JsonOptions {
  std::string version;  ///< of Plumbline, for "tool"
  bool pretty = false;  ///< indented by two, with a last line break
  /// Not empty: of the findings and groups only the one with this key.
  std::string only_key = {};
};

/// The report as JSON, schema_version 1 (contract section 10; docs/json-format.md names every
/// member). Lists come in the order of the report, which is sorted.
[[nodiscard]] std::string to_json(const reconcile::AuditReport& report, const JsonOptions& options);

}  // namespace plumbline::reports
