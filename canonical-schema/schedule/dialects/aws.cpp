#include <algorithm>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/families.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"
#include "canonical-schema/schedule/written_time.hpp"

// EventBridge's cron(…), rate(…) and at(…), of rules and of EventBridge Scheduler. The services are
// closed: what their documentation leaves open stands in docs/schedule-disagreements.md.

namespace plumbline::schedule {
namespace {

constexpr std::size_t day_field = 2;
constexpr std::size_t month_field = 3;
constexpr std::size_t weekday_field = 4;
constexpr std::size_t year_field = 5;
constexpr int longest_offset = 30;
constexpr std::array<FieldSpec, 6> specs{{{"minutes", 0, 59, {}},
                                          {"hours", 0, 23, {}},
                                          {"day-of-month", 1, 31, {}},
                                          {"month", 1, 12, month_names},
                                          {"day-of-week", 1, 7, weekday_names},
                                          {"year", 1970, 2199, {}}}};

/// An error as the service begins it, with what it does not say.
tl::unexpected<Error> refuse_parameter(std::string_view expression, std::size_t at,
                                       const std::string& why, std::string hint = {}) {
  return refuse(expression, at, "Parameter ScheduleExpression is not valid. " + why,
                std::move(hint));
}

/// Bit n = value n; weekdays count from 1 = Sunday.
struct Field {
  std::uint64_t values = 0;
  YearSet years = YearSet::none();
  bool any = false;  ///< `?`
  std::vector<SpecialDay> specials;
};

/// Reads what stands between the parentheses of cron(…).
class CronReader {
 public:
  CronReader(std::string_view expression, std::vector<Lint>& lints)
      : expression_(expression), lints_(lints) {}

  Result<CronFields> read(Piece inside);

 private:
  Result<Field> field(std::size_t index, Piece text);
  Result<void> item(std::size_t index, Piece item, Field& field);
  Result<void> values(const FieldSpec& spec, Piece item, Field& field);
  Result<SteppedItem> ends(const FieldSpec& spec, Piece item);
  Result<void> day(Piece item, Field& field);
  Result<void> weekday(Piece item, Field& field);
  Result<int> value(const FieldSpec& spec, Piece text);
  Result<int> number(Piece text);
  void insert(const SteppedItem& range, const FieldSpec& spec, Piece item, Field& field);
  [[nodiscard]] tl::unexpected<Error> refuse(std::size_t at, const std::string& why,
                                             std::string hint = {}) const {
    return refuse_parameter(expression_, at, why, std::move(hint));
  }

