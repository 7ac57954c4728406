#pragma once

#include <random>
#include <string>
#include <vector>

#include "canonical-schema/schedule/zone_walk.hpp"
#include "tests/schedule/engine_oracle.hpp"

// Random expressions for croniter and for the engines that call it.

namespace plumbline::schedule::test {

/// Presets, hashes and dates that are hard to find.
extern const std::vector<std::string> croniter_whole_texts;
extern const std::vector<std::string> croniter_zones;

/// What random expressions of a version are made of.
struct CroniterWording {
  std::size_t most_columns = 7;
  unsigned newer_chance = 6;  ///< one word in so many is of those that only newer versions take
};

/// Five to seven columns, mostly five.
[[nodiscard]] std::string croniter_text(std::mt19937& random, const CroniterWording& wording);

// Why the engine's answer may differ from ours, for all that call croniter 6.2 and later.

[[nodiscard]] std::size_t columns_of(const std::string& expr);
/// A field that is drawn: `R`, `R(1-5)`, `R/2`.
[[nodiscard]] bool draws(const std::string& expr);
/// What only one side fires, as far as both were asked.
[[nodiscard]] std::vector<Instant> odd_ones(const EngineAnswer& engine, const EngineAnswer& ours);
/// True if all that only one side fires lies where `odd` says, in segments of the zone.
[[nodiscard]] bool differ_in(const EngineQuestion& question, const EngineAnswer& engine,
                             const EngineAnswer& ours,
                             bool (*odd)(const Segment& segment, Instant at));
/// "drawn", "fifty years", "last years" or "".
[[nodiscard]] std::string explained_by_search(const EngineQuestion& question,
                                              const EngineAnswer& engine, const EngineAnswer& ours);

}  // namespace plumbline::schedule::test
