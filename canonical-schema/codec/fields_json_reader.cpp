#include <limits>
#include <optional>

#include <nlohmann/json.hpp>

#include "canonical-schema/codec/fields_json.hpp"
#include "canonical-schema/codec/json_document.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/value_words.hpp"

namespace plumbline::codec {
namespace {

using Json = nlohmann::json;
using schedule::Trigger;
using schedule::ZoneKnowledge;
using schedule::ZoneRef;

/// Every read() answers false if the JSON is not of the shape that fields_json.hpp shows.

bool read(const Json& json, std::string& value) {
  if (!json.is_string()) return false;
  value = json.get_ref<const std::string&>();
  return true;
}

bool read(const Json& json, bool& value) {
  if (!json.is_boolean()) return false;
  value = json.get<bool>();
  return true;
}

bool read(const Json& json, Seconds& value) {
  if (!json.is_number_integer()) return false;
  // An unsigned number past the range of seconds would wrap around.
  if (json.is_number_unsigned() &&
      json.get<std::uint64_t>() > static_cast<std::uint64_t>(Seconds::max().count())) {
    return false;
  }
  value = Seconds{json.get<std::int64_t>()};
  return true;
}

bool read(const Json& json, double& value) {
  if (!json.is_number()) return false;
  value = json.get<double>();
  return true;
}

bool read(const Json& json, Limit& value) {
  if (json.is_null()) return true;
  return read(json, value.span.emplace());
}

bool read(const Json& json, Count& value) {
  if (json.is_null()) return true;
  if (!json.is_number_unsigned()) return false;
  const auto number = json.get<std::uint64_t>();
  if (number > std::numeric_limits<std::uint32_t>::max()) return false;
  value.number = static_cast<std::uint32_t>(number);
  return true;
}

template <class Enum, std::size_t size>
bool read_word(const Json& json, const std::array<Word<Enum>, size>& words, Enum& value) {
  if (!json.is_string()) return false;
  const auto found = named(words, json.get_ref<const std::string&>());
  if (found) value = *found;
  return found.has_value();
}

bool read(const Json& json, WhenBusy& value) { return read_word(json, when_busy_words, value); }
bool read(const Json& json, Jitter& value) { return read_word(json, jitter_words, value); }
bool read(const Json& json, RetryOn& value) { return read_word(json, retry_on_words, value); }

bool read(const Json& json, Switch& value) {
  if (json.is_string() && json.get_ref<const std::string&>() == "operator") {
    value = Switch::by_operator;
    return true;
  }
  bool on = false;
  if (!read(json, on)) return false;
  value = on ? Switch::on : Switch::off;
  return true;
}

bool read_rule(const std::string& word, CatchUp::Rule& rule) {
  if (word == "none") {
    rule = CatchUp::Rule::none;
  } else if (word == "latest") {
    rule = CatchUp::Rule::latest;
  } else if (word == "all") {
    rule = CatchUp::Rule::all;
  } else {
    return false;
  }
  return true;
}

bool read(const Json& json, CatchUp& value) {
  if (json.is_boolean()) {
    value.rule = CatchUp::Rule::not_all;
    return !json.get<bool>();
  }
  if (json.is_string()) return read_rule(json.get_ref<const std::string&>(), value.rule);
  if (!json.is_object() || json.size() != 1) return false;
  const auto bounded = json.begin();
  return read_rule(bounded.key(), value.rule) && read(*bounded, value.within.emplace());
}

// Declared here for read_member(), which finds only what stands before it.
bool read(const Json& json, ZoneRef& zone);
bool read(const Json& json, std::optional<schedule::DstPolicy>& dst);
bool read(const Json& json, std::map<std::string, std::string>& map);
template <class T>
bool read(const Json& json, std::vector<T>& list);

/// True if `key` is not there, or there and read.
template <class T>
bool read_member(const Json& json, const char* key, T& value) {
  const auto found = json.find(key);
  return found == json.end() || read(*found, value);
}

bool read_instant(const Json& json, std::optional<Instant>& value) {
  if (json.is_null()) return true;
  if (!json.is_string()) return false;
  const auto at = parse_instant(json.get_ref<const std::string&>());
  if (at) value = *at;
  return at.has_value();
}

bool read(const Json& json, ZoneRef& zone) {
  if (json.is_null()) return true;
  if (!read(json, zone.name)) return false;
  if (zone.name == "@platform-default") {
    zone = {ZoneKnowledge::platform_default, {}};
  } else if (zone.name == "any") {
    zone = {ZoneKnowledge::any, {}};
  } else if (zone.name == "@unobservable") {
    zone = {ZoneKnowledge::unobservable, {}};
  } else {
    zone.knowledge = ZoneKnowledge::named;
    if (!zone.name.empty() && zone.name.front() == ':') zone.name.erase(0, 1);
  }
  return true;
}

bool read_jitter(const Json& json, Trigger& trigger) {
  const auto found = json.find("jitter");
  if (found == json.end()) return true;
  if (!found->is_number_integer() || found->get<std::int64_t>() < 0) return false;
  trigger.jitter = Seconds{found->get<std::int64_t>()};
  return true;
}

bool read_window(const Json& json, Trigger& trigger) {
  if (json.is_null()) return true;
  if (!json.is_object()) return false;
  return read_instant(json.value("start", Json()), trigger.window_start) &&
         read_instant(json.value("end", Json()), trigger.window_end);
}

bool read(const Json& json, std::optional<schedule::DstPolicy>& dst) {
  if (!json.is_object()) return false;
  dst.emplace();
  return read_word(json.value("gap", Json()), gap_words, dst->gap) &&
         read_word(json.value("repeat", Json()), fold_words, dst->fold);
}

bool read(const Json& json, Trigger& trigger) {
  if (!json.is_object()) return false;
  return read_word(json.value("kind", Json()), trigger_words, trigger.kind) &&
         read_member(json, "dialect", trigger.dialect) && read_member(json, "expr", trigger.expr) &&
         read_member(json, "zone", trigger.zone) &&
         read_window(json.value("window", Json()), trigger) &&
         read_member(json, "enabled", trigger.enabled) &&
         read_instant(json.value("anchor", Json()), trigger.anchor) && read_jitter(json, trigger) &&
         read_member(json, "dst", trigger.dst);
}

bool read(const Json& json, Notification& value) {
  if (!json.is_object()) return false;
  return read_word(json.value("on", Json()), notify_on_words, value.on) &&
         read_member(json, "channel", value.channel) && read_member(json, "to", value.to);
}

bool read(const Json& json, Dependency& value) {
  if (!json.is_object()) return false;
  return read_member(json, "workflow", value.workflow) && read_member(json, "how", value.how);
}

template <class T>
bool read(const Json& json, std::vector<T>& list) {
  if (!json.is_array()) return false;
  for (const auto& item : json) {
    if (!read(item, list.emplace_back())) return false;
  }
  return true;
}

bool read(const Json& json, std::map<std::string, std::string>& map) {
  if (!json.is_object()) return false;
  for (const auto& [key, value] : json.items()) {
    if (!read(value, map[key])) return false;
  }
  return true;
}

bool read(const Json& json, Action& value) {
  if (!json.is_object()) return false;
  return read_member(json, "digest", value.digest) && read_member(json, "parts", value.parts);
}

template <class T>
bool read_leaf(const Json& json, Observed<T>& leaf) {
  T value{};
  if (!read(json, value)) return false;
  leaf = Observed<T>::of(std::move(value));
  return true;
}

bool read_field(FieldId field, const Json& json, LiveFields& fields) {
  bool good = true;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field != field || !good) return;
    if (leaf.name.empty()) {
      good = read_leaf(json, leaf.access(fields));
      return;
    }
    good = json.is_object();
    if (!good) return;
    const auto found = json.find(std::string(leaf.name));
    // A factor that is no finite number is written as null: a leaf without a value.
    const bool none = found == json.end() || (found->is_null() && leaf.name == "factor");
    if (!none) good = read_leaf(*found, leaf.access(fields));
  });
  return good;
}

tl::unexpected<Error> wrong_shape(FieldId field) {
  return fail(ErrorKind::corrupt, "the stored " + std::string(name(field)) + " has another shape",
              "it was written by another program or damaged; restore the store from a backup");
}

}  // namespace

Result<LiveFields> parse_field_json(FieldId field, std::string_view json) {
  const auto document = parse_json(json, "stored fields");
  if (!document) return fail(document.error());
  LiveFields fields;
  if (!read_field(field, *document, fields)) return wrong_shape(field);
  return fields;
}

Result<LiveFields> parse_fields_json(std::string_view json) {
  const auto document = parse_json(json, "stored fields");
  if (!document) return fail(document.error());
  if (!document->is_object()) {
    return fail(ErrorKind::corrupt, "stored fields are no JSON object",
                "they were written by another program or damaged; restore the store from a backup");
  }
  LiveFields fields;
  for (const auto& row : field_catalogue) {
    const auto found = document->find(std::string(row.name));
    if (found != document->end() && !read_field(row.id, *found, fields)) {
      return wrong_shape(row.id);
    }
  }
  return fields;
}

}  // namespace plumbline::codec
