#include <algorithm>
#include <map>
#include <random>

#include "canonical-schema/schedule/fire_times.hpp"
#include "tests/schedule/engines.hpp"
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
           pick({"*", "*", "0", "1-5", "sun", "5", "*/2", "0,6"});
  }
  /// Clock times of every day, such that one often holds another.
  std::string frequent_expr() {
    return pick({"0", "*/30", "30", "*/15", "0-30/30", "15,45"}) + " " +
           pick({"*", "*/2", "9-17", "*/6", "0,12", "0-23"}) + " * * *";
  }
  /// A list of one or two lines, some of which run on a few days of the year.
  Triggers list() {
    static const std::vector<std::string> places{"UTC", "Europe/Berlin", "Europe/London",
                                                 "America/New_York"};
    const auto place = places[below(places.size())];
    Triggers lines;
    for (std::size_t left = 1 + below(2); left > 0; --left) {
      const bool sparse = below(3) == 0;
      const auto zone = below(4) == 0 ? places[below(places.size())] : place;
      lines.push_back(sparse ? cron(pick({"spring", "quartz"}), sparse_expr(), zone)
                             : cron(pick({"debian-cron", "argo", "airflow", "cronie"}),
                                    below(2) == 0 ? expr() : frequent_expr(), zone));
    }
    return lines;
  }
  /// Last and first days of weeks and months, on which clocks are changed.
  std::string sparse_expr() {
    return "0 " + pick({"0", "30"}) + " " + pick({"2", "9", "15", "*"}) + " ? " +
           pick({"3", "10", "*", "11"}) + " " + pick({"1L", "1#2", "1#1", "6"});
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

/// Schedules in all dialects that are held against an engine: what fires, and is known to equal
/// itself (a period without a phase does not).
std::vector<Trigger> decided_triggers(std::uint32_t seed, std::size_t each) {
  std::vector<Trigger> triggers;
  for (const auto& engine : engines()) {
    for (const auto& question : random_questions(engine, seed, each)) {
      auto trigger = engine.trigger ? engine.trigger(question)
                                    : cron(engine.dialect, question.expr, question.zone);
      const auto schedule = compile({trigger}, zones());
      if (!schedule) continue;
      if (relate(**schedule, **schedule, as_of()).relation != Relation::equal) continue;
      triggers.push_back(std::move(trigger));
    }
  }
  return triggers;
}

/// Whether the relation is one that the instants decide.
bool is_of_instants(Relation relation) {
  switch (relation) {
    case Relation::equal:
    case Relation::equal_except_dst:
    case Relation::seasonal:
    case Relation::subset:
    case Relation::superset:
    case Relation::different:
      return true;
    case Relation::equal_firing:
    case Relation::unknown_phase:
    case Relation::unknown_zone:
    case Relation::ambiguous_version:
    case Relation::never_a:
    case Relation::never_b:
    case Relation::never_both:
    case Relation::nondeterministic:
    case Relation::incomparable:
      return false;
  }
  return false;
}

bool is_within(Relation relation) {
  return relation == Relation::equal || relation == Relation::subset;
}

struct Enumerated {
  std::vector<Instant> fires;
  Instant until;  ///< all before it were met
};

/// Four years of fires, or as far as some ten thousand of them go.
Enumerated enumerated(const Compiled& schedule, Instant from) {
  constexpr std::size_t at_most = 20'000;
  Enumerated found{{}, from + days{4 * 365 + 1}};
  for (auto at = next_fire(schedule, from); at && *at < found.until;
       at = next_fire(schedule, *at + seconds{1})) {
    if (found.fires.size() == at_most) {
      found.until = *at;
      break;
    }
    found.fires.push_back(*at);
  }
  return found;
}

/// The first instant before `until` that is in `all` and not in `others`.
std::optional<Instant> first_only(const Enumerated& all, const Enumerated& others, Instant until) {
  for (const Instant at : all.fires) {
    if (at >= until) return std::nullopt;
    if (!std::ranges::binary_search(others.fires, at)) return at;
  }
  return std::nullopt;
}

/// What fires at whole minutes only, by calendars that are always open.
bool is_of_minutes(const Compiled& schedule) {
  const auto of_minutes = [](const CalendarRule& rule) { return rule.seconds == 1; };
  const auto open = [&](const CalendarPart& part) {
    return part.zone && part.window == Window{} && std::ranges::all_of(part.rules, of_minutes);
  };
  return schedule.intervals.empty() && schedule.once.empty() && schedule.random.empty() &&
         std::ranges::all_of(schedule.calendars, open);
}

MinuteSet minutes_of(const Compiled& schedule, Day utc_day) {
  MinuteSet minutes;
  for (const auto& part : schedule.calendars) {
    MinuteSet of_part;
    add_day_minutes(part.rules, 1, *part.zone, utc_day, of_part);
    const auto is_open = [&](Instant at) {
      return (!part.window.start || at >= *part.window.start) &&
             (!part.window.end || at < *part.window.end);
    };
    for (int at = of_part.next(0); at >= 0; at = of_part.next(at + 1)) {
      if (is_open(utc_day + std::chrono::minutes{at})) minutes.insert(at);
    }
  }
  return minutes;
}

/// The first minutes of four years that only one of the two has.
std::pair<std::optional<Instant>, std::optional<Instant>> first_only_minutes(const Compiled& a,
                                                                             const Compiled& b,
                                                                             Instant from) {
  std::optional<Instant> only_a;
  std::optional<Instant> only_b;
  for (Day day = floor<days>(from); day < from + days{4 * 365 + 1}; day += days{1}) {
    auto of_a = minutes_of(a, day);
    auto of_b = minutes_of(b, day);
    MinuteSet past;
    for (int at = 0; at < minutes_of_day && day + minutes{at} < from; ++at) past.insert(at);
    of_a -= past;
    of_b -= past;
    if (of_a == of_b) continue;
    if (const int at = (of_a - of_b).next(0); !only_a && at >= 0) only_a = day + minutes{at};
    if (const int at = (of_b - of_a).next(0); !only_b && at >= 0) only_b = day + minutes{at};
    if (only_a && only_b) break;
  }
  return {only_a, only_b};
}

/// Holds relate() against enumeration, both ways round; gives the relation.
Relation check_pair(const Compiled& a, const Compiled& b, Instant from) {
  const auto comparison = relate(a, b, from);
  const auto back = relate(b, a, from);
  CHECK(back.relation == swapped(comparison.relation));
  CHECK(back.first_only_a == comparison.first_only_b);
  CHECK(back.first_only_b == comparison.first_only_a);
  if (!is_of_instants(comparison.relation)) return comparison.relation;
  const auto fires_a = enumerated(a, from);
  const auto fires_b = enumerated(b, from);
  const Instant until = std::min(fires_a.until, fires_b.until);
  const auto within = [&](std::optional<Instant> at) {
    return at && *at < until ? at : std::nullopt;
  };
  CAPTURE(name(comparison.relation), to_rfc3339(from), to_rfc3339(until));
  CHECK(within(comparison.first_only_a) == first_only(fires_a, fires_b, until));
  CHECK(within(comparison.first_only_b) == first_only(fires_b, fires_a, until));
  CHECK(comparison.first_only_a.has_value() == !is_within(comparison.relation));
  CHECK(comparison.first_only_b.has_value() == !is_within(swapped(comparison.relation)));
  return comparison.relation;
}

}  // namespace

