#include <ctime>

#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;

/// What is refused, the start of the message, and the column it points at.
struct Case {
  const char* dialect;
  std::string expr;
  const char* message;
  int column;
};

// clang-format off
const std::vector<Case> cases{
    {"debian-cron", "", "the expression is empty", 1},
    {"debian-cron", "   ", "the expression is empty", 1},
    {"debian-cron", "* * * *", "bad day-of-week: the field is missing", 8},
    {"debian-cron", "*", "bad hour: the field is missing", 2},
    {"debian-cron", "0 9", "bad day-of-month: the field is missing", 4},
    {"debian-cron", "* * * * * *", "bad command: there is text after the fifth field", 11},
    {"debian-cron", "0 0 * * 1 root", "bad command", 11},
    {"debian-cron", "60 * * * *", "bad minute: 60 is not in 0-59", 1},
    {"debian-cron", "0 24 * * *", "bad hour: 24 is not in 0-23", 3},
    {"debian-cron", "0 0 0 * *", "bad day-of-month: 0 is not in 1-31", 5},
    {"debian-cron", "0 0 32 * *", "bad day-of-month: 32 is not in 1-31", 5},
    {"debian-cron", "0 0 1 0 *", "bad month: 0 is not in 1-12", 7},
    {"debian-cron", "0 0 1 13 *", "bad month: 13 is not in 1-12", 7},
    {"debian-cron", "0 0 * * 8", "bad day-of-week: 8 is not in 0-7", 9},
    {"debian-cron", "0-60 * * * *", "bad minute: 60 is not in 0-59", 1},
    {"debian-cron", "60-50 * * * *", "bad minute: 60 is not in 0-59", 1},
    {"debian-cron", "0 5-64/60 * * *", "bad hour: 64 is not in 0-23", 3},
    {"debian-cron", "99999999999 * * * *", "bad minute: \"99999999999\" is not in 0-59", 1},
    {"debian-cron", "99999999999999999999 * * * *",
     "bad minute: \"99999999999999999999\" is not in 0-59", 1},
    {"debian-cron", "*/0 * * * *", "bad minute: a step of 0 never ends", 3},
    {"debian-cron", "0-9/0 * * * *", "bad minute: a step of 0 never ends", 5},
    {"debian-cron", "5/20 * * * *", "bad minute: a step needs a range before it", 2},
    {"debian-cron", "*/ * * * *", "bad minute: a value is missing", 3},
    {"debian-cron", "1- * * * *", "bad minute: a value is missing", 3},
    {"debian-cron", "-5 * * * *", "bad minute: unexpected \"-\"", 1},
    {"debian-cron", "+5 * * * *", "bad minute: unexpected \"+\"", 1},
    {"debian-cron", "0x5 * * * *", "bad minute: \"0x5\" is not a value of this field", 1},
    {"debian-cron", "5, * * * *", "bad minute: a value is missing", 3},
    {"debian-cron", ",5 * * * *", "bad minute: a value is missing", 1},
    {"debian-cron", "0,,5 * * * *", "bad minute: a value is missing", 3},
    {"debian-cron", "? * * * *", "bad minute: unexpected \"?\"", 1},
    {"debian-cron", "0 0 ? * 1", "bad day-of-month: unexpected \"?\"", 5},
    {"debian-cron", "0 0 L * *", "bad day-of-month: \"L\" is not a value of this field", 5},
    {"debian-cron", "0 0 15W * *", "bad day-of-month: \"15W\" is not a value of this field", 5},
    {"debian-cron", "H * * * *", "bad minute: \"H\" is not a value of this field", 1},
    {"debian-cron", "~ * * * *", "bad minute: unexpected \"~\"", 1},
    {"debian-cron", "# * * * *", "bad minute: unexpected \"#\"", 1},
    {"debian-cron", "mon * * * *", "bad minute: \"mon\" is not a value of this field", 1},
    {"debian-cron", "0 0 * mon *", "bad month: \"mon\" is not a value of this field", 7},
    {"debian-cron", "0 0 * january *", "bad month: \"january\" is not a value of this field", 7},
    {"debian-cron", "0 0 * * funday", "bad day-of-week: \"funday\" is not a value of this field", 9},
    {"debian-cron", "0 0 * * mon/2", "bad day-of-week: a step needs a range before it", 12},
    {"debian-cron", "0 0 * * */mon", "bad day-of-week: \"mon\" is not a value of this field", 11},
    {"debian-cron", "@Hourly", "bad time specifier: Debian cron does not know \"@Hourly\"", 1},
    {"debian-cron", "@every 5m", "bad time specifier", 1},
    {"debian-cron", "@", "bad time specifier", 1},
    {"debian-cron", "@daily root", "bad command: there is text after @daily", 8},
    {"debian-cron", "\xef\xbb\xbf" "0 * * * *", "bad minute: unexpected", 1},
    {"debian-cron", "0 \xc3\xa4 * * *", "bad hour: unexpected", 3},
    {"debian-cron", "0 0\n* * *", "bad day-of-week: the field is missing", 10},
    {"cronie", "5#2 * * * *", "bad minute: unexpected \"#\"", 2},
    {"cronie", "0!zz * * * *", "bad minute: unexpected \"!\"", 2},
    {"cronie", "*foo * * * *", "bad minute: unexpected \"f\"", 2},
    {"cronie", "1-5-7 * * * *", "bad minute: unexpected \"-\"", 4},
    {"cronie", "1-70 * * * *", "bad minute: \"1-70\" leaves 0-59", 1},
    {"cronie", "70-80 * * * *", "bad minute: 70 is not in 0-59", 1},
    {"cronie", "5~2 * * * *", "bad minute: the range of the random value must ascend", 1},
    {"cronie", "0~99 * * * *", "bad minute: the range of the random value must ascend", 1},
    {"cronie", "0~9/2 * * * *", "bad minute: a step needs a range before it", 4},
    {"cronie", "--0 * * * *", "bad minute: unexpected \"-\"", 2},
    {"cronie", "*/5/5 * * * *", "bad minute: unexpected \"/\"", 4},
    {"cronie", "60 * * * *", "bad minute: 60 is not in 0-59", 1},
    {"cronie", "@Daily", "bad time specifier: cronie does not know", 1},
    {"cronie", "0 0 * * 0-8", "bad day-of-week: \"0-8\" leaves 0-7", 9},
    {"portable", "0 22-4 * * *", "bad hour: the range \"22-4\" runs backwards", 3},
    {"portable", "0 0 * * fri-sun", "bad day-of-week: the range \"fri-sun\" runs backwards", 9},
    {"portable", "*/7 * * * *", "bad minute: the step of \"*/7\" does not divide its range", 1},
    {"portable", "0 */5 * * *", "bad hour: the step of \"*/5\" does not divide its range", 3},
    {"portable", "0 0 */2 * *", "bad day-of-month: the step of \"*/2\" does not divide its range", 5},
    {"portable", "0 0 * * */2", "bad day-of-week: the step of \"*/2\" does not divide its range", 9},
    {"portable", "1-10/4 * * * *", "bad minute: the step of \"1-10/4\" does not divide its range", 1},
    {"portable", "*/90 * * * *", "bad minute: the step of \"*/90\" does not divide its range", 1},
    {"portable", "0 0 13 * 5", "both the day of the month and the weekday are restricted", 5},
    {"portable", "0 0 1 * mon-fri", "both the day of the month and the weekday are restricted", 5},
    {"portable", "5#2 * * * *", "bad minute: unexpected \"#\"", 2},
    {"portable", "0~5 * * * *", "bad minute: unexpected \"~\"", 2},
    {"portable", "5/20 * * * *", "bad minute: a step needs a range before it", 2},
    {"portable", "@reboot", "bad time specifier: the portable form does not know \"@reboot\"", 1},
    {"portable", "@annually", "bad time specifier", 1},
    {"portable", "@DAILY", "bad time specifier", 1},
    {"portable", "0 0 * *", "bad day-of-week: the field is missing", 8},
    {"portable", "0 0 0 * * ?", "bad day-of-month: 0 is not in 1-31", 5},
    {"portable", "CRON_TZ=UTC 0 0 * * *", "bad minute: \"CRON\" is not a value", 1},
    {"portable", "every day", "bad minute: \"every\" is not a value", 1},
    {"portable", "-0 0 * * *", "bad minute: unexpected \"-\"", 1},
    {"robfig", "", "empty spec string", 1},
    {"robfig", "   ", "expected exactly 5 fields, found 0", 1},
    {"robfig", "* * * *", "expected exactly 5 fields, found 4", 1},
    {"argo", "0 0 0 * * *", "expected exactly 5 fields, found 6", 1},
    {"k8s-cronjob", "60 * * * *", "end of range (60) above maximum (59): \"60\"", 1},
    {"robfig", "0 0 0 * *", "beginning of range (0) below minimum (1): \"0\"", 5},
    {"robfig", "0 22-4 * * *", "beginning of range (22) beyond end of range (4)", 3},
    {"robfig", "0 0 * * 7", "end of range (7) above maximum (6): \"7\"", 9},
    {"robfig", "1-2-3 * * * *", "too many hyphens", 4},
    {"robfig", "*/2/3 * * * *", "too many slashes", 4},
    {"robfig", "*/0 * * * *", "step of range should be a positive number", 1},
    {"robfig", "*/-5 * * * *", "negative number (-5) not allowed", 3},
    {"robfig", "x * * * *", "failed to parse int from \"x\"", 1},
    {"robfig", "99999999999999999999 * * * *", "failed to parse int", 1},
    {"robfig", "@Daily", "unrecognized descriptor", 1},
    {"robfig", "@reboot", "unrecognized descriptor", 1},
    {"robfig", "@every", "unrecognized descriptor", 1},
    {"robfig", "@every 5", "failed to parse duration", 8},
    {"robfig", "@every 1h30", "failed to parse duration", 8},
    {"robfig", "@every 9999999999h", "failed to parse duration", 8},
    {"robfig", "CRON_TZ=UTC", "the zone is followed by nothing", 9},
};
// clang-format on

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

