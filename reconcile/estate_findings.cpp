#include "reconcile/estate_findings.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "reconcile/judge.hpp"
#include "reconcile/sides.hpp"
#include "reconcile/wording.hpp"

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
  finding.first_seen = input.now;
  finding.last_seen = input.now;
  const auto open = input.memory.open.find(finding.key);
  if (open != input.memory.open.end()) {
    finding.first_seen = open->second.first_seen;
    finding.status = Status::open;
  } else if (input.memory.closed.contains(finding.key)) {
    finding.status = Status::reopened;
  }
  finding.mode = mode_of(finding, input.policy);
  finding.message = message_of(finding);
  finding.next_step = next_step_of(finding);
  // Nothing but equal words makes two of these one cause.
  finding.cause_group = finding_key(input.estate, name(finding.cause), {}, finding.message)
                            .substr(0, 16);
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

bool in_platform_scope(const AuditInput& input, std::string_view platform) {
  const auto& globs = input.scope.platforms;
  return globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const auto& glob) {
           return glob_matches(glob, platform);
         });
}

}  // namespace

std::vector<Finding> invalid_findings(const std::vector<TruthProblem>& problems,
                                      const AuditInput& input) {
  std::vector<Finding> findings;
  std::map<std::string, int> of_file;
  for (const auto& problem : problems) {
    Finding finding;
    finding.cause = Cause::invalid;
    finding.severity = severity_of(Cause::invalid);
    finding.workflow = problem.workflow;
    finding.truth.state = Presence::value;
    finding.truth.text = problem_text(problem);
    finding.truth.git = problem.source;
    finding.live.reason = "not compared";
    // A key must not hang on line numbers, which every edit moves: count within the file instead.
    const int ordinal = ++of_file[problem.source.repo + '\0' + problem.source.file];
    const auto id = problem.source.repo + ":" + problem.source.file + "#" +
                    std::to_string(ordinal);
    findings.push_back(finished(std::move(finding), id, input));
  }
  return findings;
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
    if (!in_platform_scope(input, platform.name)) continue;
    if (!platform.listing) {
      findings.push_back(unread(platform.name, {}, platform.listing.error(), input));
      continue;
    }
    for (const auto& part : platform.listing->unread) {
      findings.push_back(unread(platform.name, part.what, part.error, input));
    }
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
    if (place.declared->role == Role::standby || place.platform == nullptr) continue;
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
    finding.truth = declared_side(place);
    finding.live = native_side(place, "active in " + finding.environment + " as well as " +
                                          to_string(active->second->id) +
                                          "; mark one `role: standby`, or truth " +
                                          "`active_active: true`");
    findings.push_back(finished(std::move(finding), {}, input));
  }
  return findings;
}

std::vector<Note> withhold_unmanaged(std::vector<Finding>& findings, const Truth& truth) {
  std::set<std::string> named;
  bool everywhere = std::any_of(truth.repositories.begin(), truth.repositories.end(),
                                [](const auto& repository) { return repository.error.has_value(); });
  for (const auto& problem : truth.problems) {
    everywhere = everywhere || problem.platforms.empty();
    named.insert(problem.platforms.begin(), problem.platforms.end());
  }
  std::map<std::string, std::size_t> withheld;
  const auto hidden = [&](const Finding& finding) {
    const bool hide = finding.cause == Cause::unmanaged &&
                      (everywhere || named.contains(finding.place.platform));
    if (hide) ++withheld[finding.place.platform];
    return hide;
  };
  std::vector<Finding> kept;
  for (auto& finding : findings) {
    if (!hidden(finding)) kept.push_back(std::move(finding));
  }
  findings = std::move(kept);
  std::vector<Note> notes;
  for (const auto& [platform, number] : withheld) {
    notes.push_back(Note{Note::Kind::platform, {}, PlaceId{platform, {}}, std::nullopt,
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

std::vector<Coverage> coverage_of(const AuditInput& input) {
  std::vector<Coverage> coverage;
  for (const auto& platform : input.platforms) {
    if (!in_platform_scope(input, platform.name)) continue;
    Coverage entry;
    entry.platform = platform.name;
    entry.kind = platform.kind;
    entry.environment = platform.environment;
    entry.requests = platform.requests;
    entry.duration = platform.duration;
    if (platform.listing) {
      entry.version = platform.listing->version;
      entry.description = platform.listing->description;
      entry.state = platform.listing->unread.empty() ? CoverageState::read : CoverageState::partial;
      entry.workflows = platform.listing->count();
      entry.unread = platform.listing->unread;
      entry.diagnostics = platform.listing->diagnostics;
    } else {
      entry.unread.push_back({"everything", platform.listing.error(), {}});
    }
    coverage.push_back(std::move(entry));
  }
  return coverage;
}

}  // namespace plumbline::reconcile
