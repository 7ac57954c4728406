#pragma once

#include <optional>

#include "canonical-schema/schedule/compiled.hpp"

namespace plumbline::schedule {

/// True if every instant of the schedule can be told: its zones and phases are known.
[[nodiscard]] bool instants_are_known(const Compiled& schedule);

/// Whether every run of an interval is also a run of a schedule.
struct Cover {
  enum class Kind { whole, missing, unproven };
  Kind kind = Kind::unproven;
  std::optional<Instant> first_missing;  ///< with `missing`
};

/// Whether the schedule fires at every instant of the interval from `as_of` on. Of both, all
/// instants must be known. `unproven` only where no gap was met in the first two million runs and
/// the calendar has no weekly pattern that proves it.
[[nodiscard]] Cover cover_of(const IntervalPart& interval, const Compiled& schedule, Instant as_of);

/// Where both sides end, windows or years considered, after no more runs than can be looked at:
/// the relation by each of them. nullopt elsewhere.
[[nodiscard]] std::optional<Comparison> compare_all_runs(const Compiled& a, const Compiled& b,
                                                         Instant as_of);

/// Sets the first instants from `as_of` on that only one side fires, where the relation says there
/// are some and all instants of both are known. What it looks through is bounded: differences that
/// begin centuries ahead may be left without.
void find_witnesses(Comparison& comparison, const Compiled& a, const Compiled& b, Instant as_of);

}  // namespace plumbline::schedule
