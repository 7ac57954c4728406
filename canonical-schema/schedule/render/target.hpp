#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/render/clock_lines.hpp"

namespace plumbline::schedule {

/// A trigger in the dialect's words, and what one pastes for it.
struct Line {
  Trigger trigger;
  std::string text;
};

/// Where the zone of clock times stands.
enum class ZonePlace {
  beside,   ///< one for all lines, in a field of its own
  host,     ///< that of the machine
  utc,      ///< nowhere: always UTC
  in_text,  ///< at the end of every line
};

/// Where the phase of an interval stands.
enum class PhasePlace { nowhere, beside, in_text };

/// One dialect that can be written, as data and small functions. `nullptr`: it cannot say that.
struct RenderTarget {
  std::string_view dialect;
  /// How its people call it in reasons: "a CronJob".
  std::string_view title;
  ClockWords clock;
  std::string (*clock_text)(const ClockLine& line) = nullptr;
  ZonePlace zone = ZonePlace::beside;
  /// Written before a line where lines need zones of their own: "CRON_TZ=".
  const char* zone_prefix = nullptr;
  bool one_line = false;
  /// Lines are one text: put together with this between them, the zone as a line `TZ=` before.
  const char* joined_by = nullptr;
  /// Whether a leading `*` decides what happens at clock changes.
  bool star_decides = false;
  /// Whether two lines of one time are two runs.
  bool lines_run_twice = false;
  /// Told with several lines.
  const char* several_note = nullptr;
  /// Told with every line.
  const char* note = nullptr;
  std::optional<Line> (*interval)(const IntervalPart& interval) = nullptr;
  PhasePlace phase = PhasePlace::nowhere;
  const char* phase_note = nullptr;
  std::optional<Line> (*once)(std::int64_t local_seconds) = nullptr;
  std::optional<Line> (*signal)(const Signal& signal) = nullptr;
  bool window = false;  ///< start and end beside the text
  bool spread = false;  ///< jitter beside the text
  /// What it takes of jitter: multiples of the unit, up to the longest (0: however long).
  Seconds spread_unit{1};
  Seconds longest_spread{0};
  bool dst = false;  ///< the policy beside the text
};

/// Sorted as people look for them.
[[nodiscard]] std::span<const RenderTarget> render_targets();

}  // namespace plumbline::schedule
