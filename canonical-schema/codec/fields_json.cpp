#include "canonical-schema/codec/fields_json.hpp"

#include "canonical-schema/codec/json_text.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/leaf_text.hpp"
#include "canonical-schema/value_words.hpp"

// Written by hand, not through a tree: an audit writes every field of every place.

namespace plumbline::codec {
namespace {

using schedule::Trigger;
using schedule::ZoneKnowledge;
using schedule::ZoneRef;

/// Puts a comma before every item but the first.
class Separator {
 public:
  void next(std::string& out) {
    if (!first_) out += ',';
    first_ = false;
  }

 private:
  bool first_ = true;
};

void append_key(std::string& out, std::string_view key) {
  append_json_string(out, key);
  out += ':';
}

void append(std::string& out, const std::string& value) { append_json_string(out, value); }

void append(std::string& out, Seconds value) { out += std::to_string(value.count()); }

void append(std::string& out, double value) { append_json_number(out, value); }

void append(std::string& out, const Limit& value) {
  if (value.span) {
    append(out, *value.span);
  } else {
    out += "null";
  }
}

void append(std::string& out, const Count& value) {
  out += value.number ? std::to_string(*value.number) : "null";
}

void append(std::string& out, WhenBusy value) {
  append_json_string(out, word(when_busy_words, value));
}

void append(std::string& out, Jitter value) { append_json_string(out, word(jitter_words, value)); }

void append(std::string& out, RetryOn value) {
  append_json_string(out, word(retry_on_words, value));
}

void append(std::string& out, Switch value) {
  switch (value) {
    case Switch::off:
      out += "false";
      return;
    case Switch::on:
      out += "true";
      return;
    case Switch::by_operator:
      out += "\"operator\"";
      return;
  }
}

void append(std::string& out, const CatchUp& value) {
  if (value.rule == CatchUp::Rule::not_all) {
    out += "false";
    return;
  }
  const std::string_view rule = value.rule == CatchUp::Rule::none     ? "none"
                                : value.rule == CatchUp::Rule::latest ? "latest"
                                                                      : "all";
  if (!value.within) {
    append_json_string(out, rule);
    return;
  }
  out += '{';
  append_key(out, rule);
  append(out, *value.within);
  out += '}';
}

void append_instant(std::string& out, const std::optional<Instant>& at) {
  if (at) {
    append_json_string(out, to_rfc3339(*at));
  } else {
    out += "null";
  }
}

void append_zone(std::string& out, const Trigger& trigger) {
  const ZoneRef& zone = trigger.zone;
  const bool reads_clock =
      trigger.kind == schedule::TriggerKind::cron || trigger.kind == schedule::TriggerKind::at;
  switch (zone.knowledge) {
    case ZoneKnowledge::platform_default:
      out += reads_clock ? "\"@platform-default\"" : "null";
      return;
    case ZoneKnowledge::any:
      out += "\"any\"";
      return;
    case ZoneKnowledge::unobservable:
      out += "\"@unobservable\"";
      return;
    case ZoneKnowledge::named:
      break;
  }
  const bool ambiguous = zone.name.empty() || zone.name == "any" || zone.name.front() == '@' ||
                         zone.name.front() == ':';
  append_json_string(out, ambiguous ? ":" + zone.name : zone.name);
}

void append(std::string& out, const Trigger& trigger) {
  out += "{\"kind\":";
  append_json_string(out, word(trigger_words, trigger.kind));
  out += ",\"dialect\":";
  append_json_string(out, trigger.dialect);
  out += ",\"expr\":";
  append_json_string(out, trigger.expr);
  out += ",\"zone\":";
  append_zone(out, trigger);
  out += ",\"window\":";
  if (trigger.window_start || trigger.window_end) {
    out += "{\"start\":";
    append_instant(out, trigger.window_start);
    out += ",\"end\":";
    append_instant(out, trigger.window_end);
    out += '}';
  } else {
    out += "null";
  }
  out += trigger.enabled ? ",\"enabled\":true" : ",\"enabled\":false";
  if (trigger.anchor) {
    out += ",\"anchor\":";
    append_instant(out, trigger.anchor);
  }
  if (trigger.jitter) out += ",\"jitter\":" + std::to_string(trigger.jitter->count());
  if (trigger.dst) {
    out += ",\"dst\":{\"gap\":";
    append_json_string(out, word(gap_words, trigger.dst->gap));
    out += ",\"repeat\":";
    append_json_string(out, word(fold_words, trigger.dst->fold));
    out += '}';
  }
  out += '}';
}

void append(std::string& out, const Notification& value) {
  out += "{\"on\":";
  append_json_string(out, word(notify_on_words, value.on));
  out += ",\"channel\":";
  append_json_string(out, value.channel);
  out += ",\"to\":[";
  Separator comma;
  for (const auto& name : value.to) {
    comma.next(out);
    append_json_string(out, name);
  }
  out += "]}";
}

void append(std::string& out, const Dependency& value) {
  out += "{\"workflow\":";
  append_json_string(out, value.workflow);
  out += ",\"how\":";
  append_json_string(out, value.how);
  out += '}';
}

template <class T>
void append(std::string& out, const std::vector<T>& list) {
  out += '[';
  Separator comma;
  for (const auto& item : list) {
    comma.next(out);
    append(out, item);
  }
  out += ']';
}

void append(std::string& out, const std::map<std::string, std::string>& map) {
  out += '{';
  Separator comma;
  for (const auto& [key, value] : map) {
    comma.next(out);
    append_key(out, key);
    append_json_string(out, value);
  }
  out += '}';
}

void append(std::string& out, const Action& value) {
  out += "{\"digest\":";
  append_json_string(out, value.digest);
  out += ",\"parts\":";
  append(out, value.parts);
  out += '}';
}

template <class T>
const T* value_of(const Observed<T>& leaf) {
  return leaf.get();
}

template <class T>
const T* value_of(const Declared<T>& leaf) {
  return leaf.value ? &*leaf.value : nullptr;
}

/// Appends the field's JSON; leaves `out` as it was and returns false if no leaf has a value.
template <class AnyFields>
bool append_field(std::string& out, FieldId field, const AnyFields& fields) {
  bool any_value = false;
  bool is_object = false;
  Separator comma;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field != field) return;
    const auto* value = value_of(leaf.access(fields));
    if (value == nullptr) return;
    if (!any_value && !leaf.name.empty()) {
      out += '{';
      is_object = true;
    }
    any_value = true;
    if (is_object) {
      comma.next(out);
      append_key(out, leaf.name);
    }
    append(out, *value);
  });
  if (is_object) out += '}';
  return any_value;
}

