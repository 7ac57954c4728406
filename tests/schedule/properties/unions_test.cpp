#include <algorithm>
#include <map>
#include <random>

#include "canonical-schema/schedule/fire_times.hpp"
#include "canonical-schema/schedule/witness.hpp"
#include "tests/schedule/engines.hpp"
#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

// Unions of all that can start a job by time: clock times, periods, single times and draws, with
// windows and spreads of their own. The relation must agree with what fires.

namespace plumbline::schedule {
namespace {

using namespace test;
using namespace std::chrono;

/// So few values that two unions often share parts, and often differ in one.
class Unions {
 public:
  explicit Unions(std::uint32_t seed) : random_(seed) {}

  Triggers next() {
    Triggers triggers;
    for (std::size_t count = 1 + below(3); count > 0; --count) triggers.push_back(trigger());
    return triggers;
  }
  /// The same with one thing more, less, moved or said twice.
  Triggers changed(Triggers triggers) {
    std::ranges::shuffle(triggers, random_);
    switch (below(5)) {
      case 0:
        triggers.push_back(trigger());
        break;
      case 1:
        if (triggers.size() > 1) triggers.pop_back();
        break;
      case 2:
        triggers.push_back(triggers.front());
        break;
      case 3:
        triggers.back().jitter = jitter();
        break;
      default:
        break;
    }
    return triggers;
  }
  std::size_t below(std::size_t limit) { return random_() % limit; }

 private:
  template <typename Value>
  Value pick(const std::vector<Value>& from) {
    return from[below(from.size())];
  }
  std::optional<Seconds> jitter() {
    return pick<std::optional<Seconds>>(
        {std::nullopt, std::nullopt, Seconds{60}, Seconds{3'600}, Seconds{80'000}});
  }
  Trigger trigger() {
    Trigger trigger = of_one_kind();
    if (below(5) == 0) trigger.jitter = jitter();
    if (below(12) == 0) trigger.window_start = utc(pick<const char*>({"2025-06-01", "2026-02-01"}));
    if (below(12) == 0) trigger.window_end = utc(pick<const char*>({"2026-03-01", "2027-01-01"}));
    return trigger;
  }
  Trigger of_one_kind() {
    const std::string zone = pick<const char*>({"UTC", "UTC", "Europe/Berlin"});
    switch (below(4)) {
      case 0: {
        Trigger trigger =
            of_kind(TriggerKind::every, pick<const char*>({"1h", "2h", "11h", "22h", "1d", "5d"}));
        trigger.anchor = utc(pick<const char*>({"2026-01-01", "2026-01-01T01:00:00Z"}));
        return trigger;
      }
      case 1: {
        Trigger trigger =
            of_kind(TriggerKind::at, pick<const char*>({"2026-02-10T09:00", "2026-03-29T02:30",
                                                        "2026-05-05T01:00", "2025-01-01T00:00"}));
        trigger.zone = in(zone);
        return trigger;
      }
      default:
        return cron(pick<const char*>({"argo", "debian-cron"}),
                    pick<const char*>({"0 9 * * *", "0 * * * *", "30 2 * * *", "0 */2 * * *",
                                       "0 9 * * 1-5", "0 1 1 * *"}),
                    zone);
    }
  }

