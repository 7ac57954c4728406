#include "canonical-schema/codec/truth_writer.hpp"

#include "canonical-schema/agreement.hpp"
#include "canonical-schema/codec/digest.hpp"
#include "canonical-schema/codec/yaml_document.hpp"
#include "canonical-schema/codec/yaml_scalar.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/leaf_text.hpp"
#include "tests/schema/random_fields.hpp"
#include "tests/schema/truth_support.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

constexpr Instant as_of{Seconds{1767225600}};

codec::ImportTarget target() { return {"payments", "host-17-orders", "host-17", {}}; }

DeclaredWorkflow reread(const std::string& yaml) {
  const auto truth = assembled({{"workflows/x.yaml", yaml}});
  INFO(yaml);
  INFO(problems_text(truth));
  REQUIRE(truth.problems.empty());
  REQUIRE(truth.workflows.size() == 1);
  return truth.workflows.front();
}

/// The triggers that run, or all if none does: what a schedule means (canonical-model.md 2).
schedule::Triggers running(const schedule::Triggers& triggers) {
  schedule::Triggers kept;
  for (const auto& trigger : triggers) {
    if (trigger.enabled) kept.push_back(trigger);
  }
  if (!kept.empty()) return kept;
  kept = triggers;
  for (auto& trigger : kept) trigger.enabled = true;
  return kept;
}

bool same_behaviour(const schedule::Triggers& a, const schedule::Triggers& b) {
  const FewZones zones;
  const auto one = schedule::compile(a, zones);
  const auto other = schedule::compile(running(b), zones);
  REQUIRE(one);
  REQUIRE(other);
  const auto relation = schedule::relate(**one, **other, as_of).relation;
  return relation == schedule::Relation::equal ||
         relation == schedule::Relation::equal_except_dst ||
         relation == schedule::Relation::unknown_phase ||
         // Two sets of opaque text are compared as text.
         text(a) == text(running(b));
}

bool agree_leaf(const schedule::Triggers& truth, const schedule::Triggers& live) {
  return same_behaviour(truth, live);
}

template <class T>
bool agree_leaf(const T& truth, const T& live) {
  return agrees(truth, live, Slack{}).agreement != Agreement::differ;
}

/// Every leaf of live that can be read agrees with what the file says, or with what silence means.
void check_agreement(const TruthFields& truth, const LiveFields& live, const LiveFields& standard) {
  for_each_leaf([&](const auto& leaf) {
    const auto* value = leaf.access(live).get();
    const auto& declared = leaf.access(truth);
    const auto& row = spec(leaf.field);
    if (value == nullptr) return;
    CAPTURE(path(leaf));
    if (declared.value) {
      CHECK(agree_leaf(*declared.value, *value));
    } else if (row.silence == Silence::platform_default) {
      REQUIRE(leaf.access(standard).get() != nullptr);
      CHECK(agree_leaf(*leaf.access(standard).get(), *value));
    } else {
      CHECK(row.silence != Silence::watched);
    }
  });
}

TEST_CASE("any text survives as a YAML scalar", "[schema][writer][property]") {
  for (unsigned seed = 0; seed < 10000; ++seed) {
    const auto text = RandomFields(seed).text();
    const auto yaml =
        codec::parse_yaml("a: " + codec::yaml_scalar(text) + "\nb: [" + codec::yaml_scalar(text) +
                              ", {c: " + codec::yaml_scalar(text) + "}]\n",
                          "x.yaml");
    CAPTURE(seed, codec::yaml_scalar(text));
    REQUIRE(yaml.ok());
    REQUIRE(yaml.document.root().find("a")->text() == text);
    const auto items = yaml.document.root().find("b")->items();
    REQUIRE(items.size() == 2);
    REQUIRE(items[0].text() == text);
    REQUIRE(items[1].find("c")->text() == text);
  }
}

