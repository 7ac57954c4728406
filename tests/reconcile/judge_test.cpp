#include "reconcile/judge.hpp"

#include <algorithm>
#include <string>

#include "tests/reconcile/story.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::reconcile;
using namespace plumbline::test;

namespace {

std::string policy(const std::string& sections) {
  return "plumbline: v1\nkind: policy\n" + sections;
}

}  // namespace

TEST_CASE("severity follows field, tier and policy", "[reconcile][judge]") {
  struct Case {
    const char* change;  ///< of the crontab: "30 6" -> this
    const char* tier;
    const char* rules;
    Severity severity;
  };
  const Case cases[] = {
      {"30 7", "normal", "", Severity::high},
      {"30 7", "important", "", Severity::high},
      {"30 7", "critical", "", Severity::critical},
      {"30 7", "low", "", Severity::medium},
      {"30 7", "critical", "severities: {schedule: low}\n", Severity::low},
      {"30 7", "critical", "severities: {PL1001: medium}\n", Severity::medium},
      {"30 7", "critical", "severities: {enabled: low}\n", Severity::critical},
      {"30 7", "low", "severities:\n  - {select: {tier: low}, severity: critical}\n",
       Severity::critical},
      {"30 7", "normal", "severities: {drifted: low, schedule: critical}\n", Severity::low},
      {"#plumbline:paused# 30 6", "normal", "", Severity::high},
  };
  for (const auto& row : cases) {
    CAPTURE(row.change, row.tier, row.rules);
    auto bench = story();
    bench.policy = policy(row.rules);
    bench.truth["payments/orders.yaml"] += std::string("tier: ") + row.tier + "\n";
    bench.audit(day(1));
    set_live(bench, "30 6", row.change);
    const auto report = bench.audit(day(2)).report;
    REQUIRE(report.findings.size() == 1);
    CHECK(report.findings[0].severity == row.severity);
  }
}

TEST_CASE("a mode marks the finding and observe takes it out of the count", "[reconcile][judge]") {
  for (const std::string mode : {"observe", "alert", "propose", "enforce"}) {
    CAPTURE(mode);
    auto bench = story();
    bench.policy = policy("modes: {timeout: " + mode + "}\n");
    set_live(bench, "timeout 2h", "timeout 4h");
    const auto report = bench.look(day(1)).report;
    REQUIRE(report.findings.size() == 1);
    CHECK(name(report.findings[0].mode) == mode);
    CHECK(report.exit_code == (mode == "observe" ? 0 : 1));
    CHECK(report.summary.observed == (mode == "observe" ? 1U : 0U));
    CHECK(report.summary.findings == (mode == "observe" ? 0U : 1U));
  }
}

TEST_CASE("a finding names where each of its values stands", "[reconcile][judge]") {
  auto bench = story();
  bench.truth["payments/orders.yaml"] +=
      "owner: {business: Retail, technical: \"@payments\"}\nsla: by eight\n";
  set_live(bench, "timeout 2h", "timeout 4h");
  const auto report = bench.look(day(1)).report;
  REQUIRE(report.findings.size() == 1);
  const auto& finding = report.findings[0];
  REQUIRE(finding.truth.git);
  CHECK(finding.truth.git->file == "payments/orders.yaml");
  CHECK(finding.truth.git->line == 4);
  CHECK(finding.truth.git->commit == std::string(40, 'a'));
  REQUIRE(finding.live.live);
  CHECK(finding.live.live->native_path == "cron.d/orders:2");
  CHECK(finding.live.live->read_at == day(1));
  CHECK(finding.live.value == R"({"run":14400})");
  CHECK(finding.owner.technical == "@payments");
  CHECK(finding.sla == "by eight");
  CHECK(finding.environment == "production");
  CHECK(finding.leaves == std::vector<LeafDifference>{{"timeout.run", "2h", "4h"}});
}

