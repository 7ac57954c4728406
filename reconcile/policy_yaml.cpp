#include "reconcile/policy_yaml.hpp"

#include <array>
#include <utility>

#include "canonical-schema/codec/digest.hpp"
#include "canonical-schema/codec/yaml_reader.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "reconcile/policy_queue_yaml.hpp"
#include "reconcile/policy_select_yaml.hpp"

namespace plumbline::reconcile {
namespace {

using codec::Errors;
using codec::YamlFields;
using codec::YamlKind;
using codec::YamlNode;

constexpr std::array<Word<Severity>, 4> severity_words{{{Severity::low, "low"},
                                                        {Severity::medium, "medium"},
                                                        {Severity::high, "high"},
                                                        {Severity::critical, "critical"}}};
constexpr std::array<Word<Mode>, 4> mode_words{{{Mode::observe, "observe"},
                                                {Mode::alert, "alert"},
                                                {Mode::propose, "propose"},
                                                {Mode::enforce, "enforce"}}};

/// A section of rules: a list whose items hold a selector and something, or the short form, a
/// mapping by field, rule or cause. `read_item` gets the selector and the item's keys,
/// `read_short` the selector and what stands beside the short key.
template <class ReadItem, class ReadShort>
void read_rules(const YamlNode& section, Errors& errors, ReadItem read_item, ReadShort read_short) {
  if (section.kind() == YamlKind::map) {
    for (const auto& [key, value] : section.entries()) {
      if (auto select = read_short_selector(key, errors)) read_short(*select, value);
    }
    return;
  }
  if (section.kind() != YamlKind::sequence) {
    codec::refuse(section, "here stands " + codec::found(section) + " instead of a list of rules",
                  "write a list of {select: {…}, …}, or a mapping by field, rule or cause", errors);
    return;
  }
  for (const auto& item : section.items()) {
    YamlFields fields(item, errors);
    if (!fields.is_map()) continue;
    const auto select = read_selector_of(fields);
    read_item(select, fields);
    fields.refuse_unknown_keys();
  }
}

void read_severities(const YamlNode& section, Policy& policy, Errors& errors) {
  read_rules(
      section, errors,
      [&](const Selector& select, YamlFields& fields) {
        const auto value = fields.require("severity");
        if (!value) return;
        if (const auto severity = read_word(*value, severity_words, errors))
          policy.severities.push_back({select, *severity});
      },
      [&](const Selector& select, const YamlNode& value) {
        if (const auto severity = read_word(value, severity_words, errors))
          policy.severities.push_back({select, *severity});
      });
}

void read_modes(const YamlNode& section, Policy& policy, Errors& errors) {
  read_rules(
      section, errors,
      [&](const Selector& select, YamlFields& fields) {
        const auto value = fields.require("mode");
        if (!value) return;
        if (const auto mode = read_word(*value, mode_words, errors))
          policy.modes.push_back({select, *mode});
      },
      [&](const Selector& select, const YamlNode& value) {
        if (const auto mode = read_word(value, mode_words, errors))
          policy.modes.push_back({select, *mode});
      });
}

/// Amounts and percentages mean something only where there is a number.
void check_measurable(const Tolerance& tolerance, const YamlNode& node, Errors& errors) {
  const auto field = field_named(tolerance.select.field);
  if (!field || (!tolerance.amount && !tolerance.percent)) return;
  const bool has_spans = *field == FieldId::retry || *field == FieldId::timeout;
  const bool has_numbers = has_spans || *field == FieldId::concurrency;
  if (tolerance.amount && !has_spans)
    codec::refuse(node, tolerance.select.field + " holds no time span, so it has no amount",
                  "write `grace`, or another field: retry or timeout", errors);
  if (tolerance.percent && !has_numbers)
    codec::refuse(node, tolerance.select.field + " holds no number, so it has no percent",
                  "write `grace`, or another field: retry, timeout or concurrency", errors);
}

void read_tolerance(const Selector& select, YamlFields& fields, Policy& policy) {
  const std::size_t before = fields.errors().size();
  Tolerance tolerance;
  tolerance.select = select;
  tolerance.amount = fields.duration("amount");
  tolerance.percent = fields.number("percent", {0, 100});
  tolerance.grace = fields.duration("grace");
  if (fields.errors().size() != before) return;
  if (!tolerance.amount && !tolerance.percent && !tolerance.grace) {
    // Other keys are unknown ones, and reported as such.
    const std::size_t selecting = fields.node().find("select") ? 1 : 0;
    if (fields.node().size() == selecting)
      codec::refuse(fields.node(), "this tolerance tolerates nothing",
                    "say how much: amount: 30s, percent: 10 or grace: 15m", fields.errors());
    return;
  }
  check_measurable(tolerance, fields.node(), fields.errors());
  policy.tolerances.push_back(std::move(tolerance));
}

void read_tolerances(const YamlNode& section, Policy& policy, Errors& errors) {
  read_rules(
      section, errors,
      [&](const Selector& select, YamlFields& fields) { read_tolerance(select, fields, policy); },
      [&](const Selector& select, const YamlNode& value) {
        if (value.kind() == YamlKind::map) {
          YamlFields fields(value, errors);
          read_tolerance(select, fields, policy);
          fields.refuse_unknown_keys();
        } else if (const auto amount = codec::read_duration(value, errors)) {
          const Tolerance tolerance{select, amount, std::nullopt, std::nullopt};
          check_measurable(tolerance, value, errors);
          policy.tolerances.push_back(tolerance);
        }
      });
}

void read_principals(const YamlNode& section, Policy& policy, Errors& errors) {
  const auto groups = codec::read_list(section, errors);
  if (!groups) return;
  for (const auto& group : *groups) {
    const auto names = codec::read_texts(group, errors);
    if (!names) continue;
    const auto items = group.items();
    if (names->size() < 2)
      codec::refuse(group, "a group of principals with fewer than two names says nothing",
                    "write the names that mean the same: [svc-orders, orders@example.com]", errors);
    for (std::size_t i = 0; i < names->size(); ++i) {
      if (!policy.principals.emplace((*names)[i], names->front()).second)
        codec::refuse(items[i], (*names)[i] + " stands in two places",
                      "put all names that mean the same into one group", errors);
    }
  }
}

void check_fields(const YamlFields& section, const std::vector<std::string>& names,
                  std::string_view key) {
  const auto list = section.node().find(key);
  if (!list) return;
  const auto items = list->items();
  for (std::size_t i = 0; i < names.size(); ++i) check_field_name(items[i], section.errors());
}

void read_waivers(const YamlNode& section, Policy& policy, Errors& errors) {
  YamlFields fields(section, errors);
  auto& limits = policy.waivers;
  limits.longest = fields.duration("longest");
  limits.remind = fields.duration("remind").value_or(limits.remind);
  if (const auto names = fields.texts("fields")) {
    limits.fields = *names;
    check_fields(fields, *names, "fields");
  }
  if (const auto names = fields.texts("never_fields")) {
    limits.never_fields = *names;
    check_fields(fields, *names, "never_fields");
  }
  limits.highest_severity = fields.word("highest_severity", severity_words);
  // Who besides the owning team must agree: the queue's concern.
  static_cast<void>(fields.texts("agree"));
  fields.refuse_unknown_keys();
}

void read_header(YamlFields& file) {
  if (const auto version = file.find("plumbline")) {
    static constexpr std::array<std::string_view, 1> versions{"v1"};
    static_cast<void>(codec::read_word(*version, versions, file.errors()));
  }
  if (const auto kind = file.find("kind")) {
    static constexpr std::array<std::string_view, 1> kinds{"policy"};
    static_cast<void>(codec::read_word(*kind, kinds, file.errors()));
  }
}

void read_sections(YamlFields& file, Policy& policy) {
  Errors& errors = file.errors();
  read_header(file);
  if (const auto section = file.find("severities")) read_severities(*section, policy, errors);
  if (const auto section = file.find("tolerances")) read_tolerances(*section, policy, errors);
  if (const auto section = file.find("modes")) read_modes(*section, policy, errors);
  if (const auto section = file.find("principals")) read_principals(*section, policy, errors);
  if (const auto section = file.find("waivers")) read_waivers(*section, policy, errors);
  if (const auto span = file.duration("operator_off")) {
    policy.operator_off = *span;
    if (*span == Seconds{0})
      codec::refuse(*file.find("operator_off"),
                    "operators may switch nothing off for no time at all",
                    "write `enabled: true` in truth, or a time such as operator_off: 1h", errors);
  }
  if (const auto section = file.find("rollout")) {
    if (const auto within = check_rollout(*section, errors)) policy.rollout_within = *within;
  }
  check_queue_sections(file);
  file.refuse_unknown_keys();
}

}  // namespace

PolicyReading parse_policy(std::string_view text, const std::string& file) {
  PolicyReading reading;
  auto yaml = codec::parse_yaml(std::string(text), file);
  reading.errors = std::move(yaml.errors);
  // Of a file that is no YAML a part may be missing: nothing more can be said about it.
  if (reading.errors.empty()) {
    YamlFields fields(yaml.document.root(), reading.errors);
    read_sections(fields, reading.policy);
  }
  codec::sort_by_place(reading.errors);
  reading.policy.digest = codec::sha256_hex(text);
  return reading;
}

}  // namespace plumbline::reconcile
