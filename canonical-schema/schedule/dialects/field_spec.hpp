#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/dialect.hpp"
#include "canonical-schema/schedule/minute_set.hpp"

// What the readers of all dialects share: the fields, their names, refusals that point at a column.

namespace plumbline::schedule {

/// One field of an expression and the values it may hold.
struct FieldSpec {
  std::string_view name;  ///< as engines name it in errors: "day-of-month"
  int low = 0;
  int high = 0;
  std::span<const std::string_view> names;  ///< of `low` and the values after it
};

inline constexpr std::array<std::string_view, 12> month_names{
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
inline constexpr std::array<std::string_view, 7> weekday_names{"sun", "mon", "tue", "wed",
                                                               "thu", "fri", "sat"};
/// Minute, hour, day of month, month, weekday: the fields of every cron. Some write Sunday as 7
/// too.
[[nodiscard]] constexpr std::array<FieldSpec, 5> cron_fields(int last_weekday) {
  return {{{"minute", 0, 59, {}},
           {"hour", 0, 23, {}},
           {"day-of-month", 1, 31, {}},
           {"month", 1, 12, month_names},
           {"day-of-week", 0, last_weekday, weekday_names}}};
}

[[nodiscard]] inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
/// What Go takes for a blank, within ASCII.
[[nodiscard]] inline bool is_go_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
/// What Java's String.trim takes off.
[[nodiscard]] inline bool is_java_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }
[[nodiscard]] inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] inline char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

/// Weekday bits 0 to 7 with 7 folded into Sunday.
[[nodiscard]] inline std::uint32_t fold_sunday(std::uint64_t set) {
  return static_cast<std::uint32_t>((set | (set >> 7U)) & 0x7fU);
}

/// A piece of an expression and where it begins in it, in bytes.
struct Piece {
  std::string_view text;
  std::size_t at = 0;
};
/// The pieces between blanks (as `is_separator` says), none of them empty.
[[nodiscard]] std::vector<Piece> split_words(std::string_view text,
                                             bool (*is_separator)(char) = is_blank);
/// The piece without blanks (as `is_taken_off` says) at its ends.
[[nodiscard]] Piece trimmed(Piece piece, bool (*is_taken_off)(char));
/// The pieces between `mark`s, empty ones included.
[[nodiscard]] std::vector<Piece> split(Piece piece, char mark);

/// True for `2-6`, `1,FRI`, `6L`, `2#1`; false for `MON#1` and `MON-FRI/2`, whose numbers are no
/// weekdays.
[[nodiscard]] bool names_weekday_by_number(std::string_view field);

/// The column of a byte, counted from 1 in code points.
[[nodiscard]] int column_of(std::string_view text, std::size_t at);

/// An `invalid` error that points at byte `at` of the expression.
[[nodiscard]] tl::unexpected<Error> refuse(std::string_view expression, std::size_t at,
                                           std::string message, std::string hint = {});
/// The same as `unsupported`: the engine takes the text, and this build does not read it.
[[nodiscard]] tl::unexpected<Error> not_read(std::string_view expression, std::size_t at,
                                             std::string message, std::string hint);

/// A macro as clock times at minute 0.
[[nodiscard]] CronFields at_minute_zero(std::uint32_t hours, DayFields days);
[[nodiscard]] CronFields hourly_fields();
[[nodiscard]] CronFields daily_fields();
[[nodiscard]] CronFields weekly_fields();  ///< Sunday
[[nodiscard]] CronFields monthly_fields();
[[nodiscard]] CronFields yearly_fields();

/// The macros that robfig/cron and Spring share.
struct NamedTimes {
  std::string_view name;
  CronFields (*fields)();
};
inline constexpr std::array<NamedTimes, 7> named_times{{{"@yearly", yearly_fields},
                                                        {"@annually", yearly_fields},
                                                        {"@monthly", monthly_fields},
                                                        {"@weekly", weekly_fields},
                                                        {"@daily", daily_fields},
                                                        {"@midnight", daily_fields},
                                                        {"@hourly", hourly_fields}}};

/// Skips what a gap skips and runs both copies of what is repeated.
[[nodiscard]] inline DstPolicy skip_and_both(const CronFields&) {
  return {GapPolicy::skip, FoldPolicy::both};
}

/// No text that people wrote holds more readings, and comparing them costs their square.
inline constexpr std::size_t most_readings = 1'000;

/// One reading of clock times.
[[nodiscard]] std::vector<Reading> one_reading(CronFields fields, std::string zone = {});

/// A note about part of an expression, [begin, end) in bytes. One field of half a million odd
/// items needs no half million notes: what comes after the first many is dropped.
void add_note(std::vector<Lint>& lints, const char* code, Lint::Level level, std::string message,
              std::size_t begin, std::size_t end);

/// An ascending item of a list: `*/5`, `10-20/3`.
struct SteppedItem {
  int low = 0;
  int high = 0;
  std::int64_t step = 1;
  bool whole = false;  ///< written as the whole field
};
/// step-beyond-span and non-uniform-step. `spec.high` is the highest value that is not another
/// word for a lower one.
void note_step(std::vector<Lint>& lints, const FieldSpec& spec, const SteppedItem& item,
               const Piece& text);

}  // namespace plumbline::schedule
