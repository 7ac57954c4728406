#include "canonical-schema/codec/truth_yaml.hpp"

#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/leaf_text.hpp"
#include "tests/schema/truth_support.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

const char* const every_key = R"(plumbline: v1
workflow: daily-orders
team: payments
description: Loads yesterday's orders.
owner: {business: Retail finance, technical: "@payments-data", support: https://runbooks.example.com/x}
tier: critical
sla: "done by 08:00 on working days"
idempotent: true
schedule:
  cron: "30 6 * * mon-fri"
  timezone: Europe/Berlin
enabled: true
catchup: false
retry: {max: 3, delay: 5m, factor: 2.0, max_delay: 1h}
timeout: {run: 2h, task: 30m}
concurrency: {max: 1, when_busy: skip}
notify:
  - {on: failure, channel: email, to: [data-oncall@example.com, ana@example.com]}
run_as: svc-orders
depends_on: [payments/ingest-orders]
labels: {cost-center: "4711", stage: 2}
dst: {gap: skip, repeat: both}
active_active: false
tasks:
  load: {timeout: 1h}
  group.extract: {retry: {max: 5}, timeout: {task: none}}
places:
  - platform: airflow-prod
    id: daily_orders
    local: {queue: heavy, pool: etl, slots: 3, env: {A: [1, x]}}
  - platform: aws-eu
    id: daily-orders
    role: standby
    accept_inexpressible: [retry]
  - {platform: airflow-staging, id: daily_orders, overrides: {enabled: operator}}
)";

DeclaredWorkflow only(const std::string& yaml) {
  const auto truth = assembled({{"workflows/payments/x.yaml", yaml}});
  INFO(problems_text(truth));
  REQUIRE(truth.problems.empty());
  REQUIRE(truth.workflows.size() == 1);
  return truth.workflows.front();
}

/// A workflow with one more line.
DeclaredWorkflow with(const std::string& lines) {
  return only("plumbline: v1\nworkflow: x\nplaces: [{platform: p, id: i}]\n" + lines);
}

std::string shown(FieldId field, const DeclaredWorkflow& workflow) {
  return text(field, workflow.fields);
}

TEST_CASE("every key of a workflow file is read", "[schema][truth]") {
  const auto workflow = only(every_key);
  CHECK(workflow.id == WorkflowId{"payments", "daily-orders"});
  CHECK(workflow.description == "Loads yesterday's orders.");
  CHECK(workflow.tier == Tier::critical);
  CHECK(workflow.sla == "done by 08:00 on working days");
  CHECK(workflow.idempotent);
  CHECK_FALSE(workflow.active_active);
  CHECK(shown(FieldId::schedule, workflow) ==
        "30 6 * * mon-fri (Europe/Berlin) [gap skip, repeat both]");
  CHECK(shown(FieldId::enabled, workflow) == "on");
  CHECK(shown(FieldId::catchup, workflow) == "none or latest");
  CHECK(shown(FieldId::retry, workflow) == "max 3, delay 5m, factor 2, max_delay 1h, jitter any");
  CHECK(shown(FieldId::timeout, workflow) == "run 2h, task 30m");
  CHECK(shown(FieldId::concurrency, workflow) == "max 1, when_busy skip");
  CHECK(shown(FieldId::notify, workflow) ==
        "failure by email to ana@example.com, data-oncall@example.com");
  CHECK(shown(FieldId::run_as, workflow) == "svc-orders");
  CHECK(shown(FieldId::depends_on, workflow) == "payments/ingest-orders");
  CHECK(shown(FieldId::labels, workflow) == "cost-center 4711, stage 2");
  CHECK(shown(FieldId::owner, workflow) ==
        "business Retail finance, technical @payments-data, support "
        "https://runbooks.example.com/x");
  CHECK(workflow.files == std::vector<std::string>{"workflows/payments/x.yaml"});
}

TEST_CASE("places are read with their role, local values and overrides", "[schema][truth]") {
  const auto workflow = only(every_key);
  REQUIRE(workflow.places.size() == 3);
  const auto& first = workflow.places[0];
  CHECK(first.id == PlaceId{"airflow-prod", "daily_orders"});
  CHECK(first.role == Role::active);
  CHECK(first.local ==
        std::map<std::string, std::string>{
            {"queue", "heavy"}, {"pool", "etl"}, {"slots", "3"}, {"env", R"({"A":["1","x"]})"}});
  CHECK(first.spot.line == 28);
  CHECK(first.spot.column == 5);
  CHECK(workflow.places[1].role == Role::standby);
  CHECK(workflow.places[1].accept_inexpressible == std::vector<FieldId>{FieldId::retry});
  CHECK(workflow.places[2].overrides.fields().enabled.value == Switch::by_operator);
  CHECK(workflow.places[2].overrides.fields().schedule.origin == Origin::silent);
}

