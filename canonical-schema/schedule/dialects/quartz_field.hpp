#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "canonical-schema/schedule/dialects/field_spec.hpp"

// One field of a Quartz expression: s m h D M W Y.

namespace plumbline::schedule {

enum class QuartzUnit { second, minute, hour, day, month, weekday, year };

/// The values that a field holds. Weekdays count from 1 = Sunday.
struct QuartzField {
  std::uint64_t values = 0;  ///< bit n = value n; not of years
  YearSet years = YearSet::none();
  bool any = false;                  ///< `?`: the other day field decides
  std::vector<SpecialDay> days;      ///< of the month: L, L-3, LW, 15W
  std::optional<int> nth;            ///< 2#1: which of the weekday in the month
  bool last = false;                 ///< 6L: the last of the weekday in the month
  std::optional<int> least_weekday;  ///< all that `#` looks at of a list, 0 (= 7) or above 7 too

  [[nodiscard]] bool empty() const {
    return values == 0 && years.empty() && !any && days.empty() && !least_weekday;
  }
};

/// Reads the list `text` of the upper-case expression as the engine does: what follows a complete
/// item is skipped and noted. Errors: invalid.
[[nodiscard]] Result<QuartzField> read_quartz_field(std::string_view expression, QuartzUnit unit,
                                                    Piece text, std::vector<Lint>& lints);

}  // namespace plumbline::schedule
