#include "canonical-schema/schedule/difference.hpp"

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
       "Both run once a day. Equal on 155 of 365 days. They agree in one part of the year only: "
       "their clocks do not change together.",
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
  CHECK(between(of_kind(TriggerKind::boot), cron("robfig", "0 * * * *")).summary ==
        "They cannot be compared: they are started by different kinds of trigger.");
  // Lists have no one part that differs.
  const auto lists = between(Triggers{cron("robfig", "0 9 * * *"), cron("robfig", "0 17 * * *")},
                             Triggers{cron("robfig", "0 9 * * *")});
  CHECK(lists.cause.empty());
  CHECK_THAT(lists.summary, ContainsSubstring("Every run of B is also a run of A."));
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
