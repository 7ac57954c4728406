#include "canonical-schema/leaf_text.hpp"

#include <array>
#include <charconv>
#include <string_view>
#include <type_traits>

#include "canonical-schema/duration.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/value_words.hpp"

namespace plumbline {
namespace {

using schedule::Trigger;
using schedule::TriggerKind;
using schedule::ZoneKnowledge;

/// Digits of a digest that people need to tell two apart.
constexpr std::size_t shown_digits = 12;

void append_joined(std::string& out, std::string_view separator, std::string_view item) {
  if (!out.empty()) out += separator;
  out += item;
}

std::string zone_text(const schedule::ZoneRef& zone) {
  switch (zone.knowledge) {
    case ZoneKnowledge::named:
      return zone.name;
    case ZoneKnowledge::platform_default:
      return "platform's own zone";
    case ZoneKnowledge::any:
      return "any zone";
    case ZoneKnowledge::unobservable:
      return "zone hidden";
  }
  return {};
}

/// Crontab text needs no dialect beside it: everybody reads it the same way at first sight.
bool names_dialect(std::string_view dialect) {
  return !dialect.empty() && dialect != "portable" && dialect != "debian-cron" &&
         dialect != "cronie";
}

std::string start_text(const Trigger& trigger) {
  switch (trigger.kind) {
    case TriggerKind::cron:
      return names_dialect(trigger.dialect) ? trigger.dialect + " " + trigger.expr : trigger.expr;
    case TriggerKind::every:
      return "every " + trigger.expr;
    case TriggerKind::at:
      return "at " + trigger.expr;
    case TriggerKind::event:
      return trigger.expr.empty() ? "event" : "event " + trigger.expr;
    case TriggerKind::custom:
      return "custom " + trigger.expr;
    case TriggerKind::manual:
    case TriggerKind::continuous:
    case TriggerKind::boot:
    case TriggerKind::once:
      return std::string(word(trigger_words, trigger.kind));
  }
  return {};
}

bool reads_a_clock(TriggerKind kind) {
  return kind == TriggerKind::cron || kind == TriggerKind::at;
}

/// Calls fn(leaf name, leaf) for every leaf of one field, in catalogue order.
template <class AnyFields, class Fn>
void for_each_leaf_of(FieldId field, const AnyFields& fields, Fn&& fn) {
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field == field) fn(leaf.name, leaf.access(fields));
  });
}

std::string named_text(std::string_view leaf, const std::string& value) {
  return leaf.empty() ? value : std::string(leaf) + " " + value;
}

/// Without tries the other leaves of `retry` say nothing.
bool never_retries(FieldId field, const Count* max) {
  return field == FieldId::retry && max != nullptr && max->number == 0U;
}

template <class T>
const T* value_of(const Declared<T>& leaf) {
  return leaf.value ? &*leaf.value : nullptr;
}

/// Order of precedence of field_state().
int weight(Presence state) {
  switch (state) {
    case Presence::value:
      return 5;
    case Presence::absent:
      return 4;
    case Presence::unread:
      return 3;
    case Presence::dynamic:
      return 2;
    case Presence::unobservable:
      return 1;
    case Presence::inexpressible:
      return 0;
  }
  return 0;
}

}  // namespace

std::string text(const Trigger& trigger) {
  std::string out = start_text(trigger);
  if (reads_a_clock(trigger.kind)) out += " (" + zone_text(trigger.zone) + ")";
  if (trigger.anchor) out += " counted from " + to_rfc3339(*trigger.anchor);
  if (trigger.window_start) out += " from " + to_rfc3339(*trigger.window_start);
  if (trigger.window_end) out += " until " + to_rfc3339(*trigger.window_end);
  if (trigger.jitter) out += ", each run up to " + to_text(*trigger.jitter) + " later";
  if (trigger.dst) {
    out.append(" [gap ").append(word(gap_words, trigger.dst->gap));
    out.append(", repeat ").append(word(fold_words, trigger.dst->fold)).append("]");
  }
  if (!trigger.enabled) out += " (off)";
  return out;
}

std::string text(const schedule::Triggers& triggers) {
  if (triggers.empty()) return std::string(word(trigger_words, TriggerKind::manual));
  std::string out;
  for (const auto& trigger : triggers) append_joined(out, " + ", text(trigger));
  return out;
}