TEST_CASE("Malformed expressions are refused with the engine's word, the place and a message",
          "[schedule]") {
  REQUIRE(cases.size() >= 80);
  for (const auto& each : cases) {
    CAPTURE(each.dialect, each.expr);
    const auto schedule = compile({cron(each.dialect, each.expr)}, zones());
    REQUIRE_FALSE(schedule);
    const Error& error = schedule.error();
    CHECK(error.kind == ErrorKind::invalid);
    CHECK_THAT(error.message, plumbline::test::ContainsSubstring(each.message));
    if (each.column != 0) CHECK(error.where.column == each.column);
  }
}

TEST_CASE("Dialects and zones that are not there are told apart", "[schedule]") {
  const auto none = compile({cron("vixen", "0 0 * * *")}, zones());
  REQUIRE_FALSE(none);
  CHECK(none.error().kind == ErrorKind::not_found);
  CHECK_THAT(none.error().hint, plumbline::test::ContainsSubstring("debian-cron"));
  const auto zone = compile({cron("portable", "0 0 * * *", "Europe/Nowhere")}, zones());
  REQUIRE_FALSE(zone);
  CHECK(zone.error().kind == ErrorKind::not_found);
}

TEST_CASE("Periods and local times that are none are refused", "[schedule]") {
  for (const char* period : {"", "90", "-5m", "0s", "1.5h", "m", "1mo2d", "5m1h", "1h 30m",
                             "999999999999999999999s", "1month"}) {
    CAPTURE(period);
    const auto schedule = compile({of_kind(TriggerKind::every, period)}, zones());
    REQUIRE_FALSE(schedule);
    CHECK(schedule.error().kind == ErrorKind::invalid);
    CHECK_FALSE(schedule.error().hint.empty());
  }
  for (const char* local :
       {"", "2026-12-31", "2026-12-31T23:00Z", "2026-12-31 23:00", "2026-02-30T00:00",
        "2026-13-01T00:00", "2026-12-31T24:00", "2026-12-31T23:60", "2026-12-31T23:00:60",
        "26-12-31T23:00", "2026-12-31T23:00+01:00", "tomorrow at noon"}) {
    CAPTURE(local);
    Trigger trigger = of_kind(TriggerKind::at, local);
    trigger.zone = in("UTC");
    const auto schedule = compile({trigger}, zones());
    REQUIRE_FALSE(schedule);
    CHECK(schedule.error().kind == ErrorKind::invalid);
  }
}

