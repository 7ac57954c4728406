#pragma once

#include <vector>

#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::reports {

/// No run is taken for one that was moved further than this.
inline constexpr std::chrono::hours farthest_move{12};

/// A run that is lost and the new one that stands in for it.
struct Move {
  Instant from;
  Instant to;

  bool operator==(const Move&) const = default;
};

/// Pairs lost runs with new ones, both sorted: in order, so that the distances and, for each run
/// that stays alone, half of the farthest move are least in sum. What would be chance is not
/// paired: a day of the clock on which runs move by more than three distances, and one that loses
/// or wins more than 12 runs and has no partner for a fifth of them. Sorted.
[[nodiscard]] std::vector<Move> moves_between(const std::vector<Instant>& lost,
                                              const std::vector<Instant>& added,
                                              const schedule::Zone& clock);

}  // namespace plumbline::reports
