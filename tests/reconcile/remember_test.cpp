#include "reconcile/remember.hpp"

#include <string>

#include "tests/reconcile/story.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/memory_store.hpp"

using namespace plumbline;
using namespace plumbline::reconcile;
using namespace plumbline::test;

namespace {

std::vector<std::string> endings(const AuditOutcome& outcome) {
  std::vector<std::string> how;
  for (const auto& closing : outcome.update.closings) how.push_back(closing.how);
  return how;
}

}  // namespace

TEST_CASE("the first audit of a clean place opens nothing and remembers it",
          "[reconcile][remember]") {
  auto bench = story();
  const auto outcome = bench.audit(day(1));
  CHECK(outcome.update.openings.empty());
  CHECK(outcome.update.changes.empty());
  REQUIRE(outcome.update.places.contains(story_place));
  const auto& memory = outcome.update.places.at(story_place);
  CHECK(memory.last.starts_with(memory.base.substr(0, memory.base.size() - 1)));
  CHECK(memory.base.find("\"timeout\":{\"run\":7200}") != std::string::npos);
  CHECK_FALSE(memory.watched.empty());
}

TEST_CASE("an incident lies between two audits", "[reconcile][remember]") {
  auto bench = story();
  bench.audit(day(1));
  set_live(bench, "timeout 2h", "timeout 4h");
  const auto outcome = bench.audit(day(2));
  REQUIRE(outcome.update.openings.size() == 1);
  const auto& incident = outcome.update.openings[0];
  CHECK(incident.after == day(1));
  CHECK(incident.first_seen == day(2));
  CHECK(incident.workflow == "payments/orders");
  CHECK(incident.field == "timeout");
  CHECK(incident.truth == "run 2h");
  CHECK(incident.live == "run 4h");
  REQUIRE(outcome.update.changes.size() == 1);
  CHECK(outcome.update.changes[0].field == "timeout");
  CHECK(outcome.update.changes[0].after == day(1));
}

TEST_CASE("a finding that goes on keeps its first sight", "[reconcile][remember]") {
  auto bench = story();
  bench.audit(day(1));
  set_live(bench, "timeout 2h", "timeout 4h");
  bench.audit(day(2));
  set_live(bench, "timeout 2h", "timeout 5h");
  const auto outcome = bench.audit(day(3));
  REQUIRE(outcome.report.findings.size() == 1);
  CHECK(outcome.report.findings[0].first_seen == day(2));
  CHECK(outcome.report.findings[0].last_seen == day(3));
  CHECK(outcome.update.moved.size() == 1);
  CHECK(outcome.update.openings.empty());
}

TEST_CASE("a difference that begins to count is closed and opened in one update",
          "[reconcile][remember]") {
  auto bench = story();
  bench.policy = "plumbline: v1\nkind: policy\ntolerances: {timeout: {grace: 1d}}\n";
  bench.audit(day(1));
  set_live(bench, "timeout 2h", "timeout 4h");
  const auto waiting = bench.audit(day(2));
  REQUIRE(waiting.update.openings.size() == 1);
  CHECK(waiting.update.openings[0].cause == waiting_cause);
  CHECK(waiting.report.valid_until == day(3));
  const auto counting = bench.audit(day(3));
  CHECK(endings(counting) == std::vector<std::string>{"counts now"});
  REQUIRE(counting.update.openings.size() == 1);
  CHECK(counting.update.openings[0].key == counting.update.closings[0].key);
  CHECK(counting.update.openings[0].cause == "drifted");
  REQUIRE(counting.report.findings.size() == 1);
  CHECK(counting.report.findings[0].status == Status::fresh);
  CHECK(counting.report.resolved.empty());
}

TEST_CASE("a store takes every update of a long story", "[reconcile][remember]") {
  auto bench = story();
  MemoryStore store;
  const auto audit = [&](int number) {
    bench.memory = *store.load();
    auto outcome = bench.look(day(number));
    daemon::RunRecord run;
    run.id = "run-" + std::to_string(number);
    run.started = day(number);
    run.generation = bench.memory.generation;
    const auto recorded = store.record(run, outcome.update);
    CHECK(recorded.has_value());
    return outcome;
  };
  bench.policy = "plumbline: v1\nkind: policy\ntolerances: {timeout: {grace: 1d}}\n";
  audit(1);
  set_live(bench, "timeout 2h", "timeout 4h");
  CHECK(audit(2).report.findings.empty());
  CHECK(audit(3).report.findings.size() == 1);
  bench.hosts["host-17"].files.erase("cron.d/orders");
  CHECK(audit(4).report.findings.at(0).cause == Cause::missing);
  bench.hosts["host-17"].files["cron.d/orders"].text = story_live;
  CHECK(audit(5).report.resolved.at(0).how == "created");
  set_live(bench, "timeout 2h", "timeout 4h");
  CHECK(audit(6).report.findings.empty());
  CHECK(audit(7).report.findings.at(0).cause == Cause::drifted);
}

TEST_CASE("what a host no longer shows keeps what it showed", "[reconcile][remember]") {
  auto bench = story();
  bench.audit(day(1));
  const auto before = bench.memory.places.at(story_place);
  set_live(bench, "/opt/orders/load", "/opt/orders/load | tee /tmp/log");
  bench.audit(day(2));
  const auto& after = bench.memory.places.at(story_place);
  // `timeout 2h a | b` does not bound the whole: unobservable, so the base stays.
  CHECK(after.base.find("\"timeout\":{\"run\":7200") != std::string::npos);
  CHECK(before.base.find("\"timeout\":{\"run\":7200") != std::string::npos);
}

