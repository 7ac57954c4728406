#include "canonical-schema/schedule/run_terms.hpp"

#include <algorithm>

namespace plumbline::schedule {
namespace {

/// No two runs of it ever come closer than this, unless they coincide; 0 if that is not known.
Seconds least_distance(const Compiled& schedule) {
  constexpr std::int64_t day = 86'400;
  if (schedule.calendars.size() + schedule.intervals.size() != 1) return Seconds{0};
  if (!schedule.intervals.empty()) return Seconds{schedule.intervals.front().seconds};
  std::vector<std::int64_t> times;
  for (const auto& rule : schedule.calendars.front().rules) {
    for (int minute = 0; minute < minutes_of_day; ++minute) {
      if (!rule.minutes.contains(minute)) continue;
      for (int second = 0; second < 60; ++second) {
        if (((rule.seconds >> static_cast<unsigned>(second)) & 1U) != 0) {
          times.push_back(minute * std::int64_t{60} + second);
        }
      }
    }
  }
  if (times.empty()) return Seconds{0};
  std::ranges::sort(times);
  std::int64_t least = day - times.back() + times.front();
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (times[i] > times[i - 1]) least = std::min(least, times[i] - times[i - 1]);
  }
  return Seconds{least};
}

}  // namespace

void compare_jitter(Comparison& comparison, const Compiled& a, const Compiled& b) {
  if (comparison.relation != Relation::equal || a.jitters == b.jitters) return;
  const Seconds most = std::max(a.jitters.back(), b.jitters.back());
  if (most * 2 < std::max(least_distance(a), least_distance(b))) {
    comparison.relation = Relation::equal_firing;
    comparison.reason = "the same times; their runs are spread over different windows after them";
  } else {
    comparison.relation = Relation::different;
    comparison.reason = "a run may be spread so far that it comes nearer to another";
  }
}

void compare_logical_dates(Comparison& comparison, const Compiled& a, const Compiled& b) {
  const auto silent = [](const Compiled& side) {
    return std::ranges::find(side.logical_dates, LogicalDate::none) != side.logical_dates.end();
  };
  if (comparison.relation != Relation::equal || silent(a) || silent(b) ||
      a.logical_dates == b.logical_dates) {
    return;
  }
  comparison.relation = Relation::equal_firing;
  comparison.reason =
      "the same instants; a run's logical date is the run itself on one side and "
      "the run before it on the other";
}

}  // namespace plumbline::schedule
