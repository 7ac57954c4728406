#include "reports/inventory.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "canonical-schema/codec/fields_json.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/leaf_text.hpp"
#include "reports/display_text.hpp"
#include "reports/json_writer.hpp"
#include "reports/redact.hpp"
#include "reports/report_view.hpp"

namespace plumbline::reports {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t gap = 2;
constexpr std::size_t longest_id = 44;     ///< columns that all rows give an id
constexpr std::size_t longest_times = 40;  ///< the same for a schedule
constexpr std::size_t least_command = 30;  ///< columns of a command worth a column

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
std::string command_of(const LiveWorkflow& live) {
  const auto* const action = live.fields.action.get();
  if (action == nullptr) return plumbline::name(live.fields.action.state());
  const auto command = action->parts.find("command");
  return visible(command == action->parts.end() ? text(*action) : command->second);
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

/// What is shown of one workflow.
struct Line {
  std::string id;
  std::string times;
  std::string state;
  std::string user;
  std::string workflow;
  std::string command;
  std::string remark;
  bool off = false;
};

Line line_of(const InventoryRow& row) {
  auto live = *row.live;
  redact(live);
  const auto* const enabled = live.fields.enabled.get();
  const auto* const user = live.fields.run_as.get();
  Line line;
  line.id = visible(live.id);
  line.times = visible(text(FieldId::schedule, live.fields));
  line.state = text(FieldId::enabled, live.fields);
  line.user = user == nullptr ? "?" : visible(*user);
  line.workflow = row.workflow.empty() ? "-" : row.workflow;
  line.command = command_of(live);
  line.remark = remark(live);
  line.off = enabled != nullptr && *enabled == Switch::off;
  return line;
}

/// The widest text of a column, but for the few that are wider than `most`.
std::size_t column_width(const std::vector<Line>& lines, std::string Line::* member,
                         std::string_view title, std::size_t most) {
  auto width = title.size();
  for (const auto& line : lines) width = std::max(width, display_width(line.*member));
  return std::min(width, most);
}

/// The workflows of one platform. One line each where the page is wide enough; else the command
/// and the workflow stand below what identifies the job. No id and no time is ever cut.
class PlatformTable {
 public:
  PlatformTable(Page& page, std::vector<Line> lines) : page_(page), lines_(std::move(lines)) {
    id_ = column_width(lines_, &Line::id, "ID", longest_id);
    times_ = column_width(lines_, &Line::times, "SCHEDULE", longest_times);
    state_ = column_width(lines_, &Line::state, "STATE", page.style().width);
    user_ = column_width(lines_, &Line::user, "USER", page.style().width);
    workflow_ = column_width(lines_, &Line::workflow, "WORKFLOW", page.style().width);
    const auto used = indent + id_ + times_ + state_ + user_ + workflow_ + 5 * gap;
    wide_ = used + least_command <= page.style().width;
    aligned_ = used - workflow_ - gap <= page.style().width;
    if (wide_) command_ = page.style().width - used;
  }

  void put() {
    if (aligned_) {
      put_row({"ID", "SCHEDULE", "STATE", "USER", "WORKFLOW", "RUNS", {}, false}, true);
    } else {
      id_ = times_ = state_ = user_ = 0;
    }
    for (const auto& line : lines_) {
      put_row(line, false);
      if (!wide_) put_below(line);
      if (!line.remark.empty()) page_.paragraph(2 * indent + 2, {line.remark, Ink::yellow});
    }
  }

 private:
  void put_row(const Line& line, bool title) {
    const auto ink = [&](Ink own) { return title ? Ink::dim : own; };
    std::vector<Span> pieces{{padded(line.id, id_), ink(Ink::bold)},
                             {padded(line.times, times_), ink(Ink::plain)},
                             {padded(line.state, state_), ink(line.off ? Ink::yellow : Ink::green)},
                             {padded(line.user, user_), ink(Ink::plain)}};
    if (wide_) {
      pieces.push_back({padded(line.workflow, workflow_), ink(Ink::plain)});
      pieces.push_back({cut(line.command, command_, mark()), Ink::dim});
    }
    page_.flow(indent, pieces, std::string(gap, ' '));
  }

  void put_below(const Line& line) {
    const auto room = page_.style().width - 2 * indent - 2;
    page_.paragraph(2 * indent + 2, {cut(line.command, room, mark()), Ink::dim});
    if (line.workflow != "-") {
      page_.paragraph(2 * indent + 2, {"declared as " + line.workflow, Ink::plain});
    }
  }

  [[nodiscard]] std::string_view mark() const { return symbol(Symbol::ellipsis, page_.style()); }

  Page& page_;
  std::vector<Line> lines_;
  std::size_t id_ = 0;
  std::size_t times_ = 0;
  std::size_t state_ = 0;
  std::size_t user_ = 0;
  std::size_t workflow_ = 0;
  std::size_t command_ = 0;
  bool wide_ = false;     ///< all on one line
  bool aligned_ = false;  ///< what identifies a job on one line
};

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
  for (auto begin = rows.begin(); begin != rows.end();) {
    const auto end = std::find_if(begin, rows.end(),
                                  [&](const auto& row) { return row.platform != begin->platform; });
    std::vector<Line> lines;
    for (auto row = begin; row != end; ++row) {
      if (!row->workflow.empty()) ++declared;
      lines.push_back(line_of(*row));
    }
    page.blank();
    page.paragraph(std::size_t{0}, {begin->platform + " (" + begin->kind +
                                        "): " + counted(lines.size(), "live workflow"),
                                    Ink::bold});
    PlatformTable(page, std::move(lines)).put();
    begin = end;
  }
  page.blank();
  page.paragraph(std::size_t{0}, {counted(rows.size(), "live workflow") + ", " +
                                      std::to_string(declared) + " of them declared in truth",
                                  Ink::plain});
  return page.take();
}

}  // namespace plumbline::reports
