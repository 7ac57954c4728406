#pragma once

#include "canonical-schema/schedule/compiled.hpp"

namespace plumbline::schedule {

/// relate() by the parts of both sides alone, as if no engine's version were open.
[[nodiscard]] Comparison relate_as_read(const Compiled& a, const Compiled& b, Instant as_of);

}  // namespace plumbline::schedule
