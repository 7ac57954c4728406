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

ExplainInput on_cron() {
  ExplainInput input;
  input.kind = "cron";
  return input;
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
    const auto text = explained(finding, on_cron());
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

TEST_CASE("a job that looks renamed is to be looked at, not created", "[reports][explain]") {
  for (auto finding : test::sample_report().findings) {
    if (finding.cause != reconcile::Cause::missing) continue;
    CHECK_THAT(explained(finding), Contains("1. Create it on host-18 as cron.d/hr#export"));
    finding.looks_like = reconcile::Likeness{"cron.d/hr#export-0011aabb", "00aa", "the same time"};
    const auto text = explained(finding);
    CHECK_THAT(text, Contains("1. Look at both: this may be cron.d/hr#export-0011aabb (the same "
                              "time); plumbline explain 00aa"));
    CHECK_THAT(text, Contains("put `# plumbline: id=export` right above its line"));
    finding.looks_like->id = "user/hr#export";
    CHECK_THAT(explained(finding), !Contains("right above its line"));
    finding.looks_like.reset();
    finding.hidden_by = "cron.d/hr:3: bad minute";
    CHECK_THAT(explained(finding),
               Contains("1. Repair the line on host-18 that cannot be read, cron.d/hr:3"));
  }
}

TEST_CASE("an undeclared job that looks like a missing one is not to be removed first",
          "[reports][explain]") {
  for (auto finding : test::sample_report().findings) {
    if (finding.cause != reconcile::Cause::unmanaged) continue;
    finding.looks_like = reconcile::Likeness{"user/bob#old", "00aa", "the same time"};
    CHECK_THAT(explained(finding), Contains("1. Look at both") && !Contains(". Remove it"));
  }
}

TEST_CASE("the lines to restore are shown without their secrets", "[reports][explain]") {
  ExplainInput input;
  input.restore = {"# plumbline: id=export", "5 5 * * * hr /opt/export --token=abc"};
  input.restore_note = "The times are meant in UTC.";
  const auto text = explained(test::paused_by_hand(), input);
  CHECK_THAT(text,
             Contains("     # plumbline: id=export\n     5 5 * * * hr /opt/export --token=["));
  CHECK_THAT(text, Contains("The times are meant in UTC.") && !Contains("abc"));
  CHECK_THAT(text, Contains("A secret is left out"));
  input.restore.pop_back();
  CHECK_THAT(explained(test::paused_by_hand(), input), !Contains("A secret is left out"));
}

TEST_CASE("the others of one change are listed with key and owner", "[reports][explain]") {
  const auto report = test::sample_report();
  ExplainInput input;
  for (const auto& finding : report.findings) {
    if (finding.cause_group == "00ff00ff00ff00ff") input.same_change.push_back(finding);
  }
  REQUIRE(input.same_change.size() == 12);
  input.same_change.front().owner.technical = "@on-call";
  const auto text = explained(test::paused_by_hand(), input);
  CHECK_THAT(text, Contains("web-101") && Contains("web-112") && Contains("@on-call"));
  for (const auto& other : input.same_change) CHECK_THAT(text, Contains(other.key.substr(0, 12)));
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
