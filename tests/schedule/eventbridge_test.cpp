#include <random>

#include "canonical-schema/schedule/dialect.hpp"
#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

// There is no engine of EventBridge to ask: its documentation is held against in tables, and
// Quartz, whose grammar it shares and which is asked (engines/quartz.cpp), stands in for it at
// random.

namespace plumbline::schedule {
namespace {

using namespace test;

struct Refused {
  const char* dialect;
  const char* expr;
  int column;
};

// clang-format off
// "The cron expression has six required fields"; values, wildcards and their limits:
// EventBridge Scheduler User Guide, "Schedule types"; EventBridge User Guide, "Setting a schedule
// pattern".
const std::vector<Refused> refused{
    {"aws-scheduler", "", 1},
    {"aws-scheduler", "0 9 * * ? *", 1},
    {"aws-scheduler", "cron", 1},
    {"aws-scheduler", "cron(0 9 * * ? *", 1},
    {"aws-scheduler", "CRON(0 9 * * ? *)", 1},
    {"aws-scheduler", "cron(0 9 * * ? *) ", 1},
    {"aws-scheduler", "cron()", 6},
    {"aws-scheduler", "cron(0 9 * * ?)", 6},
    {"aws-scheduler", "cron(0 0 9 * * ? *)", 6},
    {"aws-scheduler", "@daily", 1},
    {"aws-scheduler", "cron(60 9 * * ? *)", 6},
    {"aws-scheduler", "cron(0 24 * * ? *)", 8},
    {"aws-scheduler", "cron(0 9 0 * ? *)", 10},
    {"aws-scheduler", "cron(0 9 32 * ? *)", 10},
    {"aws-scheduler", "cron(0 9 32W * ? *)", 10},
    {"aws-scheduler", "cron(0 9 * 13 ? *)", 12},
    {"aws-scheduler", "cron(0 9 ? * 0 *)", 14},
    {"aws-scheduler", "cron(0 9 ? * 8 *)", 14},
    {"aws-scheduler", "cron(0 9 ? * MAN *)", 14},
    {"aws-scheduler", "cron(0 9 * * ? 1969)", 16},
    {"aws-scheduler", "cron(0 9 * * ? 2200)", 16},
    // "If you specify a value or a * in one of the fields, you must use a ? in the other."
    {"aws-scheduler", "cron(0 9 * * * *)", 10},
    {"aws-scheduler", "cron(0 9 ? * ? *)", 10},
    {"aws-scheduler", "cron(0 9 13 * 6 *)", 10},
    {"aws-scheduler", "cron(? 9 * * ? *)", 6},
    {"aws-scheduler", "cron(0 9 * * ?,2 *)", 14},
    // "If you use a # character, you can define only one expression in the day-of-week field."
    {"aws-scheduler", "cron(0 9 ? * 3#1,6#3 *)", 18},
    {"aws-scheduler", "cron(0 9 ? * 3#1,6 *)", 18},
    {"aws-scheduler", "cron(0 9 ? * 6L,2 *)", 17},
    {"aws-scheduler", "cron(0 9 ? * 3#6 *)", 16},
    {"aws-scheduler", "cron(0 9 ? * 3# *)", 16},
    {"aws-scheduler", "cron(0 9 W * ? *)", 10},
    {"aws-scheduler", "cron(0 9 1L * ? *)", 10},
    {"aws-scheduler", "cron(0 9 L-31 * ? *)", 10},
    {"aws-scheduler", "cron(0 L * * ? *)", 8},
    {"aws-scheduler", "cron(0,,5 9 * * ? *)", 8},
    {"aws-scheduler", "cron(5/ 9 * * ? *)", 8},
    {"aws-scheduler", "cron(/5 9 * * ? *)", 6},
    {"aws-scheduler", "cron(-5 9 * * ? *)", 6},
    {"aws-scheduler", "cron(+5 9 * * ? *)", 6},
    {"aws-scheduler", "cron(5x 9 * * ? *)", 6},
    {"aws-scheduler", "cron(9999999999 9 * * ? *)", 6},
    {"aws-scheduler", "rate(5)", 6},
    {"aws-scheduler", "rate(0 minutes)", 6},
    {"aws-scheduler", "rate(-5 minutes)", 6},
    {"aws-scheduler", "rate(1.5 hours)", 6},
    {"aws-scheduler", "rate(9999999999 minutes)", 6},
    {"aws-scheduler", "rate(5 seconds)", 8},
    {"aws-scheduler", "rate(5 weeks)", 8},
    {"aws-scheduler", "rate(5 Minutes)", 8},
    // "If the value is equal to 1, then the unit must be singular. If the value is greater than 1,
    // the unit must be plural": of rules, EventBridge User Guide, "Rate expressions".
    {"aws-rule", "rate(1 hours)", 8},
    {"aws-rule", "rate(5 minute)", 8},
    {"aws-rule", "rate(1 minutes)", 8},
    {"aws-rule", "rate(2 day)", 8},
    // One-time schedules are the Scheduler's only.
    {"aws-rule", "at(2026-12-31T23:00:00)", 1},
    {"aws-scheduler", "at(2026-12-31T23:00)", 4},
    {"aws-scheduler", "at(2026-12-31T23:00:00Z)", 4},
    {"aws-scheduler", "at(2026-12-31 23:00:00)", 4},
    {"aws-scheduler", "at(2026-02-30T23:00:00)", 4},
    {"aws-scheduler", "at()", 4},
};

struct Pair {
  const char* a;
  const char* b;
  const char* relation;
};
// Of aws-scheduler, in UTC.
const std::vector<Pair> pairs{
    // "Run at 10:15 am UTC+0 every Monday through Friday" and the like, examples of the User Guide.
    {"cron(15 12 ? * MON-FRI *)", "cron(15 12 ? * 2-6 *)", "equal"},
    {"cron(0/15 * * * ? *)", "cron(0,15,30,45 * * * ? *)", "equal"},
    {"cron(0/10 * ? * MON-FRI *)", "cron(*/10 * ? * MON-FRI *)", "equal"},
    {"cron(0 8 1 * ? *)", "cron(0 8 1 1-12 ? *)", "equal"},
    {"cron(15 10 ? * 6L 2022-2030)", "cron(15 10 ? * FRIL 2022-2030)", "equal"},
    {"cron(0 9 ? * 2#1 *)", "cron(0 9 ? * mon#1 *)", "equal"},
    {"cron(0 9 3W * ? *)", "cron(0 9 2-5 * ? *)", "subset"},
    {"cron(0 9 L * ? *)", "cron(0 9 28-31 * ? *)", "subset"},
    {"cron(0 9 L 4 ? *)", "cron(0 9 30 APR ? *)", "equal"},
    {"cron(0 9 L-2 4 ? *)", "cron(0 9 28 4 ? *)", "equal"},
    {"cron(0 9 LW * ? *)", "cron(0 9 31W * ? *)", "superset"},
    {"cron(0 9 ? * * *)", "cron(0 9 * * ? *)", "equal"},
    {"cron(0 9 ? * SUN *)", "cron(0 9 ? * 1 *)", "equal"},
    {"cron(0 9 * * ? 2026,2027,2028)", "cron(0 9 * * ? 2026-2028)", "equal"},
    {"cron(0 9 * * ? 2026/2)", "cron(0 9 * * ? *)", "subset"},
    {"cron(0 9 1 1 ? 2027)", "at(2027-01-01T09:00:00)", "equal"},
    // Not documented: rows of docs/schedule-disagreements.md.
    {"cron(0 9 ? * L *)", "cron(0 9 ? * SAT *)", "equal"},
    {"cron(0 22-2 * * ? *)", "cron(0 22,23,0,1,2 * * ? *)", "equal"},
    {"cron(0 9 ? * FRI-MON *)", "cron(0 9 ? * 6,7,1,2 *)", "equal"},
    {"cron(0 22-2/2 * * ? *)", "cron(0 9 30 2 ? *)", "never-both"},
    {"cron(*/0 9 * * ? *)", "cron(* 9 * * ? *)", "equal"},
    {"cron(5/0 9 * * ? *)", "cron(5 9 * * ? *)", "equal"},
    {"cron(0 9 ? * MON-FRI/2 *)", "cron(0 9 ? * MON,WED,FRI *)", "equal"},
    // "A day is 24 hours": rates are elapsed time, whose start the text does not hold.
    {"rate(1 hour)", "rate(60 minutes)", "unknown-phase"},
    {"rate(1 hours)", "rate(1 hour)", "unknown-phase"},
    {"rate(1 day)", "rate(24 hours)", "unknown-phase"},
    {"rate(1 day)", "rate(25 hours)", "different"},
    {"at(2027-01-01T09:00:00)", "at(2027-01-01T09:00:01)", "different"},
};

struct Noted {
  const char* expr;
  std::vector<std::string> codes;
};
const std::vector<Noted> noted{
    {"cron(0 9 ? * MON-FRI *)", {}},
    {"cron(0 9 ? * 2-6 *)", {"weekday-number"}},
    {"cron(0 9 ? * FRIL *)", {}},
    {"cron(0 9 * * ? 2026-2028)", {"year-bound"}},
    {"cron(0 22-2/2 * * ? *)", {"reversed-range", "never-fires"}},
    {"cron(0/7 * * * ? *)", {}},
    {"cron(*/7 * * * ? *)", {"non-uniform-step"}},
    {"cron(0 9 30 2 ? *)", {"impossible-date"}},
    {"rate(5 minutes)", {}},
};
// clang-format on

std::string relation(const Trigger& a, const Trigger& b) {
  return name(relate(*compiled({a}), *compiled({b}), as_of()).relation);
}

/// Cron expressions of EventBridge that Quartz takes as well, "0 " put before them.
class CommonExpressions {
 public:
  std::string next() {
    const bool by_weekday = random_() % 2 == 0;
    return list({"0", "30", "*", "*/15", "0/7", "10-20", "10-50/10", "50-10", "59"}) + " " +
           list({"9", "*", "*/6", "22-2", "9-17/4", "0", "20/2", "23"}) + " " +
           (by_weekday ? "?"
                       : list({"*", "1", "15", "31", "L", "L-3", "LW", "15W", "1W", "31W", "28-3",
                               "*/9", "10/10", "1-7"})) +
           " " + list({"*", "*", "1", "FEB", "jan-MAR", "11-2", "*/3", "6-8", "10/1"}) + " " +
           (by_weekday ? weekdays() : "?") + " " +
           list({"*", "*", "2026-2028", "2030", "2027-2040/3", "2199"});
  }

