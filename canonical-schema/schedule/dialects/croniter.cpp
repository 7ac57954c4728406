#include "canonical-schema/schedule/dialects/croniter.hpp"

#include <algorithm>
#include <utility>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/croniter_field.hpp"
#include "canonical-schema/schedule/dialects/families.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"

namespace plumbline::schedule {
namespace {

constexpr std::uint32_t february = 1U << 1U;

bool is_python_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= '\x1f');
}

std::string lower_case(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), lower);
  return lowered;
}

struct Preset {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<Preset, 7> presets{{{"@midnight", "0 0 * * *"},
                                         {"@hourly", "0 * * * *"},
                                         {"@daily", "0 0 * * *"},
                                         {"@weekly", "0 0 * * 0"},
                                         {"@monthly", "0 0 1 * *"},
                                         {"@yearly", "0 0 1 1 *"},
                                         {"@annually", "0 0 1 1 *"}}};

/// Reads one expression; its errors point at columns of the expression as written.
class Reader {
 public:
  Reader(const CroniterCall& call, std::string_view text, std::vector<Lint>& lints)
      : call_(call), lints_(lints), lowered_(lower_case(text)) {}

  Result<std::vector<Reading>> read();

 private:
  using Fields = std::vector<CroniterField>;

  [[nodiscard]] CronFields times(const Fields& fields) const;
  [[nodiscard]] bool sides_are_either(const Fields& fields) const;
  [[nodiscard]] std::vector<DayFields> day_fields(const Fields& fields);
  void restrict_to_sides(DayFields& days, bool either);
  void note(const char* code, Lint::Level level, std::string message) {
    add_note(lints_, code, level, std::move(message), 0, 0);
  }
  [[nodiscard]] const CroniterField& day(const Fields& fields) const { return fields[2]; }
  [[nodiscard]] const CroniterField& weekday(const Fields& fields) const { return fields[4]; }

