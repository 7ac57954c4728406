#pragma once

#include <string_view>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/dialect.hpp"

// Recurrence rules of iCalendar (RFC 5545) as dateutil reads them.

namespace plumbline::schedule {

/// True for what begins like one: `RRULE:`, `FREQ=`, `DTSTART`.
[[nodiscard]] bool is_recurrence_rule(std::string_view text);

/// A rule as clock times, and the clock time from which on it holds.
struct RecurrenceRule {
  CronFields fields;
  Seconds start{0};  ///< since 1970-01-01T00:00:00 on the local clock
};

/// A rule as clock times. What it leaves open is taken from DTSTART, which is
/// 2020-01-01T00:00:00 unless the text has one. Errors: invalid; unsupported (what clock times
/// cannot say: COUNT, UNTIL, steps above 1, positions within a set, days of the year, several
/// rules).
[[nodiscard]] Result<RecurrenceRule> recurrence_rule(std::string_view text);

}  // namespace plumbline::schedule
