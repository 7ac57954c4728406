#include "reports/schedule_view.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::reports {
namespace {

using schedule::FoldPolicy;
using schedule::GapPolicy;
using schedule::Relation;

Seconds offset_at(const schedule::Zone& zone, Instant at) {
  return schedule::segment_at(zone, at).offset;
}

/// "Mon 2026-01-05 09:00", of an instant moved to the clock that is meant.
std::string clock_text(Instant local) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(local));
  std::string text = to_rfc3339(local);
  text.pop_back();
  text[text.find('T')] = ' ';
  if (text.ends_with(":00")) text.resize(text.size() - 3);
  return std::string(days.at(day.c_encoding())) + " " + text;
}

void add_zone(std::vector<schedule::ZonePtr>& zones, const schedule::ZonePtr& zone) {
  if (!zone) return;
  const bool is_utc = zone->transitions.empty() && zone->initial_offset == Seconds{0};
  const bool known = std::ranges::any_of(
      zones, [&](const schedule::ZonePtr& each) { return each->name == zone->name; });
  if (!is_utc && !known) zones.push_back(zone);
}

const char* gap_words(GapPolicy gap) {
  switch (gap) {
    case GapPolicy::skip:
      return "skipped times do not run";
    case GapPolicy::shift:
      return "skipped times run as much later as the clock jumps";
    case GapPolicy::resume:
      return "skipped times run right after the jump";
  }
  return "";
}

const char* fold_words(FoldPolicy fold) {
  switch (fold) {
    case FoldPolicy::first:
      return "repeated times run the first time only";
    case FoldPolicy::second:
      return "repeated times run the second time only";
    case FoldPolicy::both:
      return "repeated times run twice";
    case FoldPolicy::undefined:
      return "repeated times run once or twice, depending on the zone and the engine's version";
  }
  return "";
}

std::string policy_words(const schedule::DstPolicy& policy) {
  if (policy.elapsed) return "runs keep their distance across the change";
  return std::string(gap_words(policy.gap)) + ", " + fold_words(policy.fold);
}

/// True if the engine itself is known to lose runs that the text asks for.
bool loses_runs(const ShownSchedule& shown) {
  constexpr std::array<std::string_view, 2> defects{"open-step", "nearest-weekday-lost"};
  return std::ranges::any_of(schedule::lints(*shown.compiled), [&](const schedule::Lint& lint) {
    return std::ranges::find(defects, lint.code) != defects.end();
  });
}

/// What two equal schedules do; an engine's own defect is no part of the text, and is not hidden.
std::string as_written(const ShownComparison& shown) {
  const bool a = loses_runs(shown.a);
  const bool b = loses_runs(shown.b);
  if (!a && !b) return "A and B always fire at the same instants";
  return std::string("A and B are written for the same instants; the engine of ") +
         (a && b ? "each"
          : a    ? "A"
                 : "B") +
         " loses some of them, see the warning";
}

}  // namespace

std::string sentence(const ShownComparison& shown) {
  const auto& comparison = shown.comparison;
  switch (comparison.relation) {
    case Relation::equal:
      if (!schedule::fires_by_time(*shown.a.compiled)) {
        return "A and B are started alike, and no clock starts them";
      }
      return as_written(shown);
    case Relation::equal_except_dst:
      return "A and B fire at the same instants, except around clock changes";
    case Relation::equal_firing:
      return "A and B have the same times; what is said of their runs beside them differs";
    case Relation::unknown_phase:
      return "A and B have the same period; whether they fire together depends on when each of "
             "them was started, which the text does not tell";
    case Relation::unknown_zone:
      return "A and B have the same clock times; whether they fire together depends on a zone that "
             "is not named";
    case Relation::ambiguous_version:
      return "it depends on the engine's version";
    case Relation::seasonal:
      return "A and B fire at the same instants in one part of the year and not in the other";
    case Relation::subset:
      return "every run of A is also one of B, and B has more";
    case Relation::superset:
      return "every run of B is also one of A, and A has more";
    case Relation::different:
      return "A and B fire at different instants";
    case Relation::never_a:
      return comparison.ended ? "no run of A is left" : "A is accepted and never fires";
    case Relation::never_b:
      return comparison.ended ? "no run of B is left" : "B is accepted and never fires";
    case Relation::never_both:
      return comparison.ended ? "no run of either is left"
                              : "both are accepted and neither ever fires";
    case Relation::nondeterministic:
      return comparison.same_ranges ? "both draw their times, from the same ranges"
                                    : "times are drawn, and not from the same ranges";
    case Relation::incomparable:
      return "A and B cannot be compared run by run";
  }
  return {};
}

std::string unknown_instants(const ShownSchedule& shown) {
  const auto& schedule = *shown.compiled;
  const auto counts_from = [](const auto& part) { return part.anchor.has_value(); };
  // `any` is a zone that is never told.
  const auto has_zone = [](const auto& part) { return part.zone != nullptr; };
  if (lacks_zone(schedule) || !std::ranges::all_of(schedule.calendars, has_zone)) {
    return "the instants cannot be told without a zone: write one behind it, e.g. @Europe/Berlin";
  }
  if (!std::ranges::all_of(schedule.intervals, counts_from)) {
    return "the instants cannot be told: the text does not say where it is counted from; give that "
           "in place of the text, {\"dialect\": …, \"expr\": …, \"anchor\": "
           "\"2026-01-01T00:00:00Z\"}";
  }
  if (!schedule.random.empty()) {
    return shown.dialect == "jenkins"
               ? "the instants cannot be told: H follows from the job's name; write it, "
                 "jenkins:team/job:EXPR"
               : "the instants cannot be told: the engine draws them at random; "
                 "write fixed numbers for fixed times";
  }
  return {};
}

