#include "canonical-schema/schedule/dialects/families.hpp"
#include "canonical-schema/schedule/dialects/temporal_text.hpp"

// Schedules of Temporal: a cron string, or a whole spec as JSON.

namespace plumbline::schedule {
namespace {

Result<std::vector<Reading>> read_temporal(const DialectProfile&, std::string_view,
                                           std::string_view text, std::vector<Lint>& lints) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin != text.npos && text[begin] == '{') return temporal::schedule_spec(text, lints);
  auto reading = temporal::cron_string(text, lints);
  if (!reading) return fail(std::move(reading.error()));
  return std::vector<Reading>{std::move(*reading)};
}

/// What a gap skips is left out. Which copies of a repeated time run depends on the side of
/// Greenwich on which the zone lies, and west of it both do: Go resolves such a time to its first
/// copy there and to its second one in the east, and the engine's repair foresees the west only.
DstPolicy skip_and_undefined(const CronFields&) { return {GapPolicy::skip, FoldPolicy::undefined}; }

}  // namespace

DialectRows temporal_dialects() {
  DialectProfile temporal;
  temporal.name = "temporal";
  temporal.title = "Temporal";
  temporal.read = read_temporal;
  temporal.dst = skip_and_undefined;
  return {temporal};
}

}  // namespace plumbline::schedule
