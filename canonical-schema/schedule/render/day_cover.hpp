#pragma once

#include <string>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/day_set.hpp"

namespace plumbline::schedule {

/// How the two day fields of a dialect combine, and what they know beyond plain values.
struct DayWords {
  enum class Combination {
    either,     ///< two restricted fields: days of either
    both,       ///< days of both
    exclusive,  ///< only one may be restricted
  };
  Combination combination = Combination::either;
  bool last = false;                 ///< L
  bool last_offset = false;          ///< L-3
  bool last_range = false;           ///< the last seven days as one range
  bool last_workday = false;         ///< LW
  bool last_workday_offset = false;  ///< L-3W
  bool workday_near = false;         ///< 15W
  int last_near = 31;                ///< 31W; what is above means something else
  bool strays = false;               ///< a nearest workday outside of the month is lost
  bool nth_weekday = false;          ///< FRI#2
  bool last_weekday = false;         ///< FRIL
  bool special_lists = false;        ///< several of these in one field, beside plain values
};

/// Day fields that the words can say and whose union is exactly `days` (not empty), in as few
/// lines as were found. Errors: unsupported, with what is missing ("it needs the last day of the
/// month").
[[nodiscard]] Result<std::vector<DayFields>> cover_days(const DaySet& days, const DayWords& words);

/// Covers that come near: some days too many, or too few. Best first, in at most `most` lines
/// each.
[[nodiscard]] std::vector<std::vector<DayFields>> near_covers(const DaySet& days,
                                                              const DayWords& words,
                                                              std::size_t most);

}  // namespace plumbline::schedule
