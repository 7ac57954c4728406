#pragma once

#include "canonical-schema/schedule/compiled.hpp"

// What is said of the runs beside when they start: how far they are spread, which date they carry.

namespace plumbline::schedule {

/// True if not all parts say the same of their runs.
[[nodiscard]] bool has_several_terms(const Compiled& schedule);

/// The schedule as if nothing were said of its runs: parts that differ in that alone become one.
[[nodiscard]] Compiled without_terms(const Compiled& schedule);

/// True if all parts are spread alike.
[[nodiscard]] bool has_one_jitter(const Compiled& schedule);
/// How far the runs of the part are spread that is spread most; 0 if none is.
[[nodiscard]] Seconds longest_jitter(const Compiled& schedule);

/// Runs at the same times that are spread differently are still the same runs (equal becomes
/// equal_firing) while no spread reaches half of the way to the next run; beyond that they are
/// different. Which run is spread how far is compared run by run.
void compare_jitter(Comparison& comparison, const Compiled& a, const Compiled& b, Instant as_of);

/// Equal instants whose runs carry different dates are equal_firing, if both sides state them all.
void compare_logical_dates(Comparison& comparison, const Compiled& a, const Compiled& b,
                           Instant as_of);

}  // namespace plumbline::schedule
