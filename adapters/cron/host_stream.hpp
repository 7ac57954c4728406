#pragma once

#include <string_view>

#include "adapters/cron/host_snapshot.hpp"
#include "canonical-schema/result.hpp"

namespace plumbline::adapters::cron {

/// Makes a snapshot of what read_script.hpp prints. Errors: unreachable (no beginning or no end
/// marker: we do not have all of it; files that changed while they were read), unsupported (no
/// tar there, a limit), corrupt (the streams are not what they should be).
[[nodiscard]] Result<HostSnapshot> parse_host_stream(std::string_view stream);

}  // namespace plumbline::adapters::cron
