#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;

struct Refused {
  std::string expr;
  const char* message;  ///< how it begins
  int column;
};

// clang-format off
const std::vector<Refused> refused{
    {"", "Unexpected end of expression.", 1},
    {"0 0 12 * *", "Unexpected end of expression.", 11},
    {"0 0 12 * * ? * *", "Invalid expression has too many terms", 16},
    {"0 0 12 * * *", "Support for specifying both a day-of-week AND a day-of-month parameter", 8},
    {"0 0 12 ? * ?", "Support for specifying both a day-of-week AND a day-of-month parameter", 8},
    {"0 0 12 13 * 6", "Support for specifying both", 8},
    {"60 0 0 * * ?", "Minute and Second values must be between 0 and 59", 3},
    {"0 60 0 * * ?", "Minute and Second values must be between 0 and 59", 5},
    {"0 0 24 * * ?", "Hour values must be between 0 and 23", 7},
    {"0 0 9-24 * * ?", "Hour values must be between 0 and 23", 9},
    {"0 0 9-24/0 * * ?", "Hour values must be between 0 and 23", 11},
    {"0 0 0 0 * ?", "Day of month values must be between 1 and 31", 8},
    {"0 0 0 32 * ?", "Day of month values must be between 1 and 31", 9},
    {"0 0 0 32W * ?", "The 'W' option does not make sense with values larger than 31", 9},
    {"0 0 0 L-31 * ?", "Offset from last day must be <= 30", 11},
    {"0 0 0 L- * ?", "Illegal cron expression format", 9},
    {"0 0 0 W * ?", "Illegal cron expression format", 7},
    {"0 0 0 1 13 ?", "Month values must be between 1 and 12", 11},
    {"0 0 0 1 FOO ?", "Invalid Month value: \"FOO\"", 9},
    {"0 0 0 1 JAN-3 ?", "Illegal cron expression format", 13},
    {"0 0 0 1 JAN-MA ?", "Illegal cron expression format", 13},
    {"0 0 0 ? * 0", "Day-of-Week values must be between 1 and 7", 12},
    {"0 0 0 ? * 8", "Day-of-Week values must be between 1 and 7", 12},
    {"0 0 0 ? * 8L", "Day-of-Week values must be between 1 and 7", 12},
    {"0 0 0 ? * MO", "Illegal cron expression format", 11},
    {"0 0 0 ? * MAN", "Invalid Day-of-Week value: \"MAN\"", 11},
    {"0 0 0 ? * 2-FRI", "Illegal cron expression format", 13},
    {"0 0 0 ? * 2L,3", "Support for specifying 'L' with other days of the week is not implemented", 12},
    {"0 0 0 ? * 2#1,3#2", "Support for specifying multiple \"nth\" days is not implemented.", 16},
    {"0 0 0 ? * 2#6", "A numeric value between 1 and 5 must follow the '#' option", 14},
    {"0 0 0 ? * 2#", "A numeric value between 1 and 5 must follow the '#' option", 13},
    {"0 0 0 ? * MON#x", "A numeric value between 1 and 5 must follow the '#' option", 15},
    {"0 0 0 5#2 * ?", "'#' option is not valid here.", 8},
    {"0 0 0 5L * ?", "'L' option is not valid here.", 8},
    {"0 0 0 ? * 5W", "'W' option is not valid here.", 12},
    {"0 0 L * * ?", "'L' not expected in seconds, minutes or hours fields.", 5},
    {"0 ? 0 * * 1", "'?' can only be specified for Day-of-Month or Day-of-Week.", 3},
    {"0 0 0 ?12 * 1", "Illegal character after '?'", 7},
    {"0 MON 0 * * ?", "Illegal characters for this position: \"MON\"", 3},
    {"*/60 * * * * ?", "Increment >= 60 : 60", 5},
    {"5/60 * * * * ?", "Increment >= 60 : 60", 5},
    {"0 0 */24 * * ?", "Increment >= 24 : 24", 9},
    {"0 0 0 1/32 * ?", "Increment >= 31 : 32", 11},
    {"0 0 0 1 */13 ?", "Increment >= 12 : 13", 13},
    {"0 0 0 ? * 1/8", "Increment >= 7 : 8", 14},
    {"/ 0 0 * * ?", "'/' must be followed by an integer.", 1},
    {"*/ 0 0 * * ?", "Unexpected end of string.", 3},
    {"5/ 0 0 * * ?", "'/' must be followed by an integer.", 3},
    {"5/x 0 0 * * ?", "Illegal cron expression format", 3},
    {"5/2x 0 0 * * ?", "Unexpected character \"X\" after '/'", 4},
    {"-5 0 0 * * ?", "Unexpected character: \"-\"", 1},
    {"5- 0 0 * * ?", "Illegal cron expression format", 3},
    {"99999999999 0 0 * * ?", "Illegal cron expression format", 1},
    {"0-9/2147483647 0 0 * * ?", "the step is too long", 15},
    {"0 0 0 1 1 ? 2030-2027", "Start year must be less than stop year", 22},
    {", 0 0 * * ?", "no value is given", 1},
    {"0 0 0 1 L ?", "no value is given", 9},
    {"0 0 0 ? * ,", "no value is given", 11},
    {"@daily", "Unexpected character: \"@\"", 1},
};

