#pragma once

#include "canonical-schema/schedule/compiled.hpp"

namespace plumbline::schedule {

/// No two runs from `as_of` on come closer to each other than this, unless they coincide, clock
/// changes included; 0 if that is not known. Once it is `enough` or less, it is not sought further.
[[nodiscard]] Seconds least_distance(const Compiled& schedule, Instant as_of, Seconds enough);

}  // namespace plumbline::schedule