TEST_CASE("Relations between all dialects agree with what fires for four years", "[schedule]") {
  std::mt19937 random(20260101);
  const auto pool = decided_triggers(20260101, 150);
  std::map<Relation, int> met;
  for (int i = 0; i < 240; ++i) {
    Trigger left = pool[random() % pool.size()];
    Trigger right = pool[random() % pool.size()];
    // Three of four pairs differ in one thing only, so that near misses are met as well.
    if (i % 4 == 0) right.expr = left.expr;
    if (i % 4 == 1) right.zone = left.zone;
    if (i % 4 == 2) (right = left).zone = pool[random() % pool.size()].zone;
    if (i % 8 == 2) {
      // Two zones that agree in winter, whatever the pool holds.
      left.zone = in("Europe/London");
      (right = left).zone = in("UTC");
    }
    const auto a = compile({left}, zones());
    const auto b = compile({right}, zones());
    if (!a || !b) continue;
    CAPTURE(left.dialect, left.expr, left.zone.name, right.dialect, right.expr, right.zone.name);
    const Instant from = i % 2 == 0 ? as_of() : utc("2026-03-25");
    ++met[check_pair(**a, **b, from)];
  }
  for (const auto relation : {Relation::equal, Relation::different, Relation::seasonal}) {
    CAPTURE(name(relation));
    CHECK(met[relation] > 0);
  }
}

