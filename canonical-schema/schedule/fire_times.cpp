#include "canonical-schema/schedule/fire_times.hpp"

#include <algorithm>
#include <bit>

#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

using namespace std::chrono;

constexpr seconds day_length = days{1};
/// Beyond what any search needs: a rule that has a clock time has one in every cycle.
constexpr seconds search_limit = days{2 * days_of_cycle};

/// A reading of a local clock, in seconds since 1970-01-01T00:00:00 on that clock.
using LocalTime = local_seconds;

LocalTime local(Instant at, Seconds offset) { return LocalTime{at.time_since_epoch() + offset}; }
Instant utc(LocalTime at, Seconds offset) { return Instant{at.time_since_epoch() - offset}; }

Day day_of(LocalTime at) { return Day{floor<days>(at.time_since_epoch())}; }

/// The first clock time of the rule at or after `from` and before `limit`.
std::optional<LocalTime> next_clock_time(const CalendarRule& rule, LocalTime from,
                                         LocalTime limit) {
  Day day = day_of(from);
  seconds in_day = from.time_since_epoch() - day.time_since_epoch();
  while (local_seconds{day.time_since_epoch()} < limit) {
    const auto found = rule.days.next(day);
    if (!found) return std::nullopt;
    if (*found != day) in_day = seconds{0};
    day = *found;
    if (!rule.years.is_every()) {
      const int year = year_of(day);
      const auto next_year = rule.years.next(year);
      if (!next_year) return std::nullopt;
      if (*next_year != year) {
        day = Day{std::chrono::year{*next_year} / January / 1};
        in_day = seconds{0};
        continue;
      }
    }
    int minute = static_cast<int>(in_day / minutes{1});
    // The rest of a minute that has begun, then whole minutes.
    const int into_minute = static_cast<int>((in_day % minutes{1}).count());
    if (into_minute != 0 && rule.minutes.contains(minute)) {
      const std::uint64_t rest = rule.seconds & (~std::uint64_t{0} << into_minute);
      if (rest != 0) {
        return LocalTime{day.time_since_epoch() + minutes{minute} +
                         seconds{std::countr_zero(rest)}};
      }
    }
    if (into_minute != 0) ++minute;
    if (const int next = rule.minutes.next(minute); next >= 0) {
      return LocalTime{day.time_since_epoch() + minutes{next} +
                       seconds{std::countr_zero(rule.seconds)}};
    }
    day += days{1};
    in_day = seconds{0};
  }
  return std::nullopt;
}

/// The last second of the rule's day before `limit`, which is at most a whole day.
std::optional<seconds> last_in_day(const CalendarRule& rule, seconds limit) {
  if (limit <= seconds{0}) return std::nullopt;
  const auto last = limit - seconds{1};
  const int minute = static_cast<int>(last / minutes{1});
  const auto second = static_cast<unsigned>((last % minutes{1}).count());
  const std::uint64_t begun = rule.seconds & (~std::uint64_t{0} >> (63U - second));
  const auto at_second = [](int at, std::uint64_t of) {
    return minutes{at} + seconds{63 - std::countl_zero(of)};
  };
  if (begun != 0 && rule.minutes.contains(minute)) return at_second(minute, begun);
  const int earlier = rule.minutes.previous(minute - 1);
  return earlier < 0 ? std::nullopt : std::optional(at_second(earlier, rule.seconds));
}

/// The last day of the rule at or before `day` and not before the month of `first`.
std::optional<Day> last_day(const CalendarRule& rule, Day day, Day first) {
  const year_month_day date{day};
  const year_month_day bound{first};
  auto month = date.year() / date.month();
  std::uint32_t open = ~0U >> (32U - static_cast<unsigned>(date.day()));
  for (; month >= bound.year() / bound.month(); month -= months{1}) {
    const bool in_year =
        rule.years.is_every() || rule.years.contains(static_cast<int>(month.year()));
    const std::uint32_t of_month = in_year ? rule.days.words.at(shape_of(month)) & open : 0;
    if (of_month != 0) return Day{sys_days{month / 1}} + days{31 - std::countl_zero(of_month)};
    open = ~0U;
  }
  return std::nullopt;
}

/// The last clock time of the rule before `before` and at or after `from`.
std::optional<LocalTime> last_clock_time(const CalendarRule& rule, LocalTime from,
                                         LocalTime before) {
  const Day first = day_of(from);
  for (auto day = last_day(rule, day_of(before), first); day && *day >= first;
       day = last_day(rule, *day - days{1}, first)) {
    const LocalTime midnight{day->time_since_epoch()};
    const auto last = last_in_day(rule, std::min(before - midnight, day_length));
    if (last) return midnight + *last >= from ? std::optional(midnight + *last) : std::nullopt;
  }
  return std::nullopt;
}

/// Part of a segment in which a rule's clock times count, [begin, end) UTC.
struct Span {
  Instant begin;
  Instant end;
};