  const CroniterCall& call_;
  std::vector<Lint>& lints_;
  std::string lowered_;
  CroniterColumns columns_;
  bool drawn_ = false;  ///< a day field is
};

std::uint64_t mask(const CroniterField& field, int size) {
  std::uint64_t set = 0;
  for (int i = 0; i < size; ++i) {
    if (field.star || field.values.test(static_cast<std::size_t>(i))) {
      set |= std::uint64_t{1} << static_cast<unsigned>(i);
    }
  }
  return set;
}

YearSet years_of(const CroniterField& field) {
  if (field.star) return {};
  auto years = YearSet::none();
  for (std::size_t i = 0; i < croniter_years; ++i) {
    if (field.values.test(i)) years.insert(croniter_first_year + static_cast<int>(i));
  }
  return years;
}

Result<std::vector<Reading>> Reader::read() {
  std::string_view text = lowered_;
  if (const auto preset = std::ranges::find(presets, text, &Preset::name);
      preset != presets.end()) {
    text = preset->text;
  }
  const auto& version = *call_.version;
  columns_ = {&version, text, split_words(text, version.mended ? is_go_blank : is_python_blank)};
  const std::size_t count = columns_.words.size();
  const std::size_t most = version.years ? 7 : 6;
  if (count < 5 || count > most) {
    return refuse(text, 0,
                  "Exactly 5" + std::string(version.years ? ", 6 or 7" : " or 6") +
                      " columns has to be specified for iterator expression.",
                  "write minute, hour, day, month and weekday; seconds come sixth");
  }
  Fields fields;
  for (std::size_t i = 0; i < count; ++i) {
    auto field = expand_field(columns_, static_cast<CroniterColumn>(i), lints_);
    if (!field) return fail(std::move(field.error()));
    fields.push_back(*std::move(field));
  }
  const CronFields one = times(fields);
  std::vector<Reading> readings;
  for (auto& days : day_fields(fields)) {
    Reading reading;
    reading.fields = one;
    days.months = one.days.months & days.months;
    reading.fields.days = std::move(days);
    readings.push_back(std::move(reading));
  }
  return readings;
}

/// All but the days.
CronFields Reader::times(const Fields& fields) const {
  CronFields cron;
  cron.minutes = mask(fields[0], 60);
  cron.hours = static_cast<std::uint32_t>(mask(fields[1], 24));
  cron.days.months = static_cast<std::uint32_t>(mask(fields[3], 12));
  if (fields.size() > 5) cron.seconds = mask(fields[5], 60);
  if (fields.size() > 6) cron.years = years_of(fields[6]);
  cron.minute_star = fields[0].star;
  cron.hour_star = call_.hour_star_alone ? fields[1].only_star : fields[1].star;
  cron.day_star = day(fields).star;
  cron.weekday_star = weekday(fields).star;
  for (const auto& field : fields) {
    if (field.drawn) cron.random.push_back(*field.drawn);
  }
  return cron;
}

/// Whether a day may fit either of the two day fields.
bool Reader::sides_are_either(const Fields& fields) const {
  if (call_.days == CroniterDays::both || day(fields).star || weekday(fields).star) return false;
  const bool begins_with_star =
      columns_.words[2].text.starts_with('*') || columns_.words[4].text.starts_with('*');
  return call_.days != CroniterDays::vixie || !begins_with_star;
}

/// Numbered weekdays and nearest workdays restrict both searches of an "either", so that what they
/// stand beside adds no day; it must have one, though, or the engine finds none at all.
std::vector<DayFields> Reader::day_fields(const Fields& fields) {
  const bool either = sides_are_either(fields);
  const auto& by_day = day(fields);
  const auto& by_weekday = weekday(fields);
  drawn_ = by_day.drawn || by_weekday.drawn;
  DayFields days;
  days.months = static_cast<std::uint32_t>(mask(fields[3], 12));
  days.days = static_cast<std::uint32_t>(mask(by_day, 31));
  if (by_day.last && !by_day.star) days.special_days.push_back({SpecialDay::Kind::last, 0, 0});
  days.weekdays = static_cast<std::uint32_t>(mask(by_weekday, 7));
  days.rule = either ? DayRule::either : DayRule::both;
  if (!by_weekday.weekdays.empty()) {
    days.weekdays = 0;
    days.special_weekdays = by_weekday.weekdays;
  }
  if (!by_day.workday) {
    restrict_to_sides(days, either);
    return {days};
  }
  days.days = 0;
  days.special_days = {{SpecialDay::Kind::workday_near, *by_day.workday, 0}};
  DayFields in_february = days;
  // A month without that day takes its last one.
  in_february.special_days = {{SpecialDay::Kind::last_workday, 0, 0}};
  if (*by_day.workday == 31) days = in_february;
  restrict_to_sides(days, either);
  const bool differs = *by_day.workday == 29 || *by_day.workday == 30;
  if (!differs || (days.months & february) == 0) return {days};
  restrict_to_sides(in_february, either);
  days.months &= ~february;
  in_february.months &= february;
  if (days.months == 0) return {in_february};
  return {days, in_february};
}

void Reader::restrict_to_sides(DayFields& days, bool either) {
  if (!either || drawn_) return;
  const bool numbered = !days.special_weekdays.empty();
  const bool workday =
      !days.special_days.empty() && days.special_days.front().kind != SpecialDay::Kind::last;
  DayFields of_day = days;
  DayFields of_weekday = days;
  of_day.rule = of_weekday.rule = DayRule::both;
  if (!numbered) {
    of_day.weekdays = all_weekdays;
    of_day.special_weekdays.clear();
  }
  if (!workday) {
    of_weekday.days = all_days;
    of_weekday.special_days.clear();
  }
  const bool clean = !numbered && !workday;
  const bool no_day = day_set(of_day).empty();
  const bool no_weekday = day_set(of_weekday).empty();
  if ((no_day || no_weekday) && !(clean && call_.version->mended)) {
    note("impossible-side", Lint::Level::critical,
         "one of the day fields has no date, and this croniter then finds none at all");
    days = no_day ? of_day : of_weekday;
    return;
  }
  if (clean) return;
  note("day-ignored", Lint::Level::warning,
       numbered ? "beside a numbered weekday the day of the month adds no day"
                : "beside a nearest workday the weekday adds no day");
  days = numbered ? of_weekday : of_day;
}

/// "6.2.4/and": the versions, and what the caller does with day fields.
struct Argument {
  std::string_view versions;
  std::string_view mode;
};
Argument parts_of(std::string_view argument) {
  const auto slash = std::min(argument.find('/'), argument.size());
  return {argument.substr(0, slash), argument.substr(slash)};
}

Result<CroniterDays> days_of(std::string_view mode) {
  if (mode.empty()) return CroniterDays::either;
  if (mode == "/and") return CroniterDays::both;
  if (mode == "/cronbug") return CroniterDays::vixie;
  return fail(ErrorKind::invalid, "croniter has no mode " + excerpt(mode),
              "/and is day_or=False, /cronbug is implement_cron_bug=True");
}

bool is_range(std::string_view versions) {
  return versions.empty() || versions.find_first_of("<>=,") != versions.npos;
}

Result<std::vector<std::string>> list_versions(std::string_view argument) {
  const auto parts = parts_of(argument);
  if (!is_range(parts.versions)) return std::vector<std::string>{std::string(argument)};
  auto range = croniter_range(parts.versions);
  if (!range) return fail(std::move(range.error()));
  std::vector<std::string> names;
  for (const auto* version : *range) {
    names.push_back(std::string(version->name) + std::string(parts.mode));
  }
  return names;
}

Result<std::vector<Reading>> read(const DialectProfile&, std::string_view argument,
                                  std::string_view text, std::vector<Lint>& lints) {
  const auto parts = parts_of(argument);
  auto days = days_of(parts.mode);
  if (!days) return fail(std::move(days.error()));
  auto version = is_range(parts.versions) ? Result<const CroniterVersion*>(nullptr)
                                          : croniter_version(parts.versions);
  if (!version) return fail(std::move(version.error()));
  if (*version == nullptr) {
    auto range = croniter_range(parts.versions);
    if (!range) return fail(std::move(range.error()));
    version = range->back();
  }
  return read_croniter({*version, *days, false}, text, lints);
}

/// Given times with a zone: what a gap skips runs in the first minute after it, unless every hour
/// does; both copies of what is repeated run.
DstPolicy own_policy(const CronFields& fields) {
  return {fields.hour_star ? GapPolicy::skip : GapPolicy::resume, FoldPolicy::both};
}

}  // namespace

Result<std::vector<Reading>> read_croniter(const CroniterCall& call, std::string_view text,
                                           std::vector<Lint>& lints) {
  return Reader(call, text, lints).read();
}

DialectRows croniter_dialects() {
  DialectProfile croniter;
  croniter.name = "croniter";
  croniter.title = "croniter";
  croniter.read = read;
  croniter.versions = list_versions;
  croniter.dst = own_policy;
  return {croniter};
}

}  // namespace plumbline::schedule
