#include <algorithm>

#include "canonical-schema/codec/fields_json.hpp"
#include "canonical-schema/codec/json_text.hpp"
#include "canonical-schema/nearest.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/commands/estate.hpp"
#include "daemon/commands/live.hpp"
#include "reconcile/base.hpp"
#include "reconcile/effective.hpp"
#include "reconcile/verdict.hpp"
#include "reports/diff_text.hpp"

namespace plumbline::daemon {
namespace {

/// The workflow that `wanted` names: TEAM/NAME, or a NAME that only one team has.
Result<const DeclaredWorkflow*> find_workflow(const Truth& truth, const std::string& wanted) {
  std::vector<const DeclaredWorkflow*> found;
  std::vector<std::string> names;
  for (const auto& workflow : truth.workflows) {
    names.push_back(to_string(workflow.id));
    if (names.back() == wanted || workflow.id.name == wanted) found.push_back(&workflow);
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  if (found.size() == 1) return found.front();
  if (found.size() > 1) {
    return fail(ErrorKind::invalid, "several teams have a workflow '" + wanted + "'",
                "say which: " + to_string(found.front()->id));
  }
  const auto near = nearest(wanted, known);
  return fail(ErrorKind::invalid, "no truth declares a workflow '" + wanted + "'",
              near ? "did you mean " + std::string(*near) + "?"
                   : "`plumbline inventory` lists what is live");
}

std::string place_json(const reconcile::ComparedPlace& place) {
  std::string out = "{\"platform\": " + codec::json_string(place.id.platform) +
                    ", \"id\": " + codec::json_string(place.id.native_id);
  const auto truth = codec::fields_json(reconcile::as_live(place.truth));
  out += ", \"truth\": " + (truth.empty() ? std::string("{}") : truth);
  if (place.live == nullptr) return out + ", \"live\": null, \"differs\": []}";
  const auto live = codec::fields_json(place.live->fields);
  out += ", \"live\": " + (live.empty() ? std::string("{}") : live) + ", \"differs\": [";
  bool first = true;
  for (const auto& field : place.fields) {
    if (field.answer != reconcile::FieldAnswer::differ) continue;
    if (!first) out += ", ";
    first = false;
    out += codec::json_string(name(field.field));
  }
  return out + "]}";
}

std::string json_of(const reports::DiffInput& input) {
  std::string out =
      "{\"workflow\": " + codec::json_string(to_string(input.workflow.id)) + ", \"places\": [";
  for (const auto* place : input.places) {
    if (place != input.places.front()) out += ", ";
    out += place_json(*place);
  }
  return out + "]}\n";
}

void add_base(reports::DiffInput& input, const reconcile::ComparedPlace& place,
              reconcile::Bases& bases, reconcile::Schedules& schedules) {
  LiveFields known;
  bool any = false;
  for (const auto& row : field_catalogue) {
    if (row.id == FieldId::local) continue;
    const auto base = bases.find(place, row.id, schedules);
    if (!base) continue;
    for_each_leaf([&](const auto& leaf) {
      if (leaf.field == row.id) leaf.access(known) = leaf.access(base->fields);
    });
    any = true;
  }
  if (any) input.bases.emplace(place.id, std::move(known));
}

}  // namespace

int run_diff_command(const Session& session) {
  int code = 0;
  const auto shell = open_shell(session, code);
  if (shell == nullptr) return code;
  const auto wanted = session.arguments.positional("WORKFLOW").front();
  auto estate = read_estate(session, *shell, {session.arguments.values("--platform"), {}, {}});
  if (!estate) return give_up(session, estate.error());
  const auto workflow = find_workflow((*estate)->truth, wanted);
  if (!workflow) return give_up(session, workflow.error());
  reports::DiffInput input{**workflow, {}, {}};
  reconcile::Bases bases(*(*estate)->input, (*estate)->answers);
  for (const auto& place : (*estate)->compared.places) {
    if (place.workflow != *workflow) continue;
    input.places.push_back(&place);
    if (place.live != nullptr) add_base(input, place, bases, *(*estate)->compared.schedules);
  }
  const auto text =
      session.arguments.has("--json")
          ? json_of(input)
          : reports::diff_text(input, {session.console.width(), session.console.colour(),
                                       !session.console.unicode()});
  const auto done = session.console.print(text);
  if (!done) return give_up(session, done.error());
  const bool differs = std::any_of(input.places.begin(), input.places.end(), [](const auto* place) {
    return (place->pairing == reconcile::Pairing::missing && !reconcile::may_be_empty(*place)) ||
           std::any_of(place->fields.begin(), place->fields.end(), [](const auto& field) {
             return field.answer == reconcile::FieldAnswer::differ;
           });
  });
  return differs ? reconcile::exit_code::findings : completeness((*estate)->platforms);
}

}  // namespace plumbline::daemon
