#include "canonical-schema/schedule/relate/kinds.hpp"

#include <algorithm>
#include <utility>

#include "canonical-schema/schedule/fire_times.hpp"
#include "canonical-schema/schedule/relation.hpp"
#include "canonical-schema/schedule/relation_calendar.hpp"

namespace plumbline::schedule {
namespace {

bool has_custom(const Compiled& schedule) {
  return std::ranges::any_of(
      schedule.signals, [](const Signal& signal) { return signal.kind == TriggerKind::custom; });
}

bool has_single_times_only(const Compiled& schedule) {
  return !schedule.once.empty() && schedule.calendars.empty() && schedule.intervals.empty() &&
         schedule.random.empty() && schedule.signals.empty();
}

std::optional<Comparison> compare_never(const Compiled& a, const Compiled& b, Instant as_of) {
  const bool never_a = never_fires(a);
  const bool never_b = never_fires(b);
  const bool over_a = never_a || has_ended(a, as_of);
  const bool over_b = never_b || has_ended(b, as_of);
  if (!over_a && !over_b) return std::nullopt;
  if (over_a != over_b && has_single_times_only(a) && has_single_times_only(b)) {
    auto comparison =
        answer(Relation::different, never_a || never_b ? "a clock change skips the time of one"
                                                       : "the time of one is past");
    (over_a ? comparison.first_only_b : comparison.first_only_a) = next_fire(over_a ? b : a, as_of);
    return comparison;
  }
  auto comparison = answer(Relation::never_both, "neither fires from then on");
  if (never_a && never_b) comparison.reason = "neither ever fires";
  if (!over_b)
    comparison =
        answer(Relation::never_a, never_a ? "the first never fires" : "the first fires no more");
  if (!over_a)
    comparison =
        answer(Relation::never_b, never_b ? "the second never fires" : "the second fires no more");
  comparison.ended = over_a != never_a || over_b != never_b;
  return comparison;
}

/// True if every part of `a` that draws has one of its own in `b`.
bool draw_alike(std::vector<RandomPart> a, std::vector<RandomPart> b, Instant as_of) {
  for (auto* parts : {&a, &b}) {
    for (auto& part : *parts) {
      if (part.window.start && *part.window.start <= as_of) part.window.start.reset();
    }
  }
  return std::ranges::is_permutation(
      a, b, [](const RandomPart& x, const RandomPart& y) { return x.draws_like(y); });
}

/// What does not draw must be the same on both sides.
bool rest_alike(Compiled a, Compiled b, Instant as_of) {
  a.random.clear();
  b.random.clear();
  switch (relate_times(a, b, as_of).relation) {
    case Relation::equal:
    case Relation::equal_except_dst:
    case Relation::unknown_phase:
    case Relation::never_both:
      return true;
    case Relation::equal_firing:
    case Relation::unknown_zone:
    case Relation::ambiguous_version:
    case Relation::seasonal:
    case Relation::subset:
    case Relation::superset:
    case Relation::different:
    case Relation::never_a:
    case Relation::never_b:
    case Relation::nondeterministic:
    case Relation::incomparable:
      return false;
  }
  return false;
}

Comparison compare_random(const Compiled& a, const Compiled& b, Instant as_of) {
  auto comparison = answer(Relation::nondeterministic);
  comparison.same_ranges = draw_alike(a.random, b.random, as_of) && rest_alike(a, b, as_of);
  comparison.reason = comparison.same_ranges ? "both draw a value from the same ranges"
                                             : "a value is drawn, which the texts do not tell";
  return comparison;
}

bool both_wait_for_events(const std::vector<Signal>& a, const std::vector<Signal>& b) {
  const auto is_event = [](const Signal& signal) { return signal.kind == TriggerKind::event; };
  return std::ranges::all_of(a, is_event) && std::ranges::all_of(b, is_event);
}

/// The answer where a side has no clock; nullopt if both have one.
std::optional<Comparison> compare_clockless(const Compiled& a, const Compiled& b,
                                            const Extra& signals) {
  const bool time_a = fires_by_time(a);
  const bool time_b = fires_by_time(b);
  if (time_a && time_b) return std::nullopt;
  if (!time_a && !time_b && !signals.only_a && !signals.only_b) return answer(Relation::equal);
  if (!time_a && !time_b && both_wait_for_events(a.signals, b.signals)) {
    return answer(Relation::different, "they wait for different events");
  }
  const bool common = std::ranges::any_of(a.signals, [&](const Signal& signal) {
    return std::ranges::find(b.signals, signal) != b.signals.end();
  });
  if (!common) {
    return answer(Relation::incomparable, "they are started by different kinds of trigger");
  }
  const bool clock = time_a || time_b;
  return answer(relation_of(time_a || signals.only_a, time_b || signals.only_b),
                clock ? "one is started by a clock as well" : signals.reason);
}

}  // namespace

Extra compare_signals(const std::vector<Signal>& a, const std::vector<Signal>& b) {
  const auto lacks = [](const std::vector<Signal>& all, const Signal& one) {
    return std::ranges::find(all, one) == all.end();
  };
  Extra extra;
  extra.only_a = std::ranges::any_of(a, [&](const Signal& signal) { return lacks(b, signal); });
  extra.only_b = std::ranges::any_of(b, [&](const Signal& signal) { return lacks(a, signal); });
  if (extra.only_a || extra.only_b) extra.reason = "the triggers without a clock differ";
  return extra;
}

std::optional<Comparison> compare_kinds(const Compiled& a, const Compiled& b, const Extra& signals,
                                        Instant as_of) {
  if (auto never = compare_never(a, b, as_of)) return never;
  const bool differ = signals.only_a || signals.only_b;
  if (differ && (has_custom(a) || has_custom(b))) {
    return answer(Relation::incomparable, "a custom trigger equals only the same text");
  }
  if (!a.random.empty() || !b.random.empty()) return compare_random(a, b, as_of);
  return compare_clockless(a, b, signals);
}

}  // namespace plumbline::schedule
