#include "canonical-schema/schedule/relation_calendar.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <set>

#include "canonical-schema/schedule/fire_times.hpp"
#include "canonical-schema/schedule/interval.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

using namespace std::chrono;
using Rules = std::vector<CalendarRule>;

/// True if, policy by policy, every clock time of `a` is one of `b`: then no clock change can make
/// an instant of `a` that is none of `b`. What an `elapsed` rule runs after a change depends on all
/// of its times, so that only the same rule holds it.
/// What a clock change of some zone may touch: from 2026 on no zone changes its clock between 04:00
/// and 21:00 of its own time (all zones of the tz database, up to 2040).
Rules at_changes(Rules rules) {
  MinuteSet changes;
  for (int minute = 0; minute <= 4 * 60; ++minute) changes.insert(minute);
  for (int minute = 21 * 60; minute < minutes_of_day; ++minute) changes.insert(minute);
  for (auto& rule : rules) rule.minutes &= changes;
  std::erase_if(rules, [](const CalendarRule& rule) { return rule.minutes.empty(); });
  return rules;
}

bool contained_by_policy(const Rules& a, const Rules& b) {
  return std::ranges::all_of(a, [&](const CalendarRule& rule) {
    if (rule.dst.elapsed) return std::ranges::find(b, rule) != b.end();
    Rules same_policy;
    std::ranges::copy_if(b, std::back_inserter(same_policy),
                         [&](const CalendarRule& other) { return other.dst == rule.dst; });
    return difference({rule}, same_policy).empty();
  });
}

bool has_elapsed(const Rules& rules) {
  return std::ranges::any_of(rules, [](const CalendarRule& rule) { return rule.dst.elapsed; });
}

/// True if clock changes do the same to every time of both: then what only one side fires comes of
/// a clock time that only it has.
bool share_a_policy(const Rules& a, const Rules& b) {
  const auto& any = a.empty() ? b : a;
  const auto is_same = [&](const CalendarRule& rule) { return rule.dst == any.front().dst; };
  return !has_elapsed(any) && std::ranges::all_of(a, is_same) && std::ranges::all_of(b, is_same);
}

/// The last instant that has to be looked at: what comes later repeats.
Instant limit_of(const Zone& zone, const TimeSpan& span) {
  return std::min(span.until, std::max(span.from, periodic_from(zone)) + days{days_of_cycle + 1});
}

/// The first instant that `candidates` (a part of `own`) fires and `other` does not. Nearly always
/// the first candidate; clock changes may make the two meet, never for long.
std::optional<Instant> first_missing(Rules candidates, const Rules& own, const Rules& other,
                                     const Zone& zone, const TimeSpan& span) {
  // What runs first after a clock change depends on all of a rule, not on a part of it.
  const bool elapsed = has_elapsed(candidates);
  for (auto& rule : candidates) rule.dst.elapsed = false;
  const Instant limit = limit_of(zone, span);
  for (auto at = next_fire(candidates, zone, span.from); at && *at < limit;
       at = next_fire(candidates, zone, *at + seconds{1})) {
    if (next_fire(other, zone, *at) == at) continue;
    if (!elapsed || next_fire(own, zone, *at) == at) return at;
  }
  return std::nullopt;
}

/// True if none of the clock times is read within the span: those of its first and last hours may
/// be told by the offset at its ends.
bool is_over(Rules rules, const Zone& zone, const TimeSpan& span) {
  for (auto& rule : rules) rule.dst = {};
  const Instant limit = limit_of(zone, span);
  const auto next = next_fire(rules, *utc_zone(), span.from + segment_at(zone, span.from).offset);
  return !next || *next >= limit + segment_at(zone, limit).offset;
}

/// What only one side fires around clock changes.
struct Edges {
  std::optional<Instant> first_only_a;
  std::optional<Instant> first_only_b;
};

/// Compares the three UTC days around every clock change of the span, as far as a whole cycle.
class EdgeScan {
 public:
  EdgeScan(const Rules& a, const Rules& b, const Zone& zone, const TimeSpan& span)
      : a_(a), b_(b), zone_(zone), span_(span) {
    Rules all = a;
    all.insert(all.end(), b.begin(), b.end());
    atoms_ = second_atoms(all);
    for (const auto& rule : all) {
      minutes_ |= rule.minutes;
      days_repeat_ &= rule.years.is_every();
    }
    counts_minutes_ = has_whole_minutes(zone, span.from - days{2});
  }

  Edges run() {
    const Instant limit = limit_of(zone_, span_);
    // The change just before may still move times to after it, and that of months ago the first
    // run of an `elapsed` rule.
    Instant at = span_.from - days{1};
    scan_uneven(at, false);
    while (at < limit && !are_found_before(at)) {
      const Segment segment = segment_at(zone_, at);
      if (segment.end == Instant::max()) break;
      at = segment.end;
      const bool known = is_known(at);
      scan_uneven(at, known);
      if (!known && touches(segment)) scan_around(at);
    }
    return edges_;
  }

 private:
  /// A first run this long after a change comes soon.
  static constexpr days soon{8};

