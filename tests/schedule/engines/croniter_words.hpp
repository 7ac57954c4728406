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
/// True if what only one side fires lies where `odd` says, in segments of the zone.
[[nodiscard]] bool differ_in(const EngineQuestion& question, const EngineAnswer& engine,
                             const EngineAnswer& ours,
                             bool (*odd)(const Segment& segment, Instant at));
/// Up to an hour after a gap that is no whole hours.
[[nodiscard]] bool in_hour_after_odd_gap(const Segment& segment, Instant at);
/// "drawn", "fifty years", "last years" or ""; `dialect` is what the text is for.
[[nodiscard]] std::string explained_by_search(const std::string& dialect,
                                              const EngineQuestion& question,
                                              const EngineAnswer& engine, const EngineAnswer& ours);
/// Before 6.1: true if we alone fire, on the first days of March and the days are a list that holds
/// some which February lacks, or on the last day of a month and they are a list of `L` and of
/// some that this month lacks.
[[nodiscard]] bool overshoots_months(const EngineQuestion& question, const EngineAnswer& engine,
                                     const EngineAnswer& ours);

}  // namespace plumbline::schedule::test