std::string over_words(const schedule::Compiled& schedule, Instant from) {
  return schedule::has_ended(schedule, from) ? "no run is left from " + moment_text(from) + " on"
                                             : std::string();
}

bool lacks_zone(const schedule::Compiled& schedule) {
  const auto lacks = [](const auto& part) {
    return part.ref.knowledge == schedule::ZoneKnowledge::platform_default;
  };
  return std::ranges::any_of(schedule.calendars, lacks) ||
         std::ranges::any_of(schedule.once, lacks) || std::ranges::any_of(schedule.random, lacks);
}

std::vector<schedule::ZonePtr> zones_of(const schedule::Compiled& schedule) {
  std::vector<schedule::ZonePtr> zones;
  for (const auto& part : schedule.calendars) add_zone(zones, part.zone);
  for (const auto& part : schedule.once) add_zone(zones, part.zone);
  return zones;
}

std::vector<schedule::ZonePtr> zones_of(const schedule::Compiled& a, const schedule::Compiled& b) {
  auto zones = zones_of(a);
  for (const auto& zone : zones_of(b)) add_zone(zones, zone);
  return zones;
}

std::string moment_text(Instant at) { return clock_text(at) + " UTC"; }

std::string moment_text(Instant at, const schedule::Zone& zone) {
  return clock_text(at + offset_at(zone, at)) + " " + zone.name;
}

std::string rfc3339_in(Instant at, const schedule::Zone& zone) {
  const Seconds offset = offset_at(zone, at);
  std::string text = to_rfc3339(at + offset);
  text.pop_back();
  const auto minutes = std::abs(offset.count()) / 60;
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%c%02d:%02d", offset.count() < 0 ? '-' : '+',
                static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
  return text + buffer.data();
}

bool repeats_clock(const schedule::Zone& zone, Instant at) {
  const auto segment = schedule::segment_at(zone, at);
  return segment.repeated() > Seconds{0} && at < segment.begin + segment.repeated();
}

std::chrono::sys_days day_in(Instant at, const schedule::Zone& zone) {
  return std::chrono::floor<std::chrono::days>(at + offset_at(zone, at));
}

std::string zone_name(const schedule::ZoneRef& zone) {
  switch (zone.knowledge) {
    case schedule::ZoneKnowledge::named:
      return zone.name;
    case schedule::ZoneKnowledge::any:
      return "any";
    case schedule::ZoneKnowledge::platform_default:
    case schedule::ZoneKnowledge::unobservable:
      break;
  }
  return {};
}

std::string rendered_words(Relation relation) {
  switch (relation) {
    case Relation::equal:
      return "the same runs";
    case Relation::equal_firing:
      return "the same times; what is said of the runs beside them differs";
    case Relation::equal_except_dst:
      return "the same runs, except around clock changes";
    case Relation::unknown_phase:
      return "the same period; where it is counted from is not in the text";
    case Relation::subset:
      return "it runs at other times as well";
    case Relation::superset:
      return "it leaves runs out";
    case Relation::unknown_zone:
    case Relation::ambiguous_version:
    case Relation::seasonal:
    case Relation::different:
    case Relation::never_a:
    case Relation::never_b:
    case Relation::never_both:
    case Relation::nondeterministic:
    case Relation::incomparable:
      break;
  }
  return schedule::name(relation);
}

std::string rate_text(double per_month) {
  const int digits = per_month >= 10 ? 1 : per_month >= 1 ? 2 : 3;
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*f", digits, per_month);
  std::string text = buffer.data();
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::optional<ClockChange> next_clock_change(const schedule::Zone& zone, Instant from) {
  if (schedule::is_fixed_from(zone, from)) return std::nullopt;
  const auto segment = schedule::segment_at(zone, from);
  return ClockChange{segment.end, segment.offset, segment.offset_after};
}

std::string change_text(const ClockChange& change) {
  const auto before = clock_text(change.at + change.before);
  const auto after = clock_text(change.at + change.after);
  const auto clock = [](const std::string& text) { return text.substr(text.rfind(' ') + 1); };
  return "from " + clock(before) + " to " + clock(after) + " on " +
         before.substr(0, before.rfind(' '));
}

bool runs_every_hour(const schedule::Compiled& schedule) {
  constexpr int minutes_of_hour = 60;
  const auto every_hour = [](const schedule::CalendarRule& rule) {
    for (int begin = 0; begin < 24 * minutes_of_hour; begin += minutes_of_hour) {
      const int next = rule.minutes.next(begin);
      if (next < 0 || next >= begin + minutes_of_hour) return false;
    }
    return true;
  };
  return std::ranges::any_of(schedule.calendars, [&](const schedule::CalendarPart& part) {
    return std::ranges::any_of(part.rules, every_hour);
  });
}

std::string clock_change_words(const schedule::Compiled& schedule) {
  std::vector<std::string> words;
  for (const auto& part : schedule.calendars) {
    for (const auto& rule : part.rules) {
      auto text = policy_words(rule.dst);
      if (std::ranges::find(words, text) == words.end()) words.push_back(std::move(text));
    }
  }
  std::string text;
  for (const auto& each : words) text += (text.empty() ? "" : "; or, by the line, ") + each;
  return text;
}

}  // namespace plumbline::reports
