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

namespace {

reconcile::Finding passed_over(const std::string& id, const std::string& reason) {
  reconcile::Finding finding;
  finding.cause = reconcile::Cause::ineffective;
  finding.rule = "PL2004";
  finding.workflow = WorkflowId{"payments", "orders"};
  finding.place = {"batch", id};
  finding.live.state = Presence::value;
  finding.live.text = reason;
  finding.live.live = reconcile::LiveOrigin{"batch", id, "cron.d/orders:6", {}};
  return finding;
}

}  // namespace

TEST_CASE("what makes cron act on a file follows from the reason", "[reports][explain]") {
  struct Case {
    const char* id;
    const char* reason;
    const char* advice;
  };
  const Case cases[] = {
      {"cron.d/orders#load", "INSECURE MODE (group/other writable)",
       "on batch: sudo chmod go-w /etc/cron.d/orders"},
      {"user/ana#load", "INSECURE MODE (mode 0600 expected)",
       "on batch: sudo chmod 600 /var/spool/cron/crontabs/ana"},
      {"cron.d/orders#load", "BAD FILE MODE", "on batch: sudo chmod 644 /etc/cron.d/orders"},
      {"cron.d/orders#load", "WRONG FILE OWNER", "on batch: sudo chown root /etc/cron.d/orders"},
      {"user/ana#load", "WRONG FILE OWNER",
       "on batch: sudo chown ana /var/spool/cron/crontabs/ana"},
      {"cron.daily/rotate", "not executable, so run-parts skips it",
       "on batch: sudo chmod +x /etc/cron.daily/rotate"},
      {"cron.d/or ders.cron#load",
       "the name has other characters than letters, digits, \"_\" and \"-\"",
       "sudo mv '/etc/cron.d/or ders.cron' /etc/cron.d/or-ders-cron"},
      {"cron.daily/rotate.sh",
       "run-parts skips names with other characters than letters, digits, \"_\" and \"-\"",
       "sudo mv /etc/cron.daily/rotate.sh /etc/cron.daily/rotate-sh"},
      {"cron.d/orders#load",
       "Syntax error, this crontab file will be ignored (bad minute in line 3)",
       "correct line 3 of /etc/cron.d/orders: bad minute. A variable without a value needs quotes"},
      {"cron.d/orders#load", "Missing newline before EOF, this crontab file will be ignored",
       "end its last line with a newline: sudo sed -i '$a\\' /etc/cron.d/orders"},
      {"cron.d/orders#load", "its schedule is accepted and never fires",
       "edit /etc/cron.d/orders on batch, line 6: its schedule is accepted and never fires"},
  };
  for (const auto& row : cases) {
    CAPTURE(row.reason);
    CHECK_THAT(explained(passed_over(row.id, row.reason), on_cron()),
               Contains("1. Make it count: ") && Contains(row.advice));
  }
}

TEST_CASE("what no truth declares and cron passes over may be removed", "[reports][explain]") {
  auto finding = passed_over("cron.d/orders.bak#load", "the name has other characters");
  finding.workflow.reset();
  CHECK_THAT(explained(finding, on_cron()),
             Contains("1. If it is a leftover: remove it, /etc/cron.d/orders.bak on batch") &&
                 Contains("2. If it is meant to run: rename it"));
  finding.looks_like = reconcile::Likeness{"cron.d/orders#load", "00aa", "the same command"};
  CHECK_THAT(explained(finding, on_cron()),
             Contains("1. Look at both: this may be cron.d/orders#load") &&
                 Contains("sudo mv /etc/cron.d/orders.bak /etc/cron.d/orders\n"));
}

TEST_CASE("lines that claim one id are to get their own", "[reports][explain]") {
  auto finding = passed_over("cron.d/orders#eod", "lines 2 and 4 have one id");
  finding.cause = reconcile::Cause::overlap;
  finding.rule = "PL2003";
  finding.claimed_twice = true;
  CHECK_THAT(explained(finding, on_cron()), Contains("1. Give each line an id of its own") &&
                                                Contains("See whether a marker lost its line") &&
                                                Contains("Lines 2 and 4 have one id") &&
                                                !Contains("Retire one"));
}

TEST_CASE("an import is advised into the folder of truth", "[reports][explain]") {
  auto finding = passed_over("cron.d/extra#load", "");
  finding.cause = reconcile::Cause::unmanaged;
  finding.rule = "PL2002";
  finding.workflow.reset();
  auto input = on_cron();
  input.truth_folder = "/srv/truth/workflows";
  CHECK_THAT(explained(finding, input), Contains("--team TEAM --out /srv/truth/workflows"));
  CHECK_THAT(explained(finding, on_cron()), Contains("--out FOLDER-OF-TRUTH"));
}

TEST_CASE("a local field has the severity of what truth states", "[reports][explain]") {
  auto finding = passed_over("cron.d/orders#load", "env.SHELL /bin/sh");
  finding.cause = reconcile::Cause::unbased;
  finding.field = FieldId::local;
  finding.rule = std::string(spec(FieldId::local).rule);
  finding.severity = Severity::medium;
  CHECK_THAT(explained(finding, on_cron()),
             Contains("medium; the rule's own is medium where truth states it") &&
                 Contains("unbased: no base is kept of local values"));
}

TEST_CASE("history tells what was known, not what was not read", "[reports][explain]") {
  ExplainInput input;
  reconcile::FieldChange change;
  change.field = "timeout";
  change.from = R"({"run":7200})";
  change.to = R"({"run":14400})";
  input.changes.push_back(change);
  CHECK_THAT(explained(test::paused_by_hand(), input),
             Contains("live changed from run 2h to run 4h") && !Contains("unread"));
}
