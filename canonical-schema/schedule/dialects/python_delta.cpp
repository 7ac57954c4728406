#include "canonical-schema/schedule/dialects/python_delta.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"

namespace plumbline::schedule {
namespace {

constexpr std::int64_t second = 1'000'000;  // in microseconds
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t longest = longest_duration.count() * second;
/// Python's spans hold no more, which 64 bits of microseconds do not.
constexpr double longest_of_python = 999'999'999.0 * day;
constexpr int longest_months = 12 * 1000;

struct Unit {
  std::string_view name;
  std::int64_t microseconds = 0;  ///< 0 = calendar months
  int months = 0;
};
/// In the order in which timedelta takes them without names.
constexpr std::array<Unit, 7> timedelta_units{{{"days", day, 0},
                                               {"seconds", second, 0},
                                               {"microseconds", 1, 0},
                                               {"milliseconds", 1000, 0},
                                               {"minutes", minute, 0},
                                               {"hours", hour, 0},
                                               {"weeks", 7 * day, 0}}};
constexpr std::array<Unit, 8> relativedelta_units{{{"years", 0, 12},
                                                   {"months", 0, 1},
                                                   {"weeks", 7 * day, 0},
                                                   {"days", day, 0},
                                                   {"hours", hour, 0},
                                                   {"minutes", minute, 0},
                                                   {"seconds", second, 0},
                                                   {"microseconds", 1, 0}}};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// What stands in the parentheses of a call of `name`.
std::optional<Piece> argument_of(std::string_view text, std::string_view name) {
  if (!text.starts_with(name) || !text.ends_with(')')) return std::nullopt;
  const auto rest = text.substr(name.size());
  if (!rest.starts_with('(')) return std::nullopt;
  return Piece{rest.substr(1, rest.size() - 2), name.size() + 1};
}

std::optional<Piece> timedelta_arguments(std::string_view text) {
  if (const auto plain = argument_of(text, "timedelta")) return plain;
  return argument_of(text, "datetime.timedelta");
}

/// A number with at most six decimals, in millionths; nullopt for everything else and for what is
/// too large to mean a span.
std::optional<std::int64_t> millionths(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto point = std::min(text.find('.'), text.size());
  const auto decimals = point == text.size() ? std::string_view() : text.substr(point + 1);
  if (point == 0 || point > 12 || decimals.size() > 6) return std::nullopt;
  std::int64_t value = 0;
  const auto add = [&](char c) {
    value = value * 10 + (c - '0');
    return is_digit(c);
  };
  if (!std::ranges::all_of(text.substr(0, point), add)) return std::nullopt;
  if (!std::ranges::all_of(decimals, add)) return std::nullopt;
  for (auto i = decimals.size(); i < 6; ++i) value *= 10;
  return negative ? -value : value;
}

/// Python's code has no numbers such as 05.
bool begins_with_odd_zero(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text.size() > 1 && text.front() == '0' && std::ranges::all_of(text, is_digit) &&
         text.find_first_not_of('0') != text.npos;
}

/// The sum of the arguments of a call.
struct Sum {
  std::int64_t microseconds = 0;
  int months = 0;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<Sum> call(Piece arguments, std::span<const Unit> units, bool by_position);
  Result<Sum> printed();

 private:
  /// An argument of a call: its unit and its number.
  struct Argument {
    const Unit* unit = nullptr;
    Piece number;
  };
  Result<Argument> by_place(Piece argument, std::span<const Unit> units, std::size_t place) const;
  Result<Argument> by_name(Piece argument, std::span<const Unit> units) const;
  Result<void> add(const Unit& unit, Piece number, Sum& sum);
  Result<Piece> take_days(Sum& sum);
  [[nodiscard]] tl::unexpected<Error> bad(std::size_t at, const std::string& what) const {
    return refuse(text_, at, what, "write for example timedelta(hours=6)");
  }
  [[nodiscard]] tl::unexpected<Error> too_long(std::size_t at) const {
    return not_read(text_, at, "a span of more than a thousand years is not compared",
                    "write for example timedelta(hours=6)");
  }