TEST_CASE("Relations agree with every minute of four years", "[schedule]") {
  Generator generate(20260401);
  const Day from = floor<days>(utc("2026-03-25"));
  const Instant until = from + days{4 * 365 + 1};
  int within_four_years = 0;
  int never = 0;
  for (int i = 0; i < 2'000; ++i) {
    Trigger left = generate.trigger();
    Trigger right = generate.trigger();
    if (i % 3 != 0) right.zone = left.zone;
    if (i % 3 == 1) left.expr = generate.frequent_expr();
    if (i % 6 == 1) right.expr = generate.frequent_expr();
    if (i % 6 == 2) right.expr = left.expr;
    const auto a = compiled({left});
    const auto b = compiled({right});
    if (never_fires(*a) || never_fires(*b)) continue;
    REQUIRE(is_of_minutes(*a));
    REQUIRE(is_of_minutes(*b));
    const auto comparison = relate(*a, *b, from);
    const auto [only_a, only_b] = first_only_minutes(*a, *b, from);
    const auto early = [&](std::optional<Instant> at) {
      return at && *at < until ? at : std::nullopt;
    };
    CAPTURE(left.dialect, left.expr, left.zone.name, right.dialect, right.expr, right.zone.name);
    CHECK(early(comparison.first_only_a) == only_a);
    CHECK(early(comparison.first_only_b) == only_b);
    CHECK((comparison.first_only_a || comparison.first_only_b) ==
          (comparison.relation != Relation::equal));
    ++(only_a || only_b ? within_four_years : never);
  }
  CHECK(within_four_years > 500);
  CHECK(never > 250);
}

