#include "canonical-schema/schedule/difference.hpp"

#include <algorithm>

#include "canonical-schema/schedule/season.hpp"
#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;
using plumbline::test::ContainsSubstring;

Difference between(const Triggers& a, const Triggers& b) {
  const Context context;
  const auto left = compiled(a);
  const auto right = compiled(b);
  return explain_difference({a, *left, context}, {b, *right, context},
                            relate(*left, *right, as_of()), zones(), as_of());
}

Difference between(const Trigger& a, const Trigger& b) { return between(Triggers{a}, Triggers{b}); }

struct Case {
  Trigger a;
  Trigger b;
  const char* summary;
  const char* cause;
  const char* hint;
};

}  // namespace

TEST_CASE("A difference is told by how often, what contains what, and its cause", "[schedule]") {
  const std::vector<Case> cases{
      {cron("robfig", "*/15 * * * *"), cron("robfig", "0 * * * *"),
       "A runs 96 times a day, B 24 times a day. Every run of B is also a run of A.",
       "the minutes: 0, 15, 30 and 45 against 0", ""},
      {cron("robfig", "0 9 * * *"), cron("robfig", "30 10 * * *"),
       "Both run once a day. Each has runs that the other lacks.",
       "the minutes: 0 against 30; the hours: 9 against 10", ""},
      {cron("debian-cron", "0 0 */2 * 1"), cron("argo", "0 0 */2 * 1"),
       "A runs 2.2 times a month, B 17.7 times a month. Every run of A is also a run of B.",
       "Debian cron and Argo read the same text differently; the days: Mondays that are days 1, 3, "
       "5 … 31 of the month against days 1, 3, 5 … 31 of the month and on Mondays",
       "A runs on days that fit both day fields, B on days that fit either"},
      {cron("robfig", "0 9 * * 1-5"), cron("robfig", "0 9 * * 0-4"),
       "Both run 21.7 times a month. Each has runs that the other lacks.",
       "the days: weekdays against Mondays, Tuesdays, Wednesdays, Thursdays and Sundays",
       "B's weekdays are one day early"},
      {cron("robfig", "0 9-17 * * *"), cron("robfig", "0 9-16 * * *"),
       "A runs 9 times a day, B 8 times a day. Every run of B is also a run of A.",
       "the hours: 9-17 against 9-16", "B's hours end one hour early"},
      {cron("robfig", "0 9 * * *", "Europe/London"), cron("robfig", "0 9 * * *", "UTC"),
       "Both run once a day. Equal on 155 of 365 days. They agree while Europe/London is on winter "
       "time; from Sun 2026-03-29 to Sun 2026-10-25 B runs one hour later.",
       "the zone: Europe/London against UTC", ""},
      {cron("debian-cron", "30 1 * * *", "Europe/London"),
       cron("robfig", "30 1 * * *", "Europe/London"),
       "The same clock times; they part only at clock changes. On 2026-03-29 only A runs at 01:00 "
       "UTC. On 2026-10-25 only B runs at 01:30 UTC.",
       "Debian cron and robfig/cron read the same text differently; what the engines do at clock "
       "changes",
       ""},
      {cron("robfig", "0 2 * * 1", "Asia/Tokyo"), cron("robfig", "0 17 * * 1"),
       "Both run 4.3 times a month. Each has runs that the other lacks.", "",
       "B's weekdays are one day late, since midnight lies between their zones"},
      {cron("robfig", "0 9 * * 1-5"), cron("quartz", "0 0 9 ? * 1-5"),
       "Both run 21.7 times a month. Each has runs that the other lacks.",
       "the days: weekdays against Mondays, Tuesdays, Wednesdays, Thursdays and Sundays",
       "B's weekdays are one day early: their dialects may number them differently"},
      {cron("robfig", "0 9 1 1 *"), cron("robfig", "0 9 1 2 *"),
       "Both run once a year. Each has runs that the other lacks.", "the months: 1 against 2", ""},
  };
  for (const auto& each : cases) {
    CAPTURE(each.a.expr, each.b.expr);
    const auto difference = between(each.a, each.b);
    CHECK(difference.summary == each.summary);
    CHECK(difference.cause == each.cause);
    CHECK(difference.hint == each.hint);
  }
}

TEST_CASE("What is no plain difference is told as what it is", "[schedule]") {
  CHECK(between(cron("robfig", "0 9 * * *"), cron("cronie", "0 9 * * *")).summary ==
        "They run at the same instants for all time, clock changes included.");
  CHECK(between(cron("cronie", "0 22-4 * * *"), cron("cronie", "0 9 * * *")).summary ==
        "A is accepted and never runs.");
  CHECK_THAT(between(cron("robfig", "@every 1h"), cron("robfig", "0 * * * *")).summary,
             ContainsSubstring("not in its text"));
  CHECK_THAT(between(cron("quartz", "* * * * * ?", "Europe/Berlin"),
                     cron("airflow", "* * * * * *", "Europe/Berlin"))
                 .summary,
             ContainsSubstring("only B runs at 00:00, 00:01, 00:02, 00:03, 00:04 … UTC"));
  CHECK(between(of_kind(TriggerKind::boot), cron("robfig", "0 * * * *")).summary ==
        "They cannot be compared: they are started by different kinds of trigger.");
  // Lists have no one part that differs.
  const auto lists = between(Triggers{cron("robfig", "0 9 * * *"), cron("robfig", "0 17 * * *")},
                             Triggers{cron("robfig", "0 9 * * *")});
  CHECK(lists.cause.empty());
  CHECK_THAT(lists.summary, ContainsSubstring("Every run of B is also a run of A."));
}

