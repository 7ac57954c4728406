#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/schedule/calendar_rule.hpp"
#include "canonical-schema/schedule/dialect.hpp"
#include "canonical-schema/schedule/schedule.hpp"

namespace plumbline::schedule {

/// When a part may fire: [start, end); absent = unbounded.
struct Window {
  std::optional<Instant> start;
  std::optional<Instant> end;

  bool operator==(const Window&) const = default;
};

/// What is said of a part's runs beside when they start.
struct RunTerms {
  Seconds jitter{0};  ///< each starts up to this much later than its time
  LogicalDate logical_date = LogicalDate::none;

  auto operator<=>(const RunTerms&) const = default;
};

/// All clock-time rules that share a zone, a window and their terms.
struct CalendarPart {
  ZoneRef ref;
  ZonePtr zone;  ///< null where ref does not name one
  Window window;
  std::vector<CalendarRule> rules;  ///< in normal form; empty = never fires
  std::vector<CronFields> written;  ///< only to explain: what the texts said
  std::vector<CronFields> except;   ///< only to explain: what they took away again
  RunTerms terms = {};

  /// True if both are read on one clock, whatever its zone is.
  [[nodiscard]] bool has_clock_of(const CalendarPart& other) const {
    return zone && other.zone ? zone->digest == other.zone->digest
                              : !zone && !other.zone && ref == other.ref;
  }
  /// By what fires, not by how it was written.
  [[nodiscard]] bool fires_like(const CalendarPart& other) const {
    return has_clock_of(other) && window == other.window && rules == other.rules &&
           terms == other.terms;
  }
};

/// "Every so often": exactly one of seconds and months is above 0.
struct IntervalPart {
  std::int64_t seconds = 0;
  int months = 0;
  std::optional<Instant> anchor;  ///< absent: the phase is not known
  Window window;
  RunTerms terms = {};

  bool operator==(const IntervalPart&) const = default;
};

/// One clock time, once. `at` is absent where the zone is unknown or a clock change skips it.
struct OncePart {
  std::int64_t local_seconds = 0;  ///< since 1970-01-01T00:00:00 on the local clock
  ZoneRef ref;
  ZonePtr zone;
  std::optional<Instant> at;
  RunTerms terms = {};

  bool operator==(const OncePart& other) const {
    return local_seconds == other.local_seconds && ref == other.ref && at == other.at &&
           terms == other.terms;
  }
};

/// A rule with values that the engine draws at load: what can be compared is its ranges. Two such
/// draw twice, even if they are alike.
struct RandomPart {
  CronFields fields;
  ZoneRef ref;
  ZonePtr zone;
  Window window;
  RunTerms terms = {};

  /// By what may be drawn, not by how it was written; `terms` are not looked at.
  [[nodiscard]] bool draws_like(const RandomPart& other) const;
};

/// What starts a workflow without a clock. `text` only for custom, and for an event whose dialect
/// says what it waits for: two such are equal only if their texts are.
struct Signal {
  TriggerKind kind = TriggerKind::manual;
  std::string text;

  bool operator==(const Signal&) const = default;
};

/// What other versions of the engine make of the same triggers.
struct OtherVersion {
  std::vector<std::string> engines;  ///< "croniter 2.0.5", "croniter 4.0.0"
  Result<CompiledPtr> schedule;
};

/// A compiled schedule: the union of its parts. `manual` is a signal only if nothing else is there.
struct Compiled {
  std::vector<CalendarPart> calendars;
  std::vector<IntervalPart> intervals;
  std::vector<OncePart> once;
  std::vector<RandomPart> random;
  std::vector<Signal> signals;
  /// Where the engine's version is open: the parts above are those of its newest version that takes
  /// the text; here is what its other versions make of it, as far as it differs.
  std::vector<OtherVersion> other_versions;
  /// True if the open versions are those of the place's one engine, so that two schedules of one
  /// place never differ in them.
  bool place_engine = false;
  std::vector<Lint> lints;
};

}  // namespace plumbline::schedule