TEST_CASE("a place that comes back is a change", "[reconcile][remember]") {
  auto bench = story();
  bench.audit(day(1));
  bench.hosts["host-17"].files["cron.d/orders"].text = "# empty\n";
  const auto gone = bench.audit(day(2));
  REQUIRE(gone.update.changes.size() == 1);
  CHECK(gone.update.changes[0].field.empty());
  CHECK(gone.update.changes[0].to.empty());
  CHECK(bench.audit(day(3)).update.changes.empty());
  bench.hosts["host-17"].files["cron.d/orders"].text = story_live;
  const auto back = bench.audit(day(4));
  REQUIRE(back.update.changes.size() == 1);
  CHECK(back.update.changes[0].from.empty());
  CHECK_FALSE(back.update.changes[0].to.empty());
}

TEST_CASE("an incident of a platform that is no longer configured ends", "[reconcile][remember]") {
  auto bench = story();
  bench.hosts["host-18"].files["cron.d/a"].text = "0 1 * * * root /opt/a\n";
  CHECK(bench.audit(day(1)).update.openings.size() == 1);
  bench.hosts.erase("host-18");
  CHECK(endings(bench.audit(day(2))) == std::vector<std::string>{"no longer configured"});
}

TEST_CASE("stating a watched field and unstating it starts from what ran then",
          "[reconcile][remember]") {
  auto bench = story();
  bench.audit(day(1));
  set_truth(bench, "places:", "run_as: root\nplaces:");
  set_live(bench, "svc-orders", "root");
  bench.audit(day(2));
  bench.truth["payments/orders.yaml"] = story_truth;
  for (const auto& finding : bench.audit(day(3)).report.findings) {
    CHECK(finding.field != FieldId::run_as);
  }
}

TEST_CASE("a watched value that was hidden at first is accepted when it shows",
          "[reconcile][remember]") {
  auto bench = story();
  set_live(bench, "timeout 2h /opt/orders/load", "sudo -u orders /opt/load | tee /tmp/log");
  set_truth(bench, "timeout: {run: 2h}\n", "timeout: any\naction: any\n");
  bench.audit(day(1));
  set_live(bench, "timeout 2h /opt/orders/load", "/opt/load");
  CHECK(bench.audit(day(2)).report.findings.empty());
  set_live(bench, "svc-orders timeout 2h /opt/orders/load", "root /opt/load");
  const auto report = bench.audit(day(3)).report;
  bool told = false;
  for (const auto& finding : report.findings) told = told || finding.field == FieldId::run_as;
  CHECK(told);
}

TEST_CASE("a place that nobody has any more is forgotten", "[reconcile][remember]") {
  auto bench = story();
  bench.hosts["host-17"].files["cron.d/a"].text = "# plumbline: id=a\n0 1 * * * root /opt/a\n";
  bench.audit(day(1));
  CHECK(bench.memory.places.size() == 2);
  auto& file = bench.hosts["host-17"].files["cron.d/a"];
  file.denied = "permission denied";
  bench.audit(day(2));
  CHECK(bench.memory.places.size() == 2);  // unread is not gone
  file.denied.clear();
  file.text = "# empty\n";
  bench.scope.teams = {"payments"};
  bench.audit(day(3));
  CHECK(bench.memory.places.size() == 2);  // not asked for
  bench.scope = {};
  const auto gone = bench.audit(day(4));
  CHECK(bench.memory.places.size() == 1);
  REQUIRE(gone.update.changes.size() == 1);
  CHECK(gone.update.changes[0].place == PlaceId{"host-17", "cron.d/a#a"});
  CHECK(gone.update.changes[0].to.empty());
  CHECK(bench.audit(day(5)).update.changes.empty());
}

TEST_CASE("a broken truth file does not make its places forgotten", "[reconcile][remember]") {
  auto bench = story();
  bench.audit(day(1));
  bench.truth["payments/orders.yaml"] += "unknown: 1\n";
  bench.hosts["host-17"].files.erase("cron.d/orders");
  bench.audit(day(2));
  CHECK(bench.memory.places.contains(story_place));
  bench.truth["payments/orders.yaml"] = story_truth;
  set_live(bench, "timeout 2h", "timeout 4h");
  const auto outcome = bench.audit(day(3));
  REQUIRE(outcome.report.findings.size() == 1);
  CHECK(outcome.report.findings[0].cause == Cause::drifted);
  CHECK(endings(outcome) == std::vector<std::string>{"corrected"});
}

TEST_CASE("a store that never knew what was local tells no change of it", "[reconcile][remember]") {
  auto bench = story();
  bench.audit(day(1));
  for (auto& [id, memory] : bench.memory.places) memory.local.clear();
  set_live(bench, "# plumbline", "PATH=/opt/bin\n# plumbline");
  CHECK(bench.audit(day(2)).update.changes.empty());
  set_live(bench, "# plumbline", "PATH=/opt/more\n# plumbline");
  const auto changes = bench.audit(day(3)).update.changes;
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].field == "local.env.PATH");
  CHECK(changes[0].from == "\"/opt/bin\"");
  CHECK(changes[0].to == "\"/opt/more\"");
  CHECK(changes[0].after == day(2));
  CHECK(changes[0].seen_at == day(3));
}
