#include <algorithm>
#include <set>

#include "reconcile/audit.hpp"
#include "reconcile/base.hpp"
#include "reconcile/effective.hpp"
#include "reconcile/estate_findings.hpp"
#include "reconcile/finish.hpp"
#include "reconcile/judge.hpp"
#include "reconcile/remember.hpp"
#include "reconcile/verdict.hpp"
#include "reconcile/waiver.hpp"

// Step two of an audit: from comparisons to findings, verdict and memory.

namespace plumbline::reconcile {
namespace {

template <class T>
void append(std::vector<T>& to, std::vector<T> from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void count_severity(Summary& summary, Severity severity) {
  switch (severity) {
    case Severity::critical:
      ++summary.critical;
      return;
    case Severity::high:
      ++summary.high;
      return;
    case Severity::medium:
      ++summary.medium;
      return;
    case Severity::low:
      ++summary.low;
      return;
  }
}

void count_findings(Summary& summary, const std::vector<Finding>& findings) {
  for (const auto& finding : findings) {
    if (finding.waiver) {
      ++summary.waived;
      ++summary.waived_by_team[finding.workflow ? finding.workflow->team : std::string()];
    } else if (finding.cause != Cause::unread && finding.mode == Mode::observe) {
      ++summary.observed;
    } else if (counts(finding)) {
      ++summary.findings;
      if (finding.status != Status::open) ++summary.fresh;
      count_severity(summary, finding.severity);
    }
  }
}

void count_places(Summary& summary, const ComparedEstate& estate) {
  std::set<const DeclaredWorkflow*> workflows;
  for (const auto& place : estate.places) {
    summary.agreeing += place.agreeing;
    if (place.workflow == nullptr) continue;
    ++summary.places;
    if (place.pairing == Pairing::unread) ++summary.unread_places;
    workflows.insert(place.workflow);
    const auto any = count_any(place.truth);
    summary.any_fields += any;
    if (any > 0) summary.any_by_team[place.workflow->id.team] += any;
  }
  summary.workflows = workflows.size();
}

/// What changed locally, so that a reader of the report sees it. What truth states below `local:`
/// is compared, and a finding if it differs.
std::vector<Note> notes_on_local(const std::vector<FieldChange>& changes,
                                 const ComparedEstate& compared) {
  std::set<std::pair<PlaceId, std::string>> stated;
  for (const auto& place : compared.places) {
    if (place.declared == nullptr) continue;
    for (const auto& [path, value] : place.declared->local) stated.emplace(place.id, path);
  }
  std::vector<Note> notes;
  const auto shown = [](const std::string& json) { return json.empty() ? "not set" : json; };
  for (const auto& change : changes) {
    if (!change.field.starts_with(local_change_prefix)) continue;
    const auto path = change.field.substr(local_change_prefix.size());
    if (stated.contains({change.place, path})) continue;
    notes.push_back({Note::Kind::local_change, change.workflow, change.place, std::nullopt,
                     path + " from " + shown(change.from) + " to " + shown(change.to)});
  }
  return notes;
}

/// Coverage, numbers, verdict and exit code of what was found.
void sum_up(const ComparedEstate& compared, AuditReport& report) {
  const AuditInput& input = *compared.input;
  report.estate = input.estate;
  report.started_at = input.now;
  report.finished_at = input.now;
  report.truth = input.truth.repositories;
  report.coverage = coverage_of(compared);
  count_places(report.summary, compared);
  count_findings(report.summary, report.findings);
  report.summary.resolved = report.resolved.size();
  const auto verdict = verdict_of({report.findings, report.coverage, input.truth, input.fail_on});
  report.verdict = verdict.verdict;
  report.complete = verdict.complete;
  report.exit_code = verdict.exit_code;
}

}  // namespace

HistoryQuestions questions(const ComparedEstate& compared) {
  HistoryQuestions asked;
  const auto& input = *compared.input;
  const HistoryAnswers no_answers;
  const Bases bases(input, no_answers);
  std::set<std::pair<std::string, std::string>> files;
  for (const auto& place : compared.places) {
    asked.removed = asked.removed || place.pairing == Pairing::unmanaged;
    if (place.workflow == nullptr || place.workflow->files.empty()) continue;
    if (bases.needs_history(place)) {
      files.emplace(place.workflow->repo, place.workflow->files.front());
    }
  }
  asked.files.assign(files.begin(), files.end());
  return asked;
}

AuditOutcome conclude(const ComparedEstate& compared, const HistoryAnswers& answers) {
  const AuditInput& input = *compared.input;
  AuditOutcome outcome;
  auto& report = outcome.report;
  Bases bases(input, answers);
  Judge judge(input, *compared.schedules, bases);
  std::vector<Finding> waiting;

  // 1. What each place has to say.
  for (const auto& place : compared.places) {
    if (id_flaw(place)) continue;  // invalid, not missing
    auto judgement = judge.judge(place);
    append(report.findings, std::move(judgement.findings));
    append(waiting, std::move(judgement.waiting));
    append(report.notes, std::move(judgement.notes));
    if (judgement.changes_at) earliest(report.valid_until, *judgement.changes_at, input.now);
  }

  // 2. What is about more than one place, or none.
  auto problems = input.truth.problems;
  append(problems, overlong_waivers(input.truth.waivers, input.policy.waivers, input.now));
  append(problems, refused_any(compared));
  append(problems, impossible_ids(compared));
  const auto withheld = withhold_unmanaged(report.findings, input.truth);
  append(report.notes, notes_on_withheld(withheld));
  mention_removed(report.findings, answers.removed);
  append(report.findings, invalid_findings(problems, input));
  append(report.findings, invalid_findings(idle_waivers(input), input, Severity::low));
  append(report.findings, unread_findings(compared));
  append(report.findings, overlap_findings(compared));
  append(report.findings, repeat_findings(compared));
  merge_repeats(report.findings);

  // 3. Waivers never hide: they mark.
  apply_waivers(report.findings, input);
  for (const auto& waiver : input.truth.waivers) {
    earliest(report.valid_until, waiver.expires + Seconds{1}, input.now);
    const auto& limits = input.policy.waivers;
    earliest(report.valid_until, waiver.expires - limits.remind, input.now);
    if (limits.longest) {
      earliest(report.valid_until, waiver.expires - *limits.longest, input.now);
    }
  }
  std::sort(report.findings.begin(), report.findings.end(), comes_before);

  // 4. What is remembered.
  const auto waived = waived_fields(report.findings);
  for (const auto& place : compared.places) {
    remember_place(place, waived, input, bases, outcome.update);
  }
  append(report.notes, notes_on_local(outcome.update.changes, compared));
  remember_gone(compared, outcome.update);
  remember_incidents({report.findings, waiting, withheld}, compared, outcome.update,
                     report.resolved);

  // 5. What it comes to.
  sum_up(compared, report);
  return outcome;
}

}  // namespace plumbline::reconcile