struct Pair {
  const char* a;
  const char* b;
  const char* relation;
};
const std::vector<Pair> pairs{
    {"0 0 0 ? * 2-6", "0 0 0 ? * MON-FRI", "equal"},
    {"0 0 0 ? * 1", "0 0 0 ? * sun", "equal"},
    {"0 0 0 ? * L", "0 0 0 ? * SAT", "equal"},
    {"0 0 0 ? * 6L", "0 0 0 ? * FRIL", "equal"},
    {"0 0 0 ? * 6#3", "0 0 0 ? * FRI#3", "equal"},
    {"0 0 0 ? * MON-FRI/2", "0 0 0 ? * MON-FRI", "equal"},
    {"0 0 0 ? * 2-6/2", "0 0 0 ? * MON,WED,FRI", "equal"},
    {"0 0 0 1 JAN/3 ?", "0 0 0 1 1 ?", "equal"},
    {"0 0 0 1 1/3 ?", "0 0 0 1 1,4,7,10 ?", "equal"},
    {"0 0 22-4 * * ?", "0 0 22,23,0,1,2,3,4 * * ?", "equal"},
    {"0 0 22-4/3 * * ?", "0 0 22,1,4 * * ?", "equal"},
    {"50-10/10 0 0 * * ?", "50,0,10 0 0 * * ?", "equal"},
    {"0 0 0 28-3 * ?", "0 0 0 28,29,30,31,1,2,3 * ?", "equal"},
    {"0 0 0 1 NOV-FEB ?", "0 0 0 1 11,12,1,2 ?", "equal"},
    {"0 0 0 ? * FRI-MON", "0 0 0 ? * 6,7,1,2", "equal"},
    {"0 0 0 ? * 3-0", "0 0 0 ? * 3-7", "equal"},
    {"/10 * * * * ?", "0/10 * * * * ?", "equal"},
    {"*/0 * * * * ?", "* * * * * ?", "equal"},
    {"5/0 * * * * ?", "5 * * * * ?", "equal"},
    {"5-20/0 * * * * ?", "5 * * * * ?", "equal"},
    {"99 * * * * ?", "* * * * * ?", "equal"},
    {"0 0 0 98 * 2", "0 0 0 ? * 2", "equal"},
    {"5x * * * * ?", "5 * * * * ?", "equal"},
    {"*x * * * * ?", "* * * * * ?", "equal"},
    {"0,,5 0 0 * * ?", "0,5 0 0 * * ?", "equal"},
    {"0 0 0 1,L 1,L ?", "0 0 0 1,31 1 ?", "equal"},
    {"0 0 0 L-0 * ?", "0 0 0 L * ?", "equal"},
    {"0 0 0 L-W * ?", "0 0 0 LW * ?", "equal"},
    {"0 0 0 L 2 ?", "0 0 0 28,29 2 ?", "subset"},
    {"0 0 0 LW * ?", "0 0 0 31W * ?", "superset"},
    {"0 0 0 15W * ?", "0 0 0 14-16 * ?", "subset"},
    {"0 0 0 ? * 2#1,3", "0 0 0 ? * 2#1", "equal"},
    {"0 0 0 ? * 3,2#1", "0 0 0 ? * MON#1", "equal"},
    {"0 0 0 ? * 0#2", "0 0 0 ? * SAT#2", "equal"},
    {"0 0 0 ? * 9#2", "0 0 0 30 2 ?", "never-both"},
    {"0 0 0 0W * ?", "0 0 0 , * ?", "never-both"},
    {"0 0 12 * * ? *", "0 0 12 * * ?", "equal"},
    {"0 0 12 * * ? */1", "0 0 12 * * ?", "equal"},
    {"0 0 12 * * ? 2026-2028", "0 0 12 * * ?", "subset"},
    {"0 0 12 * * ? 2026-2030/2", "0 0 12 * * ? 2026,2028,2030", "equal"},
    {" 0\t0  12 * * ? ", "0 0 12 * * ?", "equal"},
};

