#pragma once

#include <cstdint>
#include <string>

namespace plumbline::schedule {

/// How a dialect's people write one field of numbers.
struct ValueStyle {
  int low = 0;
  int high = 59;
  /// "0/15" and "5/10" instead of "*/15" and "5-55/10".
  bool steps_from_value = false;
  /// Never begin with `*`: some engines take the star itself for a meaning.
  bool starless = false;
  /// What stands between the ends of a range.
  const char* between = "-";
  bool two_digits = false;
};

/// A set of values, bit 0 = `low`, never empty: "*", "*/15", "9-17", "0,30", "8-18/2".
[[nodiscard]] std::string value_text(std::uint64_t values, const ValueStyle& style);

/// One value: "7", "07".
[[nodiscard]] std::string number_text(int value, const ValueStyle& style);

/// How a dialect's people write weekdays.
enum class WeekdayNames {
  lower,           ///< mon-fri
  upper,           ///< MON-FRI
  from_zero,       ///< 1-5, Sunday is 0 (or 7 at the end of a range)
  capital_dotted,  ///< Mon..Fri
};

/// A set of weekdays, bit 0 = Sunday, neither empty nor the whole week. Ranges ascend in every
/// numbering: Friday to Sunday is a list.
[[nodiscard]] std::string weekday_text(std::uint32_t weekdays, WeekdayNames names);
[[nodiscard]] std::string weekday_name(int weekday, WeekdayNames names);

}  // namespace plumbline::schedule