TEST_CASE("tasks hold exceptions to retry and timeout", "[schema][truth]") {
  const auto workflow = only(every_key);
  REQUIRE(workflow.tasks.size() == 2);
  CHECK(workflow.tasks.at("load").timeout_task.value == Limit{Seconds{3600}});
  CHECK(workflow.tasks.at("load").retry_max.origin == Origin::silent);
  CHECK(workflow.tasks.at("group.extract").retry_max.value == Count{5});
  CHECK(workflow.tasks.at("group.extract").timeout_task.value == Limit{});
}

TEST_CASE("every value knows the line and column it was written at", "[schema][truth]") {
  const auto workflow = only(every_key);
  CHECK(workflow.fields.enabled.spot == Spot{0, 12, 10});
  CHECK(workflow.fields.retry_delay.spot == Spot{0, 14, 24});
  CHECK(workflow.fields.schedule.spot == Spot{0, 10, 3});
  const auto source = workflow.source(workflow.fields.retry_delay.spot);
  CHECK(source == GitSource{"repo", std::string(40, 'c'), "workflows/payments/x.yaml", 14, 24});
  CHECK(workflow.fields.action.origin == Origin::silent);
}

TEST_CASE("every form of a schedule is read", "[schema][truth]") {
  const auto [yaml, words] = GENERATE(table<std::string, std::string>({
      {"{cron: \"0 6 * * *\", timezone: UTC}", "0 6 * * * (UTC)"},
      {"{cron: 0 6 1 * *, timezone: any}", "0 6 1 * * (any zone)"},
      {"{cron: \"0 6 * * *\", dialect: debian-cron, timezone: UTC}", "0 6 * * * (UTC)"},
      {"{every: 90m}", "every 90m"},
      {"{every: 1mo, anchor: 2026-01-01T00:00:00Z}", "every 1mo counted from 2026-01-01T00:00:00Z"},
      {"{at: 2026-12-31T23:00, timezone: Europe/Berlin}", "at 2026-12-31T23:00 (Europe/Berlin)"},
      {"{trigger: manual}", "manual"},
      {"{trigger: event}", "event"},
      {"{trigger: continuous}", "continuous"},
      {"{trigger: boot}", "boot"},
      {"{trigger: once}", "once"},
      {"{trigger: {custom: after the moon rises}}", "custom after the moon rises"},
      {"{every: 1h, window: {start: 2026-01-01, end: 2026-02-01T12:00:00Z}}",
       "every 1h from 2026-01-01T00:00:00Z until 2026-02-01T12:00:00Z"},
      {"{every: 1h, jitter: 15m}", "every 1h, each run up to 15m later"},
      {"any", "any"},
      {"[]", "manual"},
      {"[{every: 1h}, {cron: \"0 6 * * *\", timezone: UTC}]", "every 1h + 0 6 * * * (UTC)"},
  }));
  CAPTURE(yaml);
  CHECK(shown(FieldId::schedule, with("schedule: " + yaml + "\n")) == words);
}

