#include "canonical-schema/schedule/difference.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "canonical-schema/schedule/cause.hpp"
#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/fire_times.hpp"
#include "canonical-schema/schedule/relate/run_terms.hpp"
#include "canonical-schema/schedule/relation.hpp"
#include "canonical-schema/schedule/season.hpp"
#include "canonical-schema/schedule/written_time.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

using namespace std::chrono;

/// "96", "21.7".
std::string short_number(double value) {
  const auto tenths = std::llround(value * 10);
  const auto whole = std::to_string(tenths / 10);
  return tenths % 10 == 0 ? whole : whole + "." + std::to_string(tenths % 10);
}

std::string times(double count) {
  const auto number = short_number(count);
  return number == "1" ? "once" : number + " times";
}

/// "96 times a day", "26.6 times a month", "4 times a year", "24.3 times in 100 years".
std::string frequency_words(double per_month) {
  constexpr double days_of_month = 365.2425 / 12;
  constexpr double months_of_year = 12;
  if (per_month >= days_of_month * 0.999) return times(per_month / days_of_month) + " a day";
  if (per_month >= 1) return times(per_month) + " a month";
  if (per_month * months_of_year >= 0.95) return times(per_month * months_of_year) + " a year";
  return times(per_month * months_of_year * 100) + " in 100 years";
}

std::string frequencies(const Compiled& a, const Compiled& b) {
  const auto runs_a = runs_per_month(a);
  const auto runs_b = runs_per_month(b);
  if (!runs_a || !runs_b || *runs_a == 0 || *runs_b == 0) return {};
  const auto words_a = frequency_words(*runs_a);
  const auto words_b = frequency_words(*runs_b);
  if (words_a == words_b) return "Both run " + words_a + ". ";
  return "A runs " + words_a + ", B " + words_b + ". ";
}

/// "09:00", without the seconds.
std::string minute_text(Instant at) { return clock_text(at).substr(0, 5); }

/// What only one side runs within half a day of an instant: "on 2026-03-29 only A runs (01:30
/// UTC)".
std::string parting_words(const Compiled& a, const Compiled& b, const Comparison& comparison,
                          Instant at) {
  const auto only = [&](const Compiled& one, const Compiled& other, std::optional<Instant> first) {
    std::string text;
    if (!first) return text;
    const Instant until = at + hours{12};
    // Before its first one a side has none.
    for (auto run = next_fire(one, std::max(*first, at - hours{12})); run && *run < until;
         run = next_fire(one, *run + Seconds{1})) {
      if (fires_at(other, *run) || text.ends_with(minute_text(*run))) continue;
      if (text.size() > 30) return text + " …";
      text += (text.empty() ? "" : ", ") + minute_text(*run);
    }
    return text;
  };
  const auto only_a = only(a, b, comparison.first_only_a);
  const auto only_b = only(b, a, comparison.first_only_b);
  std::string text = "On " + date_text(at);
  if (!only_a.empty()) text += " only A runs at " + only_a + " UTC";
  if (!only_a.empty() && !only_b.empty()) text += ",";
  if (!only_b.empty()) text += " only B runs at " + only_b + " UTC";
  return text + ". ";
}

/// Around the witnesses: where A has a run alone, and where B has one.
std::string clock_change_words(const Compiled& a, const Compiled& b, const Comparison& comparison) {
  std::set<Instant> days_told;
  std::string text;
  for (const auto& at : {comparison.first_only_a, comparison.first_only_b}) {
    if (!at || !days_told.insert(floor<days>(*at)).second) continue;
    text += parting_words(a, b, comparison, *at);
  }
  return text;
}

