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
    {"", "Expression must not be empty", 1},
    {"   ", "Cron expression must consist of 6 fields (found 0)", 1},
    {"0 0 * * *", "Cron expression must consist of 6 fields (found 5)", 1},
    {"0 0 0 * * * 2026", "Cron expression must consist of 6 fields (found 7)", 1},
    {"0\t0 0 * * * *", "For input string: \"0?0\"", 1},
    {"@reboot", "Cron expression must consist of 6 fields (found 1)", 1},
    {"60 0 0 * * *", "Invalid value for SecondOfMinute (valid values 0 - 59): 60", 1},
    {"0 60 0 * * *", "Invalid value for MinuteOfHour (valid values 0 - 59): 60", 3},
    {"0 0 24 * * *", "Invalid value for HourOfDay (valid values 0 - 23): 24", 5},
    {"0 0 0 0 * *", "Invalid value for DayOfMonth (valid values 1 - 28/31): 0", 7},
    {"0 0 0 32 * *", "Invalid value for DayOfMonth (valid values 1 - 28/31): 32", 7},
    {"0 0 0 32W * *", "Invalid value for DayOfMonth (valid values 1 - 28/31): 32", 7},
    {"0 0 0 1 13 *", "Invalid value for MonthOfYear (valid values 1 - 12): 13", 9},
    {"0 0 0 1 FEB1 *", "Invalid value for MonthOfYear (valid values 1 - 12): 21", 9},
    {"0 0 0 1 FEB,13 *", "Invalid value for MonthOfYear (valid values 1 - 12): 13", 13},
    {"0 0 0 * * 8", "Invalid value for DayOfWeek (valid values 1 - 7): 8", 11},
    {"0 0 0 * * MON,8", "Invalid value for DayOfWeek (valid values 1 - 7): 8", 15},
    {"0 0 0 * * 8L", "Invalid value for DayOfWeek: 8", 11},
    {"0 0 22-4 * * *", "Minimum value must be less than maximum value", 5},
    {"0 0 0 * * FRI-MON", "Minimum value must be less than maximum value", 11},
    {"*/0 0 0 * * *", "Incrementer delta must be 1 or higher", 3},
    {"*/-1 0 0 * * *", "Incrementer delta must be 1 or higher", 3},
    {"*/ 0 0 * * *", "For input string: \"\"", 3},
    {"1/2/3 0 0 * * *", "For input string: \"2/3\"", 3},
    {"5- 0 0 * * *", "For input string: \"\"", 3},
    {"-5 0 0 * * *", "For input string: \"\"", 1},
    {"0,,5 0 0 * * *", "For input string: \"\"", 3},
    {"5, 0 0 * * *", "For input string: \"\"", 3},
    {"99999999999 0 0 * * *", "For input string: \"99999999999\"", 1},
    {"0/2147483647 0 0 * * *", "the step is too long", 3},
    {"? 0 0 * * *", "For input string: \"?\"", 1},
    {"0 0 0 ?,5 * *", "For input string: \"?\"", 7},
    {"0 0 0 ?/5 * *", "For input string: \"?\"", 7},
    {"0 0 0 l * *", "For input string: \"l\"", 7},
    {"0 0 0 MON * *", "For input string: \"MON\"", 7},
    {"0 0 0 1L * *", "Unrecognized characters before 'L' in \"1L\"", 7},
    {"0 0 0 L-0 * *", "Offset '0 should be < 0", 8},
    {"0 0 0 L-3W * *", "For input string: \"-3W\"", 8},
    {"0 0 0 L-31 * *", "no month is that long", 8},
    {"0 0 0 W * *", "No day-of-month before 'W' in \"W\"", 7},
    {"0 0 0 15WX * *", "Unrecognized characters after 'W' in \"15WX\"", 9},
    {"0 0 0 L,x * *", "For input string: \"x\"", 9},
    {"0 0 0 * * L", "No day-of-week before 'L' in \"L\"", 11},
    {"0 0 0 * * L5", "Unrecognized characters after 'L' in \"L5\"", 11},
    {"0 0 0 * * #2", "No day-of-week before '#' in \"#2\"", 11},
    {"0 0 0 * * 5#", "No ordinal after '#' in \"5#\"", 13},
    {"0 0 0 * * 5#0", "Ordinal '0' must be positive number", 13},
    {"0 0 0 * * FRI#x", "For input string: \"x\"", 15},
};

