#include "canonical-schema/schedule/render/calendar_text.hpp"

#include "canonical-schema/schedule/render/cron_text.hpp"
#include "canonical-schema/schedule/render/value_text.hpp"

namespace plumbline::schedule {
namespace {

ValueStyle two_digits(int low, int high) { return ValueStyle{low, high, true, false, "..", true}; }

/// Days counted from the end: "~01" is the last, "~07/1" are the last seven.
std::string days_from_end(const std::vector<SpecialDay>& days) {
  constexpr std::size_t week = 7;
  if (days.size() == week) return "~07/1";
  std::string list;
  for (const auto& day : days) {
    list += (list.empty() ? "~" : ",") + number_text(day.number + 1, two_digits(1, 31));
  }
  return list;
}

}  // namespace

std::string calendar_text(const ClockLine& line) {
  const CronFields& fields = line.fields;
  const DayFields& days = fields.days;
  std::string text;
  if (days.weekdays != all_weekdays) {
    text = weekday_text(days.weekdays, WeekdayNames::capital_dotted) + " ";
  }
  text += years_text(fields.years, "..") + "-" + value_text(days.months, two_digits(1, 12));
  text += days.special_days.empty() ? "-" + value_text(days.days, two_digits(1, 31))
                                    : days_from_end(days.special_days);
  return text + " " + value_text(fields.hours, two_digits(0, 23)) + ":" +
         value_text(fields.minutes, two_digits(0, 59)) + ":" +
         value_text(fields.seconds, two_digits(0, 59));
}

}  // namespace plumbline::schedule
