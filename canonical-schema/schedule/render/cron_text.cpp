#include "canonical-schema/schedule/render/cron_text.hpp"

#include <vector>

namespace plumbline::schedule {
namespace {

void append(std::string& list, const std::string& item) {
  if (!list.empty()) list += ',';
  list += item;
}

std::string special_weekday_text(const SpecialDay& special, const CronGrammar& grammar) {
  std::string weekday;
  switch (grammar.nth) {
    case CronGrammar::NthWeekday::names:
      weekday = weekday_name(special.weekday, grammar.weekdays);
      break;
    case CronGrammar::NthWeekday::from_zero:
      weekday = std::to_string(special.weekday);
      break;
    case CronGrammar::NthWeekday::from_one:
      weekday = std::to_string(special.weekday + 1);
      break;
  }
  if (special.kind == SpecialDay::Kind::last_weekday) {
    return grammar.last_weekday_leads ? "L" + weekday : weekday + "L";
  }
  return weekday + "#" + std::to_string(special.number);
}

std::string special_day_text(const SpecialDay& special, const CronGrammar& grammar) {
  const auto back = special.number > 0 ? "-" + std::to_string(special.number) : std::string();
  switch (special.kind) {
    case SpecialDay::Kind::last:
      return "L" + back;
    case SpecialDay::Kind::last_workday:
      return special.number > 0 ? "L" + back + "W" : grammar.last_workday;
    case SpecialDay::Kind::workday_near:
      return std::to_string(special.number) + "W";
    case SpecialDay::Kind::nth_weekday:
    case SpecialDay::Kind::last_weekday:
      break;
  }
  return {};
}

std::string days_text(const DayFields& days, const ValueStyle& style, const CronGrammar& grammar) {
  std::string list;
  if (days.days != 0) list = value_text(days.days, style);
  for (const auto& special : days.special_days) append(list, special_day_text(special, grammar));
  return list;
}

std::string weekdays_text(const DayFields& days, const CronGrammar& grammar) {
  if (days.weekdays == all_weekdays) return "*";
  std::string list;
  if (days.weekdays != 0) list = weekday_text(days.weekdays, grammar.weekdays);
  for (const auto& special : days.special_weekdays) {
    append(list, special_weekday_text(special, grammar));
  }
  return list;
}

}  // namespace

std::string years_text(const YearSet& years, const char* between) {
  if (years.is_every()) return "*";
  std::string list;
  for (int year = YearSet::first; year <= YearSet::last; ++year) {
    if (!years.contains(year)) continue;
    int last = year;
    while (last < YearSet::last && years.contains(last + 1)) ++last;
    if (last - year >= 2) {
      append(list, std::to_string(year) + between + std::to_string(last));
      year = last;
    } else {
      append(list, std::to_string(year));
    }
  }
  return list;
}

std::string cron_text(const ClockLine& line, const CronGrammar& grammar) {
  using SecondsField = CronGrammar::SecondsField;
  const CronFields& fields = line.fields;
  const auto style = [&](int low, int high) {
    return ValueStyle{low, high, grammar.steps_from_value, line.starless};
  };
  std::vector<std::string> words;
  const auto seconds = value_text(fields.seconds, style(0, 59));
  const bool year_needed = !fields.years.is_every();
  const bool seconds_needed = fields.seconds != 1;
  if (grammar.seconds == SecondsField::first ||
      (grammar.seconds == SecondsField::first_if_needed && seconds_needed)) {
    words.push_back(seconds);
  }
  words.push_back(value_text(fields.minutes, style(0, 59)));
  words.push_back(value_text(fields.hours, style(0, 23)));
  // Stepping through days of the month restarts every month: nobody writes it from a star.
  ValueStyle day_style = style(1, 31);
  day_style.starless = day_style.starless && fields.days.days != all_days;
  std::string days = days_text(fields.days, day_style, grammar);
  std::string weekdays = weekdays_text(fields.days, grammar);
  if (grammar.question_mark) (weekdays == "*" ? weekdays : days) = "?";
  words.push_back(std::move(days));
  ValueStyle month_style = style(1, 12);
  month_style.starless = false;
  words.push_back(value_text(fields.days.months, month_style));
  words.push_back(std::move(weekdays));
  if (grammar.seconds == SecondsField::last_if_needed && (seconds_needed || year_needed)) {
    words.push_back(seconds);
  }
  const bool seven = grammar.seconds == SecondsField::first_if_needed && seconds_needed;
  if (grammar.years == CronGrammar::YearField::always ||
      (grammar.years == CronGrammar::YearField::if_needed && (year_needed || seven))) {
    words.push_back(years_text(fields.years));
  }
  std::string text = grammar.begin;
  for (std::size_t i = 0; i < words.size(); ++i) text += (i > 0 ? " " : "") + words[i];
  return text + grammar.end;
}

}  // namespace plumbline::schedule
