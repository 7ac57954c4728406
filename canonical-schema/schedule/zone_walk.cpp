#include "canonical-schema/schedule/zone_walk.hpp"

#include <algorithm>

#include "canonical-schema/schedule/day_set.hpp"

namespace plumbline::schedule {
namespace {

constexpr Seconds cycle = std::chrono::days{days_of_cycle};

/// Shifts an instant back by whole cycles until it lies before the horizon.
Seconds cycles_past(const Zone& zone, Instant at) {
  if (at < zone.horizon) return Seconds{0};
  const auto past = (at - zone.horizon) / cycle + 1;
  return cycle * past;
}

auto first_after(const Zone& zone, Instant at) {
  return std::ranges::upper_bound(zone.transitions, at, {}, &Transition::at);
}

}  // namespace

Instant periodic_from(const Zone& zone) { return zone.horizon - cycle; }

Segment segment_at(const Zone& zone, Instant at) {
  const Seconds shift = cycles_past(zone, at);
  const auto& list = zone.transitions;
  const auto next = first_after(zone, at - shift);
  Segment segment{Instant::min(), Instant::max(), zone.initial_offset, zone.initial_offset,
                  zone.initial_offset};
  if (next != list.begin()) {
    const auto current = next - 1;
    segment.offset = current->offset;
    segment.begin = current->at + shift;
    segment.offset_before = current == list.begin() ? zone.initial_offset : (current - 1)->offset;
  }
  if (next != list.end()) {
    segment.end = next->at + shift;
    segment.offset_after = next->offset;
  } else {
    segment.offset_after = segment.offset;
    // The transitions of the last cycle come again.
    const auto again = std::ranges::lower_bound(list, periodic_from(zone), {}, &Transition::at);
    if (again != list.end()) {
      segment.end = again->at + cycle + shift;
      segment.offset_after = again->offset;
    }
  }
  if (shift != Seconds{0} && segment.begin < zone.horizon - cycle + shift) {
    // Within a repetition the transition before the first one is the last of the repetition before.
    const bool repeats = !list.empty() && list.back().at >= periodic_from(zone);
    if (repeats) {
      segment.begin = list.back().at - cycle + shift;
      segment.offset = list.back().offset;
      segment.offset_before = list.size() > 1 ? (list.end() - 2)->offset : zone.initial_offset;
    }
  }
  return segment;
}

bool is_fixed_from(const Zone& zone, Instant from) {
  return segment_at(zone, from).end == Instant::max();
}

bool has_whole_minutes(const Zone& zone, Instant from) {
  const auto is_whole = [](Seconds offset) {
    return offset % std::chrono::minutes{1} == Seconds{0};
  };
  // What comes after the horizon is there before it as well.
  const auto counted = std::min(from, periodic_from(zone));
  return is_whole(segment_at(zone, from).offset) &&
         std::ranges::all_of(zone.transitions, [&](const Transition& change) {
           return change.at < counted || is_whole(change.offset);
         });
}

bool same_rules_from(const Zone& a, const Zone& b, Instant from) {
  if (a.digest == b.digest && !a.digest.empty()) return true;
  const Instant until = std::max({from, periodic_from(a), periodic_from(b)}) + cycle;
  for (Instant at = from; at < until;) {
    const Segment left = segment_at(a, at);
    const Segment right = segment_at(b, at);
    if (left.offset != right.offset) return false;
    at = std::min(left.end, right.end);
  }
  return true;
}

}  // namespace plumbline::schedule