TEST_CASE("every form of the short fields is read", "[schema][truth]") {
  const auto [yaml, field, words] = GENERATE(table<std::string, FieldId, std::string>({
      {"enabled: false", FieldId::enabled, "off"},
      {"enabled: operator", FieldId::enabled, "operator"},
      {"catchup: true", FieldId::catchup, "all"},
      {"catchup: none", FieldId::catchup, "none"},
      {"catchup: latest", FieldId::catchup, "latest"},
      {"catchup: all", FieldId::catchup, "all"},
      {"catchup: {latest: 2h}", FieldId::catchup, "latest within 2h"},
      {"catchup: {all: 1d}", FieldId::catchup, "all within 1d"},
      {"concurrency: {max: unlimited}", FieldId::concurrency, "max unlimited"},
      {"concurrency: {max: any, when_busy: queue}", FieldId::concurrency,
       "max any, when_busy queue"},
      {"retry: {max: unlimited, delay: any}", FieldId::retry,
       "max unlimited, delay any, jitter any"},
      {"retry: {max: 0}", FieldId::retry, "none"},
      {"retry: {max: 2, jitter: full, on: error, max_delay: none}", FieldId::retry,
       "max 2, max_delay none, jitter full, on error"},
      {"timeout: {run: none}", FieldId::timeout, "run none"},
      {"timeout: {run: PT5M}", FieldId::timeout, "run 5m"},
      {"notify: []", FieldId::notify, "nobody"},
      {"notify: [{on: late, channel: ping}]", FieldId::notify, "late by ping"},
      {"depends_on: [b/c, {workflow: a/b, how: sensor}, b/c]", FieldId::depends_on,
       "a/b (sensor), b/c"},
      {"run_as: \"any\"", FieldId::run_as, "any"},
      {"action: {command: /usr/bin/x}", FieldId::action, "command /usr/bin/x"},
      {"action: {digest: "
       "\"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}",
       FieldId::action, "0123456789ab"},
  }));
  CAPTURE(yaml);
  CHECK(shown(field, with(yaml + "\n")) == words);
}

TEST_CASE("any makes every field local, leaf by leaf", "[schema][truth]") {
  for (const auto& row : field_catalogue) {
    if (row.id == FieldId::local) continue;
    CAPTURE(row.name);
    const auto workflow = with(std::string(row.name) + ": any\n");
    for_each_leaf([&](const auto& leaf) {
      if (leaf.field != row.id) return;
      CHECK(leaf.access(workflow.fields).origin == Origin::any);
      CHECK_FALSE(leaf.access(workflow.fields).value.has_value());
    });
  }
}

TEST_CASE("a quoted any is text", "[schema][truth]") {
  const auto workflow = with("run_as: \"any\"\n");
  CHECK(workflow.fields.run_as.origin == Origin::stated);
  CHECK(workflow.fields.run_as.value == "any");
}

TEST_CASE("silence stays silence", "[schema][truth]") {
  const auto workflow = with("");
  for_each_leaf([&](const auto& leaf) {
    CAPTURE(path(leaf));
    CHECK(leaf.access(workflow.fields).origin == Origin::silent);
  });
  CHECK(workflow.tier == Tier::normal);
  CHECK_FALSE(workflow.idempotent);
}

TEST_CASE("truth that speaks of retry leaves the jitter open unless it says so",
          "[schema][truth]") {
  CHECK(with("retry: {max: 3}\n").fields.retry_jitter.origin == Origin::built_in);
  CHECK(with("retry: {max: 3, jitter: none}\n").fields.retry_jitter.value == Jitter::none);
  CHECK(with("timeout: {run: 1h}\n").fields.retry_jitter.origin == Origin::silent);
}

TEST_CASE("a dialect that this build does not read is no mistake of the file", "[schema][truth]") {
  const auto truth = assembled({{"workflows/a/x.yaml",
                                 "plumbline: v1\nworkflow: x\nplaces: [{platform: p, id: i}]\n"
                                 "schedule: {cron: \"0 0 12 * * ?\", dialect: quartz, timezone: "
                                 "UTC}\n"}});
  CHECK(problems_text(truth) == "");
}

TEST_CASE("a waiver is read with the last second it holds", "[schema][truth]") {
  const auto truth = assembled({{"workflows/payments/waivers/vendor.yaml",
                                 "plumbline: v1\nkind: waiver\n"
                                 "select: {workflow: payments/*, platform: airflow-prod, field: "
                                 "retry}\nowner: ana@example.com\nreason: Vendor outage\nexpires: "
                                 "2026-12-31\n"}});
  CHECK(problems_text(truth) == "");
  REQUIRE(truth.waivers.size() == 1);
  const auto& waiver = truth.waivers.front();
  CHECK(waiver.workflow == "payments/*");
  CHECK(waiver.platform == "airflow-prod");
  CHECK(waiver.field == "retry");
  CHECK(waiver.owner == "ana@example.com");
  CHECK(waiver.reason == "Vendor outage");
  CHECK(to_rfc3339(waiver.expires) == "2026-12-31T23:59:59Z");
  CHECK(waiver.team == "payments");
  CHECK(waiver.source.file == "workflows/payments/waivers/vendor.yaml");
}

}  // namespace
}  // namespace plumbline::test