TEST_CASE("the same change at many places is one cause group", "[reconcile][judge]") {
  auto bench = story();
  for (const std::string host : {"host-18", "host-19"}) {
    bench.hosts[host].files["cron.d/orders"].text = with(story_live, "timeout 2h", "timeout 4h");
    bench.truth["payments/" + host + ".yaml"] =
        with(with(story_truth, "workflow: orders", "workflow: on-" + host), "host-17", host);
  }
  set_live(bench, "timeout 2h", "timeout 5h");
  const auto report = bench.look(day(1)).report;
  REQUIRE(report.findings.size() == 3);
  CHECK(report.findings[0].cause_group == report.findings[1].cause_group);
  CHECK(report.findings[0].cause_group != report.findings[2].cause_group);
}

TEST_CASE("the runs of both sides are told where they matter", "[reconcile][judge]") {
  auto bench = story();
  set_live(bench, "30 6 * * 1-5", "30 7 * * *");
  const auto report = bench.look(at("2026-11-20T12:00:00Z")).report;
  REQUIRE(report.findings.size() == 1);
  const auto& runs = report.findings[0].runs;
  REQUIRE(runs);
  CHECK(runs->relation == "different");
  CHECK(runs->truth_next.at(0) == at("2026-11-23T05:30:00Z"));
  CHECK(runs->live_next.at(0) == at("2026-11-21T06:30:00Z"));
  CHECK(report.valid_until == at("2026-11-21T06:30:00Z"));
}

TEST_CASE("a pending finding is overdue after policy's time", "[reconcile][judge]") {
  auto bench = story();
  bench.policy = policy("rollout: {within: 2d}\n");
  bench.audit(day(1));
  set_truth(bench, "run: 2h", "run: 3h");
  CHECK(bench.audit(day(2)).report.valid_until == day(4));
  CHECK(bench.audit(day(3)).report.findings.at(0).severity == Severity::medium);
  CHECK(bench.audit(day(4)).report.findings.at(0).severity == Severity::high);
}

TEST_CASE("a standby place is active when truth's override says so", "[reconcile][judge]") {
  auto bench = story();
  set_truth(bench, "orders#orders}", "orders#orders, role: standby, overrides: {enabled: true}}");
  CHECK(bench.look(day(1)).report.findings.empty());
  set_truth(bench, "orders#orders}", "orders#orders, role: standby}");
  CHECK(bench.look(day(1)).report.findings.size() == 1);
}

TEST_CASE("one reason hides many fields and is told once", "[reconcile][judge]") {
  auto bench = story();
  bench.truth["payments/orders.yaml"] +=
      "retry: {max: 2, delay: 1m}\nconcurrency: {max: 1, when_busy: skip}\n";
  set_live(bench, "timeout 2h", "timeout 2h10m");
  const auto report = bench.look(day(1)).report;
  std::vector<std::string> told;
  for (const auto& note : report.notes) {
    if (note.kind == Note::Kind::not_compared && note.text.find("2h10m") != std::string::npos) {
      told.push_back(note.text);
    }
  }
  REQUIRE(told.size() == 1);
  for (const auto* const field : {"timeout", "retry", "concurrency"}) {
    CHECK(told[0].find(field) != std::string::npos);
  }
}

TEST_CASE("an undeclared job is told by its times, user and command", "[reconcile][judge]") {
  Bench bench;
  bench.hosts["host-17"].files["cron.d/odd"].text =
      "# plumbline: id=../x\n*/5 * * * * ana timeout 2h10m /opt/poll\n";
  const auto report = bench.look(day(1)).report;
  REQUIRE(report.findings.size() == 1);
  const auto& finding = report.findings[0];
  CHECK(finding.live.text == "*/5 * * * * (Europe/Berlin) as ana: timeout 2h10m /opt/poll");
  REQUIRE(finding.notes.size() == 2);
  CHECK(finding.notes[0].find("its marker at cron.d/odd:1 does not count") == 0);
  CHECK(finding.notes[0].find("letters, digits and . _ - + @ :") != std::string::npos);
  CHECK(finding.notes[1].find("2h10m") != std::string::npos);
}

TEST_CASE("a schedule that was changed and switched off is counted as not running",
          "[reconcile][judge]") {
  auto bench = story();
  bench.audit(day(1));
  set_live(bench, "30 6 * * 1-5", "#plumbline:paused# */25 * * * *");
  const auto report = bench.look(day(2)).report;
  REQUIRE(report.findings.size() == 2);
  for (const auto& finding : report.findings) {
    CAPTURE(finding.message);
    CHECK(finding.effect.find("loses 21.7 runs a month") == 0);
  }
}