TEST_CASE("simple words stay plain and doubtful ones are quoted", "[schema][writer]") {
  const auto [text, yaml] =
      GENERATE(table<std::string, std::string>({{"svc-orders", "svc-orders"},
                                                {"Europe/Berlin", "Europe/Berlin"},
                                                {"ana@x.y", "ana@x.y"},
                                                {"", "\"\""},
                                                {"yes", "\"yes\""},
                                                {"No", "\"No\""},
                                                {"any", "\"any\""},
                                                {"12", "\"12\""},
                                                {"1e3", "\"1e3\""},
                                                {"a: b", "\"a: b\""},
                                                {"a#b", "\"a#b\""},
                                                {"-", "\"-\""},
                                                {"a\nb", "\"a\\x0Ab\""},
                                                {"\"\\", "\"\\\"\\\\\""},
                                                {"\x1b[0m", "\"\\x1B[0m\""},
                                                {"\u2028", "\"\\u2028\""},
                                                {"\xff", "\"\uFFFD\""},
                                                {"2026-01-01", "\"2026-01-01\""}}));
  CAPTURE(text);
  CHECK(codec::yaml_scalar(text) == yaml);
}

TEST_CASE("an imported workflow agrees with what it was made of", "[schema][writer][property]") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    RandomFields random(seed);
    LiveWorkflow live;
    live.id = random.text();
    live.fields = random.fields();
    KindProfile profile;
    profile.kind = "test";
    profile.defaults = random.fields();
    const auto written = codec::write_truth(live, target(), profile, FewZones(), as_of);
    CAPTURE(seed, written.text);
    const auto workflow = reread(written.text);
    CHECK(workflow.id == WorkflowId{"payments", "host-17-orders"});
    REQUIRE(workflow.places.size() == 1);
    CHECK(workflow.places.front().id == PlaceId{"host-17", live.id});
    check_agreement(workflow.fields, live.fields, profile.defaults);
    CHECK(codec::write_truth(live, target(), profile, FewZones(), as_of).text == written.text);
  }
}

TEST_CASE("an import writes what is off default and what is watched", "[schema][writer]") {
  LiveWorkflow live;
  live.id = "crontab#orders";
  schedule::Trigger trigger;
  trigger.kind = schedule::TriggerKind::cron;
  trigger.dialect = "debian-cron";
  trigger.expr = "30 6 * * mon-fri";
  trigger.zone = {schedule::ZoneKnowledge::named, "Europe/Berlin"};
  live.fields.schedule = Observed<schedule::Triggers>::of({trigger});
  live.fields.enabled = Observed<Switch>::of(Switch::off);
  live.fields.catchup = Observed<CatchUp>::absent({CatchUp::Rule::none, std::nullopt});
  live.fields.timeout_run = Observed<Limit>::of({Seconds{7200}});
  live.fields.retry_max = Observed<Count>::of({0});
  live.fields.notify = Observed<Notifications>::of({});
  live.fields.run_as = Observed<std::string>::of("root");
  live.fields.action = Observed<Action>::of({"sha256:" + std::string(64, 'a'), {}});
  KindProfile profile;
  profile.defaults.catchup = Observed<CatchUp>::of({CatchUp::Rule::none, std::nullopt});
  profile.defaults.retry_max = Observed<Count>::of({0});
  profile.defaults.timeout_run = Observed<Limit>::of({});
  auto named = target();
  named.header = {"Imported from host-17."};
  const auto written = codec::write_truth(live, named, profile, FewZones(), as_of);
  CHECK(written.text ==
        "# Imported from host-17.\n"
        "plumbline: v1\n"
        "workflow: host-17-orders\n"
        "team: payments\n"
        "schedule: {cron: \"30 6 * * mon-fri\", timezone: Europe/Berlin}\n"
        "enabled: false\n"
        "timeout: {run: 2h}\n"
        "notify: []\n"
        "run_as: root\n"
        "action: {digest: \"sha256:" +
            std::string(64, 'a') +
            "\"}\n"
            "places:\n"
            "  - platform: host-17\n"
            "    id: \"crontab#orders\"\n");
  CHECK(written.notes.empty());
}

TEST_CASE("an expression that is not portable keeps its dialect", "[schema][writer]") {
  LiveWorkflow live;
  live.id = "crontab#orders";
  schedule::Trigger trigger;
  trigger.kind = schedule::TriggerKind::cron;
  trigger.dialect = "debian-cron";
  // Debian cron takes the star's text for "any day", so day and weekday join with "and".
  trigger.expr = "0 6 */2 * mon";
  trigger.zone = {schedule::ZoneKnowledge::platform_default, ""};
  live.fields.schedule = Observed<schedule::Triggers>::of({trigger});
  const auto written = codec::write_truth(live, target(), {}, FewZones(), as_of);
  CHECK_THAT(written.text, ContainsSubstring("dialect: debian-cron, timezone: any"));
  REQUIRE(written.notes.size() == 1);
  CHECK_THAT(written.notes.front(), ContainsSubstring("does not tell the zone"));
}

