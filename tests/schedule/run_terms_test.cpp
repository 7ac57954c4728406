#include <algorithm>

#include "canonical-schema/schedule/relate/run_distance.hpp"
#include "canonical-schema/schedule/render.hpp"
#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

// What is said of runs beside when they start.

namespace plumbline::schedule {
namespace {

using namespace test;
using namespace std::chrono_literals;

Trigger spread(std::string expr, Seconds jitter) {
  Trigger trigger = cron("portable", std::move(expr));
  trigger.jitter = jitter;
  return trigger;
}

Trigger spread_in(std::string zone, std::string dialect, std::string expr, Seconds jitter) {
  Trigger trigger = spread(std::move(expr), jitter);
  trigger.dialect = std::move(dialect);
  trigger.zone = in(std::move(zone));
  return trigger;
}

Trigger every_months(const char* period, Seconds jitter) {
  Trigger trigger = of_kind(TriggerKind::every, period);
  trigger.anchor = utc("2026-01-01");
  trigger.jitter = jitter;
  return trigger;
}

Relation relation_between(const Triggers& a, const Triggers& b) {
  return relate(*compiled(a), *compiled(b), as_of()).relation;
}

}  // namespace

TEST_CASE("Runs that are spread over less than half of the way to the next are the same runs",
          "[schedule]") {
  CHECK(relation_between({spread("0 * * * *", 15min)}, {spread("0 * * * *", 15min)}) ==
        Relation::equal);
  CHECK(relation_between({spread("0 * * * *", 15min)}, {spread("0 * * * *", 0s)}) ==
        Relation::equal_firing);
  CHECK(relation_between({spread("0 * * * *", 0s)}, {spread("0 * * * *", 29min)}) ==
        Relation::equal_firing);
  CHECK(relation_between({spread("0 * * * *", 0s)}, {spread("0 * * * *", 30min)}) ==
        Relation::different);
  CHECK(relation_between({spread("0 8,9,23 * * *", 25min)}, {spread("0 8,9,23 * * *", 0s)}) ==
        Relation::equal_firing);
  CHECK(relation_between({spread("0 23 * * *", 15min)}, {spread("0 22 * * *", 15min)}) ==
        Relation::different);
}

TEST_CASE("Which of the runs are spread is compared run by run", "[schedule]") {
  const Trigger morning = spread("0 9 * * *", 0s);
  const Trigger evening = spread("0 17 * * *", 0s);
  const Trigger spread_morning = spread("0 9 * * *", 1h);
  const Trigger spread_evening = spread("0 17 * * *", 1h);
  CHECK(relation_between({morning, spread_evening}, {spread_evening, morning}) == Relation::equal);
  CHECK(relation_between({morning, spread_evening}, {spread_morning, evening}) ==
        Relation::equal_firing);
  CHECK(relation_between({morning, spread("0 17 * * *", 5h)}, {spread("0 9 * * *", 5h), evening}) ==
        Relation::different);
  CHECK(relation_between({morning, spread_morning}, {morning}) == Relation::equal_firing);
  // What says the same of all its runs may be written in parts.
  CHECK(relation_between({morning, evening, spread_morning, spread_evening},
                         {spread("0 9,17 * * *", 0s), spread("0 9,17 * * *", 1h)}) ==
        Relation::equal);
  CHECK(canonical_hash(*compiled(Triggers{morning, spread_evening})) ==
        canonical_hash(*compiled(Triggers{spread_morning, evening})));
}

TEST_CASE("Spreads count where times agree but for clock changes, zones or phases", "[schedule]") {
  const auto vixie = spread_in("Europe/Berlin", "debian-cron", "30 2 * * *", 0s);
  CHECK(relation_between({spread_in("Europe/Berlin", "argo", "30 2 * * *", 0s)}, {vixie}) ==
        Relation::equal_except_dst);
  CHECK(relation_between({spread_in("Europe/Berlin", "argo", "30 2 * * *", 80'000s)}, {vixie}) ==
        Relation::different);
  Trigger somewhere = vixie;
  somewhere.zone = ZoneRef{};
  CHECK(relation_between({somewhere}, {vixie}) == Relation::unknown_zone);
  somewhere.jitter = 80'000s;
  CHECK(relation_between({somewhere}, {vixie}) == Relation::different);
  Trigger hourly = of_kind(TriggerKind::every, "1h");
  const Trigger spread_hourly = [&] {
    Trigger trigger = hourly;
    trigger.jitter = 50min;
    return trigger;
  }();
  CHECK(relation_between({hourly}, {hourly}) == Relation::unknown_phase);
  CHECK(relation_between({hourly}, {spread_hourly}) == Relation::different);
}

TEST_CASE("The next run may be nearer across a clock change, and months are weeks away",
          "[schedule]") {
  // 00:50Z and 01:10Z are 01:50 and 01:10 on the night the clock goes back.
  const auto pair = [](Seconds jitter) {
    return relation_between({spread_in("Europe/London", "argo", "10,50 1 * * *", jitter)},
                            {spread_in("Europe/London", "argo", "10,50 1 * * *", 0s)});
  };
  CHECK(pair(9min) == Relation::equal_firing);
  CHECK(pair(18min) == Relation::different);
  // Only one of the repeated hours runs.
  CHECK(relation_between({spread_in("Europe/London", "quartz", "0 10,50 1 * * ?", 18min)},
                         {spread_in("Europe/London", "quartz", "0 10,50 1 * * ?", 0s)}) ==
        Relation::equal_firing);
  CHECK(relation_between({every_months("1mo", 60s)}, {every_months("1mo", 0s)}) ==
        Relation::equal_firing);
  CHECK(relation_between({every_months("1mo", 15 * 24h)}, {every_months("1mo", 0s)}) ==
        Relation::different);
  Trigger once = of_kind(TriggerKind::at, "2026-12-31T23:00");
  once.zone = in("UTC");
  Trigger spread_once = once;
  spread_once.jitter = 1h;
  CHECK(relation_between({once}, {spread_once}) == Relation::equal_firing);
}

TEST_CASE("A text for an engine that spreads nothing says so", "[schedule]") {
  const auto notes_for = [](std::string_view dialect) {
    const auto schedule = compiled({spread_in("Europe/Berlin", "argo", "30 2 * * *", 10min)});
    const auto rendering = render(*schedule, dialect, zones(), as_of());
    REQUIRE(rendering);
    REQUIRE(rendering->text);
    return rendering->text->notes;
  };
  const std::string note = "starts each run at its time: nothing spreads them over 10m";
  CHECK(std::ranges::count(notes_for("debian-cron"), note) == 1);
  CHECK(std::ranges::count(notes_for("portable"), note) == 0);
}

TEST_CASE("Each part of a text that spreads runs is spread as it was", "[schedule]") {
  const Triggers triggers{spread("0 9 * * *", 0s), spread("0 17 * * *", 1h)};
  const auto rendering = render(*compiled(triggers), "portable", zones(), as_of());
  REQUIRE(rendering);
  REQUIRE(rendering->text);
  CHECK(rendering->text->relation == Relation::equal);
  CHECK(relation_between(rendering->text->triggers, triggers) == Relation::equal);
}

TEST_CASE("The distance of runs is sought no further than it matters", "[schedule]") {
  const auto schedule = compiled("argo", "10,50 1 * * *", "Europe/London");
  CHECK(least_distance(*schedule, as_of(), 0s) == 20min);
  // That the runs of a day are 40 minutes apart is enough to know: clock changes are not walked.
  CHECK(least_distance(*schedule, as_of(), 40min) == 40min);
}

}  // namespace plumbline::schedule
