#include "canonical-schema/codec/truth_declare.hpp"

#include <map>
#include <utility>

#include "canonical-schema/field_catalogue.hpp"

namespace plumbline::codec {
namespace {

/// Truth that speaks of retry and not of jitter does not care for it (contract section 5).
void fill_jitter(TruthFields& fields) {
  const bool stated = fields.retry_max.value || fields.retry_delay.value ||
                      fields.retry_factor.value || fields.retry_max_delay.value ||
                      fields.retry_on.value;
  if (stated && fields.retry_jitter.origin == Origin::silent) {
    fields.retry_jitter = {Origin::built_in, Jitter::any, {}};
  }
}

std::string check_team(const Declared<std::string>& written, const TruthRepository& repository,
                       const std::string& file, const Spot& document, DraftProblems& problems) {
  auto team = team_of(repository, written, file);
  // A team that is wrong was reported where it was read.
  const bool misread = written.origin != Origin::silent && !written.value;
  if (misread) return team;
  if (team.empty()) {
    problems.push_back({document, "no team owns this workflow",
                        "write `team:`, or put the file into a folder named after the team"});
  } else if (!is_name(team)) {
    problems.push_back({written.value ? written.spot : document,
                        "'" + team + "' is not a team name",
                        "letters, digits, '.', '_' and '-', beginning with a letter or digit"});
  } else if (written.value && written.spot.file == 0 && *written.value != team) {
    problems.push_back(
        {written.spot,
         "this repository holds the truth of team " + team + ", not of " + *written.value,
         "remove `team:`, or move the file to the repository of its team"});
  }
  return team;
}

/// Overrides hold only what they state; a schedule in them is put together with the workflow's.
TruthFields overrides_of(FieldsDraft written, const FieldsDraft& workflow, ScheduleChecks& checks,
                         DraftProblems& problems) {
  const bool speaks_of_schedule = written.schedule.origin != Origin::silent ||
                                  written.timezone.value || written.gap.value ||
                                  written.repeat.value;
  if (speaks_of_schedule) {
    put_schedule_beneath(written, workflow);
    resolve_schedule(written, checks, problems);
  }
  auto& labels = written.fields.labels;
  const auto& above = workflow.fields.labels;
  if (labels.value && above.value) labels.value->insert(above.value->begin(), above.value->end());
  if (workflow.fields.retry_jitter.origin == Origin::silent) fill_jitter(written.fields);
  return std::move(written.fields);
}

void report_twin_places(const std::vector<DeclaredPlace>& places, DraftProblems& problems) {
  std::map<PlaceId, Spot> first;
  for (const auto& place : places) {
    const auto [found, is_new] = first.emplace(place.id, place.spot);
    if (is_new) continue;
    problems.push_back({place.spot,
                        "the place " + to_string(place.id) + " stands here twice, first in line " +
                            std::to_string(found->second.line),
                        "remove one of them"});
  }
}

}  // namespace

DefaultsChain with_defaults(const DefaultsChain& outer, TruthDraft inner, const std::string& file) {
  DefaultsChain chain;
  chain.files = outer.files;
  chain.files.push_back(file);
  set_file(inner, static_cast<std::int32_t>(chain.files.size()));
  put_beneath(inner, outer.draft);
  chain.draft = std::move(inner);
  return chain;
}

std::string_view below_entry(const TruthRepository& repository, std::string_view file) {
  std::string_view path = repository.path;
  if (path == ".") path = {};
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  if (path.empty()) return file;
  if (file.size() <= path.size() || file.substr(0, path.size()) != path ||
      file[path.size()] != '/') {
    return file;
  }
  return file.substr(path.size() + 1);
}

std::string team_of(const TruthRepository& repository, const Declared<std::string>& written,
                    std::string_view file) {
  if (!repository.team.empty()) return repository.team;
  if (written.value) return *written.value;
  const auto below = below_entry(repository, file);
  const auto slash = below.find('/');
  return slash == std::string_view::npos ? std::string() : std::string(below.substr(0, slash));
}

DeclaredWorkflow declare(TruthDraft draft, const DefaultsChain& defaults,
                         const TruthRepository& repository, const std::string& file,
                         ScheduleChecks& checks, DraftProblems& problems) {
  put_beneath(draft, defaults.draft);
  DeclaredWorkflow workflow;
  workflow.id = {check_team(draft.team, repository, file, draft.spot, problems),
                 draft.workflow.value.value_or("")};
  workflow.description = std::move(draft.description.value).value_or("");
  workflow.sla = std::move(draft.sla.value).value_or("");
  workflow.tier = draft.tier.value.value_or(Tier::normal);
  workflow.idempotent = draft.idempotent.value.value_or(false);
  workflow.active_active = draft.active_active.value.value_or(false);
  workflow.repo = repository.repo;
  workflow.commit = repository.commit;
  workflow.files.push_back(file);
  workflow.files.insert(workflow.files.end(), defaults.files.begin(), defaults.files.end());
  workflow.spot = draft.workflow.value ? draft.workflow.spot : draft.spot;

  for (auto& place : draft.places) {
    place.place.overrides =
        Overrides(overrides_of(std::move(place.overrides), draft.fields, checks, problems));
    workflow.places.push_back(std::move(place.place));
  }
  report_twin_places(workflow.places, problems);
  resolve_schedule(draft.fields, checks, problems);
  for (auto& [path, task] : draft.tasks) {
    if (draft.fields.fields.retry_jitter.origin == Origin::silent) fill_jitter(task);
  }
  fill_jitter(draft.fields.fields);
  workflow.fields = std::move(draft.fields.fields);
  workflow.tasks = std::move(draft.tasks);
  return workflow;
}

}  // namespace plumbline::codec
