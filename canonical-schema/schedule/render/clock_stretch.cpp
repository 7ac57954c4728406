#include "canonical-schema/schedule/render/clock_stretch.hpp"

#include <algorithm>

#include "canonical-schema/schedule/written_time.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

/// "UTC+1", "UTC-3:30".
std::string offset_text(Seconds offset) {
  const auto minutes = std::chrono::abs(offset) / std::chrono::minutes{1};
  std::string text = (offset < Seconds{0} ? "UTC-" : "UTC+") + std::to_string(minutes / 60);
  if (minutes % 60 != 0) text += (minutes % 60 < 10 ? ":0" : ":") + std::to_string(minutes % 60);
  return text;
}

/// The date of a change on the clock that is about to change.
std::string date_text(const Zone& zone, Instant change) {
  const Seconds offset = segment_at(zone, change - Seconds{1}).offset;
  return schedule::date_text(change + offset);
}

std::vector<Seconds> distances(const std::vector<ZonePtr>& clocks, Instant at) {
  const Seconds first = segment_at(*clocks.front(), at).offset;
  std::vector<Seconds> found;
  for (const auto& clock : clocks) found.push_back(segment_at(*clock, at).offset - first);
  return found;
}

/// The next change of any of the clocks.
Instant next_change(const std::vector<ZonePtr>& clocks, Instant at) {
  Instant next = Instant::max();
  for (const auto& clock : clocks) next = std::min(next, segment_at(*clock, at).end);
  return next;
}

std::string words_of(const std::vector<ZonePtr>& clocks, const ClockStretch& stretch,
                     Instant as_of) {
  std::string words;
  const Zone* mover = nullptr;
  for (const auto& clock : clocks) {
    if (is_fixed_from(*clock, as_of)) continue;
    if (mover == nullptr) mover = clock.get();
    words += (words.empty() ? "" : " and ") + clock->name + " is at " +
             offset_text(segment_at(*clock, stretch.from).offset);
  }
  if (mover == nullptr || stretch.until == Instant::max()) return {};
  const auto until = date_text(*mover, stretch.until);
  if (stretch.from <= as_of) return words + " (until " + until + ")";
  return words + " (from " + date_text(*mover, stretch.from) + " to " + until + ")";
}

}  // namespace

std::vector<ClockStretch> clock_stretches(const std::vector<ZonePtr>& clocks, Instant as_of) {
  constexpr std::chrono::days year{366};
  std::vector<ClockStretch> stretches;
  std::vector<std::vector<Seconds>> seen;
  for (Instant at = as_of; !clocks.empty() && at < as_of + year;) {
    const auto here = distances(clocks, at);
    Instant until = next_change(clocks, at);
    // Clocks that change together stay as far apart.
    while (until < as_of + 2 * year && distances(clocks, until) == here) {
      until = next_change(clocks, until);
    }
    if (distances(clocks, std::min(until, as_of + 2 * year)) == here) until = Instant::max();
    if (std::ranges::find(seen, here) == seen.end()) {
      seen.push_back(here);
      ClockStretch stretch{at, until, {}};
      stretch.words = words_of(clocks, stretch, as_of);
      stretches.push_back(std::move(stretch));
    }
    at = until;
  }
  return stretches;
}

}  // namespace plumbline::schedule
