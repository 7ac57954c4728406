#pragma once

#include <string>
#include <vector>

#include "canonical-schema/schedule/schedule.hpp"

namespace plumbline::schedule {

/// One side of a comparison as it was written and as it is read.
struct WrittenSchedule {
  const Triggers& triggers;
  const Compiled& schedule;
  const Context& context;
};

/// A comparison in words, for people; "A" and "B" are the two sides. Nothing in it decides
/// anything.
struct Difference {
  /// What it means: "A runs 2,922 times a month, B 730. Every run of B is also a run of A."
  std::string summary;
  /// With `seasonal`, its part that says when they agree: "They agree while Europe/Berlin is on
  /// winter time; from Sun 2027-03-28 to Sun 2027-10-31 B runs one hour earlier."
  std::string seasons;
  /// The smallest part of B that need only be as in A for both to be equal: "the minutes: 0, 15, 30
  /// and 45 against 0". Empty where no such part was found.
  std::string cause;
  /// What was probably meant: "B's weekdays are one day off". Empty if there is no telling.
  std::string hint;
};

/// Found by replacing one part of B's reading after another with A's (dialect, zone, seconds,
/// minutes, hours, days, months, years, clock-change policy; then two of them) and comparing again.
[[nodiscard]] Difference explain_difference(const WrittenSchedule& a, const WrittenSchedule& b,
                                            const Comparison& comparison, const ZoneSource& zones,
                                            Instant as_of);

/// What the next clock changes do to a schedule: "on 2026-03-29 the clock skips 02:00 to 03:00:
/// 02:30 does not run". At most two sentences, of changes within 400 days from `as_of` that skip or
/// repeat one of its times; empty if none does.
[[nodiscard]] std::vector<std::string> explain_clock_changes(const Compiled& schedule,
                                                             Instant as_of);

}  // namespace plumbline::schedule
