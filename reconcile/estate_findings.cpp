#include "reconcile/estate_findings.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "reconcile/finish.hpp"
#include "reconcile/sides.hpp"

namespace plumbline::reconcile {
namespace {

/// Fills what every finding has and writes its sentences.
Finding finished(Finding finding, std::string_view key_id, const AuditInput& input) {
  const PlaceId keyed{finding.place.platform,
                      key_id.empty() ? finding.place.native_id : std::string(key_id)};
  finding.rule = rule_of(finding.cause);
  finding.key =
      finding_key(input.estate, finding.workflow ? to_string(*finding.workflow) : std::string(),
                  keyed, name(finding.cause));
  recall(finding, input);
  apply_severities(finding, input.policy);
  finish(finding, input.policy);
  return finding;
}

std::string problem_text(const TruthProblem& problem) {
  Error error = problem.error;
  if (error.where.file.empty()) error.where.file = problem.source.file;
  return describe(error);
}

Finding unread(std::string platform, std::string part, const Error& error,
               const AuditInput& input) {
  Finding finding;
  finding.cause = Cause::unread;
  finding.severity = severity_of(Cause::unread);
  finding.place = PlaceId{std::move(platform), std::move(part)};
  finding.truth.reason = "asked for";
  finding.live.reason = describe(error);
  return finished(std::move(finding), {}, input);
}

/// Platforms that some place names and no configuration knows.
std::map<std::string, Error> unknown_platforms(const ComparedEstate& estate) {
  std::map<std::string, Error> unknown;
  for (const auto& place : estate.places) {
    if (place.platform == nullptr && place.unread) {
      unknown.emplace(place.id.platform, *place.unread);
    }
  }
  return unknown;
}

/// True if truth means the place to do the work.
bool is_active(const ComparedPlace& place) {
  return place.declared->role == Role::active && place.truth.enabled.value != Switch::off;
}

/// A job that its platform starts by itself, and what it starts.
bool does_work(const ComparedPlace& place) {
  if (place.pairing != Pairing::matched && place.pairing != Pairing::unmanaged) return false;
  const auto& fields = place.live->fields;
  const auto* enabled = fields.enabled.get();
  return fields.schedule.get() != nullptr && fields.action.get() != nullptr &&
         fields.run_as.get() != nullptr && (enabled == nullptr || *enabled == Switch::on);
}

/// True if every run of one is also a run of the other.
bool runs_within(const ComparedPlace& one, const ComparedPlace& other, Schedules& schedules) {
  const auto& a = schedules.compiled(*one.live->fields.schedule.get(), one.platform->dialect);
  const auto& b = schedules.compiled(*other.live->fields.schedule.get(), other.platform->dialect);
  if (!a || !b || !schedule::fires_by_time(**a)) return false;
  switch (schedules.related(*a, *b).relation) {
    case schedule::Relation::equal:
    case schedule::Relation::equal_firing:
    case schedule::Relation::equal_except_dst:
    case schedule::Relation::subset:
    case schedule::Relation::superset:
      return true;
    case schedule::Relation::seasonal:
    case schedule::Relation::different:
    case schedule::Relation::incomparable:
    case schedule::Relation::nondeterministic:
    case schedule::Relation::unknown_phase:
    case schedule::Relation::unknown_zone:
    case schedule::Relation::ambiguous_version:
    case schedule::Relation::never_a:
    case schedule::Relation::never_b:
    case schedule::Relation::never_both:
      return false;
  }
  return false;
}

/// The finding stands where somebody answers for it: at the declared one of the two.
Finding repeated(const ComparedPlace& one, const ComparedPlace& other, const AuditInput& input) {
  const bool first = one.workflow != nullptr && other.workflow == nullptr;
  const auto& place = first ? one : other;
  const auto& twin = first ? other : one;
  Finding finding;
  finding.cause = Cause::overlap;
  finding.place = place.id;
  finding.environment = place.platform->environment;
  if (place.workflow != nullptr) {
    finding.workflow = place.workflow->id;
    finding.tier = place.workflow->tier;
    finding.sla = place.workflow->sla;
    finding.owner = owner_of(*place.workflow);
  }
  finding.severity = for_tier(severity_of(Cause::overlap), finding.tier);
  finding.truth = declared_side(place);
  const auto& where = twin.live->native_path(FieldId::schedule);
  finding.live = native_side(
      place, twin.id.native_id + (where.empty() ? "" : " (" + where + ")") +
                 " starts the same command as the same user at the same times: it runs twice");
  return finished(std::move(finding), {}, input);
}

/// Fields that truth has a value for and that were not read, by platform.
std::map<std::string, std::vector<UnreadPart>> unread_fields(const ComparedEstate& estate) {
  std::map<std::string, std::vector<UnreadPart>> unread;
  for (const auto& place : estate.places) {
    for (const auto& comparison : place.fields) {
      if (!comparison.unread_leaf) continue;
      Error error;
      error.kind = ErrorKind::corrupt;
      error.message = comparison.notes.empty() ? "not read" : comparison.notes.front();
      unread[place.id.platform].push_back(
          {std::string(name(comparison.field)) + " of " + place.id.native_id,
           std::move(error),
           {place.id.native_id}});
    }
  }
  return unread;
}

/// What truth declares and the configuration of a platform leaves out, one part a platform.
std::map<std::string, UnreadPart> not_asked_for(const ComparedEstate& estate) {
  std::map<std::string, UnreadPart> parts;
  std::map<std::string, std::size_t> others;
  for (const auto& place : estate.places) {
    const bool left_out = place.pairing == Pairing::unread && place.unread && place.platform &&
                          place.platform->listing &&
                          hiding(*place.platform->listing, place.id.native_id) == nullptr;
    if (!left_out) continue;
    auto [part, first] = parts.try_emplace(place.id.platform);
    if (first) part->second = {"what it was not asked for", *place.unread, {}, false};
    if (!first) ++others[place.id.platform];
  }
  for (const auto& [platform, count] : others) {
    parts[platform].error.message += " and " + std::to_string(count) + " more places";
  }
  return parts;
}

/// What was not read of a platform; of what was left out, that in which truth declares something.
std::vector<UnreadPart> unread_parts(const ComparedEstate& estate,
                                     const PlatformReading& platform) {
  auto parts = platform.listing->unread;
  for (const auto& part : platform.listing->left_out) {
    const bool matters =
        std::any_of(estate.places.begin(), estate.places.end(), [&](const auto& place) {
          return place.id.platform == platform.name && place.pairing == Pairing::unread &&
                 hides(part, place.id.native_id);
        });
    if (matters) parts.push_back(part);
  }
  return parts;
}

}  // namespace

std::vector<Finding> invalid_findings(const std::vector<TruthProblem>& problems,
                                      const AuditInput& input, Severity severity) {
  std::vector<Finding> findings;
  std::map<std::string, int> of_file;
  for (const auto& problem : problems) {
    Finding finding;
    finding.cause = Cause::invalid;
    finding.severity = severity;
    finding.workflow = problem.workflow;
    finding.truth.state = Presence::value;
    finding.truth.text = problem_text(problem);
    finding.truth.git = problem.source;
    finding.live.reason = "not compared";
    // A key must not hang on line numbers, which every edit moves: count within the file instead.
    const int ordinal = ++of_file[problem.source.repo + '\0' + problem.source.file];
    const auto id = problem.source.repo + ":" + problem.source.file + "#" + std::to_string(ordinal);
    findings.push_back(finished(std::move(finding), id, input));
    // What hangs on policy or on the estate, no look at the files alone can prove.
    const auto& of_files = input.truth.problems;
    if (std::find(of_files.begin(), of_files.end(), problem) == of_files.end()) {
      findings.back().next_step = "correct the file and commit it, then run: plumbline audit";
    }
  }
  return findings;
}

std::optional<Error> id_flaw(const ComparedPlace& place) {
  if (place.declared == nullptr || place.platform == nullptr) return std::nullopt;
  auto* const flaw_of = place.platform->profile.id_flaw;
  return flaw_of == nullptr ? std::nullopt : flaw_of(place.id.native_id);
}

std::vector<TruthProblem> impossible_ids(const ComparedEstate& estate) {
  std::vector<TruthProblem> problems;
  for (const auto& place : estate.places) {
    auto flaw = id_flaw(place);
    if (!flaw) continue;
    TruthProblem problem;
    problem.workflow = place.workflow->id;
    problem.source = place.workflow->source(place.declared->spot);
    problem.error = std::move(*flaw);
    problem.error.where = Where{
        problem.source.file, problem.source.line, problem.source.column, place.id.platform, {}, {}};
    problems.push_back(std::move(problem));
  }
  return problems;
}

std::vector<Finding> unread_findings(const ComparedEstate& estate) {
  const auto& input = *estate.input;
  std::vector<Finding> findings;
  for (const auto& repository : input.truth.repositories) {
    if (repository.error) {
      findings.push_back(unread("truth", repository.repo, *repository.error, input));
    }
  }
  for (const auto& platform : input.platforms) {
    if (!in_scope(input.scope.platforms, platform.name)) continue;
    if (!platform.listing) {
      findings.push_back(unread(platform.name, {}, platform.listing.error(), input));
      continue;
    }
    for (const auto& part : unread_parts(estate, platform)) {
      findings.push_back(unread(platform.name, part.what, part.error, input));
    }
  }
  for (const auto& [platform, part] : not_asked_for(estate)) {
    findings.push_back(unread(platform, part.what, part.error, input));
  }
  for (const auto& [name, error] : unknown_platforms(estate)) {
    findings.push_back(unread(name, {}, error, input));
  }
  return findings;
}

std::vector<Finding> overlap_findings(const ComparedEstate& estate) {
  const auto& input = *estate.input;
  std::vector<Finding> findings;
  std::map<std::pair<const DeclaredWorkflow*, std::string>, const ComparedPlace*> first;
  for (const auto& place : estate.places) {
    if (place.workflow == nullptr || place.workflow->active_active) continue;
    if (place.platform == nullptr || !is_active(place)) continue;
    const auto [active, is_first] =
        first.emplace(std::pair{place.workflow, place.platform->environment}, &place);
    if (is_first) continue;
    Finding finding;
    finding.cause = Cause::overlap;
    finding.tier = place.workflow->tier;
    finding.severity = for_tier(severity_of(Cause::overlap), finding.tier);
    finding.workflow = place.workflow->id;
    finding.place = place.id;
    finding.environment = place.platform->environment;
    finding.sla = place.workflow->sla;
    finding.owner = owner_of(*place.workflow);
    finding.truth = declared_side(place);
    finding.live = native_side(
        place, "active in " + finding.environment + " as well as " + to_string(active->second->id) +
                   "; mark one `role: standby`, or truth " + "`active_active: true`");
    findings.push_back(finished(std::move(finding), {}, input));
  }
  return findings;
}

std::vector<Finding> repeat_findings(const ComparedEstate& estate) {
  // Past this many jobs with one command the rest is only compared with these.
  constexpr std::size_t most_compared = 16;
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>,
           std::vector<const ComparedPlace*>>
      by_work;
  std::vector<Finding> findings;
  for (const auto& place : estate.places) {
    if (!does_work(place)) continue;
    const auto& fields = place.live->fields;
    auto& earlier = by_work[{place.id.platform, *fields.run_as.get(), fields.action.get()->digest}];
    for (const auto* other : earlier) {
      const bool meant = place.workflow != nullptr && place.workflow == other->workflow;
      if (meant || !runs_within(place, *other, *estate.schedules)) continue;
      findings.push_back(repeated(*other, place, *estate.input));
      break;
    }
    if (earlier.size() < most_compared) earlier.push_back(&place);
  }
  return findings;
}

std::vector<Finding> withhold_unmanaged(std::vector<Finding>& findings, const Truth& truth) {
  std::set<std::string> named;
  bool everywhere =
      std::any_of(truth.repositories.begin(), truth.repositories.end(),
                  [](const auto& repository) { return repository.error.has_value(); });
  for (const auto& problem : truth.problems) {
    everywhere = everywhere || problem.platforms.empty();
    named.insert(problem.platforms.begin(), problem.platforms.end());
  }
  const auto hidden =
      std::stable_partition(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.cause != Cause::unmanaged ||
               (!everywhere && !named.contains(finding.place.platform));
      });
  std::vector<Finding> withheld(std::make_move_iterator(hidden),
                                std::make_move_iterator(findings.end()));
  findings.erase(hidden, findings.end());
  return withheld;
}

