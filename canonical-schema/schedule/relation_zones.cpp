#include <algorithm>
#include <bit>
#include <limits>
#include <map>

#include "canonical-schema/schedule/fire_times.hpp"
#include "canonical-schema/schedule/relate/day_map.hpp"
#include "canonical-schema/schedule/relation_calendar.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

using namespace std::chrono;

/// What one UTC day tells about the two sides.
struct DayResult {
  int only_a = 0;
  int only_b = 0;
  int first_only_a = -1;  ///< second of the day
  int first_only_b = -1;
  MinuteSet common;
  MinuteSet differing;
};

/// Runs of days between clock changes: are there some whose runs are all common, some that differ?
class Slices {
 public:
  void add(bool fires, bool differs) {
    open_.differs |= differs;
    open_.fires |= fires;
  }
  void add(const DayResult& result) {
    const bool differs = result.only_a + result.only_b > 0;
    add(differs || !result.common.empty(), differs);
  }
  /// A day on which some minutes are `near` a clock change: what they have is of no slice.
  void add(const DayResult& result, const MinuteSet& near) {
    const MinuteSet fires = result.common | result.differing;
    for (int minute = 0; minute < minutes_of_day;) {
      const int change = near.next(minute);
      const int end_of_slice = change < 0 ? minutes_of_day : change;
      if (end_of_slice > minute) {
        add(has_any(fires, minute, end_of_slice), has_any(result.differing, minute, end_of_slice));
      }
      if (change < 0) return;
      end();
      minute = change;
      while (minute < minutes_of_day && near.contains(minute)) ++minute;
    }
  }
  /// A clock change.
  void end() {
    (closed_ ? note(open_) : void(head_ = open_));
    closed_ = true;
    open_ = {};
  }
  /// What comes after: its first slice goes on with our last.
  void append(const Slices& later) {
    const Slice& first = later.closed_ ? later.head_ : later.open_;
    open_.fires |= first.fires;
    open_.differs |= first.differs;
    if (!later.closed_) return;
    end();
    open_ = later.open_;
    some_equal_ |= later.some_equal_;
    some_differs_ |= later.some_differs_;
  }
  /// To be called at the end: the first and the last slice count as well.
  void finish() {
    end();
    note(head_);
  }
  [[nodiscard]] bool some_equal() const { return some_equal_; }
  [[nodiscard]] bool some_differs() const { return some_differs_; }

 private:
  static bool has_any(const MinuteSet& minutes, int begin, int end) {
    const int first = minutes.next(begin);
    return first >= 0 && first < end;
  }
  struct Slice {
    bool fires = false;
    bool differs = false;
  };
  void note(const Slice& slice) {
    some_differs_ |= slice.differs;
    some_equal_ |= slice.fires && !slice.differs;
  }

  Slice head_;  ///< up to the first end, once that has come
  Slice open_;
  bool closed_ = false;
  bool some_equal_ = false;
  bool some_differs_ = false;
};

/// What a stretch of days tells.
struct Stretch {
  double only_a = 0;
  double only_b = 0;
  std::optional<Instant> first_only_a;
  std::optional<Instant> first_only_b;
  Slices slices;

  void add(const DayResult& result, Day day) {
    only_a += result.only_a;
    only_b += result.only_b;
    if (!first_only_a && result.first_only_a >= 0) {
      first_only_a = day + seconds{result.first_only_a};
    }
    if (!first_only_b && result.first_only_b >= 0) {
      first_only_b = day + seconds{result.first_only_b};
    }
  }
  /// `later` may be an earlier stretch that it repeats: what fires first in it is known then.
  void append(const Stretch& later) {
    only_a += later.only_a;
    only_b += later.only_b;
    if (!first_only_a) first_only_a = later.first_only_a;
    if (!first_only_b) first_only_b = later.first_only_b;
    slices.append(later.slices);
  }
};

/// How far before and after a year its runs may depend on.
constexpr days reach{4};
/// No distance and no offset.
constexpr std::int64_t end_of_part = std::numeric_limits<std::int64_t>::min();

/// The first run of an `elapsed` rule after a clock change that shifts it.
struct ShiftedRun {
  Instant at;
  Instant by_clock;  ///< when it would run without the change
};
/// Of each `elapsed` rule; nullopt where nothing shifts it.
using FirstRuns = std::vector<std::optional<ShiftedRun>>;

/// Goes through every UTC day of one whole cycle after the last change of any zone's rules. Years
/// that begin on one weekday, are as long and change their clocks at the same times repeat each
/// other, so that some 14 of them are walked. Within those, days far from clock changes repeat a
/// few patterns of offsets and calendar days, so that nearly all of them are looked up.
class CycleWalk {
 public:
  CycleWalk(const Side& a, const Side& b, const TimeSpan& span);
  Comparison run();

