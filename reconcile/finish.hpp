#pragma once

#include <optional>

#include "canonical-schema/schedule/schedule.hpp"
#include "reconcile/audit.hpp"
#include "reconcile/finding.hpp"
#include "reconcile/policy.hpp"

// What every finding gets in the end, whatever it is about. In this order: recall(),
// apply_severities(), finish().

namespace plumbline::reconcile {

/// What policy selectors look at for a finding.
[[nodiscard]] Subject subject_of(const Finding& finding);

/// Who answers for a workflow, as truth says.
[[nodiscard]] Owner owner_of(const DeclaredWorkflow& workflow);

/// Its first and last sight and its status, from the memory of earlier audits.
void recall(Finding& finding, const AuditInput& input);

/// The first severity rule of policy that fits replaces the finding's severity.
void apply_severities(Finding& finding, const Policy& policy);

/// The first policy mode that fits; `propose` if none does.
[[nodiscard]] Mode mode_of(const Finding& finding, const Policy& policy);

/// Mode, cause group and sentences.
void finish(Finding& finding, const Policy& policy,
            const std::optional<schedule::Comparison>& comparison = std::nullopt);

/// One finding for each key: of repeats the gravest stays and notes what the others say.
void merge_repeats(std::vector<Finding>& findings);

}  // namespace plumbline::reconcile
