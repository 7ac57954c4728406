#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "canonical-schema/kind_profile.hpp"
#include "canonical-schema/live.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/zone.hpp"
#include "canonical-schema/truth.hpp"
#include "reconcile/comparison.hpp"
#include "reconcile/memory.hpp"
#include "reconcile/policy.hpp"
#include "reconcile/report.hpp"

// The pure half of an audit, in two steps, because some causes can only be told from the history
// of the truth repositories, and that is read only for the files that need it:
//
//   compare(input)             every place against truth                  -> ComparedEstate
//   questions(compared)        what of Git's history must be looked up    -> HistoryQuestions
//   conclude(compared, answers) causes, severities, waivers, memory       -> AuditOutcome

namespace plumbline::reconcile {

/// Which part of the estate is looked at. Empty = all; globs.
struct AuditScope {
  std::vector<std::string> platforms;
  std::vector<std::string> teams;
  std::vector<std::string> workflows;
};

/// The platforms on which the workflows of a scope live. Only meaningful for a scope that names
/// teams or workflows: it asks for these platforms and for no other.
[[nodiscard]] std::set<std::string> platforms_of(const Truth& truth, const AuditScope& scope);

/// Everything an audit is judged by. The references must outlive the ComparedEstate.
struct AuditInput {
  std::string estate;
  const Truth& truth;
  /// Truth at `--base-ref`, if that was asked for: it replaces every other base.
  const Truth* base_truth = nullptr;
  const std::vector<PlatformReading>& platforms;
  const Memory& memory;
  const Policy& policy;
  const schedule::ZoneSource& zones;
  AuditScope scope;
  Severity fail_on = Severity::medium;
  Instant now{};
};

/// Every place of the estate, paired and compared.
[[nodiscard]] ComparedEstate compare(const AuditInput& input);

/// What only Git's history can tell.
struct HistoryQuestions {
  /// Truth files (repo, path) whose earlier versions may explain a difference without a base.
  std::vector<std::pair<std::string, std::string>> files;
  /// True if some live workflow is declared nowhere: was it once?
  bool removed = false;
};
[[nodiscard]] HistoryQuestions questions(const ComparedEstate& compared);

/// What Git's history told. A file that is not in `files` has no known past.
struct HistoryAnswers {
  std::map<std::pair<std::string, std::string>, std::vector<PastDeclaration>> files;
  std::vector<RemovedDeclaration> removed;
};

struct AuditOutcome {
  AuditReport report;  ///< run_id and finished_at are the caller's
  MemoryUpdate update;
};

/// Turns comparisons into findings and says what is to be remembered.
[[nodiscard]] AuditOutcome conclude(const ComparedEstate& compared, const HistoryAnswers& answers);

}  // namespace plumbline::reconcile
