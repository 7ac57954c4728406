#include "canonical-schema/schedule/field_words.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "canonical-schema/schedule/minute_set.hpp"

namespace plumbline::schedule {
namespace {

constexpr std::size_t most_times_listed = 6;
constexpr std::array<const char*, 7> weekday_names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<const char*, 12> month_names{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

using Values = std::vector<int>;
using Words = std::vector<std::string>;

Values values_of(std::uint64_t set, int lowest) {
  Values values;
  for (; set != 0; set &= set - 1) values.push_back(std::countr_zero(set) + lowest);
  return values;
}

std::string two_digits(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }
std::string clock(int hour, int minute) { return two_digits(hour) + ":" + two_digits(minute); }

std::string ordinal(int value) {
  const int last = value % 10;
  const bool teen = value / 10 == 1;
  const char* ending = last == 1 && !teen   ? "st"
                       : last == 2 && !teen ? "nd"
                       : last == 3 && !teen ? "rd"
                                            : "th";
  return std::to_string(value) + ending;
}

bool is_run(const Values& values) {
  return !values.empty() && values.back() - values.front() + 1 == std::ssize(values);
}

/// Of two values or more.
bool has_constant_step(const Values& values) {
  for (std::size_t i = 2; i < values.size(); ++i) {
    if (values[i] - values[i - 1] != values[1] - values[0]) return false;
  }
  return true;
}

/// The constant distance of values that go round a circle of `span`, 0 if it is not constant.
int circular_step(const Values& values, int span) {
  if (values.size() < 2 || !has_constant_step(values)) return 0;
  const int step = values[1] - values[0];
  return values.front() + span - values.back() == step ? step : 0;
}

std::string ranges(const Values& values) {
  Words words;
  for (std::size_t i = 0; i < values.size();) {
    std::size_t last = i;
    while (last + 1 < values.size() && values[last + 1] == values[last] + 1) ++last;
    if (last - i >= 2) {
      words.push_back(std::to_string(values[i]) + "-" + std::to_string(values[last]));
      i = last + 1;
    } else {
      words.push_back(std::to_string(values[i++]));
    }
  }
  return join_words(words);
}

std::string several_per_hour(const Values& minutes) {
  if (minutes.size() == 60) return "every minute";
  if (minutes.size() == 1) return "hourly at :" + two_digits(minutes.front());
  if (const int step = circular_step(minutes, 60); step > 0) {
    const std::string text = "every " + std::to_string(step) + " minutes";
    return minutes.front() == 0 ? text : text + " from :" + two_digits(minutes.front());
  }
  return "at minutes " + ranges(minutes) + " of every hour";
}

std::string some_hours(const Values& minutes, const Values& hours) {
  const bool run = is_run(hours) && hours.size() > 1;
  const std::string span = " from " + clock(hours.front(), minutes.front()) + " to " +
                           clock(hours.back(), minutes.back());
  const bool even = minutes.size() == 60 || minutes.size() == 1 || circular_step(minutes, 60) > 0;
  if (minutes.size() == 1) {
    if (run) return "hourly" + span;
    if (const int step = circular_step(hours, 24); step > 0) {
      return "every " + std::to_string(step) + " hours from " +
             clock(hours.front(), minutes.front());
    }
  }
  if (even && (run || hours.size() == 1)) {
    const std::string step =
        minutes.size() == 60 ? "minute" : std::to_string(circular_step(minutes, 60)) + " minutes";
    return "every " + step + span;
  }
  return "at minutes " + ranges(minutes) + " of hours " + ranges(hours);
}

struct TimeWords {
  std::string text;
  /// The words already say how often a day; "06:30" alone wants "every day" after it.
  bool all_day = false;
  bool has_seconds = false;
};

/// `second` is ":30" if all of the times are at that second of the minute.
TimeWords time_words(const CronFields& fields, const std::string& second) {
  const Values minutes = values_of(fields.minutes, 0);
  const Values hours = values_of(fields.hours, 0);
  if (fields.hours == all_hours) return {several_per_hour(minutes), true};
  const bool step_of_day = minutes.size() == 1 && circular_step(hours, 24) > 0 && hours.size() > 3;
  const bool run_of_hours = hours.size() > 3 && is_run(hours);
  if (minutes.size() * hours.size() <= most_times_listed && !step_of_day && !run_of_hours) {
    Words times;
    for (const int hour : hours) {
      for (const int minute : minutes) times.push_back(clock(hour, minute) + second);
    }
    return {join_words(times), false, !second.empty()};
  }
  return {some_hours(minutes, hours), step_of_day};
}

/// Seconds other than 0: they follow the words of the minutes, or stand for "every minute".
std::string with_seconds(std::string text, const Values& seconds) {
  const int step = circular_step(seconds, 60);
  std::string often;
  if (seconds.size() == 60) {
    often = "every second";
  } else if (step > 0) {
    often = "every " + std::to_string(step) + " seconds";
    if (seconds.front() > 0) often += " from second " + std::to_string(seconds.front());
  } else {
    often = std::string(seconds.size() == 1 ? "at second " : "at seconds ") + ranges(seconds);
  }
  constexpr std::string_view every_minute = "every minute";
  const bool even = seconds.size() == 60 || step > 0;
  if (even && text.starts_with(every_minute)) return often + text.substr(every_minute.size());
  return text + ", " + often + " of the minute";
}

/// The times of day with their seconds.
TimeWords clock_words(const CronFields& fields) {
  const Values seconds = values_of(fields.seconds, 0);
  if (seconds == Values{0}) return time_words(fields, {});
  TimeWords words =
      time_words(fields, seconds.size() == 1 ? ":" + two_digits(seconds.front()) : std::string());
  if (!words.has_seconds) words.text = with_seconds(std::move(words.text), seconds);
  return words;
}

std::string weekday_words(std::uint32_t weekdays) {
  constexpr std::uint32_t monday_to_friday = 0x3e;
  constexpr std::uint32_t weekend = 0x41;
  if (weekdays == monday_to_friday) return "weekdays";
  if (weekdays == weekend) return "weekends";
  Words words;
  // The week of people who write such lists begins on Monday.
  for (std::size_t i = 1; i <= 7; ++i) {
    if (((weekdays >> (i % 7)) & 1U) != 0) words.push_back(std::string(weekday_names[i % 7]) + "s");
  }
  return join_words(words);
}

std::string month_day_words(std::uint32_t days) {
  const Values values = values_of(days, 1);
  if (values.size() > 4 && values[1] - values[0] > 1 && has_constant_step(values)) {
    return "days " + std::to_string(values[0]) + ", " + std::to_string(values[1]) + ", " +
           std::to_string(values[2]) + " … " + std::to_string(values.back()) + " of the month";
  }
  if (values.size() > 3) return "days " + ranges(values) + " of the month";
  Words words;
  for (const int value : values) words.push_back(ordinal(value));
  return "the " + join_words(words);
}

std::string month_words(std::uint32_t months) {
  const Values values = values_of(months, 0);
  if (values.size() > 2 && is_run(values)) {
    return std::string(month_names.at(static_cast<std::size_t>(values.front()))) + " to " +
           month_names.at(static_cast<std::size_t>(values.back()));
  }
  Words words;
  for (const int value : values) {
    words.emplace_back(month_names.at(static_cast<std::size_t>(value)));
  }
  return join_words(words);
}

std::string special_day_words(const SpecialDay& day) {
  const std::string weekday = weekday_names.at(static_cast<std::size_t>(day.weekday));
  const std::string from_end = day.number > 0 ? ordinal(day.number + 1) + " last " : "last ";
  switch (day.kind) {
    case SpecialDay::Kind::last:
      return "the " + from_end + "day of the month";
    case SpecialDay::Kind::last_workday:
      return day.number > 0 ? "the working day nearest to the " + from_end + "day of the month"
                            : "the last working day of the month";
    case SpecialDay::Kind::workday_near:
      return "the working day nearest to the " + ordinal(day.number);
    case SpecialDay::Kind::nth_weekday:
      return "the " + ordinal(day.number) + " " + weekday + " of the month";
    case SpecialDay::Kind::last_weekday:
      return "the " + from_end + weekday + " of the month";
  }
  return {};
}

/// A day field: what its mask holds and its special days.
std::string day_field_words(std::uint32_t mask, const std::vector<SpecialDay>& special,
                            std::string (*mask_words)(std::uint32_t)) {
  Words words;
  if (mask != 0) words.push_back(mask_words(mask));
  for (const auto& day : special) words.push_back(special_day_words(day));
  return join_words(words);
}

std::string date_words(const DayFields& fields, bool all_day) {
  const bool any_day = fields.days == all_days;
  const bool any_weekday = fields.weekdays == all_weekdays;
  const bool either = fields.rule == DayRule::either;
  const auto days = day_field_words(fields.days, fields.special_days, month_day_words);
  const auto weekdays = day_field_words(fields.weekdays, fields.special_weekdays, weekday_words);
  std::string text;
  if ((any_day && any_weekday) || (either && (any_day || any_weekday))) {
    if (!all_day) text = " every day";
  } else if (any_day) {
    text = " on " + weekdays;
  } else if (any_weekday) {
    text = " on " + days;
  } else if (either) {
    // A field that holds nothing adds nothing.
    text = days.empty() || weekdays.empty() ? " on " + days + weekdays
                                            : " on " + days + " and on " + weekdays;
  } else {
    text = " on " + weekdays + " that are " + days;
  }
  if (fields.months != all_months) text += " in " + month_words(fields.months);
  return text;
}

bool is_empty(const CronFields& fields) {
  return fields.seconds == 0 || fields.minutes == 0 || fields.hours == 0 || fields.years.empty() ||
         day_set(fields.days).empty();
}

}  // namespace

std::string join_words(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

std::string number_words(std::uint64_t set, int lowest) { return ranges(values_of(set, lowest)); }

std::string day_words(const DayFields& fields) {
  constexpr std::string_view on = " on ";
  const auto text = date_words(fields, false);
  return text.substr(text.starts_with(on) ? on.size() : 1);
}

std::string year_words(const YearSet& years) {
  if (years.is_every()) return {};
  Values values;
  for (auto year = years.next(YearSet::first); year && *year <= YearSet::last;
       year = years.next(*year + 1)) {
    values.push_back(*year);
  }
  if (values.empty()) return "in years far off";
  const auto from = std::to_string(values.front());
  const auto to = std::to_string(values.back());
  if (values.size() == 1) return "in " + from;
  if (!is_run(values)) return "in " + ranges(values);
  if (values.back() == YearSet::last) return "from " + from + " on";
  return values.front() == YearSet::first ? "until " + to : "from " + from + " to " + to;
}

std::string words_of(const CronFields& fields) {
  if (is_empty(fields)) return "never (accepted, yet no time fits)";
  const TimeWords time = clock_words(fields);
  const auto years = year_words(fields.years);
  return time.text + date_words(fields.days, time.all_day) + (years.empty() ? "" : ", " + years);
}

}  // namespace plumbline::schedule
