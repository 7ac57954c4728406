#include "canonical-schema/schedule/relate/run_terms.hpp"

#include <algorithm>
#include <set>

#include "canonical-schema/schedule/relate/run_distance.hpp"
#include "canonical-schema/schedule/relation.hpp"

namespace plumbline::schedule {
namespace {

/// Calls `visit` with the terms of each part that fires by time.
template <typename Visit>
void each_terms(const Compiled& schedule, const Visit& visit) {
  for (const auto& part : schedule.calendars) visit(part.terms);
  for (const auto& part : schedule.intervals) visit(part.terms);
  for (const auto& part : schedule.once) visit(part.terms);
  for (const auto& part : schedule.random) visit(part.terms);
}

/// What the terms of all parts say in one respect.
template <typename Value>
std::set<Value> values_of(const Compiled& schedule, Value RunTerms::* member) {
  std::set<Value> values;
  each_terms(schedule, [&](const RunTerms& terms) { values.insert(terms.*member); });
  return values;
}

/// The parts whose terms are wanted, joined where nothing else tells them apart.
template <typename Wanted>
Compiled parts_where(const Compiled& schedule, const Wanted& wanted) {
  Compiled parts;
  const auto take = [&](const auto& from, auto& into) {
    for (const auto& part : from) {
      if (!wanted(part.terms)) continue;
      into.push_back(part);
      into.back().terms = {};
    }
  };
  for (const auto& part : schedule.calendars) {
    if (!wanted(part.terms)) continue;
    const auto same = std::ranges::find_if(parts.calendars, [&](const CalendarPart& known) {
      return known.has_clock_of(part) && known.window == part.window;
    });
    if (same == parts.calendars.end()) {
      parts.calendars.push_back(part);
      parts.calendars.back().terms = {};
    } else {
      same->rules.insert(same->rules.end(), part.rules.begin(), part.rules.end());
      same->rules = normalise(std::move(same->rules));
    }
  }
  take(schedule.intervals, parts.intervals);
  take(schedule.once, parts.once);
  take(schedule.random, parts.random);
  return parts;
}

/// Whether the times agree as far as can be told.
bool agrees(const Comparison& comparison) {
  switch (comparison.relation) {
    case Relation::equal:
    case Relation::equal_except_dst:
    case Relation::equal_firing:
    case Relation::unknown_phase:
    case Relation::unknown_zone:
    case Relation::never_both:
      return true;
    case Relation::nondeterministic:
      return comparison.same_ranges;
    case Relation::ambiguous_version:
    case Relation::seasonal:
    case Relation::subset:
    case Relation::superset:
    case Relation::different:
    case Relation::never_a:
    case Relation::never_b:
    case Relation::incomparable:
      return false;
  }
  return false;
}

/// Whether sides with the same runs say the same of each of them in one respect.
template <typename Value>
bool say_the_same(const Compiled& a, const Compiled& b, Value RunTerms::* member, Instant as_of) {
  auto values = values_of(a, member);
  const auto of_b = values_of(b, member);
  if (values == of_b && values.size() <= 1) return true;
  values.insert(of_b.begin(), of_b.end());
  return std::ranges::all_of(values, [&](const Value& value) {
    const auto wanted = [&](const RunTerms& terms) { return terms.*member == value; };
    return agrees(relate_times(parts_where(a, wanted), parts_where(b, wanted), as_of));
  });
}

}  // namespace

bool has_several_terms(const Compiled& schedule) {
  std::set<RunTerms> all;
  each_terms(schedule, [&](const RunTerms& terms) { all.insert(terms); });
  return all.size() > 1;
}

Compiled without_terms(const Compiled& schedule) {
  Compiled times = parts_where(schedule, [](const RunTerms&) { return true; });
  times.signals = schedule.signals;
  return times;
}

bool has_one_jitter(const Compiled& schedule) {
  return values_of(schedule, &RunTerms::jitter).size() <= 1;
}

Seconds longest_jitter(const Compiled& schedule) {
  const auto jitters = values_of(schedule, &RunTerms::jitter);
  return jitters.empty() ? Seconds{0} : *jitters.rbegin();
}

void compare_jitter(Comparison& comparison, const Compiled& a, const Compiled& b, Instant as_of) {
  if (!agrees(comparison) || comparison.relation == Relation::never_both) return;
  if (say_the_same(a, b, &RunTerms::jitter, as_of)) return;
  const Seconds most = std::max(longest_jitter(a), longest_jitter(b));
  if (comparison.relation == Relation::nondeterministic) {
    comparison.same_ranges = false;
    comparison.reason = "their runs are spread over different windows after them";
  } else if (most * 2 >=
             std::max(least_distance(a, as_of, most * 2), least_distance(b, as_of, most * 2))) {
    comparison.relation = Relation::different;
    comparison.reason = "a run may be spread so far that it comes nearer to another";
  } else if (comparison.relation == Relation::equal) {
    comparison.relation = Relation::equal_firing;
    comparison.reason = "the same times; their runs are spread over different windows after them";
  }
}

void compare_logical_dates(Comparison& comparison, const Compiled& a, const Compiled& b,
                           Instant as_of) {
  const auto silent = [](const Compiled& side) {
    return values_of(side, &RunTerms::logical_date).contains(LogicalDate::none);
  };
  if (comparison.relation != Relation::equal || silent(a) || silent(b) ||
      say_the_same(a, b, &RunTerms::logical_date, as_of)) {
    return;
  }
  comparison.relation = Relation::equal_firing;
  comparison.reason =
      "the same instants; a run's logical date is the run itself on one side and "
      "the run before it on the other";
}

}  // namespace plumbline::schedule