  [[nodiscard]] bool are_found_before(Instant at) const {
    return edges_.first_only_a && edges_.first_only_b && *edges_.first_only_a < at &&
           *edges_.first_only_b < at;
  }
  /// True if a rule has one of the clock times that the change at the segment's end skips or
  /// repeats: no policy does anything to other times.
  [[nodiscard]] bool touches(const Segment& segment) const {
    const Seconds low = std::min(segment.offset, segment.offset_after);
    const Seconds high = std::max(segment.offset, segment.offset_after);
    if (high - low >= days{1}) return true;
    const seconds from = segment.end.time_since_epoch() + low;
    const seconds from_in_day = from - floor<days>(from);
    const int begin = static_cast<int>(from_in_day / minutes{1});
    const int end = static_cast<int>(ceil<minutes>(from_in_day + (high - low)).count());
    const int first = minutes_.next(begin);
    if (first >= 0 && first < end) return true;
    const int past_midnight = minutes_.next(0);
    return past_midnight >= 0 && past_midnight < end - minutes_of_day;
  }

  /// The first run of an `elapsed` rule after the change may be odd, days later; what a change
  /// like one before brings soon was found then.
  void scan_uneven(Instant change, bool known) {
    for (const auto& first : first_runs(segment_at(zone_, change))) {
      if (first && !(known && *first < change + soon)) scan_around(*first);
    }
  }

  /// Of each `elapsed` rule after the change at the segment's begin.
  const std::vector<std::optional<Instant>>& first_runs(const Segment& segment) {
    const auto [at, is_new] = first_runs_.try_emplace(segment.begin);
    if (!is_new) return at->second;
    for (const auto* rules : {&a_, &b_}) {
      for (const auto& rule : *rules) {
        if (rule.dst.elapsed) at->second.push_back(first_elapsed(rule, zone_, segment));
      }
    }
    return at->second;
  }

  /// True if a change like this one was scanned before: at the same time of the same date and
  /// weekday, with the same offsets and first runs around it.
  bool is_known(Instant change) {
    const Instant begin = change - days{4};
    const Instant end = change + soon + days{4};
    if (!days_repeat_ || begin < span_.from) return false;
    const Day day = floor<days>(change);
    const year_month_day date{day};
    std::vector<std::int64_t> key{static_cast<unsigned>(date.month()),
                                  static_cast<unsigned>(date.day()), weekday{day}.c_encoding(),
                                  date.year().is_leap(), (change - day).count()};
    const auto add = [&](Instant at) {
      key.push_back((std::clamp(at, begin, end) - begin).count());
    };
    for (Segment segment = segment_at(zone_, begin);; segment = segment_at(zone_, segment.end)) {
      add(segment.begin);
      key.push_back(segment.offset.count());
      for (const auto& first : first_runs(segment)) add(first.value_or(begin));
      if (segment.end >= end) break;
    }
    return !known_changes_.insert(std::move(key)).second;
  }

  void scan_around(Instant at) {
    for (int near = -1; near <= 1; ++near) scan_day(floor<days>(at) + days{near});
  }

  void scan_day(Day day) {
    if (!counts_minutes_) {
      note(edges_.first_only_a, first_of_day(a_, b_, day));
      note(edges_.first_only_b, first_of_day(b_, a_, day));
      return;
    }
    for (const std::uint64_t atom : atoms_) {
      MinuteSet minutes_a;
      MinuteSet minutes_b;
      add_day_minutes(a_, atom, zone_, day, minutes_a);
      add_day_minutes(b_, atom, zone_, day, minutes_b);
      if (minutes_a == minutes_b) continue;
      note(edges_.first_only_a, first_of(minutes_a - minutes_b, atom, day));
      note(edges_.first_only_b, first_of(minutes_b - minutes_a, atom, day));
    }
  }

