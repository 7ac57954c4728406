#pragma once

#include "canonical-schema/schedule/compiled.hpp"

namespace plumbline::schedule {

/// Sides of which one has parts with different windows: they agree if what fires in each window
/// does; else they are incomparable.
[[nodiscard]] Comparison compare_by_window(const Compiled& a, const Compiled& b, Instant as_of);

}  // namespace plumbline::schedule
