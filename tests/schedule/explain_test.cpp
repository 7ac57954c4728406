#include "canonical-schema/schedule/field_words.hpp"
#include "canonical-schema/schedule/minute_set.hpp"
#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;

struct Case {
  const char* expr;
  const char* text;
};

// clang-format off
const std::vector<Case> cases{
    {"30 6 * * mon-fri", "06:30 on weekdays"},
    {"0 9 * * *", "09:00 every day"},
    {"*/15 * * * *", "every 15 minutes"},
    {"* * * * *", "every minute"},
    {"0 * * * *", "hourly at :00"},
    {"15 * * * *", "hourly at :15"},
    {"0 9-17 * * 1-5", "hourly from 09:00 to 17:00 on weekdays"},
    {"*/15 9-17 * * *", "every 15 minutes from 09:00 to 17:45 every day"},
    {"0 */2 * * *", "every 2 hours from 00:00"},
    {"0 1-23/2 * * *", "every 2 hours from 01:00"},
    {"0 0 1 * *", "00:00 on the 1st"},
    {"0 0 1,15 * *", "00:00 on the 1st and 15th"},
    {"0 0 13 * 5", "00:00 on the 13th and on Fridays"},
    {"0 0 */2 * 1", "00:00 on Mondays that are days 1, 3, 5 … 31 of the month"},
    {"0 0 1-31 * 1", "00:00 every day"},
    {"0 0 29 2 *", "00:00 on the 29th in February"},
    {"0 22-4 * * *", "never (accepted, yet no time fits)"},
    {"0 0 30 2 *", "never (accepted, yet no time fits)"},
    {"0,30 9,17 * * *", "09:00, 09:30, 17:00 and 17:30 every day"},
    {"5,17,44 * * * *", "at minutes 5, 17 and 44 of every hour"},
    {"5,17,44 1,2,9 * * 0,6", "at minutes 5, 17 and 44 of hours 1, 2 and 9 on weekends"},
    {"0 0 * 1-3 *", "00:00 every day in January to March"},
    {"0 0 * jan,jul mon", "00:00 on Mondays in January and July"},
    {"@weekly", "00:00 on Sundays"},
    {"*/20 3 * * *", "03:00, 03:20 and 03:40 every day"},
    {"* 2 * * *", "every minute from 02:00 to 02:59 every day"},
    {"5-59/15 * * * *", "every 15 minutes from :05"},
    {"0 12 1-7 * *", "12:00 on days 1-7 of the month"},
    {"0 12 * * 1,3,7", "12:00 on Mondays, Wednesdays and Sundays"},
    {"59 23 28-31 * *", "23:59 on days 28-31 of the month"},
    {"0 0 * * 5#2", "00:00 on Fridays"},
};
// clang-format on

SpecialDay special(SpecialDay::Kind kind, int number = 0, int weekday = 0) {
  return {kind, number, weekday, false};
}

}  // namespace

TEST_CASE("Seconds, years and days that depend on the month are explained", "[schedule]") {
  using Kind = SpecialDay::Kind;
  CronFields nine;
  nine.minutes = 1;
  nine.hours = 1U << 9U;
  nine.days = {all_days, all_months, all_weekdays};
  CHECK(words_of(nine) == "09:00 every day");

  auto with_seconds = nine;
  with_seconds.seconds = std::uint64_t{1} << 30U;
  CHECK(words_of(with_seconds) == "09:00:30 every day");
  with_seconds.seconds = 0b101;
  CHECK(words_of(with_seconds) == "09:00, at seconds 0 and 2 of the minute every day");
  with_seconds.hours = all_hours;
  with_seconds.minutes = all_minutes;
  with_seconds.seconds = all_minutes;
  CHECK(words_of(with_seconds) == "every second");
  with_seconds.seconds = 0b1 | 1ULL << 20U | 1ULL << 40U;
  CHECK(words_of(with_seconds) == "every 20 seconds");

  auto years = nine;
  years.years = YearSet::range(2026, 2028);
  CHECK(words_of(years) == "09:00 every day, from 2026 to 2028");
  years.years = YearSet::range(2026, 2026);
  CHECK(words_of(years) == "09:00 every day, in 2026");
  years.years = YearSet::range(1970, 2199);
  CHECK(words_of(years) == "09:00 every day, until 2199");
  years.years = YearSet::range(2026, 2032, 2);
  CHECK(words_of(years) == "09:00 every day, in 2026, 2028, 2030 and 2032");

  auto days = nine;
  days.days.days = 0;
  days.days.special_days = {special(Kind::last)};
  CHECK(words_of(days) == "09:00 on the last day of the month");
  days.days.special_days = {special(Kind::last, 3)};
  CHECK(words_of(days) == "09:00 on the 4th last day of the month");
  days.days.special_days = {special(Kind::last_workday), special(Kind::workday_near, 15)};
  CHECK(words_of(days) ==
        "09:00 on the last working day of the month and the working day nearest to the 15th");
  days = nine;
  days.days.weekdays = 1U << 1U;
  days.days.special_weekdays = {special(Kind::nth_weekday, 2, 5),
                                special(Kind::last_weekday, 0, 3)};
  CHECK(words_of(days) ==
        "09:00 on Mondays, the 2nd Friday of the month and the last Wednesday of the month");
}

