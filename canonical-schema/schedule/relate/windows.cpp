#include "canonical-schema/schedule/relate/windows.hpp"

#include <algorithm>

#include "canonical-schema/schedule/relate/kinds.hpp"
#include "canonical-schema/schedule/relation.hpp"

namespace plumbline::schedule {
namespace {

/// A start that lies before `as_of` starts nothing any more.
Compiled from_now(Compiled schedule, Instant as_of) {
  const auto cut = [&](auto& parts) {
    for (auto& part : parts) {
      if (part.window.start && *part.window.start <= as_of) part.window.start.reset();
    }
  };
  cut(schedule.calendars);
  cut(schedule.intervals);
  return schedule;
}

Compiled parts_in(const Compiled& schedule, const Window& window) {
  Compiled parts;
  const auto same = [&](const auto& part) { return part.window == window; };
  std::ranges::copy_if(schedule.calendars, std::back_inserter(parts.calendars), same);
  std::ranges::copy_if(schedule.intervals, std::back_inserter(parts.intervals), same);
  return parts;
}

Compiled single_times(const Compiled& schedule) {
  Compiled parts;
  parts.once = schedule.once;
  return parts;
}

std::vector<Window> windows_of(const Compiled& a, const Compiled& b) {
  std::vector<Window> windows;
  const auto add = [&](const auto& parts) {
    for (const auto& part : parts) {
      if (std::ranges::find(windows, part.window) == windows.end()) windows.push_back(part.window);
    }
  };
  for (const auto* side : {&a, &b}) {
    add(side->calendars);
    add(side->intervals);
  }
  return windows;
}

/// Takes up how far a part of both sides agrees; false if it does not, or in another way than the
/// parts before it.
bool agrees_so_far(Comparison& all, const Comparison& part) {
  if (part.relation == Relation::never_both || part.relation == Relation::equal) return true;
  const bool agrees = part.relation == Relation::equal_except_dst ||
                      part.relation == Relation::unknown_phase ||
                      part.relation == Relation::unknown_zone;
  if (!agrees || (all.relation != Relation::equal && all.relation != part.relation)) return false;
  all = part;
  return true;
}

}  // namespace

Comparison compare_by_window(const Compiled& a, const Compiled& b, Instant as_of) {
  const Compiled now_a = from_now(a, as_of);
  const Compiled now_b = from_now(b, as_of);
  const Extra signals = compare_signals(a.signals, b.signals);
  Comparison all = answer(Relation::equal);
  bool agree = !signals.only_a && !signals.only_b &&
               agrees_so_far(all, relate_times(single_times(a), single_times(b), as_of));
  for (const auto& window : windows_of(now_a, now_b)) {
    agree = agree && agrees_so_far(all, relate_times(parts_in(now_a, window),
                                                     parts_in(now_b, window), as_of));
  }
  if (agree) return all;
  return answer(Relation::incomparable, "one schedule has triggers with different windows");
}

}  // namespace plumbline::schedule
