#pragma once

#include <string>
#include <vector>

#include "canonical-schema/schedule/dialect.hpp"

namespace plumbline::schedule {

/// "a, b and c".
[[nodiscard]] std::string join_words(const std::vector<std::string>& words);

/// Clock times as somebody would say them: "06:30 on weekdays", "every 10 seconds",
/// "09:00 on the last Friday of January to March, in 2026 and 2027"; "never (…)" if none fits.
[[nodiscard]] std::string words_of(const CronFields& fields);

}  // namespace plumbline::schedule
