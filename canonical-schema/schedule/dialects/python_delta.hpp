#pragma once

#include <string_view>

#include "canonical-schema/duration.hpp"
#include "canonical-schema/result.hpp"

// Time spans as Python code and its str() write them.

namespace plumbline::schedule {

/// True for what looks like one: `timedelta(…)`, `relativedelta(…)`, `1 day, 2:00:00`, `0:20:00`.
[[nodiscard]] bool is_python_delta(std::string_view text);

/// Reads it, `datetime.` before timedelta allowed; a relativedelta of years and months alone is
/// calendar months, one of days and less is elapsed time. Errors: invalid (malformed, or not above
/// nothing, as Airflow says), unsupported (months mixed with days, fields that replace, fractions
/// of a second, more than longest_duration).
[[nodiscard]] Result<Period> python_delta(std::string_view text);

}  // namespace plumbline::schedule
