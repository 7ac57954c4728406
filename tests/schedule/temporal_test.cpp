#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

// Cron strings and schedule specs of Temporal. What the engine itself makes of many more:
// engines/temporal.cpp.

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
    {"30 6 * * mon-fri", "UTC", "2026-01-02T07:00:00Z", {"2026-01-05T06:30:00Z", "2026-01-06T06:30:00Z"}},
    {"0 0 13 * fri", "UTC", "2026-01-01T00:00:00Z", {"2026-02-13T00:00:00Z", "2026-03-13T00:00:00Z"}},
    {"0 0 1 jan-marc * 2028", "UTC", "2026-01-01T00:00:00Z", {"2028-01-01T00:00:00Z", "2028-02-01T00:00:00Z"}},
    {"*/20 0 12 * * th *", "UTC", "2026-01-01T00:00:00Z", {"2026-01-01T12:00:00Z", "2026-01-01T12:00:20Z"}},
    {"0 0 * * 1-7", "UTC", "2026-01-03T01:00:00Z", {"2026-01-05T00:00:00Z"}},
    {"0 0 * * 2-7", "UTC", "2026-01-03T01:00:00Z", {"2026-01-04T00:00:00Z", "2026-01-06T00:00:00Z"}},
    {"0 0 * * 1-7/2", "UTC", "2026-01-03T01:00:00Z", {"2026-01-04T00:00:00Z", "2026-01-05T00:00:00Z"}},
    {"0 0 * * 5#2", "UTC", "2026-01-01T01:00:00Z", {"2026-01-02T00:00:00Z", "2026-01-09T00:00:00Z"}},
    {"@daily # at night", "UTC", "2026-01-01T01:00:00Z", {"2026-01-02T00:00:00Z"}},
    {"CRON_TZ=Asia/Tokyo 0 9 * * *", "UTC", "2026-01-01T01:00:00Z", {"2026-01-02T00:00:00Z"}},
    {"0/4294967297 * * * *", "UTC", "2026-01-01T00:00:30Z", {"2026-01-01T00:01:00Z", "2026-01-01T00:02:00Z"}},
    {"@every 14h/3h", "UTC", "2026-01-01T00:00:00Z", {"2026-01-01T03:00:00Z", "2026-01-01T17:00:00Z"}},
    {"@every 1.5d", "UTC", "2026-01-01T00:00:00Z", {"2026-01-01T00:00:00Z", "2026-01-02T12:00:00Z"}},
    {"@every 7d", "Asia/Tokyo", "2026-01-01T00:00:01Z", {"2026-01-08T00:00:00Z"}},
    {"30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", {"2026-03-30T00:30:00Z"}},
    {R"({"structuredCalendar":[{"second":[{}],"minute":[{"start":30}],"hour":[{"start":9,"end":17,"step":4}],)"
     R"("day_of_month":[{"start":1,"end":31}],"month":[{"start":1,"end":12}],"dayOfWeek":[{"start":1,"end":5}]}]})",
     "Asia/Tokyo", "2026-01-02T10:00:00Z", {"2026-01-02T13:30:00Z", "2026-01-02T17:30:00Z", "2026-01-05T09:30:00Z"}},
    {R"({"calendar":[{"hour":"9","dayOfWeek":"mon"}],"timezoneName":"Asia/Tokyo"})",
     "UTC", "2026-01-02T10:00:00Z", {"2026-01-05T00:00:00Z", "2026-01-12T00:00:00Z"}},
    {R"({"cronString":["0 9 * * *","0 21 * * *"],"excludeCalendar":[{"hour":"*","dayOfWeek":"sat,sun"}]})",
     "UTC", "2026-01-02T10:00:00Z", {"2026-01-02T21:00:00Z", "2026-01-05T09:00:00Z"}},
    {R"({"interval":[{"interval":"3600s","phase":"900s"}],"startTime":"2026-02-01T00:00:00Z","endTime":"2026-02-01T01:15:00Z"})",
     "UTC", "2026-01-02T10:00:00Z", {"2026-02-01T00:15:00Z", "2026-02-01T01:15:00Z"}},
    {R"({"cronString":["0 0 * * *"],"startTime":"2026-02-01T0:00:00,5Z","endTime":"9999-12-31T23:59:59.999999999Z"})",
     "UTC", "2026-01-02T10:00:00Z", {"2026-02-01T00:00:00Z"}},
    // The first run is an interval behind the phase, and none is behind the year 2100.
    {R"({"interval":[{"interval":"2100000000s","phase":"1900000000s"}]})", "UTC", "2026-01-01T00:00:00Z", {"2096-10-02T07:06:40Z"}},
    {R"({"interval":[{"interval":"2000000000s"}]})", "UTC", "2026-01-01T00:00:00Z", {"2033-05-18T03:33:20Z", "2096-10-02T07:06:40Z"}},
    {R"({"interval":[{"interval":"4133980799s"}]})", "UTC", "2026-01-01T00:00:00Z", {"2100-12-31T23:59:59Z"}},
};