  std::string_view text_;
};

Result<Reader::Argument> Reader::by_place(Piece argument, std::span<const Unit> units,
                                          std::size_t place) const {
  if (place < units.size()) return Argument{&units[place], argument};
  return bad(argument.at, "a number without a name: " + excerpt(argument.text));
}

Result<Reader::Argument> Reader::by_name(Piece argument, std::span<const Unit> units) const {
  const auto equals = argument.text.find('=');
  const auto name = trimmed(argument.text.substr(0, equals));
  const auto unit = std::ranges::find(units, name, &Unit::name);
  if (unit == units.end()) {
    return fail(ErrorKind::unsupported, excerpt(name) + " is no span of time that is read",
                "days, hours, minutes and seconds are, and months and years by themselves");
  }
  return Argument{&*unit, {argument.text.substr(equals + 1), argument.at + equals + 1}};
}

Result<Sum> Reader::call(Piece arguments, std::span<const Unit> units, bool by_position) {
  Sum sum;
  if (trimmed(arguments.text).empty()) return sum;
  // Behind a name no argument goes by its place.
  std::size_t place = by_position ? 0 : units.size();
  std::vector<const Unit*> given;
  auto each = split(arguments, ',');
  if (each.size() > 1 && trimmed(each.back().text).empty()) each.pop_back();
  for (const auto& text : each) {
    const bool is_named = text.text.find('=') != text.text.npos;
    const auto argument = is_named ? by_name(text, units) : by_place(text, units, place);
    place = is_named ? units.size() : place + 1;
    if (!argument) return fail(argument.error());
    if (begins_with_odd_zero(trimmed(argument->number.text))) {
      return bad(text.at, "leading zeros in decimal integer literals are not permitted");
    }
    if (std::ranges::find(given, argument->unit) != given.end()) {
      return bad(text.at, "keyword argument repeated: " + std::string(argument->unit->name));
    }
    given.push_back(argument->unit);
    auto added = add(*argument->unit, argument->number, sum);
    if (!added) return fail(std::move(added.error()));
  }
  return sum;
}

Result<void> Reader::add(const Unit& unit, Piece number, Sum& sum) {
  const auto value = millionths(trimmed(number.text));
  if (!value) return bad(number.at, "no number: " + excerpt(number.text));
  constexpr std::int64_t one = 1'000'000;
  const auto whole = *value / one;
  if (unit.microseconds == 0) {
    if (*value % one != 0) return bad(number.at, "months and years are whole");
    if (std::abs(whole) > longest_months / unit.months) return too_long(number.at);
    sum.months += static_cast<int>(whole) * unit.months;
    return {};
  }
  if (std::abs(static_cast<double>(whole)) * static_cast<double>(unit.microseconds) >
      longest_of_python) {
    return bad(number.at, "Python's spans hold 999999999 days at most");
  }
  if (std::abs(whole) > longest / unit.microseconds) return too_long(number.at);
  const auto part = *value % one * unit.microseconds;
  sum.microseconds += whole * unit.microseconds + part / one;
  if (part % one != 0 || std::abs(sum.microseconds) > longest) {
    return bad(number.at, "a span that is not read: " + excerpt(number.text));
  }
  return {};
}

/// Adds the days before the comma; returns what stands behind it.
Result<Piece> Reader::take_days(Sum& sum) {
  const auto comma = text_.find(", ");
  if (comma == text_.npos) return Piece{text_, 0};
  const auto words = split_words(text_.substr(0, comma));
  const bool days = words.size() == 2 && (words[1].text == "day" || words[1].text == "days");
  if (!days) return bad(0, "no number of days before the comma");
  auto added = add(timedelta_units[0], words[0], sum);
  if (!added) return fail(std::move(added.error()));
  return Piece{text_.substr(comma + 2), comma + 2};
}

/// `1 day, 2:00:03.500000`
Result<Sum> Reader::printed() {
  Sum sum;
  const auto clock = take_days(sum);
  if (!clock) return fail(clock.error());
  const auto parts = split(*clock, ':');
  if (parts.size() != 3) return bad(clock->at, "no H:MM:SS");
  constexpr std::array<Unit, 3> units{
      {{"hours", hour, 0}, {"minutes", minute, 0}, {"seconds", second, 0}}};
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (i > 0 && parts[i].text.size() < 2) return bad(parts[i].at, "two digits are due");
    if (parts[i].text.empty() || !is_digit(parts[i].text.front())) {
      return bad(parts[i].at, "no number: " + excerpt(parts[i].text));
    }
    auto added = add(units.at(i), parts[i], sum);
    if (!added) return fail(std::move(added.error()));
  }
  return sum;
}

Result<Period> period_of(const Sum& sum, std::string_view text) {
  if (sum.months != 0 && sum.microseconds != 0) {
    return fail(ErrorKind::unsupported,
                "months together with days or hours have no constant period: " + excerpt(text),
                "write the months alone, or days alone");
  }
  if (sum.months < 0 || sum.microseconds < 0 || (sum.months == 0 && sum.microseconds == 0)) {
    return refuse(text, 0, "schedule interval must be positive, not " + excerpt(text),
                  "write for example timedelta(hours=6)");
  }
  if (sum.microseconds % second != 0) {
    return fail(ErrorKind::unsupported, "fractions of a second are not read: " + excerpt(text),
                "write whole seconds");
  }
  return Period{Seconds{sum.microseconds / second}, sum.months};
}

}  // namespace

bool is_python_delta(std::string_view text) {
  if (timedelta_arguments(text) || argument_of(text, "relativedelta")) return true;
  const auto colon = text.find(':');
  return colon != text.npos && colon > 0 && is_digit(text[colon - 1]) &&
         (is_digit(text.front()) || text.front() == '-') && text.find('(') == text.npos;
}

Result<Period> python_delta(std::string_view text) {
  Reader reader(text);
  Result<Sum> sum = Sum{};
  if (const auto arguments = timedelta_arguments(text)) {
    sum = reader.call(*arguments, timedelta_units, true);
  } else if (const auto relative = argument_of(text, "relativedelta")) {
    sum = reader.call(*relative, relativedelta_units, false);
  } else {
    sum = reader.printed();
  }
  if (!sum) return fail(std::move(sum.error()));
  return period_of(*sum, text);
}

}  // namespace plumbline::schedule