TEST_CASE("The last value of a field is read and the next one refused", "[schedule]") {
  struct Limit {
    const char* dialect;
    const char* last;
    const char* beyond;
  };
  const std::vector<Limit> limits{
      {"portable", "59 23 31 12 *", "60 23 31 12 *"},
      {"portable", "*/30 0 * * *", "*/31 0 * * *"},
      {"debian-cron", "0 0 * * 0-7", "0 0 * * 0-8"},
      {"debian-cron", "0-59/2147483647 * * * *", "0-60/2 * * * *"},
      {"cronie", "0 0 1-31 1-12 *", "0 0 1-32 1-12 *"},
      {"robfig", "0 0 * * 6", "0 0 * * 7"},
      {"robfig", "59/1 23 31 12 6", "59/1 24 31 12 6"},
      {"croniter@7.0.0", "0 0 * * * 0 2099", "0 0 * * * 0 2100"},
      {"croniter@7.0.0", "0 0 * * * 0 1970", "0 0 * * * 0 1969"},
      {"croniter@7.0.0", "0 0 * * * 59", "0 0 * * * 60"},
      {"aws-rule", "cron(59 23 31 12 ? 2199)", "cron(59 23 31 12 ? 2200)"},
      {"aws-rule", "cron(0 0 ? * 7 1970)", "cron(0 0 ? * 7 1969)"},
      {"quartz", "59 59 23 31 12 ?", "60 59 23 31 12 ?"},
      {"quartz", "0/59 0 0 ? * 7", "0/60 0 0 ? * 7"},
      {"spring", "59 59 23 31 12 7", "59 59 23 31 12 8"},
      {"systemd", "2199-12-31 23:59:59", "2200-12-31 23:59:59"},
      {"systemd", "*-*-01/30 00:00", "*-*-01/31 00:00"},
      {"temporal", "0 0 * * * 2100", "0 0 * * * 2101"},
      {"temporal", "0 0 * * * 2000", "0 0 * * * 1999"},
      {"jenkins:job", "H(0-59) * * * *", "H(0-60) * * * *"}};
  for (const auto& limit : limits) {
    CAPTURE(limit.dialect, limit.last, limit.beyond);
    const auto last = compile({cron(limit.dialect, limit.last)}, zones());
    const auto beyond = compile({cron(limit.dialect, limit.beyond)}, zones());
    CHECK((last.has_value() ? "" : describe(last.error())) == "");
    CHECK_FALSE(beyond);
  }
}

