#include "reports/json.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "reports/fixed_times.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sample_report.hpp"

using namespace plumbline;
using namespace plumbline::reports;
using ordered = nlohmann::ordered_json;

namespace {

std::vector<std::string> keys_of(const ordered& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

ordered parsed(const reconcile::AuditReport& report) {
  return ordered::parse(to_json(report, {"0.1.0", false}));
}

/// The keys begin with those of the contract, in its order; others may follow.
void check_begins_with(const ordered& object, const std::vector<std::string>& promised) {
  auto keys = keys_of(object);
  REQUIRE(keys.size() >= promised.size());
  keys.resize(promised.size());
  CHECK(keys == promised);
}

}  // namespace

TEST_CASE("keys stand in the promised order", "[reports][json]") {
  const auto json = parsed(test::sample_report());
  check_begins_with(json, {"schema_version", "tool", "estate", "run", "truth", "verdict",
                           "complete", "exit_code", "coverage", "summary", "findings"});
  check_begins_with(json["tool"], {"name", "version"});
  check_begins_with(json["run"], {"id", "started_at", "finished_at"});
  check_begins_with(json["truth"][0], {"repo", "ref", "commit", "path"});
  check_begins_with(json["coverage"][0], {"platform", "kind", "version", "state", "workflows",
                                          "requests", "duration_ms", "unread"});
  check_begins_with(json["summary"],
                    {"workflows", "places", "findings", "new", "resolved", "waived", "held",
                     "any_fields", "critical", "high", "medium", "low"});
  check_begins_with(json["findings"][0],
                    {"key",    "rule",        "cause",       "severity", "workflow", "platform",
                     "id",     "field",       "truth",       "live",     "base",     "tier",
                     "owner",  "environment", "cause_group", "status",   "message",  "next_step",
                     "waiver", "attribution", "first_seen",  "last_seen"});
  check_begins_with(json["findings"][0]["truth"], {"state", "value", "text", "source"});
}

TEST_CASE("values are JSON, not text", "[reports][json]") {
  reconcile::AuditReport report;
  report.findings = {test::paused_by_hand()};
  const auto finding = parsed(report)["findings"][0];
  CHECK(finding["truth"]["value"] == true);
  CHECK(finding["truth"]["source"]["line"] == 14);
  CHECK(finding["live"]["value"] == false);
  CHECK(finding["live"]["source"]["native_path"] == "cron.d/orders:12");
  CHECK(finding["base"]["inferred"] == false);
  CHECK(finding["status"] == "new");
  CHECK(finding["runs"]["truth_per_month"] == 21.741);
  CHECK(finding["runs"]["truth_next"][0] == "2026-11-23T05:30:00Z");
}

TEST_CASE("a finding about a whole place has a null field", "[reports][json]") {
  reconcile::AuditReport report;
  report.findings = test::whole_places();
  const auto json = parsed(report);
  CHECK(json["findings"][0]["field"].is_null());
  CHECK(json["findings"][0]["base"].is_null());
  CHECK(json["findings"][4]["workflow"].is_null());
}

TEST_CASE("a side's states are written as the contract has them", "[reports][json]") {
  reconcile::AuditReport report;
  auto finding = test::paused_by_hand();
  finding.truth = {};
  finding.truth.state = Presence::absent;
  finding.truth.value = "true";
  finding.truth.default_filled = true;
  finding.live = {};
  finding.live.state = Presence::unobservable;
  finding.live.reason = "callbacks cannot be read";
  report.findings = {finding};
  const auto json = parsed(report)["findings"][0];
  CHECK(json["truth"] ==
        ordered::parse(R"({"state":"absent","value":true,"text":"","default_filled":true})"));
  CHECK(
      json["live"] ==
      ordered::parse(R"({"state":"unobservable","text":"","reason":"callbacks cannot be read"})"));
}

TEST_CASE("hostile text is escaped and stays what it was", "[reports][json]") {
  reconcile::AuditReport report;
  report.estate = "a\x1b[2J\"\\\xE2\x80\xAE\xC2\x9B\xF3\xA0\x81\xA1";
  const auto text = to_json(report, {"0.1.0", false});
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\\u202e") != std::string::npos);
  CHECK(text.find("\\udb40\\udc61") != std::string::npos);
  CHECK(ordered::parse(text)["estate"] == report.estate);
  report.estate = "a\xff";
  CHECK(parsed(report)["estate"] == "a\xEF\xBF\xBD");
}

TEST_CASE("pretty and compact say the same", "[reports][json]") {
  const auto report = test::sample_report();
  const auto pretty = to_json(report, {"0.1.0", true});
  CHECK(ordered::parse(pretty) == parsed(report));
  CHECK(pretty.ends_with("}\n"));
}

TEST_CASE("all members of a change are named, with keys and owners", "[reports][json]") {
  auto report = test::sample_report();
  for (auto& finding : report.findings) finding.owner.technical = "@on-call";
  const auto all = nlohmann::json::parse(to_json(report, {"0", false}));
  REQUIRE(all["groups"].size() == 1);
  const auto& group = all["groups"][0];
  CHECK(group["cause_group"] == "00ff00ff00ff00ff");
  CHECK(group["field"] == "notify");
  REQUIRE(group["members"].size() == 12);
  std::set<std::string> keys;
  for (const auto& member : group["members"]) {
    keys.insert(member["key"]);
    CHECK(member["owner"]["technical"] == "@on-call");
  }
  CHECK(keys.size() == 12);

  const auto one = nlohmann::json::parse(to_json(report, {"0", false, *keys.begin()}));
  REQUIRE(one["findings"].size() == 1);
  CHECK(one["findings"][0]["key"] == *keys.begin());
  CHECK(one["groups"] == all["groups"]);
  const auto alone =
      nlohmann::json::parse(to_json(report, {"0", false, test::paused_by_hand().key}));
  CHECK(alone["findings"].size() == 1);
  CHECK(alone["groups"].empty());
}

TEST_CASE("a likeness is told as data, and null where there is none", "[reports][json]") {
  reconcile::AuditReport report;
  report.findings = {test::paused_by_hand(), test::paused_by_hand()};
  report.findings[0].looks_like = reconcile::Likeness{"cron.d/x#y", "00aa", "the same name"};
  report.findings[0].hidden_by = "cron.d/x:3: bad minute";
  const auto json = nlohmann::json::parse(to_json(report, {"0", false}))["findings"];
  CHECK(json[0]["looks_like"] ==
        nlohmann::json{{"id", "cron.d/x#y"}, {"key", "00aa"}, {"why", "the same name"}});
  CHECK(json[0]["hidden_by"] == "cron.d/x:3: bad minute");
  CHECK(json[1]["looks_like"].is_null());
  CHECK(json[1]["hidden_by"].is_null());
}

TEST_CASE("fixed times make two runs of equal input equal bytes", "[reports][json]") {
  const auto first = test::sample_report();
  auto second = first;
  second.run_id = "another";
  second.started_at += Seconds(77);
  second.finished_at += Seconds(99);
  for (auto& entry : second.coverage) entry.duration *= 3;
  for (auto& finding : second.findings) {
    finding.last_seen += Seconds(77);
    if (finding.live.live) finding.live.live->read_at += Seconds(77);
  }
  const auto at = test::sample_time(0, 1);
  CHECK(to_json(first, {"0.1.0", false}) != to_json(second, {"0.1.0", false}));
  CHECK(to_json(with_fixed_times(first, at), {"0.1.0", false}) ==
        to_json(with_fixed_times(second, at), {"0.1.0", false}));
}