/// On how many of the days with runs among the next 365 (UTC) both run at the same times; empty
/// where counting would take long. It is only said; the verdict does not rest on it.
std::string equal_days_words(const Compiled& a, const Compiled& b, Instant as_of) {
  constexpr double most_counted = 5'000;
  constexpr int days_counted = 365;
  const auto runs_a = runs_per_month(a);
  const auto runs_b = runs_per_month(b);
  if (!runs_a || !runs_b || *runs_a > most_counted || *runs_b > most_counted) return {};
  const Day first = ceil<days>(as_of);
  std::set<Day> all;
  std::set<Day> differing;
  const auto look = [&](const Compiled& one, const Compiled& other) {
    for (auto run = next_fire(one, first); run && *run < first + days{days_counted};
         run = next_fire(one, *run + Seconds{1})) {
      all.insert(floor<days>(*run));
      if (!fires_at(other, *run)) differing.insert(floor<days>(*run));
    }
  };
  look(a, b);
  look(b, a);
  return "Equal on " + std::to_string(all.size() - differing.size()) + " of " +
         std::to_string(all.size()) +
         (all.size() == days_counted ? " days. " : " days with runs. ");
}

/// "they wait for different events": a sentence of it.
std::string sentence_of(std::string clause) {
  if (clause.empty()) return clause;
  if (clause.front() >= 'a' && clause.front() <= 'z') {
    clause.front() = static_cast<char>(clause.front() - 'a' + 'A');
  }
  return clause + ".";
}

/// True if the times are those of the other side and only how far runs are spread differs.
bool spreads_alone_differ(const Compiled& a, const Compiled& b, Instant as_of) {
  if (longest_jitter(a) == Seconds{0} && longest_jitter(b) == Seconds{0}) return false;
  return relate_times(a, b, as_of).relation != Relation::different;
}

std::string containment_words(const Compiled& a, const Compiled& b, const Comparison& comparison,
                              Instant as_of) {
  if (comparison.relation == Relation::subset) return "Every run of A is also a run of B.";
  if (comparison.relation == Relation::superset) return "Every run of B is also a run of A.";
  if (!fires_by_time(a) || !fires_by_time(b) || spreads_alone_differ(a, b, as_of)) {
    return sentence_of(comparison.reason);
  }
  if (never_fires(a) || has_ended(a, as_of)) return "Only B has runs left.";
  if (never_fires(b) || has_ended(b, as_of)) return "Only A has runs left.";
  return "Each has runs that the other lacks.";
}

std::string summary_of(const Compiled& a, const Compiled& b, const Comparison& comparison,
                       const std::string& seasons, Instant as_of) {
  switch (comparison.relation) {
    case Relation::equal:
      if (!fires_by_time(a)) return "Both are started alike, and no clock starts them.";
      return "They run at the same instants for all time, clock changes included.";
    case Relation::equal_except_dst:
      return "The same clock times; they part only at clock changes. " +
             clock_change_words(a, b, comparison);
    case Relation::equal_firing:
      return "They run at the same instants. What they say of a run differs: " + comparison.reason +
             ".";
    case Relation::unknown_phase:
      return "Both run equally often; from when at least one of them counts is not in its text.";
    case Relation::unknown_zone:
      return "The clock times agree; whether the instants do depends on a zone that is not known.";
    case Relation::ambiguous_version:
      return "It depends on the engine's version: " + comparison.reason + ".";
    case Relation::never_a:
      return comparison.ended ? "No run of A is left." : "A is accepted and never runs.";
    case Relation::never_b:
      return comparison.ended ? "No run of B is left." : "B is accepted and never runs.";
    case Relation::never_both:
      return comparison.ended ? "No run of either is left."
                              : "Both are accepted and neither ever runs.";
    case Relation::nondeterministic:
      return comparison.same_ranges ? "A time is drawn, on both sides from the same range."
                                    : "A time is drawn, and not on both sides from the same range.";
    case Relation::incomparable:
      return "They cannot be compared: " + comparison.reason + ".";
    case Relation::seasonal:
      return frequencies(a, b) + equal_days_words(a, b, as_of) + seasons;
    case Relation::subset:
    case Relation::superset:
    case Relation::different:
      return frequencies(a, b) + containment_words(a, b, comparison, as_of);
  }
  return {};
}

bool worth_a_cause(Relation relation) {
  return relation == Relation::subset || relation == Relation::superset ||
         relation == Relation::different || relation == Relation::seasonal ||
         relation == Relation::equal_except_dst;
}