std::vector<Note> notes_on_withheld(const std::vector<Finding>& withheld) {
  std::map<std::string, std::size_t> numbers;
  for (const auto& finding : withheld) ++numbers[finding.place.platform];
  std::vector<Note> notes;
  notes.reserve(numbers.size());
  for (const auto& [platform, number] : numbers) {
    notes.push_back(Note{Note::Kind::platform,
                         {},
                         PlaceId{platform, {}},
                         std::nullopt,
                         std::to_string(number) + " undeclared " +
                             (number == 1 ? "workflow is" : "workflows are") +
                             " not reported: a part of truth that may declare them is unusable"});
  }
  return notes;
}

void mention_removed(std::vector<Finding>& findings,
                     const std::vector<RemovedDeclaration>& removed) {
  std::map<PlaceId, const RemovedDeclaration*> by_place;
  for (const auto& declaration : removed) {
    for (const auto& place : declaration.places) by_place.emplace(place, &declaration);
  }
  for (auto& finding : findings) {
    if (finding.cause != Cause::unmanaged) continue;
    const auto found = by_place.find(finding.place);
    if (found == by_place.end()) continue;
    const auto& declaration = *found->second;
    finding.truth.git = declaration.source;
    finding.notes.push_back("truth declared it as " + to_string(declaration.workflow) +
                            " until commit " + declaration.source.commit.substr(0, 12) + " of " +
                            to_rfc3339(declaration.at) + " removed it, and it still runs");
  }
}