TEST_CASE("Day fields that restrict nothing are no slip", "[schedule]") {
  for (const char* fewer : {"0 0 1 * *", "0 0 * * 0"}) {
    const auto difference = between(cron("debian-cron", "0 0 * * *"), cron("debian-cron", fewer));
    CAPTURE(fewer);
    CHECK(difference.hint.find("day field") == std::string::npos);
  }
}

TEST_CASE("Two that agree in a part of the year come with its days and what the other part does",
          "[schedule]") {
  const auto seasons = [](const char* zone_a, const char* expr_b, const char* zone_b,
                          Instant from) {
    const auto a = compiled("robfig", "0 9 * * *", zone_a);
    const auto b = compiled("robfig", expr_b, zone_b);
    REQUIRE(relate(*a, *b, from).relation == Relation::seasonal);
    return season_words(*a, *b, from);
  };
  const auto winter = utc("2026-11-21T00:00:00Z");
  const auto summer = utc("2026-07-01T00:00:00Z");
  CHECK(seasons("UTC", "0 10 * * *", "Europe/Berlin", winter) ==
        "They agree while Europe/Berlin is on winter time; from Sun 2027-03-28 to Sun 2027-10-31 B "
        "runs one hour earlier.");
  CHECK(seasons("UTC", "0 10 * * *", "Europe/Berlin", summer) ==
        "They agree while Europe/Berlin is on winter time, next from Sun 2026-10-25 to Sun "
        "2027-03-28; until Sun 2026-10-25 B runs one hour earlier.");
  // South of the equator summer time goes over the end of the year.
  CHECK(seasons("Australia/Sydney", "0 9 * * *", "Australia/Brisbane", winter) ==
        "They agree while Australia/Sydney is on winter time, next from Sun 2027-04-04 to Sun "
        "2027-10-03; until Sun 2027-04-04 B runs one hour later.");
  CHECK(seasons("Australia/Lord_Howe", "0 22 * * *", "UTC", winter) ==
        "They agree while Australia/Lord_Howe is on summer time; from Sun 2027-04-04 to Sun "
        "2027-10-03 B runs 30 minutes earlier.");
  // Both change, and not on the same days.
  CHECK(
      seasons("Europe/Berlin", "0 3 * * *", "America/New_York", winter) ==
      "Until Sun 2027-03-14 they agree; from then to Sun 2027-03-28 B runs one hour earlier; from "
      "then to Sun 2027-10-31 they agree; from then to Sun 2027-11-07 B runs one hour earlier.");
}

TEST_CASE("Where a zone gives up its clock changes the last season goes on", "[schedule]") {
  auto zone = std::make_shared<Zone>(**zones().load("Europe/Berlin"));
  const auto end =
      std::ranges::find(zone->transitions, utc("2027-10-31T01:00:00Z"), &Transition::at);
  REQUIRE(end != zone->transitions.end());
  zone->transitions.erase(end, zone->transitions.end());
  zone->digest = "given up";
  const auto a = compiled("robfig", "0 9 * * *");
  auto b = *compiled("robfig", "0 10 * * *", "Europe/Berlin");
  b.calendars.front().zone = zone;
  CHECK(
      season_words(*a, b, utc("2026-07-01T00:00:00Z")) ==
      "Until Sun 2026-10-25 B runs one hour earlier; from then to Sun 2027-03-28 they agree; from "
      "then on B runs one hour earlier.");
}

TEST_CASE("An offset of a month is no season and told by its number", "[schedule]") {
  auto zone = std::make_shared<Zone>(**zones().load("Europe/Berlin"));
  auto& changes = zone->transitions;
  for (std::size_t i = 1; i < changes.size(); ++i) {
    if (changes[i].offset == std::chrono::hours{1}) {
      changes[i].at = changes[i - 1].at + std::chrono::days{28};
    }
  }
  zone->digest = "a month";
  const auto a = compiled("robfig", "0 9 * * *");
  auto b = *compiled("robfig", "0 10 * * *", "Europe/Berlin");
  b.calendars.front().zone = zone;
  CHECK(season_words(*a, b, utc("2026-07-01T00:00:00Z")) ==
        "They agree while Europe/Berlin is at UTC+1; from Sun 2027-03-28 to Sun 2027-04-25 B runs "
        "one hour earlier.");
}