 private:
  struct Part {
    const ZonedRules* rules;
    std::vector<DayMap> maps;
    Segment segment;
    Segment ahead;  ///< where the key of the year was read last
    bool has_elapsed = false;
    const FirstRuns* uneven = nullptr;        ///< in the segment
    std::map<Instant, FirstRuns> first_runs;  ///< by the begin of the segment
  };
  /// A year's shape, and of each part the offset, the clock changes, the first runs of `elapsed`
  /// rules after them, and whether rules that name years run in this one and its neighbours.
  using YearKey = std::vector<std::int64_t>;
  void add_parts(const Side& side);
  static const FirstRuns& first_runs(Part& part, const Segment& segment);
  const YearKey& key_of(Day first, Day end);
  void add_first_runs(Part& part, const Segment& segment, Day first, Day end);
  Stretch walk(Day first, Day end);
  bool enter(Day day);
  void note_offsets();
  [[nodiscard]] bool is_cut(Day day) const;
  void read_pattern(Day day);
  [[nodiscard]] MinuteSet near_changes(Day day);
  [[nodiscard]] MinuteSet minutes_outside(Day day, std::uint64_t atom) const;
  [[nodiscard]] DayResult compare_day(Day day) const;
  const DayResult& known_result(Day day);
  [[nodiscard]] Comparison conclude(Stretch all) const;

  const Side& a_;
  const Side& b_;
  TimeSpan span_;
  Day first_;
  int day_count_ = 0;
  std::vector<std::uint64_t> atoms_;
  std::vector<std::uint64_t> single_seconds_;  ///< for days that the span cuts
  std::vector<Part> parts_;
  YearKey key_;
  std::map<YearKey, Stretch> years_;
  /// Every combination of offsets met so far has a number.
  std::map<std::vector<Seconds>, std::uint64_t> offset_numbers_;
  std::uint64_t offset_number_ = 0;
  /// By that number and, of each rule, three bits of the days around.
  using Pattern = std::vector<std::uint64_t>;
  std::map<Pattern, DayResult> known_;
  Pattern pattern_;
  /// The entry of the day before: most days repeat it.
  const std::pair<const Pattern, DayResult>* last_known_ = nullptr;
};

CycleWalk::CycleWalk(const Side& a, const Side& b, const TimeSpan& span)
    : a_(a), b_(b), span_(span), first_(floor<days>(span.from)) {
  Instant periodic = span.from;
  std::vector<CalendarRule> all;
  for (const auto* side : {&a, &b}) {
    for (const auto& zoned : *side) {
      periodic = std::max(periodic, periodic_from(*zoned.zone));
      all.insert(all.end(), zoned.rules.begin(), zoned.rules.end());
    }
  }
  atoms_ = second_atoms(all);
  for (const std::uint64_t atom : atoms_) {
    for (std::uint64_t rest = atom; rest != 0; rest &= rest - 1) {
      single_seconds_.push_back(rest & ~(rest - 1));
    }
  }
  const Day repeated = floor<days>(periodic) + days{days_of_cycle + 1};
  const Day end = span.until < Instant{repeated} ? ceil<days>(span.until) : repeated;
  day_count_ = static_cast<int>((end - first_).count());
  parts_.reserve(a.size() + b.size());
  add_parts(a);
  add_parts(b);
}

void CycleWalk::add_parts(const Side& side) {
  for (const auto& zoned : side) {
    const auto segment = segment_at(*zoned.zone, first_ - days{2});
    const bool has_elapsed =
        std::ranges::any_of(zoned.rules, [](const CalendarRule& rule) { return rule.dst.elapsed; });
    parts_.push_back({&zoned, {}, segment, segment, has_elapsed, nullptr, {}});
    parts_.back().uneven = &first_runs(parts_.back(), segment);
  }
}

const FirstRuns& CycleWalk::first_runs(Part& part, const Segment& segment) {
  static const FirstRuns none;
  if (!part.has_elapsed) return none;
  const auto [at, is_new] = part.first_runs.try_emplace(segment.begin);
  if (!is_new) return at->second;
  for (const auto& rule : part.rules->rules) {
    if (!rule.dst.elapsed) continue;
    auto& run = at->second.emplace_back();
    const auto first = first_elapsed(rule, *part.rules->zone, segment);
    if (!first) continue;
    CalendarRule by_clock = rule;
    by_clock.dst.elapsed = false;
    const auto unshifted = next_fire(by_clock, *part.rules->zone, segment.begin);
    if (unshifted != first) run = {*first, unshifted.value_or(*first)};
  }
  return at->second;
}

