#pragma once

#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/calendar_rule.hpp"
#include "canonical-schema/schedule/dialect.hpp"
#include "canonical-schema/schedule/render/day_cover.hpp"

namespace plumbline::schedule {

/// What the clock fields of a dialect can say.
struct ClockWords {
  DayWords days;
  bool seconds = false;
  bool years = false;
};

/// One expression before it is text.
struct ClockLine {
  CronFields fields;
  DstPolicy dst;          ///< what the asked schedule does at clock changes
  bool starless = false;  ///< no field may begin with `*`
};

/// Expressions whose union is exactly the rules: hours with equal minutes together. Errors:
/// unsupported, with what cannot be said.
[[nodiscard]] Result<std::vector<ClockLine>> clock_lines(const std::vector<CalendarRule>& rules,
                                                         const ClockWords& words);

/// Expressions that come near where clock_lines() fails or needs more than `most`: several
/// answers, none of them exact for sure.
[[nodiscard]] std::vector<std::vector<ClockLine>> near_clock_lines(
    const std::vector<CalendarRule>& rules, const ClockWords& words, std::size_t most);

}  // namespace plumbline::schedule
