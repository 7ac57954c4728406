#pragma once

#include <string>
#include <vector>

#include "canonical-schema/schedule/dialect.hpp"

namespace plumbline::schedule {

/// "a, b and c".
[[nodiscard]] std::string join_words(const std::vector<std::string>& words);

/// "0, 15, 30 and 45", "9-17": a set whose bit 0 is `lowest`.
[[nodiscard]] std::string number_words(std::uint64_t set, int lowest);
/// "every day", "weekdays", "the 13th and on Fridays".
[[nodiscard]] std::string day_words(const DayFields& fields);
/// "in 2026", "until 2199"; empty for every year.
[[nodiscard]] std::string year_words(const YearSet& years);

/// Clock times as somebody would say them: "06:30 on weekdays", "every 10 seconds",
/// "09:00 on the last Friday of January to March, in 2026 and 2027"; "never (…)" if none fits.
[[nodiscard]] std::string words_of(const CronFields& fields);

}  // namespace plumbline::schedule