TEST_CASE("A megabyte of one character ends fast in every dialect", "[schedule]") {
  constexpr std::size_t size = 1'000'000;
  for (const auto& dialect : dialect_names()) {
    for (const char c : {',', '*', '9', ' ', 'L', '\n', '\xff'}) {
      CAPTURE(dialect, c);
      const auto start = cpu_seconds();
      // Blank lines alone are a Jenkins timer that never starts anything.
      const auto schedule = compile({cron(dialect, std::string(size, c))}, zones());
      CHECK_FALSE((schedule && fires_by_time(**schedule)));
      CHECK(cpu_seconds() - start < 5);
    }
  }
}

TEST_CASE("A hundred thousand list items are read or refused in one pass in every dialect",
          "[schedule]") {
  std::string items;
  for (int i = 0; i < 100'000; ++i) items += "1-5/2,";
  items += "9";
  for (const auto& dialect : dialect_names()) {
    CAPTURE(dialect);
    const auto start = cpu_seconds();
    (void)compile({cron(dialect, items + " * * * *")}, zones());
    (void)compile({cron(dialect, "0 0 " + items + " * * *")}, zones());
    CHECK(cpu_seconds() - start < 5);
  }
}

TEST_CASE("A zone that is not there is refused in every dialect that reads one", "[schedule]") {
  for (const auto& dialect : dialect_names()) {
    for (const char* expr : {"0 0 * * *", "0 0 0 * * ?", "daily", "cron(0 0 * * ? *)", "@daily"}) {
      CAPTURE(dialect, expr);
      const auto there = compile({cron(dialect, expr, "Europe/Berlin")}, zones());
      const auto nowhere = compile({cron(dialect, expr, "Europe/Nowhere")}, zones());
      if (!there) continue;
      if (nowhere) {
        // The engine itself fixes the zone, or it fires at no clock time.
        CHECK(relate(**there, **nowhere, as_of()).relation != Relation::different);
      } else {
        CHECK(nowhere.error().kind == ErrorKind::not_found);
      }
    }
  }
}

TEST_CASE("Huge input ends fast", "[schedule]") {
  const std::size_t size = 1'000'000;
  std::string ones;
  for (std::size_t i = 0; i < size / 2; ++i) ones += "1,";
  std::string reversed;
  for (std::size_t i = 0; i < size / 4; ++i) reversed += "9-1,";
  const auto start = cpu_seconds();
  for (const char* dialect : {"portable", "debian-cron", "cronie"}) {
    CHECK_FALSE(compile({cron(dialect, std::string(size, ','))}, zones()));
    CHECK_FALSE(compile({cron(dialect, std::string(size, '9') + " * * * *")}, zones()));
    CHECK_FALSE(compile({cron(dialect, std::string(size, ' '))}, zones()));
    CHECK_FALSE(compile({cron(dialect, std::string(size, '*'))}, zones()));
    CHECK_FALSE(compile({cron(dialect, "@" + std::string(size, 'a'))}, zones()));
    CHECK(compile({cron(dialect, ones + "1 * * * *")}, zones()));
  }
  const auto silly = compile({cron("debian-cron", reversed + "1 * * * *")}, zones());
  REQUIRE(silly);
  CHECK(lints(**silly).size() < 100);
  CHECK_FALSE(compile(Triggers(2'000, cron("portable", "0 0 * * *")), zones()));
  CHECK(cpu_seconds() - start < 5);
}

}  // namespace plumbline::schedule
