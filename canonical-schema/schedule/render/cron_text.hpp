#pragma once

#include <string>

#include "canonical-schema/schedule/render/clock_lines.hpp"
#include "canonical-schema/schedule/render/value_text.hpp"

namespace plumbline::schedule {

/// How a dialect of five to seven fields is written.
struct CronGrammar {
  enum class SecondsField { none, first, last_if_needed, first_if_needed };
  enum class YearField { none, always, if_needed };
  enum class NthWeekday { names, from_zero, from_one };  ///< FRI#2, 5#2, 6#2
  SecondsField seconds = SecondsField::none;
  YearField years = YearField::none;
  WeekdayNames weekdays = WeekdayNames::lower;
  NthWeekday nth = NthWeekday::names;
  bool last_weekday_leads = false;  ///< L5 instead of 5L
  const char* last_workday = "LW";
  bool steps_from_value = false;
  bool question_mark = false;  ///< the day field that says nothing is `?`
  const char* begin = "";
  const char* end = "";
};

/// Years as a list with ranges, `*` for every year.
[[nodiscard]] std::string years_text(const YearSet& years, const char* between = "-");

/// The text of one line. What the grammar has no place for must not be in it.
[[nodiscard]] std::string cron_text(const ClockLine& line, const CronGrammar& grammar);

}  // namespace plumbline::schedule
