#include <algorithm>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/families.hpp"
#include "canonical-schema/schedule/dialects/quartz_field.hpp"

// Quartz 2.5's CronExpression, its errors in its own words.

namespace plumbline::schedule {
namespace {

constexpr std::size_t fewest_fields = 6;
constexpr std::size_t most_fields = 7;

struct QuartzFields {
  std::array<QuartzField, most_fields> all;

  [[nodiscard]] const QuartzField& of(QuartzUnit unit) const {
    return all.at(static_cast<std::size_t>(unit));
  }
};

class Reader {
 public:
  Reader(std::string_view text, std::vector<Lint>& lints) : text_(text), lints_(lints) {
    std::ranges::transform(text_, text_.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
  }

  Result<std::vector<Reading>> read();

 private:
  Result<void> read_fields();
  [[nodiscard]] Result<void> check_weekdays(Piece word) const;
  [[nodiscard]] Result<void> check_values() const;
  Result<DayFields> days();
  void set_weekdays(DayFields& days);
  void note_nearest_weekdays(Piece word);
  [[nodiscard]] tl::unexpected<Error> refuse(std::string message, std::size_t at,
                                             std::string hint = {}) const {
    return schedule::refuse(text_, at, std::move(message), std::move(hint));
  }
  [[nodiscard]] const Piece& word(QuartzUnit unit) const {
    return words_.at(static_cast<std::size_t>(unit));
  }

  std::string text_;
  std::vector<Lint>& lints_;
  std::vector<Piece> words_;
  QuartzFields fields_;
};

Result<std::vector<Reading>> Reader::read() {
  for (const auto& word : split_words(text_)) words_.push_back(trimmed(word, is_java_blank));
  if (words_.size() > most_fields) {
    return refuse("Invalid expression has too many terms", words_[most_fields].at,
                  "write six fields or seven: second, minute, hour, day, month, weekday, year");
  }
  if (auto read = read_fields(); !read) return fail(std::move(read.error()));
  if (words_.size() < fewest_fields) {
    return refuse("Unexpected end of expression.", text_.size(),
                  "write six fields or seven: second, minute, hour, day, month, weekday, year");
  }
  auto day_fields = days();
  if (!day_fields) return fail(std::move(day_fields.error()));
  if (auto fine = check_values(); !fine) return fail(std::move(fine.error()));
  CronFields cron;
  cron.seconds = fields_.of(QuartzUnit::second).values;
  cron.minutes = fields_.of(QuartzUnit::minute).values;
  cron.hours = static_cast<std::uint32_t>(fields_.of(QuartzUnit::hour).values);
  cron.days = std::move(*day_fields);
  if (words_.size() == most_fields) cron.years = fields_.of(QuartzUnit::year).years;
  note_nearest_weekdays(word(QuartzUnit::day));
  return one_reading(std::move(cron));
}

Result<void> Reader::read_fields() {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const auto unit = static_cast<QuartzUnit>(i);
    if (unit == QuartzUnit::weekday) {
      if (auto fine = check_weekdays(words_[i]); !fine) return fine;
    }
    auto field = read_quartz_field(text_, unit, words_[i], lints_);
    if (!field) return fail(std::move(field.error()));
    fields_.all.at(i) = std::move(*field);
  }
  return {};
}

Result<void> Reader::check_weekdays(Piece word) const {
  const auto last = word.text.find('L');
  if (last != word.text.npos && word.text.find(',') != word.text.npos) {
    return refuse("Support for specifying 'L' with other days of the week is not implemented",
                  word.at + last);
  }
  const auto first = word.text.find('#');
  if (first == word.text.npos) return {};
  const auto second = word.text.find('#', first + 1);
  if (second == word.text.npos) return {};
  return refuse("Support for specifying multiple \"nth\" days is not implemented.",
                word.at + second);
}

/// The engine takes a list without values and fails when it is asked for the first time to run.
Result<void> Reader::check_values() const {
  for (const auto unit : {QuartzUnit::second, QuartzUnit::minute, QuartzUnit::hour,
                          QuartzUnit::month, QuartzUnit::weekday}) {
    if (!fields_.of(unit).empty()) continue;
    return refuse("no value is given: Quartz fails when it looks for the first time to run",
                  word(unit).at);
  }
  return {};
}

Result<DayFields> Reader::days() {
  const QuartzField& day = fields_.of(QuartzUnit::day);
  const QuartzField& weekday = fields_.of(QuartzUnit::weekday);
  if (day.any == weekday.any) {
    return refuse(
        "Support for specifying both a day-of-week AND a day-of-month parameter is not "
        "implemented.",
        word(QuartzUnit::day).at, "write ? in exactly one of the two day fields");
  }
  DayFields days{all_days, 0, all_weekdays, DayRule::both};
  days.months = static_cast<std::uint32_t>(fields_.of(QuartzUnit::month).values >> 1U);
  if (weekday.any) {
    days.days = static_cast<std::uint32_t>(day.values >> 1U);
    days.special_days = day.days;
  } else {
    set_weekdays(days);
  }
  return days;
}

/// Weekdays, of a list with `#` only the one that the engine looks at.
void Reader::set_weekdays(DayFields& days) {
  const QuartzField& field = fields_.of(QuartzUnit::weekday);
  const Piece& written = word(QuartzUnit::weekday);
  const std::size_t end = written.at + written.text.size();
  if (names_weekday_by_number(written.text)) {
    add_note(lints_, "weekday-number", Lint::Level::info,
             "Quartz counts weekdays from 1 = Sunday: " + excerpt(written.text) +
                 " is another day elsewhere; names are not",
             written.at, end);
  }
  days.weekdays = static_cast<std::uint32_t>((field.values >> 1U) & all_weekdays);
  if (!field.last && !field.nth) return;
  days.weekdays = 0;
  // 0 counts as 7, and what is above never comes.
  const bool comes = field.least_weekday.value_or(0) <= 7;
  const int weekday = comes ? (field.least_weekday.value_or(0) + 6) % 7 : 0;
  constexpr int no_week = 6;
  days.special_weekdays = {field.last ? SpecialDay{SpecialDay::Kind::last_weekday, 0, weekday}
                                      : SpecialDay{SpecialDay::Kind::nth_weekday,
                                                   comes ? *field.nth : no_week, weekday}};
  if (written.text.find(',') == written.text.npos) return;
  add_note(lints_, "junk-ignored", Lint::Level::critical,
           "of a list with # Quartz looks only at the first weekday of the week", written.at, end);
}

void Reader::note_nearest_weekdays(Piece word) {
  const auto near =
      std::ranges::count_if(fields_.of(QuartzUnit::day).days, [](const SpecialDay& day) {
        return day.kind == SpecialDay::Kind::workday_near ||
               day.kind == SpecialDay::Kind::last_workday;
      });
  const auto many = [](std::uint64_t set) { return (set & (set - 1)) != 0; };
  const bool times = many(fields_.of(QuartzUnit::second).values) ||
                     many(fields_.of(QuartzUnit::minute).values) ||
                     many(fields_.of(QuartzUnit::hour).values);
  if (near == 0 || (near == 1 && !times)) return;
  add_note(lints_, "nearest-weekday-lost", Lint::Level::warning,
           "Quartz loses runs of W where it meets several times a day or a second W", word.at,
           word.at + word.text.size());
}

Result<std::vector<Reading>> read_quartz(const DialectProfile&, std::string_view,
                                         std::string_view text, std::vector<Lint>& lints) {
  return Reader(text, lints).read();
}

/// Skips what a gap skips and runs the second copy of what is repeated, even where it runs often.
DstPolicy skip_and_second(const CronFields&) { return {GapPolicy::skip, FoldPolicy::second}; }

}  // namespace

DialectRows quartz_dialects() {
  DialectProfile quartz;
  quartz.name = "quartz";
  quartz.title = "Quartz";
  quartz.read = read_quartz;
  quartz.dst = skip_and_second;
  return {quartz};
}

}  // namespace plumbline::schedule