TEST_CASE("The zone stands behind the last of the times that share it", "[schedule]") {
  CHECK(explain(*compiled({cron("robfig", "0 9 * * 1"), cron("robfig", "0 10 * * 2"),
                           cron("robfig", "0 9 * * 3", "Asia/Tokyo")})) ==
        "09:00 on Mondays; 10:00 on Tuesdays, UTC; 09:00 on Wednesdays, Asia/Tokyo");
}

TEST_CASE("Windows and spread runs are explained", "[schedule]") {
  Trigger daily = cron("portable", "0 9 * * *");
  daily.window_start = utc("2026-01-01T00:00:00Z");
  daily.window_end = utc("2026-12-01T00:00:00Z");
  daily.jitter = Seconds{900};
  CHECK(explain(*compiled({daily})) ==
        "09:00 every day, UTC, from 2026-01-01T00:00:00Z on, until 2026-12-01T00:00:00Z; each run "
        "up to 15 minutes later");
}

TEST_CASE("Expressions are explained as somebody would say them", "[schedule]") {
  for (const auto& each : cases) {
    CAPTURE(each.expr);
    CHECK(explain(*compiled("debian-cron", each.expr, "Europe/Berlin")) ==
          std::string(each.text) + ", Europe/Berlin");
  }
}

TEST_CASE("Every kind of trigger is explained", "[schedule]") {
  Trigger every = of_kind(TriggerKind::every, "90m");
  CHECK(explain(*compiled({every})) == "every 90 minutes, from an unknown start");
  every.anchor = utc("2026-01-01T00:00:00Z");
  CHECK(explain(*compiled({every})) == "every 90 minutes, counted from 2026-01-01T00:00:00Z");
  every.expr = "1mo";
  CHECK(explain(*compiled({every})) == "every month, counted from 2026-01-01T00:00:00Z");
  Trigger at = of_kind(TriggerKind::at, "2026-12-31T23:00");
  at.zone = in("Europe/Berlin");
  CHECK(explain(*compiled({at})) == "once at 2026-12-31 23:00, Europe/Berlin");
  at.expr = "2026-03-29T02:30";
  CHECK(explain(*compiled({at})) ==
        "once at 2026-03-29 02:30, Europe/Berlin (a clock change skips it)");
  CHECK(explain(*compiled(Triggers{})) == "started by hand only");
  CHECK(explain(*compiled({of_kind(TriggerKind::event), of_kind(TriggerKind::boot)})) ==
        "on an event; at boot");
  CHECK(explain(*compiled({of_kind(TriggerKind::custom, "moon")})) == "custom: moon");
  CHECK(explain(*compiled("cronie", "0~30 5 * * 1")) ==
        "minute drawn from 0-30, hour 5, Mondays, UTC");
  CHECK(explain(*compiled("cronie", "0~30,45 * * * *")) ==
        "minute drawn from 0-30, also minute 45, UTC");
  CHECK(explain(*compiled("croniter@7.0.0", "R(0-30) 5 * * *")) ==
        "minute drawn from 0-30, hour 5, UTC");
  CHECK(explain(*compiled("jenkins", "H 5 * * *")) == "minute drawn from 0-59, hour 5, UTC");
  Trigger hidden = cron("portable", "0 9 * * *");
  hidden.zone = ZoneRef{ZoneKnowledge::any, {}};
  CHECK(explain(*compiled({hidden})) == "09:00 every day, in any zone");
}

TEST_CASE("An explanation stays short, whatever is explained", "[schedule]") {
  Triggers many;
  for (int hour = 0; hour < 24; ++hour) {
    many.push_back(cron("cronie", "7,11,19 " + std::to_string(hour) + " 3,5,9 * 1"));
  }
  const auto text = explain(*compiled(many));
  CHECK(text.size() <= 200);
  CHECK_THAT(text, plumbline::test::ContainsSubstring(", UTC; and 2"));
  Trigger lengthy = of_kind(TriggerKind::custom, std::string(5'000, 'x'));
  CHECK(explain(*compiled({lengthy, of_kind(TriggerKind::boot)})).size() <= 200);
  CHECK(explain(*compiled({of_kind(TriggerKind::custom, std::string(5'000, 'x'))})).size() <= 200);
}

}  // namespace plumbline::schedule
