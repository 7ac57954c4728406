#include "reconcile/waiver.hpp"

#include <string>

#include "tests/reconcile/story.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::reconcile;
using namespace plumbline::test;

namespace {

Finding timeout_finding() {
  Finding finding;
  finding.cause = Cause::drifted;
  finding.severity = Severity::medium;
  finding.workflow = WorkflowId{"payments", "orders"};
  finding.place = story_place;
  finding.field = FieldId::timeout;
  return finding;
}

Waiver waiver(std::string workflow, std::string platform, std::string field,
              std::string team = "payments") {
  Waiver made;
  made.workflow = std::move(workflow);
  made.platform = std::move(platform);
  made.field = std::move(field);
  made.team = std::move(team);
  made.expires = day(10);
  return made;
}

}  // namespace

TEST_CASE("a waiver covers what all its globs match, of its own team", "[reconcile][waiver]") {
  struct Case {
    Waiver waiver;
    bool covers;
  };
  const Case cases[] = {
      {waiver("payments/orders", "", ""), true},
      {waiver("payments/*", "host-*", "timeout"), true},
      {waiver("", "", "time*"), true},
      {waiver("", "host-17", ""), true},
      {waiver("billing/*", "", ""), false},
      {waiver("", "host-18", ""), false},
      {waiver("payments/*", "host-*", "retry"), false},
      {waiver("", "", "timeout", "billing"), false},
      {waiver("payments/orders", "", "", "billing"), false},
  };
  for (const auto& row : cases) {
    CAPTURE(row.waiver.workflow, row.waiver.platform, row.waiver.field, row.waiver.team);
    CHECK(covers(row.waiver, timeout_finding()) == row.covers);
  }
}

TEST_CASE("a waiver for a field does not cover the place as a whole", "[reconcile][waiver]") {
  auto missing = timeout_finding();
  missing.cause = Cause::missing;
  missing.field.reset();
  CHECK(covers(waiver("payments/*", "", ""), missing));
  CHECK_FALSE(covers(waiver("payments/*", "", "timeout"), missing));
}

TEST_CASE("policy refuses waivers by field, severity and life", "[reconcile][waiver]") {
  struct Case {
    const char* what;
    WaiverLimits limits;
    bool refused;
  };
  const Case cases[] = {
      {"no limits", {}, false},
      {"only this field", {std::nullopt, {"timeout"}, {}, std::nullopt}, false},
      {"only others", {std::nullopt, {"retry"}, {}, std::nullopt}, true},
      {"never this field", {std::nullopt, {}, {"timeout"}, std::nullopt}, true},
      {"never others", {std::nullopt, {}, {"retry"}, std::nullopt}, false},
      {"as severe as allowed", {std::nullopt, {}, {}, Severity::medium}, false},
      {"too severe", {std::nullopt, {}, {}, Severity::low}, true},
      {"as long as allowed", {Seconds{86400 * 9}, {}, {}, std::nullopt}, false},
      {"too long", {Seconds{86400 * 9 - 1}, {}, {}, std::nullopt}, true},
  };
  for (const auto& row : cases) {
    CAPTURE(row.what);
    CHECK(refusal(waiver("", "", "timeout"), timeout_finding(), row.limits, day(1)).has_value() ==
          row.refused);
    CHECK(overlong_waivers({waiver("", "", "timeout")}, row.limits, day(1)).size() ==
          (row.limits.longest && row.refused ? 1U : 0U));
  }
}

TEST_CASE("what is broken or unknown cannot be waived", "[reconcile][waiver]") {
  auto bench = story();
  bench.truth["payments/broken.yaml"] = "plumbline: v1\nworkflow: broken\nplaces: 5\n";
  bench.truth["payments/waiver.yaml"] =
      "plumbline: v1\nkind: waiver\nselect: {platform: \"*\"}\nowner: ana@example.com\n"
      "reason: everything\nexpires: 2026-12-31\n";
  bench.hosts["host-18"].unreachable = "no route";
  const auto report = bench.look(day(1)).report;
  CHECK(report.findings.size() == 2);
  for (const auto& finding : report.findings) CHECK_FALSE(finding.waiver);
  CHECK(report.exit_code == 1);
}

