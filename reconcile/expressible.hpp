#pragma once

#include <string>
#include <vector>

#include "canonical-schema/kind_profile.hpp"
#include "canonical-schema/truth.hpp"

namespace plumbline::reconcile {

/// What `workflow` states for `place` and its kind cannot say, or says only up to a limit; what
/// the place accepts with `accept_inexpressible` is left out. Offline: nothing live is needed.
[[nodiscard]] std::vector<Inexpressible> inexpressible_in(const DeclaredWorkflow& workflow,
                                                          const DeclaredPlace& place,
                                                          const KindProfile& profile,
                                                          std::string_view dialect);

}  // namespace plumbline::reconcile
