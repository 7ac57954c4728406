#pragma once

#include <vector>

#include "daemon/commands/commands.hpp"
#include "reconcile/comparison.hpp"

namespace plumbline::daemon {

/// The selected platforms, read and normalised; what could not be read is complained about.
[[nodiscard]] std::vector<reconcile::PlatformReading> read_platforms(
    const Session& session, Shell& shell, const std::vector<std::string>& globs);

/// 3 if anything of these was not read, else 0.
[[nodiscard]] int completeness(const std::vector<reconcile::PlatformReading>& platforms);

}  // namespace plumbline::daemon
