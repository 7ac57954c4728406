#pragma once

#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/dialect.hpp"
#include "canonical-schema/schedule/schedule.hpp"

namespace plumbline::schedule {

/// What is the same in every dialect about one of the five fields.
struct FieldSpec {
  std::string_view name;  ///< as engines name it in errors: "day-of-month"
  int low = 0;
  int high = 0;
  std::span<const std::string_view> names;
};
/// Minute, hour, day of month, month, weekday.
[[nodiscard]] std::span<const FieldSpec, 5> field_specs();

/// Reads an expression as the engine of `profile` would. Appends to `lints` what the text alone
/// shows (reversed-range, junk-ignored, step-beyond-span, non-uniform-step, hashed-or-random).
/// Errors: invalid, with where.column at the offending character and the engine's own words
/// ("bad minute") at the start of the message.
[[nodiscard]] Result<CronFields> parse_cron(const DialectProfile& profile, std::string_view expr,
                                            std::vector<Lint>& lints);

}  // namespace plumbline::schedule
