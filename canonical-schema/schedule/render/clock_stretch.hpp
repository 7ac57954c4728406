#pragma once

#include <string>
#include <vector>

#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::schedule {

/// A stretch of time in which some clocks stand equally far apart.
struct ClockStretch {
  Instant from;
  Instant until;  ///< the end of representable time if they do not part for two years
  /// How far apart, and until when: "Europe/Berlin is at UTC+1 (until 2027-03-28)".
  std::string words;
};

/// The stretches that begin within a year from `as_of` on, one for each set of distances between
/// the clocks. The first holds `as_of`. Without words where clocks do not part; none
/// without clocks.
[[nodiscard]] std::vector<ClockStretch> clock_stretches(const std::vector<ZonePtr>& clocks,
                                                        Instant as_of);

}  // namespace plumbline::schedule
