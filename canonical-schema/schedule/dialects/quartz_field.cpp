#include "canonical-schema/schedule/dialects/quartz_field.hpp"

#include <algorithm>
#include <limits>

#include "canonical-schema/excerpt.hpp"

namespace plumbline::schedule {
namespace {

constexpr int largest = std::numeric_limits<int>::max();
/// Numbers by which the engine remembers a star and a `?`: written out they mean the same.
constexpr int star_number = 99;
constexpr int any_number = 98;
constexpr int longest_offset = 30;  // L-30

struct UnitSpec {
  FieldSpec field;
  int longest_step;     ///< of `*/n` and `a/n`
  int first_refused;    ///< as the engine's message about a longer step says it
  const char* outside;  ///< its message about a value outside
};

constexpr std::array<UnitSpec, 7> units{
    {{{"seconds", 0, 59, {}}, 59, 60, "Minute and Second values must be between 0 and 59"},
     {{"minute", 0, 59, {}}, 59, 60, "Minute and Second values must be between 0 and 59"},
     {{"hour", 0, 23, {}}, 23, 24, "Hour values must be between 0 and 23"},
     {{"day-of-month", 1, 31, {}}, 31, 31, "Day of month values must be between 1 and 31"},
     {{"month", 1, 12, month_names}, 12, 12, "Month values must be between 1 and 12"},
     {{"day-of-week", 1, 7, weekday_names}, 7, 7, "Day-of-Week values must be between 1 and 7"},
     {{"year", YearSet::first, YearSet::last, {}}, largest, 0, ""}}};

/// `a-b/n`; without an end up to the highest value.
struct Range {
  int low = 0;
  std::optional<int> high;
  int step = 1;
};

/// L, LW, L-3, L-3W and what the engine takes for them.
bool is_last_form(std::string_view text) {
  if (text == "L" || text == "LW") return true;
  if (!text.starts_with("L-")) return false;
  text.remove_prefix(2);
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return text.empty() || text == "W";
}

class ItemReader {
 public:
  ItemReader(std::string_view expression, QuartzUnit unit, QuartzField& field,
             std::vector<Lint>& lints)
      : expression_(expression),
        unit_(unit),
        spec_(units.at(static_cast<std::size_t>(unit))),
        field_(field),
        lints_(lints) {}

  Result<void> read(Piece item);

 private:
  Result<void> named();
  Result<void> star();
  Result<void> last();
  Result<void> numbered();
  Result<void> range(int low);
  Result<void> stepped(int low);
  Result<void> nth();
  Result<int> digits();
  Result<int> whole_rest();
  Result<int> name();
  [[nodiscard]] Result<void> check_step(int step) const;
  [[nodiscard]] Result<void> check_values(const Range& range) const;
  /// True of the number that stands for `?`.
  [[nodiscard]] bool is_any(int value) const {
    return value == any_number && (unit_ == QuartzUnit::day || unit_ == QuartzUnit::weekday);
  }
  Result<void> add_value(int value);
  Result<void> add_range(Range range);
  void insert(int value);

  [[nodiscard]] bool at_end() const { return at_ >= item_.text.size(); }
  [[nodiscard]] bool at(char c) const { return !at_end() && item_.text[at_] == c; }
  [[nodiscard]] tl::unexpected<Error> refuse(std::string message, std::string hint = {}) const {
    return schedule::refuse(expression_, item_.at + at_, std::move(message), std::move(hint));
  }
  [[nodiscard]] tl::unexpected<Error> refuse_format() const {
    return refuse("Illegal cron expression format: " + excerpt(item_.text),
                  "the " + std::string(spec_.field.name) + " field holds " +
                      std::to_string(spec_.field.low) + " to " + std::to_string(spec_.field.high));
  }

