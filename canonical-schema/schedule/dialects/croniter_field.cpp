#include "canonical-schema/schedule/dialects/croniter_field.hpp"

#include <algorithm>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialect.hpp"

namespace plumbline::schedule {
namespace {

/// Above every value and step that means something.
constexpr int too_large = 1'000'000;

constexpr std::array<FieldSpec, croniter_columns> field_specs{
    {{"minute", 0, 59, {}},
     {"hour", 0, 23, {}},
     {"day-of-month", 1, 31, {}},
     {"month", 1, 12, month_names},
     {"day-of-week", 0, 6, weekday_names},
     {"second", 0, 59, {}},
     {"year",
      croniter_first_year,
      croniter_first_year + static_cast<int>(croniter_years) - 1,
      {}}}};

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// Digits as a number, at most `too_large`.
int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = std::min(value * 10 + (c - '0'), too_large);
  return value;
}

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '_';
  });
}

bool is_among(std::span<const std::string_view> names, std::string_view text) {
  return std::ranges::find(names, text) != names.end();
}

/// `mon-fri`, or `jan-mar`, which is refused later.
bool is_name_range(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return false;
  const auto low = text.substr(0, dash);
  const auto high = text.substr(dash + 1);
  return (is_among(weekday_names, low) && is_among(weekday_names, high)) ||
         (is_among(month_names, low) && is_among(month_names, high));
}

/// `5#2`, `L5`: which of the weekdays in `days`.
struct Nth {
  Piece days;
  bool last = false;
  int number = 0;
};

std::optional<Nth> nth_of(const CroniterVersion& version, Piece item) {
  const auto text = item.text;
  if (text.starts_with('l') && all_digits(text.substr(1))) {
    return Nth{{text.substr(1), item.at + 1}, true, 0};
  }
  const auto mark = text.find('#');
  if (mark == std::string_view::npos) return std::nullopt;
  const auto days = text.substr(0, mark);
  auto number = text.substr(mark + 1);
  if (!version.whole_nth) {
    number = number.substr(0, std::min(number.find_first_not_of("0123456789"), number.size()));
  }
  const bool names = version.whole_nth && is_name_range(days);
  if (!all_digits(number) || !(names || is_word(days))) return std::nullopt;
  return Nth{{days, item.at}, false, number_of(number)};
}

/// `low-high`, `low-high/step`, `*/step`, `low/step`.
struct Bounds {
  enum class Form { range, star, start };
  Form form = Form::range;
  std::string_view low;   ///< not with `star`
  std::string_view high;  ///< only with `range`
  int step = 1;
};

/// What follows a step's slash must be digits to the end.
std::optional<Bounds> plain_bounds(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos || dash == 0) return std::nullopt;
  const auto rest = text.substr(dash + 1);
  const auto slash = std::min(rest.find_first_of("-/"), rest.size());
  Bounds bounds{Bounds::Form::range, text.substr(0, dash), rest.substr(0, slash), 1};
  if (bounds.high.empty()) return std::nullopt;
  if (slash == rest.size()) return bounds;
  const auto step = rest.substr(slash + 1);
  if (rest[slash] != '/' || !all_digits(step)) return std::nullopt;
  bounds.step = number_of(step);
  return bounds;
}

class Expander {
 public:
  Expander(const CroniterColumns& columns, CroniterColumn column, std::vector<Lint>& lints)
      : columns_(columns),
        version_(*columns.version),
        column_(column),
        word_(columns.words.at(static_cast<std::size_t>(column))),
        spec_(field_specs.at(static_cast<std::size_t>(column))),
        lints_(lints) {
    if (column == CroniterColumn::weekday && version_.sunday == CroniterSunday::zero_and_seven) {
      spec_.high = 7;
    }
  }

  Result<CroniterField> expand();

 private:
  /// Which weekday of the month a value stands for, if any.
  struct Which {
    bool last = false;
    int number = 0;  ///< 0 = every
  };

  Result<bool> expand_whole();
  Result<void> draw(std::string_view text);
  Result<void> add_item(Piece item);
  Result<void> add_workday(Piece item);
  Result<void> add_range(const Bounds& bounds, const Which& which, Piece item);
  Result<void> add_ordered(int low, int high, bool high_is_zero, const Bounds& bounds,
                           const Which& which, Piece item);
  Result<void> add_cyclic(int low, int high, const Bounds& bounds, const Which& which, Piece item);
  Result<void> add_stepped(int low, int high, int step, const Which& which, Piece item);
  Result<void> add_value(int value, const Which& which, Piece item);
  Result<void> add_word(Piece word, const Which& which, Piece item);
  Result<int> bound(std::string_view text, Piece item) const;
  [[nodiscard]] std::optional<int> named(std::string_view text) const;
  [[nodiscard]] int alias(int value) const;
  [[nodiscard]] std::optional<Bounds> bounds_of(std::string_view item) const;
  [[nodiscard]] bool has_star(CroniterColumn column) const {
    return columns_.words.at(static_cast<std::size_t>(column)).text.find('*') !=
           std::string_view::npos;
  }
  void settle();
  Result<void> check_mixture();