/// The segment without the copy of repeated times that the policy drops.
Span counted(const Segment& segment, FoldPolicy fold) {
  Span span{segment.begin, segment.end};
  switch (fold) {
    case FoldPolicy::first:
      if (segment.begin != Instant::min()) span.begin += segment.repeated();
      break;
    case FoldPolicy::second:
      if (segment.end != Instant::max()) span.end -= segment.to_repeat();
      break;
    case FoldPolicy::both:
    case FoldPolicy::undefined:
      break;
  }
  return span;
}

/// The first instant at or after `from` to which the policy moves a time skipped at the segment's
/// begin.
std::optional<Instant> next_moved(const CalendarRule& rule, const Segment& segment, Instant from) {
  const Seconds gap = segment.gap();
  if (gap == Seconds{0} || segment.begin == Instant::min()) return std::nullopt;
  const LocalTime skipped_from = local(segment.begin, segment.offset_before);
  const LocalTime skipped_to = skipped_from + gap;
  switch (rule.dst.gap) {
    case GapPolicy::skip:
      return std::nullopt;
    case GapPolicy::shift: {
      const LocalTime start = std::max(skipped_from, local(from, segment.offset_before));
      const auto found = next_clock_time(rule, start, skipped_to);
      if (!found || *found >= skipped_to) return std::nullopt;
      return utc(*found, segment.offset_before);
    }
    case GapPolicy::resume: {
      if (from > segment.begin || gap > longest_resumed_gap) return std::nullopt;
      const auto found = next_clock_time(rule, skipped_from, skipped_to);
      if (!found || *found >= skipped_to) return std::nullopt;
      return segment.begin;
    }
  }
  return std::nullopt;
}

std::optional<Instant> next_in_segment(const CalendarRule& rule, const Zone& zone,
                                       const Segment& segment, Instant from) {
  std::optional<Instant> best = next_moved(rule, segment, from);
  if (rule.dst.elapsed) {
    const auto first = first_elapsed(rule, zone, segment);
    if (first && from <= *first) best = first;
    if (first && from <= *first) from = segment.end;
  }
  if (best && *best >= segment.end) best.reset();
  const Span span = counted(segment, rule.dst.fold);
  const Instant start = std::max(from, span.begin);
  const Instant end = std::min(span.end, start + search_limit);
  if (start < end) {
    const auto found =
        next_clock_time(rule, local(start, segment.offset), local(end, segment.offset));
    if (found) {
      const Instant at = utc(*found, segment.offset);
      if (at < end && (!best || at < *best)) best = at;
    }
  }
  return best;
}

/// True within 12,000 years around 1970: std::chrono counts years up to 32,767, and a search may
/// go on for a while from here.
bool is_reasonable(Instant at) {
  constexpr seconds bound = days{30 * days_of_cycle};
  return at.time_since_epoch() < bound && at.time_since_epoch() > -bound;
}

std::optional<Instant> within(const Window& window, std::optional<Instant> at) {
  if (at && window.end && *at >= *window.end) return std::nullopt;
  return at;
}

Instant opened(const Window& window, Instant from) {
  return window.start ? std::max(from, *window.start) : from;
}

/// anchor + n months, cut to the length of the month.
Instant months_later(Instant anchor, std::int64_t count) {
  const Day day = floor<days>(anchor);
  const year_month_day date{day};
  const year_month month = date.year() / date.month() + months{count};
  const auto last = (month / std::chrono::last).day();
  return sys_days{month / std::min(date.day(), last)} + (anchor - day);
}

}  // namespace

std::optional<Instant> first_elapsed(const CalendarRule& rule, const Zone& zone,
                                     const Segment& segment) {
  // Segments without a run are passed over; a rule that rests for longer has no phase to carry.
  constexpr int most_segments = 16;
  constexpr seconds longest_rest = days{8 * 366};
  Segment earlier = segment;
  for (int i = 0; i < most_segments && earlier.begin != Instant::min(); ++i) {
    earlier = segment_at(zone, earlier.begin - seconds{1});
    const Instant begin = std::max(earlier.begin, earlier.end - longest_rest);
    const auto last =
        last_clock_time(rule, local(begin, earlier.offset), local(earlier.end, earlier.offset));
    if (!last) continue;
    const auto next = next_clock_time(rule, *last + seconds{1}, *last + search_limit);
    if (!next) return std::nullopt;
    return utc(*last, earlier.offset) + (*next - *last);
  }
  return std::nullopt;
}

std::optional<Instant> next_fire(const CalendarRule& rule, const Zone& zone, Instant from) {
  if (rule.empty() || !is_reasonable(from)) return std::nullopt;
  const Instant limit = from + search_limit;
  for (Instant at = from; at < limit;) {
    const Segment segment = segment_at(zone, at);
    if (const auto found = next_in_segment(rule, zone, segment, at)) return found;
    if (segment.end == Instant::max()) break;
    at = segment.end;
  }
  return std::nullopt;
}

