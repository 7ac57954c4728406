#include "reports/calendar.hpp"

#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::reports;
using Catch::Matchers::Contains;

namespace {

ShownSchedule shown(const std::string& dialect, const std::string& expr, const std::string& zone) {
  ShownSchedule side;
  side.dialect = dialect;
  side.exprs = {expr};
  side.zone = zone;
  side.triggers = {schedule::test::cron(dialect, expr, zone)};
  side.compiled = schedule::test::compiled(side.triggers);
  return side;
}

std::chrono::sys_days day(std::string_view text) {
  return std::chrono::floor<std::chrono::days>(schedule::test::utc(text));
}

/// Argo's `before`, and `after` if it is not empty, on the clock of a zone.
Calendar calendar(const std::string& before, const std::string& after, const std::string& zone,
                  std::string_view from, int days) {
  CalendarRequest request;
  request.before = shown("argo", before, zone);
  if (!after.empty()) request.after = shown("argo", after, zone);
  request.zone = *schedule::test::zones().load(zone);
  request.from = day(from);
  request.days = days;
  return make_calendar(request);
}

std::vector<Fate> fates(const CalendarDay& day) {
  std::vector<Fate> all;
  for (const auto& run : day.runs) all.push_back(run.fate);
  return all;
}

}  // namespace

TEST_CASE("A calendar pairs what a day lost with what it won", "[reports][calendar]") {
  const auto result = calendar("0 6,9 * * *", "0 7,9,12 * * 1-5", "UTC", "2026-01-02", 3);
  REQUIRE(result.days.size() == 3);
  CHECK(fates(result.days[0]) == std::vector{Fate::moved, Fate::kept, Fate::added});
  CHECK(result.days[0].runs[0].before == std::chrono::hours{6});
  CHECK(result.days[0].runs[0].after == std::chrono::hours{7});
  CHECK(fates(result.days[1]) == std::vector{Fate::lost, Fate::lost});
  CHECK(fates(result.days[2]) == std::vector{Fate::lost, Fate::lost});
  CHECK(sums_text(result) == "1 kept, 1 moved, 4 lost, 1 new");
}

TEST_CASE("A day on the zone's clock has 23 or 25 hours and says so", "[reports][calendar]") {
  const auto spring = calendar("30 * * * *", "", "Europe/Berlin", "2026-03-28", 3);
  CHECK_FALSE(spring.days[0].change);
  REQUIRE(spring.days[1].change);
  CHECK(spring.days[0].runs.size() == 24);
  CHECK(spring.days[1].runs.size() == 23);
  CHECK(spring.days[2].runs.size() == 24);
  const auto autumn = calendar("30 * * * *", "", "Europe/Berlin", "2026-10-25", 1);
  REQUIRE(autumn.days[0].runs.size() == 25);
  const auto& runs = autumn.days[0].runs;
  CHECK(std::ranges::count(runs, true, &CalendarRun::second_pass) == 1);
  CHECK(runs[3].before == std::chrono::minutes{150});
  CHECK(runs[3].second_pass);
  // Midnight itself is skipped here.
  const auto cairo = calendar("0 * * * *", "", "Africa/Cairo", "2026-04-24", 1);
  REQUIRE(cairo.days[0].runs.size() == 23);
  CHECK(cairo.days[0].runs.front().before == std::chrono::hours{1});
}

TEST_CASE("The table has a row a day and marks the change of the clock", "[reports][calendar]") {
  const auto text = calendar_text(
      calendar("30 2 * * *", "30 3 * * *", "Europe/Berlin", "2026-03-28", 2), {100, false, true});
  CHECK_THAT(text, Contains("Sat 2026-03-28  02:30   03:30  moved 02:30 -> 03:30"));
  CHECK_THAT(text,
             Contains("Sun 2026-03-29  -       03:30  new 03:30             skips 02:00 to 03:00"));
}

TEST_CASE("The picture says everything without colour, in light and dark", "[reports][calendar]") {
  const auto made = calendar("0 6,9 * * *", "0 7,9,12 * * 1-5", "Europe/Berlin", "2026-03-27", 4);
  const auto svg = calendar_svg(made);
  CHECK(svg == calendar_svg(made));
  for (const char* part : {"<svg xmlns=", "role=\"img\"", "<title id=", "<desc id=",
                           "prefers-color-scheme:dark", "06:00 moves to 07:00", "09:00: kept",
                           "12:00: new", "06:00: lost", "clock skips 02:00–03:00"}) {
    CHECK_THAT(svg, Contains(part));
  }
  CHECK(svg.ends_with("</svg>\n"));
  CHECK_THAT(calendar_json(made),
             Contains("\"fate\": \"moved\"") || Contains("\"fate\":\"moved\""));
}

TEST_CASE("What was pasted cannot break out of the picture", "[reports][calendar]") {
  CalendarRequest request;
  request.before = shown("argo", "0 9 * * *", "UTC");
  request.before.exprs = {"</text><script>alert(1)</script>&\"'\x01\xff\xef\xbf\xbf"};
  request.from = day("2026-01-01");
  request.days = 1;
  const auto svg = calendar_svg(make_calendar(request));
  CHECK_THAT(svg, !Contains("<script"));
  CHECK_THAT(svg, Contains("&lt;/text&gt;&lt;script&gt;"));
  CHECK(std::ranges::none_of(svg, [](char c) { return c >= 0 && c < ' ' && c != '\n'; }));
}

TEST_CASE("Many runs a day are one bar with their number", "[reports][calendar]") {
  const auto svg = calendar_svg(calendar("* * * * *", "", "UTC", "2026-01-01", 400));
  CHECK_THAT(svg, Contains("1440 runs"));
  CHECK(svg.size() < 1'000'000);
}
