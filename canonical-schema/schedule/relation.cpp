#include "canonical-schema/schedule/relation.hpp"

#include <algorithm>
#include <utility>

#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/fire_times.hpp"
#include "canonical-schema/schedule/interval.hpp"
#include "canonical-schema/schedule/relate/kinds.hpp"
#include "canonical-schema/schedule/relate/windows.hpp"
#include "canonical-schema/schedule/relation_calendar.hpp"
#include "canonical-schema/schedule/witness.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

using Rules = std::vector<CalendarRule>;

/// Adds differences found elsewhere to the relation found for the calendars.
Comparison combine(Comparison base, const Extra& extra) {
  if (!extra.only_a && !extra.only_b) return base;
  const bool from_sets = base.relation == Relation::equal || base.relation == Relation::subset ||
                         base.relation == Relation::superset ||
                         base.relation == Relation::different;
  if (!from_sets) {
    base.relation = Relation::different;
  } else {
    const bool base_a = base.relation == Relation::superset || base.relation == Relation::different;
    const bool base_b = base.relation == Relation::subset || base.relation == Relation::different;
    base.relation = relation_of(base_a || extra.only_a, base_b || extra.only_b);
  }
  base.reason = extra.reason;
  return base;
}

/// The clock of a side: its calendar rules by zone, with the intervals a calendar can say.
struct Clock {
  Side known;
  Rules unknown;  ///< rules in zones that are not known
  std::vector<ZoneRef> unknown_refs;
  std::vector<IntervalPart> intervals;
};

Clock clock_of(const Compiled& schedule) {
  Clock clock;
  for (const auto& part : schedule.calendars) {
    if (part.rules.empty()) continue;
    if (part.zone) {
      clock.known.push_back({part.zone, part.rules});
    } else {
      clock.unknown.insert(clock.unknown.end(), part.rules.begin(), part.rules.end());
      const auto same = std::ranges::find(clock.unknown_refs, part.ref);
      if (same == clock.unknown_refs.end()) clock.unknown_refs.push_back(part.ref);
    }
  }
  for (const auto& interval : schedule.intervals) {
    if (auto rules = as_calendar_rules(interval); !rules.empty()) {
      clock.known.push_back({utc_zone(), std::move(rules)});
    } else {
      clock.intervals.push_back(interval);
    }
  }
  clock.intervals = without_held(std::move(clock.intervals));
  clock.unknown = normalise(std::move(clock.unknown));
  return clock;
}

/// The minute and second that begin at `at` on a clock, once.
CalendarRule single_rule(Seconds on_clock) {
  using namespace std::chrono;
  const auto day = floor<days>(Instant{on_clock});
  const year_month_day date{day};
  const auto in_day = (Instant{on_clock} - day).count();
  CalendarRule rule;
  rule.seconds = std::uint64_t{1} << static_cast<unsigned>(in_day % 60);
  rule.minutes.insert(static_cast<int>(in_day / 60));
  rule.days =
      day_set({std::uint32_t{1} << (static_cast<unsigned>(date.day()) - 1),
               std::uint32_t{1} << (static_cast<unsigned>(date.month()) - 1), all_weekdays});
  rule.years = YearSet::none();
  rule.years.insert(static_cast<int>(date.year()));
  // Whatever the clock does, a single time is one run.
  rule.dst = {GapPolicy::skip, FoldPolicy::first};
  return rule;
}

/// True if the calendars and intervals fire then.
bool recurs_at(const Compiled& schedule, Instant at) {
  Compiled recurring;
  recurring.calendars = schedule.calendars;
  recurring.intervals = schedule.intervals;
  return fires_at(recurring, at);
}

