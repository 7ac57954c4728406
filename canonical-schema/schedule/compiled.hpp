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

/// All clock-time rules that share a zone and a window.
struct CalendarPart {
  ZoneRef ref;
  ZonePtr zone;  ///< null where ref does not name one
  Window window;
  std::vector<CalendarRule> rules;  ///< in normal form; empty = never fires
  std::vector<CronFields> written;  ///< only to explain: what the texts said
};

/// "Every so often": exactly one of seconds and months is above 0.
struct IntervalPart {
  std::int64_t seconds = 0;
  int months = 0;
  std::optional<Instant> anchor;  ///< absent: the phase is not known
  Window window;

  bool operator==(const IntervalPart&) const = default;
};

/// One clock time, once. `at` is absent where the zone is unknown or a clock change skips it.
struct OncePart {
  std::int64_t local_seconds = 0;  ///< since 1970-01-01T00:00:00 on the local clock
  ZoneRef ref;
  ZonePtr zone;
  std::optional<Instant> at;
};

/// A rule with values that the engine draws at load: what can be compared is its ranges.
struct RandomPart {
  CronFields fields;
  ZoneRef ref;
  std::string zone_digest;

  bool operator==(const RandomPart&) const = default;
};

/// What starts a workflow without a clock. `text` only for custom: an event's source is local.
struct Signal {
  TriggerKind kind = TriggerKind::manual;
  std::string text;

  bool operator==(const Signal&) const = default;
};

/// A compiled schedule: the union of its parts. `manual` is a signal only if nothing else is there.
struct Compiled {
  std::vector<CalendarPart> calendars;
  std::vector<IntervalPart> intervals;
  std::vector<OncePart> once;
  std::vector<RandomPart> random;
  std::vector<Signal> signals;
  std::vector<Lint> lints;
};

}  // namespace plumbline::schedule