TEST_CASE("two expired waivers of a place are one finding", "[reconcile][waiver]") {
  auto bench = story();
  bench.truth["payments/orders.yaml"] += "run_as: svc-orders\n";
  bench.truth["payments/waiver.yaml"] =
      "plumbline: v1\nkind: waiver\nselect: {workflow: payments/*}\nowner: ana@example.com\n"
      "reason: later\nexpires: 2026-11-02\n";
  bench.hosts["host-17"].files["cron.d/orders"].text =
      "MAILTO=a@example.com\n" +
      with(with(story_live, "timeout 2h", "timeout 4h"), "svc-orders", "root");
  const auto report = bench.look(day(5)).report;
  REQUIRE(report.findings.size() == 3);
  std::size_t expired = 0;
  for (const auto& finding : report.findings) {
    if (finding.cause != Cause::waiver_expired) continue;
    ++expired;
    CHECK(finding.rule == "PL3002");
    CHECK(finding.notes.size() == 2);
  }
  CHECK(expired == 1);
}

TEST_CASE("a report ends its validity when a waiver does", "[reconcile][waiver]") {
  auto bench = story();
  bench.truth["payments/waiver.yaml"] =
      "plumbline: v1\nkind: waiver\nselect: {field: timeout}\nowner: ana@example.com\n"
      "reason: later\nexpires: 2026-11-07\n";
  const auto report = bench.look(day(5)).report;
  CHECK(report.valid_until == at("2026-11-08T00:00:00Z"));
  CHECK_FALSE(bench.look(day(9)).report.valid_until);
}

TEST_CASE("policy limits `any` as it limits waivers", "[reconcile][waiver]") {
  struct Case {
    const char* limits;
    bool refused;
  };
  const Case cases[] = {{"{}", false},
                        {"{never_fields: [timeout]}", true},
                        {"{never_fields: [retry]}", false},
                        {"{fields: [retry]}", true},
                        {"{highest_severity: low}", true},
                        {"{highest_severity: medium}", false},
                        {"{longest: 1d}", false}};
  for (const auto& row : cases) {
    CAPTURE(row.limits);
    auto bench = story();
    set_truth(bench, "timeout: {run: 2h}", "timeout: any");
    bench.policy = std::string("plumbline: v1\nkind: policy\nwaivers: ") + row.limits + "\n";
    const auto report = bench.look(day(1)).report;
    REQUIRE(report.findings.size() == (row.refused ? 1U : 0U));
    if (!row.refused) continue;
    CHECK(report.findings[0].cause == Cause::invalid);
    CHECK(report.findings[0].truth.git->line == 4);
    CHECK(report.findings[0].message.find("timeout is `any`, and policy") != std::string::npos);
  }
}

TEST_CASE("a waiver that selects nothing there is says why", "[reconcile][waiver]") {
  struct Case {
    const char* select;
    const char* why;  ///< empty = it selects something
  };
  const Case cases[] = {
      {"{workflow: payments/orders}", ""},
      {"{workflow: \"*\"}", ""},
      {"{platform: host-17}", ""},
      {"{field: retry}", ""},
      {"{workflow: paymants/*}", "team payments declares no workflow 'paymants/*'"},
      {"{workflow: payments/order}", "team payments declares no workflow 'payments/order'"},
      {"{platform: host-71}", "no platform is called 'host-71'"},
      {"{field: \"zz*\"}", "no field is called 'zz*'"},
      {"{workflow: payments/orders, platform: host-18}",
       "'payments/orders' has no place on 'host-18'"},
  };
  for (const auto& row : cases) {
    CAPTURE(row.select);
    auto bench = story();
    bench.hosts["host-18"];
    bench.truth["payments/waiver.yaml"] = std::string("plumbline: v1\nkind: waiver\nselect: ") +
                                          row.select +
                                          "\nowner: ana@example.com\nreason: later\n"
                                          "expires: 2026-12-31\n";
    const auto report = bench.look(day(1)).report;
    if (*row.why == '\0') {
      CHECK(report.findings.empty());
      continue;
    }
    REQUIRE(report.findings.size() == 1);
    const auto& finding = report.findings.front();
    CHECK(finding.cause == Cause::invalid);
    CHECK(finding.severity == Severity::low);
    CHECK_THAT(finding.message, ContainsSubstring("payments/waiver.yaml:"));
    CHECK_THAT(finding.message, ContainsSubstring(row.why));
    bench.scope.platforms = {"host-17"};
    CHECK(bench.look(day(1)).report.findings.empty());
  }
}