/// A single time that only the other side's calendar fires is a clock time with a year: that
/// calendar may fire just then and never else.
void add_single_times(Clock& clock, const Compiled& schedule, const Compiled& other) {
  for (const auto& once : schedule.once) {
    if (!once.at || year_of(floor<std::chrono::days>(*once.at)) > YearSet::last) continue;
    if (recurs_at(schedule, *once.at) || !recurs_at(other, *once.at)) continue;
    CalendarRule rule = single_rule(Seconds{once.local_seconds});
    ZonePtr zone = once.zone;
    if (next_fire(rule, *zone, *once.at - std::chrono::days{2}) != once.at) {
      rule = single_rule(once.at->time_since_epoch());
      zone = utc_zone();
    }
    const auto same = std::ranges::find_if(
        clock.known, [&](const ZonedRules& each) { return each.zone->digest == zone->digest; });
    if (same == clock.known.end()) {
      clock.known.push_back({std::move(zone), {rule}});
    } else {
      same->rules.push_back(rule);
      same->rules = normalise(std::move(same->rules));
    }
  }
}

Rules all_rules(const Clock& clock) {
  Rules rules = clock.unknown;
  for (const auto& zoned : clock.known) {
    rules.insert(rules.end(), zoned.rules.begin(), zoned.rules.end());
  }
  return normalise(std::move(rules));
}

/// Both sides are on the platform's own zone, and it is the same one.
bool same_unnamed_zone(const Clock& a, const Clock& b) {
  const auto only = [](const Clock& clock, ZoneKnowledge knowledge) {
    return clock.known.empty() && clock.unknown_refs.size() == 1 &&
           clock.unknown_refs.front().knowledge == knowledge;
  };
  return (only(a, ZoneKnowledge::platform_default) && only(b, ZoneKnowledge::platform_default)) ||
         (only(a, ZoneKnowledge::any) && only(b, ZoneKnowledge::any));
}

Comparison compare_unknown_zones(const Clock& a, const Clock& b) {
  Comparison comparison = compare_clock_times(all_rules(a), all_rules(b));
  const bool agree =
      comparison.relation == Relation::equal || comparison.relation == Relation::equal_except_dst;
  if (same_unnamed_zone(a, b)) return comparison;
  if (!agree) {
    comparison.reason = "a zone is not named: the clock times are compared as they stand";
    return comparison;
  }
  comparison.relation = Relation::unknown_zone;
  comparison.zone_only = true;
  comparison.reason = "the clock times agree, a zone is not known";
  return comparison;
}

Comparison compare_calendars(const Clock& a, const Clock& b, const TimeSpan& span) {
  if (!a.unknown.empty() || !b.unknown.empty()) return compare_unknown_zones(a, b);
  if (span.from >= span.until) return answer(Relation::equal);
  Comparison comparison = compare_known_zones(a.known, b.known, span);
  const bool zones_differ =
      a.known.size() == 1 && b.known.size() == 1 &&
      !same_rules_from(*a.known[0].zone, *b.known[0].zone, span.from - std::chrono::days{1});
  if (comparison.relation != Relation::equal && zones_differ) {
    comparison.zone_only = clock_times(a.known[0].rules) == clock_times(b.known[0].rules);
  }
  return comparison;
}

/// A clock change skips it, or it lies outside of its window.
bool never_runs(const OncePart& once) { return once.zone && !once.at; }

/// Single times that the other side does not fire at all.
Extra compare_once(const Compiled& a, const Compiled& b, Instant as_of) {
  const auto lacks = [&](const Compiled& other, const OncePart& once) {
    if (never_runs(once) || (once.at && *once.at < as_of)) return false;
    const bool listed = std::ranges::any_of(other.once, [&](const OncePart& part) {
      // Without one of the zones the clock is all there is to compare.
      return part.zone && once.zone ? part.at == once.at : part.local_seconds == once.local_seconds;
    });
    return !listed && !(once.at && fires_at(other, *once.at));
  };
  Extra extra;
  extra.only_a = std::ranges::any_of(a.once, [&](const OncePart& part) { return lacks(b, part); });
  extra.only_b = std::ranges::any_of(b.once, [&](const OncePart& part) { return lacks(a, part); });
  if (extra.only_a || extra.only_b) extra.reason = "a single time differs";
  return extra;
}

