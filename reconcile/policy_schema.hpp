#pragma once

#include <string_view>

namespace plumbline::reconcile {

/// The JSON Schema (draft-07) of the policy file: what `plumbline schema policy` prints.
[[nodiscard]] std::string_view policy_schema();

}  // namespace plumbline::reconcile
