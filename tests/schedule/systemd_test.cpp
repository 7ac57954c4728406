#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

// OnCalendar= texts. What the engine itself makes of many more: engines/systemd.cpp.

namespace plumbline::schedule {
namespace {

using namespace test;

struct Fires {
  const char* expr;
  const char* zone;
  const char* from;
  std::vector<const char*> instants;
};

// clang-format off
const std::vector<Fires> fires{
    {"minutely", "UTC", "2026-01-01T00:00:30Z", {"2026-01-01T00:01:00Z", "2026-01-01T00:02:00Z"}},
    {"hourly", "UTC", "2026-01-01T00:00:30Z", {"2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z"}},
    {"Daily", "UTC", "2026-01-01T00:00:30Z", {"2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"}},
    {"weekly", "UTC", "2026-01-01T00:00:00Z", {"2026-01-05T00:00:00Z", "2026-01-12T00:00:00Z"}},
    {"monthly", "UTC", "2026-01-02T00:00:00Z", {"2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"}},
    {"quarterly", "UTC", "2026-01-02T00:00:00Z", {"2026-04-01T00:00:00Z", "2026-07-01T00:00:00Z"}},
    {"semi-annually", "UTC", "2026-01-02T00:00:00Z", {"2026-07-01T00:00:00Z", "2027-01-01T00:00:00Z"}},
    {"yearly", "UTC", "2026-01-02T00:00:00Z", {"2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"}},
    {"Mon..Fri *-*-* 09:00", "UTC", "2026-01-02T10:00:00Z", {"2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z"}},
    {"Mon,Wed..Fri 09:00:30", "UTC", "2026-01-05T10:00:00Z", {"2026-01-07T09:00:30Z", "2026-01-08T09:00:30Z"}},
    {"Sat,", "UTC", "2026-01-01T00:00:00Z", {"2026-01-03T00:00:00Z", "2026-01-10T00:00:00Z"}},
    {"tuesday-thursday 1:00", "UTC", "2026-01-07T10:00:00Z", {"2026-01-08T01:00:00Z", "2026-01-13T01:00:00Z"}},
    {"Mon *-05~07/1", "UTC", "2026-01-01T00:00:00Z", {"2026-05-25T00:00:00Z", "2027-05-31T00:00:00Z"}},
    {"*-*~01", "UTC", "2026-01-01T00:00:00Z", {"2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z"}},
    {"*-02~03", "UTC", "2026-01-01T00:00:00Z", {"2026-02-26T00:00:00Z", "2027-02-26T00:00:00Z"}},
    {"*-*~01..03/2 12:00", "UTC", "2026-01-01T00:00:00Z", {"2026-01-29T12:00:00Z", "2026-01-31T12:00:00Z"}},
    {"02-29", "UTC", "2026-01-01T00:00:00Z", {"2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"}},
    {"26..27-1-1", "UTC", "2026-01-01T00:00:00Z", {"2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"}},
    {"2028/4-1-1", "UTC", "2026-01-01T00:00:00Z", {"2028-01-01T00:00:00Z", "2032-01-01T00:00:00Z"}},
    {"*:0/15", "UTC", "2026-01-01T00:01:00Z", {"2026-01-01T00:15:00Z", "2026-01-01T00:30:00Z"}},
    {"*:*:0/20", "UTC", "2026-01-01T00:00:01Z", {"2026-01-01T00:00:20Z", "2026-01-01T00:00:40Z"}},
    {"*-*-* 5..5:00", "UTC", "2026-01-01T00:00:01Z", {"2026-01-01T05:00:00Z", "2026-01-02T05:00:00Z"}},
    {"*-*-* 9..17/4:00:00", "UTC", "2026-01-01T00:00:01Z", {"2026-01-01T09:00:00Z", "2026-01-01T13:00:00Z"}},
    {"@1801526400", "Europe/Berlin", "2026-01-01T00:00:00Z", {"2027-02-02T00:00:00Z"}},
    {"2026-07-01 12:00", "Europe/Berlin", "2026-01-01T00:00:00Z", {"2026-07-01T10:00:00Z"}},
    {"2026-07-01 12:00 utc", "Europe/Berlin", "2026-01-01T00:00:00Z", {"2026-07-01T12:00:00Z"}},
    {"09:00 Asia/Tokyo", "Europe/Berlin", "2026-01-01T00:00:01Z", {"2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"}},
    // A skipped time is left out, of a repeated hour only one copy is there.
    {"02:30", "Europe/Berlin", "2026-03-28T02:00:00Z", {"2026-03-30T00:30:00Z"}},
    {"02:30", "Europe/Berlin", "2026-10-24T12:00:00Z", {"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
    {"*:0/30", "Europe/Berlin", "2026-10-25T00:00:01Z", {"2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z"}},
    {"*-10~07 02:30", "Europe/Berlin", "2026-10-24T12:00:00Z", {"2026-10-25T01:30:00Z"}},
};

struct Refused {
  std::string expr;
  const char* message;
  int column;
};
const std::vector<Refused> refused{
    {"", "Invalid argument: the expression is empty", 1},
    {" UTC", "Invalid argument: the expression is empty", 1},
    {"fortnightly", "Invalid argument: unexpected \"f\", not a number", 1},
    {"daily ", "Invalid argument: unexpected \"d\", not a number", 1},
    {"Sat..Mon *-*-*", "Invalid argument: the range of weekdays is reversed", 6},
    {"Mon..", "Invalid argument: the end of the range is missing", 6},
    {"Mon.Fri", "Invalid argument: unexpected \".\", not the end of the weekday", 4},
    {"Mond 09:00", "Invalid argument: unexpected \"d\", not the end of the weekday", 4},
    {"Mon,5", "Invalid argument: unexpected \"5\", not a weekday", 5},
    {"Mon..Wed..Fri", "Invalid argument: unexpected \".\", not the end of the weekday", 9},
    {"2026", "Invalid argument: : between hour and minute is missing", 5},
    {"2026-", "Invalid argument: a number is missing", 6},
    {"*-*-*-*", "Invalid argument: unexpected \"-\", not the end of the date", 6},
    {"*~1-2", "Invalid argument: unexpected \"-\", not the end of the date", 4},
    {"*-13-1", "Invalid argument: a value is outside of the month", 3},
    {"1969-1-1", "Invalid argument: a value is outside of the year", 1},
    {"2200-1-1", "Invalid argument: a value is outside of the year", 1},
    {"*-*-32", "Invalid argument: a value is outside of the day-of-month", 5},
    {"*-*~29", "Invalid argument: a value is outside of the day-of-month", 5},
    {"*-*~1,28", "Invalid argument: a value is outside of the day-of-month", 7},
    {"*-*~3/5", "Invalid argument: the step is longer than what is left", 5},
    {"24:00", "Invalid argument: a value is outside of the hour", 1},
    {"12:60", "Invalid argument: a value is outside of the minute", 4},
    {"12:00:60", "Invalid argument: a value is outside of the second", 7},
    {"22..4:00", "Invalid argument: the range is reversed", 1},
    {"12:50/20", "Invalid argument: the step is longer than what is left", 4},
    {"12:00/0", "Numerical result out of range: a step of 0 never ends", 7},
    {"12:00:1..1", "Invalid argument: the range of seconds is shorter than its step of a second", 7},
    {"12:00:00:00", "Invalid argument: unexpected \":\", not the end of the time", 9},
    {"12", "Invalid argument: : between hour and minute is missing", 3},
    {"12:00 ", "Invalid argument: unexpected \" \", not the end of the time", 6},
    {"12-1:00", "Invalid argument: unexpected \":\", not the end of the date", 5},
    {"12:99999999999999999999", "Numerical result out of range: the number is too large", 4},
    {"12:00:2148", "Numerical result out of range: the number is too large", 7},
    {"@", "Invalid argument: a number of seconds is missing", 2},
    {"@-1", "Numerical result out of range: the number is too large", 1},
    {"@99999999999", "Invalid argument: a value is outside of the year", 1},
    {"*-*-* 09:00 Europe Berlin", "Invalid argument: unexpected \" \", not the end of the time", 12},
    {std::string("daily\0", 6), "Invalid argument: a NUL byte", 6},
    {"*:*:0.5", "fractions of a second are not compared", 5},
    {"*:*:0/1.5", "fractions of a second are not compared", 5},
};
// clang-format on

}  // namespace

TEST_CASE("OnCalendar texts fire when systemd says they do", "[schedule]") {
  for (const auto& each : fires) {
    INFO(each.expr << " in " << each.zone);
    const auto schedule = compiled("systemd", each.expr, each.zone);
    std::vector<Instant> wanted;
    for (const auto* instant : each.instants) wanted.push_back(utc(instant));
    const auto found = next_fires(*schedule, utc(each.from), wanted.size());
    CHECK(found == wanted);
  }
}

TEST_CASE("OnCalendar texts that systemd refuses are refused where they are wrong", "[schedule]") {
  for (const auto& each : refused) {
    INFO(each.expr);
    const auto schedule = compile({cron("systemd", each.expr)}, zones());
    REQUIRE_FALSE(schedule);
    CHECK(schedule.error().message == each.message);
    CHECK(schedule.error().where.column == each.column);
  }
}

TEST_CASE("A fraction of a second that rounds to a whole one is read", "[schedule]") {
  const auto schedule = compiled("systemd", "*:*:09.9999999");
  CHECK(next_fires(*schedule, as_of(), 1) == std::vector{utc("2026-01-01T00:00:10Z")});
}

TEST_CASE("An unknown zone after OnCalendar is told as such", "[schedule]") {
  const auto schedule = compile({cron("systemd", "daily Nowhere/City")}, zones());
  REQUIRE_FALSE(schedule);
  CHECK(schedule.error().kind == ErrorKind::not_found);
}

TEST_CASE("A single OnCalendar date relates to the same date of truth", "[schedule]") {
  auto at = of_kind(TriggerKind::at, "2026-12-31T23:00");
  at.zone = in("UTC");
  const auto relation =
      relate(*compiled("systemd", "2026-12-31 23:00"), *compiled({at}), as_of()).relation;
  CHECK(relation == Relation::equal);
}

TEST_CASE("A step without an end that loses times is told", "[schedule]") {
  struct Case {
    const char* expr;
    bool told;
  };
  const std::vector<Case> cases{{"*:0/7", true},    {"*:0/15", false},       {"*:0..59/7", false},
                                {"*:*:0/7", true},  {"*:5/20", false},       {"*-1/5-1", true},
                                {"*-1/3-1", false}, {"*-* 1/10,0:00", true}, {"*-* 0/6:00", false},
                                {"*:0,5/20", true}, {"*-*-4,10/13", true},   {"*-*-5/7", false}};
  for (const auto& each : cases) {
    INFO(each.expr);
    const auto schedule = compiled("systemd", each.expr);
    const bool told = std::ranges::count(lints(*schedule), "open-step", &Lint::code) > 0;
    CHECK(told == each.told);
  }
}

}  // namespace plumbline::schedule
