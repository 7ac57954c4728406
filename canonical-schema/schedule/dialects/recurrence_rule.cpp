#include "canonical-schema/schedule/dialects/recurrence_rule.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"

namespace plumbline::schedule {
namespace {

/// From the shortest on.
constexpr std::array<std::string_view, 6> frequencies{"MINUTELY", "HOURLY",  "DAILY",
                                                      "WEEKLY",   "MONTHLY", "YEARLY"};
enum class Frequency { minutely, hourly, daily, weekly, monthly, yearly };
constexpr std::array<std::string_view, 7> day_names{"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

std::string upper_case(std::string_view text) {
  std::string all(text);
  std::ranges::transform(all, all.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return all;
}

/// A number of at most four digits, with a sign.
std::optional<int> number_of(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || text.size() > 4 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return negative ? -value : value;
}

/// What DTSTART gives to what the rule leaves open.
struct Start {
  int month = 1;
  int day = 1;
  int weekday = 3;  ///< a Wednesday
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::chrono::sys_days date{std::chrono::January / 1 / 2020};
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), upper_(upper_case(text)) {}

  Result<RecurrenceRule> read();

 private:
  Result<void> line(Piece line);
  Result<void> start(Piece value);
  Result<void> rule(Piece value);
  Result<void> check_parts() const;
  Result<std::uint64_t> set_of(std::string_view part, int low, int high, std::uint64_t open);
  Result<void> month_days(DayFields& days);
  Result<void> weekdays(DayFields& days);
  void open_days(DayFields& days) const;
  [[nodiscard]] bool has(std::string_view part) const { return parts_.contains(part); }
  [[nodiscard]] tl::unexpected<Error> bad(Piece piece, const std::string& what) const {
    return refuse(text_, piece.at, what + ": " + excerpt(piece.text),
                  "write for example FREQ=WEEKLY;BYDAY=MO;BYHOUR=9");
  }
  static tl::unexpected<Error> unread(const std::string& what) {
    return fail(ErrorKind::unsupported, what + " is not read: clock times cannot say it",
                "compare it by eye, or write it as a cron expression");
  }

  std::string_view text_;
  std::string upper_;
  Start start_;
  std::map<std::string_view, Piece> parts_;
  Frequency frequency_ = Frequency::daily;
  bool has_rule_ = false;
};

Result<RecurrenceRule> Reader::read() {
  for (const auto& word : split_words(upper_, [](char c) { return c == '\n' || c == '\r'; })) {
    if (auto read = line(word); !read) return fail(std::move(read.error()));
  }
  if (!has_rule_) return bad({text_, 0}, "no rule");
  if (auto fine = check_parts(); !fine) return fail(std::move(fine.error()));
  const auto named = std::ranges::find(frequencies, parts_.at("FREQ").text);
  frequency_ = static_cast<Frequency>(named - frequencies.begin());
  const auto open = [&](Frequency from, int value) {
    return frequency_ >= from ? std::uint64_t{1} << static_cast<unsigned>(value) : ~0ULL;
  };
  CronFields cron;
  auto hours = set_of("BYHOUR", 0, 23, open(Frequency::daily, start_.hour) & all_hours);
  if (!hours) return fail(std::move(hours.error()));
  constexpr std::uint64_t sixty = (std::uint64_t{1} << 60U) - 1;
  auto minutes = set_of("BYMINUTE", 0, 59, open(Frequency::hourly, start_.minute) & sixty);
  if (!minutes) return fail(std::move(minutes.error()));
  auto seconds = set_of("BYSECOND", 0, 59, open(Frequency::minutely, start_.second));
  if (!seconds) return fail(std::move(seconds.error()));
  auto months = set_of("BYMONTH", 1, 12, all_months);
  if (!months) return fail(std::move(months.error()));
  cron.hours = static_cast<std::uint32_t>(*hours);
  cron.minutes = *minutes;
  cron.seconds = *seconds;
  cron.days = {all_days, static_cast<std::uint32_t>(*months), all_weekdays, DayRule::both};
  if (auto days = month_days(cron.days); !days) return fail(std::move(days.error()));
  if (auto days = weekdays(cron.days); !days) return fail(std::move(days.error()));
  open_days(cron.days);
  cron.hour_star = !has("BYHOUR") && frequency_ < Frequency::daily;
  const Seconds time = std::chrono::hours{start_.hour} + std::chrono::minutes{start_.minute} +
                       Seconds{start_.second};
  return RecurrenceRule{std::move(cron), start_.date.time_since_epoch() + time};
}

Result<void> Reader::line(Piece line) {
  const auto text = line.text;
  if (text.starts_with("DTSTART")) {
    const auto colon = text.find(':');
    if (colon == text.npos) return bad(line, "no DTSTART");
    return start({text.substr(colon + 1), line.at + colon + 1});
  }
  constexpr std::string_view prefix = "RRULE:";
  const auto colon = text.find(':');
  if (colon != text.npos && !text.starts_with(prefix)) {
    return unread(std::string(excerpt(text.substr(0, colon))));
  }
  const std::size_t skipped = text.starts_with(prefix) ? prefix.size() : 0;
  if (has_rule_) return unread("a second rule");
  has_rule_ = true;
  return rule({text.substr(skipped), line.at + skipped});
}

/// YYYYMMDD, THHMMSS, a Z: Prefect puts the schedule's zone in its place.
Result<void> Reader::start(Piece value) {
  auto text = value.text;
  if (text.ends_with('Z')) text.remove_suffix(1);
  const auto digits = [&](std::size_t at, std::size_t count) {
    return at < text.size() ? number_of(text.substr(at, count)).value_or(-1) : 0;
  };
  const bool timed = text.size() == 15 && text[8] == 'T';
  const auto number = [&](std::size_t at) { return static_cast<unsigned>(digits(at, 2)); };
  const std::chrono::year_month_day date{
      std::chrono::year{digits(0, 4)}, std::chrono::month{number(4)}, std::chrono::day{number(6)}};
  if ((text.size() != 8 && !timed) || !std::ranges::all_of(text.substr(0, 8), is_digit) ||
      !date.ok()) {
    return bad(value, "no DTSTART");
  }
  start_.date = std::chrono::sys_days{date};
  start_.month = static_cast<int>(static_cast<unsigned>(date.month()));
  start_.day = static_cast<int>(static_cast<unsigned>(date.day()));
  start_.weekday = static_cast<int>(std::chrono::weekday{start_.date}.c_encoding());
  if (!timed) return {};
  start_.hour = digits(9, 2);
  start_.minute = digits(11, 2);
  start_.second = digits(13, 2);
  const bool fine = std::ranges::all_of(text.substr(9), is_digit) && start_.hour < 24 &&
                    start_.minute < 60 && start_.second < 60;
  return fine ? Result<void>() : bad(value, "no DTSTART");
}

Result<void> Reader::rule(Piece value) {
  for (const auto& part : split(value, ';')) {
    const auto equals = part.text.find('=');
    if (equals == part.text.npos) return bad(part, "no NAME=VALUE");
    const Piece of_part{part.text.substr(equals + 1), part.at + equals + 1};
    if (!parts_.emplace(part.text.substr(0, equals), of_part).second) {
      return bad(part, "a part twice");
    }
  }
  return {};
}

Result<void> Reader::check_parts() const {
  constexpr std::array<std::string_view, 6> unread_parts{"COUNT",     "UNTIL",    "BYSETPOS",
                                                         "BYYEARDAY", "BYWEEKNO", "BYEASTER"};
  constexpr std::array<std::string_view, 9> read_parts{"FREQ",    "INTERVAL",   "WKST",
                                                       "BYHOUR",  "BYMINUTE",   "BYSECOND",
                                                       "BYMONTH", "BYMONTHDAY", "BYDAY"};
  for (const auto& [name, value] : parts_) {
    if (std::ranges::find(unread_parts, name) != unread_parts.end()) {
      return unread(std::string(name));
    }
    if (std::ranges::find(read_parts, name) == read_parts.end()) return bad(value, "no such part");
  }
  const auto frequency = parts_.find("FREQ");
  if (frequency == parts_.end()) return bad({text_, 0}, "no FREQ");
  if (frequency->second.text == "SECONDLY") return unread("SECONDLY");
  const auto interval = parts_.find("INTERVAL");
  if (interval != parts_.end() && number_of(interval->second.text) != 1) {
    if (!number_of(interval->second.text)) return bad(interval->second, "no number");
    return unread("an INTERVAL other than 1");
  }
  const auto start_of_week = parts_.find("WKST");
  if (start_of_week != parts_.end() &&
      std::ranges::find(day_names, start_of_week->second.text) == day_names.end()) {
    return bad(start_of_week->second, "no day of the week");
  }
  if (std::ranges::find(frequencies, frequency->second.text) == frequencies.end()) {
    return bad(frequency->second, "no FREQ");
  }
  return {};
}

/// The values of a part, bit 0 = `low`; `open` where the rule has none.
Result<std::uint64_t> Reader::set_of(std::string_view part, int low, int high, std::uint64_t open) {
  const auto found = parts_.find(part);
  if (found == parts_.end()) return open;
  std::uint64_t set = 0;
  for (const auto& item : split(found->second, ',')) {
    const auto value = number_of(item.text);
    if (!value || *value < low || *value > high) return bad(item, "out of range");
    set |= std::uint64_t{1} << static_cast<unsigned>(*value - low);
  }
  return set;
}

Result<void> Reader::month_days(DayFields& days) {
  const auto found = parts_.find("BYMONTHDAY");
  if (found == parts_.end()) return {};
  days.days = 0;
  for (const auto& item : split(found->second, ',')) {
    const auto value = number_of(item.text);
    if (!value || *value == 0 || std::abs(*value) > 31) return bad(item, "out of range");
    if (*value > 0) {
      days.days |= 1U << static_cast<unsigned>(*value - 1);
    } else {
      days.special_days.push_back({SpecialDay::Kind::last, -*value - 1, 0});
    }
  }
  return {};
}

/// `MO`, `2FR`, `-1FR`. The number counts only in months; other frequencies drop it.
Result<void> Reader::weekdays(DayFields& days) {
  const auto found = parts_.find("BYDAY");
  if (found == parts_.end()) return {};
  days.weekdays = 0;
  const bool in_months =
      frequency_ == Frequency::monthly || (frequency_ == Frequency::yearly && has("BYMONTH"));
  for (const auto& item : split(found->second, ',')) {
    const auto size = item.text.size();
    const auto name = std::ranges::find(day_names, item.text.substr(size < 2 ? 0 : size - 2));
    if (name == day_names.end()) return bad(item, "no day of the week");
    const int weekday = static_cast<int>(name - day_names.begin());
    const auto number =
        size == 2 ? std::optional<int>(0) : number_of(item.text.substr(0, size - 2));
    if (!number || (size > 2 && *number == 0)) return bad(item, "no number before the day");
    if (*number == 0 || frequency_ < Frequency::monthly) {
      days.weekdays |= 1U << static_cast<unsigned>(weekday);
      continue;
    }
    if (!in_months) return unread("a weekday counted in the year");
    if (std::abs(*number) > 5) return bad(item, "no month has so many weeks");
    const auto special = *number > 0
                             ? SpecialDay{SpecialDay::Kind::nth_weekday, *number, weekday}
                             : SpecialDay{SpecialDay::Kind::last_weekday, -*number - 1, weekday};
    days.special_weekdays.push_back(special);
  }
  if (days.weekdays != 0 && !days.special_weekdays.empty()) {
    return unread("weekdays with and without a number in one rule");
  }
  return {};
}

/// Without any day, the frequency repeats that of the start.
void Reader::open_days(DayFields& days) const {
  if (has("BYMONTHDAY") || has("BYDAY")) return;
  if (frequency_ == Frequency::weekly) {
    days.weekdays = 1U << static_cast<unsigned>(start_.weekday);
  } else if (frequency_ >= Frequency::monthly) {
    days.days = 1U << static_cast<unsigned>(start_.day - 1);
    if (frequency_ == Frequency::yearly && !has("BYMONTH")) {
      days.months = 1U << static_cast<unsigned>(start_.month - 1);
    }
  }
}

}  // namespace

bool is_recurrence_rule(std::string_view text) {
  const auto begin = upper_case(text.substr(0, 7));
  return begin.starts_with("RRULE:") || begin.starts_with("FREQ=") || begin == "DTSTART";
}

Result<RecurrenceRule> recurrence_rule(std::string_view text) { return Reader(text).read(); }

}  // namespace plumbline::schedule
