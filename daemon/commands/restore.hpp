#pragma once

#include "daemon/commands/estate.hpp"
#include "reports/explain.hpp"

namespace plumbline::daemon {

/// The lines that would make the place of a `missing` finding whole again, if truth and what was
/// last seen there tell enough. Other findings get none.
void add_restore(reports::ExplainInput& input, const reconcile::Finding& finding,
                 const LiveEstate& estate);

}  // namespace plumbline::daemon
