#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/agreement.hpp"
#include "canonical-schema/fields.hpp"
#include "canonical-schema/kind_profile.hpp"
#include "canonical-schema/schedule/schedule.hpp"
#include "reconcile/finding.hpp"
#include "reconcile/schedules.hpp"

namespace plumbline::reconcile {

/// What a comparison may answer (canonical-model.md section 8). `local`: truth is silent and
/// nothing fills the silence, or truth said `any`.
enum class FieldAnswer { agree, note, differ, inexpressible, cannot_compare, unread, local };

/// Truth against live for one field of one place.
struct FieldComparison {
  FieldId field = FieldId::schedule;
  FieldAnswer answer = FieldAnswer::local;
  std::vector<LeafDifference> leaves;     ///< with `differ`: the leaves that do
  std::vector<LeafDifference> unsayable;  ///< leaves that the platform cannot say, and why
  std::vector<std::string> notes;         ///< why not compared, or with what reservation
  std::optional<schedule::Comparison> schedule;
  bool zone_only = false;    ///< the schedules differ in nothing but the zone
  bool dst_only = false;     ///< they differ only around clock changes, and truth does not mind
  bool never_fires = false;  ///< the live schedule is accepted and never fires
  bool past_limits = false;  ///< truth states what the kind cannot say: that was not compared
  bool unread_leaf = false;  ///< a leaf that truth has a value for was not read
};

/// What the comparison of one place stands on.
struct CompareContext {
  Schedules& schedules;
  std::string dialect;  ///< of the place, "debian-cron"
  /// Stated values that the platform cannot say: their fields are inexpressible, not different.
  std::vector<Inexpressible> limits;
  const std::map<std::string, std::string>* principals = nullptr;
  /// How far apart each field may lie (policy `tolerances`); nullopt = exact everywhere.
  std::optional<std::array<Slack, field_count>> slack;
  bool states_dst = false;  ///< truth states `dst:`, so a difference at clock changes counts
  bool critical = false;    ///< tier critical: the same
};

/// One field. `truth` is effective (effective.hpp).
[[nodiscard]] FieldComparison compare_field(FieldId field, const TruthFields& truth,
                                            const LiveFields& live, CompareContext& context);

/// All fields of one place but `local`, in catalogue order.
[[nodiscard]] std::vector<FieldComparison> compare_fields(const TruthFields& truth,
                                                          const LiveFields& live,
                                                          CompareContext& context);

/// True if the field's values agree, notes included.
[[nodiscard]] bool field_agrees(FieldId field, const TruthFields& truth, const LiveFields& live,
                                CompareContext& context);

}  // namespace plumbline::reconcile
