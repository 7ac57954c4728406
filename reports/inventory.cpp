#include "reports/inventory.hpp"

#include <array>

#include "canonical-schema/codec/fields_json.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/leaf_text.hpp"
#include "reports/display_text.hpp"
#include "reports/json_writer.hpp"
#include "reports/redact.hpp"
#include "reports/report_view.hpp"

namespace plumbline::reports {
namespace {

constexpr std::size_t longest_action = 60;

/// The order is part of the machine format (contract section 10).
constexpr std::array canonical_order{FieldId::schedule,   FieldId::enabled,     FieldId::retry,
                                     FieldId::timeout,    FieldId::concurrency, FieldId::catchup,
                                     FieldId::notify,     FieldId::owner,       FieldId::run_as,
                                     FieldId::depends_on, FieldId::action,      FieldId::labels};
static_assert(canonical_order.size() + 1 == field_catalogue.size(), "all but the local fields");

void put_canonical(JsonWriter& json, const LiveFields& fields) {
  json.key("canonical").begin_object();
  for (const auto field : canonical_order) {
    json.key(plumbline::name(field)).embedded(codec::observed_json(field, fields));
  }
  json.end_object();
}

void put_tasks(JsonWriter& json, const std::map<std::string, LiveFields>& tasks) {
  if (tasks.empty()) return;
  json.key("tasks").begin_object();
  for (const auto& [path, fields] : tasks) {
    json.key(path).begin_object();
    json.key("retry").embedded(codec::observed_json(FieldId::retry, fields));
    json.key("timeout").embedded(codec::observed_json(FieldId::timeout, fields));
    json.end_object();
  }
  json.end_object();
}

const char* name(Standing standing) {
  switch (standing) {
    case Standing::configured:
      return "configured";
    case Standing::ineffective:
      return "ineffective";
    case Standing::dormant:
      return "dormant";
  }
  return "";
}

void put_diagnostics(JsonWriter& json, const std::vector<Diagnostic>& diagnostics) {
  json.key("diagnostics").begin_array();
  for (const auto& diagnostic : diagnostics) {
    json.begin_object();
    json.key("code").string(diagnostic.code);
    json.key("severity").string(plumbline::name(diagnostic.severity));
    json.key("message").string(diagnostic.message);
    json.key("at").string(diagnostic.at);
    json.end_object();
  }
  json.end_array();
}

/// The readable part of what runs, without the digest.
std::string action_text(const LiveWorkflow& live) {
  const auto* const action = live.fields.action.get();
  if (action == nullptr) return plumbline::name(live.fields.action.state());
  const auto command = action->parts.find("command");
  return visible(command == action->parts.end() ? text(*action) : command->second, longest_action);
}

std::string remark(const LiveWorkflow& live) {
  std::string text;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
  };
  if (live.standing != Standing::configured) {
    add(std::string(name(live.standing)) +
        (live.standing_reason.empty() ? "" : ": " + live.standing_reason));
  }
  if (live.ambiguous) add("ambiguous");
  if (live.from_package) add("from a package");
  for (const auto& diagnostic : live.diagnostics) add(diagnostic.code);
  return text;
}

}  // namespace

std::string inventory_json(const InventoryRow& row) {
  auto live = *row.live;
  redact(live);
  JsonWriter json;
  json.begin_object().key("kind").string(row.kind);
  if (!row.platform.empty()) json.key("platform").string(row.platform);
  json.key("id").string(live.id);
  if (!row.workflow.empty()) json.key("workflow").string(row.workflow);
  put_canonical(json, live.fields);
  json.key("local").begin_object();
  for (const auto& [path, value] : live.local) json.key(path).string(value);
  json.end_object();
  put_diagnostics(json, live.diagnostics);
  put_tasks(json, live.tasks);
  json.key("standing").string(name(live.standing));
  json.key("standing_reason").string_or_null(live.standing_reason);
  json.key("from_package").boolean(live.from_package);
  json.key("ambiguous").boolean(live.ambiguous);
  json.key("changed_at");
  live.changed_at ? json.string(to_rfc3339(*live.changed_at)) : json.null();
  json.end_object();
  return json.take() + "\n";
}

std::string inventory_text(const std::vector<InventoryRow>& rows, const TextStyle& style) {
  Page page(style);
  std::size_t declared = 0;
  std::vector<Row> table{{{"PLATFORM", Ink::dim},
                          {"ID", Ink::dim},
                          {"WORKFLOW", Ink::dim},
                          {"SCHEDULE", Ink::dim},
                          {"STATE", Ink::dim},
                          {"RUNS", Ink::dim},
                          {"REMARKS", Ink::dim}}};
  for (const auto& row : rows) {
    auto live = *row.live;
    redact(live);
    const auto* const enabled = live.fields.enabled.get();
    const bool off = enabled != nullptr && *enabled == Switch::off;
    if (!row.workflow.empty()) ++declared;
    table.push_back({{row.platform, Ink::plain},
                     {live.id, Ink::plain},
                     {row.workflow.empty() ? "-" : row.workflow, Ink::plain},
                     {text(FieldId::schedule, live.fields), Ink::plain},
                     {text(FieldId::enabled, live.fields), off ? Ink::yellow : Ink::green},
                     {action_text(live), Ink::dim},
                     {remark(live), Ink::yellow}});
  }
  if (!rows.empty()) page.table(0, table);
  page.blank();
  page.paragraph(std::size_t{0}, {counted(rows.size(), "live workflow") + ", " +
                                      std::to_string(declared) + " of them declared in truth",
                                  Ink::plain});
  return page.take();
}

}  // namespace plumbline::reports
