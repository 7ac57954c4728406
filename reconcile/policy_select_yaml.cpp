#include "reconcile/policy_select_yaml.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/nearest.hpp"

namespace plumbline::reconcile {
namespace {

using codec::Errors;
using codec::YamlFields;
using codec::YamlNode;

constexpr std::size_t cause_count = static_cast<std::size_t>(Cause::unread) + 1;

std::vector<std::string_view> field_names() {
  std::vector<std::string_view> names;
  names.reserve(field_catalogue.size());
  for (const auto& row : field_catalogue) names.push_back(row.name);
  return names;
}

std::vector<std::string_view> cause_names() {
  std::vector<std::string_view> names;
  names.reserve(cause_count);
  for (std::size_t i = 0; i < cause_count; ++i) names.emplace_back(name(static_cast<Cause>(i)));
  return names;
}

bool is_glob(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

/// "PL" and four digits. Rules of later versions pass: a policy may be older or newer.
bool is_rule(std::string_view text) {
  return text.size() == 6 && text.starts_with("PL") &&
         std::all_of(text.begin() + 2, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void check_known(const YamlNode& node, std::string_view what,
                 const std::vector<std::string_view>& known, Errors& errors) {
  const auto text = node.text();
  if (is_glob(text) || std::find(known.begin(), known.end(), text) != known.end()) return;
  const auto meant = nearest(text, known);
  std::string all;
  for (const auto word : known) all.append(all.empty() ? "" : ", ").append(word);
  codec::refuse(node, "there is no " + std::string(what) + " \"" + std::string(text) + "\"",
                meant ? "did you mean " + std::string(*meant) + "?" : "write one of " + all,
                errors);
}

void check_rule(const YamlNode& node, Errors& errors) {
  if (is_glob(node.text()) || is_rule(node.text())) return;
  codec::refuse(node, "\"" + std::string(node.text()) + "\" is no rule",
                "write its id, such as PL1003, or a glob such as PL10*", errors);
}

}  // namespace

void check_field_name(const YamlNode& node, Errors& errors) {
  check_known(node, "field", field_names(), errors);
}

Selector read_selector_of(YamlFields& item) {
  Selector selector;
  const auto node = item.find("select");
  if (!node) return selector;
  Errors& errors = item.errors();
  YamlFields fields(*node, errors);
  if (!fields.is_map()) return selector;
  if (node->size() == 0)
    codec::refuse(*node, "this selector selects nothing in particular",
                  "leave `select` out to match everything", errors);
  selector.workflow = fields.text("workflow").value_or("");
  selector.platform = fields.text("platform").value_or("");
  selector.environment = fields.text("environment").value_or("");
  selector.team = fields.text("team").value_or("");
  selector.field = fields.text("field").value_or("");
  selector.rule = fields.text("rule").value_or("");
  selector.cause = fields.text("cause").value_or("");
  selector.tier = fields.word("tier", tier_words);
  if (!selector.field.empty()) check_field_name(*fields.find("field"), errors);
  if (!selector.rule.empty()) check_rule(*fields.find("rule"), errors);
  if (!selector.cause.empty()) check_known(*fields.find("cause"), "cause", cause_names(), errors);
  fields.refuse_unknown_keys();
  return selector;
}

std::optional<Selector> read_short_selector(const YamlNode& key, Errors& errors) {
  Selector selector;
  const std::string text(key.text());
  const auto causes = cause_names();
  if (field_named(text)) {
    selector.field = text;
  } else if (is_rule(text)) {
    selector.rule = text;
  } else if (std::find(causes.begin(), causes.end(), text) != causes.end()) {
    selector.cause = text;
  } else {
    auto known = field_names();
    known.insert(known.end(), causes.begin(), causes.end());
    const auto meant = nearest(text, known);
    codec::refuse(key, "\"" + text + "\" is no field, rule or cause",
                  meant ? "did you mean " + std::string(*meant) + "?"
                        : "write a list of {select: {…}, …} to select by anything else",
                  errors);
    return std::nullopt;
  }
  return selector;
}

}  // namespace plumbline::reconcile
