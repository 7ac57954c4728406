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
  CHECK(result.days[0].runs[0].before->time == std::chrono::hours{6});
  CHECK(result.days[0].runs[0].after->time == std::chrono::hours{7});
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
  CHECK(std::ranges::count_if(runs,
                              [](const CalendarRun& run) { return run.before->second_pass; }) == 1);
  CHECK(runs[3].before->time == std::chrono::minutes{150});
  CHECK(runs[3].before->second_pass);
  // Midnight itself is skipped here.
  const auto cairo = calendar("0 * * * *", "", "Africa/Cairo", "2026-04-24", 1);
  REQUIRE(cairo.days[0].runs.size() == 23);
  CHECK(cairo.days[0].runs.front().before->time == std::chrono::hours{1});
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

TEST_CASE("A run that crosses midnight is a move and not a loss", "[reports][calendar]") {
  const auto later = calendar("50 23 * * *", "10 0 * * *", "UTC", "2026-01-05", 3);
  CHECK(sums_text(later) == "0 kept, 4 moved, 0 lost, 0 new");
  const auto text = calendar_text(later, {100, false, true});
  CHECK_THAT(text, Contains("00:10  moved Sun 23:50 -> 00:10, 23:50 -> Tue 00:10\n"));
  CHECK_THAT(text, Contains("Tue 2026-01-06  23:50   00:10  moved 23:50 -> Wed 00:10\n"));
  CHECK_THAT(calendar_json(later), Contains("\"day\": \"2026-01-04\""));
  CHECK_THAT(calendar_svg(later), Contains("Sun 23:50 moves to 00:10"));
  // Backwards as well, and over the end of the days that are drawn.
  CHECK(sums_text(calendar("10 0 * * *", "50 23 * * *", "UTC", "2026-01-05", 1)) ==
        "0 kept, 2 moved, 0 lost, 0 new");
}

TEST_CASE("A move goes to the nearest time and at most twelve hours", "[reports][calendar]") {
  const auto sums = [](const char* before, const char* after) {
    return sums_text(calendar(before, after, "UTC", "2026-01-05", 1));
  };
  CHECK(sums("0 6,20 * * *", "0 7 * * *") == "0 kept, 1 moved, 1 lost, 0 new");
  CHECK(sums("0 6 * * *", "0 7,20 * * *") == "0 kept, 1 moved, 0 lost, 1 new");
  CHECK(sums("0 6 5 * *", "0 18 5 * *") == "0 kept, 1 moved, 0 lost, 0 new");
  CHECK(sums("0 6 5 * *", "1 18 5 * *") == "0 kept, 0 moved, 1 lost, 1 new");
}

TEST_CASE("Dense schedules move as a whole or not at all", "[reports][calendar]") {
  const auto sums = [](const char* before, const char* after) {
    return sums_text(calendar(before, after, "UTC", "2026-01-05", 1));
  };
  CHECK(sums("*/5 * * * *", "*/7 * * * *") == "48 kept, 0 moved, 240 lost, 168 new");
  CHECK(sums("*/2 * * * *", "*/3 * * * *") == "240 kept, 0 moved, 480 lost, 240 new");
  CHECK(sums("*/5 9 * * *", "*/7 9 * * *") == "2 kept, 0 moved, 10 lost, 7 new");
  CHECK(sums("*/5 * * * *", "2-59/5 * * * *") == "0 kept, 288 moved, 0 lost, 0 new");
  CHECK(sums("0 * * * *", "30 * * * *") == "0 kept, 24 moved, 0 lost, 0 new");
}

TEST_CASE("Each end of a move tells which pass of a repeated hour it is", "[reports][calendar]") {
  CalendarRequest request;
  request.before = shown("argo", "30 2 * * *", "Europe/Berlin");
  request.after = shown("argo", "0 3 * * *", "Europe/Berlin");
  request.zone = *schedule::test::zones().load("Europe/Berlin");
  request.from = day("2026-10-25");
  request.days = 1;
  const auto autumn = make_calendar(request);
  const auto text = calendar_text(autumn, {160, false, true});
  CHECK_THAT(text, Contains("lost 02:30") && Contains("moved 02:30 (2nd) -> 03:00"));
  CHECK_THAT(calendar_svg(autumn), Contains("02:30 (2nd) moves to 03:00"));
  std::swap(request.before, *request.after);
  const auto back = calendar_text(make_calendar(request), {160, false, true});
  CHECK_THAT(back, Contains("moved 03:00 -> 02:30 (2nd)") && Contains("new 02:30"));
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
