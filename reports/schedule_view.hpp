#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/schedule/difference.hpp"
#include "canonical-schema/schedule/schedule.hpp"
#include "canonical-schema/schedule/zone.hpp"
#include "canonical-schema/time.hpp"

// What `plumbline schedule` says of one schedule or of two, in the words that its texts and its
// JSON share.

namespace plumbline::reports {

/// A schedule as it was named, with its exact form.
struct ShownSchedule {
  std::string dialect;
  std::vector<std::string> exprs;    ///< their union
  std::string zone;                  ///< as named; empty = none was
  std::vector<std::string> assumed;  ///< what was taken for granted, each a sentence
  schedule::Triggers triggers;
  schedule::CompiledPtr compiled;
};

/// Two of them and how they relate.
struct ShownComparison {
  ShownSchedule a;
  ShownSchedule b;
  schedule::Comparison comparison;
  schedule::Difference difference;
  Instant as_of;
};

/// The relation as a sentence about A and B: "every run of A is also one of B, and B has more".
[[nodiscard]] std::string sentence(const ShownComparison& shown);

/// Why instants of the schedule cannot be told and how to give what is missing; empty if all can
/// be, or there are none.
[[nodiscard]] std::string unknown_instants(const ShownSchedule& shown);
/// "no run is left from Sat 2026-11-21 22:00 UTC on", for a schedule whose last run is past then;
/// empty for all others, also for one that never fires.
[[nodiscard]] std::string over_words(const schedule::Compiled& schedule, Instant from);
/// True if clock times of the schedule stand in a zone that nothing names: neither who asked nor
/// the text nor its engine.
[[nodiscard]] bool lacks_zone(const schedule::Compiled& schedule);
/// The named zones whose clock the schedule reads, UTC and its like left out, each once.
[[nodiscard]] std::vector<schedule::ZonePtr> zones_of(const schedule::Compiled& schedule);
/// Of both schedules, those of the first one before.
[[nodiscard]] std::vector<schedule::ZonePtr> zones_of(const schedule::Compiled& a,
                                                      const schedule::Compiled& b);

/// "Mon 2026-01-05 09:00 UTC", with seconds if they are not 0.
[[nodiscard]] std::string moment_text(Instant at);
/// "Mon 2026-01-05 10:00 Europe/Berlin".
[[nodiscard]] std::string moment_text(Instant at, const schedule::Zone& zone);
/// "2026-01-05T10:00:00+01:00".
[[nodiscard]] std::string rfc3339_in(Instant at, const schedule::Zone& zone);
/// True after the clock was set back, while it shows times for the second time.
[[nodiscard]] bool repeats_clock(const schedule::Zone& zone, Instant at);
/// The day on the zone's clock.
[[nodiscard]] std::chrono::sys_days day_in(Instant at, const schedule::Zone& zone);
/// "Europe/Berlin"; empty where the platform's own zone is meant.
[[nodiscard]] std::string zone_name(const schedule::ZoneRef& zone);
/// How the asked schedule relates to what was written for it: "the same runs".
[[nodiscard]] std::string rendered_words(schedule::Relation relation);
/// "21.7", "0.07", "0": as many digits as a reader can use.
[[nodiscard]] std::string rate_text(double per_month);

/// A change of a zone's clock.
struct ClockChange {
  Instant at;
  Seconds before;  ///< UTC offset
  Seconds after;
};
/// The first one after `from`; nullopt if the clock of the zone is not changed any more.
[[nodiscard]] std::optional<ClockChange> next_clock_change(const schedule::Zone& zone,
                                                           Instant from);
/// "from 02:00 to 03:00 on Sun 2026-03-29".
[[nodiscard]] std::string change_text(const ClockChange& change);

/// What the schedule does at clock changes: "skipped times do not run, repeated times run twice".
/// Empty if it has no clock times.
[[nodiscard]] std::string clock_change_words(const schedule::Compiled& schedule);
/// True if something of it runs in every hour of its days, so that any clock change meets it.
[[nodiscard]] bool runs_every_hour(const schedule::Compiled& schedule);

}  // namespace plumbline::reports
