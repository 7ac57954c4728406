#include "canonical-schema/schedule/cause.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "canonical-schema/schedule/compile_as.hpp"
#include "canonical-schema/schedule/field_words.hpp"
#include "canonical-schema/schedule/minute_set.hpp"

namespace plumbline::schedule {
namespace {

/// A side that is one reading of clock times, with what stands beside the text.
struct ClockReading {
  Dialect dialect;
  CronFields fields;
  ZoneRef ref;
  ZonePtr zone;
  DstPolicy dst;
};

/// What the engine would do at clock changes also where there are none.
DstPolicy policy_of(const Trigger& trigger, const DialectProfile& profile,
                    const CalendarPart& part) {
  if (trigger.dst) return *trigger.dst;
  return profile.dst == nullptr ? part.rules[0].dst : profile.dst(part.written[0]);
}

std::optional<ClockReading> clock_reading(const WrittenSchedule& side) {
  if (side.triggers.size() != 1 || side.triggers[0].kind != TriggerKind::cron ||
      side.schedule.calendars.size() != 1 || side.schedule.calendars[0].rules.empty()) {
    return std::nullopt;
  }
  const auto& part = side.schedule.calendars[0];
  auto dialect = dialect_of(side.triggers[0], side.context);
  if (!dialect || part.written.size() != 1 || !part.except.empty()) return std::nullopt;
  const auto dst = policy_of(side.triggers[0], *dialect->profile, part);
  return ClockReading{*std::move(dialect), part.written[0], part.ref, part.zone, dst};
}

Compiled compiled_from(const ClockReading& reading) {
  Compiled schedule;
  const bool asks_policy = !reading.zone || !reading.zone->transitions.empty();
  CalendarRule rule = rule_of(reading.fields, asks_policy ? reading.dst : DstPolicy{});
  schedule.calendars.push_back(
      {reading.ref, reading.zone, {}, normalise({std::move(rule)}), {}, {}});
  return schedule;
}

bool same(const ClockReading& a, const ClockReading& b, Instant as_of) {
  return relate(compiled_from(a), compiled_from(b), as_of).relation == Relation::equal;
}

enum class Part { zone, seconds, minutes, hours, days, months, years, clock_changes };
constexpr std::array<Part, 8> parts{Part::zone, Part::seconds, Part::minutes, Part::hours,
                                    Part::days, Part::months,  Part::years,   Part::clock_changes};

void take(ClockReading& into, const ClockReading& from, Part part) {
  switch (part) {
    case Part::zone:
      into.ref = from.ref;
      into.zone = from.zone;
      return;
    case Part::seconds:
      into.fields.seconds = from.fields.seconds;
      return;
    case Part::minutes:
      into.fields.minutes = from.fields.minutes;
      return;
    case Part::hours:
      into.fields.hours = from.fields.hours;
      return;
    case Part::days: {
      const auto months = into.fields.days.months;
      into.fields.days = from.fields.days;
      into.fields.days.months = months;
      return;
    }
    case Part::months:
      into.fields.days.months = from.fields.days.months;
      return;
    case Part::years:
      into.fields.years = from.fields.years;
      return;
    case Part::clock_changes:
      into.dst = from.dst;
      return;
  }
}

std::string value_words(const ClockReading& reading, Part part) {
  const auto& fields = reading.fields;
  switch (part) {
    case Part::zone:
      return reading.ref.knowledge == ZoneKnowledge::named ? reading.ref.name : "not known";
    case Part::seconds:
      return number_words(fields.seconds, 0);
    case Part::minutes:
      return number_words(fields.minutes, 0);
    case Part::hours:
      return number_words(fields.hours, 0);
    case Part::days: {
      auto days = fields.days;
      days.months = all_months;
      return day_words(days);
    }
    case Part::months:
      return fields.days.months == all_months ? "every month" : number_words(fields.days.months, 1);
    case Part::years: {
      const auto words = year_words(fields.years);
      return words.empty() ? "every year" : words;
    }
    case Part::clock_changes:
      return {};
  }
  return {};
}

std::string part_words(const ClockReading& a, const ClockReading& b, Part part) {
  constexpr std::array<const char*, 8> names{
      "the zone", "the seconds", "the minutes", "the hours",
      "the days", "the months",  "the years",   "what the engines do at clock changes"};
  const std::string name = names.at(static_cast<std::size_t>(part));
  if (part == Part::clock_changes) return name;
  return name + ": " + value_words(a, part) + " against " + value_words(b, part);
}

/// The first of the smallest sets of parts that make B equal to A.
std::string differing_parts(const ClockReading& a, const ClockReading& b, Instant as_of) {
  for (const Part one : parts) {
    auto changed = b;
    take(changed, a, one);
    if (same(a, changed, as_of)) return part_words(a, b, one);
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (std::size_t j = i + 1; j < parts.size(); ++j) {
      auto changed = b;
      take(changed, a, parts.at(i));
      take(changed, a, parts.at(j));
      if (same(a, changed, as_of)) {
        return part_words(a, b, parts.at(i)) + "; " + part_words(a, b, parts.at(j));
      }
    }
  }
  return {};
}

/// True if B's text, read by A's engine, is A.
bool reads_alike(const WrittenSchedule& a, const WrittenSchedule& b, const ZoneSource& zones,
                 Instant as_of) {
  Trigger swapped = b.triggers[0];
  swapped.dialect = a.triggers[0].dialect;
  const auto read = compile({swapped}, zones, a.context);
  return read && relate(a.schedule, **read, as_of).relation == Relation::equal;
}

std::uint32_t rotated_week(std::uint32_t weekdays, unsigned by) {
  return ((weekdays << by) | (weekdays >> (7U - by))) & all_weekdays;
}

/// Why weekdays may be off by one.
std::string weekday_reason(const ClockReading& a, const ClockReading& b) {
  if (a.ref != b.ref) return ", since midnight lies between their zones";
  return a.dialect.profile == b.dialect.profile ? ""
                                                : ": their dialects may number them differently";
}

std::string day_rule_words(const ClockReading& a) {
  return a.fields.days.rule == DayRule::either
             ? "A runs on days that fit either day field, B on days that fit both"
             : "A runs on days that fit both day fields, B on days that fit either";
}

/// Only then does it matter whether a day must fit both day fields or either.
bool restricts_both(const DayFields& days) {
  return (days.days != all_days || !days.special_days.empty()) &&
         (days.weekdays != all_weekdays || !days.special_weekdays.empty());
}

/// Slips of the pen that would make B equal to A.
std::string likely_slip(const ClockReading& a, const ClockReading& b, Instant as_of) {
  const auto mends = [&](void (*mend)(CronFields&)) {
    auto mended = b;
    mend(mended.fields);
    return mended.fields != b.fields && same(a, mended, as_of);
  };
  if (mends([](CronFields& fields) {
        fields.days.weekdays = rotated_week(fields.days.weekdays, 1);
      })) {
    return "B's weekdays are one day early" + weekday_reason(a, b);
  }
  if (mends([](CronFields& fields) {
        fields.days.weekdays = rotated_week(fields.days.weekdays, 6);
      })) {
    return "B's weekdays are one day late" + weekday_reason(a, b);
  }
  if (restricts_both(a.fields.days) && restricts_both(b.fields.days) &&
      mends([](CronFields& fields) {
        const bool both = fields.days.rule == DayRule::both;
        fields.days.rule = both ? DayRule::either : DayRule::both;
      })) {
    return day_rule_words(a);
  }
  if (mends([](CronFields& fields) { fields.hours |= fields.hours >> 1U; })) {
    return "B's hours begin one hour late";
  }
  if (mends([](CronFields& fields) {
        fields.hours = (fields.hours | fields.hours << 1U) & all_hours;
      })) {
    return "B's hours end one hour early";
  }
  return {};
}

}  // namespace

Cause find_cause(const WrittenSchedule& a, const WrittenSchedule& b, const ZoneSource& zones,
                 Instant as_of) {
  const auto reading_a = clock_reading(a);
  const auto reading_b = clock_reading(b);
  if (!reading_a || !reading_b) return {};
  // What differs stands beside the clock times: windows, spreads, dates.
  if (same(*reading_a, *reading_b, as_of)) return {};
  Cause found;
  found.cause = differing_parts(*reading_a, *reading_b, as_of);
  found.hint = likely_slip(*reading_a, *reading_b, as_of);
  // Two parts at once tell less than the one slip that explains them.
  if (!found.hint.empty() && found.cause.find("; ") != std::string::npos) found.cause.clear();
  if (a.triggers[0].dialect == b.triggers[0].dialect || !reads_alike(a, b, zones, as_of)) {
    return found;
  }
  const std::string engines = std::string(reading_a->dialect.profile->title) + " and " +
                              std::string(reading_b->dialect.profile->title);
  const bool same_text = a.triggers[0].expr == b.triggers[0].expr;
  const std::string reading =
      same_text ? engines + " read the same text differently"
                : "B's text would be right for " + std::string(reading_a->dialect.profile->title);
  found.cause = found.cause.empty() ? reading : reading + "; " + found.cause;
  return found;
}

}  // namespace plumbline::schedule
