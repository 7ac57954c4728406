#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/schedule/compiled.hpp"

// What needs no look at a clock: signals, draws, and sides of which one never fires.

namespace plumbline::schedule {

/// What one side has beyond what the calendar comparison covers.
struct Extra {
  bool only_a = false;
  bool only_b = false;
  std::string reason;
};

/// The signals that only one side waits for.
[[nodiscard]] Extra compare_signals(const std::vector<Signal>& a, const std::vector<Signal>& b);

/// The answers that kinds alone decide; nullopt if the clocks must be compared.
[[nodiscard]] std::optional<Comparison> compare_kinds(const Compiled& a, const Compiled& b,
                                                      const Extra& signals, Instant as_of);

}  // namespace plumbline::schedule
