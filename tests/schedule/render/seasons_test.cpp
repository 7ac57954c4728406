#include "canonical-schema/schedule/render.hpp"
#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

// What is written for a place whose clock moves against that of the schedule.

namespace plumbline::schedule {
namespace {

using namespace test;

Rendering rendering(const Compiled& schedule, std::string_view dialect,
                    const RenderOptions& options = {}) {
  auto result = render(schedule, dialect, zones(), as_of(), options);
  if (!result) throw std::runtime_error(describe(result.error()));
  return *std::move(result);
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : " | ") + line;
  return text;
}

/// Each form that comes nearest, with its relation and its last note.
std::vector<std::string> near_forms(const Rendering& rendering) {
  std::vector<std::string> forms;
  const auto add = [&](const Rendered& form) {
    forms.push_back(std::string(name(form.relation)) + ": " + joined(form.lines) +
                    (form.notes.empty() ? "" : "; " + form.notes.back()));
  };
  if (rendering.nearest) add(*rendering.nearest);
  for (const auto& form : rendering.for_other_seasons) add(form);
  return forms;
}

TEST_CASE("A platform that knows UTC alone is told the lines for either part of the year",
          "[schedule]") {
  struct Seasons {
    std::string expr;
    std::string zone;
    std::vector<std::string> expected;
  };
  const auto each = GENERATE(values<Seasons>({
      {"30 6 * * 1-5",
       "Europe/Berlin",
       {"seasonal: cron(30 4 ? * MON-FRI *); right while Europe/Berlin is at UTC+2 (from "
        "2026-03-29 to 2026-10-25)",
        "seasonal: cron(30 5 ? * MON-FRI *); right while Europe/Berlin is at UTC+1 (until "
        "2026-03-29)"}},
      // Over midnight the days move along.
      {"30 20 * * 5",
       "America/New_York",
       {"seasonal: cron(30 0 ? * SAT *); right while America/New_York is at UTC-4 (from "
        "2026-03-08 to 2026-11-01)",
        "seasonal: cron(30 1 ? * SAT *); right while America/New_York is at UTC-5 (until "
        "2026-03-08)"}},
      {"0 9 * * *",
       "Australia/Lord_Howe",
       {"seasonal: cron(30 22 * * ? *); right while Australia/Lord_Howe is at UTC+10:30 (from "
        "2026-04-05 to 2026-10-04)",
        "seasonal: cron(0 22 * * ? *); right while Australia/Lord_Howe is at UTC+11 (until "
        "2026-04-05)"}},
  }));
  CAPTURE(each.expr, each.zone);
  const auto found = rendering(*compiled("argo", each.expr, each.zone), "aws-rule");
  CHECK(found.reason ==
        "an EventBridge rule reads clock times in UTC, and " + each.zone + " changes its clock");
  CHECK(near_forms(found) == each.expected);
}

TEST_CASE("Days that only a leap year tells come near at the right hour", "[schedule]") {
  const auto found = rendering(*compiled("argo", "0 22 28 * *", "America/New_York"), "aws-rule");
  CHECK(near_forms(found).front().starts_with("seasonal: cron(0 2 29 * ? *) | cron(0 2 1 3 ? *);"));
}

TEST_CASE("Clocks that change together are read at their distance", "[schedule]") {
  const RenderOptions in_london{.one_line = false, .only_zone = "Europe/London"};
  const auto found =
      rendering(*compiled("argo", "30 6 * * 1-5", "Europe/Berlin"), "argo", in_london);
  REQUIRE(found.text);
  CHECK(joined(found.text->lines) == "30 5 * * mon-fri");
  const auto two = compiled(
      {cron("argo", "30 6 * * 1-5", "Europe/Berlin"), cron("argo", "30 5 * * 6", "Europe/London")});
  CHECK(joined(rendering(*two, "quartz").text->lines) == "0 30 6 ? * MON-FRI | 0 30 6 ? * SAT");
}

}  // namespace
}  // namespace plumbline::schedule
