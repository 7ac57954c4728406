#pragma once

#include <string>
#include <utility>

#include "canonical-schema/schedule/compiled.hpp"

namespace plumbline::schedule {

[[nodiscard]] inline Comparison answer(Relation relation, std::string reason = {}) {
  Comparison comparison;
  comparison.relation = relation;
  comparison.reason = std::move(reason);
  return comparison;
}

/// relate() by what fires, as the parts of both sides stand: as if no engine's version were open,
/// and whatever is said of the runs beside when they start.
[[nodiscard]] Comparison relate_times(const Compiled& a, const Compiled& b, Instant as_of);

}  // namespace plumbline::schedule