/// Moves every part to the segment of `day`; true if the day and its neighbours lie wholly within
/// one segment of every zone.
bool CycleWalk::enter(Day day) {
  bool quiet = true;
  bool moved = offset_numbers_.empty();
  for (auto& part : parts_) {
    if (part.segment.end <= Instant{day - days{1}}) {
      part.segment = segment_at(*part.rules->zone, day - days{1});
      moved = true;
      part.uneven = &first_runs(part, part.segment);
    }
    const bool begins_near =
        part.segment.begin != Instant::min() && part.segment.begin > Instant{day - days{1}};
    if (begins_near || part.segment.end < Instant{day + days{2}}) quiet = false;
    for (const auto& run : *part.uneven) {
      if (!run) continue;
      const auto [first, last] = std::minmax(run->at, run->by_clock);
      if (last >= Instant{day - days{1}} && first < Instant{day + days{2}}) quiet = false;
    }
  }
  if (moved) note_offsets();
  return quiet;
}

void CycleWalk::note_offsets() {
  std::vector<Seconds> offsets;
  offsets.reserve(parts_.size());
  for (const auto& part : parts_) offsets.push_back(part.segment.offset);
  offset_number_ = offset_numbers_.try_emplace(offsets, offset_numbers_.size()).first->second;
}

void CycleWalk::read_pattern(Day day) {
  pattern_.assign(1, offset_number_);
  unsigned filled = 64;
  for (const auto& part : parts_) {
    for (const auto& map : part.maps) {
      if (filled > 61) {
        pattern_.push_back(0);
        filled = 0;
      }
      pattern_.back() |= map.around(day) << filled;
      filled += 3;
    }
  }
}

/// Adds the minutes of [begin, end) that are of the day.
void insert_of_day(MinuteSet& minutes, Day day, Instant begin, Instant end) {
  const auto first = std::max(floor<std::chrono::minutes>(begin - day).count(), std::int64_t{0});
  const auto last =
      std::min(ceil<std::chrono::minutes>(end - day).count(), std::int64_t{minutes_of_day});
  for (auto minute = first; minute < last; ++minute) minutes.insert(static_cast<int>(minute));
}

/// The minutes of the day at which a clock change may add runs, move them or take them away.
MinuteSet CycleWalk::near_changes(Day day) {
  MinuteSet near;
  for (auto& part : parts_) {
    for (Segment segment = part.segment;; segment = segment_at(*part.rules->zone, segment.end)) {
      if (segment.begin != Instant::min()) {
        const Seconds moved = abs(segment.offset - segment.offset_before);
        insert_of_day(near, day, segment.begin - moved, segment.begin + moved);
      }
      for (const auto& run : first_runs(part, segment)) {
        if (!run) continue;
        const auto [first, last] = std::minmax(run->at, run->by_clock);
        insert_of_day(near, day, first, last + minutes{1});
      }
      if (segment.end >= Instant{day + days{2}}) break;
    }
  }
  return near;
}

/// True if the span begins or ends within the day.
bool CycleWalk::is_cut(Day day) const {
  return span_.from > Instant{day} || span_.until < Instant{day + days{1}};
}

/// The minutes of the day whose second lies before the span or after it.
MinuteSet CycleWalk::minutes_outside(Day day, std::uint64_t atom) const {
  MinuteSet outside;
  for (int minute = 0; minute < minutes_of_day; ++minute) {
    const Instant at = day + minutes{minute} + seconds{std::countr_zero(atom)};
    if (at < span_.from || at >= span_.until) outside.insert(minute);
  }
  return outside;
}

/// Takes the first second of `only` into `found`, where -1 means none yet.
void note_first(int& found, const MinuteSet& only, std::uint64_t atom) {
  const int minute = only.next(0);
  if (minute < 0) return;
  const int second = minute * 60 + std::countr_zero(atom);
  if (found < 0 || second < found) found = second;
}

DayResult CycleWalk::compare_day(Day day) const {
  DayResult result;
  const bool cut = is_cut(day);
  for (const std::uint64_t atom : cut ? single_seconds_ : atoms_) {
    MinuteSet minutes_a;
    MinuteSet minutes_b;
    for (const auto& zoned : a_) add_day_minutes(zoned.rules, atom, *zoned.zone, day, minutes_a);
    for (const auto& zoned : b_) add_day_minutes(zoned.rules, atom, *zoned.zone, day, minutes_b);
    if (cut) {
      const MinuteSet outside = minutes_outside(day, atom);
      minutes_a -= outside;
      minutes_b -= outside;
    }
    const int times = std::popcount(atom);
    const MinuteSet only_a = minutes_a - minutes_b;
    const MinuteSet only_b = minutes_b - minutes_a;
    if (!only_a.empty()) result.only_a += only_a.size() * times;
    if (!only_b.empty()) result.only_b += only_b.size() * times;
    result.common |= minutes_a & minutes_b;
    result.differing |= only_a | only_b;
    note_first(result.first_only_a, only_a, atom);
    note_first(result.first_only_b, only_b, atom);
  }
  return result;
}