std::string trimmed(std::string text) {
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

/// A rule that runs in every hour has a run beside any that a clock change takes or adds.
bool runs_every_hour(const CalendarRule& rule) {
  for (int hour = 0; hour < 24; ++hour) {
    const int next = rule.minutes.next(hour * 60);
    if (next < 0 || next >= (hour + 1) * 60) return false;
  }
  return true;
}

std::string minute_text(seconds in_day) { return minute_text(Instant{in_day}); }

std::string gap_words(const DstPolicy& policy, seconds at, seconds from, seconds to) {
  if (policy.elapsed) return " does not run";
  switch (policy.gap) {
    case GapPolicy::skip:
      return " does not run";
    case GapPolicy::shift:
      return " runs at " + minute_text(at + (to - from));
    case GapPolicy::resume:
      return " runs at " + minute_text(to);
  }
  return {};
}

std::string fold_words(const DstPolicy& policy) {
  if (policy.elapsed) return " runs both times";
  switch (policy.fold) {
    case FoldPolicy::first:
      return " runs the first time only";
    case FoldPolicy::second:
      return " runs the second time only";
    case FoldPolicy::both:
      return " runs both times";
    case FoldPolicy::undefined:
      return " runs once or twice, which is not defined";
  }
  return {};
}

/// What the change at the segment's end does to a rule; empty if nothing.
std::string change_words(const CalendarRule& rule, const Window& window, const Segment& segment) {
  const bool gap = segment.offset_after > segment.offset;
  const Seconds low = std::min(segment.offset, segment.offset_after);
  const Seconds high = std::max(segment.offset, segment.offset_after);
  const Instant from_local = segment.end + low;
  const Day day = floor<days>(from_local);
  const seconds from = from_local - day;
  const seconds to = from + (high - low);
  if (!rule.fires_on(day) || runs_every_hour(rule)) return {};
  const int minute = rule.minutes.next(static_cast<int>(from / minutes{1}));
  if (minute < 0 || minutes{minute} >= to) return {};
  // Of a repeated time the first one.
  const Instant run = Instant{day} + minutes{minute} - segment.offset;
  if (window.start && run < *window.start) return {};
  if (window.end && run >= *window.end) return {};
  return "on " + date_text(day) + " the clock " + (gap ? "skips " : "repeats ") +
         minute_text(from) + " to " + minute_text(to) + ": " + minute_text(minutes{minute}) +
         (gap ? gap_words(rule.dst, minutes{minute}, from, to) : fold_words(rule.dst));
}

}  // namespace

Difference explain_difference(const WrittenSchedule& a, const WrittenSchedule& b,
                              const Comparison& comparison, const ZoneSource& zones,
                              Instant as_of) {
  Difference difference;
  if (comparison.relation == Relation::seasonal) {
    difference.seasons = season_words(a.schedule, b.schedule, as_of);
    if (difference.seasons.empty()) {
      difference.seasons =
          "They agree in one part of the year only: their clocks do not change together.";
    }
  }
  difference.summary =
      trimmed(summary_of(a.schedule, b.schedule, comparison, difference.seasons, as_of));
  if (!worth_a_cause(comparison.relation)) return difference;
  auto found = find_cause(a, b, zones, as_of);
  difference.cause = std::move(found.cause);
  difference.hint = std::move(found.hint);
  if (difference.cause.empty()) difference.cause = comparison.reason;
  return difference;
}

std::vector<std::string> explain_clock_changes(const Compiled& schedule, Instant as_of) {
  constexpr std::size_t most_sentences = 2;
  std::vector<std::string> sentences;
  for (const auto& part : schedule.calendars) {
    if (!part.zone) continue;
    for (Segment segment = segment_at(*part.zone, as_of); segment.end < as_of + days{400};
         segment = segment_at(*part.zone, segment.end)) {
      for (const auto& rule : part.rules) {
        const auto words = change_words(rule, part.window, segment);
        if (!words.empty()) sentences.push_back(words);
        if (sentences.size() == most_sentences) return sentences;
      }
    }
  }
  return sentences;
}

}  // namespace plumbline::schedule
