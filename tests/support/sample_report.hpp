#pragma once

#include <algorithm>

#include "canonical-schema/field_catalogue.hpp"
#include "reconcile/report.hpp"
#include "reconcile/verdict.hpp"

// One report that has everything a renderer must be able to show: every cause, a change that hit
// many places, a waiver, an observed scope, platforms read, read in part and not read, notes,
// resolved findings, hostile text. The golden files of tests/golden/ are its renderings.

namespace plumbline::test {

[[nodiscard]] Instant sample_time(int hour, int day = 21);

[[nodiscard]] GitSource sample_git(std::string file, int line);

[[nodiscard]] reconcile::Side truth_value(std::string value, std::string text, std::string file,
                                          int line);

[[nodiscard]] reconcile::Side live_value(std::string value, std::string text, PlaceId place,
                                         std::string native_path);

[[nodiscard]] reconcile::Side base_value(std::string value, std::string text);

/// A finding with all that every finding has; the key is made from workflow, place and rule.
[[nodiscard]] reconcile::Finding sample_finding(reconcile::Cause cause, std::string workflow,
                                                PlaceId place, std::optional<FieldId> field,
                                                Severity severity);

[[nodiscard]] reconcile::Finding paused_by_hand();

[[nodiscard]] reconcile::Finding moved_in_git();

[[nodiscard]] reconcile::Finding both_moved();

/// The same mail setting emptied on `count` hosts: one cause group.
[[nodiscard]] std::vector<reconcile::Finding> emptied_everywhere(int count);

/// Findings about whole places, and what else has no field.
[[nodiscard]] std::vector<reconcile::Finding> whole_places();

[[nodiscard]] std::vector<reconcile::Finding> about_truth();

[[nodiscard]] std::vector<reconcile::Coverage> sample_coverage();

/// Counts what the findings say, as the audit does.
void fill_summary(reconcile::AuditReport& report);

[[nodiscard]] reconcile::AuditReport sample_report();

/// Nothing wrong, everything read.
[[nodiscard]] reconcile::AuditReport clean_report();

}  // namespace plumbline::test
