#include "tests/support/catch.hpp"
#include "tests/support/doc_examples.hpp"

#include <nlohmann/json.hpp>

#include "reconcile/policy_schema.hpp"
#include "reconcile/policy_yaml.hpp"

using namespace plumbline;
using namespace plumbline::reconcile;
using plumbline::test::ContainsSubstring;

namespace {

Policy good(const std::string& text) {
  const auto reading = parse_policy(text, "policy.yaml");
  for (const auto& error : reading.errors) UNSCOPED_INFO(describe(error));
  REQUIRE(reading.ok());
  return reading.policy;
}

Selector by_field(const std::string& field) {
  Selector selector;
  selector.field = field;
  return selector;
}

}  // namespace

TEST_CASE("a selector matches what all its keys match", "[reconcile][policy]") {
  Subject subject;
  subject.workflow = "payments/daily-orders";
  subject.team = "payments";
  subject.platform = "host-17";
  subject.environment = "production";
  subject.field = "enabled";
  subject.rule = "PL1003";
  subject.cause = "drifted";
  subject.tier = Tier::critical;
  CHECK(matches({}, subject));

  struct Case {
    std::string Selector::* key;
    const char* fits;
    const char* misses;
  };
  const Case cases[] = {{&Selector::workflow, "payments/*", "billing/*"},
                        {&Selector::team, "pay?ents", "pay"},
                        {&Selector::platform, "host-*", "aws-*"},
                        {&Selector::environment, "prod*", "staging"},
                        {&Selector::field, "enabled", "enable"},
                        {&Selector::rule, "PL10??", "PL11*"},
                        {&Selector::cause, "drifted", "pending"}};
  Selector all;
  for (const auto& row : cases) {
    CAPTURE(row.fits);
    Selector one;
    one.*row.key = row.fits;
    all.*row.key = row.fits;
    CHECK(matches(one, subject));
    one.*row.key = row.misses;
    CHECK_FALSE(matches(one, subject));
  }
  all.tier = Tier::critical;
  CHECK(matches(all, subject));
  all.tier = Tier::low;
  CHECK_FALSE(matches(all, subject));
}

