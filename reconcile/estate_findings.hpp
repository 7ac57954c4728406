#pragma once

#include <vector>

#include "reconcile/audit.hpp"

// Findings that are not about one compared place: broken truth, platforms that were not read,
// workflows that are active twice.

namespace plumbline::reconcile {

/// One `invalid` finding for each problem of truth.
[[nodiscard]] std::vector<Finding> invalid_findings(
    const std::vector<TruthProblem>& problems, const AuditInput& input,
    Severity severity = severity_of(Cause::invalid));

/// The declared places whose native id no job of that platform's kind can have.
[[nodiscard]] std::vector<TruthProblem> impossible_ids(const ComparedEstate& estate);
[[nodiscard]] std::optional<Error> id_flaw(const ComparedPlace& place);

/// One `unread` finding (PL9001) for each platform or part of it, and each truth repository, that
/// was asked for and not read. They never fail an audit; they make it incomplete.
[[nodiscard]] std::vector<Finding> unread_findings(const ComparedEstate& estate);

/// One `overlap` finding for each active place of a workflow beyond the first in an environment,
/// unless truth says `active_active: true`.
[[nodiscard]] std::vector<Finding> overlap_findings(const ComparedEstate& estate);

/// One `overlap` finding for each job that does again what another job of its platform does: the
/// same command as the same user, at the same instants or a part of them. Two declared workflows
/// may share a command; only that they start it together is work done twice.
[[nodiscard]] std::vector<Finding> repeat_findings(const ComparedEstate& estate);

/// Takes out and returns the `unmanaged` findings of platforms that an unusable part of truth
/// names: who knows what it declares (contract 12.9).
[[nodiscard]] std::vector<Finding> withhold_unmanaged(std::vector<Finding>& findings,
                                                      const Truth& truth);
/// One note for each platform of which something is withheld.
[[nodiscard]] std::vector<Note> notes_on_withheld(const std::vector<Finding>& withheld);

/// Says of unmanaged workflows that truth once declared them, and when that ended.
void mention_removed(std::vector<Finding>& findings,
                     const std::vector<RemovedDeclaration>& removed);

/// The coverage entry of every platform, in configuration order.
[[nodiscard]] std::vector<Coverage> coverage_of(const ComparedEstate& estate);

}  // namespace plumbline::reconcile