/// True if the single times agree only on the local clock, for want of a zone.
bool once_needs_zone(const Compiled& a, const Compiled& b) {
  const auto on_one_clock = [](const OncePart& x, const OncePart& y) {
    if (x.zone || y.zone) return x.zone && y.zone;
    return x.ref.knowledge == y.ref.knowledge && x.ref.knowledge != ZoneKnowledge::unobservable;
  };
  const auto differs = [&](const Compiled& one, const Compiled& other) {
    return std::ranges::any_of(one.once, [&](const OncePart& part) {
      bool on_another_clock = false;
      for (const auto& candidate : other.once) {
        if (candidate.local_seconds != part.local_seconds) continue;
        if (on_one_clock(part, candidate)) return false;
        on_another_clock = true;
      }
      return on_another_clock;
    });
  };
  return differs(a, b) || differs(b, a);
}

/// True if the single times differ in nothing but the zone.
bool once_differs_in_zone(const Compiled& a, const Compiled& b) {
  return !a.once.empty() &&
         std::ranges::equal(a.once, b.once, {}, &OncePart::local_seconds, &OncePart::local_seconds);
}

/// The comparison of two schedules of which nothing recurs, their single times left out.
Comparison compare_nothing_recurring(const Compiled& a, const Compiled& b, const Extra& once) {
  auto comparison = once_needs_zone(a, b) ? answer(Relation::unknown_zone,
                                                   "the clock times agree, a zone is not known")
                                          : answer(Relation::equal);
  comparison.zone_only = comparison.relation == Relation::unknown_zone ||
                         ((once.only_a || once.only_b) && once_differs_in_zone(a, b));
  return comparison;
}

bool recurs(const Compiled& schedule) {
  return !schedule.calendars.empty() || !schedule.intervals.empty();
}

/// Whether every interval of a clock that no calendar says is met by the other schedule whole.
Cover cover_of_all(const Compiled& schedule, const Clock& clock, Instant as_of) {
  Cover all{Cover::Kind::whole, std::nullopt};
  for (const auto& interval : clock.intervals) {
    const auto holds_it = [&](const IntervalPart& wide) { return holds(wide, interval); };
    if (std::ranges::any_of(schedule.intervals, holds_it)) continue;
    const auto cover = cover_of(interval, schedule, as_of);
    if (cover.kind == Cover::Kind::missing) return cover;
    if (cover.kind == Cover::Kind::unproven) all = cover;
  }
  return all;
}

/// Where periods that no calendar says are not the same on both sides and all instants are known:
/// a run that one side lacks decides, or the proof that there is none. Calendars are compared over
/// the span, periods by their windows.
Comparison compare_odd_periods(const Compiled& a, const Compiled& b, const Clock& clock_a,
                               const Clock& clock_b, Instant as_of, const TimeSpan& span) {
  const auto calendars = compare_calendars(clock_a, clock_b, span).relation;
  const bool same = calendars == Relation::equal;
  const auto cover_a = cover_of_all(b, clock_a, as_of);
  const auto cover_b = cover_of_all(a, clock_b, as_of);
  const bool a_within =
      (same || calendars == Relation::subset) && cover_a.kind == Cover::Kind::whole;
  const bool b_within =
      (same || calendars == Relation::superset) && cover_b.kind == Cover::Kind::whole;
  auto comparison = answer(Relation::different, "the periods differ");
  find_witnesses(comparison, a, b, as_of);
  if (!comparison.first_only_a) comparison.first_only_a = cover_a.first_missing;
  if (!comparison.first_only_b) comparison.first_only_b = cover_b.first_missing;
  const bool unproven =
      (!a_within && !comparison.first_only_a) || (!b_within && !comparison.first_only_b);
  if (unproven) {
    return answer(Relation::incomparable,
                  "of one side no run was met that the other lacks, yet that there is none is not "
                  "proven");
  }
  comparison.relation = relation_of(!a_within, !b_within);
  return comparison;
}

