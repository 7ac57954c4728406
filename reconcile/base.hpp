#pragma once

#include <map>
#include <optional>
#include <string>

#include "canonical-schema/fields.hpp"
#include "reconcile/audit.hpp"

namespace plumbline::reconcile {

/// The value on which truth and live last agreed, for one field of one place.
struct Base {
  LiveFields fields;  ///< the field asked for has a value; others may have one
  bool inferred = false;
  std::optional<GitSource> git;  ///< where it stood, for inferred ones and `--base-ref`
};

/// Finds bases, first source that applies (contract section 3): truth at `--base-ref`, the store,
/// else the truth file's own history.
class Bases {
 public:
  Bases(const AuditInput& input, const HistoryAnswers& answers);

  /// nullopt = there is none: the difference is unbased.
  [[nodiscard]] std::optional<Base> find(const ComparedPlace& place, FieldId field,
                                         Schedules& schedules);
  /// True if only the truth file's own history may still tell a base of something that differs.
  [[nodiscard]] bool needs_history(const ComparedPlace& place) const;
  /// The accepted values of watched fields, from the store; nullopt if the place is new there.
  [[nodiscard]] std::optional<LiveFields> accepted(const ComparedPlace& place) const;
  /// The live values of the last audit that read the place.
  [[nodiscard]] std::optional<LiveFields> last(const ComparedPlace& place) const;
  [[nodiscard]] const PlaceMemory* memory(const PlaceId& place) const;

 private:
  [[nodiscard]] std::optional<Base> from_base_ref(const ComparedPlace& place, FieldId field) const;
  std::optional<Base> from_history(const ComparedPlace& place, FieldId field,
                                   Schedules& schedules) const;

  const AuditInput& input_;
  const HistoryAnswers& answers_;
  std::map<WorkflowId, const DeclaredWorkflow*> base_truth_;
};

/// True if live and `base`, or truth and `base`, agree on `field` by meaning, as far as both have
/// values.
[[nodiscard]] bool live_has(const Base& base, FieldId field, const ComparedPlace& place,
                            const AuditInput& input, Schedules& schedules);
[[nodiscard]] bool truth_has(const Base& base, FieldId field, const ComparedPlace& place,
                             const AuditInput& input, Schedules& schedules);

}  // namespace plumbline::reconcile
