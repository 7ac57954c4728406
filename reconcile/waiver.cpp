#include "reconcile/waiver.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "canonical-schema/duration.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "reconcile/effective.hpp"
#include "reconcile/finish.hpp"

namespace plumbline::reconcile {
namespace {

bool fits(const std::string& glob, std::string_view text) {
  return glob.empty() || glob_matches(glob, text);
}

/// Causes that say something is broken or unknown; nobody can waive that.
bool can_be_waived(Cause cause) {
  return cause != Cause::invalid && cause != Cause::unread && cause != Cause::waiver_expired &&
         cause != Cause::waiver_expiring;
}

Finding expired_finding(const Finding& difference, const Waiver& waiver, const AuditInput& input) {
  Finding finding;
  finding.cause = Cause::waiver_expired;
  finding.rule = rule_of(Cause::waiver_expired);
  finding.severity = for_tier(severity_of(Cause::waiver_expired), difference.tier);
  finding.workflow = difference.workflow;
  finding.place = difference.place;
  finding.key = finding_key(input.estate,
                            difference.workflow ? to_string(*difference.workflow) : std::string(),
                            difference.place, name(Cause::waiver_expired));
  finding.tier = difference.tier;
  finding.owner = difference.owner;
  finding.sla = difference.sla;
  finding.environment = difference.environment;
  finding.truth.git = waiver.source;
  finding.truth.text =
      "waived until " + to_rfc3339(waiver.expires) + " by " + waiver.owner + ": " + waiver.reason;
  finding.truth.state = Presence::value;
  finding.live = difference.live;
  recall(finding, input);
  apply_severities(finding, input.policy);
  finish(finding, input.policy);
  return finding;
}

std::string about(const Finding& finding) {
  return finding.field ? std::string(name(*finding.field)) : std::string(name(finding.cause));
}

/// `covered` is what the waiver covers, and not empty.
Finding expiring_finding(const Waiver& waiver, const std::vector<const Finding*>& covered,
                         const AuditInput& input) {
  constexpr std::size_t most_notes = 5;
  Finding finding;
  finding.cause = Cause::waiver_expiring;
  finding.rule = rule_of(finding.cause);
  finding.severity = severity_of(finding.cause);
  // The waiver is what it is about, whatever it covers by now.
  finding.key = finding_key(input.estate, {}, {{}, waiver.source.repo + ":" + waiver.source.file},
                            name(finding.cause));
  finding.owner.technical = waiver.owner;
  finding.truth.state = Presence::value;
  finding.truth.git = waiver.source;
  finding.truth.text = "the waiver in " + waiver.source.file + " (" + waiver.reason + ") ends at " +
                       to_rfc3339(waiver.expires);
  finding.live.state = Presence::value;
  finding.live.text = covered.size() == 1 ? "the difference that it covers still stands"
                                          : std::to_string(covered.size()) +
                                                " differences that it covers still stand";
  for (std::size_t i = 0; i < std::min(covered.size(), most_notes); ++i) {
    const auto& one = *covered[i];
    finding.notes.push_back("it covers " + about(one) + " of " +
                            (one.workflow ? to_string(*one.workflow) : one.place.native_id) +
                            " on " + one.place.platform);
  }
  if (covered.size() > most_notes) {
    finding.notes.push_back("and " + std::to_string(covered.size() - most_notes) + " more");
  }
  recall(finding, input);
  apply_severities(finding, input.policy);
  finish(finding, input.policy);
  return finding;
}

/// One finding for each waiver that ends within the time that policy names.
std::vector<Finding> expiring_findings(const std::vector<Finding>& findings,
                                       const AuditInput& input) {
  std::map<GitSource, std::vector<const Finding*>, decltype([](const auto& a, const auto& b) {
             return std::tie(a.repo, a.file) < std::tie(b.repo, b.file);
           })>
      covered;
  for (const auto& finding : findings) {
    if (finding.waiver) covered[finding.waiver->source].push_back(&finding);
  }
  std::vector<Finding> expiring;
  if (input.policy.waivers.remind == Seconds{0}) return expiring;
  for (const auto& waiver : input.truth.waivers) {
    if (waiver.expires > input.now + input.policy.waivers.remind) continue;
    const auto found = covered.find(waiver.source);
    if (found != covered.end()) expiring.push_back(expiring_finding(waiver, found->second, input));
  }
  return expiring;
}

/// What policy says of waiving a field, or where `field` is empty a place, by whatever means.
std::optional<std::string> refusal(std::optional<FieldId> field, Severity severity,
                                   const WaiverLimits& limits) {
  const auto listed = [&](const std::vector<std::string>& fields) {
    return field && std::find(fields.begin(), fields.end(), name(*field)) != fields.end();
  };
  if (!limits.fields.empty() && !listed(limits.fields)) {
    return "policy lets only other fields be waived";
  }
  if (listed(limits.never_fields)) return "policy does not let this field be waived";
  if (limits.highest_severity && severity > *limits.highest_severity) {
    return std::string("policy lets nothing above ") + name(*limits.highest_severity) +
           " be waived";
  }
  return std::nullopt;
}

/// Why the globs of a waiver select nothing there is; empty = they select something.
std::string why_idle(const Waiver& waiver, const AuditInput& input) {
  const auto& platforms = input.platforms;
  if (!waiver.platform.empty() &&
      std::none_of(platforms.begin(), platforms.end(), [&](const auto& platform) {
        return glob_matches(waiver.platform, platform.name);
      })) {
    return "no platform is called '" + waiver.platform + "'";
  }
  if (std::none_of(field_catalogue.begin(), field_catalogue.end(),
                   [&](const auto& row) { return fits(waiver.field, row.name); })) {
    return "no field is called '" + waiver.field + "'";
  }
  // Without a workflow it may be for what no truth declares.
  if (waiver.workflow.empty()) return {};
  const auto& workflows = input.truth.workflows;
  bool is_declared = false;
  for (const auto& workflow : workflows) {
    if (!glob_matches(waiver.workflow, to_string(workflow.id))) continue;
    if (!waiver.team.empty() && workflow.id.team != waiver.team) continue;
    is_declared = true;
    if (std::any_of(workflow.places.begin(), workflow.places.end(),
                    [&](const auto& place) { return fits(waiver.platform, place.id.platform); })) {
      return {};
    }
  }
  if (is_declared) return "'" + waiver.workflow + "' has no place on '" + waiver.platform + "'";
  return (waiver.team.empty() ? std::string("truth") : "team " + waiver.team) +
         " declares no workflow '" + waiver.workflow + "'";
}

/// The spot at which truth says `any` of the field; nullopt if it does not.
std::optional<Spot> any_spot(const TruthFields& truth, FieldId field) {
  std::optional<Spot> spot;
  for_each_leaf([&](const auto& leaf) {
    const auto& declared = leaf.access(truth);
    if (leaf.field == field && declared.origin == Origin::any && !spot) spot = declared.spot;
  });
  return spot;
}

/// Marks the finding if a waiver in force covers it; else returns the last that ran out, if any.
const Waiver* apply_or_outlived(Finding& finding, const AuditInput& input) {
  const Waiver* outlived = nullptr;
  for (const auto& waiver : input.truth.waivers) {
    if (!covers(waiver, finding)) continue;
    if (waiver.expires < input.now) {
      outlived = &waiver;
      continue;
    }
    if (const auto why = refusal(waiver, finding, input.policy.waivers, input.now)) {
      finding.notes.push_back("the waiver in " + waiver.source.file + " does not count: " + *why);
      continue;
    }
    finding.waiver = WaiverUse{waiver.owner, waiver.reason, waiver.expires, waiver.source};
    return nullptr;
  }
  return outlived;
}

}  // namespace

bool covers(const Waiver& waiver, const Finding& finding) {
  if (finding.workflow && !waiver.team.empty() && finding.workflow->team != waiver.team) {
    return false;
  }
  if (!fits(waiver.platform, finding.place.platform)) return false;
  if (!waiver.workflow.empty() &&
      (!finding.workflow || !glob_matches(waiver.workflow, to_string(*finding.workflow)))) {
    return false;
  }
  return waiver.field.empty() ||
         (finding.field && glob_matches(waiver.field, name(*finding.field)));
}

std::optional<std::string> refusal(const Waiver& waiver, const Finding& finding,
                                   const WaiverLimits& limits, Instant now) {
  if (auto why = refusal(finding.field, finding.severity, limits)) return why;
  if (limits.longest && waiver.expires > now + *limits.longest) {
    return "it runs longer than policy allows";
  }
  return std::nullopt;
}

void apply_waivers(std::vector<Finding>& findings, const AuditInput& input) {
  std::map<std::string, Finding> expired;
  for (auto& finding : findings) {
    if (!can_be_waived(finding.cause)) continue;
    const auto* outlived = apply_or_outlived(finding, input);
    if (outlived == nullptr) continue;
    finding.notes.push_back("the waiver in " + outlived->source.file + " ran out at " +
                            to_rfc3339(outlived->expires));
    auto ended = expired_finding(finding, *outlived, input);
    auto key = ended.key;
    auto& kept = expired.emplace(std::move(key), std::move(ended)).first->second;
    kept.notes.push_back("it covered " + about(finding));
  }
  auto expiring = expiring_findings(findings, input);
  for (auto& [key, finding] : expired) findings.push_back(std::move(finding));
  for (auto& finding : expiring) findings.push_back(std::move(finding));
}

std::vector<TruthProblem> idle_waivers(const AuditInput& input) {
  const auto& scope = input.scope;
  const auto& truth = input.truth;
  const bool all_known =
      scope.platforms.empty() && scope.teams.empty() && scope.workflows.empty() &&
      std::none_of(truth.repositories.begin(), truth.repositories.end(),
                   [](const auto& repository) { return repository.error.has_value(); }) &&
      // An unusable file may declare what the waiver is for.
      truth.problems.empty();
  std::vector<TruthProblem> problems;
  if (!all_known) return problems;
  for (const auto& waiver : truth.waivers) {
    auto idle = why_idle(waiver, input);
    if (idle.empty()) continue;
    TruthProblem problem;
    problem.source = waiver.source;
    problem.error =
        Error{ErrorKind::invalid,
              "this waiver covers nothing: " + std::move(idle),
              "correct `select`, or remove the waiver",
              Where{waiver.source.file, waiver.source.line, waiver.source.column, {}, {}, "select"},
              {}};
    problems.push_back(std::move(problem));
  }
  return problems;
}

std::vector<TruthProblem> refused_any(const ComparedEstate& estate) {
  std::vector<TruthProblem> problems;
  const auto& limits = estate.input->policy.waivers;
  std::set<std::pair<const DeclaredWorkflow*, FieldId>> told;
  for (const auto& place : estate.places) {
    if (place.workflow == nullptr || count_any(place.truth) == 0) continue;
    for (const auto& row : field_catalogue) {
      const auto spot = any_spot(place.truth, row.id);
      if (!spot) continue;
      const auto why = refusal(row.id, for_tier(row.severity, place.workflow->tier), limits);
      if (!why || !told.emplace(place.workflow, row.id).second) continue;
      TruthProblem problem;
      problem.workflow = place.workflow->id;
      problem.source = place.workflow->source(*spot);
      problem.error = Error{ErrorKind::invalid,
                            std::string(row.name) + " is `any`, and " + *why,
                            "state the value, or have policy changed",
                            Where{problem.source.file,
                                  problem.source.line,
                                  problem.source.column,
                                  {},
                                  {},
                                  std::string(row.name)},
                            {}};
      problems.push_back(std::move(problem));
    }
  }
  return problems;
}

std::vector<TruthProblem> overlong_waivers(const std::vector<Waiver>& waivers,
                                           const WaiverLimits& limits, Instant now) {
  std::vector<TruthProblem> problems;
  if (!limits.longest) return problems;
  for (const auto& waiver : waivers) {
    if (waiver.expires <= now + *limits.longest) continue;
    TruthProblem problem;
    problem.source = waiver.source;
    problem.error = Error{
        ErrorKind::invalid,
        "this waiver runs until " + to_rfc3339(waiver.expires),
        "policy allows at most " + to_text(*limits.longest) + " from now",
        Where{waiver.source.file, waiver.source.line, waiver.source.column, {}, {}, "expires"},
        {}};
    problems.push_back(std::move(problem));
  }
  return problems;
}

}  // namespace plumbline::reconcile
