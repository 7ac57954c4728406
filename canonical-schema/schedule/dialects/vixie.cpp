#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/families.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"

namespace plumbline::schedule {
namespace {

constexpr auto specs = cron_fields(7);
/// The engines' buffer for one number or name.
constexpr std::size_t longest_word = 999;

bool is_alphanumeric(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// C's atoi on a 64-bit machine: strtol, then cut to int, so that 4294967301 is 5 as it is for
/// the engines.
int as_atoi(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) {
    const int digit = c - '0';
    if (value > (std::numeric_limits<std::int64_t>::max() - digit) / 10) {
      value = std::numeric_limits<std::int64_t>::max();
      break;
    }
    value = value * 10 + digit;
  }
  return static_cast<int>(static_cast<std::uint32_t>(static_cast<std::uint64_t>(value)));
}

bool holds(const FieldSpec& spec, std::int64_t value) {
  return value >= spec.low && value <= spec.high;
}

std::string bounds(const FieldSpec& spec) {
  return std::to_string(spec.low) + "-" + std::to_string(spec.high);
}

/// What stands between two commas.
struct Item {
  enum class Form { all, single, range, random };
  Form form = Form::all;
  int low = 0;
  int high = 0;
  std::optional<int> step;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Reads the fields of one expression from left to right.
class Reader {
 public:
  Reader(const DialectProfile& profile, std::string_view text, std::vector<Lint>& lints)
      : profile_(profile), text_(text), lints_(lints) {}

  Result<Reading> read();

 private:
  Result<Reading> read_macro();
  Result<std::uint64_t> read_list(std::size_t field, CronFields& fields);
  Result<Item> read_item(std::size_t field);
  Result<void> read_ends(std::size_t field, Item& item);
  Result<void> read_step(std::size_t field, Item& item);
  Result<void> read_random_end(std::size_t field, Item& item);
  Result<int> read_number(const FieldSpec& spec, bool with_names);
  Result<std::uint64_t> values(std::size_t field, Item item);
  [[nodiscard]] Result<void> check_ends(const FieldSpec& spec, const Item& item,
                                        bool reaches) const;
  Result<std::uint64_t> reversed(const FieldSpec& spec, const Item& item);
  Result<void> check_portable_step(const FieldSpec& spec, const Item& item);
  Result<void> end_list(std::size_t field);
  Result<void> settle_days(CronFields& fields, std::size_t day_at);

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }
  [[nodiscard]] bool at_word_end() const { return at_end() || is_blank(text_[at_]); }
  void skip_blanks() {
    while (!at_end() && is_blank(text_[at_])) ++at_;
  }
  [[nodiscard]] tl::unexpected<Error> refuse(std::string message, std::string hint,
                                             std::size_t at) const {
    return schedule::refuse(text_, at, std::move(message), std::move(hint));
  }
  [[nodiscard]] tl::unexpected<Error> bad(std::string_view field, const std::string& why,
                                          std::size_t at, std::string hint = {}) const;
  void note(const char* code, Lint::Level level, std::string message, std::size_t begin,
            std::size_t end);
  [[nodiscard]] std::string item_text(const Item& item) const {
    return excerpt(text_.substr(item.begin, item.end - item.begin));
  }
  /// `value`, or what stands there if the engine makes another number of it.
  [[nodiscard]] std::string as_written(const Item& item, int value) const {
    const auto text = item_text(item);
    const auto number = std::to_string(value);
    return value < 0 || text.find(number) == std::string::npos ? text : number;
  }

