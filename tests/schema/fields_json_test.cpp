#include "canonical-schema/codec/fields_json.hpp"

#include <nlohmann/json.hpp>

#include "canonical-schema/codec/json_text.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "tests/schema/random_fields.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

/// Every value as a stated one: JSON keeps values, not where they came from.
LiveFields values_only(const LiveFields& fields) {
  LiveFields kept;
  for_each_leaf([&](const auto& leaf) {
    using Leaf = std::decay_t<decltype(leaf.access(kept))>;
    if (const auto* value = leaf.access(fields).get()) leaf.access(kept) = Leaf::of(*value);
  });
  return kept;
}

LiveFields nightly() {
  LiveFields fields;
  schedule::Trigger trigger;
  trigger.kind = schedule::TriggerKind::cron;
  trigger.dialect = "debian-cron";
  trigger.expr = "30 6 * * mon-fri";
  trigger.zone = {schedule::ZoneKnowledge::named, "Europe/Berlin"};
  fields.schedule = Observed<schedule::Triggers>::of({trigger});
  fields.enabled = Observed<Switch>::of(Switch::off);
  fields.catchup = Observed<CatchUp>::absent({CatchUp::Rule::none, std::nullopt});
  fields.concurrency_max = Observed<Count>::of({});
  fields.retry_max = Observed<Count>::of({3});
  fields.retry_delay = Observed<Seconds>::of(Seconds{300});
  fields.retry_factor = Observed<double>::of(1.5);
  fields.retry_max_delay = Observed<Limit>::of({});
  fields.timeout_run = Observed<Limit>::of({Seconds{7200}});
  fields.timeout_task = Observed<Limit>::inexpressible("one process");
  fields.owner_technical = Observed<std::string>::of("Ana \"A\" \n\x01");
  return fields;
}

TEST_CASE("field values are written as canonical JSON in catalogue order", "[schema][json]") {
  CHECK(codec::fields_json(nightly()) ==
        R"({"schedule":[{"kind":"cron","dialect":"debian-cron","expr":"30 6 * * mon-fri",)"
        R"("zone":"Europe/Berlin","window":null,"enabled":true}],"enabled":false,)"
        R"("catchup":"none","concurrency":{"max":null},)"
        R"("retry":{"max":3,"delay":300,"factor":1.5,"max_delay":null},)"
        R"("timeout":{"run":7200},"owner":{"technical":"Ana \"A\" \n\u0001"}})");
  CHECK(codec::fields_json(LiveFields{}) == "{}");
  CHECK(codec::field_json(FieldId::retry, LiveFields{}).empty());
  CHECK(codec::field_json(FieldId::enabled, nightly()) == "false");
}

TEST_CASE("what truth declares is written by the same rules", "[schema][json]") {
  TruthFields truth;
  truth.catchup = {Origin::stated, CatchUp{CatchUp::Rule::not_all, std::nullopt}, {}};
  truth.enabled = {Origin::stated, Switch::by_operator, {}};
  truth.retry_max = {Origin::any, std::nullopt, {}};
  CHECK(codec::field_json(FieldId::catchup, truth) == "false");
  CHECK(codec::field_json(FieldId::enabled, truth) == "\"operator\"");
  CHECK(codec::field_json(FieldId::retry, truth).empty());
}

TEST_CASE("stored values come back as they were", "[schema][json][property]") {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    RandomFields random(seed);
    const auto fields = values_only(random.fields());
    const auto json = codec::fields_json(fields);
    CAPTURE(seed, json);
    const auto back = codec::parse_fields_json(json);
    REQUIRE(back);
    REQUIRE(*back == fields);
    REQUIRE(codec::fields_json(*back) == json);
    for (const auto& row : field_catalogue) {
      const auto one = codec::field_json(row.id, fields);
      if (one.empty()) continue;
      const auto field = codec::parse_field_json(row.id, one);
      REQUIRE(field);
      REQUIRE(codec::field_json(row.id, *field) == one);
    }
  }
}

