#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/schedule.hpp"

namespace plumbline::schedule {

/// A schedule in the words of one dialect. Nothing gets here that was not read again.
struct Rendered {
  /// What one pastes: an expression each. For "portable" a key of a truth file instead
  /// ("every: 90m") where it is not cron.
  std::vector<std::string> lines;
  /// The lines as they were read again, with what has to stand beside each: zone, anchor, window,
  /// spread, and for "portable" the `dst`.
  Triggers triggers;
  /// The zone in which the lines are read, beside them; `named` "UTC" where the platform has no
  /// other. Where lines name zones of their own it is that of the first.
  ZoneRef zone;
  /// How the asked schedule (a) relates to these lines (b). Of a rendering that counts as exact:
  /// equal, equal_except_dst (the engine treats clock changes in another way), or unknown_phase
  /// (only between intervals: its phase is not in the text).
  Relation relation = Relation::equal;
  /// What a steward has to know beside the text, a clause each.
  std::vector<std::string> notes;
};

struct RenderOptions {
  /// The place takes one expression only, whatever its dialect allows.
  bool one_line = false;
  /// The place reads its expressions in this zone and in no other; empty = as the dialect has it.
  std::string only_zone;
};

/// The answer of render(): `text`, or else a reason why there is none and what comes nearest.
struct Rendering {
  std::optional<Rendered> text;
  /// Why the dialect cannot say it, in one clause; empty with `text`.
  std::string reason;
  /// Only without `text`: the closest that can be said. With relation `subset` it runs at other
  /// times as well, with `superset` it leaves runs out.
  std::optional<Rendered> nearest;
  /// Beside `nearest` where clocks move against each other: the lines for the other parts of the
  /// year, each with a note that tells when it is right.
  std::vector<Rendered> for_other_seasons;
};

/// More lines than this are no answer.
inline constexpr std::size_t most_rendered_lines = 1000;

/// Writes a schedule in a dialect ("quartz", "croniter@6.2.4") and reads it again: what is answered
/// as `text` starts the same runs from `as_of` on. Deterministic.
/// Errors: not_found (no such dialect or zone), unsupported (a dialect that this build does not
/// read or does not write).
[[nodiscard]] Result<Rendering> render(const Compiled& schedule, std::string_view dialect,
                                       const ZoneSource& zones, Instant as_of,
                                       const RenderOptions& options = {});

/// The dialects that render() writes, by the names of dialect_names().
[[nodiscard]] std::vector<std::string> rendered_dialects();

}  // namespace plumbline::schedule