/// The recurring parts over the span in which both may run, single times from `as_of` on.
Comparison compare_clocks(const Compiled& a, const Compiled& b, Instant as_of,
                          const TimeSpan& span) {
  const Extra once = compare_once(a, b, as_of);
  if (auto intervals = compare_single_intervals(a, b, as_of)) {
    return combine(*std::move(intervals), once);
  }
  Clock clock_a = clock_of(a);
  Clock clock_b = clock_of(b);
  bool unknown_phase = false;
  Extra odd;
  if (!clock_a.intervals.empty() || !clock_b.intervals.empty()) {
    const auto pairing = compare_interval_lists(clock_a.intervals, clock_b.intervals);
    if (pairing.relation == Relation::unknown_phase) {
      unknown_phase = true;
    } else if (pairing.relation != Relation::equal && instants_are_known(a) &&
               instants_are_known(b)) {
      auto comparison = compare_odd_periods(a, b, clock_a, clock_b, as_of, span);
      if (comparison.relation == Relation::incomparable) return comparison;
      return combine(std::move(comparison), once);
    } else if (pairing.relation != Relation::equal) {
      odd = {true, true, pairing.reason};
    }
  }
  const bool recurring = recurs(a) || recurs(b);
  if (recurring && clock_a.unknown.empty() && clock_b.unknown.empty()) {
    add_single_times(clock_a, a, b);
    add_single_times(clock_b, b, a);
  }
  Comparison comparison =
      recurring ? compare_calendars(clock_a, clock_b, span) : compare_nothing_recurring(a, b, once);
  // The calendars were compared by themselves: a period beside them may fire then as well.
  if (comparison.first_only_a && fires_at(b, *comparison.first_only_a)) {
    comparison.first_only_a.reset();
  }
  if (comparison.first_only_b && fires_at(a, *comparison.first_only_b)) {
    comparison.first_only_b.reset();
  }
  comparison = combine(std::move(comparison), odd);
  if (unknown_phase && comparison.relation == Relation::equal) {
    comparison.relation = Relation::unknown_phase;
    comparison.reason = "same period; the phase of an interval is not known";
  }
  if (recurring && comparison.relation == Relation::equal && once_needs_zone(a, b)) {
    comparison = answer(Relation::unknown_zone, "the times agree; the zone of one is not known");
  }
  return combine(std::move(comparison), once);
}

/// The window of every part if they all have the same, cut to what lies after as_of.
std::optional<Window> common_window(const Compiled& schedule, Instant as_of) {
  std::optional<Window> common;
  bool same = true;
  const auto take = [&](Window window) {
    if (window.start && *window.start <= as_of) window.start.reset();
    if (!common) common = window;
    same = same && *common == window;
  };
  for (const auto& part : schedule.calendars) {
    if (!part.rules.empty()) take(part.window);
  }
  for (const auto& part : schedule.intervals) take(part.window);
  if (!same) return std::nullopt;
  return common.value_or(Window{});
}

/// What both windows let pass from `as_of` on.
TimeSpan common_span(const Window& a, const Window& b, Instant as_of) {
  TimeSpan span{as_of};
  for (const auto* window : {&a, &b}) {
    if (window->start) span.from = std::max(span.from, *window->start);
    if (window->end) span.until = std::min(span.until, *window->end);
  }
  return span;
}

/// The first recurring run of `a` outside the span, so outside the other's window, that no single
/// time of `b` meets.
std::optional<Instant> first_outside(const Compiled& a, const Compiled& b, const TimeSpan& span,
                                     Instant as_of) {
  Compiled recurring;
  recurring.calendars = a.calendars;
  recurring.intervals = a.intervals;
  const auto first_in = [&](Instant from, Instant until) {
    auto at = next_fire(recurring, from);
    while (at && *at < until && fires_at(b, *at)) at = next_fire(recurring, *at + Seconds{1});
    return at && *at < until ? at : std::nullopt;
  };
  const Instant early_end = std::min(span.from, span.until);
  if (const auto early = first_in(as_of, early_end)) return early;
  return span.until == Instant::max() ? std::nullopt
                                      : first_in(std::max(as_of, span.until), Instant::max());
}

