#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/trigger.hpp"
#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::schedule {

/// Reads YYYY-MM-DDTHH:MM[:SS] as seconds on a local clock since 1970-01-01T00:00:00.
/// Errors: invalid; a zone or an offset in it is one, since the zone stands beside it.
[[nodiscard]] Result<Seconds> parse_local_time(std::string_view text);

/// "2026-11-21": the day of an instant, in as many digits as its year needs.
[[nodiscard]] std::string date_text(Instant at);
/// "09:00:00": what stands behind the day.
[[nodiscard]] std::string clock_text(Instant at);

/// The instant of a local time, nullopt if a clock change skips it and the policy does not move
/// it. A time that comes twice is the first unless the policy says `second`.
[[nodiscard]] std::optional<Instant> instant_of(Seconds local, const Zone& zone,
                                                const DstPolicy& policy);

}  // namespace plumbline::schedule
