#pragma once

#include "daemon/commands/estate.hpp"
#include "reports/explain.hpp"

namespace plumbline::daemon {

/// The lines that would make the place of a `missing` finding whole again, if truth and what was
/// last seen there tell enough. Other findings get none.
void add_restore(reports::ExplainInput& input, const reconcile::Finding& finding,
                 const LiveEstate& estate);

/// Where the truth files lie, if the configuration names one folder and it is on this machine.
void add_truth_folder(reports::ExplainInput& input, const Config& config);

}  // namespace plumbline::daemon
