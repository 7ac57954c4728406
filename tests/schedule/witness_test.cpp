#include "canonical-schema/schedule/witness.hpp"

#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;

Trigger every(std::string period, std::string_view anchor = {}) {
  Trigger trigger = of_kind(TriggerKind::every, std::move(period));
  if (!anchor.empty()) trigger.anchor = utc(anchor);
  return trigger;
}

Comparison compared(const Triggers& a, const Triggers& b, Instant from = as_of()) {
  return relate(*compiled(a), *compiled(b), from);
}
std::string relation(const Triggers& a, const Triggers& b, Instant from = as_of()) {
  return name(compared(a, b, from).relation);
}

Trigger without_zone(Trigger trigger) {
  trigger.zone = ZoneRef{ZoneKnowledge::platform_default, {}};
  return trigger;
}

struct Pair {
  const char* what;
  Trigger a;
  Trigger b;
  Relation relation;
  const char* only_a;  ///< "" = none
  const char* only_b;
};

std::string shown(const std::optional<Instant>& at) { return at ? to_rfc3339(*at) : ""; }

}  // namespace

TEST_CASE("Periods that divide no week are compared exactly with calendars and each other",
          "[schedule]") {
  const std::vector<Pair> pairs{
      {"13 hours fall on full hours", every("13h", "2026-01-01T00:00:00Z"),
       cron("portable", "0 * * * *"), Relation::subset, "", "2026-01-01T01:00:00Z"},
      {"13 hours from half past do not", every("13h", "2026-01-01T00:30:00Z"),
       cron("portable", "0 * * * *"), Relation::different, "2026-01-01T00:30:00Z",
       "2026-01-01T00:00:00Z"},
      {"90 seconds miss every other minute", every("90s", "2026-01-01T00:00:00Z"),
       cron("portable", "* * * * *"), Relation::different, "2026-01-01T00:01:30Z",
       "2026-01-01T00:01:00Z"},
      {"27 hours and 13 hours", every("27h", "2026-01-01T00:00:00Z"),
       every("13h", "2026-01-01T00:00:00Z"), Relation::different, "2026-01-02T03:00:00Z",
       "2026-01-01T13:00:00Z"},
      {"a month is the first of each", every("1mo", "2026-01-01T00:00:00Z"),
       cron("portable", "0 0 1 * *"), Relation::equal, "", ""},
      {"a quarter", cron("portable", "30 6 2 1,4,7,10 *"), every("3mo", "2025-10-02T06:30:00Z"),
       Relation::equal, "", ""},
      {"the 31st is cut in short months", every("1mo", "2026-01-31T00:00:00Z"),
       cron("portable", "0 0 31 * *"), Relation::superset, "2026-02-28T00:00:00Z", ""},
      {"five months drift through the year", every("5mo", "2026-01-01T00:00:00Z"),
       cron("portable", "0 0 1 * *"), Relation::subset, "", "2026-02-01T00:00:00Z"},
      {"two years", every("24mo", "2026-01-01T00:00:00Z"), cron("portable", "0 0 1 1 *"),
       Relation::subset, "", "2027-01-01T00:00:00Z"},
  };
  for (const auto& pair : pairs) {
    CAPTURE(pair.what);
    const auto found = compared({pair.a}, {pair.b});
    CHECK(std::string(name(found.relation)) == name(pair.relation));
    CHECK(shown(found.first_only_a) == pair.only_a);
    CHECK(shown(found.first_only_b) == pair.only_b);
    const auto swapped = compared({pair.b}, {pair.a});
    CHECK(shown(swapped.first_only_a) == pair.only_b);
    CHECK(shown(swapped.first_only_b) == pair.only_a);
  }
}

TEST_CASE("Windows are compared by the runs that they let pass", "[schedule]") {
  const auto windowed = [](const char* expr, std::optional<std::string> start,
                           std::optional<std::string> end) {
    Trigger trigger = cron("argo", expr, "Europe/Berlin");
    if (start) trigger.window_start = utc(*start);
    if (end) trigger.window_end = utc(*end);
    return trigger;
  };
  const auto of_pair = [&](const Trigger& a, const Trigger& b) { return relation({a}, {b}); };
  CHECK(of_pair(windowed("* * * * *", "2026-12-01T09:00:30Z", {}),
                windowed("* * * * *", "2026-12-01T09:01:00Z", {})) == "equal");
  CHECK(of_pair(windowed("* * * * *", "2026-12-01T09:00:00Z", {}),
                windowed("* * * * *", "2026-12-01T09:01:00Z", {})) == "superset");
  CHECK(of_pair(windowed("0 9 * * *", {}, "2027-01-10T09:00:00Z"),
                windowed("0 9 * * *", {}, "2027-01-10T20:00:00Z")) == "equal");
  CHECK(of_pair(windowed("0 9 * * *", {}, "2027-01-10T07:00:00Z"),
                windowed("0 9 * * *", {}, "2027-01-10T20:00:00Z")) == "subset");
  CHECK(of_pair(cron("quartz", "0 0 9 * * ? 2027", "Europe/Berlin"),
                windowed("0 9 * * *", "2027-01-01T00:00:00Z", "2027-12-31T22:59:59Z")) == "equal");
  CHECK(of_pair(windowed("0 9 * * *", "2026-12-01T00:00:00Z", "2026-11-30T00:00:00Z"),
                cron("argo", "0 9 30 2 *")) == "never-both");
}

