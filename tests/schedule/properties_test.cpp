#include <random>
#include <set>

#include "canonical-schema/schedule/fire_times.hpp"
#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;
using namespace std::chrono;

/// Random expressions that are dense enough to meet each other and sparse enough to differ.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  Trigger trigger() {
    static const std::vector<std::string> places{
        "UTC",          "Europe/Berlin", "Europe/London",       "America/New_York", "Asia/Tokyo",
        "Africa/Cairo", "Asia/Kolkata",  "Australia/Lord_Howe", "Africa/Casablanca"};
    return cron(pick({"debian-cron", "cronie"}), expr(), places[below(places.size())]);
  }
  std::string expr() {
    return pick({"0", "30", "*/30", "7", "5,20", "45", "0-30/30", "59"}) + " " +
           pick({"*/8", "2", "1-3", "0,12", "*/6", "9-11", "0", "23", "2,3"}) + " " +
           pick({"*", "*", "1", "29-31", "*/2", "1-7", "13", "28"}) + " " +
           pick({"*", "*", "3", "10", "2", "1-6", "*/3"}) + " " +
           pick({"*", "*", "0", "1-5", "sun", "5", "*/2", "6,7"});
  }
  std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  std::string pick(const std::vector<std::string>& from) { return from[below(from.size())]; }
  std::mt19937 random_;
};

Relation swapped(Relation relation) {
  if (relation == Relation::subset) return Relation::superset;
  if (relation == Relation::superset) return Relation::subset;
  if (relation == Relation::never_a) return Relation::never_b;
  if (relation == Relation::never_b) return Relation::never_a;
  return relation;
}

std::vector<Instant> fires_between(const Compiled& schedule, Instant from, Instant until) {
  std::vector<Instant> fires;
  for (auto at = next_fire(schedule, from); at && *at < until;
       at = next_fire(schedule, *at + minutes{1})) {
    fires.push_back(*at);
  }
  return fires;
}

}  // namespace

TEST_CASE("Relations agree with four years of minutes, one by one", "[schedule]") {
  Generator generate(20260101);
  const Instant until = as_of() + days{4 * 365 + 1};
  int decided = 0;
  for (int i = 0; i < 200; ++i) {
    const Trigger left = generate.trigger();
    Trigger right = generate.trigger();
    // Half of the pairs differ in one thing only, so that near misses are met as well.
    if (i % 4 == 0) right.expr = left.expr;
    if (i % 4 == 1) right.zone = left.zone;
    const auto a = compiled({left});
    const auto b = compiled({right});
    CAPTURE(left.dialect, left.expr, left.zone.name, right.dialect, right.expr, right.zone.name);
    const auto comparison = relate(*a, *b, as_of());
    const auto fires_a = fires_between(*a, as_of(), until);
    const auto fires_b = fires_between(*b, as_of(), until);
    std::vector<Instant> only_a;
    std::vector<Instant> only_b;
    std::ranges::set_difference(fires_a, fires_b, std::back_inserter(only_a));
    std::ranges::set_difference(fires_b, fires_a, std::back_inserter(only_b));
    const auto within = [&](std::optional<Instant> at) {
      return at && *at < until ? at : std::nullopt;
    };
    const auto first = [](const std::vector<Instant>& all) {
      return all.empty() ? std::nullopt : std::optional(all.front());
    };
    if (never_fires(*a) || never_fires(*b)) continue;
    ++decided;
    CHECK(within(comparison.first_only_a) == first(only_a));
    CHECK(within(comparison.first_only_b) == first(only_b));
    CHECK((comparison.relation == Relation::equal) ==
          (!comparison.first_only_a && !comparison.first_only_b));
    if (comparison.relation == Relation::equal) CHECK(fires_a == fires_b);
    if (comparison.relation == Relation::subset) CHECK(only_a.empty());
    if (comparison.relation == Relation::superset) CHECK(only_b.empty());
    if (comparison.relation == Relation::different) {
      CHECK((comparison.first_only_a && comparison.first_only_b));
    }
    CHECK(relate(*b, *a, as_of()).relation == swapped(comparison.relation));
  }
  CHECK(decided > 150);
}

TEST_CASE("The next fire is what a walk minute by minute finds", "[schedule]") {
  Generator generate(4711);
  for (int i = 0; i < 60; ++i) {
    const Trigger trigger = generate.trigger();
    const auto schedule = compiled({trigger});
    CAPTURE(trigger.dialect, trigger.expr, trigger.zone.name);
    const auto& part = schedule->calendars.front();
    const Instant from = utc(i % 2 == 0 ? "2026-03-27" : "2026-10-24");
    for (Day day = floor<days>(from); day < from + days{5}; day += days{1}) {
      MinuteSet minutes_of_utc_day;
      add_day_minutes(part.rules, 1, *part.zone, day, minutes_of_utc_day);
      for (int minute = 0; minute < minutes_of_day; ++minute) {
        const Instant at = day + minutes{minute};
        if (fires_at(*schedule, at) != minutes_of_utc_day.contains(minute)) {
          FAIL(to_rfc3339(at));
        }
      }
    }
  }
}

TEST_CASE("Every schedule equals itself, and equal ones share their hash", "[schedule]") {
  Generator generate(99);
  std::vector<CompiledPtr> all;
  for (int i = 0; i < 120; ++i)
    all.push_back(compiled("debian-cron", generate.expr(), "Europe/Berlin"));
  int equal = 0;
  for (const auto& a : all) {
    for (const auto& b : all) {
      const auto relation = relate(*a, *b, as_of()).relation;
      if (a == b && !never_fires(*a)) CHECK(relation == Relation::equal);
      if (relation != Relation::equal) continue;
      ++equal;
      CHECK(canonical_hash(*a) == canonical_hash(*b));
    }
  }
  CHECK(equal >= 100);
}

TEST_CASE("The order and the repetition of triggers do not matter", "[schedule]") {
  Generator generate(5);
  for (int i = 0; i < 15; ++i) {
    Triggers triggers{generate.trigger(), generate.trigger(), generate.trigger()};
    triggers[1].zone = triggers[0].zone;
    const auto one = compiled(triggers);
    std::ranges::reverse(triggers);
    triggers.push_back(triggers[1]);
    const auto other = compiled(triggers);
    if (never_fires(*one)) continue;
    CHECK(relate(*one, *other, as_of()).relation == Relation::equal);
    CHECK(canonical_hash(*one) == canonical_hash(*other));
  }
}

TEST_CASE("Only equal offsets make one expression equal in two zones", "[schedule]") {
  for (const char* zone : {"Europe/Berlin", "Asia/Tokyo", "America/New_York", "Asia/Kolkata",
                           "Africa/Casablanca", "Australia/Lord_Howe", "Europe/Dublin"}) {
    CAPTURE(zone);
    const auto here = compiled("cronie", "17 9 * * 1-5", zone);
    const auto there = compiled("cronie", "17 9 * * 1-5", "UTC");
    const auto comparison = relate(*here, *there, as_of());
    CHECK(comparison.relation != Relation::equal);
    CHECK(comparison.zone_only);
  }
  CHECK(relate(*compiled("cronie", "17 9 * * 1-5", "Etc/GMT-9"),
               *compiled("cronie", "17 9 * * 1-5", "Asia/Tokyo"), as_of())
            .relation == Relation::equal);
}

}  // namespace plumbline::schedule
