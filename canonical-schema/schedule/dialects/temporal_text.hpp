#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/dialect.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"

// The texts inside of a Temporal schedule: fields of calendars, intervals, cron strings.

namespace plumbline::schedule::temporal {

/// Temporal's calendars know no other years, so that 2000-2100 is every year.
inline constexpr int first_year = 2000;
inline constexpr int last_year = 2100;

inline constexpr std::size_t longest_comment = 200;

enum class Names { none, months, weekdays };

/// One field of a calendar. `title` is its name in the engine's errors.
struct CalendarField {
  std::string_view title;
  int low = 0;
  int high = 0;
  Names names = Names::none;
  std::string_view fallback;  ///< of a field that is not there
};
inline constexpr CalendarField second_field{"Second", 0, 59, Names::none, "0"};
inline constexpr CalendarField minute_field{"Minute", 0, 59, Names::none, "0"};
inline constexpr CalendarField hour_field{"Hour", 0, 23, Names::none, "0"};
inline constexpr CalendarField weekday_field{"DayOfWeek", 0, 7, Names::weekdays, "*"};
inline constexpr CalendarField day_field{"DayOfMonth", 1, 31, Names::none, "*"};
inline constexpr CalendarField month_field{"Month", 1, 12, Names::months, "*"};
inline constexpr CalendarField year_field{"Year", first_year, last_year, Names::none, "*"};

/// The values of a calendar, bit 0 = the lowest value of the field, weekday bit 0 = Sunday.
struct CalendarValues {
  std::uint64_t second = 0;
  std::uint64_t minute = 0;
  std::uint64_t hour = 0;
  std::uint64_t weekday = 0;
  std::uint64_t day = 0;
  std::uint64_t month = 0;
  YearSet years;
};
[[nodiscard]] CronFields clock_times(const CalendarValues& values);
/// Every year instead of all that the engine knows.
[[nodiscard]] YearSet all_known_as_every(YearSet years);

/// The texts of a calendar's fields; one without text has its fallback.
struct CalendarTexts {
  Piece second, minute, hour, weekday, day, month, year;
};
/// `whole` is what columns point into. Errors: invalid, in the engine's words.
[[nodiscard]] Result<CronFields> calendar(std::string_view whole, const CalendarTexts& texts,
                                          std::vector<Lint>& lints);

/// An interval reading from what the engine parsed: cut to whole seconds, counted from 1970.
/// Errors: invalid.
[[nodiscard]] Result<Reading> interval(std::string_view whole, std::size_t at,
                                       std::chrono::nanoseconds interval,
                                       std::chrono::nanoseconds phase);

/// One cron string: a cron reading, with the zone that it names, or an interval.
[[nodiscard]] Result<Reading> cron_string(std::string_view text, std::vector<Lint>& lints);

/// A whole schedule spec as JSON. Errors: invalid; unsupported (time zone data).
[[nodiscard]] Result<std::vector<Reading>> schedule_spec(std::string_view text,
                                                         std::vector<Lint>& lints);

}  // namespace plumbline::schedule::temporal