TEST_CASE("every section of a policy is read", "[reconcile][policy]") {
  const Policy policy = good(R"(plumbline: v1
kind: policy
severities:
  - {select: {rule: PL1003, tier: critical}, severity: critical}
  - {select: {workflow: sandbox/*}, severity: low}
  - {severity: high}
tolerances:
  - {select: {field: timeout}, amount: 30s, percent: 12.5, grace: 15m}
modes:
  - {select: {environment: staging}, mode: observe}
principals:
  - [svc-orders, "arn:aws:iam::1:role/orders", orders@example.com]
  - [svc-hr, "1001"]
approvals:
  - {select: {tier: critical, field: schedule}, number: 2, groups: [sre]}
people:
  ana: {users: [ana], emails: [ana@example.com], groups: [sre], accounts: {airflow-prod: ana.k}}
rollout: {waves: [{select: {environment: staging}, soak: 1h}, {soak: 2h}], within: 2d}
freeze:
  - {from: 2026-12-23, to: 2026-12-23, reason: Holidays, select: {team: payments}}
  - {cron: "0 18 * * fri", duration: 60h, timezone: Europe/Berlin}
flap: {times: 3, within: 1d}
operator_off: 14d
expiry: 24h
waivers: {longest: 90d, remind: 3d, fields: [retry, timeout], never_fields: [run_as], highest_severity: high, agree: [sre]}
)");
  REQUIRE(policy.severities.size() == 3);
  CHECK(policy.severities[0].select.rule == "PL1003");
  CHECK(policy.severities[0].select.tier == Tier::critical);
  CHECK(policy.severities[0].severity == Severity::critical);
  CHECK(policy.severities[1].select.workflow == "sandbox/*");
  CHECK(policy.severities[2].select == Selector{});
  CHECK(policy.tolerances ==
        std::vector<Tolerance>{{by_field("timeout"), Seconds(30), 12.5, Seconds(900)}});
  CHECK(policy.modes.at(0).mode == Mode::observe);
  CHECK(policy.principals.at("orders@example.com") == "svc-orders");
  CHECK(policy.principals.at("svc-orders") == "svc-orders");
  CHECK(policy.principals.at("1001") == "svc-hr");
  CHECK(policy.rollout_within == Seconds(2 * 86400));
  CHECK(policy.operator_off == Seconds(14 * 86400));
  CHECK(policy.waivers.longest == Seconds(90 * 86400));
  CHECK(policy.waivers.remind == Seconds(3 * 86400));
  CHECK(policy.waivers.fields == std::vector<std::string>{"retry", "timeout"});
  CHECK(policy.waivers.never_fields == std::vector<std::string>{"run_as"});
  CHECK(policy.waivers.highest_severity == Severity::high);
  CHECK(policy.digest.size() == 64);
}

TEST_CASE("rules have a short form by field, rule or cause, in the order written",
          "[reconcile][policy]") {
  const Policy policy = good(R"(
severities: {enabled: critical, PL1009: high, unmanaged: medium}
tolerances: {timeout: 30s, schedule: {grace: 1h}}
modes: {labels: observe}
)");
  REQUIRE(policy.severities.size() == 3);
  CHECK(policy.severities[0].select == by_field("enabled"));
  CHECK(policy.severities[1].select.rule == "PL1009");
  CHECK(policy.severities[2].select.cause == "unmanaged");
  CHECK(policy.tolerances ==
        std::vector<Tolerance>{{by_field("timeout"), Seconds(30), std::nullopt, std::nullopt},
                               {by_field("schedule"), std::nullopt, std::nullopt, Seconds(3600)}});
  CHECK(policy.modes.at(0).select == by_field("labels"));
}

TEST_CASE("what a policy leaves out is as if there were none", "[reconcile][policy]") {
  Policy policy = good("plumbline: v1\n");
  CHECK(policy.digest != good("plumbline: v1 \n").digest);
  policy.digest.clear();
  CHECK(policy == Policy{});
}

TEST_CASE("the examples of docs/policy.md are read", "[reconcile][policy]") {
  const auto examples = plumbline::test::doc_examples("policy.md", "yaml");
  CHECK(examples.size() == 3);
  for (const auto& example : examples) {
    CAPTURE(example);
    good(example);
  }
}

namespace {

struct BadCase {
  const char* text;
  int line;
  int column;
  const char* says;
};

const BadCase bad_cases[] = {
    {"", 1, 1, ""},
    {"[]\n", 1, 1, ""},
    {"plumbline: v2\n", 1, 12, "v1"},
    {"kind: waiver\n", 1, 7, "policy"},
    {"severity: {}\n", 1, 1, "severities"},
    {"severities: high\n", 1, 13, "list of rules"},
    {"severities: {enabled: hihg}\n", 1, 23, "high"},
    {"severities: {enable: high}\n", 1, 14, "enabled"},
    {"severities: {xyzzy: high}\n", 1, 14, "no field, rule or cause"},
    {"severities: {enabled: high, enabled: low}\n", 1, 29, "enabled"},
    {"severities: [high]\n", 1, 14, "mapping"},
    {"severities: [{}]\n", 1, 14, "severity"},
    {"severities: [{severity: high, rule: PL1003}]\n", 1, 31, "rule"},
    {"severities: [{select: {}, severity: high}]\n", 1, 23, "nothing in particular"},
    {"severities: [{select: all, severity: high}]\n", 1, 23, "mapping"},
    {"severities: [{select: {fild: retry}, severity: high}]\n", 1, 24, "field"},
    {"severities: [{select: {field: retrys}, severity: high}]\n", 1, 31, "retry"},
    {"severities: [{select: {rule: 1003}, severity: high}]\n", 1, 30, ""},
    {"severities: [{select: {rule: PL13}, severity: high}]\n", 1, 30, "PL1003"},
    {"severities: [{select: {cause: drift}, severity: high}]\n", 1, 31, "drifted"},
    {"severities: [{select: {tier: gold}, severity: high}]\n", 1, 30, "critical"},
    {"tolerances: [{select: {field: timeout}}]\n", 1, 14, "tolerates nothing"},
    {"tolerances: {timeout: 30}\n", 1, 23, "unit"},
    {"tolerances: {timeout: {amount: -5s}}\n", 1, 32, ""},
    {"tolerances: {timeout: {percent: 101}}\n", 1, 33, "100"},
    {"tolerances: {timeout: {percent: 10%}}\n", 1, 33, ""},
    {"tolerances: {timeout: {amonut: 5s}}\n", 1, 24, "amount"},
    {"tolerances: {enabled: 5s}\n", 1, 23, "no time span"},
    {"tolerances: {owner: {percent: 5}}\n", 1, 21, "no number"},
    {"modes: {enabled: off}\n", 1, 18, "observe"},
    {"modes: [{mode: enforced}]\n", 1, 16, "enforce"},
    {"principals: {a: b}\n", 1, 13, "list"},
    {"principals: [[a]]\n", 1, 14, "fewer than two"},
    {"principals: [[a, b], [c, a]]\n", 1, 26, "two places"},
    {"principals: [[a, 1001]]\n", 1, 18, "quotes"},
    {"approvals: [{groups: [sre]}]\n", 1, 13, "number"},
    {"approvals: [{number: -1}]\n", 1, 22, ""},
    {"approvals: [{number: 2, group: [sre]}]\n", 1, 25, "groups"},
    {"people: [ana]\n", 1, 9, "mapping"},
    {"people: {ana: {user: [ana]}}\n", 1, 16, "users"},
    {"people: {ana: {accounts: [ana]}}\n", 1, 26, "accounts"},
    {"rollout: {within: 1}\n", 1, 19, "unit"},
    {"rollout: {waves: [{soak: 1h, soaks: 2h}]}\n", 1, 30, "soak"},
    {"rollout: 1d\n", 1, 10, "mapping"},
    {"freeze: [{from: 2026-12-23}]\n", 1, 10, "`from` and `to`"},
    {"freeze: [{from: 2026-12-23, to: 2026-12-22}]\n", 1, 33, "before it begins"},
    {"freeze: [{from: yesterday, to: 2026-12-22}]\n", 1, 17, ""},
    {"freeze: [{cron: '0 0 * * *', timezone: UTC}]\n", 1, 10, "duration"},
    {"freeze: [{cron: '0 0 * * *', duration: 1h}]\n", 1, 10, "time zone"},
    {"freeze: [{cron: '0 0 * * *', duration: 1h, timezone: UTC, to: 2026-12-22}]\n", 1, 59, "to"},
    {"flap: {times: 3}\n", 1, 7, "within"},
    {"flap: {times: 0, within: 1d}\n", 1, 15, ""},
    {"operator_off: 7\n", 1, 15, "unit"},
    {"operator_off: 0s\n", 1, 15, "for no time at all"},
    {"waivers: {remind: 7}\n", 1, 19, "unit"},
    {"expiry: soon\n", 1, 9, ""},
    {"waivers: {longest: 90}\n", 1, 20, "unit"},
    {"waivers: {fields: [retri]}\n", 1, 20, "retry"},
    {"waivers: {never_fields: retry}\n", 1, 25, "list"},
    {"waivers: {highest_severity: 3}\n", 1, 29, ""},
    {"waivers: {max: 90d}\n", 1, 11, "max"},
};

}  // namespace

TEST_CASE("what is wrong in a policy is told with its place", "[reconcile][policy]") {
  for (const auto& bad : bad_cases) {
    CAPTURE(bad.text);
    const auto reading = parse_policy(bad.text, "policy.yaml");
    REQUIRE_FALSE(reading.ok());
    const auto& error = reading.errors.front();
    INFO(describe(error));
    CHECK(error.where.file == "policy.yaml");
    CHECK(error.where.line == bad.line);
    CHECK(error.where.column == bad.column);
    CHECK_THAT(error.message + " | " + error.hint, ContainsSubstring(bad.says));
    CHECK_FALSE(error.hint.empty());
  }
}

TEST_CASE("all mistakes of a policy are told at once", "[reconcile][policy]") {
  const auto reading = parse_policy("expiry: 1\nmodes: {x: y}\noperator_off: 2\n", "policy.yaml");
  REQUIRE(reading.errors.size() == 3);
  CHECK(reading.errors[0].where.line == 1);
  CHECK(reading.errors[2].where.line == 3);
}

TEST_CASE("the schema of policy names every section and word that the reader knows",
          "[reconcile][policy]") {
  const auto schema = nlohmann::json::parse(policy_schema());
  // A key that the schema allows is never unknown to the reader; its value may be wrong.
  for (const auto& [section, body] : schema.at("properties").items()) {
    CAPTURE(section);
    for (const auto& error : parse_policy(section + ": {}\n", "policy.yaml").errors)
      CHECK(error.where.column != 1);
  }
  for (const auto& [key, body] : schema.at("definitions").at("select").at("properties").items()) {
    CAPTURE(key);
    const std::string text = "modes: [{select: {" + key + ": '*'}, mode: alert}]\n";
    for (const auto& error : parse_policy(text, "policy.yaml").errors)
      CHECK(error.where.column == 21 + static_cast<int>(key.size()));
  }
  for (const auto& word : schema.at("definitions").at("severity").at("enum"))
    CHECK(parse_policy("severities: {retry: " + word.get<std::string>() + "}\n", "p").ok());
  for (const auto& word : schema.at("definitions").at("mode").at("enum"))
    CHECK(parse_policy("modes: {retry: " + word.get<std::string>() + "}\n", "p").ok());
}