struct Noted {
  const char* expr;
  std::vector<std::string> codes;
};
const std::vector<Noted> noted{
    {"0 0 9 ? * MON-FRI", {}},
    {"0 0 9 L * ?", {}},
    {"0 0 9 ? * 2-6", {"weekday-number"}},
    {"0 0 9 ? * 2#1,3", {"weekday-number", "junk-ignored"}},
    {"0 0 9 ? * MON-FRI/2", {"junk-ignored"}},
    {"0 0 9 ? * MON#2", {}},
    {"0 0 9 ? * 2#1", {"weekday-number"}},
    {"0 5x 9 * * ?", {"junk-ignored"}},
    {"0 0 9 15W * ?", {}},
    {"0 0 9,17 15W * ?", {"nearest-weekday-lost"}},
    {"0 0 9 1W,15W * ?", {"nearest-weekday-lost"}},
    {"*/10 * * * * ?", {"sub-minute"}},
    {"30 * * * * ?", {}},
    {"0 0 9 * * ? 2026-2028", {"year-bound"}},
    {"0 0 9 30 2 ?", {"impossible-date"}},
};
// clang-format on

std::vector<std::string> fires(const char* expr, const char* zone, const char* from,
                               std::size_t count) {
  std::vector<std::string> texts;
  for (const auto at : next_fires(*compiled("quartz", expr, zone), utc(from), count)) {
    texts.push_back(to_rfc3339(at));
  }
  return texts;
}

}  // namespace

TEST_CASE("Quartz's refusals come in its words and point at the place", "[schedule]") {
  for (const auto& each : refused) {
    CAPTURE(each.expr);
    const auto schedule = compile({cron("quartz", each.expr)}, zones());
    REQUIRE_FALSE(schedule);
    CHECK(schedule.error().kind == ErrorKind::invalid);
    CHECK(schedule.error().message.starts_with(each.message));
    CHECK(schedule.error().where.column == each.column);
  }
}

TEST_CASE("Quartz expressions relate as its engine reads them", "[schedule]") {
  for (const auto& each : pairs) {
    CAPTURE(each.a, each.b);
    CHECK(
        name(relate(*compiled("quartz", each.a), *compiled("quartz", each.b), as_of()).relation) ==
        std::string(each.relation));
  }
}

TEST_CASE("What a Quartz expression hides is noted", "[schedule]") {
  for (const auto& each : noted) {
    CAPTURE(each.expr);
    const auto schedule = compiled("quartz", each.expr);
    std::vector<std::string> codes;
    for (const auto& lint : lints(*schedule)) codes.push_back(lint.code);
    CHECK(codes == each.codes);
  }
}

TEST_CASE("Quartz skips what a gap skips and runs the second copy only", "[schedule]") {
  CHECK(fires("0 30 1 * * ?", "Europe/London", "2026-03-28T12:00:00Z", 2) ==
        std::vector<std::string>{"2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z"});
  CHECK(fires("0 */30 * * * ?", "Europe/London", "2026-10-24T23:45:00Z", 3) ==
        std::vector<std::string>{"2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z",
                                 "2026-10-25T02:00:00Z"});
}

TEST_CASE("Quartz keeps nW in its month", "[schedule]") {
  // 1 August 2026 is a Saturday, 31 May 2026 a Sunday.
  CHECK(fires("0 0 0 1W 8 ?", "UTC", "2026-07-01T00:00:00Z", 1) ==
        std::vector<std::string>{"2026-08-03T00:00:00Z"});
  CHECK(fires("0 0 0 31W 5 ?", "UTC", "2026-05-01T00:00:00Z", 1) ==
        std::vector<std::string>{"2026-05-29T00:00:00Z"});
}

}  // namespace plumbline::schedule