TEST_CASE("How often is told in words that fit the number", "[schedule]") {
  CHECK_THAT(between(cron("quartz", "0 0 0 29 2 ?"), cron("quartz", "0 0 1 29 2 ?")).summary,
             ContainsSubstring("Both run 24.3 times in 100 years."));
  // But for leap days that is every day.
  CHECK_THAT(between(Triggers{cron("robfig", "0 9 * * *")},
                     Triggers{cron("robfig", "0 10 * 1,3-12 *"), cron("robfig", "0 10 1-28 2 *")})
                 .summary,
             ContainsSubstring("Both run once a day."));
}

TEST_CASE("Of the days only those with runs are counted", "[schedule]") {
  CHECK_THAT(
      between(cron("robfig", "0 9 * * 1", "Europe/London"), cron("robfig", "0 9 * * 1")).summary,
      ContainsSubstring("Equal on 22 of 52 days with runs."));
}

TEST_CASE("A side without runs is not said to have some", "[schedule]") {
  const auto once = [](const char* expr) {
    auto trigger = of_kind(TriggerKind::at, expr);
    trigger.zone = in("UTC");
    return trigger;
  };
  CHECK(between(once("2020-01-01T00:00"), once("2030-01-01T00:00")).summary ==
        "Only B has runs left.");
  CHECK(between(once("2030-01-01T00:00"), once("2020-01-01T00:00")).summary ==
        "Only A has runs left.");
  CHECK(between(once("2020-01-01T00:00"), cron("robfig", "0 9 * * *")).summary ==
        "No run of A is left.");
  const auto by_hand = of_kind(TriggerKind::manual);
  CHECK(between(by_hand, by_hand).summary == "Both are started alike, and no clock starts them.");
  const auto boot_or_event = between({of_kind(TriggerKind::boot), of_kind(TriggerKind::event)},
                                     {of_kind(TriggerKind::boot)});
  CHECK(boot_or_event.cause == "the triggers without a clock differ");
}

TEST_CASE("A spread is told as what differs, and equal windows are not", "[schedule]") {
  auto spread = cron("argo", "0 9 * * *");
  spread.jitter = Seconds{86'000};
  CHECK(between(cron("argo", "0 9 * * *"), spread).summary ==
        "Both run once a day. A run may be spread so far that it comes nearer to another.");
  const auto until_june = [](const char* period) {
    auto trigger = of_kind(TriggerKind::every, period);
    trigger.anchor = as_of();
    trigger.window_end = utc("2026-06-01T00:00:00Z");
    return compiled({trigger});
  };
  CHECK(relate(*until_june("7h"), *until_june("11h"), as_of()).reason == "the times differ");
}

TEST_CASE("A zone that differs is the whole cause, in either order", "[schedule]") {
  const auto berlin = cron("debian-cron", "30 2 * * *", "Europe/Berlin");
  const auto in_utc = cron("debian-cron", "30 2 * * *");
  CHECK(between(berlin, in_utc).cause == "the zone: Europe/Berlin against UTC");
  CHECK(between(in_utc, berlin).cause == "the zone: UTC against Europe/Berlin");
}

TEST_CASE("What lies beyond a window meets no clock change", "[schedule]") {
  auto ending = cron("robfig", "30 2 * * *", "Europe/Berlin");
  ending.window_end = utc("2026-06-01T00:00:00Z");
  CHECK(
      explain_clock_changes(*compiled({ending}), as_of()) ==
      std::vector<std::string>{"on 2026-03-29 the clock skips 02:00 to 03:00: 02:30 does not run"});
  auto beginning = cron("robfig", "30 2 * * *", "Europe/Berlin");
  beginning.window_start = utc("2026-06-01T00:00:00Z");
  CHECK(explain_clock_changes(*compiled({beginning}), as_of()) ==
        std::vector<std::string>{
            "on 2026-10-25 the clock repeats 02:00 to 03:00: 02:30 runs both times"});
}

TEST_CASE("The next clock changes are told with what they do", "[schedule]") {
  const auto told = [](const char* dialect, const char* expr, const char* zone) {
    return explain_clock_changes(*compiled(dialect, expr, zone), as_of());
  };
  using Lines = std::vector<std::string>;
  CHECK(told("robfig", "30 2 * * *", "Europe/Berlin") ==
        Lines{"on 2026-03-29 the clock skips 02:00 to 03:00: 02:30 does not run",
              "on 2026-10-25 the clock repeats 02:00 to 03:00: 02:30 runs both times"});
  CHECK(told("debian-cron", "30 2 * * *", "Europe/Berlin") ==
        Lines{"on 2026-03-29 the clock skips 02:00 to 03:00: 02:30 runs at 03:00",
              "on 2026-10-25 the clock repeats 02:00 to 03:00: 02:30 runs the first time only"});
  CHECK(told("robfig", "30 2 * * 1", "Europe/Berlin").empty());
  CHECK(told("robfig", "30 * * * *", "Europe/Berlin").empty());
  CHECK(told("robfig", "30 2 * * *", "Asia/Tokyo").empty());
}

}  // namespace plumbline::schedule
