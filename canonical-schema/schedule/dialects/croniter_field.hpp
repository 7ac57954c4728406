#pragma once

#include <bitset>
#include <optional>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/day_set.hpp"
#include "canonical-schema/schedule/dialects/croniter_versions.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"

// One field of a croniter expression and the values it stands for.

namespace plumbline::schedule {

/// In croniter's order: minute, hour, day, month, weekday, second, year.
enum class CroniterColumn { minute, hour, day, month, weekday, second, year };
inline constexpr std::size_t croniter_columns = 7;

inline constexpr int croniter_first_year = 1970;
inline constexpr std::size_t croniter_years = 130;

/// What one field is expanded to.
struct CroniterField {
  std::bitset<croniter_years> values;  ///< bit 0 = the lowest value; of weekdays also 7
  bool star = false;                   ///< a `*` is among its items, or all values are
  bool only_star = false;              ///< nothing else is
  bool last = false;                   ///< `L`: the last day of the month
  std::optional<int> workday;          ///< `15W`
  std::vector<SpecialDay> weekdays;    ///< `5#2` and `L5`
  std::optional<RandomRange> drawn;    ///< `R`
};

/// The columns around a field, for what depends on them.
struct CroniterColumns {
  const CroniterVersion* version = nullptr;
  std::string_view text;  ///< the whole expression, lower case
  std::vector<Piece> words;
};

/// Errors: invalid, in croniter's words; unsupported.
[[nodiscard]] Result<CroniterField> expand_field(const CroniterColumns& columns,
                                                 CroniterColumn column, std::vector<Lint>& lints);

}  // namespace plumbline::schedule