  [[nodiscard]] tl::unexpected<Error> bad(Piece item, const std::string& more = {}) const {
    return refuse(columns_.text, item.at, excerpt(item.text) + " is not acceptable" + more,
                  "the " + std::string(spec_.name) + " field holds " + std::to_string(spec_.low) +
                      " to " + std::to_string(spec_.high));
  }
  [[nodiscard]] const FieldSpec& field_spec() const {
    return field_specs.at(static_cast<std::size_t>(column_));
  }
  void note_stepped(const SteppedItem& stepped, Piece item) {
    note_step(lints_, field_spec(), stepped, item);
  }
  void note(const char* code, const std::string& message, Piece item) {
    add_note(lints_, code, Lint::Level::warning, message, item.at, item.at + item.text.size());
  }

  const CroniterColumns& columns_;
  const CroniterVersion& version_;
  CroniterColumn column_;
  Piece word_;
  FieldSpec spec_;
  std::vector<Lint>& lints_;
  CroniterField field_;
  std::bitset<croniter_years> numbered_;  ///< weekdays that a number or L stands beside
};

Result<CroniterField> Expander::expand() {
  auto whole = expand_whole();
  if (!whole) return fail(std::move(whole.error()));
  if (*whole) return field_;
  for (const auto& item : split(word_, ',')) {
    if (auto added = add_item(item); !added) return fail(std::move(added.error()));
  }
  settle();
  if (auto fine = check_mixture(); !fine) return fail(std::move(fine.error()));
  return field_;
}

/// `?`, `H` and `R`, which stand alone in their field. True if the field was one of them.
Result<bool> Expander::expand_whole() {
  const auto text = word_.text;
  if (text.starts_with('h') || text.starts_with('r')) {
    const auto rest = text.substr(1);
    const bool alone = rest.empty() || rest.starts_with('(') || rest.starts_with('/');
    if (alone && text.starts_with('h')) {
      return refuse(columns_.text, word_.at, "Hashed definitions must include hash_id",
                    "write the value itself");
    }
    if (alone) {
      if (auto drawn = draw(text); !drawn) return fail(std::move(drawn.error()));
      return true;
    }
  }
  if (!version_.question_mark || text.find('?') == std::string_view::npos) return false;
  if (text != "?") {
    return bad(word_, ". Question mark can not used with other characters");
  }
  if (column_ != CroniterColumn::day && column_ != CroniterColumn::weekday) {
    return bad(word_, ". Question mark can only used in day_of_month or day_of_week");
  }
  field_.star = field_.only_star = true;
  return true;
}

/// `R` and `R(2-5)`.
Result<void> Expander::draw(std::string_view text) {
  int low = spec_.low;
  int high = spec_.high;
  if (text != "r") {
    const auto dash = text.find('-');
    const bool range = text.starts_with("r(") && text.ends_with(')') && dash != text.npos &&
                       all_digits(text.substr(2, dash - 2)) &&
                       all_digits(text.substr(dash + 1, text.size() - dash - 2));
    if (!range) {
      return fail(ErrorKind::unsupported,
                  "croniter draws a value of " + excerpt(text) + " anew whenever it is asked",
                  "write the value itself");
    }
    low = number_of(text.substr(2, dash - 2));
    high = number_of(text.substr(dash + 1, text.size() - dash - 2));
    if (low >= high) return bad(word_, ": Range end must be greater than range begin");
    if (low < spec_.low || high > spec_.high) return bad(word_, ", out of range");
  }
  if (column_ > CroniterColumn::weekday) {
    return fail(ErrorKind::unsupported,
                "croniter draws the " + std::string(spec_.name) + " anew whenever it is asked",
                "write the value itself");
  }
  field_.drawn = RandomRange{static_cast<std::size_t>(column_), low, high};
  note("random", "croniter draws one value from " + excerpt(text) + " whenever it is asked", word_);
  return {};
}

