#pragma once

#include <cstdint>
#include <vector>

#include "canonical-schema/schedule/day_set.hpp"
#include "canonical-schema/schedule/minute_set.hpp"
#include "canonical-schema/schedule/trigger.hpp"
#include "canonical-schema/schedule/year_set.hpp"

namespace plumbline::schedule {

/// The product of seconds, minutes of the day, civil days and years, with what the engine does
/// where a clock change skips or repeats one of its times. The policy belongs to the rule, since
/// cron engines derive it from the text of each line.
struct CalendarRule {
  std::uint64_t seconds = 1;  ///< bit 0 = second 0; cron fires at second 0 only
  MinuteSet minutes;
  DaySet days;
  YearSet years;
  DstPolicy dst;

  bool operator==(const CalendarRule&) const = default;
  [[nodiscard]] bool empty() const {
    return seconds == 0 || minutes.empty() || days.empty() || years.empty();
  }
  /// True if it fires on that day at all.
  [[nodiscard]] bool fires_on(Day day) const {
    return days.contains(day) && (years.is_every() || years.contains(year_of(day)));
  }
};

/// A union of rules in its one normal form: within each DST policy the rules do not overlap, no
/// two have equal days, equal seconds and equal years, and they are sorted. Two unions with one and
/// the same policy are the same clock times if and only if their normal forms are equal.
[[nodiscard]] std::vector<CalendarRule> normalise(std::vector<CalendarRule> rules);

/// The clock times alone: the normal form of the rules with every policy set to the default.
[[nodiscard]] std::vector<CalendarRule> clock_times(std::vector<CalendarRule> rules);

/// Clock times of `a` that are not in `b`, each with its policy of `a`.
[[nodiscard]] std::vector<CalendarRule> difference(const std::vector<CalendarRule>& a,
                                                   const std::vector<CalendarRule>& b);

/// Disjoint sets of seconds, each wholly inside or outside every rule.
[[nodiscard]] std::vector<std::uint64_t> second_atoms(const std::vector<CalendarRule>& rules);

/// Mean clock times a month, of rules in normal form under one policy; of those that end some year
/// the mean of the years in which any of them fires.
[[nodiscard]] double mean_per_month(const std::vector<CalendarRule>& rules);

}  // namespace plumbline::schedule
