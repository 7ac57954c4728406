#include "canonical-schema/codec/json_schema.hpp"

#include <nlohmann/json.hpp>

#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/value_words.hpp"

namespace plumbline::codec {
namespace {

using Json = nlohmann::ordered_json;

/// What parse_duration() reads: 1h30m, or ISO 8601.
constexpr const char* duration_pattern =
    "^(([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?|P[0-9DTHMSW]+)$";
constexpr const char* name_pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$";

Json text_schema() { return {{"type", "string"}}; }
Json truth_value() { return {{"type", "boolean"}}; }
Json any_word() { return {{"const", "any"}}; }
Json name_schema() { return {{"type", "string"}, {"pattern", name_pattern}}; }
Json duration() { return {{"type", "string"}, {"pattern", duration_pattern}}; }
Json counting(int least) { return {{"type", "integer"}, {"minimum", least}}; }

Json one_of(std::initializer_list<Json> choices) {
  Json list = Json::array();
  for (const auto& choice : choices) list.push_back(choice);
  return {{"anyOf", list}};
}

Json list_of(const Json& item) { return {{"type", "array"}, {"items", item}}; }

Json map_of(const Json& value) { return {{"type", "object"}, {"additionalProperties", value}}; }

Json object(const Json& properties) {
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", properties}};
}

Json object(const Json& properties, std::initializer_list<const char*> required) {
  Json schema = object(properties);
  schema["required"] = required;
  return schema;
}

template <class Table>
Json words_of(const Table& table) {
  Json words = Json::array();
  for (const auto& row : table) words.push_back(row.text);
  return {{"enum", words}};
}

Json limit() { return one_of({duration(), {{"const", "none"}}}); }

/// A leaf that may also be `any`: shown, never compared.
Json or_any(const Json& schema) { return one_of({any_word(), schema}); }

Json trigger_schema() {
  const Json custom = object({{"custom", text_schema()}}, {"custom"});
  const Json words = {{"enum", {"manual", "event", "continuous", "boot", "once"}}};
  return object({{"cron", text_schema()},
                 {"dialect", text_schema()},
                 {"timezone", text_schema()},
                 {"every", text_schema()},
                 {"anchor", text_schema()},
                 {"at", text_schema()},
                 {"window", object({{"start", text_schema()}, {"end", text_schema()}})},
                 {"jitter", duration()},
                 {"trigger", one_of({words, custom})}});
}

Json retry_schema() {
  return object({{"max", one_of({counting(0), {{"enum", {"unlimited", "any"}}}})},
                 {"delay", or_any(duration())},
                 {"factor", or_any({{"type", "number"}, {"minimum", 1}})},
                 {"max_delay", or_any(limit())},
                 {"jitter", words_of(jitter_words)},
                 {"on", words_of(retry_on_words)}});
}

Json catchup_schema() {
  const Json bounds = object({{"latest", duration()}, {"all", duration()}});
  return one_of({truth_value(), {{"enum", {"none", "latest", "all"}}}, bounds});
}

Json notify_schema() {
  return list_of(object({{"on", words_of(notify_on_words)},
                         {"channel", text_schema()},
                         {"to", list_of(text_schema())}},
                        {"on", "channel"}));
}

Json depends_on_schema() {
  const Json named = object({{"workflow", text_schema()}, {"how", text_schema()}}, {"workflow"});
  return list_of(one_of({text_schema(), named}));
}

/// What a field may hold besides `any`.
Json value_schema(FieldId field) {
  switch (field) {
    case FieldId::schedule:
      return one_of({trigger_schema(), list_of(trigger_schema())});
    case FieldId::enabled:
      return one_of({truth_value(), {{"const", "operator"}}});
    case FieldId::catchup:
      return catchup_schema();
    case FieldId::concurrency:
      return object({{"max", one_of({counting(1), {{"enum", {"unlimited", "any"}}}})},
                     {"when_busy", or_any(words_of(when_busy_words))}});
    case FieldId::retry:
      return retry_schema();
    case FieldId::timeout:
      return object({{"run", or_any(limit())}, {"task", or_any(limit())}});
    case FieldId::notify:
      return notify_schema();
    case FieldId::depends_on:
      return depends_on_schema();
    case FieldId::owner:
      return object(
          {{"business", text_schema()}, {"technical", text_schema()}, {"support", text_schema()}});
    case FieldId::run_as:
      return text_schema();
    case FieldId::action:
      return map_of(text_schema());
    case FieldId::labels:
      return map_of({{"type", {"string", "number", "boolean"}}});
    case FieldId::local:
      return {{"type", "object"}};
  }
  return {};
}

/// The canonical fields as members of a mapping, in catalogue order.
void add_fields(Json& properties) {
  for (const auto& row : field_catalogue) {
    if (row.id == FieldId::local) continue;
    Json schema = or_any(value_schema(row.id));
    schema["description"] = row.meaning;
    properties[std::string(row.name)] = schema;
  }
  const auto halves =
      object({{"gap", words_of(gap_words)}, {"repeat", words_of(fold_words)}}, {"gap", "repeat"});
  properties["dst"] = halves;
  properties["timezone"] = text_schema();
}

Json version_schema() { return {{"const", "v1"}}; }

/// What workflows and defaults.yaml have in common.
Json shared_properties() {
  Json properties;
  properties["plumbline"] = version_schema();
  properties["team"] = name_schema();
  properties["description"] = text_schema();
  properties["tier"] = words_of(tier_words);
  properties["sla"] = text_schema();
  properties["idempotent"] = truth_value();
  properties["active_active"] = truth_value();
  add_fields(properties);
  return properties;
}

Json place_schema() {
  Json overrides;
  add_fields(overrides);
  Json names = Json::array();
  for (const auto& row : field_catalogue) names.push_back(row.name);
  return object({{"platform", name_schema()},
                 {"id", {{"type", "string"}, {"minLength", 1}}},
                 {"role", words_of(role_words)},
                 {"local", value_schema(FieldId::local)},
                 {"overrides", object(overrides)},
                 {"accept_inexpressible", list_of({{"enum", names}})}},
                {"platform", "id"});
}

Json workflow_schema() {
  Json properties = shared_properties();
  properties["kind"] = {{"const", "workflow"}};
  properties["workflow"] = name_schema();
  Json task_timeout = one_of({limit(), object({{"task", limit()}})});
  properties["tasks"] = map_of(object({{"retry", retry_schema()}, {"timeout", task_timeout}}));
  properties["places"] = list_of(place_schema());
  properties["places"]["minItems"] = 1;
  return object(properties, {"plumbline", "workflow", "places"});
}

Json waiver_schema() {
  Json select =
      object({{"workflow", text_schema()}, {"platform", text_schema()}, {"field", text_schema()}});
  select["minProperties"] = 1;
  return object({{"plumbline", version_schema()},
                 {"kind", {{"const", "waiver"}}},
                 {"team", name_schema()},
                 {"select", select},
                 {"owner", text_schema()},
                 {"reason", {{"type", "string"}, {"minLength", 1}}},
                 {"expires", text_schema()}},
                {"plumbline", "kind", "select", "owner", "reason", "expires"});
}

Json titled(const char* title, const Json& schema) {
  Json document;
  document["$schema"] = "http://json-schema.org/draft-07/schema#";
  document["title"] = title;
  document.update(schema);
  return document;
}

Json document_schema(SchemaOf document) {
  switch (document) {
    case SchemaOf::truth:
      return titled(
          "Plumbline truth file",
          {{"if", {{"properties", {{"kind", {{"const", "waiver"}}}}}, {"required", {"kind"}}}},
           {"then", waiver_schema()},
           {"else", workflow_schema()}});
    case SchemaOf::waiver:
      return titled("Plumbline waiver", waiver_schema());
    case SchemaOf::defaults:
      // Its name says what it is, so `plumbline:` may be left out.
      return titled("Plumbline defaults.yaml", object(shared_properties()));
  }
  return {};
}

const char* silence_text(Silence silence) {
  switch (silence) {
    case Silence::built_in:
      return "the same on every platform";
    case Silence::platform_default:
      return "the platform's own default";
    case Silence::watched:
      return "the last observed value (watched)";
    case Silence::not_compared:
      return "not compared";
  }
  return "";
}

/// A table cell: a bar would end it.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string leaves_of(FieldId field) {
  std::string out;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field != field || leaf.name.empty()) return;
    if (!out.empty()) out += ", ";
    out.append("`").append(leaf.name).append("`");
  });
  return out;
}

}  // namespace

std::string json_schema(SchemaOf document) { return document_schema(document).dump(2) + "\n"; }

std::string field_catalogue_markdown() {
  std::string out =
      "# The field catalogue\n\n"
      "Made from `canonical-schema/field_catalogue.hpp`; do not edit by hand. Each place of a\n"
      "workflow has these fields, in this order; a finding names one of them.\n\n"
      "| field | truth writes | parts | rule | severity | silence in truth means | meaning |\n"
      "|---|---|---|---|---|---|---|\n";
  for (const auto& row : field_catalogue) {
    out.append("| `").append(row.name).append("` | ").append(cell(row.written));
    out.append(" | ").append(leaves_of(row.id)).append(" | ").append(row.rule);
    out.append(" | ").append(name(row.severity)).append(" | ");
    out.append(silence_text(row.silence)).append(" | ").append(cell(row.meaning)).append(" |\n");
  }
  out +=
      "\nEvery field may also be `any`: it is then local at that place, shown and never a\n"
      "finding. Severities rise one step for `tier: critical` and fall one for `tier: low`;\n"
      "policy may set them.\n";
  return out;
}

}  // namespace plumbline::codec
