#include <algorithm>
#include <array>
#include <string_view>

#include "canonical-schema/codec/truth_fields_yaml.hpp"

namespace plumbline::codec {
namespace {

using schedule::TriggerKind;
using schedule::ZoneKnowledge;
using schedule::ZoneRef;

/// The keys that say how a trigger starts; one of them, and only one, in each trigger.
constexpr std::array<std::string_view, 4> start_keys{"cron", "every", "at", "trigger"};

/// What `trigger:` may name by a word; the others have keys of their own.
constexpr std::array<Word<TriggerKind>, 5> plain_triggers{{{TriggerKind::manual, "manual"},
                                                           {TriggerKind::event, "event"},
                                                           {TriggerKind::continuous, "continuous"},
                                                           {TriggerKind::boot, "boot"},
                                                           {TriggerKind::once, "once"}}};

/// A value that is wrong was reported; the member then counts as spoken of, without a value.
template <class T>
Declared<T> stated(const YamlNode& node, std::optional<T> value) {
  return {Origin::stated, std::move(value), spot_of(node)};
}

void set_start(TriggerDraft& draft, TriggerKind kind, const YamlNode& node,
               std::optional<std::string> expr) {
  draft.kind = stated(node, expr ? std::optional(kind) : std::nullopt);
  draft.expr = stated(node, std::move(expr));
  draft.expr_quoted = !node.plain();
}

void read_cron(YamlFields& keys, TriggerDraft& draft) {
  if (const auto node = keys.find("cron")) {
    set_start(draft, TriggerKind::cron, *node, read_text(*node, keys.errors()));
  }
  const auto dialect = keys.find("dialect");
  if (!dialect) return;
  draft.dialect = stated(*dialect, read_text(*dialect, keys.errors()));
}

void read_every(YamlFields& keys, TriggerDraft& draft) {
  if (const auto node = keys.find("every")) {
    auto period = read_period(*node, keys.errors());
    if (period == Period{}) {
      refuse(*node, "an interval of nothing", "write e.g. `every: 90m`", keys.errors());
      period.reset();
    }
    set_start(draft, TriggerKind::every, *node,
              period ? std::optional(std::string(node->text())) : std::nullopt);
  }
  if (const auto anchor = keys.find("anchor")) {
    draft.anchor = stated(*anchor, read_instant(*anchor, false, keys.errors()));
  }
}

void read_trigger_word(YamlFields& keys, TriggerDraft& draft) {
  const auto node = keys.find("trigger");
  if (!node) return;
  if (node->kind() == YamlKind::map) {
    YamlFields custom(*node, keys.errors());
    draft.kind = stated(*node, std::optional<TriggerKind>());
    if (const auto text = custom.require("custom")) {
      set_start(draft, TriggerKind::custom, *text, read_scalar(*text, keys.errors()));
    }
    custom.refuse_unknown_keys();
    return;
  }
  draft.kind = stated(*node, read_word(*node, plain_triggers, keys.errors()));
}

void read_window(YamlFields& keys, TriggerDraft& draft) {
  const auto node = keys.find("window");
  if (!node) return;
  YamlFields window(*node, keys.errors());
  if (const auto start = window.find("start")) {
    draft.window_start = stated(*start, read_instant(*start, false, keys.errors()));
  }
  if (const auto end = window.find("end")) {
    draft.window_end = stated(*end, read_instant(*end, false, keys.errors()));
  }
  window.refuse_unknown_keys();
  if (draft.window_start.value && draft.window_end.value &&
      *draft.window_start.value >= *draft.window_end.value) {
    refuse(*node, "the window ends before it starts", "swap `start` and `end`", keys.errors());
  }
}

/// Two starts contradict each other; a member of one kind beside another has no meaning.
void check_start(const YamlFields& keys, const TriggerDraft& draft) {
  std::vector<YamlNode> starts;
  for (const auto& entry : keys.node().entries()) {
    const bool is_start =
        std::find(start_keys.begin(), start_keys.end(), entry.key.text()) != start_keys.end();
    if (is_start) starts.push_back(entry.key);
  }
  if (starts.size() > 1) {
    refuse(starts[1], "a trigger with two starts",
           "keep one of `cron`, `every`, `at`, `trigger`, or write a list of triggers",
           keys.errors());
  }
  if (starts.size() != 1) return;
  const auto start = starts.front().text();
  const auto dialect = keys.node().find("dialect");
  const auto anchor = keys.node().find("anchor");
  if (dialect && draft.dialect.value && start != "cron") {
    refuse(*dialect, "`dialect` without `cron`", "remove it", keys.errors());
  }
  if (anchor && draft.anchor.value && start != "every") {
    refuse(*anchor, "`anchor` without `every`", "remove it", keys.errors());
  }
}

TriggerDraft read_trigger(const YamlNode& node, Errors& errors) {
  TriggerDraft draft;
  draft.spot = spot_of(node);
  if (node.kind() == YamlKind::scalar) {
    draft.kind = stated(node, std::optional<TriggerKind>());
    refuse(node, "a schedule is a mapping, not " + found(node),
           "write `{cron: \"30 6 * * *\", timezone: Europe/Berlin}`, `{every: 90m}` or "
           "`{trigger: manual}`",
           errors);
    return draft;
  }
  const auto before = errors.size();
  YamlFields keys(node, errors);
  read_cron(keys, draft);
  if (const auto zone = keys.find("timezone")) draft.zone = read_zone(*zone, errors);
  read_every(keys, draft);
  if (const auto at = keys.find("at")) {
    set_start(draft, TriggerKind::at, *at, read_scalar(*at, errors));
  }
  read_trigger_word(keys, draft);
  read_window(keys, draft);
  if (const auto jitter = keys.find("jitter")) {
    draft.jitter = stated(*jitter, read_duration(*jitter, errors));
  }
  keys.refuse_unknown_keys();
  check_start(keys, draft);
  // A misspelt key may well be the start: one complaint is enough.
  const bool misread = errors.size() > before && draft.kind.origin == Origin::silent;
  if (misread) draft.kind = stated(node, std::optional<TriggerKind>());
  return draft;
}

}  // namespace

Declared<ZoneRef> read_zone(const YamlNode& node, Errors& errors) {
  if (says_any(node)) return stated(node, std::optional(ZoneRef{ZoneKnowledge::any, {}}));
  auto name = read_text(node, errors);
  if (!name) return stated(node, std::optional<ZoneRef>());
  return stated(node, std::optional(ZoneRef{ZoneKnowledge::named, std::move(*name)}));
}

ScheduleDraft read_schedule(const YamlNode& node, Errors& errors) {
  ScheduleDraft draft;
  draft.origin = says_any(node) ? Origin::any : Origin::stated;
  draft.spot = spot_of(node);
  if (draft.origin == Origin::any) return draft;
  draft.is_list = node.kind() == YamlKind::sequence;
  if (!draft.is_list) {
    draft.triggers.push_back(read_trigger(node, errors));
    return draft;
  }
  for (const auto& item : node.items()) draft.triggers.push_back(read_trigger(item, errors));
  return draft;
}

}  // namespace plumbline::codec