struct Ended {
  const char* expr;
  std::size_t runs;
};
const std::vector<Ended> ended{
    {R"({"interval":[{"interval":"2000000000s"}]})", 2},
    {R"({"interval":[{"interval":"4133980800s"}]})", 0},
    {R"({"interval":[{"interval":"315576000000s","phase":"9000000000s"}]})", 0},
    {"@every 2400000000s/2300000000s", 0},
    {R"({"interval":[{"interval":"2000000000s"}],"startTime":"2050-01-01T00:00:00Z"})", 1},
    {R"({"interval":[{"interval":"2000000000s"}],"endTime":"2050-01-01T00:00:00Z"})", 1},
};

struct Refused {
  std::string expr;
  const char* message;
  int column;
};
const std::vector<Refused> refused{
    {"", "CronString does not have 5-7 fields", 1},
    {"* * * *", "CronString does not have 5-7 fields", 1},
    {"* * * * * * * *", "CronString does not have 5-7 fields", 1},
    {"TZ=UTC", "CronString has time zone but missing fields", 1},
    {"60 * * * *", "Minute is not in range [0-59]", 1},
    {"0 22-4 * * *", "Hour End is before Start or not in range [0-23]", 6},
    {"0 0 ? * 1", "DayOfMonth is not in range [1-31]", 5},
    {"0 0 * ja *", "Month is not in range [1-12]", 7},
    {"0 0 * * m", "DayOfWeek is not in range [0-7]", 9},
    {"0 0 * * mon-su", "DayOfWeek End is before Start or not in range [0-7]", 13},
    {"0 0 * * 8", "DayOfWeek is not in range [0-7]", 9},
    {"0 0 * * * 1999", "Year is not in range [2000-2100]", 11},
    {"1,,2 * * * *", "Minute is not in range [0-59]", 3},
    {"1-2-3 * * * *", "Minute has too many dashes", 4},
    {"1/2/3 * * * *", "Minute has too many slashes", 4},
    {"*/ * * * *", "Minute missing step value", 3},
    {"*/0 * * * *", "Minute has invalid Step", 3},
    {"*/2147483648 * * * *", "Minute has invalid Step", 3},
    {"*/x * * * *", "strconv.Atoi: parsing \"x\"", 3},
    {"@reboot", "CronString does not have 5-7 fields", 1},
    {"@every", "CronString does not have interval after @every", 7},
    {"@every x", "time: invalid duration \"x\"", 8},
    {"@every 1h/x", "time: invalid duration \"x\"", 11},
    {"@every 500ms", "interval is too small", 8},
    {"@every 1h/1h", "phase cannot be greater than Interval", 8},
    {"@every 1h/-1m", "phase is negative", 8},
    {"0 0 * * * # " + std::string(201, 'x'), "invalid calendar spec: comment is too long", 13},
    {"{", "proto: syntax error", 1},
    {"{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}", "proto: nested more than 16 levels deep", 21},
    {"{\n\"cronString\":[\"0 0 * * *\"],\n\"cronString\":[]}", "proto: the key \"cronString\" stands twice in one object", 42},
    {R"({"calendar":[{"hour":"1","hour":"1"}]})", "proto: the key \"hour\" stands twice in one object", 31},
    {R"({"interval":[{"interval":"9s","interval":"9s"}]})", "proto: the key \"interval\" stands twice in one object", 40},
    {R"({"timezoneName":"UTC","timezone_name":"UTC"})", "duplicate field \"timezone_name\"", 1},
    {R"({"cronString":["0 0 * * *"],"cron_string":null})", "duplicate field \"cron_string\"", 1},
    {R"({"cron":"0 0 * * *"})", "unknown field \"cron\"", 1},
    {R"({"cronString":"0 0 * * *"})", "cronString: a list is expected", 1},
    {R"({"cronString":["TZ=UTC 0 0 * * *","0 0 * * *"]})", "cronString[1]: conflicting timezone names", 1},
    {R"({"cronString":["TZ=UTC 0 0 * * *"],"timezoneName":"Asia/Tokyo"})", "timezoneName: conflicting timezone names", 1},
    {R"({"structuredCalendar":[{"hour":[{"start":24}]}]})", "structuredCalendar[0]: invalid calendar spec: Hour Start is not in range [0-23]", 1},
    {R"({"structuredCalendar":[{"hour":[{"start":9,"end":8}]}]})", "structuredCalendar[0]: invalid calendar spec: Hour End is before Start or not in range [0-23]", 1},
    {R"({"structuredCalendar":[{"hour":[{"step":-1}]}]})", "structuredCalendar[0]: invalid calendar spec: Hour has invalid Step", 1},
    {R"({"interval":[{"interval":"1h"}]})", "interval[0]: interval: invalid duration \"1h\"", 1},
    {R"({"interval":[{"phase":"1s"}]})", "interval[0]: interval is too small", 1},
    {R"({"interval":[{"interval":"315576000001s"}]})", "interval[0]: interval: duration out of range: \"315576000001s\"", 1},
    {R"({"interval":[{"interval":"9s","phase":"-315576000001s"}]})", "interval[0]: phase: duration out of range: \"-315576000001s\"", 1},
    {R"({"interval":[{"interval":"9s","phase":"-0.5s"}]})", "interval[0]: phase is negative", 1},
    {R"({"interval":[{"interval":"-9s"}]})", "interval[0]: interval is too small", 1},
    {R"({"interval":[{"interval":"9223372036.854775807s","phase":"315576000000s"}]})", "interval[0]: phase cannot be greater than Interval", 1},
    {R"({"cronString":["0 0 * * *"],"jitter":"-315576000001s"})", "jitter: duration out of range: \"-315576000001s\"", 1},
    {R"({"startTime":"0000-12-31T23:59:59Z"})", "startTime: timestamp out of range: \"0000-12-31T23:59:59Z\"", 1},
    {R"({"endTime":"9999-12-31T23:59:59-01:00"})", "endTime: timestamp out of range: \"9999-12-31T23:59:59-01:00\"", 1},
    {R"({"startTime":"2026-01-01T00:00:00.1234567890Z"})", "startTime: invalid timestamp \"2026-01-01T00:00:00.1234567890Z\"", 1},
    {R"({"startTime":"2026-01-01"})", "startTime: invalid timestamp \"2026-01-01\"", 1},
    {R"({"timezoneData":"AAAA"})", "a spec with time zone data of its own is not read", 0},
};
// clang-format on

