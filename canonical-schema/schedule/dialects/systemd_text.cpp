#include "canonical-schema/schedule/dialects/systemd_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <optional>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"

namespace plumbline::schedule::systemd {
namespace {

/// Longer lists are refused.
constexpr std::size_t most_components = 241;
constexpr std::int64_t largest_number = std::numeric_limits<std::int32_t>::max();

bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

bool ends_with_ignoring_case(std::string_view text, std::string_view end) {
  return text.size() >= end.size() &&
         equal_ignoring_case(text.substr(text.size() - end.size()), end);
}

Chain only(std::int64_t value) { return {false, {{value}}}; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), end_(text.size()) {}

  Result<Specification> parse() {
    // The engine's texts end at a NUL.
    if (const auto nul = text_.find('\0'); nul != text_.npos) return bad(nul, "a NUL byte");
    take_zone();
    if (end_ == 0) return bad(0, "the expression is empty", "write for example \"*-*-* 06:30\"");
    if (take_shorthand()) return std::move(result_);
    if (auto read = weekdays(); !read) return fail(std::move(read.error()));
    auto ends = date();
    if (!ends) return fail(std::move(ends.error()));
    if (!*ends) {
      if (auto read = time(); !read) return fail(std::move(read.error()));
    }
    if (at_ != end_) return bad(at_, "there is text after the time");
    return std::move(result_);
  }

 private:
  void take_zone();
  bool take_shorthand();
  Result<void> weekdays();
  /// True if it holds the time too.
  Result<bool> date();
  Result<bool> timestamp();
  Result<void> time();
  Result<Chain> chain(bool of_seconds);
  Result<Component> component(bool of_seconds);
  Result<std::int64_t> number(bool of_seconds);
  Result<std::int64_t> fraction();

