#include "reconcile/expressible.hpp"

#include <algorithm>

#include "canonical-schema/field_catalogue.hpp"
#include "reconcile/effective.hpp"

namespace plumbline::reconcile {

std::vector<Inexpressible> inexpressible_in(const DeclaredWorkflow& workflow,
                                            const DeclaredPlace& place, const KindProfile& profile,
                                            std::string_view dialect) {
  const auto truth = effective_truth(workflow, place, profile, {});
  std::vector<Inexpressible> found;
  if (profile.limits != nullptr) found = profile.limits(truth, dialect);
  for_each_leaf([&](const auto& leaf) {
    const auto& kind = leaf.access(profile.defaults);
    if (kind.state() != Presence::inexpressible) return;
    if (leaf.access(truth).origin != Origin::stated) return;
    found.push_back({leaf.field, std::string(leaf.name), kind.reason()});
  });
  std::erase_if(found, [&](const auto& item) {
    const auto& accepted = place.accept_inexpressible;
    return std::find(accepted.begin(), accepted.end(), item.field) != accepted.end();
  });
  return found;
}

}  // namespace plumbline::reconcile