TEST_CASE("Single times that are past are no difference", "[schedule]") {
  Trigger past = of_kind(TriggerKind::at, "2020-01-01T00:00");
  past.zone = in("UTC");
  const Trigger daily = cron("argo", "0 9 * * *");
  CHECK(compared({past, daily}, {daily}).relation == Relation::equal);
}

TEST_CASE("A run that only one of many thousand lacks is found", "[schedule]") {
  // Quartz leaves out the first copy of the hour that autumn repeats.
  const auto found = compared({every("61s", "2020-01-01T00:00:00Z")},
                              {cron("quartz", "* * * * * ?", "Europe/Berlin")});
  CHECK(found.relation == Relation::different);
  REQUIRE(found.first_only_a);
  CHECK(*found.first_only_a >= utc("2026-10-25T00:00:00Z"));
  CHECK(*found.first_only_a < utc("2026-10-25T01:00:00Z"));
  CHECK(shown(found.first_only_b) != "");
}

TEST_CASE("Runs of every minute that count on through clock changes are compared in time",
          "[schedule]") {
  const auto found = compared({cron("airflow", "* * * * 6", "Europe/Berlin")},
                              {cron("airflow", "* * * * 6", "UTC")});
  CHECK(found.relation == Relation::different);
  CHECK(shown(found.first_only_a) == "2026-01-02T23:00:00Z");
  CHECK(shown(found.first_only_b) == "2026-01-03T23:00:00Z");
}

TEST_CASE("A difference of windows and of single times comes with its first runs", "[schedule]") {
  Trigger windowed = cron("portable", "0 9 * * *");
  windowed.window_end = utc("2026-03-01T00:00:00Z");
  auto found = compared({windowed}, {cron("portable", "0 9 * * *")});
  CHECK(found.relation == Relation::subset);
  CHECK(shown(found.first_only_b) == "2026-03-01T09:00:00Z");

  windowed.window_start = utc("2026-02-01T00:00:00Z");
  found = compared({cron("portable", "0 9 * * *")}, {windowed});
  CHECK(found.relation == Relation::superset);
  CHECK(shown(found.first_only_a) == "2026-01-01T09:00:00Z");

  Trigger once = of_kind(TriggerKind::at, "2026-06-01T12:00");
  once.zone = in("UTC");
  found = compared({cron("portable", "0 9 * * *"), once}, {cron("portable", "0 9 * * *")});
  CHECK(found.relation == Relation::superset);
  CHECK(shown(found.first_only_a) == "2026-06-01T12:00:00Z");
}

TEST_CASE("A list that has one time under two policies is told from one that has it under one",
          "[schedule]") {
  const Trigger starred = without_zone(cron("debian-cron", "30 * * * *"));
  const Trigger ranged = without_zone(cron("debian-cron", "30 0-23 * * *"));
  CHECK(relation({starred}, {starred, ranged}) == "equal-except-dst");
  CHECK(relation({starred, ranged}, {starred}) == "equal-except-dst");
}

TEST_CASE("What an engine leaves open equals only what leaves it open too", "[schedule]") {
  const Trigger open = cron("temporal", "30 2 * * *", "Europe/Berlin");
  const Trigger twice = cron("argo", "30 2 * * *", "Europe/Berlin");
  const auto found = compared({open}, {twice});
  CHECK(found.relation == Relation::equal_except_dst);
  CHECK(found.reason == "whether one runs a repeated clock time once or twice is not defined");
  CHECK(relation({twice}, {open}) == "equal-except-dst");
  CHECK(relation({open}, {open}) == "equal");
  CHECK(relation({open}, {cron("temporal", "30 2 */1 * *", "Europe/Berlin")}) == "equal");
  // No clock change repeats these.
  CHECK(relation({cron("temporal", "30 9 * * *", "Europe/Berlin")},
                 {cron("argo", "30 9 * * *", "Europe/Berlin")}) == "equal");
  CHECK(relation({cron("temporal", "30 2 * * *")}, {cron("argo", "30 2 * * *")}) == "equal");
  // Beside a rule in another zone as well.
  const Trigger other = cron("argo", "0 12 1 * *", "Asia/Tokyo");
  CHECK(relation({open, other}, {twice, other}) == "equal-except-dst");
}

