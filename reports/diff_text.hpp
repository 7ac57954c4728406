#pragma once

#include <map>
#include <string>
#include <vector>

#include "canonical-schema/fields.hpp"
#include "reconcile/comparison.hpp"
#include "reports/layout.hpp"

namespace plumbline::reports {

/// One workflow on all its places.
struct DiffInput {
  const DeclaredWorkflow& workflow;
  std::vector<const reconcile::ComparedPlace*> places;  ///< of that workflow
  std::map<PlaceId, LiveFields> bases;                  ///< of those places that have one
};

/// Truth and every place side by side, field by field, in as many tables as the width asks for.
/// "=" stands for a value that agrees with truth; a base is told where it differs from truth, and
/// truth where a place's overrides make it another.
[[nodiscard]] std::string diff_text(const DiffInput& input, const TextStyle& style);

}  // namespace plumbline::reports
