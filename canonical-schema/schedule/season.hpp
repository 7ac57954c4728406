#pragma once

#include <string>

#include "canonical-schema/schedule/schedule.hpp"

namespace plumbline::schedule {

/// In which part of the year two `seasonal` schedules agree, and what B does in the other: "They
/// agree while Europe/Berlin is on winter time; from Sun 2027-03-28 to Sun 2027-10-31 B runs one
/// hour earlier." Every run up to two years ahead was looked at, the days of the changes left out.
/// Empty where that says nothing: no change in that time, or too many runs.
[[nodiscard]] std::string season_words(const Compiled& a, const Compiled& b, Instant as_of);

}  // namespace plumbline::schedule