TEST_CASE("Years that are past are no difference of clock times", "[schedule]") {
  const Trigger from_2000 = cron("quartz", "0 30 2 * * ? 2000-2199", "Europe/Berlin");
  const Trigger from_1980 = cron("aws-scheduler", "cron(30 2 * * ? 1980-2199)", "Europe/Berlin");
  const auto found = compared({from_2000}, {from_1980});
  CHECK(found.relation == Relation::equal_except_dst);
  CHECK(*found.only_a_per_month == 0.0);
  CHECK(*found.only_b_per_month == 0.0);
  // Here some are still to come.
  CHECK(relation({from_2000}, {from_1980}, utc("1999-06-01T00:00:00Z")) == "different");
}

TEST_CASE("Around changes of odd seconds the witnesses are what fires", "[schedule]") {
  // Liberia moved its clocks by 44 minutes and 30 seconds in 1972.
  const auto a = compiled("debian-cron", "20 0 * * *", "Africa/Monrovia");
  const auto b = compiled("argo", "20 0 * * *", "Africa/Monrovia");
  const Instant from = utc("1972-01-01T00:00:00Z");
  const auto found = relate(*a, *b, from);
  CHECK(found.relation == Relation::equal_except_dst);
  CHECK(shown(found.first_only_a) == "1972-01-07T00:44:30Z");
  CHECK(next_fires(*a, *found.first_only_a, 1).front() == *found.first_only_a);
  CHECK_FALSE(found.first_only_b);
}

TEST_CASE("The first run after a clock change is one rule's own, months later too", "[schedule]") {
  // Airflow counts on through the change of 25 October: the run before was on Friday the 23rd.
  const Trigger counted = cron("airflow", "0 * * * 5", "Europe/Berlin");
  const Trigger plain = cron("argo", "0 * * * 5", "Europe/Berlin");
  const auto found = compared({counted}, {plain}, utc("2026-10-28T00:00:00Z"));
  CHECK(found.relation == Relation::equal_except_dst);
  CHECK(shown(found.first_only_a) == "2026-10-29T22:00:00Z");
  // The days that only the first has are no rule of their own, whose first run would be odd too.
  const auto more =
      compared({cron("airflow", "0 * 1,10 * *", "America/New_York")},
               {cron("airflow", "0 * 10 * *", "America/New_York")}, utc("2026-03-03T00:00:00Z"));
  CHECK(shown(more.first_only_a) == "2026-04-01T04:00:00Z");
}

TEST_CASE("The first difference may be at a clock change before those of clock times",
          "[schedule]") {
  const auto found = compared({cron("debian-cron", "30 2 * * *", "Europe/Berlin")},
                              {cron("argo", "30 2 1-30 * *", "Europe/Berlin"),
                               cron("argo", "30 4 31 * *", "Europe/Berlin")},
                              utc("2026-03-20T00:00:00Z"));
  CHECK(found.relation == Relation::different);
  CHECK(shown(found.first_only_a) == "2026-03-29T01:00:00Z");
  CHECK(shown(found.first_only_b) == "2026-03-31T02:30:00Z");
}

TEST_CASE("A run that a period of the other side has as well is no witness", "[schedule]") {
  const Trigger daily = every("1d", "2026-01-01T01:00:00Z");
  const Trigger odd = every("11h", "2026-01-01T00:00:00Z");
  const auto comparison = compared({daily, odd}, {daily, odd, cron("argo", "0 * * * *")});
  CHECK(comparison.relation == Relation::subset);
  CHECK(shown(comparison.first_only_b) == "2026-01-01T02:00:00Z");
}

TEST_CASE("What runs on days of clock changes alone is not equal for want of other days",
          "[schedule]") {
  CHECK(relation({cron("spring", "0 0 9 ? 3 SUNL", "Europe/London")},
                 {cron("spring", "0 0 15 ? 3 SUNL", "Europe/Berlin")}) == "different");
  CHECK(relation({cron("airflow", "0 * 29 2 *", "Europe/London")},
                 {cron("airflow", "0 * 29 2 *", "Europe/Berlin")}) == "different");
  // Nor is what such a day has hours away from the change.
  const Trigger daily = cron("argo", "0 9 * * *", "Europe/London");
  const Trigger yearly = cron("argo", "0 12 1 1 *", "Asia/Tokyo");
  CHECK(relation({daily, yearly},
                 {daily, yearly, cron("spring", "0 0 15 ? 3 SUNL", "Europe/London")}) !=
        "equal-except-dst");
}