Result<void> Expander::add_item(Piece item) {
  Which which;
  Piece days = item;
  if (column_ == CroniterColumn::weekday) {
    if (const auto nth = nth_of(version_, item)) {
      if (!nth->last && (nth->number < 1 || nth->number > 5)) {
        return refuse(columns_.text, item.at,
                      excerpt(item.text) + " is not acceptable. Invalid day_of_week value: '" +
                          std::to_string(nth->number) + "'",
                      "the number after # is 1 to 5");
      }
      days = nth->days;
      which = {nth->last, nth->number};
    }
  }
  const auto text = item.text;
  if (version_.workdays && column_ == CroniterColumn::day &&
      ((text.ends_with('w') && all_digits(text.substr(0, text.size() - 1))) ||
       (text.starts_with('w') && all_digits(text.substr(1))))) {
    return add_workday(item);
  }
  if (const auto bounds = bounds_of(days.text)) return add_range(*bounds, which, item);
  return add_word(days, which, item);
}

Result<void> Expander::add_workday(Piece item) {
  auto digits = item.text;
  digits.starts_with('w') ? digits.remove_prefix(1) : digits.remove_suffix(1);
  const int day = number_of(digits);
  if (day < spec_.low || day > spec_.high) {
    return bad(item, ", nearest weekday day value '" + std::string(digits) + "' out of range");
  }
  if (item.text.size() != word_.text.size()) {
    return bad(item, ". 'W' can only be used with a single day value, not in a list or range");
  }
  field_.workday = day;
  return {};
}

/// `*/5` stands for the whole range, `10/5` for the range from there on.
std::optional<Bounds> Expander::bounds_of(std::string_view item) const {
  if (item.size() > 2 && item.starts_with("*/") && all_digits(item.substr(2))) {
    return Bounds{Bounds::Form::star, {}, {}, number_of(item.substr(2))};
  }
  if (const auto bounds = plain_bounds(item)) return bounds;
  const auto slash = item.rfind('/');
  if (slash == item.npos || slash == 0 || !all_digits(item.substr(slash + 1))) return std::nullopt;
  const auto low = item.substr(0, slash);
  if (low.find('-') != low.npos) return std::nullopt;
  return Bounds{Bounds::Form::start, low, {}, number_of(item.substr(slash + 1))};
}

std::optional<int> Expander::named(std::string_view text) const {
  const auto name = std::ranges::find(spec_.names, text);
  if (name == spec_.names.end()) return std::nullopt;
  return spec_.low + static_cast<int>(name - spec_.names.begin());
}

Result<int> Expander::bound(std::string_view text, Piece item) const {
  if (all_digits(text)) return number_of(text);
  if (const auto value = named(text)) return *value;
  return bad(item);
}

/// Day 0 and weekday 7 are other words for 1 and 0, in some versions with some numbers of columns.
int Expander::alias(int value) const {
  const std::size_t columns = columns_.words.size();
  if (column_ == CroniterColumn::day && value == 0 && columns == 6 && !version_.mended) return 1;
  if (column_ == CroniterColumn::weekday && value == 7 && version_.sunday != CroniterSunday::zero &&
      (columns == 5 || version_.mended)) {
    return 0;
  }
  return value;
}

Result<void> Expander::add_range(const Bounds& bounds, const Which& which, Piece item) {
  if (bounds.step == 0) return bad(item, ": step 0");
  if (bounds.form == Bounds::Form::star) {
    note_stepped({spec_.low, field_spec().high, bounds.step, true}, item);
    return add_stepped(spec_.low, spec_.high, bounds.step, which, item);
  }
  auto low = bound(bounds.low, item);
  if (!low) return fail(std::move(low.error()));
  const bool to_end =
      bounds.form == Bounds::Form::start || (column_ == CroniterColumn::day && bounds.high == "l");
  auto high = to_end ? Result<int>(spec_.high) : bound(bounds.high, item);
  if (!high) return fail(std::move(high.error()));
  if (version_.cyclic_ranges) return add_cyclic(*low, *high, bounds, which, item);
  const bool high_is_zero = bounds.high == "0" || (*high == 0 && !all_digits(bounds.high));
  return add_ordered(*low, *high, high_is_zero, bounds, which, item);
}

/// Before ranges wrapped: only `x-0` and `x-sun` may go beyond the end of the week.
Result<void> Expander::add_ordered(int low, int high, bool high_is_zero, const Bounds& bounds,
                                   const Which& which, Piece item) {
  const bool weekday = column_ == CroniterColumn::weekday;
  const bool ends_on_sunday = weekday && low > high && high_is_zero;
  if (ends_on_sunday) high = spec_.high;
  if (low > high) return bad(item);
  if (high > spec_.high) return bad(item, ": out of bands");
  note_stepped({low, high, bounds.step, false}, item);
  if (auto added = add_stepped(low, high, bounds.step, which, item); !added) return added;
  if (!weekday || version_.sunday != CroniterSunday::zero) return {};
  // 4.0.0 read x-x as the whole week, and added Sunday by itself.
  if (low == high && !(ends_on_sunday && low == spec_.high)) {
    note("equal-range", excerpt(item.text) + " is the whole week to this croniter", item);
    return add_stepped(0, spec_.high, 1, {}, item);
  }
  return ends_on_sunday ? add_value(0, {}, item) : Result<void>();
}