const DayResult& CycleWalk::known_result(Day day) {
  read_pattern(day);
  if (last_known_ != nullptr && last_known_->first == pattern_) return last_known_->second;
  const auto [at, is_new] = known_.try_emplace(pattern_);
  if (is_new) at->second = compare_day(day);
  last_known_ = &*at;
  return at->second;
}

/// The year from `first` to `end`, told so that equal years have equal keys. What happens shortly
/// before and after it matters to its first and last days.
const CycleWalk::YearKey& CycleWalk::key_of(Day first, Day end) {
  key_.assign({weekday{first}.c_encoding(), (end - first).count()});
  for (auto& part : parts_) {
    if (part.ahead.end <= Instant{first - reach}) {
      part.ahead = segment_at(*part.rules->zone, first - reach);
    }
    key_.push_back(part.ahead.offset.count());
    add_first_runs(part, part.ahead, first, end);
    for (Segment later = part.ahead; later.end < Instant{end + reach};) {
      later = segment_at(*part.rules->zone, later.end);
      key_.push_back((later.begin - first).count());
      key_.push_back(later.offset.count());
      add_first_runs(part, later, first, end);
      if (later.begin < Instant{end - reach}) part.ahead = later;
    }
    key_.push_back(end_of_part);
    for (const auto& rule : part.rules->rules) {
      if (rule.years.is_every()) continue;
      for (const int near : {-1, 0, 1}) key_.push_back(rule.years.contains(year_of(first) + near));
    }
  }
  return key_;
}

/// What lies before the year or after it is told as no more than that.
void CycleWalk::add_first_runs(Part& part, const Segment& segment, Day first, Day end) {
  for (const auto& run : first_runs(part, segment)) {
    const auto at =
        std::clamp(run ? run->at : Instant::min(), Instant{first - reach}, Instant{end + reach});
    key_.push_back((at - first).count());
  }
}

Stretch CycleWalk::walk(Day first, Day end) {
  for (auto& part : parts_) {
    part.maps.clear();
    for (const auto& rule : part.rules->rules) {
      part.maps.emplace_back(rule, first - days{1}, static_cast<int>((end - first).count()) + 2);
    }
  }
  Stretch stretch;
  for (Day day = first; day < end; day += days{1}) {
    if (!enter(day) || is_cut(day)) {
      const DayResult result = compare_day(day);
      stretch.add(result, day);
      stretch.slices.add(result, near_changes(day));
      continue;
    }
    const DayResult& result = known_result(day);
    stretch.add(result, day);
    stretch.slices.add(result);
  }
  return stretch;
}

Comparison CycleWalk::run() {
  const Day end = first_ + days{day_count_};
  Stretch all;
  for (Day day = first_; day < end;) {
    const year_month_day date{day};
    const Day next = sys_days{(date.year() + years{1}) / January / 1};
    const bool whole_year = date.month() == January && date.day() == std::chrono::day{1} &&
                            !is_cut(day) && next <= end && !is_cut(next - days{1});
    if (!whole_year) {
      all.append(walk(day, std::min(next, end)));
    } else {
      const auto [at, is_new] = years_.try_emplace(key_of(day, next));
      if (is_new) at->second = walk(day, next);
      all.append(at->second);
    }
    day = next;
  }
  return conclude(std::move(all));
}

Comparison CycleWalk::conclude(Stretch all) const {
  all.slices.finish();
  Comparison comparison;
  const double months = static_cast<double>(day_count_) * months_of_cycle / days_of_cycle;
  comparison.only_a_per_month = all.only_a / months;
  comparison.only_b_per_month = all.only_b / months;
  comparison.first_only_a = all.first_only_a;
  comparison.first_only_b = all.first_only_b;
  comparison.relation = relation_of(all.first_only_a.has_value(), all.first_only_b.has_value());
  if (comparison.relation == Relation::equal || !all.slices.some_equal()) return comparison;
  if (!all.slices.some_differs()) {
    comparison.relation = Relation::equal_except_dst;
    comparison.reason = "they part only at clock changes";
  } else if (comparison.relation == Relation::different) {
    // Where one holds the other, that says more.
    comparison.relation = Relation::seasonal;
    comparison.reason = "equal only while the offsets of their zones allow it";
  }
  return comparison;
}

}  // namespace

Comparison compare_across_zones(const Side& a, const Side& b, const TimeSpan& span) {
  for (const auto* side : {&a, &b}) {
    for (const auto& zoned : *side) {
      if (has_whole_minutes(*zoned.zone, span.from - days{2})) continue;
      Comparison comparison;
      comparison.reason = "the zone " + zoned.zone->name + " has offsets of odd seconds";
      return comparison;
    }
  }
  return CycleWalk(a, b, span).run();
}

}  // namespace plumbline::schedule