TEST_CASE("values that truth may not hold are left out of an import", "[schema][writer]") {
  LiveWorkflow live;
  live.id = "x1";
  live.fields.timeout_run = Observed<Limit>::of({Seconds{0}});
  live.fields.timeout_task = Observed<Limit>::of({Seconds{-5}});
  live.fields.retry_delay = Observed<Seconds>::of(Seconds{-1});
  live.fields.retry_factor = Observed<double>::of(0.5);
  live.fields.run_as = Observed<std::string>::of("");
  const auto written = codec::write_truth(live, target(), {}, FewZones(), as_of);
  CHECK(written.notes.empty());
  CHECK(text(FieldId::retry, reread(written.text).fields).empty());
}

TEST_CASE("an import says what it could not write down", "[schema][writer]") {
  LiveWorkflow live;
  live.id = "caf\xe9";
  auto written = codec::write_truth(live, target(), {}, FewZones(), as_of);
  REQUIRE(written.notes.size() == 1);
  CHECK_THAT(written.notes.front(), ContainsSubstring("no UTF-8"));
  live.id = "x1";
  live.fields.notify = Observed<Notifications>::of({{NotifyOn::failure, "", {}}});
  written = codec::write_truth(live, target(), {}, FewZones(), as_of);
  REQUIRE(written.notes.size() == 1);
  CHECK_THAT(written.notes.front(), ContainsSubstring("correct this by hand"));
}

TEST_CASE("what most tasks share becomes the workflow's, the rest exceptions", "[schema][writer]") {
  LiveWorkflow live;
  live.id = "daily";
  const auto task = [](std::uint32_t max, Seconds limit) {
    LiveFields fields;
    fields.retry_max = Observed<Count>::of({max});
    fields.timeout_task = Observed<Limit>::of({limit});
    return fields;
  };
  live.tasks = {{"a", task(1, Seconds{60})},
                {"b", task(3, Seconds{60})},
                {"c", task(3, Seconds{60})},
                {"d", task(3, Seconds{120})}};
  const auto workflow = reread(codec::write_truth(live, target(), {}, FewZones(), as_of).text);
  CHECK(workflow.fields.retry_max.value == Count{3});
  CHECK(workflow.fields.timeout_task.value == Limit{Seconds{60}});
  REQUIRE(workflow.tasks.size() == 2);
  CHECK(workflow.tasks.at("a").retry_max.value == Count{1});
  CHECK(workflow.tasks.at("d").timeout_task.value == Limit{Seconds{120}});
}

TEST_CASE("the names of imported workflows are readable and never collide", "[schema][writer]") {
  const auto digits = [](std::string_view id) { return codec::sha256_hex(id).substr(0, 4); };
  CHECK(codec::import_name("host-17", "orders", {}) == "host-17-orders");
  CHECK(codec::import_name("host-17", "a.b_c-1", {}) == "host-17-a.b_c-1");
  CHECK(codec::import_name("host-17", "cron.d/backup#run", {}) ==
        "host-17-cron.d-backup-run-" + digits("cron.d/backup#run"));
  CHECK(codec::import_name("host-17", "Orders", {}) == "host-17-orders-" + digits("Orders"));
  CHECK(codec::import_name("p", "x", {"p-x"}) == "p-x-" + digits("x"));
  const auto longer = codec::import_name("p", "x", {"p-x", "p-x-" + digits("x")});
  CHECK(longer == "p-x-" + codec::sha256_hex("x").substr(0, 8));
  std::set<std::string> taken;
  for (unsigned seed = 0; seed < 500; ++seed) {
    const auto id = RandomFields(seed).text() + std::string(seed % 150, 'x');
    const auto name = codec::import_name("host-17", id, taken);
    CAPTURE(id, name);
    CHECK(is_name(name));
    CHECK(taken.insert(name).second);
  }
}

}  // namespace
}  // namespace plumbline::test