TEST_CASE("The first run after a clock change is odd whenever the comparison begins",
          "[schedule]") {
  for (const char* from : {"2026-10-20", "2026-10-28", "2026-12-20"}) {
    CAPTURE(from);
    const auto found = compared({cron("airflow", "0 * * * 5", "Europe/London")},
                                {cron("airflow", "0 * * * 5", "UTC")}, utc(from));
    CHECK(found.relation == Relation::seasonal);
    CHECK(*found.only_a_per_month == Approx(2.55).margin(0.01));
  }
}

TEST_CASE("Calendars are compared within their windows, however many runs those hold",
          "[schedule]") {
  const auto windowed = [](Triggers triggers, std::optional<std::string> start,
                           std::optional<std::string> end) {
    for (auto& trigger : triggers) {
      if (start) trigger.window_start = utc(*start);
      if (end) trigger.window_end = utc(*end);
    }
    return triggers;
  };
  const auto until = [&](const char* expr, const char* end) {
    return windowed({cron("argo", expr)}, {}, end);
  };
  CHECK(relation(until("*/2 * * * *", "2028-01-01T00:01:00Z"),
                 until("* * * * *", "2028-01-01T00:01:00Z")) == "subset");
  CHECK(relation(until("*/2 * * * *", "2028-01-01T00:02:00Z"),
                 until("* * * * *", "2028-01-01T00:01:00Z")) == "subset");
  CHECK(relation(until("*/2 * * * *", "2028-01-01T00:03:00Z"),
                 until("* * * * *", "2028-01-01T00:01:00Z")) == "different");
  // The winter of two zones.
  const auto winter = [&](const Triggers& triggers) {
    return windowed(triggers, "2026-12-01T00:00:00Z", "2027-02-25T00:00:00Z");
  };
  CHECK(relation(winter({cron("argo", "0-58 9 * * *", "Europe/London"),
                         cron("argo", "0-58 10-22 * * *", "Europe/London")}),
                 winter({cron("argo", "0-58 9-22 * * *")})) == "equal");
  // Years before the windows.
  CHECK(relation(windowed({cron("aws-scheduler", "cron(0 9 * * ? 2026-2199)")},
                          "2030-01-01T00:00:00Z", {}),
                 windowed({cron("aws-scheduler", "cron(0 9 * * ? 2028-2199)")},
                          "2030-01-01T00:00:00Z", {})) == "equal");
  // Windows of which one is over before the other begins.
  const auto apart = compared(windowed({cron("argo", "* * * * *")}, {}, "2027-01-01T00:00:00Z"),
                              windowed({cron("argo", "* * * * *")}, "2028-01-01T00:00:00Z", {}));
  CHECK(apart.relation == Relation::different);
  CHECK(shown(apart.first_only_a) == "2026-01-01T00:00:00Z");
  CHECK(shown(apart.first_only_b) == "2028-01-01T00:00:00Z");
  // How engines treat a clock change matters if a window holds one.
  const auto policies = [&](const char* start, const char* end) {
    return relation(windowed({cron("debian-cron", "30 2 * * *", "Europe/Berlin")}, start, end),
                    windowed({cron("argo", "30 2 * * *", "Europe/Berlin")}, start, end));
  };
  CHECK(policies("2026-11-01T00:00:00Z", "2027-03-01T00:00:00Z") == "equal");
  CHECK(policies("2026-11-01T00:00:00Z", "2027-04-01T00:00:00Z") == "equal-except-dst");
}

TEST_CASE("Seconds of a minute that has begun are compared too", "[schedule]") {
  const auto found =
      compared({cron("quartz", "30 0 10 * * ?"), cron("quartz", "0 0 1 1 1 ?", "Asia/Tokyo")},
               {cron("quartz", "0 0 1 1 1 ?", "Asia/Tokyo")}, utc("2026-05-05T10:00:15Z"));
  CHECK(shown(found.first_only_a) == "2026-05-05T10:00:30Z");
}

TEST_CASE("Long lists with seconds and years are compared across zones in time", "[schedule]") {
  Triggers left;
  Triggers right;
  for (int line = 0; line < 60; ++line) {
    const auto minute = std::to_string(line);
    const auto day = std::to_string(line % 28 + 1);
    const auto expr = minute + " " + minute + " */2 " + day + " * ? 2020-2150";
    left.push_back(cron("quartz", expr, "Europe/London"));
    right.push_back(cron("quartz", expr, "Europe/Berlin"));
  }
  CHECK(relation(left, right) == "different");
}

}  // namespace plumbline::schedule
