#include "canonical-schema/schedule/lint.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <string_view>

#include "canonical-schema/schedule/compile_as.hpp"

namespace plumbline::schedule {
namespace {

using namespace std::chrono;

/// Enough clock changes to see every time of day at which a zone changes its clock.
constexpr std::ptrdiff_t changes_looked_at = 8;
/// What zones did before this was written touches no schedule of today.
constexpr Instant history_ends = sys_days{January / 1 / 2026};

void add(std::vector<Lint>& lints, const char* code, Lint::Level level, std::string message) {
  lints.push_back({code, level, std::move(message), 0, 0});
}

bool is_random(const CronFields& fields, std::size_t field) {
  return std::ranges::find(fields.random, field, &RandomRange::field) != fields.random.end();
}

/// The field that holds no value at all, "" if none does.
const char* empty_field(const CronFields& fields) {
  if (fields.minutes == 0 && !is_random(fields, 0)) return "minute";
  if (fields.hours == 0 && !is_random(fields, 1)) return "hour";
  if (fields.days.months == 0 && !is_random(fields, 3)) return "month";
  if (fields.years.empty()) return "year";
  const bool days =
      fields.days.days != 0 || !fields.days.special_days.empty() || is_random(fields, 2);
  const bool weekdays =
      fields.days.weekdays != 0 || !fields.days.special_weekdays.empty() || is_random(fields, 4);
  if (fields.days.rule == DayRule::either) return days || weekdays ? "" : "day-of-month";
  if (!days) return "day-of-month";
  return weekdays ? "" : "day-of-week";
}

void never_fires_lint(std::vector<Lint>& lints, const LintInput& input) {
  if (const std::string field = empty_field(input.fields); !field.empty()) {
    add(lints, "never-fires", Lint::Level::critical,
        "it never runs: no value is left in the " + field + " field");
    return;
  }
  if (!day_set(widest(input.fields).days).empty()) return;
  // Its months have such days, and the engine finds none: that was said.
  if (std::ranges::find(lints, "impossible-side", &Lint::code) != lints.end()) return;
  add(lints, "impossible-date", Lint::Level::critical,
      "it never runs: none of its months has such a day");
}

void day_field_lints(std::vector<Lint>& lints, const LintInput& input) {
  const DayFields& days = input.fields.days;
  const bool day_full = days.days == all_days;
  const bool weekday_full = days.weekdays == all_weekdays;
  const bool weekday_empty = days.weekdays == 0 && days.special_weekdays.empty();
  const bool day_empty = days.days == 0 && days.special_days.empty();
  if (days.rule == DayRule::either && !day_full && !weekday_full && !weekday_empty && !day_empty) {
    add(lints, "both-days-restricted", Lint::Level::warning,
        "both day fields are restricted: " + std::string(input.profile.title) +
            " runs on days that fit either; other engines want both");
  }
  const bool star = input.fields.day_star || input.fields.weekday_star;
  const bool star_decides = star && days.rule == DayRule::both && !day_full && !weekday_full;
  const bool lack_of_star_decides = days.rule == DayRule::either && day_full != weekday_full;
  if (star_decides) {
    add(lints, "star-text-sensitive", Lint::Level::warning,
        "a day field is restricted but begins with *, so a day must fit both fields; without "
        "the * either would do");
  } else if (lack_of_star_decides) {
    add(lints, "star-text-sensitive", Lint::Level::warning,
        "a day field names all its values without *, so that it runs every day whatever the "
        "other day field says");
  }
}

void month_end_lint(std::vector<Lint>& lints, const LintInput& input) {
  const DayFields& days = input.fields.days;
  if (days.days == all_days || days.days == 0 || input.fields.day_star) return;
  constexpr std::array<unsigned, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool some_lack = false;
  bool all_lack = true;
  for (std::size_t month = 0; month < lengths.size(); ++month) {
    if (((days.months >> month) & 1U) == 0) continue;
    const bool lacks = days.days >> lengths.at(month) != 0;
    some_lack = some_lack || lacks;
    // Of 29 February, which some years have, "none" would not be true.
    const bool lacks_all = std::countr_zero(days.days) >= static_cast<int>(lengths.at(month)) &&
                           !(month == 1 && ((days.days >> 28U) & 1U) != 0);
    all_lack = all_lack && lacks_all;
  }
  const auto day = "a day " + std::to_string(32 - std::countl_zero(days.days));
  if (all_lack && some_lack) {
    // Where nothing else starts it, impossible-date says so.
    if (!input.rule.days.empty()) {
      add(lints, "month-end", Lint::Level::warning,
          "none of its months has " + day + ": only the other day field starts it");
    }
  } else if (some_lack) {
    add(lints, "month-end", Lint::Level::info,
        "not every one of its months has " + day + ": those are left out");
  }
}

void sub_minute_lint(std::vector<Lint>& lints, const LintInput& input) {
  if (std::popcount(input.fields.seconds) < 2) return;
  add(lints, "sub-minute", Lint::Level::info,
      "it runs more often than once a minute, which most schedulers cannot");
}

void year_bound_lint(std::vector<Lint>& lints, const LintInput& input) {
  const YearSet& years = input.fields.years;
  if (years.others || years.empty()) return;
  int final_year = YearSet::last;
  while (!years.contains(final_year)) --final_year;
  add(lints, "year-bound", Lint::Level::info,
      "it does not run after " + std::to_string(final_year));
}

/// True if one of the zone's clock changes skips or repeats a clock time of the rule.
bool meets_clock_change(const CalendarRule& rule, const Zone& zone) {
  const auto& list = zone.transitions;
  const auto looked_at = std::min<std::ptrdiff_t>(changes_looked_at, std::ssize(list) - 1);
  for (auto at = list.end() - std::max<std::ptrdiff_t>(looked_at, 0); at < list.end(); ++at) {
    if (at->at < history_ends) continue;
    const Seconds before = (at - 1)->offset;
    const seconds from = at->at.time_since_epoch() + std::min(before, at->offset);
    const std::int64_t length = std::abs((at->offset - before) / minutes{1});
    for (std::int64_t i = 0; i < std::min<std::int64_t>(length, minutes_of_day); ++i) {
      const auto minute =
          ((from / minutes{1} + i) % minutes_of_day + minutes_of_day) % minutes_of_day;
      if (rule.minutes.contains(static_cast<int>(minute))) return true;
    }
  }
  return false;
}

std::string clock_change_words(const DstPolicy& policy) {
  if (policy.elapsed) {
    return "the first run after one keeps its distance from the run before, not its clock time";
  }
  std::string words;
  switch (policy.gap) {
    case GapPolicy::skip:
      words = "a skipped time does not run";
      break;
    case GapPolicy::shift:
      words = "a skipped time runs later by the gap";
      break;
    case GapPolicy::resume:
      words = "a skipped time runs right after the gap";
      break;
  }
  switch (policy.fold) {
    case FoldPolicy::first:
      return words + ", a repeated one runs once, the first time";
    case FoldPolicy::second:
      return words + ", a repeated one runs once, the second time";
    case FoldPolicy::both:
      return words + ", a repeated one runs twice";
    case FoldPolicy::undefined:
      return words + ", which copy of a repeated one runs is not defined";
  }
  return words;
}

void clock_change_lint(std::vector<Lint>& lints, const LintInput& input) {
  // What runs in every hour has a run beside any that a clock change takes or adds.
  if (input.zone == nullptr || input.fields.hours == all_hours) return;
  if (!meets_clock_change(input.rule, *input.zone)) return;
  add(lints, "dst-window", Lint::Level::info,
      "clock changes in " + input.zone->name +
          " touch its time: " + clock_change_words(input.rule.dst));
}

void host_zone_lint(std::vector<Lint>& lints, const LintInput& input) {
  if (!input.profile.host_zone || input.ref.knowledge != ZoneKnowledge::platform_default) return;
  add(lints, "host-zone", Lint::Level::info,
      std::string(input.profile.title) +
          " reads it in the zone of its host, which the configuration does not name");
}

/// Names that are taken for the clock of a place and stand for a fixed offset.
struct FixedName {
  std::string_view name;
  const char* offset;
  const char* place;
};
constexpr std::array fixed_names{
    FixedName{"EST", "UTC-5", "New York's clock is America/New_York"},
    FixedName{"MST", "UTC-7", "Denver's clock is America/Denver, Phoenix' is America/Phoenix"},
    FixedName{"HST", "UTC-10", "Honolulu's clock is Pacific/Honolulu, Adak's is America/Adak"},
};

void fixed_zone_lint(std::vector<Lint>& lints, const LintInput& input) {
  if (input.ref.knowledge != ZoneKnowledge::named) return;
  const auto& name = input.ref.name;
  const auto known = std::ranges::find(fixed_names, name, &FixedName::name);
  if (known != fixed_names.end()) {
    add(lints, "fixed-zone", Lint::Level::warning,
        name + " is " + known->offset + " all year, without summer time; " + known->place);
  }
  constexpr std::string_view reversed = "Etc/GMT";
  if (!name.starts_with(reversed)) return;
  const auto offset = name.substr(reversed.size());
  if (offset.size() < 2 || offset[1] == '0' || (offset[0] != '+' && offset[0] != '-')) return;
  const auto other = (offset[0] == '+' ? "-" : "+") + offset.substr(1);
  add(lints, "reversed-sign", Lint::Level::warning,
      name + " is UTC" + other + ": the signs of these names are reversed; UTC" + offset +
          " is Etc/GMT" + other);
}

}  // namespace

void add_lints(std::vector<Lint>& lints, const LintInput& input) {
  never_fires_lint(lints, input);
  day_field_lints(lints, input);
  month_end_lint(lints, input);
  sub_minute_lint(lints, input);
  year_bound_lint(lints, input);
  clock_change_lint(lints, input);
  fixed_zone_lint(lints, input);
  host_zone_lint(lints, input);
}

}  // namespace plumbline::schedule
