#pragma once

#include <functional>
#include <string>
#include <vector>

#include "canonical-schema/schedule/zone_walk.hpp"
#include "tests/schedule/engine_oracle.hpp"

// Where the answer of an engine is not ours.

namespace plumbline::schedule::test {

/// Runs that only one side sees, as far as both were asked.
struct OddRuns {
  std::vector<Instant> engine;
  std::vector<Instant> ours;
};
[[nodiscard]] OddRuns odd_runs(const EngineAnswer& engine, const EngineAnswer& ours);
/// True if there are such runs, and each is one that `is_explained`.
[[nodiscard]] bool differ_only_in(const EngineAnswer& engine, const EngineAnswer& ours,
                                  const std::function<bool(Instant)>& is_explained);
/// True if the engine fires what we do, and then no more.
[[nodiscard]] bool ends_early(const EngineAnswer& engine, const EngineAnswer& ours);

/// The stretch of constant offset of the question's zone that holds `at`.
[[nodiscard]] Segment segment_of(const EngineQuestion& question, Instant at);
/// What the clock of the question's zone says.
[[nodiscard]] std::chrono::sys_seconds local(const EngineQuestion& question, Instant at);

/// The items of the fourth field, the days of the month, that hold the letter, in capitals.
[[nodiscard]] std::vector<std::string> day_items(const EngineQuestion& question, char letter);

/// True if `at` follows a gap that is no whole hour and is as near to its end as the gap is long.
[[nodiscard]] bool follows_odd_gap(const EngineQuestion& question, Instant at);

}  // namespace plumbline::schedule::test