std::string relation(const char* a, const char* b) {
  return name(relate(*compiled("temporal", a), *compiled("temporal", b), as_of()).relation);
}

}  // namespace

TEST_CASE("Temporal's schedules fire when its server says they do", "[schedule]") {
  for (const auto& each : fires) {
    INFO(each.expr << " in " << each.zone);
    const auto schedule = compiled("temporal", each.expr, each.zone);
    std::vector<Instant> wanted;
    for (const auto* instant : each.instants) wanted.push_back(utc(instant));
    CHECK(next_fires(*schedule, utc(each.from), wanted.size()) == wanted);
  }
}

TEST_CASE("Temporal's intervals of generations end with its last year", "[schedule]") {
  for (const auto& each : ended) {
    INFO(each.expr);
    CHECK(next_fires(*compiled("temporal", each.expr), as_of(), 9).size() == each.runs);
  }
}

TEST_CASE("Temporal spreads no run by less than nothing", "[schedule]") {
  const auto spread = [](const char* jitter) {
    return std::string(R"({"cronString":["0 9 * * *"],"jitter":")") + jitter + R"("})";
  };
  CHECK(relation(spread("-5s").c_str(), "0 9 * * *") == "equal");
  CHECK(relation(spread("-5s").c_str(), spread("0s").c_str()) == "equal");
  CHECK(relation(spread("5000000s").c_str(), spread("315576000000s").c_str()) == "equal");
}

TEST_CASE("What Temporal refuses is refused in its words", "[schedule]") {
  for (const auto& each : refused) {
    INFO(each.expr);
    const auto schedule = compile({cron("temporal", each.expr)}, zones());
    REQUIRE_FALSE(schedule);
    CHECK(schedule.error().message == each.message);
    CHECK(schedule.error().where.column == each.column);
  }
}

TEST_CASE("A Temporal spec equals the cron string that says the same", "[schedule]") {
  CHECK(relation(R"({"calendar":[{"hour":"9","dayOfWeek":"mon"}]})", "0 9 * * 1") == "equal");
  CHECK(relation(R"({"interval":[{"interval":"3600s"}]})", "@every 1h") == "equal");
  CHECK(relation("0 9 * * * 2000-2100", "0 9 * * *") == "equal");
  CHECK(relation(R"({"cronString":["0 9 * * *"],"jitter":"30s"})", "0 9 * * *") != "equal");
  CHECK(relation(R"({"cronString":["0 9 * * *"],"endTime":"2027-01-01T00:00:00Z"})", "0 9 * * *") ==
        "subset");
}

TEST_CASE("A Temporal spec without times waits for somebody's hand", "[schedule]") {
  const auto schedule = compiled("temporal", R"({"timezoneName":"Asia/Tokyo"})");
  CHECK_FALSE(fires_by_time(*schedule));
  CHECK_FALSE(compile({cron("temporal", R"({"timezoneName":"Nowhere/City"})")}, zones()));
}

TEST_CASE("Temporal's steps of years are as long as they are written", "[schedule]") {
  const auto schedule = compiled(
      "temporal",
      R"({"structuredCalendar":[{"second":[{}],"minute":[{}],"hour":[{}],"dayOfMonth":[{"start":1}],)"
      R"("month":[{"start":1}],"dayOfWeek":[{"start":0,"end":6}],)"
      R"("year":[{"start":2040,"end":2100,"step":2147483647}]}]})",
      "UTC");
  CHECK(next_fires(*schedule, as_of(), 2) == std::vector{utc("2040-01-01")});
}

TEST_CASE("A remark within a Temporal spec is about the whole of it", "[schedule]") {
  const auto schedule = compiled("temporal", R"({"cronString": ["0 0 * * 1-7"]})", "UTC");
  REQUIRE(!lints(*schedule).empty());
  for (const auto& lint : lints(*schedule)) CHECK((lint.begin == 0 && lint.end == 0));
}

TEST_CASE("Temporal's lost Sunday is told", "[schedule]") {
  const auto is_told = [](const char* expr) {
    return std::ranges::count(lints(*compiled("temporal", expr)), "lost-sunday", &Lint::code) == 1;
  };
  CHECK(is_told("0 0 * * 1-7"));
  CHECK(is_told("0 0 * * mon-7"));
  CHECK_FALSE(is_told("0 0 * * 2-7"));
  CHECK_FALSE(is_told("0 0 * * 1-7/2"));
}

TEST_CASE("Exclusions lie in the window of the times that they are taken from", "[schedule]") {
  Trigger trigger = cron("temporal", R"({"calendar": [{"hour": "9-17"}],
                                         "excludeCalendar": [{"hour": "12"}]})");
  trigger.window_start = utc("2030-01-01");
  const auto schedule = compiled({trigger});
  CHECK(schedule->calendars.size() == 1);
  CHECK(relate(*schedule, *schedule, as_of()).relation == Relation::equal);
  CHECK(explain(*schedule).find("but not at") > 0);
  Trigger never = trigger;
  never.window_start.reset();
  never.expr = R"({"calendar": [{"hour": "9"}], "excludeCalendar": [{"hour": "9"}]})";
  // What never fires has no window.
  CHECK(relate(*compiled({trigger, never}), *schedule, as_of()).relation == Relation::equal);
}

}  // namespace plumbline::schedule