  std::string_view expression_;
  QuartzUnit unit_;
  const UnitSpec& spec_;
  QuartzField& field_;
  std::vector<Lint>& lints_;
  Piece item_;
  std::size_t at_ = 0;  ///< what of the item is read
};

Result<void> ItemReader::read(Piece item) {
  item_ = item;
  at_ = 0;
  const char first = item.text.front();
  auto done = [&]() -> Result<void> {
    if (first >= 'A' && first <= 'Z') return is_last_form(item.text) ? last() : named();
    if (first == '*' || first == '/') return star();
    if (is_digit(first)) return numbered();
    if (first != '?') return refuse("Unexpected character: " + excerpt(item.text.substr(0, 1)));
    if (item.text.size() > 2) return refuse("Illegal character after '?': " + excerpt(item.text));
    if (unit_ != QuartzUnit::day && unit_ != QuartzUnit::weekday) {
      return refuse("'?' can only be specified for Day-of-Month or Day-of-Week.", "write *");
    }
    field_.any = true;
    at_ = 1;
    return {};
  }();
  if (done && !at_end()) {
    add_note(lints_, "junk-ignored", Lint::Level::critical,
             "Quartz ignores " + excerpt(item.text.substr(at_)) + " in " + excerpt(item.text),
             item.at + at_, item.at + item.text.size());
  }
  return done;
}

Result<int> ItemReader::digits() {
  std::int64_t value = 0;
  const auto begin = at_;
  for (; !at_end() && is_digit(item_.text[at_]); ++at_) {
    value = value * 10 + (item_.text[at_] - '0');
    if (value > largest) break;
  }
  if (at_ != begin && value <= largest) return static_cast<int>(value);
  at_ = begin;
  return refuse_format();
}

/// All that is left of the item as one number, which may have a sign.
Result<int> ItemReader::whole_rest() {
  const bool negative = at('-');
  if (negative || at('+')) ++at_;
  auto value = digits();
  if (value && !at_end()) return refuse_format();
  if (value && negative) *value = -*value;
  return value;
}

Result<int> ItemReader::name() {
  const auto& names = spec_.field.names;
  const auto text = item_.text.substr(at_, 3);
  if (text.size() < 3) return refuse_format();
  if (names.empty()) {
    return refuse("Illegal characters for this position: " + excerpt(text),
                  "the " + std::string(spec_.field.name) + " field has no names");
  }
  const auto found = std::ranges::find_if(
      names, [&](std::string_view name) { return equal_ignoring_case(name, text); });
  if (found == names.end()) {
    return refuse(std::string(unit_ == QuartzUnit::month ? "Invalid Month value: "
                                                         : "Invalid Day-of-Week value: ") +
                      excerpt(text),
                  "write an English name of three letters");
  }
  at_ += 3;
  return spec_.field.low + static_cast<int>(found - names.begin());
}

Result<void> ItemReader::named() {
  auto first = name();
  if (!first) return fail(std::move(first.error()));
  if (at('-')) {
    ++at_;
    auto second = name();
    if (!second) return fail(std::move(second.error()));
    return add_range({*first, *second, 1});
  }
  insert(*first);
  if (unit_ != QuartzUnit::weekday) return {};
  if (at('#')) return nth();
  if (at('L')) {
    field_.last = true;
    ++at_;
  }
  return {};
}

Result<void> ItemReader::nth() {
  ++at_;
  const auto number = whole_rest();
  if (!number || *number < 1 || *number > 5) {
    return refuse("A numeric value between 1 and 5 must follow the '#' option");
  }
  field_.nth = *number;
  return {};
}

Result<void> ItemReader::star() {
  if (item_.text == "/") return refuse("'/' must be followed by an integer.");
  if (at('*')) ++at_;
  if (!at('/')) return add_range({star_number, std::nullopt, 1});
  ++at_;
  if (at_end()) return refuse("Unexpected end of string.", "write a step after the slash");
  auto step = whole_rest();
  if (!step) return fail(std::move(step.error()));
  if (auto fine = check_step(*step); !fine) return fine;
  return add_range({star_number, std::nullopt, *step});
}

Result<void> ItemReader::last() {
  if (unit_ < QuartzUnit::day) {
    return refuse("'L' not expected in seconds, minutes or hours fields.");
  }
  // In the fields of months and years the engine skips it without a word.
  if (unit_ == QuartzUnit::month || unit_ == QuartzUnit::year) return {};
  ++at_;
  if (unit_ == QuartzUnit::weekday) {
    insert(7);
    return {};
  }
  SpecialDay day;
  if (at('-')) {
    ++at_;
    auto offset = at('W') ? Result<int>(0) : digits();
    if (!offset) return fail(std::move(offset.error()));
    if (*offset > longest_offset) return refuse("Offset from last day must be <= 30");
    day.number = *offset;
  }
  if (at('W')) {
    day.kind = SpecialDay::Kind::last_workday;
    ++at_;
  }
  field_.days.push_back(day);
  return {};
}

Result<void> ItemReader::numbered() {
  auto value = digits();
  if (!value) return fail(std::move(value.error()));
  if (at('-')) return range(*value);
  if (at('/')) return stepped(*value);
  if (at('L')) {
    if (unit_ != QuartzUnit::weekday) return refuse("'L' option is not valid here.");
    if (*value < 1 || *value > 7) return refuse(spec_.outside);
    field_.last = true;
    insert(*value);
    ++at_;
    return {};
  }
  if (at('W')) {
    if (unit_ != QuartzUnit::day) return refuse("'W' option is not valid here.");
    if (*value > 31) return refuse("The 'W' option does not make sense with values larger than 31");
    field_.days.push_back({SpecialDay::Kind::workday_near, *value});
    ++at_;
    return {};
  }
  if (at('#')) {
    if (unit_ != QuartzUnit::weekday) return refuse("'#' option is not valid here.");
    // Not checked: 9#2 is a day that never comes.
    if (is_any(*value)) field_.any = true;
    insert(*value);
    return nth();
  }
  return add_value(*value);
}

Result<void> ItemReader::range(int low) {
  ++at_;
  auto high = digits();
  if (!high) return fail(std::move(high.error()));
  Range range{low, *high, 1};
  if (at('/')) {
    ++at_;
    auto step = digits();
    if (!step) return fail(std::move(step.error()));
    range.step = *step;
  }
  return add_range(range);
}

Result<void> ItemReader::stepped(int low) {
  ++at_;
  if (at_end()) return refuse("'/' must be followed by an integer.");
  const auto begin = at_;
  auto step = digits();
  if (!step) return fail(std::move(step.error()));
  if (!at_end() && at_ - begin == 1) {
    return refuse("Unexpected character " + excerpt(item_.text.substr(at_, 1)) + " after '/'");
  }
  if (auto fine = check_step(*step); !fine) return fine;
  return add_range({low, std::nullopt, *step});
}

Result<void> ItemReader::check_step(int step) const {
  if (step <= spec_.longest_step) return {};
  return refuse("Increment >= " + std::to_string(spec_.first_refused) + " : " +
                std::to_string(step));
}

Result<void> ItemReader::check_values(const Range& range) const {
  if (unit_ == QuartzUnit::year || range.low == star_number) return {};
  const auto& [name, lowest, highest, names] = spec_.field;
  const bool low = (range.low >= lowest && range.low <= highest) || is_any(range.low);
  if (low && range.high.value_or(0) <= highest) return {};
  return refuse(spec_.outside,
                unit_ == QuartzUnit::weekday ? "1 is Sunday, 7 is Saturday" : std::string());
}

Result<void> ItemReader::add_value(int value) {
  if (value == star_number) return add_range({value, std::nullopt, 1});
  if (auto fine = check_values({value, std::nullopt, 1}); !fine) return fine;
  if (is_any(value)) {
    field_.any = true;
  } else {
    insert(value);
  }
  return {};
}

Result<void> ItemReader::add_range(Range range) {
  if (auto fine = check_values(range); !fine) return fine;
  if (range.step == 0 && range.low != star_number) return add_value(range.low);
  if (is_any(range.low)) return {};  // no value is as high
  const FieldSpec& field = spec_.field;
  const bool whole = range.low == star_number;
  if (whole) range.low = field.low;
  if (whole) range.step = std::max(range.step, 1);
  if (range.step > largest - field.high) {
    return refuse("the step is too long: Quartz adds values that are none");
  }
  int high = range.high.value_or(field.high);
  if (unit_ == QuartzUnit::year) {
    if (high < range.low) return refuse("Start year must be less than stop year");
    const bool every = whole && !range.high && range.step == 1;
    field_.years |= every ? YearSet{} : YearSet::range(range.low, high, range.step);
    return {};
  }
  note_step(lints_, field, {range.low, high, range.step, whole && !range.high}, item_);
  const int span = field.high - field.low + 1;
  if (high < range.low) high += span;
  for (int value = range.low; value <= high; value += range.step) {
    insert((value - field.low) % span + field.low);
  }
  return {};
}

void ItemReader::insert(int value) {
  if (unit_ == QuartzUnit::year) {
    field_.years.insert(value);
    return;
  }
  if (value < 64) field_.values |= std::uint64_t{1} << static_cast<unsigned>(value);
  if (unit_ != QuartzUnit::weekday) return;
  field_.least_weekday = std::min(value, field_.least_weekday.value_or(value));
}

}  // namespace

Result<QuartzField> read_quartz_field(std::string_view expression, QuartzUnit unit, Piece text,
                                      std::vector<Lint>& lints) {
  QuartzField field;
  ItemReader reader(expression, unit, field, lints);
  for (const auto& item : split(text, ',')) {
    if (item.text.empty()) continue;
    if (auto read = reader.read(item); !read) return fail(std::move(read.error()));
  }
  return field;
}

}  // namespace plumbline::schedule