  std::string_view expression_;
  std::vector<Lint>& lints_;
};

Result<CronFields> CronReader::read(Piece inside) {
  auto words = split_words(inside.text);
  if (words.size() != specs.size()) {
    return refuse(inside.at, "cron() has six fields, found " + std::to_string(words.size()),
                  "write minutes, hours, day of month, month, day of week, year");
  }
  std::array<Field, specs.size()> read;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    words[i].at += inside.at;
    auto one = field(i, words[i]);
    if (!one) return fail(std::move(one.error()));
    read.at(i) = std::move(*one);
  }
  if (read[day_field].any == read[weekday_field].any) {
    return refuse(words[day_field].at, "exactly one of the two day fields is ?",
                  "write ? in the day field that does not restrict");
  }
  CronFields cron;
  cron.minutes = read[0].values;
  cron.hours = static_cast<std::uint32_t>(read[1].values);
  cron.days.months = static_cast<std::uint32_t>(read[month_field].values >> 1U);
  cron.years = read[year_field].years;
  const auto set = [](const Field& from, std::uint32_t all) {
    return from.any ? all : static_cast<std::uint32_t>(from.values >> 1U) & all;
  };
  cron.days.days = set(read[day_field], all_days);
  cron.days.weekdays = set(read[weekday_field], all_weekdays);
  cron.days.special_days = std::move(read[day_field].specials);
  cron.days.special_weekdays = std::move(read[weekday_field].specials);
  return cron;
}

Result<Field> CronReader::field(std::size_t index, Piece text) {
  Field field;
  const bool day_of_either = index == day_field || index == weekday_field;
  if (day_of_either && text.text == "?") {
    field.any = true;
    return field;
  }
  const auto items = split(text, ',');
  const bool one_only = text.text.find_first_of("#lL") != text.text.npos;
  if (index == weekday_field && one_only && items.size() > 1) {
    return refuse(items[1].at, "a day of week with # or L stands alone",
                  "write a schedule for each");
  }
  for (const auto& each : items) {
    if (auto read = item(index, each, field); !read) return fail(std::move(read.error()));
  }
  if (index == weekday_field && names_weekday_by_number(text.text)) {
    add_note(lints_, "weekday-number", Lint::Level::info,
             "EventBridge counts weekdays from 1 = Sunday: " + excerpt(text.text) +
                 " is another day elsewhere; names are not",
             text.at, text.at + text.text.size());
  }
  return field;
}

Result<void> CronReader::item(std::size_t index, Piece item, Field& field) {
  if (index == day_field && item.text.find_first_of("lLwW") != item.text.npos) {
    return day(item, field);
  }
  const bool last = item.text.ends_with('L') || item.text.ends_with('l');
  if (index == weekday_field && (last || item.text.find('#') != item.text.npos)) {
    return weekday(item, field);
  }
  return values(specs.at(index), item, field);
}

Result<int> CronReader::number(Piece text) {
  constexpr std::size_t most_digits = 9;
  if (text.text.empty() || text.text.size() > most_digits ||
      !std::ranges::all_of(text.text, is_digit)) {
    return refuse(text.at, excerpt(text.text) + " is no number");
  }
  int value = 0;
  for (const char c : text.text) value = value * 10 + (c - '0');
  return value;
}

Result<int> CronReader::value(const FieldSpec& spec, Piece text) {
  const auto named = std::ranges::find_if(
      spec.names, [&](std::string_view name) { return equal_ignoring_case(name, text.text); });
  if (named != spec.names.end()) {
    return spec.low + static_cast<int>(named - spec.names.begin());
  }
  auto value = number(text);
  if (!value || (*value >= spec.low && *value <= spec.high)) return value;
  return refuse(text.at,
                std::to_string(*value) + " is not in " + std::to_string(spec.low) + "-" +
                    std::to_string(spec.high) + " of the " + std::string(spec.name) + " field",
                spec.high == 7 ? "1 is Sunday, 7 is Saturday" : "");
}

Result<SteppedItem> CronReader::ends(const FieldSpec& spec, Piece item) {
  if (item.text == "*") return SteppedItem{spec.low, spec.high, 1, true};
  const auto hyphen = item.text.find('-');
  auto low = value(spec, {item.text.substr(0, hyphen), item.at});
  if (!low) return fail(std::move(low.error()));
  if (hyphen == item.text.npos) return SteppedItem{*low, *low, 1, false};
  auto high = value(spec, {item.text.substr(hyphen + 1), item.at + hyphen + 1});
  if (!high) return fail(std::move(high.error()));
  return SteppedItem{*low, *high, 1, false};
}

Result<void> CronReader::values(const FieldSpec& spec, Piece item, Field& field) {
  const auto slash = item.text.find('/');
  const auto base = item.text.substr(0, slash);
  auto range = ends(spec, {base, item.at});
  if (!range) return fail(std::move(range.error()));
  if (slash != item.text.npos) {
    auto step = number({item.text.substr(slash + 1), item.at + slash + 1});
    if (!step) return fail(std::move(step.error()));
    const bool open = base.find('-') == base.npos;
    if (*step == 0) {
      // No step at all: */0 is *, 5/0 is 5.
      if (!range->whole) range->high = range->low;
    } else {
      if (open) range->high = spec.high;
      range->step = *step;
    }
  }
  insert(*range, spec, item, field);
  return {};
}

/// Adds the range; one that goes over the end of the field goes on at its beginning.
void CronReader::insert(const SteppedItem& range, const FieldSpec& spec, Piece item, Field& field) {
  const std::size_t end = item.at + item.text.size();
  if (range.low > range.high && range.step != 1) {
    add_note(lints_, "reversed-range", Lint::Level::critical,
             excerpt(item.text) +
                 " goes over the end of its field with a step: it is said to "
                 "match nothing",
             item.at, end);
    return;
  }
  const bool is_year = spec.low == specs[year_field].low;
  if (range.low > range.high && is_year) {
    add_note(lints_, "reversed-range", Lint::Level::critical,
             excerpt(item.text) + " ends before it begins: it matches no year", item.at, end);
  }
  if (range.low <= range.high) note_step(lints_, spec, range, item);
  if (is_year) {
    if (range.whole && range.step == 1) {
      field.years = YearSet{};
    } else {
      field.years |= YearSet::range(range.low, range.high, static_cast<int>(range.step));
    }
    return;
  }
  const int span = spec.high - spec.low + 1;
  const std::int64_t high = range.high < range.low ? range.high + span : range.high;
  for (std::int64_t at = range.low; at <= high; at += range.step) {
    field.values |= std::uint64_t{1} << static_cast<unsigned>((at - spec.low) % span + spec.low);
  }
}

Result<void> CronReader::day(Piece item, Field& field) {
  const FieldSpec& spec = specs[day_field];
  const auto text = item.text;
  if (equal_ignoring_case(text, "L")) {
    field.specials.push_back({SpecialDay::Kind::last});
    return {};
  }
  if (equal_ignoring_case(text, "LW")) {
    field.specials.push_back({SpecialDay::Kind::last_workday});
    return {};
  }
  if (lower(text.front()) == 'l' && text.substr(1).starts_with('-')) {
    auto offset = number({text.substr(2), item.at + 2});
    if (!offset) return fail(std::move(offset.error()));
    if (*offset > longest_offset) return refuse(item.at, "no month is as long as " + excerpt(text));
    field.specials.push_back({SpecialDay::Kind::last, *offset});
    return {};
  }
  if (lower(text.back()) == 'w') {
    auto near = value(spec, {text.substr(0, text.size() - 1), item.at});
    if (!near) return fail(std::move(near.error()));
    field.specials.push_back({SpecialDay::Kind::workday_near, *near});
    return {};
  }
  return refuse(item.at, excerpt(text) + " is no day of month", "write L, LW, L-3 or 15W");
}

Result<void> CronReader::weekday(Piece item, Field& field) {
  const FieldSpec& spec = specs[weekday_field];
  const auto mark = item.text.find('#');
  if (mark == item.text.npos) {
    const auto day = item.text.substr(0, item.text.size() - 1);
    if (day.empty()) {
      field.values |= std::uint64_t{1} << 7U;  // L alone is the last day of the week
      return {};
    }
    auto weekday = value(spec, {day, item.at});
    if (!weekday) return fail(std::move(weekday.error()));
    field.specials.push_back({SpecialDay::Kind::last_weekday, 0, *weekday - 1});
    return {};
  }
  auto weekday = value(spec, {item.text.substr(0, mark), item.at});
  if (!weekday) return fail(std::move(weekday.error()));
  auto which = number({item.text.substr(mark + 1), item.at + mark + 1});
  if (!which) return fail(std::move(which.error()));
  if (*which < 1 || *which > 5) {
    return refuse(item.at + mark + 1, "a month has a weekday one to five times");
  }
  field.specials.push_back({SpecialDay::Kind::nth_weekday, *which, *weekday - 1});
  return {};
}

/// What the two services differ in.
struct Service {
  bool both_spellings = false;  ///< rate(1 hours), rate(5 minute)
  bool has_at = false;
  const char* zone = "";
};

Result<Period> rate(std::string_view expression, Piece inside, const Service& service) {
  constexpr std::size_t most_digits = 9;
  constexpr std::array<std::pair<std::string_view, int>, 3> rates{
      {{"minute", 60}, {"hour", 3600}, {"day", 86'400}}};
  const auto words = split_words(inside.text);
  if (words.size() != 2) {
    return refuse_parameter(expression, inside.at, "rate() has a number and a unit",
                            "write for example rate(5 minutes)");
  }
  const auto digits = words[0].text;
  std::int64_t count = 0;
  if (digits.size() <= most_digits && std::ranges::all_of(digits, is_digit)) {
    for (const char c : digits) count = count * 10 + (c - '0');
  }
  if (count == 0) {
    return refuse_parameter(expression, inside.at + words[0].at,
                            excerpt(digits) + " is no positive number");
  }
  auto unit = words[1].text;
  const bool plural = unit.ends_with('s');
  if (plural) unit.remove_suffix(1);
  const auto known = std::ranges::find(rates, unit, [](const auto& each) { return each.first; });
  const std::size_t at = inside.at + words[1].at;
  if (known == rates.end()) {
    return refuse_parameter(expression, at, excerpt(words[1].text) + " is no unit",
                            "write minutes, hours or days");
  }
  if (!service.both_spellings && plural != (count > 1)) {
    return refuse_parameter(expression, at, "a rule wants the singular for 1, else the plural",
                            std::string("write ") + (count > 1 ? "the plural" : "the singular"));
  }
  Period period;
  period.seconds = Seconds{count * known->second};
  return period;
}

/// `at(2026-12-31T23:00:00)`, to the second.
Result<Seconds> once(std::string_view expression, Piece inside) {
  constexpr std::size_t length = std::string_view("2026-12-31T23:00:00").size();
  auto local = parse_local_time(inside.text);
  if (local && inside.text.size() == length) return *local;
  return refuse_parameter(expression, inside.at, excerpt(inside.text) + " is no time",
                          "write at(yyyy-mm-ddThh:mm:ss), without a zone");
}

Result<std::vector<Reading>> read_expression(const Service& service, std::string_view text,
                                             std::vector<Lint>& lints) {
  const auto open = text.find('(');
  const auto word = text.substr(0, open);
  const bool closed = open != text.npos && text.ends_with(')');
  const Piece inside =
      closed ? Piece{text.substr(open + 1, text.size() - open - 2), open + 1} : Piece{};
  Reading reading;
  reading.zone = service.zone;
  if (closed && word == "cron") {
    auto fields = CronReader(text, lints).read(inside);
    if (!fields) return fail(std::move(fields.error()));
    reading.fields = std::move(*fields);
  } else if (closed && word == "rate") {
    auto period = rate(text, inside, service);
    if (!period) return fail(std::move(period.error()));
    reading.kind = TriggerKind::every;
    reading.period = *period;
  } else if (closed && word == "at" && service.has_at) {
    auto local = once(text, inside);
    if (!local) return fail(std::move(local.error()));
    reading.kind = TriggerKind::at;
    reading.local = *local;
  } else {
    return refuse_parameter(
        text, 0, excerpt(text) + " is no schedule expression",
        service.has_at ? "write cron(…), rate(…) or at(…)" : "write cron(…) or rate(…)");
  }
  return std::vector<Reading>{std::move(reading)};
}

/// Rules run in UTC, whatever stands beside the text.
Result<std::vector<Reading>> read_rule(const DialectProfile&, std::string_view,
                                       std::string_view text, std::vector<Lint>& lints) {
  return read_expression({false, false, "UTC"}, text, lints);
}

Result<std::vector<Reading>> read_scheduler(const DialectProfile&, std::string_view,
                                            std::string_view text, std::vector<Lint>& lints) {
  return read_expression({true, true, ""}, text, lints);
}

/// Skips what a gap skips and runs what is repeated once; which copy is not documented, and taken
/// for the first.
DstPolicy skip_and_first(const CronFields&) { return {GapPolicy::skip, FoldPolicy::first}; }

}  // namespace

DialectRows aws_dialects() {
  DialectProfile rule;
  rule.name = "aws-rule";
  rule.title = "an EventBridge rule";
  rule.read = read_rule;
  rule.dst = skip_and_first;

  DialectProfile scheduler = rule;
  scheduler.name = "aws-scheduler";
  scheduler.title = "EventBridge Scheduler";
  scheduler.read = read_scheduler;
  return {rule, scheduler};
}

}  // namespace plumbline::schedule
