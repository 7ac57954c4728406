#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <vector>

#include "canonical-schema/schedule/compiled.hpp"

namespace plumbline::schedule {
namespace {

constexpr std::size_t longest_text = 200;
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

/// "a, b and c".
std::string join(const Words& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
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
  return join(words);
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

/// Whether the words already say how often a day; "06:30" alone wants "every day" after it.
struct TimeWords {
  std::string text;
  bool all_day = false;
};

TimeWords time_words(const CronFields& fields) {
  const Values minutes = values_of(fields.minutes, 0);
  const Values hours = values_of(fields.hours, 0);
  if (fields.hours == all_hours) return {several_per_hour(minutes), true};
  const bool step_of_day = minutes.size() == 1 && circular_step(hours, 24) > 0 && hours.size() > 3;
  const bool run_of_hours = hours.size() > 3 && is_run(hours);
  if (minutes.size() * hours.size() <= most_times_listed && !step_of_day && !run_of_hours) {
    Words times;
    for (const int hour : hours) {
      for (const int minute : minutes) times.push_back(clock(hour, minute));
    }
    return {join(times), false};
  }
  return {some_hours(minutes, hours), step_of_day};
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
  return join(words);
}

std::string day_words(std::uint32_t days) {
  const Values values = values_of(days, 1);
  if (values.size() > 4 && values[1] - values[0] > 1 && has_constant_step(values)) {
    return "days " + std::to_string(values[0]) + ", " + std::to_string(values[1]) + ", " +
           std::to_string(values[2]) + " … " + std::to_string(values.back()) + " of the month";
  }
  if (values.size() > 3) return "days " + ranges(values) + " of the month";
  Words words;
  for (const int value : values) words.push_back(ordinal(value));
  return "the " + join(words);
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
  return join(words);
}

std::string date_words(const DayFields& fields, bool all_day) {
  const bool any_day = fields.days == all_days;
  const bool any_weekday = fields.weekdays == all_weekdays;
  const bool either = fields.rule == DayRule::either;
  std::string text;
  if ((any_day && any_weekday) || (either && (any_day || any_weekday))) {
    if (!all_day) text = " every day";
  } else if (any_day) {
    text = " on " + weekday_words(fields.weekdays);
  } else if (any_weekday) {
    text = " on " + day_words(fields.days);
  } else if (either) {
    text = " on " + day_words(fields.days) + " and on " + weekday_words(fields.weekdays);
  } else {
    text = " on " + weekday_words(fields.weekdays) + " that are " + day_words(fields.days);
  }
  if (fields.months != all_months) text += " in " + month_words(fields.months);
  return text;
}

std::string zone_words(const ZoneRef& ref) {
  switch (ref.knowledge) {
    case ZoneKnowledge::named:
      return ref.name;
    case ZoneKnowledge::platform_default:
      return "in the platform's own zone";
    case ZoneKnowledge::any:
      return "in any zone";
    case ZoneKnowledge::unobservable:
      return "in a zone that cannot be seen";
  }
  return {};
}

bool is_empty(const CronFields& fields) {
  return fields.minutes == 0 || fields.hours == 0 || day_set(fields.days).empty();
}

void explain_calendar(const CalendarPart& part, Words& clauses) {
  for (const auto& fields : part.written) {
    if (is_empty(fields)) {
      clauses.emplace_back("never (accepted, yet no time fits)");
      continue;
    }
    const TimeWords time = time_words(fields);
    clauses.push_back(time.text + date_words(fields.days, time.all_day));
  }
  if (!clauses.empty()) clauses.back() += ", " + zone_words(part.ref);
}

std::string period_words(const IntervalPart& interval) {
  if (interval.months > 0) {
    return interval.months == 1 ? "every month"
                                : "every " + std::to_string(interval.months) + " months";
  }
  struct Unit {
    std::int64_t seconds;
    const char* name;
  };
  constexpr std::array<Unit, 4> units{
      {{86'400, "day"}, {3'600, "hour"}, {60, "minute"}, {1, "second"}}};
  const auto unit = std::ranges::find_if(
      units, [&](const Unit& each) { return interval.seconds % each.seconds == 0; });
  const auto count = interval.seconds / unit->seconds;
  if (count == 1) return std::string("every ") + unit->name;
  return "every " + std::to_string(count) + " " + unit->name + "s";
}

std::string local_text(std::int64_t seconds) {
  std::string text = to_rfc3339(Instant{Seconds{seconds}});
  text.pop_back();  // the Z: the zone stands beside it
  text[text.find('T')] = ' ';
  if (text.ends_with(":00")) text.resize(text.size() - 3);
  return text;
}

std::string random_words(const RandomPart& part) {
  constexpr std::array<const char*, 5> field_names{"minute", "hour", "day", "month", "weekday"};
  Words words;
  for (const auto& range : part.fields.random) {
    words.push_back(std::string(field_names.at(range.field)) + " drawn from " +
                    std::to_string(range.low) + "-" + std::to_string(range.high));
  }
  return join(words) + " whenever the table is loaded, " + zone_words(part.ref);
}

std::string signal_words(const Signal& signal) {
  switch (signal.kind) {
    case TriggerKind::event:
      return "on an event";
    case TriggerKind::manual:
      return "started by hand only";
    case TriggerKind::continuous:
      return "continuously";
    case TriggerKind::boot:
      return "at boot";
    case TriggerKind::once:
      return "once";
    case TriggerKind::custom:
      return "custom: " + signal.text;
    case TriggerKind::cron:
    case TriggerKind::every:
    case TriggerKind::at:
      break;
  }
  return {};
}

/// Joins the clauses, dropping the last ones where the text gets too long.
std::string fit(const Words& clauses) {
  std::string text;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const std::string more = "; and " + std::to_string(clauses.size() - i) + " more";
    if (i > 0 && text.size() + clauses[i].size() + more.size() > longest_text) return text + more;
    text += (i > 0 ? "; " : "") + clauses[i];
  }
  if (text.size() <= longest_text) return text;
  std::size_t cut = longest_text - 3;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0U) == 0x80U) --cut;
  return text.substr(0, cut) + "…";
}

}  // namespace

std::string explain(const Compiled& schedule) {
  Words clauses;
  for (const auto& part : schedule.calendars) {
    Words own;
    explain_calendar(part, own);
    std::ranges::move(own, std::back_inserter(clauses));
  }
  for (const auto& interval : schedule.intervals) {
    clauses.push_back(period_words(interval) +
                      (interval.anchor ? ", counted from " + to_rfc3339(*interval.anchor)
                                       : std::string(", from an unknown start")));
  }
  for (const auto& once : schedule.once) {
    const bool skipped = once.zone && !once.at;
    clauses.push_back("once at " + local_text(once.local_seconds) + ", " + zone_words(once.ref) +
                      (skipped ? " (a clock change skips it)" : ""));
  }
  for (const auto& random : schedule.random) clauses.push_back(random_words(random));
  for (const auto& signal : schedule.signals) clauses.push_back(signal_words(signal));
  return fit(clauses);
}

}  // namespace plumbline::schedule
