#include "canonical-schema/schedule/dialects/job_hash.hpp"
#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

// The lines of a Jenkins timer. Its engine is in no registry, so what is accepted and refused here
// was read in the source of its scheduler; the numbers of the hash were asked of Java.

namespace plumbline::schedule {
namespace {

using namespace test;

struct Drawn {
  std::string job;
  std::array<int, 10> numbers;
};
/// What tests/oracles/jenkins-hash answers for these bounds.
constexpr std::array<int, 10> bounds{60, 24, 28, 12, 7, 1073741825, 1073741825, 1073741824, 15, 3};

// clang-format off
const std::vector<Drawn> drawn{
    {"stuff", {56, 15, 1, 6, 1, 391702311, 24660811, 338068260, 6, 0}},
    {"a", {37, 5, 4, 2, 2, 836734479, 429153603, 357659310, 2, 1}},
    {"team-a/nightly-etl", {57, 13, 1, 3, 0, 351508267, 1049429452, 715812381, 8, 0}},
    {"platform/data/ingest-orders", {50, 22, 4, 5, 3, 412495856, 861793033, 1066366608, 0, 1}},
    {std::string(55, 'x'), {50, 8, 6, 10, 6, 285241248, 458445876, 548815092, 9, 1}},
    {std::string(56, 'x'), {31, 18, 23, 10, 5, 522213787, 663214331, 123984283, 7, 2}},
    {std::string(64, 'y'), {31, 21, 16, 1, 1, 466949682, 703110637, 1002387450, 2, 0}},
    {std::string(119, 'z'), {51, 18, 8, 3, 1, 68194778, 263858405, 226175385, 9, 0}},
    {"D\xc3\xa9" "mo job", {59, 19, 26, 3, 0, 324084170, 917814180, 645020220, 3, 2}},
    {"", {57, 11, 24, 4, 5, 779281812, 755123101, 699759213, 0, 2}},
};

/// A timer and lines of another dialect that run at the same times.
struct Same {
  const char* dialect;
  const char* expr;
  std::vector<const char*> lines;
};
const std::vector<Same> same{
    {"jenkins", "*/15 * * * *", {"*/15 * * * *"}},
    {"jenkins", "0 9 * * 1-5\n30 17 * * 5\n", {"0 9 * * 1-5", "30 17 * * 5"}},
    {"jenkins", "# nightly\r\n0 2 * * *\r\n\r\n", {"0 2 * * *"}},
    {"jenkins", "  0\t2 * * 7 ", {"0 2 * * 0"}},
    {"jenkins", "1,5,9-12/3 0 * * *", {"1,5,9,12 0 * * *"}},
    {"jenkins", "0 0 * * */7", {"0 0 * * 0"}},
    {"jenkins", "1-59/2147483647 0 * * *", {"0,1 0 * * *"}},
    {"jenkins:stuff", "H * * * *", {"56 * * * *"}},
    {"jenkins:stuff", "H H * * *", {"56 15 * * *"}},
    {"jenkins:stuff", "@hourly", {"56 * * * *"}},
    {"jenkins:stuff", "@daily", {"56 15 * * *"}},
    {"jenkins:stuff", "@monthly", {"56 15 2 * *"}},
    {"jenkins:stuff", "@yearly", {"56 15 2 7 *"}},
    {"jenkins:team-a/nightly-etl", "@midnight", {"57 1 * * *"}},
    {"jenkins:team-a/nightly-etl", "H/15 * * * *", {"12-59/15 * * * *"}},
    // The numbers go on from line to line.
    {"jenkins:stuff", "H 1 * * *\n0 H * * *", {"56 1 * * *", "0 15 * * *"}},
    {"jenkins:stuff", "@daily 5", {"56 15 * * *"}},
};

struct Refused {
  const char* expr;
  const char* message;
  int column;
};
const std::vector<Refused> refused{
    {"60 * * * *", "60 is an invalid value. Must be within 0 and 59", 1},
    {"0 24 * * *", "24 is an invalid value. Must be within 0 and 23", 3},
    {"0 0 0 * *", "0 is an invalid value. Must be within 1 and 31", 5},
    {"0 0 * 13 *", "13 is an invalid value. Must be within 1 and 12", 7},
    {"0 0 * * 8", "8 is an invalid value. Must be within 0 and 7", 9},
    {"0 22-4 * * *", "You mean 4-22?", 3},
    {"*/0 * * * *", "step must be positive, but found 0", 1},
    {"5/10 * * * *", "unexpected \"/\", not a blank before the next field", 2},
    {"* * * *", "a blank before the next field is missing", 8},
    {"* * * * * *", "unexpected \" \", not the end of the line", 10},
    {"0 0 * jan *", "unexpected \"j\", not a number", 7},
    {"0 0 ? * *", "unexpected \"?\", not a number", 5},
    {"h * * * *", "unexpected \"h\", not a number", 1},
    {"1,,2 * * * *", "unexpected \",\", not a number", 3},
    {"H/61 * * * *", "61 is an invalid value. Must be within 1 and 60", 1},
    {"H/0 * * * *", "step must be positive, but found 0", 1},
    {"H(5-3) * * * *", "1 is an invalid value. Must be within 1 and -1", 1},
    {"H(0-60) * * * *", "60 is an invalid value. Must be within 0 and 59", 1},
    {"H(0) * * * *", "unexpected \")\", not -", 4},
    {"99999999999 * * * *", "For input string", 1},
    {"@reboot", "no such macro", 2},
    {"@Daily", "no such macro", 2},
    {"@dailyx", "token recognition error", 7},
    {"0 2 * * *\n61 * * * *", "61 is an invalid value", 1},
    {"0 2 * * *\nTZ=UTC", "unexpected \"T\", not a number", 1},
    {"TZ=\n0 2 * * *", "Invalid or unsupported timezone ''", 1},
};
// clang-format on

std::string relation(const CompiledPtr& a, const CompiledPtr& b) {
  return name(relate(*a, *b, as_of()).relation);
}

}  // namespace

TEST_CASE("A Jenkins job draws the numbers that Java draws", "[schedule]") {
  for (const auto& each : drawn) {
    INFO(each.job);
    JobHash hash(each.job);
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      CHECK(hash.next(bounds.at(i)) == each.numbers.at(i));
    }
  }
}

