#include "canonical-schema/schedule/relate/run_distance.hpp"

#include <algorithm>

#include "canonical-schema/schedule/fire_times.hpp"
#include "canonical-schema/schedule/relate/run_terms.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

using namespace std::chrono;

/// Of what runs once: there is no other run.
constexpr Seconds no_other = days{days_of_cycle};

/// Between times of the clock, as if it never changed.
Seconds between_clock_times(const std::vector<CalendarRule>& rules) {
  std::vector<std::int64_t> times;
  for (const auto& rule : rules) {
    for (int minute = rule.minutes.next(0); minute >= 0; minute = rule.minutes.next(minute + 1)) {
      for (unsigned second = 0; second < 60; ++second) {
        if (((rule.seconds >> second) & 1U) != 0)
          times.push_back(minute * std::int64_t{60} + second);
      }
    }
  }
  if (times.empty()) return no_other;
  std::ranges::sort(times);
  std::int64_t least = Seconds{days{1}}.count() - times.back() + times.front();
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (times[i] > times[i - 1]) least = std::min(least, times[i] - times[i - 1]);
  }
  return Seconds{least};
}

/// The least distance between runs around a clock change, if it is below `least`.
Seconds around_change(const CalendarPart& part, const Segment& before, Seconds least) {
  const Instant change = before.end;
  const Seconds shift = abs(before.offset_after - before.offset);
  const Instant last = change + shift + least;
  // An engine that counts on through the change has its next run late.
  constexpr int most_late = 3;
  auto at = next_fire(part.rules, *part.zone, change - least);
  for (int after = 0; at && (*at <= last || after < most_late);) {
    const auto next = next_fire(part.rules, *part.zone, *at + Seconds{1});
    if (!next) break;
    least = std::min(least, *next - *at);
    if (*next >= change) ++after;
    at = next;
  }
  return least;
}

Seconds between_runs(const CalendarPart& part, Instant as_of, Seconds enough) {
  Seconds least = between_clock_times(part.rules);
  // What the changes of an unknown zone do is not known either.
  if (!part.zone || part.rules.empty()) return least;
  const Instant until = std::max(as_of, periodic_from(*part.zone)) + days{days_of_cycle};
  for (Instant at = as_of; at < until && least > enough;) {
    const Segment segment = segment_at(*part.zone, at);
    if (segment.end == Instant::max()) break;
    least = around_change(part, segment, least);
    at = segment.end;
  }
  return least;
}

Seconds between_single_times(const std::vector<OncePart>& all) {
  Seconds least = no_other;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      const bool known = all[i].at && all[j].at;
      const Seconds apart = known ? abs(*all[i].at - *all[j].at)
                                  : abs(Seconds{all[i].local_seconds - all[j].local_seconds});
      if (apart > Seconds{0}) least = std::min(least, apart);
    }
  }
  return least;
}

/// Months are at least this long, also from the 31st to the last of February.
constexpr Seconds shortest_month = days{28};

}  // namespace

Seconds least_distance(const Compiled& schedule, Instant as_of, Seconds enough) {
  const Compiled times = without_terms(schedule);
  const auto recurring = times.calendars.size() + times.intervals.size();
  if (recurring == 0) return between_single_times(times.once);
  if (recurring > 1 || !times.once.empty() || !times.random.empty()) return Seconds{0};
  if (!times.calendars.empty()) return between_runs(times.calendars.front(), as_of, enough);
  const auto& interval = times.intervals.front();
  return interval.months > 0 ? shortest_month * interval.months : Seconds{interval.seconds};
}

}  // namespace plumbline::schedule