struct Pair {
  const char* a;
  const char* b;
  const char* relation;
};
const std::vector<Pair> pairs{
    {"0 0 0 * * 0", "0 0 0 * * 7", "equal"},
    {"0 0 0 * * SUN", "0 0 0 * * 7", "equal"},
    {"0 0 0 * * 1", "0 0 0 * * mon", "equal"},
    {"0 0 0 * * SUN-TUE", "0 0 0 * * 0,1,2", "equal"},
    {"0 0 0 * * 7-7", "0 0 0 * * *", "equal"},
    {"0 0 0 * * */2", "0 0 0 * * MON,WED,FRI,SUN", "equal"},
    {"0 0 0 * * 0/2", "0 0 0 * * SUN,TUE,THU,SAT", "equal"},
    {"0 0 0 * * 5/1", "0 0 0 * * FRI,SAT,SUN", "equal"},
    {"0 0 0 * * MON-FRI/2", "0 0 0 * * 1,3,5", "equal"},
    {"0 0 0 1 JAN/3 *", "0 0 0 1 1,4,7,10 *", "equal"},
    {"0 0 0 1 JAN0 *", "0 0 0 1 OCT *", "equal"},
    {"+5 0 0 * * *", "5 0 0 * * *", "equal"},
    {"0 0 0 ? * ?", "0 0 0 * * *", "equal"},
    {"0 0 0 L,? * *", "0 0 0 * * *", "equal"},
    {"0 0 0 13 * 5", "0 0 0 13 * *", "subset"},
    {"0 0 0 8-14 * 5", "0 0 0 * * 5#2", "equal"},
    {"0 0 0 * * 5#2,1#1", "0 0 0 * * 1#1,FRI#2", "equal"},
    {"0 0 0 * * 5l", "0 0 0 * * FRIL", "equal"},
    {"0 0 0 * * 0L", "0 0 0 * * SUNL", "equal"},
    {"0 0 0 * * 5#9", "0 0 0 30 2 *", "never-both"},
    {"0 0 0 L 2 *", "0 0 0 28,29 2 *", "subset"},
    {"0 0 0 L,15 * *", "0 0 0 15 * *", "superset"},
    {"0 0 0 31W * *", "0 0 0 LW * *", "subset"},
    {"@daily", "0 0 0 * * *", "equal"},
    {"@MIDNIGHT", " @daily ", "equal"},
    {"@weekly", "0 0 0 * * SUN", "equal"},
    {"@monthly", "0 0 0 1 * ?", "equal"},
    {"@yearly", "0 0 0 1 1 *", "equal"},
    {"@hourly", "0 0 * * * *", "equal"},
};

struct Noted {
  const char* expr;
  std::vector<std::string> codes;
};
const std::vector<Noted> noted{
    {"0 0 9 * * 1-5", {}},
    {"0 0 9 13 * 5", {}},
    {"0 0 9 L * FRI", {}},
    {"*/10 * * * * *", {"sub-minute"}},
    {"0 */7 9 * * *", {"non-uniform-step"}},
    {"0 0-5/10 9 * * *", {"step-beyond-span"}},
    {"0 0 9 30 feb *", {"impossible-date"}},
};
// clang-format on

std::vector<std::string> fires(const char* expr, const char* zone, const char* from,
                               std::size_t count) {
  std::vector<std::string> texts;
  for (const auto at : next_fires(*compiled("spring", expr, zone), utc(from), count)) {
    texts.push_back(to_rfc3339(at));
  }
  return texts;
}

}  // namespace

TEST_CASE("Spring's refusals come in its words and point at the place", "[schedule]") {
  for (const auto& each : refused) {
    CAPTURE(each.expr);
    const auto schedule = compile({cron("spring", each.expr)}, zones());
    REQUIRE_FALSE(schedule);
    CHECK(schedule.error().kind == ErrorKind::invalid);
    CHECK(schedule.error().message.starts_with(each.message));
    CHECK(schedule.error().where.column == each.column);
  }
}

TEST_CASE("Spring expressions relate as its engine reads them", "[schedule]") {
  for (const auto& each : pairs) {
    CAPTURE(each.a, each.b);
    CHECK(
        name(relate(*compiled("spring", each.a), *compiled("spring", each.b), as_of()).relation) ==
        std::string(each.relation));
  }
}

TEST_CASE("What a Spring expression hides is noted", "[schedule]") {
  for (const auto& each : noted) {
    CAPTURE(each.expr);
    const auto schedule = compiled("spring", each.expr);
    std::vector<std::string> codes;
    for (const auto& lint : lints(*schedule)) codes.push_back(lint.code);
    CHECK(codes == each.codes);
  }
}

TEST_CASE("Spring skips what a gap skips and runs both copies", "[schedule]") {
  CHECK(fires("0 30 1 * * *", "Europe/London", "2026-03-28T12:00:00Z", 1) ==
        std::vector<std::string>{"2026-03-30T00:30:00Z"});
  CHECK(fires("0 30 1 * * *", "Europe/London", "2026-10-24T12:00:00Z", 3) ==
        std::vector<std::string>{"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z",
                                 "2026-10-26T01:30:00Z"});
}

TEST_CASE("Spring loses nW on a Sunday that ends its month, but minds Saturday the first",
          "[schedule]") {
  // 31 May 2026 is a Sunday, 1 August 2026 a Saturday.
  CHECK(fires("0 0 0 31W * *", "UTC", "2026-05-01T00:00:00Z", 1) ==
        std::vector<std::string>{"2026-07-31T00:00:00Z"});
  CHECK(fires("0 0 0 1W 8 *", "UTC", "2026-07-01T00:00:00Z", 1) ==
        std::vector<std::string>{"2026-08-03T00:00:00Z"});
}

}  // namespace plumbline::schedule