TEST_CASE("zones that look like one of our words come back as names", "[schema][json]") {
  using schedule::ZoneKnowledge;
  const auto zone = GENERATE(
      schedule::ZoneRef{ZoneKnowledge::named, "any"}, schedule::ZoneRef{ZoneKnowledge::named, ""},
      schedule::ZoneRef{ZoneKnowledge::named, "@platform-default"},
      schedule::ZoneRef{ZoneKnowledge::named, ":Europe/Berlin"},
      schedule::ZoneRef{ZoneKnowledge::any, ""}, schedule::ZoneRef{ZoneKnowledge::unobservable, ""},
      schedule::ZoneRef{ZoneKnowledge::platform_default, ""});
  LiveFields fields;
  schedule::Trigger trigger;
  trigger.kind = schedule::TriggerKind::cron;
  trigger.zone = zone;
  trigger.anchor = Instant{Seconds{60}};
  trigger.window_end = Instant{Seconds{3600}};
  trigger.jitter = Seconds{900};
  trigger.dst = schedule::DstPolicy{schedule::GapPolicy::resume, schedule::FoldPolicy::second};
  fields.schedule = Observed<schedule::Triggers>::of({trigger});
  const auto back = codec::parse_fields_json(codec::fields_json(fields));
  REQUIRE(back);
  CHECK(*back == fields);
}

TEST_CASE("JSON of another shape is refused as corrupt", "[schema][json]") {
  const std::string json = GENERATE(
      "", "[]", "{", R"({"enabled":"on"})", R"({"enabled":1})", R"({"schedule":{}})",
      R"({"schedule":[{"kind":"weekly"}]})", R"({"schedule":[{}]})", R"({"schedule":[1]})",
      R"({"schedule":[{"kind":"cron","window":[]}]})",
      R"({"schedule":[{"kind":"cron","window":{"start":"soon"}}]})",
      R"({"schedule":[{"kind":"cron","anchor":5}]})",
      R"({"schedule":[{"kind":"cron","dialect":"","expr":"","zone":null,"enabled":true,"jitter":-1}]})",
      R"({"schedule":[{"kind":"cron","dialect":"","expr":"","zone":null,"enabled":true,"jitter":"1m"}]})",
      R"({"schedule":[{"kind":"cron","dst":{"gap":"jump","repeat":"both"}}]})",
      R"({"catchup":true})", R"({"catchup":"some"})", R"({"catchup":{"latest":1,"all":2}})",
      R"({"catchup":{"latest":"1h"}})", R"({"retry":3})", R"({"retry":{"max":-1}})",
      R"({"retry":{"max":4294967296}})", R"({"retry":{"delay":"5m"}})",
      R"({"retry":{"delay":1.5}})", R"({"retry":{"delay":18446744073709551615}})",
      R"({"retry":{"jitter":"some"}})", R"({"timeout":{"run":"none"}})",
      R"({"notify":[{"on":"always","channel":"x"}]})", R"({"notify":{"on":"failure"}})",
      R"({"notify":[{"on":"failure","to":"ana"}]})", R"({"depends_on":["a/b"]})",
      R"({"owner":"ana"})", R"({"run_as":7})", R"({"action":"sha256:0"})",
      R"({"action":{"parts":[]}})", R"({"labels":{"a":1}})", R"({"enabled":true,"enabled":false})");
  CAPTURE(json);
  const auto fields = codec::parse_fields_json(json);
  REQUIRE_FALSE(fields);
  CHECK(fields.error().kind == ErrorKind::corrupt);
}

TEST_CASE("the state of a field is written as reports promise it", "[schema][json]") {
  const auto fields = nightly();
  CHECK(codec::observed_json(FieldId::enabled, fields) ==
        R"({"state":"value","value":false,"text":"off"})");
  CHECK(codec::observed_json(FieldId::catchup, fields) ==
        R"({"state":"absent","value":"none","default_filled":true,"text":"none"})");
  CHECK(codec::observed_json(FieldId::timeout, fields) ==
        R"({"state":"value","value":{"run":7200},"text":"run 2h",)"
        R"("leaves":{"task":{"state":"inexpressible","reason":"one process"}}})");
  CHECK(codec::observed_json(FieldId::run_as, fields) ==
        R"({"state":"unread","text":"unread","reason":""})");
}

TEST_CASE("JSON text stays valid whatever bytes it is made of", "[schema][json][property]") {
  std::mt19937 engine(7);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    const auto length = engine() % 40;
    for (unsigned i = 0; i < length; ++i) bytes += static_cast<char>(engine() % 256);
    std::string out;
    codec::append_json_string(out, bytes);
    CAPTURE(round, out);
    REQUIRE(nlohmann::json::accept(out));
  }
  std::string out;
  codec::append_json_string(out, "\xC0\xAF\xED\xA0\x80\xF4\x90\x80\x80 \xE2\x82\xAC");
  CHECK(nlohmann::json::parse(out) ==
        "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD \u20AC");
}

}  // namespace
}  // namespace plumbline::test
