#include "reconcile/base.hpp"

#include <string>

#include "tests/reconcile/story.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::reconcile;
using namespace plumbline::test;

namespace {

/// The one finding of an audit.
Finding only(const AuditOutcome& outcome) {
  REQUIRE(outcome.report.findings.size() == 1);
  return outcome.report.findings[0];
}

}  // namespace

TEST_CASE("the cause follows from which side left the base", "[reconcile][base]") {
  struct Case {
    const char* truth;
    const char* live;
    Cause cause;
  };
  const Case cases[] = {
      {"2h", "3h", Cause::drifted}, {"3h", "2h", Cause::pending}, {"3h", "4h", Cause::conflict}};
  for (const auto& row : cases) {
    CAPTURE(row.truth, row.live);
    for (const bool by_ref : {false, true}) {
      auto bench = story();
      if (by_ref) {
        bench.base = bench.truth;
      } else {
        bench.audit(day(1));
      }
      set_truth(bench, "run: 2h", std::string("run: ") + row.truth);
      set_live(bench, "timeout 2h", std::string("timeout ") + row.live);
      const auto finding = only(bench.audit(day(2)));
      CHECK(finding.cause == row.cause);
      REQUIRE(finding.base);
      CHECK(finding.base->text == "run 2h");
      CHECK_FALSE(finding.base->inferred);
      CHECK(finding.base->git.has_value() == by_ref);
    }
  }
}

TEST_CASE("truth at a base ref replaces what the store knows", "[reconcile][base]") {
  auto bench = story();
  bench.audit(day(1));
  set_live(bench, "timeout 2h", "timeout 4h");
  bench.base.emplace();
  (*bench.base)["payments/orders.yaml"] = with(story_truth, "run: 2h", "run: 4h");
  CHECK(only(bench.look(day(2))).cause == Cause::pending);
}

TEST_CASE("a place that is new in a change has no base", "[reconcile][base]") {
  auto bench = story();
  set_live(bench, "timeout 2h", "timeout 4h");
  bench.base.emplace();
  CHECK(only(bench.look(day(2))).cause == Cause::unbased);
}

TEST_CASE("a base does not move while the sides differ", "[reconcile][base]") {
  auto bench = story();
  bench.audit(day(1));
  for (const char* span : {"3h", "4h", "5h"}) {
    set_live(bench, "timeout 2h", std::string("timeout ") + span);
    const auto finding = only(bench.audit(day(2)));
    CHECK(finding.cause == Cause::drifted);
    CHECK(finding.base->text == "run 2h");
  }
}

TEST_CASE("a base from truth names the line of its field", "[reconcile][base]") {
  auto bench = story();
  bench.base = bench.truth;
  set_live(bench, "timeout 2h", "timeout 4h");
  const auto finding = only(bench.look(day(2)));
  REQUIRE(finding.base.has_value());
  REQUIRE(finding.base->git.has_value());
  REQUIRE(finding.truth.git.has_value());
  CHECK(finding.base->git->line == finding.truth.git->line);
  CHECK(finding.base->git->commit != finding.truth.git->commit);
}

TEST_CASE("a base moves when both sides agree again", "[reconcile][base]") {
  auto bench = story();
  bench.audit(day(1));
  set_truth(bench, "run: 2h", "run: 3h");
  set_live(bench, "timeout 2h", "timeout 3h");
  bench.audit(day(2));
  set_live(bench, "timeout 2h", "timeout 2h");
  const auto finding = only(bench.audit(day(3)));
  CHECK(finding.cause == Cause::drifted);
  CHECK(finding.base->text == "run 3h");
}

TEST_CASE("a store that cannot be read back is no base", "[reconcile][base]") {
  auto bench = story();
  bench.audit(day(1));
  for (const char* broken : {"{", "[]", "{\"timeout\":", "{\"timeout\":{\"run\":\"soon\"}}"}) {
    CAPTURE(broken);
    bench.memory.places[story_place].base = broken;
    set_live(bench, "timeout 2h", "timeout 4h");
    CHECK(only(bench.look(day(2))).cause == Cause::unbased);
  }
}

TEST_CASE("history counts by its last different value only", "[reconcile][base]") {
  struct Case {
    const char* newest;
    const char* older;
    Cause cause;
  };
  // Truth says 2h, the host 3h.
  const Case cases[] = {{"3h", "5h", Cause::pending},
                        {"2h", "3h", Cause::pending},
                        {"5h", "3h", Cause::unbased},
                        {"2h", "2h", Cause::unbased}};
  for (const auto& row : cases) {
    CAPTURE(row.newest, row.older);
    auto bench = story();
    set_live(bench, "timeout 2h", "timeout 3h");
    auto& history = bench.history["payments/orders.yaml"];
    history.emplace_back(day(3), with(story_truth, "run: 2h", std::string("run: ") + row.newest));
    history.emplace_back(day(2), with(story_truth, "run: 2h", std::string("run: ") + row.older));
    const auto finding = only(bench.look(day(4)));
    CHECK(finding.cause == row.cause);
    CHECK((finding.base && finding.base->inferred) == (row.cause == Cause::pending));
  }
}

TEST_CASE("versions that cannot be read are stepped over", "[reconcile][base]") {
  auto bench = story();
  set_live(bench, "timeout 2h", "timeout 3h");
  auto& history = bench.history["payments/orders.yaml"];
  history.emplace_back(day(3), "plumbline: v1\nworkflow: [\n");
  history.emplace_back(day(2), with(story_truth, "run: 2h", "run: 3h"));
  CHECK(only(bench.look(day(4))).cause == Cause::pending);
}

TEST_CASE("Git's history is asked for what has no base, and for nothing else",
          "[reconcile][base]") {
  const auto asked = [](const Bench& bench) {
    const Truth truth = bench.assemble(bench.truth, 'a');
    const std::vector<PlatformReading> platforms{bench.read("host-17", day(2))};
    const Policy policy;
    const AuditInput input{"bench", truth,        nullptr, platforms,        bench.memory,
                           policy,  real_zones(), {},      Severity::medium, day(2)};
    return questions(compare(input));
  };
  auto bench = story();
  CHECK(asked(bench).files.empty());
  set_live(bench, "timeout 2h", "timeout 3h");
  CHECK(asked(bench).files.size() == 1);
  CHECK_FALSE(asked(bench).removed);
  set_live(bench, "30 6", "#plumbline:paused# 30 6");
  CHECK(asked(bench).files.empty());  // `enabled` is never inferred

  set_live(bench, "30 6", "30 6");
  bench.audit(day(1));
  set_live(bench, "timeout 2h", "timeout 3h");
  bench.audit(day(2));
  CHECK(asked(bench).files.empty());  // the store knows the base, however long it stands
}