TEST_CASE("Lists, windows and sparse rules relate as every minute of four years tells",
          "[schedule]") {
  Generator generate(20261121);
  const std::vector<Instant> begins{utc("2026-03-25"), utc("2026-03-29T01:30:00Z"),
                                    utc("2026-10-25T12:00:00Z"), utc("2026-10-28"),
                                    utc("2027-01-01")};
  std::map<Relation, int> met;
  for (int i = 0; i < 200; ++i) {
    Triggers left = generate.list();
    Triggers right = generate.list();
    if (i % 5 == 2) {
      // Engines that part at changes of the clock alone.
      const auto zone = left.front().zone.name;
      left.front() = cron("debian-cron", i % 2 == 0 ? "30 1 * * *" : "30 2 * * *", zone);
      (right = left).front().dialect = "argo";
    } else if (i % 3 != 0) {
      right.front() = left.front();
    }
    if (i % 3 == 1 && i % 5 != 2) right.front().zone = generate.list().front().zone;
    const Instant from = begins[generate.below(begins.size())];
    std::optional<Instant> end;
    if (i % 4 == 1) end = from + hours{24 * generate.below(900) + generate.below(24)};
    for (auto& trigger : left) trigger.window_end = end;
    if (i % 8 == 1) end = *end + hours{generate.below(2'000)};
    for (auto& trigger : right) trigger.window_end = end;
    const auto a = compiled(left);
    const auto b = compiled(right);
    const auto comparison = relate(*a, *b, from);
    const auto back = relate(*b, *a, from);
    CAPTURE(i, to_rfc3339(from), name(comparison.relation), left.front().dialect, left.front().expr,
            left.front().zone.name, left.back().dialect, left.back().expr, left.back().zone.name,
            right.front().dialect, right.front().expr, right.front().zone.name,
            right.back().dialect, right.back().expr, right.back().zone.name);
    CHECK(back.relation == swapped(comparison.relation));
    CHECK(back.first_only_a == comparison.first_only_b);
    CHECK(back.first_only_b == comparison.first_only_a);
    if (!is_of_instants(comparison.relation)) continue;
    ++met[comparison.relation];
    const auto [only_a, only_b] = first_only_minutes(*a, *b, from);
    const auto early = [&](std::optional<Instant> at) {
      return at && *at < from + days{4 * 365} ? at : std::nullopt;
    };
    CHECK(early(comparison.first_only_a) == early(only_a));
    CHECK(early(comparison.first_only_b) == early(only_b));
    CHECK((comparison.first_only_a || comparison.first_only_b) ==
          (comparison.relation != Relation::equal));
  }
  for (const auto relation : {Relation::equal, Relation::equal_except_dst, Relation::subset,
                              Relation::different, Relation::seasonal}) {
    CAPTURE(name(relation));
    CHECK(met[relation] > 0);
  }
}

TEST_CASE("What is equal without a zone is equal in every zone", "[schedule]") {
  Generator generate(77);
  int equal = 0;
  for (int i = 0; i < 400; ++i) {
    Triggers left = generate.list();
    Triggers right = generate.list();
    if (i % 2 == 0) right.front() = left.front();
    if (i % 4 == 0) (right = left).push_back(left.front());
    const auto in_zone = [&](Triggers triggers, const ZoneRef& zone) {
      for (auto& trigger : triggers) trigger.zone = zone;
      return compiled(triggers);
    };
    if (i % 8 == 0 && right.back().dialect == "cronie") right.back().dialect = "argo";
    const ZoneRef none{ZoneKnowledge::platform_default, {}};
    const auto relation = relate(*in_zone(left, none), *in_zone(right, none), as_of()).relation;
    CAPTURE(i, left.front().expr, right.front().expr, name(relation));
    CHECK(relate(*in_zone(right, none), *in_zone(left, none), as_of()).relation ==
          swapped(relation));
    if (relation != Relation::equal) continue;
    ++equal;
    for (const char* zone : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe"}) {
      CHECK(relate(*in_zone(left, in(zone)), *in_zone(right, in(zone)), as_of()).relation ==
            Relation::equal);
    }
  }
  CHECK(equal > 20);
}

TEST_CASE("Equal and subset carry over from pair to pair", "[schedule]") {
  Generator generate(31);
  std::vector<CompiledPtr> all;
  for (int i = 0; i < 8; ++i) {
    // Each of the three holds the one before it, and some of them are the same.
    Triggers triggers;
    for (int more = 0; more < 3; ++more) {
      triggers.push_back(cron("cronie", generate.frequent_expr(), "Europe/Berlin"));
      all.push_back(compiled(triggers));
    }
  }
  std::vector<std::vector<Relation>> relations;
  for (const auto& a : all) {
    auto& row = relations.emplace_back();
    for (const auto& b : all) row.push_back(relate(*a, *b, as_of()).relation);
  }
  int carried = 0;
  for (std::size_t a = 0; a < all.size(); ++a) {
    for (std::size_t b = 0; b < all.size(); ++b) {
      for (std::size_t c = 0; c < all.size(); ++c) {
        if (!is_within(relations[a][b]) || !is_within(relations[b][c])) continue;
        const bool both_equal =
            relations[a][b] == Relation::equal && relations[b][c] == Relation::equal;
        const auto expected = both_equal ? Relation::equal : Relation::subset;
        if (a != b && b != c) ++carried;
        if (relations[a][c] != expected) FAIL_CHECK(a << " " << b << " " << c);
      }
    }
  }
  CHECK(carried > 30);
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
