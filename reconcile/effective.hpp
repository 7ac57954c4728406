#pragma once

#include <cstddef>
#include <string>

#include "canonical-schema/fields.hpp"
#include "canonical-schema/kind_profile.hpp"
#include "canonical-schema/truth.hpp"

namespace plumbline::reconcile {

/// What truth says about one place once nothing is left to guess: the place's overrides over the
/// workflow's values, then what silence means (contract section 2). Leaves that stay `silent` are
/// watched or not compared; `any` leaves are local here.
///   `installation` holds the platform entry's own `defaults:`, which win over the kind's table.
[[nodiscard]] TruthFields effective_truth(const DeclaredWorkflow& workflow,
                                          const DeclaredPlace& place, const KindProfile& profile,
                                          const TruthFields& installation);

/// How many fields of `fields` truth reclassified with `any`.
[[nodiscard]] std::size_t count_any(const TruthFields& fields);

/// Where the first written leaf of the field stands; `otherwise` if none was written.
[[nodiscard]] Spot written_at(const TruthFields& truth, FieldId field, const Spot& otherwise);
/// True if truth says nothing at all about the field.
[[nodiscard]] bool is_silent(const TruthFields& truth, FieldId field);
/// True if truth made the field local here with `any`.
[[nodiscard]] bool is_any(const TruthFields& truth, FieldId field);
/// True if some leaf of the field has a value, a default that fills it included.
[[nodiscard]] bool has_value(const LiveFields& fields, FieldId field);
void copy_field(FieldId field, const LiveFields& from, LiveFields& to);
/// The watched fields alone, as canonical JSON (codec/fields_json).
[[nodiscard]] std::string watched_json(const LiveFields& fields);

/// The same values seen as if a platform had shown them / as if truth had stated them; leaves
/// without a value become unread / silent. Used to compare with a base.
[[nodiscard]] LiveFields as_live(const TruthFields& fields);
[[nodiscard]] TruthFields as_stated(const LiveFields& fields);

}  // namespace plumbline::reconcile