std::optional<Instant> next_fire(const std::vector<CalendarRule>& rules, const Zone& zone,
                                 Instant from) {
  std::optional<Instant> best;
  for (const auto& rule : rules) {
    const auto found = next_fire(rule, zone, from);
    if (found && (!best || *found < *best)) best = found;
    if (best == from) break;
  }
  return best;
}

std::optional<Instant> next_fire(const IntervalPart& interval, Instant from) {
  if (!interval.anchor || !is_reasonable(from) || !is_reasonable(*interval.anchor)) {
    return std::nullopt;
  }
  from = opened(interval.window, from);
  const Instant anchor = *interval.anchor;
  if (interval.months == 0) {
    const Seconds period{interval.seconds};
    Seconds past = (anchor - from) % period;
    if (past < Seconds{0}) past += period;
    return within(interval.window, from + past);
  }
  const auto months_between = floor<months>(floor<days>(from) - floor<days>(anchor)).count();
  std::int64_t steps = months_between / interval.months - 1;
  while (months_later(anchor, steps * interval.months) < from) ++steps;
  return within(interval.window, months_later(anchor, steps * interval.months));
}

std::optional<Instant> next_fire(const Compiled& schedule, Instant from) {
  std::optional<Instant> best;
  const auto consider = [&](std::optional<Instant> at) {
    if (at && (!best || *at < *best)) best = at;
  };
  for (const auto& part : schedule.calendars) {
    if (!part.zone) continue;
    consider(within(part.window, next_fire(part.rules, *part.zone, opened(part.window, from))));
  }
  for (const auto& interval : schedule.intervals) consider(next_fire(interval, from));
  for (const auto& once : schedule.once) {
    if (once.at && *once.at >= from) consider(once.at);
  }
  return best;
}

bool fires_at(const Compiled& schedule, Instant at) { return next_fire(schedule, at) == at; }

std::vector<Instant> next_fires(const Compiled& schedule, Instant from, std::size_t count) {
  std::vector<Instant> instants;
  while (instants.size() < count) {
    const auto next = next_fire(schedule, from);
    if (!next) break;
    instants.push_back(*next);
    from = *next + Seconds{1};
  }
  return instants;
}

namespace {

/// Adds the clock times of [begin, end) UTC, read with `offset`, as minutes of the UTC day.
void add_clock_minutes(const CalendarRule& rule, Instant begin, Instant end, Seconds offset,
                       Day utc_day, MinuteSet& target) {
  for (LocalTime from = local(begin, offset); from < local(end, offset);) {
    const Day day = day_of(from);
    const LocalTime midnight{day.time_since_epoch()};
    const LocalTime until = std::min(local(end, offset), midnight + day_length);
    if (rule.fires_on(day)) {
      target.insert_range(rule.minutes, static_cast<int>((from - midnight) / minutes{1}),
                          static_cast<int>((until - midnight) / minutes{1}),
                          static_cast<int>((utc(from, offset) - utc_day) / minutes{1}));
    }
    from = until;
  }
}

void add_elapsed_minutes(const CalendarRule& rule, const Zone& zone, const Segment& segment,
                         Span span, Day utc_day, MinuteSet& target) {
  if (const auto first = first_elapsed(rule, zone, segment)) {
    if (*first >= span.begin && *first < span.end) {
      target.insert(static_cast<int>((floor<minutes>(*first) - utc_day) / minutes{1}));
    }
    span.begin = std::max(span.begin, Instant{floor<minutes>(*first)} + minutes{1});
  }
  if (span.begin < span.end) {
    add_clock_minutes(rule, span.begin, span.end, segment.offset, utc_day, target);
  }
}

}  // namespace

void add_day_minutes(const std::vector<CalendarRule>& rules, std::uint64_t seconds_wanted,
                     const Zone& zone, Day utc_day, MinuteSet& target) {
  const Instant day_end = utc_day + day_length;
  for (Instant at = utc_day; at < day_end;) {
    const Segment segment = segment_at(zone, at);
    const Instant until = std::min(segment.end, day_end);
    for (const auto& rule : rules) {
      if ((rule.seconds & seconds_wanted) != seconds_wanted) continue;
      if (rule.dst.elapsed) {
        add_elapsed_minutes(rule, zone, segment, {at, until}, utc_day, target);
        continue;
      }
      const Span span = counted(segment, rule.dst.fold);
      const Instant begin = std::max(at, span.begin);
      const Instant end = std::min(until, span.end);
      if (begin < end) add_clock_minutes(rule, begin, end, segment.offset, utc_day, target);
      for (auto moved = next_moved(rule, segment, at); moved && *moved < until;
           moved = next_moved(rule, segment, *moved + minutes{1})) {
        target.insert(static_cast<int>((floor<minutes>(*moved) - utc_day) / minutes{1}));
      }
    }
    at = until;
  }
}

}  // namespace plumbline::schedule
