#pragma once

#include <string>

#include "canonical-schema/schedule/difference.hpp"

namespace plumbline::schedule {

/// Which part of two schedules' readings makes them differ; both empty if that is not one or two
/// parts of two single clock-time readings.
struct Cause {
  std::string cause;
  std::string hint;
};
[[nodiscard]] Cause find_cause(const WrittenSchedule& a, const WrittenSchedule& b,
                               const ZoneSource& zones, Instant as_of);

}  // namespace plumbline::schedule
