#pragma once

#include <algorithm>

#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::schedule {

/// A stretch of constant UTC offset. Without a transition before or after, begin and end are the
/// ends of representable time and the neighbouring offset is the segment's own.
struct Segment {
  Instant begin;
  Instant end;
  Seconds offset{0};
  Seconds offset_before{0};
  Seconds offset_after{0};

  /// How much local time was skipped at `begin`; 0 if none.
  [[nodiscard]] Seconds gap() const { return std::max(Seconds{0}, offset - offset_before); }
  /// How much local time at the start of the segment is there for the second time; 0 if none.
  [[nodiscard]] Seconds repeated() const { return std::max(Seconds{0}, offset_before - offset); }
  /// How much local time at the end of the segment will come again; 0 if none.
  [[nodiscard]] Seconds to_repeat() const { return std::max(Seconds{0}, offset - offset_after); }
};

/// The segment that holds `at`, for any instant: past the horizon the last 400 years repeat.
[[nodiscard]] Segment segment_at(const Zone& zone, Instant at);

/// The instant from which on the zone's rules repeat every 400 years.
[[nodiscard]] Instant periodic_from(const Zone& zone);

/// True if there is no transition at or after `from`.
[[nodiscard]] bool is_fixed_from(const Zone& zone, Instant from);

/// True if every offset from `from` on is whole minutes.
[[nodiscard]] bool has_whole_minutes(const Zone& zone, Instant from);

/// True if both zones have the same offset at every instant from `from` on.
[[nodiscard]] bool same_rules_from(const Zone& a, const Zone& b, Instant from);

}  // namespace plumbline::schedule
