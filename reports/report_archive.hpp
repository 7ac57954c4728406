#pragma once

#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"
#include "reconcile/report.hpp"

// A report as bytes and back, without loss: the form in which the store keeps the last run, so
// that an audit of an unchanged estate repeats it without comparing anything. Not for readers
// outside Plumbline: those get JSON.

namespace plumbline::reports {

/// Equal reports give equal bytes. The first bytes name the format and its version.
[[nodiscard]] std::string serialise_report(const reconcile::AuditReport& report);

/// What serialise_report() wrote. Errors: unsupported (another version of the format: the run
/// has to be judged anew), corrupt (cut off, or not such bytes).
[[nodiscard]] Result<reconcile::AuditReport> restore_report(std::string_view bytes);

}  // namespace plumbline::reports