 private:
  std::string weekdays() {
    if (random_() % 3 == 0) return pick({"L", "6L", "friL", "2#1", "MON#5", "7#3"});
    return list({"*", "MON-FRI", "1", "2-6", "sat", "6-2", "FRI-mon", "2-6/2", "*/2", "5/1"});
  }
  std::string pick(const std::vector<std::string>& from) { return from[random_() % from.size()]; }
  std::string list(const std::vector<std::string>& from) {
    std::string text = pick(from);
    while (random_() % 5 == 0) text += "," + pick(from);
    return text;
  }
  std::mt19937 random_{20260401};
};

CronFields fields(const char* dialect, const std::string& expr) {
  std::vector<Lint> ignored;
  const auto readings = find_dialect(dialect)->read(expr, ignored);
  if (!readings) throw std::runtime_error(expr + ": " + describe(readings.error()));
  return readings->front().fields;
}

}  // namespace

TEST_CASE("EventBridge's refusals begin as the service says them and point at the place",
          "[schedule]") {
  for (const auto& each : refused) {
    CAPTURE(each.dialect, each.expr);
    const auto schedule = compile({cron(each.dialect, each.expr)}, zones());
    REQUIRE_FALSE(schedule);
    CHECK(schedule.error().kind == ErrorKind::invalid);
    CHECK(schedule.error().message.starts_with("Parameter ScheduleExpression is not valid."));
    CHECK(schedule.error().where.column == each.column);
  }
}

TEST_CASE("EventBridge expressions relate as its documentation says", "[schedule]") {
  for (const auto& each : pairs) {
    CAPTURE(each.a, each.b);
    CHECK(relation(cron("aws-scheduler", each.a), cron("aws-scheduler", each.b)) == each.relation);
  }
}

TEST_CASE("Years that end before they begin are told", "[schedule]") {
  for (const char* years : {"2030-2020", "2030-2020/2"}) {
    std::vector<std::string> codes;
    const auto text = "cron(0 0 1 1 ? " + std::string(years) + ")";
    const auto schedule = compiled("aws-rule", text, "UTC");
    for (const auto& lint : lints(*schedule)) codes.push_back(lint.code);
    CHECK(codes == std::vector<std::string>{"reversed-range", "never-fires"});
  }
}

TEST_CASE("What an EventBridge expression hides is noted", "[schedule]") {
  for (const auto& each : noted) {
    CAPTURE(each.expr);
    const auto schedule = compiled("aws-scheduler", each.expr);
    std::vector<std::string> codes;
    for (const auto& lint : lints(*schedule)) codes.push_back(lint.code);
    CHECK(codes == each.codes);
  }
}

TEST_CASE("A rule runs in UTC whatever zone stands beside it, a schedule in its own",
          "[schedule]") {
  const std::string nine = "cron(0 9 * * ? *)";
  CHECK(relation(cron("aws-rule", nine, "Asia/Tokyo"), cron("aws-rule", nine)) == "equal");
  CHECK(relation(cron("aws-scheduler", nine, "Asia/Tokyo"), cron("aws-rule", nine)) == "different");
  CHECK(relation(cron("aws-scheduler", nine, "Asia/Tokyo"),
                 cron("aws-rule", "cron(0 0 * * ? *)")) == "equal");
  CHECK(relation(cron("aws-scheduler", "at(2026-07-01T09:00:00)", "Asia/Tokyo"),
                 cron("aws-scheduler", "at(2026-07-01T00:00:00)")) == "equal");
}

TEST_CASE("A rate with a start has a phase, and a window bounds what runs", "[schedule]") {
  auto hourly = cron("aws-scheduler", "rate(1 hour)");
  hourly.anchor = utc("2026-01-01T00:30:00Z");
  CHECK(relation(hourly, cron("cronie", "30 * * * *")) == "equal");
  hourly.window_end = utc("2026-01-01T03:00:00Z");
  CHECK(next_fires(*compiled({hourly}), utc("2026-01-01T02:00:00Z"), 5) ==
        std::vector<Instant>{utc("2026-01-01T02:30:00Z")});
}

TEST_CASE("A schedule skips what a gap skips and runs once what is repeated", "[schedule]") {
  const auto schedule = compiled("aws-scheduler", "cron(30 1 * * ? *)", "Europe/London");
  CHECK(next_fires(*schedule, utc("2026-03-28T12:00:00Z"), 1) ==
        std::vector<Instant>{utc("2026-03-30T00:30:00Z")});
  CHECK(next_fires(*schedule, utc("2026-10-24T12:00:00Z"), 2) ==
        std::vector<Instant>{utc("2026-10-25T00:30:00Z"), utc("2026-10-26T01:30:00Z")});
}

TEST_CASE("What EventBridge and Quartz both read they read alike", "[schedule]") {
  CommonExpressions expressions;
  int alike = 0;
  for (int i = 0; i < 12'000; ++i) {
    const auto expr = expressions.next();
    CAPTURE(expr);
    const auto ours = fields("aws-scheduler", "cron(" + expr + ")");
    const auto quartz = fields("quartz", "0 " + expr);
    REQUIRE(ours.minutes == quartz.minutes);
    REQUIRE(ours.hours == quartz.hours);
    REQUIRE(day_set(ours.days) == day_set(quartz.days));
    REQUIRE(ours.years == quartz.years);
    ++alike;
  }
  CHECK(alike == 12'000);
}

}  // namespace plumbline::schedule
