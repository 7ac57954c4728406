#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reconcile/finding.hpp"
#include "reconcile/memory.hpp"
#include "reports/text.hpp"

namespace plumbline::reports {

/// What is known of a finding besides the finding itself. Everything may be empty.
struct ExplainInput {
  std::vector<reconcile::FieldChange> changes;  ///< of the same place: its field and what is local
  std::vector<reconcile::Incident> incidents;   ///< of the same key, oldest first
  std::string tolerance;                        ///< the policy's tolerance that applies, in words
  std::string policy;  ///< the policy rule that set the severity or the mode, in words
  std::string kind;    ///< of the platform: "cron", …
  /// Where a local repository keeps the truth files, "/srv/truth/workflows"; empty = not known.
  std::string truth_folder;
  std::string native;                        ///< the native text that live was read from
  std::vector<Diagnostic> diagnostics;       ///< of the live workflow
  std::map<std::string, std::string> local;  ///< of the live workflow, by native path
  std::vector<std::string> restore;          ///< lines that would make a missing place whole again
  std::string restore_note;                  ///< what they leave open
  std::vector<reconcile::Finding> same_change;  ///< the other findings of one change
};

/// One finding in full: what differs, the three values and where each was read, how the native
/// text became a canonical value, rule, severity, tolerance, history, and every way out with the
/// commands or the text to paste.
[[nodiscard]] std::string explain(const reconcile::Finding& finding, const ExplainInput& input,
                                  const TextOptions& options);

/// A waiver file for the finding, ready to paste; `owner`, `reason` are left to the writer.
/// It ends thirty days after the finding was last seen.
[[nodiscard]] std::string waiver_yaml(const reconcile::Finding& finding);

}  // namespace plumbline::reports