std::string text(Switch value) {
  switch (value) {
    case Switch::off:
      return "off";
    case Switch::on:
      return "on";
    case Switch::by_operator:
      return "operator";
  }
  return {};
}

std::string text(const CatchUp& value) {
  const std::string within = value.within ? " within " + text(*value.within) : std::string();
  switch (value.rule) {
    case CatchUp::Rule::none:
      return "none";
    case CatchUp::Rule::latest:
      return "latest" + within;
    case CatchUp::Rule::all:
      return "all" + within;
    case CatchUp::Rule::not_all:
      return "none or latest";
  }
  return {};
}

std::string text(const Count& value) {
  return value.number ? std::to_string(*value.number) : "unlimited";
}

std::string text(WhenBusy value) { return std::string(word(when_busy_words, value)); }

std::string text(Seconds value) { return to_text(value); }

std::string text(double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return std::string(digits.data(), end);
}

std::string text(const Limit& value) { return value.span ? text(*value.span) : "none"; }

std::string text(Jitter value) { return std::string(word(jitter_words, value)); }

std::string text(RetryOn value) { return std::string(word(retry_on_words, value)); }

std::string text(const Notifications& value) {
  if (value.empty()) return "nobody";
  std::string out;
  for (const auto& one : value) {
    std::string item(word(notify_on_words, one.on));
    if (!one.channel.empty()) item += " by " + one.channel;
    std::string to;
    for (const auto& name : one.to) append_joined(to, ", ", name);
    if (!to.empty()) item += " to " + to;
    append_joined(out, "; ", item);
  }
  return out;
}

std::string text(const Dependencies& value) {
  if (value.empty()) return "nothing";
  std::string out;
  for (const auto& one : value) {
    append_joined(out, ", ", one.how.empty() ? one.workflow : one.workflow + " (" + one.how + ")");
  }
  return out;
}

std::string text(const std::string& value) { return value; }

std::string text(const Action& value) {
  std::string out;
  for (const auto& [part, what] : value.parts) append_joined(out, ", ", part + " " + what);
  if (value.digest.empty()) return out;
  const auto colon = value.digest.find(':');
  const auto start = colon == std::string::npos ? 0 : colon + 1;
  const std::string digits = value.digest.substr(start, shown_digits);
  return out.empty() ? digits : out + " [" + digits + "]";
}

std::string text(const Labels& value) {
  if (value.empty()) return "none";
  std::string out;
  for (const auto& [key, what] : value) append_joined(out, ", ", key + " " + what);
  return out;
}

Presence field_state(FieldId field, const LiveFields& fields) {
  std::optional<Presence> heaviest;
  for_each_leaf_of(field, fields, [&](std::string_view, const auto& observed) {
    if (!heaviest || weight(observed.state()) > weight(*heaviest)) heaviest = observed.state();
  });
  return heaviest.value_or(Presence::unread);
}

std::string text(FieldId field, const LiveFields& fields) {
  if (field == FieldId::local) return {};
  if (never_retries(field, fields.retry_max.get())) return "none";
  const Presence state = field_state(field, fields);
  if (state != Presence::value && state != Presence::absent) return name(state);
  std::string out;
  for_each_leaf_of(field, fields, [&](std::string_view leaf, const auto& observed) {
    if (const auto* value = observed.get()) {
      append_joined(out, ", ", named_text(leaf, text(*value)));
    } else if (observed.state() != Presence::inexpressible) {
      append_joined(out, ", ", named_text(leaf, name(observed.state())));
    }
  });
  return out;
}

std::string text(FieldId field, const TruthFields& fields) {
  if (never_retries(field, value_of(fields.retry_max))) return "none";
  std::string out;
  bool all_any = true;
  for_each_leaf_of(field, fields, [&](std::string_view leaf, const auto& declared) {
    all_any = all_any && declared.origin == Origin::any;
    if (declared.origin == Origin::any) append_joined(out, ", ", named_text(leaf, "any"));
    if (const auto* value = value_of(declared)) {
      append_joined(out, ", ", named_text(leaf, text(*value)));
    }
  });
  return all_any && !out.empty() ? "any" : out;
}

}  // namespace plumbline
