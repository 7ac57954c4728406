#pragma once

#include <cstddef>

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

/// The same values seen as if a platform had shown them / as if truth had stated them; leaves
/// without a value become unread / silent. Used to compare with a base.
[[nodiscard]] LiveFields as_live(const TruthFields& fields);
[[nodiscard]] TruthFields as_stated(const LiveFields& fields);

}  // namespace plumbline::reconcile
