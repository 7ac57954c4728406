#include "canonical-schema/schedule/relation_calendar.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <set>

#include "canonical-schema/schedule/fire_times.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

using namespace std::chrono;
using Rules = std::vector<CalendarRule>;

/// True if, policy by policy, every clock time of `a` is one of `b`: then no clock change can make
/// an instant of `a` that is none of `b`.
bool contained_by_policy(const Rules& a, const Rules& b) {
  return std::ranges::all_of(a, [&](const CalendarRule& rule) {
    Rules same_policy;
    std::ranges::copy_if(b, std::back_inserter(same_policy),
                         [&](const CalendarRule& other) { return other.dst == rule.dst; });
    return difference({rule}, same_policy).empty();
  });
}

/// The first instant from `as_of` on that `candidates` (a part of one side) fires and `other` does
/// not. Nearly always the first candidate; clock changes may make the two meet, never for long.
std::optional<Instant> first_missing(const Rules& candidates, const Rules& other, const Zone& zone,
                                     Instant as_of) {
  const Instant limit = std::max(as_of, periodic_from(zone)) + days{days_of_cycle + 1};
  for (auto at = next_fire(candidates, zone, as_of); at && *at < limit;
       at = next_fire(candidates, zone, *at + seconds{1})) {
    if (next_fire(other, zone, *at) != at) return at;
  }
  return std::nullopt;
}

/// What only one side fires around clock changes.
struct Edges {
  std::optional<Instant> first_only_a;
  std::optional<Instant> first_only_b;
};

/// Compares the three UTC days around every clock change of one whole cycle.
class EdgeScan {
 public:
  EdgeScan(const Rules& a, const Rules& b, const Zone& zone, Instant as_of)
      : a_(a), b_(b), zone_(zone), as_of_(as_of) {
    Rules all = a;
    all.insert(all.end(), b.begin(), b.end());
    atoms_ = second_atoms(all);
    for (const auto& rule : all) {
      minutes_ |= rule.minutes;
      days_repeat_ &= rule.years.is_every();
    }
  }

  Edges run() {
    const Instant limit = std::max(as_of_, periodic_from(zone_)) + days{days_of_cycle};
    // The change just before as_of may still move times to after it.
    Instant at = as_of_ - days{1};
    while (at < limit && !(edges_.first_only_a && edges_.first_only_b)) {
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
    if (!days_repeat_ || begin < as_of_) return false;
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
    for (const std::uint64_t atom : atoms_) {
      MinuteSet minutes_a;
      MinuteSet minutes_b;
      add_day_minutes(a_, atom, zone_, day, minutes_a);
      add_day_minutes(b_, atom, zone_, day, minutes_b);
      if (minutes_a == minutes_b) continue;
      remember(edges_.first_only_a, minutes_a - minutes_b, atom, day);
      remember(edges_.first_only_b, minutes_b - minutes_a, atom, day);
    }
  }

  void remember(std::optional<Instant>& first, const MinuteSet& only, std::uint64_t atom,
                Day day) const {
    for (int minute = only.next(0); minute >= 0; minute = only.next(minute + 1)) {
      const Instant at = day + minutes{minute} + seconds{std::countr_zero(atom)};
      if (at < as_of_) continue;
      if (!first || at < *first) first = at;
      return;
    }
  }

  const Rules& a_;
  const Rules& b_;
  const Zone& zone_;
  Instant as_of_;
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

}  // namespace

Comparison compare_clock_times(const Rules& a, const Rules& b) {
  Comparison comparison = of_clock_times(difference(a, b), difference(b, a));
  if (comparison.relation == Relation::equal && a != b && !contained_by_policy(a, b)) {
    comparison.relation = Relation::equal_except_dst;
  }
  return comparison;
}

Comparison compare_in_zone(const Rules& a, const Rules& b, const Zone& zone, Instant as_of) {
  Comparison comparison;
  comparison.only_a_per_month = comparison.only_b_per_month = 0.0;
  comparison.relation = Relation::equal;
  if (a == b) return comparison;
  const Rules only_a = difference(a, b);
  const Rules only_b = difference(b, a);
  comparison = of_clock_times(only_a, only_b);
  comparison.first_only_a = first_missing(only_a, b, zone, as_of);
  comparison.first_only_b = first_missing(only_b, a, zone, as_of);
  const bool edges_decide = !is_fixed_from(zone, as_of - days{1}) &&
                            ((!comparison.first_only_a && !contained_by_policy(a, b)) ||
                             (!comparison.first_only_b && !contained_by_policy(b, a)));
  if (edges_decide) {
    const Edges edges = EdgeScan(a, b, zone, as_of).run();
    const bool clock_times_equal = only_a.empty() && only_b.empty();
    comparison.first_only_a = earlier(comparison.first_only_a, edges.first_only_a);
    comparison.first_only_b = earlier(comparison.first_only_b, edges.first_only_b);
    if (clock_times_equal && (edges.first_only_a || edges.first_only_b)) {
      comparison.relation = Relation::equal_except_dst;
      comparison.reason = "same clock times; they part only at clock changes";
      return comparison;
    }
  }
  comparison.relation =
      relation_of(comparison.first_only_a.has_value(), comparison.first_only_b.has_value());
  return comparison;
}

}  // namespace plumbline::schedule