  const DialectProfile& profile_;
  std::string_view text_;
  std::vector<Lint>& lints_;
  std::size_t at_ = 0;
};

tl::unexpected<Error> Reader::bad(std::string_view field, const std::string& why, std::size_t at,
                                  std::string hint) const {
  return refuse("bad " + std::string(field) + ": " + why, std::move(hint), at);
}

void Reader::note(const char* code, Lint::Level level, std::string message, std::size_t begin,
                  std::size_t end) {
  add_note(lints_, code, level, std::move(message), begin, end);
}

Result<Reading> Reader::read() {
  skip_blanks();
  if (at_end()) {
    return refuse("the expression is empty", "write five fields, e.g. \"30 6 * * mon-fri\"", 0);
  }
  if (peek() == '@') return read_macro();
  if (profile_.leading_dash && peek() == '-') ++at_;
  CronFields fields;
  std::array<std::uint64_t, 5> sets{};
  std::array<bool, 5> star{};
  std::size_t day_at = 0;
  for (std::size_t field = 0; field < sets.size(); ++field) {
    star[field] = peek() == '*';
    if (field == 2) day_at = at_;
    auto set = read_list(field, fields);
    if (!set) return fail(std::move(set.error()));
    sets[field] = *set;
    skip_blanks();
  }
  if (!at_end()) {
    return refuse("bad command: there is text after the fifth field",
                  "a schedule has five fields: minute, hour, day, month, weekday", at_);
  }
  fields.minutes = sets[0];
  fields.hours = static_cast<std::uint32_t>(sets[1]);
  fields.days.days = static_cast<std::uint32_t>(sets[2]);
  fields.days.months = static_cast<std::uint32_t>(sets[3]);
  fields.days.weekdays = fold_sunday(sets[4]);
  fields.minute_star = star[0];
  fields.hour_star = star[1];
  fields.day_star = star[2];
  fields.weekday_star = star[4];
  if (auto settled = settle_days(fields, day_at); !settled) return fail(std::move(settled.error()));
  Reading reading;
  reading.fields = std::move(fields);
  return reading;
}

Result<Reading> Reader::read_macro() {
  const std::size_t begin = at_;
  while (!at_word_end()) ++at_;
  const auto word = text_.substr(begin, at_ - begin);
  skip_blanks();
  const auto macro = std::ranges::find(profile_.macros, word, &Macro::name);
  if (macro == profile_.macros.end()) {
    std::string known;
    for (const auto& each : profile_.macros) {
      known += (known.empty() ? "" : ", ") + std::string(each.name);
    }
    return refuse(
        "bad time specifier: " + std::string(profile_.title) + " does not know " + excerpt(word),
        "it knows " + known + " (lower case)", begin);
  }
  if (!at_end()) {
    return refuse("bad command: there is text after " + std::string(word), "a macro stands alone",
                  at_);
  }
  return macro->reading;
}

Result<std::uint64_t> Reader::read_list(std::size_t field, CronFields& fields) {
  const FieldSpec& spec = specs.at(field);
  if (at_word_end()) {
    return bad(spec.name, "the field is missing", at_,
               "write five fields: minute, hour, day, month, weekday");
  }
  std::uint64_t set = 0;
  for (;;) {
    auto item = read_item(field);
    if (!item) return fail(std::move(item.error()));
    if (item->form == Item::Form::random) {
      fields.random.push_back({field, item->low, item->high});
      note("random", Lint::Level::warning,
           std::string(profile_.title) + " draws one value from " + item_text(*item) +
               " whenever it loads the table",
           item->begin, item->end);
    } else {
      auto added = values(field, *item);
      if (!added) return fail(std::move(added.error()));
      set |= *added;
    }
    if (peek() != ',') break;
    ++at_;
  }
  if (auto ended = end_list(field); !ended) return fail(std::move(ended.error()));
  return set;
}

Result<Item> Reader::read_item(std::size_t field) {
  const FieldSpec& spec = specs.at(field);
  Item item{Item::Form::all, spec.low, spec.high, std::nullopt, at_, at_};
  if (peek() == '*') {
    ++at_;
  } else if (auto ok = read_ends(field, item); !ok) {
    return fail(std::move(ok.error()));
  }
  if (auto ok = read_step(field, item); !ok) return fail(std::move(ok.error()));
  item.end = at_;
  return item;
}

/// "5", "5-10", "5~10" and "~10".
Result<void> Reader::read_ends(std::size_t field, Item& item) {
  const FieldSpec& spec = specs.at(field);
  const auto draws = [&] { return profile_.draws_random && peek() == '~'; };
  if (draws()) return read_random_end(field, item);
  auto low = read_number(spec, true);
  if (!low) return fail(std::move(low.error()));
  item.form = Item::Form::single;
  item.low = item.high = *low;
  if (draws()) return read_random_end(field, item);
  if (peek() != '-') return {};
  ++at_;
  auto high = read_number(spec, true);
  if (!high) return fail(std::move(high.error()));
  item.form = Item::Form::range;
  item.high = *high;
  return {};
}

Result<void> Reader::read_step(std::size_t field, Item& item) {
  if (peek() != '/') return {};
  const FieldSpec& spec = specs.at(field);
  if (item.form == Item::Form::single || item.form == Item::Form::random) {
    return bad(spec.name, "a step needs a range before it", at_,
               "write for example " + std::to_string(spec.low) + "-" + std::to_string(spec.high) +
                   "/5 or */5");
  }
  const std::size_t begin = ++at_;
  auto step = read_number(spec, false);
  if (!step) return fail(std::move(step.error()));
  if (*step == 0) return bad(spec.name, "a step of 0 never ends", begin, "write a step above 0");
  item.step = *step;
  return {};
}

Result<void> Reader::read_random_end(std::size_t field, Item& item) {
  const FieldSpec& spec = specs.at(field);
  ++at_;
  item.form = Item::Form::random;
  item.high = spec.high;
  if (is_alphanumeric(peek())) {
    auto high = read_number(spec, true);
    if (!high) return fail(std::move(high.error()));
    item.high = *high;
  }
  if (item.low < spec.low || item.high > spec.high || item.low > item.high) {
    return bad(spec.name,
               "the range of the random value must ascend within " + std::to_string(spec.low) +
                   "-" + std::to_string(spec.high),
               item.begin);
  }
  return {};
}

Result<int> Reader::read_number(const FieldSpec& spec, bool with_names) {
  const std::size_t begin = at_;
  while (!at_end() && is_alphanumeric(text_[at_])) ++at_;
  const auto word = text_.substr(begin, at_ - begin);
  if (word.empty()) {
    return bad(spec.name,
               at_word_end() || peek() == ',' ? "a value is missing"
                                              : "unexpected " + excerpt(text_.substr(at_, 1)),
               begin, "lists are separated by one comma, without blanks");
  }
  if (with_names) {
    const auto named = std::ranges::find_if(
        spec.names, [&](std::string_view name) { return equal_ignoring_case(name, word); });
    if (named != spec.names.end()) {
      return static_cast<int>(named - spec.names.begin()) + spec.low;
    }
  }
  if (word.size() > longest_word || !std::ranges::all_of(word, is_digit)) {
    return bad(spec.name, excerpt(word) + " is not a value of this field", begin,
               spec.names.empty() ? "write a number"
                                  : "write a number or an English name of three letters");
  }
  return as_atoi(word);
}

Result<std::uint64_t> Reader::values(std::size_t field, Item item) {
  const FieldSpec& spec = specs.at(field);
  const bool ends_in_zero = item.form == Item::Form::range && item.high == 0 && item.low > 0;
  if (profile_.repairs_end_zero && ends_in_zero && !item.step) item.high = 7;
  const bool reaches = item.low <= item.high;
  if (auto ok = check_ends(spec, item, reaches); !ok) return fail(std::move(ok.error()));
  if (!reaches) return reversed(spec, item);
  if (auto ok = check_portable_step(spec, item); !ok) return fail(std::move(ok.error()));
  const std::int64_t step = item.step.value_or(1);
  std::uint64_t set = 0;
  for (std::int64_t value = item.low; value <= item.high; value += step) {
    if (!holds(spec, value)) {
      return bad(spec.name, item_text(item) + " leaves " + bounds(spec), item.begin);
    }
    set |= std::uint64_t{1} << (value - spec.low);
  }
  FieldSpec shown = spec;
  shown.high = std::min(shown.high, field == 4 ? 6 : shown.high);
  schedule::note_step(lints_, shown, {item.low, item.high, step, item.form == Item::Form::all},
                      {text_.substr(item.begin, item.end - item.begin), item.begin});
  return set;
}

Result<void> Reader::check_ends(const FieldSpec& spec, const Item& item, bool reaches) const {
  const bool low_counts = profile_.checks_range_ends || reaches;
  if (low_counts && !holds(spec, item.low)) {
    return bad(spec.name, as_written(item, item.low) + " is not in " + bounds(spec), item.begin);
  }
  if (profile_.checks_range_ends && !holds(spec, item.high)) {
    return bad(spec.name, as_written(item, item.high) + " is not in " + bounds(spec), item.begin);
  }
  return {};
}

Result<std::uint64_t> Reader::reversed(const FieldSpec& spec, const Item& item) {
  if (profile_.reversed == ReversedRange::refused) {
    return bad(spec.name, "the range " + item_text(item) + " runs backwards", item.begin,
               spec.high == 7 && item.high == 0 ? "write Sunday as 7 at the end of a range"
                                                : "split it in two, e.g. 22-23,0-4");
  }
  note("reversed-range", Lint::Level::critical,
       std::string(profile_.title) + " accepts " + item_text(item) + " and reads it as nothing",
       item.begin, item.end);
  return std::uint64_t{0};
}

Result<void> Reader::check_portable_step(const FieldSpec& spec, const Item& item) {
  if (profile_.steps == Steps::any || !item.step) return {};
  const int last = spec.high == 7 && item.form == Item::Form::all ? 6 : item.high;
  const int span = last - item.low;
  const bool divides =
      *item.step > 0 &&
      ((span + 1) % *item.step == 0 || (item.form == Item::Form::range && span % *item.step == 0));
  if (divides && *item.step <= span + 1) return {};
  return bad(spec.name, "the step of " + item_text(item) + " does not divide its range", item.begin,
             "list the values, or name the engine's own reading with `dialect:`");
}

Result<void> Reader::end_list(std::size_t field) {
  if (at_word_end()) return {};
  const FieldSpec& spec = specs.at(field);
  const std::size_t begin = at_;
  if (profile_.junk == Junk::refused) {
    return bad(spec.name, "unexpected " + excerpt(text_.substr(at_, 1)), at_,
               "the field may hold *, values, ranges and steps");
  }
  while (!at_word_end()) ++at_;
  std::size_t word = begin;
  while (word > 0 && !is_blank(text_[word - 1])) --word;
  note("junk-ignored", Lint::Level::critical,
       std::string(profile_.title) + " reads the " + std::string(spec.name) + " field " +
           excerpt(text_.substr(word, at_ - word)) + " as " +
           excerpt(text_.substr(word, begin - word)),
       begin, at_);
  return {};
}

Result<void> Reader::settle_days(CronFields& fields, std::size_t day_at) {
  const bool restricted = fields.days.days != all_days && fields.days.weekdays != all_weekdays;
  if (profile_.two_day_fields == TwoDayFields::refused) {
    if (restricted) {
      return refuse(
          "both the day of the month and the weekday are restricted: engines disagree on what "
          "that means",
          "restrict one of them, or name the engine's own reading with `dialect:`", day_at);
    }
    return {};
  }
  const bool star = fields.day_star || fields.weekday_star;
  fields.days.rule = star ? DayRule::both : DayRule::either;
  return {};
}

/// With the star flags that the engines give them: they make @hourly a wildcard job and the others
/// fixed ones.
std::vector<Macro> make_macros() {
  const auto of = [](CronFields fields) { return one_reading(std::move(fields)).front(); };
  Reading reboot;
  reboot.kind = TriggerKind::boot;
  return {{"@hourly", of(hourly_fields())},  {"@daily", of(daily_fields())},
          {"@weekly", of(weekly_fields())},  {"@monthly", of(monthly_fields())},
          {"@yearly", of(yearly_fields())},  {"@annually", of(yearly_fields())},
          {"@midnight", of(daily_fields())}, {"@reboot", reboot}};
}

/// The first of them are portable.
constexpr std::size_t portable_macro_count = 5;

std::span<const Macro> vixie_macros() {
  static const std::vector<Macro> macros = make_macros();
  return macros;
}

/// cronie as one version of it reads. What repairs `x-sun` came after 1.7.2, the latest release
/// that has been held against its engine; before 1.6.1 ranges were read otherwise.
Result<std::vector<Reading>> read_cronie(const DialectProfile& profile, std::string_view version,
                                         std::string_view text, std::vector<Lint>& lints) {
  static constexpr std::array<std::string_view, 4> unrepaired{"1.6.1", "1.7.0", "1.7.1", "1.7.2"};
  DialectProfile that = profile;
  if (std::ranges::find(unrepaired, version) != unrepaired.end()) {
    that.repairs_end_zero = false;
  } else if (!version.empty()) {
    return fail(ErrorKind::unsupported, "cronie " + excerpt(version) + " is not read by this build",
                "it reads 1.6.1 to 1.7.2, and without a version what comes after them");
  }
  auto reading = Reader(that, text, lints).read();
  if (!reading) return fail(std::move(reading.error()));
  return std::vector<Reading>{*std::move(reading)};
}

Result<std::vector<Reading>> read_vixie(const DialectProfile& profile, std::string_view,
                                        std::string_view text, std::vector<Lint>& lints) {
  auto reading = Reader(profile, text, lints).read();
  if (!reading) return fail(std::move(reading.error()));
  return std::vector<Reading>{*std::move(reading)};
}

/// Debian cron and cronie: a line whose minute or hour begins with `*` follows the new clock; any
/// other line is caught up right after a gap and not repeated.
DstPolicy vixie_dst(const CronFields& fields) {
  if (fields.minute_star || fields.hour_star) return {GapPolicy::skip, FoldPolicy::both};
  return {GapPolicy::resume, FoldPolicy::first};
}

}  // namespace

DialectRows vixie_dialects() {
  DialectProfile portable;
  portable.name = "portable";
  portable.title = "the portable form";
  portable.read = read_vixie;
  portable.steps = Steps::dividing;
  portable.two_day_fields = TwoDayFields::refused;
  portable.macros = vixie_macros().first(portable_macro_count);

  DialectProfile debian;
  debian.name = "debian-cron";
  debian.title = "Debian cron";
  debian.read = read_vixie;
  debian.reversed = ReversedRange::empty;
  debian.junk = Junk::ignored;
  debian.host_zone = true;
  debian.macros = vixie_macros();
  debian.dst = vixie_dst;

  DialectProfile cronie = debian;
  cronie.name = "cronie";
  cronie.title = "cronie";
  cronie.read = read_cronie;
  cronie.junk = Junk::refused;
  cronie.checks_range_ends = false;
  cronie.repairs_end_zero = true;
  cronie.draws_random = true;
  cronie.leading_dash = true;
  cronie.host_zone = false;
  return {portable, debian, cronie};
}

}  // namespace plumbline::schedule
