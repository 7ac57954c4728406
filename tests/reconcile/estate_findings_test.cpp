#include "reconcile/estate_findings.hpp"

#include <string>

#include "reconcile/finish.hpp"
#include "tests/reconcile/story.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::reconcile;
using namespace plumbline::test;

namespace {

/// Hands out one place of the story with fields of its own making.
struct ReadingBench {
  Bench bench = story();
  Truth truth = bench.assemble(bench.truth, 'a');
  std::vector<PlatformReading> platforms{bench.read("host-17", day(1))};
  Memory memory;
  Policy policy;

  [[nodiscard]] AuditInput input() const {
    return {"bench", truth,        nullptr, platforms,        memory,
            policy,  real_zones(), {},      Severity::medium, day(1)};
  }
  [[nodiscard]] AuditOutcome judged() const {
    const auto asked = input();
    return conclude(compare(asked), {});
  }
  LiveWorkflow& live() { return platforms[0].listing->workflows.at(0); }
};

Finding finding_of(std::string key, Severity severity) {
  Finding finding;
  finding.key = std::move(key);
  finding.severity = severity;
  finding.message = name(severity);
  return finding;
}

}  // namespace

TEST_CASE("a field that an adapter forgot makes the audit incomplete", "[reconcile][estate]") {
  ReadingBench bench;
  CHECK(bench.judged().report.verdict == Verdict::agree);
  bench.live().fields.timeout_run = Observed<Limit>();
  const auto outcome = bench.judged();
  const auto& report = outcome.report;
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].cause == Cause::unread);
  CHECK(report.findings[0].rule == "PL9001");
  CHECK(report.findings[0].field == FieldId::timeout);
  CHECK_FALSE(report.complete);
  CHECK(report.verdict == Verdict::incomplete);
  CHECK(report.exit_code == 3);
  REQUIRE(report.coverage.size() == 1);
  CHECK(report.coverage[0].state == CoverageState::partial);
  CHECK(report.coverage[0].unread.at(0).what == "timeout of cron.d/orders#orders");
}

TEST_CASE("an unread field beside a difference leaves the audit incomplete",
          "[reconcile][estate]") {
  ReadingBench bench;
  bench.truth.workflows[0].fields.retry_max = {Origin::stated, Count{3}, {}};
  bench.truth.workflows[0].fields.retry_delay = {Origin::stated, Seconds{60}, {}};
  bench.live().fields.retry_delay = Observed<Seconds>::unread("half-sent");
  const auto report = bench.judged().report;
  REQUIRE(report.findings.size() == 1);
  CHECK(report.findings[0].cause == Cause::unbased);
  CHECK(report.exit_code == 1);
  CHECK_FALSE(report.complete);
}

TEST_CASE("an open finding does not end while its field is unread", "[reconcile][estate]") {
  ReadingBench bench;
  bench.live().fields.timeout_run = Observed<Limit>::of(Limit{Seconds{60}});
  apply(bench.memory, bench.judged().update, day(1));
  CHECK(bench.memory.open.size() == 1);
  bench.live().fields.timeout_run = Observed<Limit>::unread("half-sent");
  const auto outcome = bench.judged();
  CHECK(outcome.update.closings.empty());
  CHECK(outcome.report.resolved.empty());
}

TEST_CASE("two reasons for one cause at one place are one finding", "[reconcile][estate]") {
  ReadingBench bench;
  bench.live().diagnostics = {
      {"a", Severity::low, "first", "x:1", Diagnostic::Raises::overlap},
      {"b", Severity::low, "second", "x:2", Diagnostic::Raises::overlap},
      {"c", Severity::low, "ignored", "x:3", Diagnostic::Raises::ineffective},
      {"d", Severity::low, "shown only", "x:4", Diagnostic::Raises::nothing}};
  bench.live().fields.schedule = Observed<schedule::Triggers>::of([] {
    schedule::Trigger never;
    never.kind = schedule::TriggerKind::cron;
    never.dialect = "debian-cron";
    never.expr = "0 0 31 2 *";
    never.zone = {schedule::ZoneKnowledge::named, "Europe/Berlin"};
    return schedule::Triggers{never};
  }());
  const auto report = bench.judged().report;
  REQUIRE(report.findings.size() == 2);
  for (const auto& finding : report.findings) {
    CHECK(finding.severity == Severity::high);
    const bool overlap = finding.cause == Cause::overlap;
    CHECK(finding.message.find(overlap ? "first; second" : "never fires") != std::string::npos);
    CHECK(finding.notes.size() == (overlap ? 0U : 1U));
  }
}

TEST_CASE("of findings with one key the gravest stays", "[reconcile][estate]") {
  std::vector<Finding> findings{finding_of("a", Severity::low), finding_of("b", Severity::low),
                                finding_of("a", Severity::high), finding_of("a", Severity::medium)};
  merge_repeats(findings);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].severity == Severity::high);
  CHECK(findings[0].notes == std::vector<std::string>{"also: low", "also: medium"});
  CHECK(findings[1].key == "b");
}

TEST_CASE("the key of an invalid file does not hang on its lines", "[reconcile][estate]") {
  const auto key = [](const std::string& text) {
    auto bench = story();
    bench.truth["payments/broken.yaml"] = text;
    const auto report = bench.look(day(1)).report;
    REQUIRE(report.findings.size() == 1);
    CHECK(report.findings[0].cause == Cause::invalid);
    CHECK(report.findings[0].truth.git->line > 0);
    return report.findings[0].key;
  };
  const std::string places = "places:\n  - {platform: host-17, id: cron.d/b#b}\n";
  CHECK(key("plumbline: v1\nworkflow: broken\nunknown: 1\n" + places) ==
        key("# a comment\n\nplumbline: v1\nworkflow: broken\nunknown: 2\n" + places));
}

TEST_CASE("unmanaged is withheld where a broken file may declare it", "[reconcile][estate]") {
  struct Case {
    const char* broken;
    bool withheld;
  };
  const Case cases[] = {
      {"plumbline: v1\nworkflow: b\nunknown: 1\nplaces:\n  - {platform: host-17, id: cron.d/b#b}\n",
       true},
      {"plumbline: v1\nworkflow: b\nunknown: 1\nplaces:\n  - {platform: host-99, id: cron.d/b#b}\n",
       false},
      {"plumbline: v1\nworkflow: [\n", true}};
  for (const auto& row : cases) {
    CAPTURE(row.broken);
    auto bench = story();
    bench.hosts["host-17"].files["cron.d/b"].text = "0 1 * * * root /opt/b\n";
    bench.truth["payments/b.yaml"] = row.broken;
    std::size_t unmanaged = 0;
    const auto report = bench.look(day(1)).report;
    for (const auto& finding : report.findings) unmanaged += finding.cause == Cause::unmanaged;
    CHECK(unmanaged == (row.withheld ? 0U : 1U));
    CHECK(report.notes.empty() == !row.withheld);
  }
}

TEST_CASE("a scope narrows coverage, places and what may be unread", "[reconcile][estate]") {
  auto bench = story();
  bench.hosts["host-18"].unreachable = "no route";
  CHECK(bench.look(day(1)).report.exit_code == 3);
  bench.scope.platforms = {"host-17"};
  const auto report = bench.look(day(1)).report;
  CHECK(report.exit_code == 0);
  CHECK(report.coverage.size() == 1);
}
