#include "reconcile/policy_queue_yaml.hpp"

#include <functional>
#include <string>

#include "reconcile/policy_select_yaml.hpp"

namespace plumbline::reconcile {
namespace {

using codec::Errors;
using codec::YamlFields;
using codec::YamlKind;
using codec::YamlNode;

/// Each item of a list is a mapping that `check` knows all keys of.
void check_items(const YamlNode& section, Errors& errors,
                 const std::function<void(YamlFields&)>& check) {
  const auto items = codec::read_list(section, errors);
  if (!items) return;
  for (const auto& item : *items) {
    YamlFields fields(item, errors);
    if (!fields.is_map()) continue;
    check(fields);
    fields.refuse_unknown_keys();
  }
}

void check_approval(YamlFields& rule) {
  static_cast<void>(read_selector_of(rule));
  if (const auto number = rule.require("number"))
    static_cast<void>(codec::read_integer(*number, {0, 20}, rule.errors()));
  static_cast<void>(rule.texts("groups"));
}

/// `at` as an instant, a bare date meaning its start or end.
std::optional<Instant> check_end(YamlFields& window, std::string_view key, bool end_of_day) {
  const auto node = window.find(key);
  return node ? codec::read_instant(*node, end_of_day, window.errors()) : std::nullopt;
}

void check_freeze(YamlFields& window) {
  static_cast<void>(read_selector_of(window));
  static_cast<void>(window.text("reason"));
  const bool repeats = window.find("cron").has_value();
  if (repeats) {
    static_cast<void>(window.text("cron"));
    static_cast<void>(window.text("timezone"));
    if (const auto span = window.require("duration"))
      static_cast<void>(codec::read_duration(*span, window.errors()));
    if (!window.find("timezone"))
      codec::refuse(window.node(), "a repeated freeze needs a time zone",
                    "write timezone: Europe/Berlin beside `cron`", window.errors());
    return;
  }
  const auto from = check_end(window, "from", false);
  const auto to = check_end(window, "to", true);
  if (!window.find("from") || !window.find("to")) {
    codec::refuse(window.node(), "a freeze needs `from` and `to`, or `cron` and `duration`",
                  "write {from: 2026-12-23, to: 2027-01-02}", window.errors());
  } else if (from && to && *to <= *from) {
    codec::refuse(*window.find("to"), "the freeze ends before it begins",
                  "write `to` later than `from`", window.errors());
  }
}

void check_person(const YamlNode& person, Errors& errors) {
  YamlFields fields(person, errors);
  if (!fields.is_map()) return;
  for (const char* key : {"users", "emails", "groups"}) static_cast<void>(fields.texts(key));
  if (const auto accounts = fields.find("accounts")) {
    if (accounts->kind() != YamlKind::map)
      codec::refuse(*accounts, "accounts are a mapping of platforms to names",
                    "write accounts: {airflow-prod: ana}", errors);
    for (const auto& [platform, account] : accounts->entries())
      static_cast<void>(codec::read_text(account, errors));
  }
  fields.refuse_unknown_keys();
}

void check_people(const YamlNode& section, Errors& errors) {
  if (section.kind() != YamlKind::map) {
    codec::refuse(section, "people are a mapping of names to what is known of them",
                  "write people: {ana: {users: [ana], emails: [ana@example.com]}}", errors);
    return;
  }
  for (const auto& [person, known] : section.entries()) check_person(known, errors);
}

void check_flap(const YamlNode& section, Errors& errors) {
  YamlFields fields(section, errors);
  if (!fields.is_map()) return;
  if (const auto times = fields.require("times"))
    static_cast<void>(codec::read_integer(*times, {1, 1000}, errors));
  if (const auto within = fields.require("within"))
    static_cast<void>(codec::read_duration(*within, errors));
  fields.refuse_unknown_keys();
}

void check_wave(YamlFields& wave) {
  static_cast<void>(read_selector_of(wave));
  static_cast<void>(wave.duration("soak"));
}

}  // namespace

std::optional<Seconds> check_rollout(const YamlNode& section, Errors& errors) {
  YamlFields fields(section, errors);
  const auto within = fields.duration("within");
  if (const auto waves = fields.find("waves")) check_items(*waves, errors, check_wave);
  fields.refuse_unknown_keys();
  return within;
}

void check_queue_sections(YamlFields& file) {
  Errors& errors = file.errors();
  if (const auto rules = file.find("approvals")) check_items(*rules, errors, check_approval);
  if (const auto people = file.find("people")) check_people(*people, errors);
  if (const auto windows = file.find("freeze")) check_items(*windows, errors, check_freeze);
  if (const auto flap = file.find("flap")) check_flap(*flap, errors);
  static_cast<void>(file.duration("expiry"));
}

}  // namespace plumbline::reconcile