std::vector<Coverage> coverage_of(const ComparedEstate& estate) {
  const auto& input = *estate.input;
  auto unread = unread_fields(estate);
  for (auto& [platform, part] : not_asked_for(estate)) unread[platform].push_back(part);
  std::vector<Coverage> coverage;
  for (const auto& platform : input.platforms) {
    if (!in_scope(input.scope.platforms, platform.name)) continue;
    Coverage entry;
    entry.platform = platform.name;
    entry.kind = platform.kind;
    entry.environment = platform.environment;
    entry.requests = platform.requests;
    entry.duration = platform.duration;
    if (platform.listing) {
      entry.version = platform.listing->version;
      entry.description = platform.listing->description;
      entry.workflows = platform.listing->count();
      entry.unread = unread_parts(estate, platform);
      entry.state = entry.unread.empty() ? CoverageState::read : CoverageState::partial;
      if (auto& more = unread[platform.name]; !more.empty()) {
        entry.state = CoverageState::partial;
        std::move(more.begin(), more.end(), std::back_inserter(entry.unread));
      }
      entry.diagnostics = platform.listing->diagnostics;
    } else {
      entry.unread.push_back({"everything", platform.listing.error(), {}});
    }
    coverage.push_back(std::move(entry));
  }
  return coverage;
}

}  // namespace plumbline::reconcile