  std::mt19937 random_;
};

/// What both sides fire in a little more than a year, and which of it only one.
struct Seen {
  std::optional<Instant> only_a;
  std::optional<Instant> only_b;
  Instant until;
  bool all = true;  ///< nothing fires after it on either side
};

Seen seen(const Compiled& a, const Compiled& b, Instant from) {
  const Instant until = from + days{400};
  Seen found{std::nullopt, std::nullopt, until, true};
  auto next_a = next_fire(a, from);
  auto next_b = next_fire(b, from);
  while ((next_a && *next_a < until) || (next_b && *next_b < until)) {
    const bool takes_a = next_a && (!next_b || *next_a <= *next_b);
    const bool takes_b = next_b && (!next_a || *next_b <= *next_a);
    if (!takes_b && !found.only_a) found.only_a = next_a;
    if (!takes_a && !found.only_b) found.only_b = next_b;
    if (takes_a) next_a = next_fire(a, *next_a + seconds{1});
    if (takes_b) next_b = next_fire(b, *next_b + seconds{1});
  }
  found.all = !next_a && !next_b;
  return found;
}

std::string words_of(const Triggers& triggers) {
  std::string text;
  for (const auto& trigger : triggers) {
    text += std::string(name(trigger.kind)) + " " + trigger.dialect + " " + trigger.expr + "@" +
            trigger.zone.name;
    if (trigger.window_start) text += " from " + to_rfc3339(*trigger.window_start);
    if (trigger.window_end) text += " to " + to_rfc3339(*trigger.window_end);
    if (trigger.jitter) text += " spread " + std::to_string(trigger.jitter->count());
    text += "; ";
  }
  return text;
}

/// Intervals count in UTC.
bool are_on_one_clock(const Triggers& a, const Triggers& b) {
  const auto zone_of = [](const Trigger& trigger) {
    return trigger.kind == TriggerKind::every ? std::string("UTC") : trigger.zone.name;
  };
  const auto same = [&](const Trigger& trigger) { return zone_of(trigger) == zone_of(a.front()); };
  return std::ranges::all_of(a, same) && std::ranges::all_of(b, same);
}

bool is_of_instants(Relation relation) {
  return relation == Relation::equal || relation == Relation::equal_except_dst ||
         relation == Relation::seasonal || relation == Relation::subset ||
         relation == Relation::superset || relation == Relation::different;
}

/// Whether the witnesses are the first runs that one side lacks, as far as those were met.
void check_witnesses(const Comparison& comparison, const Seen& fires) {
  const auto met = [&](const std::optional<Instant>& at) {
    return at && *at < fires.until ? at : std::nullopt;
  };
  CHECK(met(comparison.first_only_a) == fires.only_a);
  CHECK(met(comparison.first_only_b) == fires.only_b);
}

/// Holds what is claimed of two schedules against what fires.
void check_claim(const Comparison& comparison, const Seen& fires) {
  switch (comparison.relation) {
    case Relation::equal:
    case Relation::equal_firing:
      CHECK_FALSE(fires.only_a);
      CHECK_FALSE(fires.only_b);
      return;
    case Relation::subset:
      CHECK_FALSE(fires.only_a);
      CHECK((fires.only_b || !fires.all));
      return;
    case Relation::superset:
      CHECK_FALSE(fires.only_b);
      CHECK((fires.only_a || !fires.all));
      return;
    case Relation::never_a:
    case Relation::never_b:
    case Relation::never_both:
      CHECK((!fires.only_a || !fires.only_b));
      return;
    case Relation::seasonal:
    case Relation::different:
    case Relation::equal_except_dst:
    case Relation::unknown_phase:
    case Relation::unknown_zone:
    case Relation::ambiguous_version:
    case Relation::nondeterministic:
    case Relation::incomparable:
      return;
  }
}

}  // namespace

TEST_CASE("Unions of every kind of part relate as they fire", "[schedule]") {
  Unions unions(20261121);
  std::map<Relation, int> met;
  int with_hash = 0;
  for (int i = 0; i < 500; ++i) {
    const Triggers left = unions.next();
    const Triggers right = i % 5 == 0 ? unions.next() : unions.changed(left);
    const auto a = compiled(left);
    const auto b = compiled(right);
    CAPTURE(words_of(left), words_of(right));
    const auto comparison = relate(*a, *b, as_of());
    CAPTURE(name(comparison.relation), comparison.reason);
    ++met[comparison.relation];
    const auto fires = seen(*a, *b, as_of());
    check_claim(comparison, fires);
    if (is_of_instants(comparison.relation)) check_witnesses(comparison, fires);
    const auto back = relate(*b, *a, as_of());
    CHECK(back.first_only_a == comparison.first_only_b);
    CHECK((back.relation == Relation::equal) == (comparison.relation == Relation::equal));
    if (comparison.relation == Relation::equal && are_on_one_clock(left, right)) {
      ++with_hash;
      CHECK(canonical_hash(*a) == canonical_hash(*b));
    }
  }
  for (const auto relation : {Relation::equal, Relation::equal_firing, Relation::subset,
                              Relation::superset, Relation::different}) {
    CAPTURE(name(relation));
    CHECK(met[relation] > 10);
  }
  CHECK(met[Relation::incomparable] < 100);
  CHECK(with_hash > 25);
}

TEST_CASE("A union is itself, whatever is in it", "[schedule]") {
  Unions unions(4);
  for (int i = 0; i < 150; ++i) {
    Triggers triggers = unions.next();
    if (i % 3 == 0) triggers.push_back(cron("cronie", "0~30 5 * * *"));
    const auto one = compiled(triggers);
    std::ranges::reverse(triggers);
    const auto other = compiled(triggers);
    CAPTURE(words_of(triggers));
    const auto comparison = relate(*one, *other, as_of());
    CAPTURE(name(comparison.relation), comparison.reason);
    const bool alike = comparison.relation == Relation::equal || comparison.same_ranges ||
                       comparison.relation == Relation::never_both;
    CHECK(alike);
    CHECK(canonical_hash(*one) == canonical_hash(*other));
  }
}

TEST_CASE("Draws beside other parts are from the same ranges only if those parts agree",
          "[schedule]") {
  Unions unions(17);
  const Trigger drawn = cron("cronie", "0~30 5 * * *");
  int alike = 0;
  int apart = 0;
  for (int i = 0; i < 150; ++i) {
    Triggers left = unions.next();
    Triggers right = unions.changed(left);
    const auto rest = relate(*compiled(left), *compiled(right), as_of());
    left.push_back(drawn);
    right.push_back(drawn);
    CAPTURE(words_of(left), words_of(right), name(rest.relation));
    const auto comparison = relate(*compiled(left), *compiled(right), as_of());
    CHECK(comparison.relation == Relation::nondeterministic);
    const bool differs = rest.relation == Relation::subset || rest.relation == Relation::superset ||
                         rest.relation == Relation::different;
    if (differs) CHECK_FALSE(comparison.same_ranges);
    if (rest.relation == Relation::equal) CHECK(comparison.same_ranges);
    ++(comparison.same_ranges ? alike : apart);
  }
  CHECK(alike > 20);
  CHECK(apart > 20);
}

TEST_CASE("What relates as equal in one zone shares its hash in all dialects", "[schedule]") {
  std::map<std::string, std::vector<CompiledPtr>> by_zone;
  for (const auto& engine : engines()) {
    for (const auto& question : random_questions(engine, 11, 40)) {
      auto trigger = engine.trigger ? engine.trigger(question)
                                    : cron(engine.dialect, question.expr, question.zone);
      trigger.zone = in("Europe/Berlin");
      const auto schedule = compile({trigger}, zones());
      if (!schedule || (*schedule)->calendars.size() != 1) continue;
      by_zone[(*schedule)->calendars[0].ref.name].push_back(*schedule);
    }
  }
  // Schedules are related where their next runs agree: elsewhere they cannot be equal.
  int equal = 0;
  for (const auto& [zone, all] : by_zone) {
    std::map<std::vector<Instant>, std::vector<CompiledPtr>> alike;
    for (const auto& each : all) alike[next_fires(*each, as_of(), 3)].push_back(each);
    for (const auto& [instants, group] : alike) {
      for (std::size_t i = 1; i < std::min<std::size_t>(group.size(), 12); ++i) {
        if (relate(*group[0], *group[i], as_of()).relation != Relation::equal) continue;
        ++equal;
        CAPTURE(explain(*group[0]), explain(*group[i]));
        CHECK(canonical_hash(*group[0]) == canonical_hash(*group[i]));
      }
    }
  }
  CHECK(equal > 30);
}

}  // namespace plumbline::schedule
