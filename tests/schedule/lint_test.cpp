#include <algorithm>

#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;

struct Case {
  const char* dialect;
  const char* expr;
  const char* zone;
  std::vector<std::string> codes;
};

// clang-format off
const std::vector<Case> cases{
    {"debian-cron", "0 9 * * 1-5", "UTC", {}},
    {"portable", "0 9 * * mon-fri", "Europe/Berlin", {}},
    {"debian-cron", "* * * * *", "Europe/Berlin", {}},
    {"debian-cron", "@daily", "Europe/Berlin", {}},
    {"debian-cron", "0 22-4 * * *", "UTC", {"reversed-range", "never-fires"}},
    {"debian-cron", "0 22-4,5 * * *", "UTC", {"reversed-range"}},
    {"debian-cron", "0 0 * * fri-sun", "UTC", {"reversed-range", "never-fires"}},
    {"cronie", "0 0 * * fri-sun", "UTC", {}},
    {"debian-cron", "0 0 30 2 *", "UTC", {"impossible-date"}},
    {"debian-cron", "0 0 31 4,6 *", "UTC", {"impossible-date"}},
    {"debian-cron", "0 0 30 2 1", "UTC", {"both-days-restricted", "month-end"}},
    {"debian-cron", "0 0 30 2 fri-sun", "UTC", {"reversed-range", "impossible-date"}},
    {"debian-cron", "0 0 * * 5#2", "UTC", {"junk-ignored"}},
    {"debian-cron", "5~10 * * * *", "UTC", {"junk-ignored"}},
    {"debian-cron", "*/90 12 * * *", "UTC", {"step-beyond-span"}},
    {"debian-cron", "0-5/10 12 * * *", "UTC", {"step-beyond-span"}},
    {"debian-cron", "*/7 12 * * *", "UTC", {"non-uniform-step"}},
    {"debian-cron", "0 */5 * * *", "UTC", {"non-uniform-step"}},
    {"debian-cron", "0 0 */2 * *", "UTC", {"non-uniform-step"}},
    {"debian-cron", "0 0 */2 * 1", "UTC", {"non-uniform-step", "star-text-sensitive"}},
    {"debian-cron", "0 0 13 * 5", "UTC", {"both-days-restricted"}},
    {"debian-cron", "0 0 1-31 * 1", "UTC", {"star-text-sensitive"}},
    {"debian-cron", "0 0 *,1 * 1", "UTC", {}},
    {"debian-cron", "0 0 31 * *", "UTC", {"month-end"}},
    {"debian-cron", "0 0 29 2 *", "UTC", {"month-end"}},
    {"debian-cron", "0 0 31 1 *", "UTC", {}},
    {"debian-cron", "30 2 * * *", "Europe/Berlin", {"dst-window"}},
    {"debian-cron", "30 2 * * *", "Asia/Tokyo", {}},
    // Zones that changed their clocks at this time once, and do no longer.
    {"debian-cron", "30 0 * * *", "Asia/Tokyo", {}},
    {"debian-cron", "0 0 * * *", "Asia/Kolkata", {}},
    {"debian-cron", "0 0 * * *", "America/Sao_Paulo", {}},
    // One without a rule, whose changes are listed up to 2087.
    {"debian-cron", "30 2 * * *", "Africa/Casablanca", {"dst-window"}},
    {"debian-cron", "30 0 * * *", "Africa/Cairo", {"dst-window"}},
    {"debian-cron", "30 12 * * *", "Africa/Cairo", {}},
    // The last Sunday of March, when the clock skips it every year.
    {"quartz", "0 30 2 ? 3 1L", "Europe/Berlin", {"weekday-number", "dst-window", "never-fires"}},
    {"quartz", "0 30 2 ? 3 1L", "UTC", {"weekday-number"}},
    {"temporal",
     R"({"calendar": [{"hour": "9"}], "excludeCalendar": [{"hour": "9"}]})",
     "UTC",
     {"never-fires"}},
    {"cronie", "0~30 5 * * *", "UTC", {"random"}},
    {"argo", "0 9 * * *", "EST", {"fixed-zone"}},
    {"argo", "0 9 * * *", "MST", {"fixed-zone"}},
    {"argo", "0 9 * * *", "HST", {"fixed-zone"}},
    {"argo", "0 9 * * *", "America/Panama", {}},
    {"argo", "0 9 * * *", "Etc/GMT+2", {"reversed-sign"}},
    {"argo", "0 9 * * *", "Etc/GMT-10", {"reversed-sign"}},
    {"argo", "0 9 * * *", "Etc/GMT", {}},
    {"argo", "0 9 * * *", "Etc/GMT+0", {}},
};
// clang-format on

}  // namespace

TEST_CASE("Each lint is found where it should be and nowhere else", "[schedule]") {
  for (const auto& each : cases) {
    CAPTURE(each.dialect, each.expr, each.zone);
    const auto schedule = compiled(each.dialect, each.expr, each.zone);
    std::vector<std::string> codes;
    for (const auto& lint : lints(*schedule)) {
      codes.push_back(lint.code);
      CHECK_FALSE(lint.message.empty());
      CHECK(lint.begin <= lint.end);
      CHECK(lint.end <= std::string(each.expr).size());
    }
    CHECK(codes == each.codes);
  }
}

TEST_CASE("A zone whose name misleads is told with what it is", "[schedule]") {
  const auto message = [](const char* zone) {
    return lints(*compiled("argo", "0 9 * * *", zone)).front().message;
  };
  CHECK(message("EST") ==
        "EST is UTC-5 all year, without summer time; New York's clock is America/New_York");
  CHECK(message("Etc/GMT+2") ==
        "Etc/GMT+2 is UTC-2: the signs of these names are reversed; UTC+2 is Etc/GMT-2");
}

TEST_CASE("A lint points at the part of the expression it is about", "[schedule]") {
  const auto schedule = compiled("debian-cron", "0 5,22-4 * * 1-5#2");
  REQUIRE(lints(*schedule).size() == 2);
  CHECK(lints(*schedule)[0].begin == 4);
  CHECK(lints(*schedule)[0].end == 8);
  CHECK(lints(*schedule)[0].level == Lint::Level::critical);
  CHECK(lints(*schedule)[1].begin == 16);
  CHECK(lints(*schedule)[1].end == 18);
}

TEST_CASE("A host's zone that nothing names is noted", "[schedule]") {
  Trigger trigger = cron("debian-cron", "0 9 * * *");
  trigger.zone = ZoneRef{};
  const auto schedule = compiled({trigger});
  REQUIRE(lints(*schedule).size() == 1);
  CHECK(lints(*schedule).front().code == "host-zone");
  CHECK(lints(*compiled({trigger}, Context{"debian-cron", in("UTC")})).empty());
}

}  // namespace plumbline::schedule