  [[nodiscard]] bool done() const { return at_ == end_; }
  [[nodiscard]] char next(std::size_t ahead = 0) const {
    return at_ + ahead < end_ ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool is_next(std::string_view marks) const {
    return done() || marks.find(next()) != marks.npos;
  }
  void skip_blanks() {
    while (next() == ' ') ++at_;
  }
  [[nodiscard]] tl::unexpected<Error> bad(std::size_t at, const std::string& what,
                                          std::string hint = {}) const {
    return refuse(text_, at, "Invalid argument: " + what, std::move(hint));
  }
  [[nodiscard]] tl::unexpected<Error> too_large(std::size_t at) const {
    return refuse(text_, at, "Numerical result out of range: the number is too large");
  }
  [[nodiscard]] tl::unexpected<Error> unexpected_text(const std::string& wanted) const {
    return bad(at_,
               done() ? wanted + " is missing"
                      : "unexpected " + excerpt(text_.substr(at_, 1)) + ", not " + wanted,
               "write [WEEKDAYS] [YEAR-MONTH-DAY] [HOUR:MINUTE[:SECOND]] [ZONE]");
  }

  std::string_view text_;
  std::size_t end_;  ///< of what is before the zone
  std::size_t at_ = 0;
  Specification result_;
};

/// The engine takes the last word for a zone if there is such a tz file. A word with the letters of
/// one can be nothing else but a name or a mistake.
void Parser::take_zone() {
  if (ends_with_ignoring_case(text_, " UTC")) {
    result_.zone = "UTC";
    end_ -= 4;
    return;
  }
  const auto blank = text_.rfind(' ');
  if (blank == text_.npos || blank + 1 == text_.size()) return;
  const auto word = text_.substr(blank + 1);
  const bool is_name =
      is_letter(word.front()) && std::ranges::all_of(word, [](char c) {
        return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '+' || c == '/';
      });
  if (!is_name) return;
  result_.zone = word;
  end_ = blank;
}

bool Parser::take_shorthand() {
  struct Shorthand {
    std::string_view name;
    std::uint32_t weekdays;
    std::vector<std::int64_t> months;  ///< none = every
    bool day = false;                  ///< the first day of the month only
    bool hour = false;                 ///< hour 0 only
    bool minute = false;               ///< minute 0 only
  };
  static const std::array<Shorthand, 13> shorthands{{
      {"minutely", all_weekdays, {}, false, false, false},
      {"hourly", all_weekdays, {}, false, false, true},
      {"daily", all_weekdays, {}, false, true, true},
      {"weekly", 1U << 1U, {}, false, true, true},
      {"monthly", all_weekdays, {}, true, true, true},
      {"quarterly", all_weekdays, {1, 4, 7, 10}, true, true, true},
      {"biannually", all_weekdays, {1, 7}, true, true, true},
      {"bi-annually", all_weekdays, {1, 7}, true, true, true},
      {"semiannually", all_weekdays, {1, 7}, true, true, true},
      {"semi-annually", all_weekdays, {1, 7}, true, true, true},
      {"yearly", all_weekdays, {1}, true, true, true},
      {"annually", all_weekdays, {1}, true, true, true},
      {"anually", all_weekdays, {1}, true, true, true},
  }};
  const auto text = text_.substr(0, end_);
  const auto named = std::ranges::find_if(
      shorthands, [&](const Shorthand& each) { return equal_ignoring_case(each.name, text); });
  if (named == shorthands.end()) return false;
  const Chain every{true, {}};
  result_.weekdays = named->weekdays;
  if (!named->months.empty()) {
    result_.month.every = false;
    for (const auto month : named->months) result_.month.components.push_back({month});
  }
  if (named->day) result_.day = only(1);
  result_.hour = named->hour ? only(0) : every;
  result_.minute = named->minute ? only(0) : every;
  result_.second = only(0);
  return true;
}

/// 0 = Monday, as long as the text begins with a weekday; `length` is that of the name.
std::optional<unsigned> weekday_at(std::string_view text, std::size_t& length) {
  constexpr std::array<std::string_view, 7> names{"monday", "tuesday",  "wednesday", "thursday",
                                                  "friday", "saturday", "sunday"};
  for (unsigned day = 0; day < names.size(); ++day) {
    for (const auto name : {names.at(day), names.at(day).substr(0, 3)}) {
      length = name.size();
      if (equal_ignoring_case(text.substr(0, length), name)) return day;
    }
  }
  return std::nullopt;
}

Result<void> Parser::weekdays() {
  std::uint32_t set = 0;  // bit 0 = Monday
  std::optional<unsigned> from;
  for (bool first = true;; first = false) {
    std::size_t length = 0;
    const auto day = weekday_at(text_.substr(at_, end_ - at_), length);
    if (!day && first) return {};
    if (!day) return unexpected_text("a weekday");
    if (from && *from > *day) {
      return bad(at_, "the range of weekdays is reversed", "weeks begin with Monday");
    }
    for (unsigned each = from.value_or(*day); each <= *day; ++each) set |= 1U << each;
    at_ += length;
    if (!is_next("-., ")) return unexpected_text("the end of the weekday");
    if (is_next(" ")) break;
    if (next() == ',') {
      from.reset();
      ++at_;
      if (is_next(" ")) break;
      continue;
    }
    // A single hyphen is the old way to write a range.
    const bool is_range = !from && (next() == '-' || next(1) == '.');
    if (!is_range) return unexpected_text("the end of the weekday");
    from = day;
    at_ += next() == '-' ? 1U : 2U;
    if (is_next(" ")) return unexpected_text("the end of the range");
  }
  skip_blanks();
  if (set != all_weekdays) result_.weekdays = fold_sunday(set << 1U);
  return {};
}

Result<bool> Parser::date() {
  if (done()) return false;
  if (next() == '@') return timestamp();
  const auto begin = at_;
  auto first = chain(false);
  if (!first) return fail(std::move(first.error()));
  if (is_next(":")) {
    at_ = begin;  // it was the hour
    return false;
  }
  if (!is_next("~-")) return unexpected_text("- or ~");
  result_.from_end = next() == '~';
  ++at_;
  auto second = chain(false);
  if (!second) return fail(std::move(second.error()));
  if (is_next(" ")) {
    skip_blanks();
    result_.month = std::move(*first);
    result_.day = std::move(*second);
    return false;
  }
  if (result_.from_end || !is_next("~-")) return unexpected_text("the end of the date");
  result_.from_end = next() == '~';
  ++at_;
  auto third = chain(false);
  if (!third) return fail(std::move(third.error()));
  if (!is_next(" ")) return unexpected_text("the end of the date");
  skip_blanks();
  result_.year = std::move(*first);
  result_.month = std::move(*second);
  result_.day = std::move(*third);
  return false;
}

/// `@1767225600`: seconds since 1970 in UTC, whatever zone is named.
Result<bool> Parser::timestamp() {
  using namespace std::chrono;
  const auto begin = at_++;
  while (next() == ' ' || (next() >= '\t' && next() <= '\r')) ++at_;
  const bool negative = next() == '-';
  if (negative || next() == '+') ++at_;
  if (!is_digit(next())) return unexpected_text("a number of seconds");
  constexpr std::int64_t beyond = std::int64_t{1} << 40U;
  std::int64_t value = 0;
  for (; is_digit(next()); ++at_) value = std::min(beyond, value * 10 + (next() - '0'));
  if (value == beyond || (negative && value != 0)) return too_large(begin);
  const sys_seconds instant{std::chrono::seconds{value}};
  const auto day = floor<days>(instant);
  const year_month_day shown{day};
  const hh_mm_ss clock{instant - day};
  result_.year = only(static_cast<int>(shown.year()));
  result_.month = only(static_cast<unsigned>(shown.month()));
  result_.day = only(static_cast<unsigned>(shown.day()));
  result_.hour = only(clock.hours().count());
  result_.minute = only(clock.minutes().count());
  result_.second = only(clock.seconds().count() * microseconds_of_second);
  result_.zone = "UTC";
  return true;
}

Result<void> Parser::time() {
  result_.hour = result_.minute = result_.second = only(0);
  if (done()) return {};
  auto hour = chain(false);
  if (!hour) return fail(std::move(hour.error()));
  if (next() != ':') return unexpected_text(": between hour and minute");
  ++at_;
  auto minute = chain(false);
  if (!minute) return fail(std::move(minute.error()));
  result_.hour = std::move(*hour);
  result_.minute = std::move(*minute);
  if (done()) return {};
  if (next() != ':') return unexpected_text("the end of the time");
  ++at_;
  auto second = chain(true);
  if (!second) return fail(std::move(second.error()));
  if (!done()) return unexpected_text("the end of the time");
  result_.second = std::move(*second);
  return {};
}

Result<Chain> Parser::chain(bool of_seconds) {
  if (next() == '*') {
    ++at_;
    return Chain{true, {}};
  }
  Chain chain;
  for (;;) {
    if (chain.components.size() == most_components) {
      return refuse(text_, at_, "No buffer space available: the list is too long");
    }
    auto read = component(of_seconds);
    if (!read) return fail(std::move(read.error()));
    chain.components.push_back(*read);
    if (next() != ',') return chain;
    ++at_;
  }
}

Result<Component> Parser::component(bool of_seconds) {
  Component component;
  component.at = at_;
  auto start = number(of_seconds);
  if (!start) return fail(std::move(start.error()));
  component.start = *start;
  if (next() == '.' && next(1) == '.') {
    at_ += 2;
    auto stop = number(of_seconds);
    if (!stop) return fail(std::move(stop.error()));
    component.stop = *stop;
    component.repeat = of_seconds ? microseconds_of_second : 1;
  }
  if (next() == '/') {
    const auto begin = ++at_;
    auto repeat = number(of_seconds);
    if (!repeat) return fail(std::move(repeat.error()));
    if (*repeat == 0) {
      return refuse(text_, begin, "Numerical result out of range: a step of 0 never ends");
    }
    component.repeat = *repeat;
  } else if (of_seconds && component.stop >= 0 &&
             component.start + component.repeat > component.stop) {
    return bad(component.at, "the range of seconds is shorter than its step of a second");
  } else if (component.start + component.repeat > largest_number) {
    return too_large(component.at);
  }
  if (!is_next(" ,-~:")) return unexpected_text("the end of the value");
  component.length = at_ - component.at;
  return component;
}

Result<std::int64_t> Parser::number(bool of_seconds) {
  if (!is_digit(next())) return unexpected_text("a number");
  const auto begin = at_;
  std::int64_t value = 0;
  for (; is_digit(next()); ++at_) {
    value = std::min(largest_number + 1, value * 10 + (next() - '0'));
  }
  if (of_seconds) {
    value *= microseconds_of_second;
    if (next() == '.' && next(1) != '.') {
      ++at_;
      auto part = fraction();
      if (!part) return part;
      value += *part;
    }
  }
  if (value > largest_number) return too_large(begin);
  return value;
}

/// Microseconds, rounded.
Result<std::int64_t> Parser::fraction() {
  if (!is_digit(next())) return unexpected_text("a digit");
  std::int64_t value = 0;
  for (int digit = 0; digit < 6; ++digit) {
    value *= 10;
    if (is_digit(next())) value += text_[at_++] - '0';
  }
  if (next() >= '5' && next() <= '9') ++value;
  while (is_digit(next())) ++at_;
  return value;
}

}  // namespace

Result<Specification> parse(std::string_view text) { return Parser(text).parse(); }

}  // namespace plumbline::schedule::systemd
