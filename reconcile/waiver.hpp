#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/truth.hpp"
#include "reconcile/audit.hpp"
#include "reconcile/finding.hpp"
#include "reconcile/policy.hpp"

namespace plumbline::reconcile {

/// True if the waiver's globs cover the finding. A waiver holds for its own team's workflows
/// only, and for findings without a workflow.
[[nodiscard]] bool covers(const Waiver& waiver, const Finding& finding);

/// Why policy does not let `waiver` cover `finding`; nullopt = it does.
[[nodiscard]] std::optional<std::string> refusal(const Waiver& waiver, const Finding& finding,
                                                 const WaiverLimits& limits, Instant now);

/// Marks the findings that a waiver in force covers, and appends one `waiver-expired` finding for
/// each place whose difference outlived its waiver, and one `waiver-expiring` finding for each
/// waiver that soon ends and still covers something. A waiver that policy refuses, or that ran
/// out, leaves a note on the finding that it would have covered.
void apply_waivers(std::vector<Finding>& findings, const AuditInput& input);

/// Fields that truth made local with `any` though policy does not let them be waived, as problems
/// of truth. The limits of waivers hold for `any` as well (docs/policy.md).
[[nodiscard]] std::vector<TruthProblem> refused_any(const ComparedEstate& estate);

/// Waivers whose globs select nothing that is declared or configured, as problems of truth: most
/// often a word is misspelled. Nothing is said where not everything is known (a scope, truth that
/// was not read).
[[nodiscard]] std::vector<TruthProblem> idle_waivers(const AuditInput& input);

/// Waivers that run longer than policy allows, as problems of truth.
[[nodiscard]] std::vector<TruthProblem> overlong_waivers(const std::vector<Waiver>& waivers,
                                                         const WaiverLimits& limits, Instant now);

}  // namespace plumbline::reconcile
