#include <algorithm>
#include <limits>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/families.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"

// Spring's CronExpression, its errors in its own words.

namespace plumbline::schedule {
namespace {

constexpr int largest = std::numeric_limits<int>::max();
/// From here on L-n falls into the month before, and the engine loses its way.
constexpr int first_strange_offset = 31;
/// No month has a weekday six times.
constexpr int no_week = 6;

struct Unit {
  FieldSpec field;
  const char* name;   ///< Java's
  const char* range;  ///< as Java's message about a value outside says it
};
constexpr std::size_t day_unit = 3;
constexpr std::size_t month_unit = 4;
constexpr std::size_t weekday_unit = 5;
constexpr std::array<std::string_view, 7> names_from_monday{"mon", "tue", "wed", "thu",
                                                            "fri", "sat", "sun"};
constexpr std::array<Unit, 6> units{
    {{{"second", 0, 59, {}}, "SecondOfMinute", "0 - 59"},
     {{"minute", 0, 59, {}}, "MinuteOfHour", "0 - 59"},
     {{"hour", 0, 23, {}}, "HourOfDay", "0 - 23"},
     {{"day-of-month", 1, 31, {}}, "DayOfMonth", "1 - 28/31"},
     {{"month", 1, 12, month_names}, "MonthOfYear", "1 - 12"},
     {{"day-of-week", 1, 7, names_from_monday}, "DayOfWeek", "1 - 7"}}};

/// What a field holds: bit n = value n, Sunday as 0 or 7, and days that no mask can say.
struct Field {
  std::uint64_t values = 0;
  std::vector<SpecialDay> specials;
};

/// A field in which the engine has replaced names by numbers, wherever they stand: JAN0 is 10.
/// Remembers where each character comes from.
class Numbered {
 public:
  Numbered(Piece piece, std::span<const std::string_view> names) {
    for (std::size_t i = 0; i < piece.text.size();) {
      const auto found = std::ranges::find_if(names, [&](std::string_view name) {
        return equal_ignoring_case(name, piece.text.substr(i, name.size()));
      });
      std::string text(1, piece.text[i]);
      std::size_t length = 1;
      if (found != names.end()) {
        text = std::to_string(found - names.begin() + 1);
        length = found->size();
      }
      // Only fields with names are put into capitals.
      if (!names.empty() && text == "l") text = "L";
      for (const char c : text) {
        text_ += c;
        origins_.push_back(piece.at + i);
      }
      i += length;
    }
    origins_.push_back(piece.at + piece.text.size());
  }
  [[nodiscard]] Piece piece() const { return {text_, 0}; }
  [[nodiscard]] std::size_t origin(std::size_t at) const { return origins_.at(at); }

 private:
  std::string text_;
  std::vector<std::size_t> origins_;
};

/// Reads one field.
class FieldReader {
 public:
  FieldReader(std::string_view expression, std::size_t unit, Piece text, std::vector<Lint>& lints)
      : expression_(expression),
        unit_(unit),
        spec_(units.at(unit)),
        text_(text, spec_.field.names),
        lints_(lints) {}

  Result<Field> read();

 private:
  Result<void> item(Piece item);
  Result<void> values(Piece item);
  Result<void> day(Piece item);
  Result<void> weekday(Piece item);
  Result<void> offset_from_last(Piece item);
  Result<void> nth_weekday(Piece item, std::size_t mark);
  Result<SteppedItem> range(Piece item);
  Result<int> number(Piece text) const;
  [[nodiscard]] Result<int> checked(Piece text) const;
  [[nodiscard]] Result<int> weekday_number(Piece text) const;
  [[nodiscard]] bool is_special(std::string_view text) const;
  [[nodiscard]] tl::unexpected<Error> refuse(std::string message, Piece piece,
                                             std::string hint = {}) const {
    return schedule::refuse(expression_, text_.origin(piece.at), std::move(message),
                            std::move(hint));
  }

