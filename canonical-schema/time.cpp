#include "canonical-schema/time.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>

#include "canonical-schema/excerpt.hpp"

namespace plumbline {
namespace {

constexpr std::int64_t seconds_a_day = 86400;

struct Civil {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

/// The date of a day counted from 1970-01-01, in the proleptic Gregorian calendar. Not
/// std::chrono::year_month_day, which ends at the year 32767 while Instant does not.
/// Shifted so that a year begins in March and an era of 400 years on 0000-03-01.
Civil civil_from_days(std::int64_t days) {
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const auto day_of_era = static_cast<unsigned>(shifted - era * 146097);
  const unsigned year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const unsigned day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted_month = (5 * day_of_year + 2) / 153;
  const unsigned day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const unsigned month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const std::int64_t year = static_cast<std::int64_t>(year_of_era) + era * 400;
  return {month <= 2 ? year + 1 : year, month, day};
}

tl::unexpected<Error> refuse(std::string_view text, const std::string& why) {
  return fail(ErrorKind::invalid, excerpt(text) + " is no point in time: " + why,
              "write a date like 2026-11-21 or a time like 2026-11-21T09:00:00Z");
}

/// The number in text[at, at + count); nullopt unless all of it are digits.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  int number = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

char at(std::string_view text, std::size_t i) { return i < text.size() ? text[i] : '\0'; }

Result<std::chrono::sys_days> parse_date(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || at(text, 4) != '-' || at(text, 7) != '-') {
    return refuse(text, "it does not begin with YYYY-MM-DD");
  }
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return refuse(text, "there is no such day");
  return std::chrono::sys_days(date);
}

/// The seconds of the day in "HH:MM:SS" at position 11.
Result<Seconds> parse_clock(std::string_view text) {
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!hour || !minute || !second || at(text, 13) != ':' || at(text, 16) != ':') {
    return refuse(text, "after the T stands HH:MM:SS");
  }
  if (*second == 60) return refuse(text, "leap seconds are not counted");
  if (*hour > 23 || *minute > 59 || *second > 59)
    return refuse(text, "there is no such time of day");
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + Seconds(*second);
}

/// How far the clock in the text is ahead of UTC: "Z", "+02:00".
Result<Seconds> parse_offset(std::string_view text, std::size_t from) {
  const std::string_view offset = text.substr(from);
  if (offset == "Z") return Seconds(0);
  if (offset.empty()) return refuse(text, "it names no offset: end it with Z for UTC or +HH:MM");
  const auto hours = digits(offset, 1, 2);
  const auto minutes = digits(offset, 4, 2);
  const bool signed_offset = offset.front() == '+' || offset.front() == '-';
  if (!signed_offset || !hours || !minutes || at(offset, 3) != ':' || offset.size() != 6) {
    return refuse(text, "it ends neither with Z nor with an offset like +02:00");
  }
  if (*hours > 23 || *minutes > 59) return refuse(text, "there is no such offset");
  const Seconds ahead = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return offset.front() == '-' ? -ahead : ahead;
}

}  // namespace

std::string to_rfc3339(Instant instant) {
  const std::int64_t count = instant.time_since_epoch().count();
  std::int64_t days = count / seconds_a_day;
  if (count % seconds_a_day < 0) --days;
  const std::int64_t rest = count - days * seconds_a_day;
  const Civil date = civil_from_days(days);
  std::array<char, 48> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%s%04lld-%02u-%02uT%02d:%02d:%02dZ", date.year < 0 ? "-" : "",
      static_cast<long long>(date.year < 0 ? -date.year : date.year), date.month, date.day,
      static_cast<int>(rest / 3600), static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60));
  return std::string(text.data(), static_cast<std::size_t>(length));
}

Result<Instant> parse_instant(std::string_view text, bool end_of_day) {
  const auto date = parse_date(text);
  if (!date) return fail(date.error());
  constexpr std::size_t date_length = 10;
  if (text.size() == date_length) {
    return Instant(*date) + (end_of_day ? Seconds(seconds_a_day - 1) : Seconds(0));
  }
  if (text[date_length] != 'T') return refuse(text, "between date and time stands a T");
  const auto clock = parse_clock(text);
  if (!clock) return fail(clock.error());
  std::size_t end = 19;
  if (at(text, end) == '.') {
    // Platforms send fractions; an Instant has whole seconds, so they are dropped.
    const std::size_t first = ++end;
    while (at(text, end) >= '0' && at(text, end) <= '9') ++end;
    if (end == first) return refuse(text, "digits follow a decimal point");
  }
  const auto ahead = parse_offset(text, end);
  if (!ahead) return fail(ahead.error());
  return Instant(*date) + *clock - *ahead;
}

}  // namespace plumbline