Result<void> Expander::add_cyclic(int low, int high, const Bounds& bounds, const Which& which,
                                  Piece item) {
  low = alias(low);
  high = alias(high);
  if (std::max(low, high) > spec_.high) return bad(item, ": out of bands");
  if (low < high) {
    note_stepped({low, high, bounds.step, false}, item);
    return add_stepped(low, high, bounds.step, which, item);
  }
  if (low == high) {
    const bool start = bounds.form == Bounds::Form::start;
    if (start && version_.mended) return add_value(low, which, item);
    note(start ? "max-step" : "equal-range",
         excerpt(item.text) + " begins where it ends: croniter takes the whole field", item);
    return add_stepped(spec_.low, spec_.high, bounds.step, which, item);
  }
  int last = low;
  for (; last <= spec_.high; last += bounds.step) {
    if (auto added = add_value(last, which, item); !added) return added;
  }
  last -= bounds.step;
  // As the engine counts what of a step is used up by the end of the field; it may lose a value.
  const int left = spec_.high - last;
  const int length = spec_.high - spec_.low + 1;
  const bool skips = last - spec_.low + bounds.step > length && left < bounds.step;
  const int from = spec_.low + (skips ? bounds.step - left : 0);
  return add_stepped(from, high, bounds.step, which, item);
}

Result<void> Expander::add_stepped(int low, int high, int step, const Which& which, Piece item) {
  for (int value = low; value <= high; value += step) {
    if (auto added = add_value(value, which, item); !added) return added;
  }
  return {};
}

Result<void> Expander::add_word(Piece word, const Which& which, Piece item) {
  if (word.text == "*") {
    field_.star = true;
    return {};
  }
  if (column_ == CroniterColumn::day && word.text == "l") {
    field_.last = true;
    return {};
  }
  auto value = bound(word.text, item);
  return value ? add_value(*value, which, item) : Result<void>(fail(std::move(value.error())));
}

Result<void> Expander::add_value(int value, const Which& which, Piece item) {
  value = alias(value);
  if (value < spec_.low || value > spec_.high) return bad(item, ", out of range");
  field_.values.set(static_cast<std::size_t>(value - spec_.low));
  if (!which.last && which.number == 0) return {};
  numbered_.set(static_cast<std::size_t>(value));
  const SpecialDay special{
      which.last ? SpecialDay::Kind::last_weekday : SpecialDay::Kind::nth_weekday, which.number,
      value % 7};
  if (std::ranges::find(field_.weekdays, special) == field_.weekdays.end()) {
    field_.weekdays.push_back(special);
  }
  return {};
}

/// As many values as the field has, `*` and `L` counted in, make a star, whichever they are.
void Expander::settle() {
  constexpr std::array<std::size_t, croniter_columns> whole{60, 24, 31, 12, 7, 60, croniter_years};
  const std::size_t count =
      field_.values.count() + (field_.star ? 1U : 0U) + (field_.last ? 1U : 0U);
  field_.only_star = field_.star && count == 1;
  if (count != whole.at(static_cast<std::size_t>(column_))) return;
  const bool keeps = version_.keeps_full_lists &&
                     ((column_ == CroniterColumn::day && !has_star(CroniterColumn::weekday)) ||
                      (column_ == CroniterColumn::weekday && !has_star(CroniterColumn::day)));
  if (keeps) return;
  field_.star = field_.only_star = true;
}

/// Weekdays with and without a number do not mix, unless the others are the whole week.
Result<void> Expander::check_mixture() {
  if (field_.weekdays.empty() || field_.only_star) return {};
  if (version_.keeps_full_lists && field_.values.count() + (field_.star ? 1U : 0U) == 7) return {};
  if ((field_.values & ~numbered_).none()) return {};
  return refuse(columns_.text, word_.at,
                "day-of-week field does not support mixing literal values and nth day of week "
                "syntax",
                "write two schedules");
}

}  // namespace

Result<CroniterField> expand_field(const CroniterColumns& columns, CroniterColumn column,
                                   std::vector<Lint>& lints) {
  return Expander(columns, column, lints).expand();
}

}  // namespace plumbline::schedule
