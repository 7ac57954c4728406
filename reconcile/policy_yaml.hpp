#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "reconcile/policy.hpp"

namespace plumbline::reconcile {

/// A policy, or everything that is wrong with its file. With errors `policy` is not to be used.
struct PolicyReading {
  Policy policy;
  std::vector<Error> errors;

  [[nodiscard]] bool ok() const { return errors.empty(); }
};

/// Reads a policy file (contract section 5, docs/policy.md). Every section is checked; those that
/// only the change queue uses are not kept. `file` is named in errors.
[[nodiscard]] PolicyReading parse_policy(std::string_view text, const std::string& file);

}  // namespace plumbline::reconcile
