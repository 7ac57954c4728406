#include "canonical-schema/codec/truth_fields_yaml.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/ids.hpp"
#include "canonical-schema/value_words.hpp"

namespace plumbline::codec {
namespace {

constexpr std::string_view digest_prefix = "sha256:";
constexpr std::size_t digest_digits = 64;
/// More tries or runs than any platform counts.
constexpr std::int64_t largest_count = std::numeric_limits<std::int32_t>::max();
constexpr double largest_factor = 1000;

bool is_word(const YamlNode& node, std::string_view word) {
  return node.kind() == YamlKind::scalar && node.plain() && node.text() == word;
}

/// A value that is wrong was reported; the leaf then counts as spoken of, without a value.
template <class T>
void state(Declared<T>& leaf, const YamlNode& node, std::optional<T> value) {
  leaf = {Origin::stated, std::move(value), spot_of(node)};
}

/// Reads one leaf of a field: `any`, or what `read` makes of it.
template <class T, class Read>
void read_leaf(YamlFields& keys, std::string_view key, Declared<T>& leaf, Read&& read) {
  const auto node = keys.find(key);
  if (!node) return;
  if (says_any(*node)) {
    leaf = {Origin::any, std::nullopt, spot_of(*node)};
    return;
  }
  state(leaf, *node, std::optional<T>(read(*node, keys.errors())));
}

std::optional<Count> read_count(const YamlNode& node, std::int64_t least, Errors& errors) {
  if (is_word(node, "unlimited")) return Count{};
  const auto number = read_integer(node, {least, largest_count}, errors);
  if (!number) return std::nullopt;
  return Count{static_cast<std::uint32_t>(*number)};
}

std::optional<Limit> read_limit(const YamlNode& node, Errors& errors) {
  if (is_word(node, "none")) return Limit{};
  const auto span = read_duration(node, errors);
  if (!span) return std::nullopt;
  if (*span == Seconds{0}) {
    refuse(node, "a limit of nothing", "write `none` for no limit", errors);
    return std::nullopt;
  }
  return Limit{span};
}

std::optional<Switch> read_switch(const YamlNode& node, Errors& errors) {
  if (is_word(node, "operator")) return Switch::by_operator;
  const auto on = read_boolean(node, errors);
  if (!on) return std::nullopt;
  return *on ? Switch::on : Switch::off;
}

std::optional<CatchUp> read_bounded_catchup(const YamlNode& node, Errors& errors) {
  YamlFields keys(node, errors);
  const auto latest = keys.find("latest");
  const auto all = keys.find("all");
  keys.refuse_unknown_keys();
  if (latest.has_value() == all.has_value()) {
    refuse(node, "`catchup` needs one rule", "write `{latest: 2h}` or `{all: 1d}`", errors);
    return std::nullopt;
  }
  const auto within = read_duration(latest ? *latest : *all, errors);
  if (!within) return std::nullopt;
  return CatchUp{latest ? CatchUp::Rule::latest : CatchUp::Rule::all, within};
}

std::optional<CatchUp> read_catchup(const YamlNode& node, Errors& errors) {
  if (node.kind() == YamlKind::map) return read_bounded_catchup(node, errors);
  using Rule = CatchUp::Rule;
  // `false` accepts none and latest, `true` means all (canonical-model.md section 3).
  constexpr std::array<Word<Rule>, 5> rules{{{Rule::not_all, "false"},
                                             {Rule::all, "true"},
                                             {Rule::none, "none"},
                                             {Rule::latest, "latest"},
                                             {Rule::all, "all"}}};
  const auto rule = read_word(node, rules, errors);
  return rule ? std::optional(CatchUp{*rule, std::nullopt}) : std::nullopt;
}

void read_concurrency(const YamlNode& node, TruthFields& fields, Errors& errors) {
  YamlFields keys(node, errors);
  read_leaf(keys, "max", fields.concurrency_max,
            [](const YamlNode& max, Errors& to) { return read_count(max, 1, to); });
  read_leaf(keys, "when_busy", fields.concurrency_when_busy,
            [](const YamlNode& word, Errors& to) { return read_word(word, when_busy_words, to); });
  keys.refuse_unknown_keys();
}

void read_retry(const YamlNode& node, TruthFields& fields, Errors& errors) {
  YamlFields keys(node, errors);
  read_leaf(keys, "max", fields.retry_max,
            [](const YamlNode& max, Errors& to) { return read_count(max, 0, to); });
  read_leaf(keys, "delay", fields.retry_delay, read_duration);
  read_leaf(keys, "factor", fields.retry_factor, [](const YamlNode& factor, Errors& to) {
    return read_number(factor, {1, largest_factor}, to);
  });
  read_leaf(keys, "max_delay", fields.retry_max_delay, read_limit);
  // For these two `any` is a value of its own, so read_leaf() would take it for something else.
  if (const auto jitter = keys.find("jitter")) {
    state(fields.retry_jitter, *jitter, read_word(*jitter, jitter_words, errors));
  }
  if (const auto on = keys.find("on")) {
    state(fields.retry_on, *on, read_word(*on, retry_on_words, errors));
  }
  keys.refuse_unknown_keys();
}

void read_timeout(const YamlNode& node, TruthFields& fields, Errors& errors) {
  if (node.kind() == YamlKind::scalar) {
    refuse(node, "`timeout` does not say whose", "write `{run: 2h}` or `{task: 30m}`", errors);
    return;
  }
  YamlFields keys(node, errors);
  read_leaf(keys, "run", fields.timeout_run, read_limit);
  read_leaf(keys, "task", fields.timeout_task, read_limit);
  keys.refuse_unknown_keys();
}

template <class T>
void make_set(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

std::optional<Notifications> read_notify(const YamlNode& node, Errors& errors) {
  const auto items = read_list(node, errors);
  if (!items) return std::nullopt;
  Notifications notify;
  for (const auto& item : *items) {
    YamlFields keys(item, errors);
    Notification one;
    if (const auto on = keys.require("on")) {
      one.on = read_word(*on, notify_on_words, errors).value_or(NotifyOn::failure);
    }
    one.channel = keys.required_text("channel");
    one.to = keys.texts("to").value_or(std::vector<std::string>{});
    make_set(one.to);
    keys.refuse_unknown_keys();
    notify.push_back(std::move(one));
  }
  make_set(notify);
  return notify;
}

/// TEAM/NAME, or {workflow, how} where the workflow may also be a platform's own name.
std::optional<Dependency> read_dependency(const YamlNode& node, Errors& errors) {
  if (node.kind() == YamlKind::map) {
    YamlFields keys(node, errors);
    Dependency one{keys.required_text("workflow"), keys.text("how").value_or("")};
    keys.refuse_unknown_keys();
    return one;
  }
  auto name = read_text(node, errors);
  if (!name) return std::nullopt;
  if (const auto id = parse_workflow_id(*name); !id) {
    refuse(node, id.error(), errors);
    return std::nullopt;
  }
  return Dependency{std::move(*name), {}};
}

std::optional<Dependencies> read_depends_on(const YamlNode& node, Errors& errors) {
  const auto items = read_list(node, errors);
  if (!items) return std::nullopt;
  Dependencies dependencies;
  for (const auto& item : *items) {
    if (auto one = read_dependency(item, errors)) dependencies.push_back(std::move(*one));
  }
  make_set(dependencies);
  return dependencies;
}

void read_owner(const YamlNode& node, TruthFields& fields, Errors& errors) {
  YamlFields keys(node, errors);
  read_leaf(keys, "business", fields.owner_business, read_text);
  read_leaf(keys, "technical", fields.owner_technical, read_text);
  read_leaf(keys, "support", fields.owner_support, read_text);
  keys.refuse_unknown_keys();
}

bool is_digest(std::string_view text) {
  if (text.substr(0, digest_prefix.size()) != digest_prefix) return false;
  const auto digits = text.substr(digest_prefix.size());
  return digits.size() == digest_digits && std::all_of(digits.begin(), digits.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

/// A mapping of free keys to scalars.
std::optional<std::map<std::string, std::string>> read_free_map(const YamlNode& node,
                                                                Errors& errors) {
  YamlFields keys(node, errors);
  if (!keys.is_map()) return std::nullopt;
  std::map<std::string, std::string> map;
  for (const auto& [key, value] : node.entries()) {
    if (auto text = read_scalar(value, errors)) map[std::string(key.text())] = std::move(*text);
  }
  return map;
}

std::optional<Action> read_action(const YamlNode& node, Errors& errors) {
  auto parts = read_free_map(node, errors);
  if (!parts) return std::nullopt;
  if (parts->empty()) {
    refuse(node, "`action` says nothing", "write `{digest: ...}` as `plumbline import` does",
           errors);
    return std::nullopt;
  }
  Action action;
  if (const auto digest = parts->extract("digest")) {
    action.digest = std::move(digest.mapped());
    if (!is_digest(action.digest)) {
      refuse(*node.find("digest"), "this is no digest of an action",
             "write `sha256:` and 64 hex digits, as `plumbline import` does", errors);
    }
  }
  action.parts = std::move(*parts);
  return action;
}

void make_any(TruthFields& fields, FieldId field, const Spot& spot) {
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field != field) return;
    auto& declared = leaf.access(fields);
    declared.origin = Origin::any;
    declared.spot = spot;
  });
}

void read_field(FieldId field, const YamlNode& node, FieldsDraft& draft, Errors& errors) {
  auto& fields = draft.fields;
  switch (field) {
    case FieldId::schedule:
      draft.schedule = read_schedule(node, errors);
      return;
    case FieldId::enabled:
      state(fields.enabled, node, read_switch(node, errors));
      return;
    case FieldId::catchup:
      state(fields.catchup, node, read_catchup(node, errors));
      return;
    case FieldId::concurrency:
      read_concurrency(node, fields, errors);
      return;
    case FieldId::retry:
      read_retry(node, fields, errors);
      return;
    case FieldId::timeout:
      read_timeout(node, fields, errors);
      return;
    case FieldId::notify:
      state(fields.notify, node, read_notify(node, errors));
      return;
    case FieldId::depends_on:
      state(fields.depends_on, node, read_depends_on(node, errors));
      return;
    case FieldId::owner:
      read_owner(node, fields, errors);
      return;
    case FieldId::run_as:
      state(fields.run_as, node, read_text(node, errors));
      return;
    case FieldId::action:
      state(fields.action, node, read_action(node, errors));
      return;
    case FieldId::labels:
      state(fields.labels, node, read_free_map(node, errors));
      return;
    case FieldId::local:
      return;
  }
}

void read_dst(YamlFields& keys, FieldsDraft& draft) {
  const auto node = keys.find("dst");
  if (!node) return;
  YamlFields dst(*node, keys.errors());
  if (const auto gap = dst.find("gap")) {
    state(draft.gap, *gap, read_word(*gap, gap_words, keys.errors()));
  }
  if (const auto repeat = dst.find("repeat")) {
    state(draft.repeat, *repeat, read_word(*repeat, fold_words, keys.errors()));
  }
  dst.refuse_unknown_keys();
}

TruthFields read_task(const YamlNode& node, Errors& errors) {
  TruthFields fields;
  YamlFields keys(node, errors);
  if (const auto retry = keys.find("retry")) {
    if (says_any(*retry)) {
      make_any(fields, FieldId::retry, spot_of(*retry));
    } else {
      read_retry(*retry, fields, errors);
    }
  }
  if (const auto timeout = keys.find("timeout")) {
    if (timeout->kind() == YamlKind::map) {
      YamlFields limits(*timeout, errors);
      read_leaf(limits, "task", fields.timeout_task, read_limit);
      limits.refuse_unknown_keys();
    } else {
      read_leaf(keys, "timeout", fields.timeout_task, read_limit);
    }
  }
  keys.refuse_unknown_keys();
  return fields;
}

}  // namespace

Spot spot_of(const YamlNode& node) { return {0, node.line(), node.column()}; }

bool says_any(const YamlNode& node) { return is_word(node, "any"); }

FieldsDraft read_fields(YamlFields& keys) {
  FieldsDraft draft;
  for (const auto& row : field_catalogue) {
    // `local` belongs to a place; everywhere else it is an unknown key.
    if (row.id == FieldId::local) continue;
    const auto node = keys.find(row.name);
    if (!node) continue;
    if (says_any(*node) && row.id != FieldId::schedule) {
      make_any(draft.fields, row.id, spot_of(*node));
    } else {
      read_field(row.id, *node, draft, keys.errors());
    }
  }
  read_dst(keys, draft);
  if (const auto zone = keys.find("timezone")) draft.timezone = read_zone(*zone, keys.errors());
  return draft;
}

std::map<std::string, TruthFields> read_tasks(const YamlNode& node, Errors& errors) {
  std::map<std::string, TruthFields> tasks;
  YamlFields keys(node, errors);
  for (const auto& [path, task] : node.entries()) {
    tasks.emplace(std::string(path.text()), read_task(task, errors));
  }
  return tasks;
}

}  // namespace plumbline::codec