/// Adds what either fires outside the span to what was found within it.
Comparison add_outside(Comparison comparison, const Compiled& a, const Compiled& b,
                       const TimeSpan& span, Instant as_of) {
  const auto outside_a = first_outside(a, b, span, as_of);
  const auto outside_b = first_outside(b, a, span, as_of);
  if (!outside_a && !outside_b) return comparison;
  // Clock changes within the span part them too, perhaps in one direction only.
  const bool parts_at_changes = comparison.relation == Relation::equal_except_dst;
  comparison = combine(std::move(comparison),
                       {outside_a.has_value(), outside_b.has_value(), "the windows differ"});
  const auto note = [](std::optional<Instant>& first, const std::optional<Instant>& at) {
    if (at && (!first || *at < *first)) first = at;
  };
  note(comparison.first_only_a, outside_a);
  note(comparison.first_only_b, outside_b);
  if (parts_at_changes) {
    comparison.relation =
        relation_of(comparison.first_only_a.has_value(), comparison.first_only_b.has_value());
  }
  return comparison;
}

/// Different windows around equal times: each may have something outside the other's.
Extra compare_windows(const Window& a, const Window& b) {
  const auto starts_before = [](const Window& x, const Window& y) {
    return y.start && (!x.start || *x.start < *y.start);
  };
  const auto ends_after = [](const Window& x, const Window& y) {
    return y.end && (!x.end || *x.end > *y.end);
  };
  Extra extra;
  extra.only_a = starts_before(a, b) || ends_after(a, b);
  extra.only_b = starts_before(b, a) || ends_after(b, a);
  extra.reason = "the windows differ";
  return extra;
}

}  // namespace

Comparison relate_times(const Compiled& a, const Compiled& b, Instant as_of) {
  const Extra signals = compare_signals(a.signals, b.signals);
  if (auto decided = compare_kinds(a, b, signals, as_of)) return *std::move(decided);
  const auto window_a = common_window(a, as_of);
  const auto window_b = common_window(b, as_of);
  const bool by_window = window_a && window_b && a.intervals.empty() && b.intervals.empty();
  if (!by_window) {
    if (auto decided = compare_all_runs(a, b, as_of)) return *std::move(decided);
  }
  if (!window_a || !window_b) return compare_by_window(a, b, as_of);
  const bool known = instants_are_known(a) && instants_are_known(b);
  const auto span = known ? common_span(*window_a, *window_b, as_of) : TimeSpan{as_of};
  Comparison comparison = combine(compare_clocks(a, b, as_of, span), signals);
  if (!known && *window_a != *window_b) {
    comparison = combine(std::move(comparison), compare_windows(*window_a, *window_b));
  }
  if (!a.once.empty() || !b.once.empty()) {
    comparison.first_only_a = comparison.first_only_b = std::nullopt;
  }
  if (known) comparison = add_outside(std::move(comparison), a, b, span, as_of);
  find_witnesses(comparison, a, b, as_of);
  return comparison;
}

const char* name(Relation relation) {
  switch (relation) {
    case Relation::equal:
      return "equal";
    case Relation::equal_except_dst:
      return "equal-except-dst";
    case Relation::equal_firing:
      return "equal-firing";
    case Relation::unknown_phase:
      return "unknown-phase";
    case Relation::unknown_zone:
      return "unknown-zone";
    case Relation::ambiguous_version:
      return "ambiguous-version";
    case Relation::seasonal:
      return "seasonal";
    case Relation::subset:
      return "subset";
    case Relation::superset:
      return "superset";
    case Relation::different:
      return "different";
    case Relation::never_a:
      return "never-a";
    case Relation::never_b:
      return "never-b";
    case Relation::never_both:
      return "never-both";
    case Relation::nondeterministic:
      return "nondeterministic";
    case Relation::incomparable:
      return "incomparable";
  }
  return "incomparable";
}

}  // namespace plumbline::schedule
