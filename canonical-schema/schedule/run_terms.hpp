#pragma once

#include "canonical-schema/schedule/compiled.hpp"

// What is said of the runs beside when they start: how far they are spread, which date they carry.

namespace plumbline::schedule {

/// Equal instants whose runs are spread differently are still the same runs (equal_firing) while no
/// spread reaches half of the way to the next run; beyond that they are different.
void compare_jitter(Comparison& comparison, const Compiled& a, const Compiled& b);

/// Equal instants whose runs carry different dates are equal_firing, if both sides state them.
void compare_logical_dates(Comparison& comparison, const Compiled& a, const Compiled& b);

}  // namespace plumbline::schedule
