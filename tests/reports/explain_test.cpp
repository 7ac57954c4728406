#include "reports/explain.hpp"

#include "reports/rules.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sample_report.hpp"

using namespace plumbline;
using namespace plumbline::reports;
using Catch::Matchers::Contains;

namespace {

std::string explained(const reconcile::Finding& finding, const ExplainInput& input = {}) {
  TextOptions options;
  options.style.width = 200;
  return explain(finding, input, options);
}

}  // namespace

TEST_CASE("every cause is explained with a way out", "[reports][explain]") {
  for (const auto& finding : test::sample_report().findings) {
    CAPTURE(reconcile::name(finding.cause));
    const auto text = explained(finding);
    CHECK_THAT(text, Contains(std::string(meaning(finding.cause))));
    CHECK_THAT(text, Contains("WHAT TO DO") && Contains("  1. "));
    CHECK(rule(finding.rule) != nullptr);
  }
}

TEST_CASE("no command is offered that does not exist yet", "[reports][explain]") {
  for (const auto& finding : test::sample_report().findings) {
    const auto text = explained(finding, {{}, {}, "", "", "cron", "", {}});
    for (const auto* const later : {"plumbline propose", "plumbline approve", "plumbline apply",
                                    "plumbline waive", "plumbline reclassify", "plumbline hold"}) {
      CHECK_THAT(text, !Contains(later));
    }
  }
}

TEST_CASE("the file to edit is named as it is called on the host", "[reports][explain]") {
  ExplainInput input;
  input.kind = "cron";
  CHECK_THAT(
      explained(test::paused_by_hand(), input),
      Contains("Revert: edit /etc/cron.d/orders on host-17, line 12, so that enabled is on"));
  CHECK_THAT(explained(test::both_moved(), input), Contains("crontab -u etl -e"));
}

TEST_CASE("a waiver is ready to paste", "[reports][explain]") {
  CHECK(waiver_yaml(test::paused_by_hand()) ==
        "plumbline: v1\nkind: waiver\nselect:\n  workflow: payments/daily-orders\n"
        "  platform: host-17\n  field: enabled\nowner: you@example.com\n"
        "reason: Why this may differ, and where that is written\nexpires: 2026-12-21\n");
  CHECK_THAT(explained(test::paused_by_hand()), Contains("     kind: waiver\n"));
}

TEST_CASE("secrets of the native text are not repeated", "[reports][explain]") {
  ExplainInput input;
  input.native = "30 6 * * * root backup --password=hunter2";
  CHECK_THAT(explained(test::paused_by_hand(), input),
             Contains("--password=[redacted]") && !Contains("hunter2"));
}

TEST_CASE("every rule that a finding may carry has a text", "[reports][explain]") {
  for (const auto& row : field_catalogue) CHECK(rule(row.rule) != nullptr);
  CHECK(rule("PL1002") != nullptr);
  CHECK(rule("PL9999") == nullptr);
  for (std::size_t i = 1; i < rules().size(); ++i) CHECK(rules()[i - 1].id < rules()[i].id);
}