TEST_CASE("Jenkins timers run when their lines say", "[schedule]") {
  for (const auto& each : same) {
    INFO(each.dialect << " " << each.expr);
    Triggers lines;
    for (const auto* line : each.lines) lines.push_back(cron("argo", line));
    CHECK(relation(compiled(each.dialect, each.expr), compiled(lines)) == "equal");
  }
}

TEST_CASE("What Jenkins refuses is refused in its words", "[schedule]") {
  for (const auto& each : refused) {
    INFO(each.expr);
    const auto schedule = compile({cron("jenkins:job", each.expr)}, zones());
    REQUIRE_FALSE(schedule);
    CHECK_THAT(schedule.error().message, plumbline::test::ContainsSubstring(each.message));
    const std::string_view expr = each.expr;
    const auto line = expr.find('\n') == expr.npos || expr.starts_with("TZ=")
                          ? 0
                          : static_cast<int>(expr.find('\n')) + 1;
    CHECK(schedule.error().where.column == line + each.column);
  }
}

TEST_CASE("The hash of a Jenkins job that is not known is a range", "[schedule]") {
  const auto hourly = compiled("jenkins", "H * * * *");
  CHECK(relate(*hourly, *compiled("jenkins", "@hourly"), as_of()).same_ranges);
  CHECK_FALSE(relate(*hourly, *compiled("jenkins", "H(0-29) * * * *"), as_of()).same_ranges);
  CHECK_FALSE(relate(*hourly, *compiled("jenkins", "H/15 * * * *"), as_of()).same_ranges);
  CHECK(relation(hourly, compiled("jenkins", "0 * * * *")) == "nondeterministic");
}

TEST_CASE("The first line of a Jenkins timer may name the zone", "[schedule]") {
  const auto schedule = compiled("jenkins", "TZ=Asia/Tokyo\n0 9 * * *", "Europe/Berlin");
  CHECK(next_fires(*schedule, as_of(), 1) == std::vector{utc("2026-01-01T00:00:00Z")});
  CHECK_FALSE(compile({cron("jenkins", "TZ=Nowhere/City\n0 9 * * *")}, zones()));
}

TEST_CASE("Jenkins skips what a gap skips and runs both copies", "[schedule]") {
  const auto schedule = compiled("jenkins", "30 2 * * *", "Europe/Berlin");
  CHECK(next_fires(*schedule, utc("2026-03-28T12:00:00Z"), 1) ==
        std::vector{utc("2026-03-30T00:30:00Z")});
  CHECK(next_fires(*schedule, utc("2026-10-24T12:00:00Z"), 2) ==
        std::vector{utc("2026-10-25T00:30:00Z"), utc("2026-10-25T01:30:00Z")});
}

TEST_CASE("A Jenkins timer without lines waits for somebody's hand", "[schedule]") {
  CHECK_FALSE(fires_by_time(*compiled("jenkins", "# later\n\n")));
}

TEST_CASE("Macros that Jenkins hashes are told", "[schedule]") {
  const auto is_told = [](const char* expr, const char* code) {
    return std::ranges::count(lints(*compiled("jenkins:stuff", expr)), code, &Lint::code) == 1;
  };
  CHECK(is_told("@daily", "hashed-macro"));
  CHECK_FALSE(is_told("H H * * *", "hashed-macro"));
  CHECK(is_told("@daily 5", "junk-ignored"));
  CHECK_FALSE(is_told("@daily", "junk-ignored"));
}

}  // namespace plumbline::schedule