  /// Second by second, for offsets that are no whole minutes.
  [[nodiscard]] std::optional<Instant> first_of_day(const Rules& rules, const Rules& other,
                                                    Day day) const {
    for (auto at = next_fire(rules, zone_, std::max(Instant{day}, span_.from));
         at && *at < day + days{1}; at = next_fire(rules, zone_, *at + seconds{1})) {
      if (next_fire(other, zone_, *at) != at) return at;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Instant> first_of(const MinuteSet& only, std::uint64_t atom,
                                                Day day) const {
    for (int minute = only.next(0); minute >= 0; minute = only.next(minute + 1)) {
      const Instant begin = day + minutes{minute};
      const auto past = (span_.from - begin).count();
      if (past >= 60) continue;
      const std::uint64_t rest = past > 0 ? atom & (~std::uint64_t{0} << past) : atom;
      if (rest != 0) return begin + seconds{std::countr_zero(rest)};
    }
    return std::nullopt;
  }

  void note(std::optional<Instant>& first, std::optional<Instant> at) const {
    if (at && *at < span_.until && (!first || *at < *first)) first = at;
  }

  const Rules& a_;
  const Rules& b_;
  const Zone& zone_;
  TimeSpan span_;
  bool counts_minutes_ = true;
  std::vector<std::uint64_t> atoms_;
  MinuteSet minutes_;
  /// False where a rule names years.
  bool days_repeat_ = true;
  std::map<Instant, std::vector<std::optional<Instant>>> first_runs_;
  std::set<std::vector<std::int64_t>> known_changes_;
  Edges edges_;
};

std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  if (!a) return b;
  return b ? std::min(*a, *b) : a;
}

Comparison of_clock_times(const Rules& only_a, const Rules& only_b) {
  Comparison comparison;
  comparison.relation = relation_of(!only_a.empty(), !only_b.empty());
  comparison.only_a_per_month = mean_per_month(clock_times(only_a));
  comparison.only_b_per_month = mean_per_month(clock_times(only_b));
  return comparison;
}

/// Adds what fires around clock changes before what was found already, or instead of nothing.
void add_edges(Comparison& comparison, const Rules& a, const Rules& b, const Zone& zone,
               TimeSpan span) {
  const auto& first_a = comparison.first_only_a;
  const auto& first_b = comparison.first_only_b;
  if (first_a && first_b) span.until = std::min(span.until, std::max(*first_a, *first_b));
  const Edges edges = EdgeScan(a, b, zone, span).run();
  comparison.first_only_a = earlier(first_a, edges.first_only_a);
  comparison.first_only_b = earlier(first_b, edges.first_only_b);
}

/// The rules of engines that do not say which copy of a repeated time they run, as if it was the
/// first alone; all others as they are.
Side with_first_copies(Side side) {
  for (auto& zoned : side) {
    for (auto& rule : zoned.rules) {
      if (rule.dst.fold == FoldPolicy::undefined) rule.dst.fold = FoldPolicy::first;
    }
    zoned.rules = normalise(std::move(zoned.rules));
  }
  return side;
}

bool has_undefined(const Side& side) {
  return std::ranges::any_of(side, [](const ZonedRules& zoned) {
    return std::ranges::any_of(zoned.rules, [](const CalendarRule& rule) {
      return rule.dst.fold == FoldPolicy::undefined;
    });
  });
}

Comparison compare_as_read(const Side& a, const Side& b, const TimeSpan& span) {
  if (a.size() == 1 && b.size() == 1 &&
      same_rules_from(*a[0].zone, *b[0].zone, span.from - days{1})) {
    return compare_in_zone(a[0].rules, b[0].rules, *a[0].zone, span);
  }
  return compare_across_zones(a, b, span);
}

}  // namespace

Comparison compare_clock_times(const Rules& a, const Rules& b) {
  Comparison comparison = of_clock_times(difference(a, b), difference(b, a));
  const auto same_policies = [&] {
    const auto of_a = at_changes(a);
    const auto of_b = at_changes(b);
    return contained_by_policy(of_a, of_b) && contained_by_policy(of_b, of_a);
  };
  if (comparison.relation == Relation::equal && a != b && !same_policies()) {
    comparison.relation = Relation::equal_except_dst;
  }
  return comparison;
}

Comparison compare_known_zones(const Side& a, const Side& b, const TimeSpan& span) {
  Comparison comparison = compare_as_read(a, b, span);
  if (comparison.relation != Relation::equal || (!has_undefined(a) && !has_undefined(b))) {
    return comparison;
  }
  // Both copies were taken to run; if that is all that makes the two equal, it is not defined.
  const auto once = compare_as_read(with_first_copies(a), with_first_copies(b), span);
  if (once.relation == Relation::equal) return comparison;
  comparison.relation = Relation::equal_except_dst;
  comparison.reason = "whether one runs a repeated clock time once or twice is not defined";
  return comparison;
}

Comparison compare_in_zone(const Rules& a, const Rules& b, const Zone& zone, const TimeSpan& span) {
  Comparison comparison;
  comparison.only_a_per_month = comparison.only_b_per_month = 0.0;
  comparison.relation = Relation::equal;
  if (a == b) return comparison;
  const Rules only_a = difference(a, b);
  const Rules only_b = difference(b, a);
  comparison = of_clock_times(only_a, only_b);
  comparison.first_only_a = first_missing(only_a, a, b, zone, span);
  comparison.first_only_b = first_missing(only_b, b, a, zone, span);
  const bool clock_times_equal = is_over(only_a, zone, span) && is_over(only_b, zone, span);
  if (clock_times_equal) comparison.only_a_per_month = comparison.only_b_per_month = 0.0;
  const bool fixed = is_fixed_from(zone, span.from - days{1}) && !has_elapsed(a) && !has_elapsed(b);
  const bool edges_decide =
      !fixed && !share_a_policy(a, b) && !(contained_by_policy(a, b) && contained_by_policy(b, a));
  if (edges_decide) add_edges(comparison, a, b, zone, span);
  comparison.relation =
      relation_of(comparison.first_only_a.has_value(), comparison.first_only_b.has_value());
  if (clock_times_equal && comparison.relation != Relation::equal) {
    comparison.relation = Relation::equal_except_dst;
    comparison.reason = "same clock times; they part only at clock changes";
  }
  return comparison;
}

}  // namespace plumbline::schedule