/// Members "leaf": {"state", "reason"} for the leaves of a field that have no value.
std::string leaves_without_value(FieldId field, const LiveFields& fields) {
  std::string out;
  Separator comma;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field != field || leaf.access(fields).get() != nullptr) return;
    comma.next(out);
    append_key(out, leaf.name);
    out.append("{\"state\":\"").append(name(leaf.access(fields).state())).append("\",\"reason\":");
    append_json_string(out, leaf.access(fields).reason());
    out += '}';
  });
  return out;
}

/// Why the leaf that decides the state of a field has no value.
std::string reason_of(FieldId field, const LiveFields& fields, Presence state) {
  std::string reason;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field != field || !reason.empty()) return;
    if (leaf.access(fields).state() == state) reason = leaf.access(fields).reason();
  });
  return reason;
}

}  // namespace

std::string field_json(FieldId field, const LiveFields& fields) {
  std::string out;
  append_field(out, field, fields);
  return out;
}

std::string field_json(FieldId field, const TruthFields& fields) {
  std::string out;
  append_field(out, field, fields);
  return out;
}

std::string fields_json(const LiveFields& fields) {
  std::string out = "{";
  for (const auto& row : field_catalogue) {
    const auto before = out.size();
    if (before > 1) out += ',';
    append_key(out, row.name);
    if (!append_field(out, row.id, fields)) out.resize(before);
  }
  out += '}';
  return out;
}

std::string observed_json(FieldId field, const LiveFields& fields) {
  const Presence state = field_state(field, fields);
  const auto value = field_json(field, fields);
  std::string out = "{\"state\":\"";
  out.append(name(state)).append("\"");
  if (!value.empty()) out.append(",\"value\":").append(value);
  if (state == Presence::absent) out += ",\"default_filled\":true";
  out += ",\"text\":";
  append_json_string(out, text(field, fields));
  if (value.empty()) {
    out += ",\"reason\":";
    append_json_string(out, reason_of(field, fields, state));
  } else if (const auto leaves = leaves_without_value(field, fields); !leaves.empty()) {
    out.append(",\"leaves\":{").append(leaves).append("}");
  }
  out += '}';
  return out;
}

}  // namespace plumbline::codec