  std::string_view expression_;
  std::size_t unit_;
  const Unit& spec_;
  Numbered text_;
  std::vector<Lint>& lints_;
  Field field_;
};

bool FieldReader::is_special(std::string_view text) const {
  if (unit_ == day_unit) return text.find_first_of("LW") != text.npos;
  return unit_ == weekday_unit && text.find_first_of("L#") != text.npos;
}

Result<Field> FieldReader::read() {
  const Piece whole = text_.piece();
  const bool day_field = unit_ == day_unit || unit_ == weekday_unit;
  const bool special = is_special(whole.text);
  for (const auto& each : split(whole, ',')) {
    // A `?` in a list is only taken where the list holds one of L, W and #.
    const bool any = day_field && each.text == "?" && (special || whole.text == "?");
    if (auto read = any ? values({"*", each.at}) : item(each); !read) {
      return fail(std::move(read.error()));
    }
  }
  return std::move(field_);
}

Result<void> FieldReader::item(Piece item) {
  if (!is_special(item.text)) return values(item);
  return unit_ == day_unit ? day(item) : weekday(item);
}

/// Integer.parseInt.
Result<int> FieldReader::number(Piece text) const {
  auto digits = text.text;
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t value = 0;
  const bool is_number = !digits.empty() && std::ranges::all_of(digits, [&](char c) {
    value = value * 10 + (c - '0');
    return is_digit(c) && value <= largest;
  });
  if (!is_number) {
    return refuse("For input string: " + excerpt(text.text), text,
                  "the " + std::string(spec_.field.name) + " field holds " + spec_.range);
  }
  return static_cast<int>(negative ? -value : value);
}

Result<int> FieldReader::checked(Piece text) const {
  auto value = number(text);
  if (!value) return value;
  const bool sunday = unit_ == weekday_unit && *value == 0;
  if (sunday || (*value >= spec_.field.low && *value <= spec_.field.high)) return value;
  return refuse(std::string("Invalid value for ") + spec_.name + " (valid values " + spec_.range +
                    "): " + std::to_string(*value),
                text);
}

Result<SteppedItem> FieldReader::range(Piece item) {
  if (item.text == "*") return SteppedItem{spec_.field.low, spec_.field.high, 1, true};
  const auto hyphen = item.text.find('-');
  auto low = checked({item.text.substr(0, hyphen), item.at});
  if (!low) return fail(std::move(low.error()));
  if (hyphen == item.text.npos) return SteppedItem{*low, *low, 1, false};
  auto high = checked({item.text.substr(hyphen + 1), item.at + hyphen + 1});
  if (!high) return fail(std::move(high.error()));
  if (unit_ == weekday_unit && *low == 7) *low = 0;
  if (*low > *high) {
    return refuse("Minimum value must be less than maximum value", item,
                  "write a range over the end in two parts");
  }
  return SteppedItem{*low, *high, 1, false};
}

Result<void> FieldReader::values(Piece item) {
  const auto slash = item.text.find('/');
  auto read = range({item.text.substr(0, slash), item.at});
  if (!read) return fail(std::move(read.error()));
  if (slash != item.text.npos) {
    if (item.text.substr(0, slash).find('-') == item.text.npos) read->high = spec_.field.high;
    const Piece after{item.text.substr(slash + 1), item.at + slash + 1};
    auto step = number(after);
    if (!step) return fail(std::move(step.error()));
    if (*step <= 0) return refuse("Incrementer delta must be 1 or higher", after);
    if (*step > largest - spec_.field.high) {
      return refuse("the step is too long: Spring adds values that are none", after);
    }
    read->step = *step;
    const std::size_t begin = text_.origin(item.at);
    const auto written =
        expression_.substr(begin, text_.origin(item.at + item.text.size()) - begin);
    note_step(lints_, spec_.field, *read, {written, begin});
  }
  for (std::int64_t value = read->low; value <= read->high; value += read->step) {
    field_.values |= std::uint64_t{1} << static_cast<unsigned>(value);
  }
  return {};
}

Result<void> FieldReader::day(Piece item) {
  const auto last = item.text.rfind('L');
  if (last != item.text.npos) {
    if (last != 0) {
      return refuse("Unrecognized characters before 'L' in " + excerpt(item.text), item);
    }
    return offset_from_last(item);
  }
  const auto near = item.text.rfind('W');
  if (near == 0) return refuse("No day-of-month before 'W' in " + excerpt(item.text), item);
  if (near != item.text.size() - 1) {
    return refuse("Unrecognized characters after 'W' in " + excerpt(item.text),
                  {item.text, item.at + near});
  }
  auto number = checked({item.text.substr(0, near), item.at});
  if (!number) return fail(std::move(number.error()));
  // A Sunday at the end of the month goes over it and is lost; a Saturday the first is minded.
  field_.specials.push_back({SpecialDay::Kind::workday_near, *number, 0, *number != 1});
  return {};
}

Result<void> FieldReader::offset_from_last(Piece item) {
  if (item.text == "L") {
    field_.specials.push_back({SpecialDay::Kind::last});
    return {};
  }
  if (item.text == "LW") {
    field_.specials.push_back({SpecialDay::Kind::last_workday});
    return {};
  }
  const Piece rest{item.text.substr(1), item.at + 1};
  auto offset = number(rest);
  if (!offset) return fail(std::move(offset.error()));
  if (*offset >= 0) {
    return refuse("Offset '" + std::to_string(*offset) + " should be < 0 in " + excerpt(item.text),
                  rest);
  }
  if (-*offset >= first_strange_offset) {
    return refuse("no month is that long: Spring counts on into the month before", rest);
  }
  field_.specials.push_back({SpecialDay::Kind::last, -*offset});
  return {};
}

Result<void> FieldReader::weekday(Piece item) {
  const auto last = item.text.rfind('L');
  if (last != item.text.npos) {
    if (last != item.text.size() - 1) {
      return refuse("Unrecognized characters after 'L' in " + excerpt(item.text),
                    {item.text, item.at + last});
    }
    if (last == 0) return refuse("No day-of-week before 'L' in " + excerpt(item.text), item);
    auto weekday = weekday_number({item.text.substr(0, last), item.at});
    if (!weekday) return fail(std::move(weekday.error()));
    field_.specials.push_back({SpecialDay::Kind::last_weekday, 0, *weekday});
    return {};
  }
  return nth_weekday(item, item.text.rfind('#'));
}

Result<void> FieldReader::nth_weekday(Piece item, std::size_t mark) {
  if (mark == 0) return refuse("No day-of-week before '#' in " + excerpt(item.text), item);
  const Piece after{item.text.substr(mark + 1), item.at + mark + 1};
  if (after.text.empty()) return refuse("No ordinal after '#' in " + excerpt(item.text), after);
  auto weekday = weekday_number({item.text.substr(0, mark), item.at});
  if (!weekday) return fail(std::move(weekday.error()));
  auto which = number(after);
  if (!which) return fail(std::move(which.error()));
  if (*which <= 0) {
    return refuse("Ordinal '" + std::to_string(*which) + "' must be positive number", after);
  }
  field_.specials.push_back({SpecialDay::Kind::nth_weekday, std::min(*which, no_week), *weekday});
  return {};
}

/// 0 = Sunday.
Result<int> FieldReader::weekday_number(Piece text) const {
  auto value = number(text);
  if (!value) return value;
  if (*value < 0 || *value > 7) {
    return refuse("Invalid value for DayOfWeek: " + std::to_string(*value), text);
  }
  return *value % 7;
}

std::optional<CronFields> macro(std::string_view text) {
  const auto found = std::ranges::find_if(
      named_times, [&](const NamedTimes& named) { return equal_ignoring_case(named.name, text); });
  if (found == named_times.end()) return std::nullopt;
  return found->fields();
}

Result<std::vector<Reading>> read_spring(const DialectProfile&, std::string_view,
                                         std::string_view text, std::vector<Lint>& lints) {
  if (text.empty()) return refuse(text, 0, "Expression must not be empty");
  if (auto fields = macro(trimmed({text, 0}, is_java_blank).text))
    return one_reading(std::move(*fields));
  std::vector<Piece> words;
  for (const auto& word : split_words(text, [](char c) { return c == ' '; })) {
    if (const auto piece = trimmed(word, is_java_blank); !piece.text.empty())
      words.push_back(piece);
  }
  if (words.size() != units.size()) {
    return refuse(
        text, 0,
        "Cron expression must consist of 6 fields (found " + std::to_string(words.size()) + ")",
        "write six fields: second, minute, hour, day, month, weekday");
  }
  std::array<Field, units.size()> read;
  for (std::size_t unit = 0; unit < units.size(); ++unit) {
    auto field = FieldReader(text, unit, words[unit], lints).read();
    if (!field) return fail(std::move(field.error()));
    read.at(unit) = std::move(*field);
  }
  CronFields cron;
  cron.seconds = read[0].values;
  cron.minutes = read[1].values;
  cron.hours = static_cast<std::uint32_t>(read[2].values);
  cron.days = {static_cast<std::uint32_t>(read[day_unit].values >> 1U),
               static_cast<std::uint32_t>(read[month_unit].values >> 1U),
               fold_sunday(read[weekday_unit].values),
               DayRule::both,
               std::move(read[day_unit].specials),
               std::move(read[weekday_unit].specials)};
  return one_reading(std::move(cron));
}

}  // namespace

DialectRows spring_dialects() {
  DialectProfile spring;
  spring.name = "spring";
  spring.title = "Spring";
  spring.read = read_spring;
  spring.dst = skip_and_both;
  return {spring};
}

}  // namespace plumbline::schedule