TEST_CASE("a job of which a part does nothing is not said to stand still", "[reconcile][judge]") {
  auto bench = story();
  bench.hosts["host-17"].files["cron.d/orders"].text =
      "CRON_TZ=America/New_York\n" + bench.hosts["host-17"].files["cron.d/orders"].text;
  const auto report = bench.look(day(1)).report;
  const auto odd = std::find_if(report.findings.begin(), report.findings.end(),
                                [](const auto& f) { return f.cause == Cause::ineffective; });
  REQUIRE(odd != report.findings.end());
  CHECK(odd->rule == partly_ineffective);
  CHECK(odd->message.find("runs on host-17, but not as it is written there: CRON_TZ") !=
        std::string::npos);
}

TEST_CASE("a local field has no base to be missed", "[reconcile][judge]") {
  auto bench = story();
  set_truth(bench, "orders#orders}", "orders#orders, local: {env.HOME: /x}}");
  const auto report = bench.look(day(1)).report;
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].field == FieldId::local);
  CHECK(report.findings[0].message.find("not known which") == std::string::npos);
}

TEST_CASE("what truth has off has no next run", "[reconcile][judge]") {
  auto bench = story();
  set_truth(bench, "timeout: {run: 2h}\n", "timeout: {run: 2h}\nenabled: false\n");
  const auto report = bench.look(day(1)).report;
  REQUIRE(report.findings.size() == 1);
  REQUIRE(report.findings[0].runs);
  CHECK(report.findings[0].runs->truth_next.empty());
  CHECK(report.findings[0].runs->truth_per_month == 0.0);
  CHECK_FALSE(report.findings[0].runs->live_next.empty());
}

TEST_CASE("one file that cron passes over is one cause group", "[reconcile][judge]") {
  auto bench = story();
  bench.hosts["host-17"].files["cron.d/orders.bak"].text =
      story_live + "0 1 * * * root /opt/one\n0 2 * * * root /opt/two\n";
  bench.hosts["host-17"].files["cron.d/other.bak"].text = "0 3 * * * root /opt/three\n";
  const auto report = bench.look(day(1)).report;
  REQUIRE(report.findings.size() == 4);
  CHECK(report.findings[0].cause_group == report.findings[1].cause_group);
  CHECK(report.findings[0].cause_group == report.findings[2].cause_group);
  CHECK(report.findings[0].cause_group != report.findings[3].cause_group);
  CHECK(report.findings[0].effect == "it does not run");
}

TEST_CASE("one zone of a host is one cause group, whatever its schedules", "[reconcile][judge]") {
  auto bench = story();
  bench.truth["payments/late.yaml"] =
      with(with(with(story_truth, "workflow: orders", "workflow: late"), "30 6", "45 7"),
           "orders#orders", "orders#late");
  bench.hosts["host-17"].files["cron.d/orders"].text =
      story_live + with(with(story_live, "id=orders", "id=late"), "30 6", "45 7");
  bench.hosts["host-17"].zone = "America/New_York";
  const auto report = bench.look(day(1)).report;
  REQUIRE(report.findings.size() == 2);
  CHECK(report.findings[0].rule == zone_only);
  CHECK(report.findings[0].cause_group == report.findings[1].cause_group);
}

TEST_CASE("jobs that moved to another file together are one cause group", "[reconcile][judge]") {
  auto bench = story();
  bench.truth["payments/late.yaml"] =
      with(with(story_truth, "workflow: orders", "workflow: late"), "orders#orders", "orders#late");
  auto& files = bench.hosts["host-17"].files;
  files["cron.d/payments"].text =
      story_live + with(with(story_live, "id=orders", "id=late"), "orders/load", "orders/late");
  files.erase("cron.d/orders");
  const auto report = bench.look(day(1)).report;
  REQUIRE(report.findings.size() == 4);
  CHECK(report.findings[0].cause == Cause::missing);
  CHECK(report.findings[0].cause_group == report.findings[1].cause_group);
  CHECK(report.findings[2].cause_group == report.findings[3].cause_group);
  CHECK(report.findings[0].cause_group != report.findings[2].cause_group);
}
