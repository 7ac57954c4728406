#include "canonical-schema/codec/truth_yaml.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "canonical-schema/codec/json_text.hpp"
#include "canonical-schema/codec/truth_fields_yaml.hpp"
#include "canonical-schema/codec/yaml_reader.hpp"
#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/ids.hpp"
#include "canonical-schema/value_words.hpp"

namespace plumbline::codec {
namespace {

constexpr const char* name_hint =
    "letters, digits, '.', '_' and '-', at most 128, beginning with a letter or digit";

enum class TruthKind { workflow, waiver };
constexpr std::array<Word<TruthKind>, 2> kind_words{
    {{TruthKind::workflow, "workflow"}, {TruthKind::waiver, "waiver"}}};

/// A value that is wrong was reported; the leaf then counts as spoken of, without a value.
template <class T>
void state(Declared<T>& leaf, const YamlNode& node, std::optional<T> value) {
  leaf = {Origin::stated, std::move(value), spot_of(node)};
}

std::optional<std::string> read_name(const YamlNode& node, const char* what, Errors& errors) {
  auto text = read_text(node, errors);
  if (!text || is_name(*text)) return text;
  refuse(node, excerpt(*text) + " is not the name of a " + what, name_hint, errors);
  return std::nullopt;
}

void read_name_into(YamlFields& keys, std::string_view key, const char* what,
                    Declared<std::string>& leaf) {
  if (const auto node = keys.find(key)) state(leaf, *node, read_name(*node, what, keys.errors()));
}

void read_text_into(YamlFields& keys, std::string_view key, Declared<std::string>& leaf) {
  if (const auto node = keys.find(key)) state(leaf, *node, read_text(*node, keys.errors()));
}

void read_boolean_into(YamlFields& keys, std::string_view key, Declared<bool>& leaf) {
  if (const auto node = keys.find(key)) state(leaf, *node, read_boolean(*node, keys.errors()));
}

/// One line of text for any value: scalars as written, lists and mappings as JSON.
void append_local(std::string& out, const YamlNode& node) {
  const char* separator = "";
  switch (node.kind()) {
    case YamlKind::null:
      out += "null";
      return;
    case YamlKind::scalar:
      append_json_string(out, node.text());
      return;
    case YamlKind::sequence:
      out += '[';
      for (const auto& item : node.items()) {
        out += std::exchange(separator, ",");
        append_local(out, item);
      }
      out += ']';
      return;
    case YamlKind::map:
      out += '{';
      for (const auto& [key, value] : node.entries()) {
        out += std::exchange(separator, ",");
        append_json_string(out, key.text());
        out += ':';
        append_local(out, value);
      }
      out += '}';
      return;
  }
}

std::map<std::string, std::string> read_local(const YamlNode& node, Errors& errors) {
  std::map<std::string, std::string> local;
  YamlFields keys(node, errors);
  for (const auto& [key, value] : node.entries()) {
    auto& text = local[std::string(key.text())];
    text.clear();
    if (value.kind() == YamlKind::scalar) {
      text = value.text();
    } else {
      append_local(text, value);
    }
  }
  return local;
}

std::vector<FieldId> read_field_names(const YamlNode& node, Errors& errors) {
  std::array<std::string_view, field_count> names;
  for (std::size_t i = 0; i < field_count; ++i) names[i] = field_catalogue[i].name;
  std::vector<FieldId> fields;
  for (const auto& item : read_list(node, errors).value_or(std::vector<YamlNode>{})) {
    const auto index = read_word(item, std::span<const std::string_view>(names), errors);
    if (index) fields.push_back(field_catalogue[*index].id);
  }
  return fields;
}

PlaceDraft read_place(const YamlNode& node, Errors& errors) {
  PlaceDraft draft;
  auto& place = draft.place;
  place.spot = spot_of(node);
  YamlFields keys(node, errors);
  if (const auto platform = keys.require("platform")) {
    place.id.platform = read_name(*platform, "platform", errors).value_or("");
  }
  place.id.native_id = keys.required_text("id");
  place.role = keys.word("role", role_words).value_or(Role::active);
  if (const auto local = keys.find("local")) place.local = read_local(*local, errors);
  if (const auto accepted = keys.find("accept_inexpressible")) {
    place.accept_inexpressible = read_field_names(*accepted, errors);
  }
  if (const auto overrides = keys.find("overrides")) {
    YamlFields fields(*overrides, errors);
    draft.overrides = read_fields(fields);
    fields.refuse_unknown_keys();
  }
  keys.refuse_unknown_keys();
  return draft;
}

void read_places(YamlFields& keys, TruthDraft& draft) {
  const auto node = keys.find("places");
  if (!node) {
    // `places:` without a value was reported already.
    if (keys.is_map() && !keys.node().find("places")) {
      refuse(keys.node(), "this workflow lives nowhere: it has no `places`",
             "write `places: [{platform: PLATFORM, id: ID}]`; remove the file if it is retired",
             keys.errors());
    }
    return;
  }
  const auto items = read_list(*node, keys.errors());
  if (!items) return;
  if (items->empty()) {
    refuse(*node, "this workflow lives nowhere: its `places` are empty",
           "write at least one {platform, id}; remove the file if it is retired", keys.errors());
  }
  for (const auto& item : *items) draft.places.push_back(read_place(item, keys.errors()));
}

/// What workflow files and defaults.yaml have in common.
TruthDraft read_shared(YamlFields& keys) {
  TruthDraft draft;
  draft.spot = spot_of(keys.node());
  read_name_into(keys, "team", "team", draft.team);
  read_text_into(keys, "description", draft.description);
  read_text_into(keys, "sla", draft.sla);
  if (const auto tier = keys.find("tier")) {
    state(draft.tier, *tier, read_word(*tier, tier_words, keys.errors()));
  }
  read_boolean_into(keys, "idempotent", draft.idempotent);
  read_boolean_into(keys, "active_active", draft.active_active);
  draft.fields = read_fields(keys);
  return draft;
}

TruthDraft read_workflow(YamlFields& keys) {
  TruthDraft draft = read_shared(keys);
  if (const auto name = keys.require("workflow")) {
    state(draft.workflow, *name, read_name(*name, "workflow", keys.errors()));
  }
  if (const auto tasks = keys.find("tasks")) draft.tasks = read_tasks(*tasks, keys.errors());
  read_places(keys, draft);
  keys.refuse_unknown_keys();
  return draft;
}

TruthDraft read_defaults(YamlFields& keys) {
  TruthDraft draft = read_shared(keys);
  for (const char* key : {"workflow", "places", "tasks", "kind"}) {
    keys.allow(key);
    for (const auto& entry : keys.node().entries()) {
      if (entry.key.text() != key) continue;
      refuse(entry.key, std::string("a defaults.yaml may hold no `") + key + "`",
             "write it into the files of the workflows", keys.errors());
    }
  }
  keys.refuse_unknown_keys();
  return draft;
}

/// A word without wildcards must name something that exists.
void check_waived_field(const YamlNode& node, const std::string& field, Errors& errors) {
  if (field.find_first_of("*?") != std::string::npos || field_named(field)) return;
  std::array<std::string_view, field_count> names;
  for (std::size_t i = 0; i < field_count; ++i) names[i] = field_catalogue[i].name;
  // read_word() fails here; it knows the nearest name.
  (void)read_word(node, std::span<const std::string_view>(names), errors);
}

void read_selector(YamlFields& keys, Waiver& waiver) {
  const auto node = keys.require("select");
  if (!node) return;
  YamlFields select(*node, keys.errors());
  waiver.workflow = select.text("workflow").value_or("");
  waiver.platform = select.text("platform").value_or("");
  waiver.field = select.text("field").value_or("");
  if (!waiver.field.empty()) {
    check_waived_field(*select.find("field"), waiver.field, keys.errors());
  }
  if (select.is_map() && node->size() == 0) {
    refuse(*node, "a waiver for everything", "select a `workflow`, a `platform` or a `field`",
           keys.errors());
  }
  select.refuse_unknown_keys();
}

Waiver read_waiver(YamlFields& keys, std::string_view file) {
  Waiver waiver{};
  read_selector(keys, waiver);
  waiver.owner = keys.required_text("owner");
  waiver.reason = keys.required_text("reason");
  if (const auto expires = keys.require("expires")) {
    waiver.expires = read_instant(*expires, true, keys.errors()).value_or(Instant{});
  }
  if (const auto team = keys.find("team")) {
    waiver.team = read_name(*team, "team", keys.errors()).value_or("");
  }
  keys.refuse_unknown_keys();
  const auto place = keys.node().find("select").value_or(keys.node());
  waiver.source = {{}, {}, std::string(file), place.line(), place.column()};
  return waiver;
}

/// True if this build reads the file's version; else that alone is what is wrong with it.
bool check_version(YamlFields& keys) {
  const auto version = keys.require("plumbline");
  if (!version || version->text() == "v1") return true;
  refuse(*version, "version " + excerpt(version->text()) + " of truth files is not known here",
         "write `plumbline: v1`, or use a newer plumbline", keys.errors());
  return false;
}

TruthContent read_content(YamlFields& keys, std::string_view file, TruthFileRole role) {
  if (role == TruthFileRole::defaults) {
    if (keys.node().find("plumbline")) (void)check_version(keys);
    return read_defaults(keys);
  }
  const std::size_t before = keys.errors().size();
  const bool known_version = check_version(keys);
  const auto after = static_cast<std::ptrdiff_t>(before + 1);
  TruthContent content;
  const auto kind = keys.word("kind", kind_words).value_or(TruthKind::workflow);
  switch (kind) {
    case TruthKind::workflow:
      content = read_workflow(keys);
      break;
    case TruthKind::waiver:
      content = read_waiver(keys, file);
      break;
  }
  // Another version may mean anything by its keys: complaining of them would mislead.
  if (!known_version) keys.errors().erase(keys.errors().begin() + after, keys.errors().end());
  return content;
}

/// The words after `platform:` wherever they stand.
std::vector<std::string> guess_platforms(std::string_view bytes) {
  constexpr std::string_view key = "platform:";
  std::set<std::string> names;
  for (auto at = bytes.find(key); at != std::string_view::npos; at = bytes.find(key, at + 1)) {
    const auto begin = bytes.find_first_not_of(" \t\"'", at + key.size());
    if (begin == std::string_view::npos) break;
    const auto end = std::find_if(bytes.begin() + static_cast<std::ptrdiff_t>(begin), bytes.end(),
                                  [](char c) { return !is_name(std::string{'a', c}); });
    const std::string name(bytes.begin() + static_cast<std::ptrdiff_t>(begin), end);
    if (is_name(name)) names.insert(name);
  }
  return {names.begin(), names.end()};
}

}  // namespace

TruthFileReading read_truth_file(std::string_view file, std::string_view bytes,
                                 TruthFileRole role) {
  auto yaml = parse_yaml(std::string(bytes), file);
  TruthFileReading reading;
  reading.problems = std::move(yaml.errors);
  const auto root = yaml.document.root();
  const bool is_truth = role == TruthFileRole::defaults || root.find("plumbline").has_value();
  reading.whole = reading.problems.empty();
  if (root.kind() == YamlKind::map && is_truth) {
    Errors found;
    YamlFields keys(root, found);
    reading.content = read_content(keys, file, role);
    // After a syntax error keys are missing that the file may well have.
    if (reading.whole) reading.problems = std::move(found);
  } else if (reading.whole) {
    refuse(root, "this file is no truth: it has no top-level `plumbline:`",
           "begin it with `plumbline: v1`, or name it under `ignore:` of its truth entry",
           reading.problems);
  }
  sort_by_place(reading.problems);
  if (!reading.problems.empty()) reading.guessed_platforms = guess_platforms(bytes);
  return reading;
}

}  // namespace plumbline::codec
