#include "reconcile/judge.hpp"

#include <algorithm>
#include <map>

#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/leaf_text.hpp"
#include "reconcile/effective.hpp"
#include "reconcile/finish.hpp"
#include "reconcile/sides.hpp"
#include "reconcile/wording.hpp"

namespace plumbline::reconcile {
namespace {

constexpr std::size_t shown_runs = 3;
/// The diagnostic of an adapter that met a marker which is wrong.
constexpr std::string_view marker_problem = "marker-problem";
/// The diagnostic of an adapter that met one id at jobs that differ.
constexpr std::string_view id_contradicts = "id-contradicts";

/// True if the configured job does nothing, whatever its schedule says.
bool stands_still(const ComparedPlace& place) {
  const auto* enabled = place.live->fields.enabled.get();
  return place.pairing == Pairing::ineffective || (enabled != nullptr && *enabled == Switch::off);
}

/// How the schedules relate, where they were compared.
void add_relation(const ComparedPlace& place, RunEffect& runs) {
  for (const auto& comparison : place.fields) {
    if (comparison.field != FieldId::schedule || !comparison.schedule) continue;
    runs.relation = schedule::name(comparison.schedule->relation);
    runs.first_only_truth = comparison.schedule->first_only_a;
    runs.first_only_live = comparison.schedule->first_only_b;
  }
}

using Fields = std::vector<FieldId>;

/// The fields of a place that could not be compared, by the reason.
std::map<std::string, Fields> not_compared(const ComparedPlace& place) {
  std::map<std::string, Fields> fields;
  for (const auto& comparison : place.fields) {
    if (comparison.answer != FieldAnswer::cannot_compare) continue;
    for (const auto& words : comparison.notes) {
      // "timeout.run: reason"
      const auto colon = words.find(": ");
      auto& hidden = fields[colon == std::string::npos ? words : words.substr(colon + 2)];
      if (hidden.empty() || hidden.back() != comparison.field) hidden.push_back(comparison.field);
    }
  }
  return fields;
}

std::string names(const Fields& fields) {
  std::string text;
  for (const auto field : fields) text += (text.empty() ? "" : ", ") + std::string(name(field));
  return text;
}

/// How the native objects that claim one id differ.
std::string contradiction(const LiveWorkflow& live) {
  for (const auto& diagnostic : live.diagnostics) {
    if (diagnostic.code == id_contradicts) return diagnostic.message;
  }
  return "they contradict each other";
}

}  // namespace

void earliest(std::optional<Instant>& at, Instant candidate, Instant now) {
  if (candidate > now && (!at || candidate < *at)) at = candidate;
}

Judge::Judge(const AuditInput& input, Schedules& schedules, Bases& bases)
    : input_(input), schedules_(schedules), bases_(bases) {}

Judgement Judge::judge(const ComparedPlace& place) {
  Judgement out;
  switch (place.pairing) {
    case Pairing::matched:
      judge_fields(place, out);
      judge_diagnostics(place, out);
      break;
    case Pairing::missing:
    case Pairing::unmanaged:
    case Pairing::ineffective:
    case Pairing::ambiguous:
      judge_standing(place, out);
      break;
    case Pairing::unread:
      break;  // told once for each platform, by conclude()
  }
  return out;
}

void Judge::judge_fields(const ComparedPlace& place, Judgement& out) {
  for (const auto& comparison : place.fields) {
    switch (comparison.answer) {
      case FieldAnswer::differ:
        judge_difference(place, comparison, out);
        break;
      case FieldAnswer::inexpressible:
        judge_inexpressible(place, comparison, out);
        break;
      case FieldAnswer::note:
        note_each(place, comparison, out);
        break;
      case FieldAnswer::unread:
        judge_unread(place, comparison.field, comparison.notes, out);
        break;
      case FieldAnswer::cannot_compare:  // together below: one reason often hides many fields
      case FieldAnswer::agree:
      case FieldAnswer::local:
        break;
    }
    if (comparison.never_fires && comparison.field == FieldId::schedule) {
      auto finding = about(place, Cause::ineffective, "its schedule is accepted and never fires");
      set_runs(finding, place, out);
      raise(std::move(finding), out);
    }
  }
  judge_operator(place, out);
  judge_watched(place, out);
  note_odd_schedule(place, out);
  for (const auto& [reason, fields] : not_compared(place)) {
    const auto only = fields.size() == 1 ? std::optional(fields.front()) : std::nullopt;
    note(place, Note::Kind::not_compared, only, names(fields) + ": " + reason, out);
  }
}

/// Where people may toggle it, off is no difference, but off for too long is a finding.
void Judge::judge_operator(const ComparedPlace& place, Judgement& out) {
  const auto* live = place.live->fields.enabled.get();
  if (place.truth.enabled.value != Switch::by_operator || live == nullptr || *live != Switch::off) {
    return;
  }
  auto finding = start(place, Cause::drifted, FieldId::enabled);
  finding.leaves.push_back({"enabled", text(Switch::by_operator), text(*live)});
  finding.truth = truth_side(place, FieldId::enabled);
  finding.live = live_side(place, FieldId::enabled);
  finding.notes.push_back("off since " + to_rfc3339(finding.first_seen) +
                          " or earlier; operators may switch it off for " +
                          text(input_.policy.operator_off));
  set_runs(finding, place, out);
  set_severity(finding, for_tier(spec(FieldId::enabled).severity, finding.tier), out);
  finish_or_wait(std::move(finding), place, std::nullopt, out);
}

void Judge::judge_difference(const ComparedPlace& place, const FieldComparison& comparison,
                             Judgement& out) {
  const FieldId field = comparison.field;
  const auto& accepted = place.declared->accept_inexpressible;
  const bool is_accepted = std::find(accepted.begin(), accepted.end(), field) != accepted.end();
  // What stands there in place of a schedule that cannot be said is a part of the accepted gap.
  if (is_accepted && field == FieldId::schedule && comparison.past_limits) {
    return judge_inexpressible(place, comparison, out);
  }
  auto finding = start(place, Cause::unbased, field);
  if (field == FieldId::schedule && comparison.zone_only) finding.rule = zone_only;
  finding.leaves = comparison.leaves;
  finding.notes = comparison.notes;
  if (!is_accepted) {
    for (const auto& leaf : comparison.unsayable) {
      finding.notes.push_back(leaf.leaf + " cannot be said there: " + leaf.live);
    }
  }
  if (field == FieldId::action) {
    for (const auto& [reason, fields] : not_compared(place)) {
      finding.notes.push_back("hides " + names(fields) + ": " + reason);
    }
  }
  finding.truth = truth_side(place, field);
  finding.live = live_side(place, field);
  set_cause(finding, place, field);
  set_runs(finding, place, out);
  auto severity = for_tier(spec(field).severity, finding.tier);
  // A local field that truth states matters more than its row says (canonical-model.md).
  if (field == FieldId::local) severity = for_tier(Severity::medium, finding.tier);
  // Two mornings a year: worth saying for a critical workflow, and no more (contract 12.10).
  if (comparison.dst_only) severity = Severity::low;
  set_severity(finding, severity, out);
  finish_or_wait(std::move(finding), place, comparison.schedule, out);
}

void Judge::judge_inexpressible(const ComparedPlace& place, const FieldComparison& comparison,
                                Judgement& out) {
  const auto& accepted = place.declared->accept_inexpressible;
  if (std::find(accepted.begin(), accepted.end(), comparison.field) != accepted.end()) {
    note(place, Note::Kind::not_compared, comparison.field,
         "the platform cannot say it, and truth accepts that", out);
    return;
  }
  auto finding = start(place, Cause::inexpressible, comparison.field);
  finding.rule = rule_of(Cause::inexpressible);
  finding.leaves = comparison.unsayable;
  finding.truth = truth_side(place, comparison.field);
  finding.live = live_side(place, comparison.field);
  set_severity(finding, for_tier(severity_of(Cause::inexpressible), finding.tier), out);
  finish(std::move(finding), std::nullopt, out);
}

void Judge::note_each(const ComparedPlace& place, const FieldComparison& comparison,
                      Judgement& out) const {
  for (const auto& words : comparison.notes) {
    note(place, Note::Kind::agrees_with_note, comparison.field, words, out);
  }
}

void Judge::judge_diagnostics(const ComparedPlace& place, Judgement& out) {
  for (const auto raises : {Diagnostic::Raises::ineffective, Diagnostic::Raises::overlap}) {
    std::string words;
    for (const auto& diagnostic : place.live->diagnostics) {
      if (diagnostic.raises != raises) continue;
      // Each line of a job may say the same.
      if (words.find(diagnostic.message) != std::string::npos) continue;
      if (!words.empty()) words += "; ";
      words += diagnostic.message;
    }
    if (words.empty()) continue;
    const auto cause = raises == Diagnostic::Raises::overlap ? Cause::overlap : Cause::ineffective;
    auto finding = about(place, cause, std::move(words));
    if (cause == Cause::ineffective) finding.rule = partly_ineffective;
    raise(std::move(finding), out);
  }
}

/// Truth and live may agree on a text that does not mean what it looks like.
void Judge::note_odd_schedule(const ComparedPlace& place, Judgement& out) const {
  const bool agrees = std::none_of(place.fields.begin(), place.fields.end(), [](const auto& each) {
    return each.field == FieldId::schedule && each.answer == FieldAnswer::differ;
  });
  if (!agrees) return;
  for (const auto& diagnostic : place.live->diagnostics) {
    const bool told_elsewhere = diagnostic.raises != Diagnostic::Raises::nothing;
    if (told_elsewhere || diagnostic.severity < Severity::high) continue;
    note(place, Note::Kind::agrees_with_note, std::nullopt, diagnostic.message, out);
  }
}

/// A finding about the live workflow as a whole.
Finding Judge::about(const ComparedPlace& place, Cause cause, std::string words) const {
  auto finding = start(place, cause, std::nullopt);
  finding.truth = declared_side(place);
  finding.live = native_side(place, std::move(words));
  return finding;
}

void Judge::raise(Finding finding, Judgement& out) const {
  set_severity(finding, for_tier(severity_of(finding.cause), finding.tier), out);
  finish(std::move(finding), std::nullopt, out);
}

/// Part of a place that was read: listed like a platform that was not, never passed over.
void Judge::judge_unread(const ComparedPlace& place, FieldId field,
                         const std::vector<std::string>& notes, Judgement& out) {
  auto finding = start(place, Cause::unread, field);
  finding.rule = rule_of(Cause::unread);
  finding.truth = truth_side(place, field);
  finding.live = live_side(place, field);
  finding.notes = notes;
  raise(std::move(finding), out);
}

void Judge::judge_standing(const ComparedPlace& place, Judgement& out) {
  if (may_be_empty(place)) {
    note(place, Note::Kind::agrees_with_note, std::nullopt,
         "nothing is there, which will do for a standby place", out);
    return;
  }
  Cause cause = Cause::missing;
  std::string words;
  if (place.pairing == Pairing::unmanaged) {
    cause = Cause::unmanaged;
    words = job_text(place.live->fields);
  } else if (place.pairing == Pairing::ineffective) {
    cause = Cause::ineffective;
    words = place.live->standing_reason;
  } else if (place.pairing == Pairing::ambiguous) {
    // Which of the copies truth means cannot be told, so none is compared: say so loudly.
    cause = Cause::overlap;
    words = contradiction(*place.live);
  }
  auto finding = start(place, cause, std::nullopt);
  finding.claimed_twice = place.pairing == Pairing::ambiguous;
  finding.declared_off = place.truth.enabled.value == Switch::off;
  finding.truth = declared_side(place);
  if (place.live != nullptr) {
    finding.live = native_side(place, std::move(words));
  } else {
    finding.live.reason = "nothing there";
  }
  mark_relations(finding, place);
  if (cause == Cause::unmanaged) mark_oddities(finding, *place.live);
  set_runs(finding, place, out);
  const bool harmless = cause == Cause::missing && finding.declared_off;
  set_severity(finding, harmless ? Severity::low : for_tier(severity_of(cause), finding.tier), out);
  finish(std::move(finding), std::nullopt, out);
  if (place.pairing == Pairing::unmanaged) judge_diagnostics(place, out);
}

/// Why a job has another id than its marker says, and what cannot be seen of it.
void Judge::mark_oddities(Finding& finding, const LiveWorkflow& live) {
  for (const auto& diagnostic : live.diagnostics) {
    if (diagnostic.code != marker_problem) continue;
    finding.notes.push_back("its marker at " + diagnostic.at +
                            " does not count: " + diagnostic.message);
  }
  if (live.fields.timeout_run.state() == Presence::unobservable) {
    finding.notes.push_back("what its wrappers do cannot be told: " +
                            live.fields.timeout_run.reason());
  }
}

/// What else a job may be that has no counterpart.
void Judge::mark_relations(Finding& finding, const ComparedPlace& place) {
  finding.looks_like = place.looks_like;
  finding.hidden_by = place.hidden_by;
  if (finding.looks_like) {
    const auto& like = *finding.looks_like;
    finding.notes.push_back((finding.cause == Cause::missing
                                 ? "looks renamed to " + like.id
                                 : "looks like " + like.id + ", which is declared and missing") +
                            ": " + like.why);
  }
  if (!finding.hidden_by.empty()) {
    finding.notes.push_back("its line may be the one that cannot be read: " + finding.hidden_by);
  }
}

Finding Judge::start(const ComparedPlace& place, Cause cause, std::optional<FieldId> field) const {
  Finding finding;
  finding.cause = cause;
  finding.field = field;
  finding.rule = field ? std::string(spec(*field).rule) : rule_of(cause);
  finding.place = place.id;
  std::string workflow;
  if (place.workflow != nullptr) {
    finding.workflow = place.workflow->id;
    workflow = to_string(place.workflow->id);
    finding.tier = place.workflow->tier;
    finding.sla = place.workflow->sla;
    finding.owner = owner_of(*place.workflow);
  }
  if (place.platform != nullptr) finding.environment = place.platform->environment;
  finding.key = finding_key(input_.estate, workflow, place.id, field ? name(*field) : name(cause));
  recall(finding, input_);
  return finding;
}

void Judge::set_cause(Finding& finding, const ComparedPlace& place, FieldId field) {
  if (field == FieldId::local) {
    finding.cause = Cause::unbased;
    return;
  }
  const auto base = bases_.find(place, field, schedules_);
  if (!base) {
    finding.cause = Cause::unbased;
    return;
  }
  finding.base = base_side(*base, field);
  const bool live_stayed = live_has(*base, field, place, input_, schedules_);
  const bool truth_stayed = truth_has(*base, field, place, input_, schedules_);
  if (live_stayed && !truth_stayed) {
    finding.cause = Cause::pending;
  } else if (truth_stayed) {
    finding.cause = Cause::drifted;
  } else {
    finding.cause = Cause::conflict;
  }
}

void Judge::set_runs(Finding& finding, const ComparedPlace& place, Judgement& out) {
  const bool about_runs =
      finding.field == FieldId::schedule || finding.field == FieldId::enabled || !finding.field;
  if (!about_runs) return;
  RunEffect runs;
  if (const auto& triggers = place.truth.schedule.value) {
    count_runs(*triggers, place, runs.truth_per_month, runs.truth_next, out);
    if (place.truth.enabled.value == Switch::off) {
      runs.truth_next.clear();
      runs.truth_per_month = 0.0;
    }
  }
  if (place.live != nullptr) {
    if (const auto* triggers = place.live->fields.schedule.get()) {
      count_runs(*triggers, place, runs.live_per_month, runs.live_next, out);
    }
    if (stands_still(place)) {
      runs.live_next.clear();  // what its schedule says, it does not do
      // Of findings about being off or passed over the number says what is lost.
      const bool needed =
          place.pairing == Pairing::ineffective || finding.field == FieldId::enabled;
      if (!needed) runs.live_per_month = 0.0;
    }
  }
  add_relation(place, runs);
  finding.runs = std::move(runs);
}

void Judge::count_runs(const schedule::Triggers& triggers, const ComparedPlace& place,
                       std::optional<double>& per_month, std::vector<Instant>& next,
                       Judgement& out) {
  const std::string dialect = place.platform != nullptr ? place.platform->dialect : "";
  const auto& compiled = schedules_.compiled(triggers, dialect);
  if (!compiled) return;
  per_month = schedule::runs_per_month(**compiled);
  next = schedule::next_fires(**compiled, input_.now, shown_runs);
  if (!next.empty()) earliest(out.changes_at, next.front(), input_.now);
}

void Judge::set_severity(Finding& finding, Severity severity, Judgement& out) const {
  if (finding.cause == Cause::pending) {
    const auto overdue = finding.first_seen + input_.policy.rollout_within;
    if (overdue <= input_.now) {
      severity = raised(severity);
      finding.notes.push_back("it should have been rolled out by " + to_rfc3339(overdue));
    }
    earliest(out.changes_at, overdue, input_.now);
  }
  finding.severity = severity;
  apply_severities(finding, input_.policy);
}

void Judge::finish_or_wait(Finding finding, const ComparedPlace& place,
                           const std::optional<schedule::Comparison>& comparison, Judgement& out) {
  const auto subject = subject_of(finding);
  std::optional<Seconds> grace;
  for (const auto& tolerance : input_.policy.tolerances) {
    if (grace || !tolerance.grace || !matches(tolerance.select, subject)) continue;
    grace = tolerance.grace;
  }
  const auto& declared = place.truth.enabled.value;
  if (finding.field == FieldId::enabled && declared == Switch::by_operator) {
    grace = input_.policy.operator_off;
  }
  const auto counts_at = finding.first_seen + grace.value_or(Seconds{0});
  if (counts_at <= input_.now) return finish(std::move(finding), comparison, out);
  earliest(out.changes_at, counts_at, input_.now);
  note(place, Note::Kind::waiting, finding.field,
       message_of(finding) + "; counts from " + to_rfc3339(counts_at), out);
  out.waiting.push_back(std::move(finding));
}

void Judge::finish(Finding finding, const std::optional<schedule::Comparison>& comparison,
                   Judgement& out) const {
  reconcile::finish(finding, input_.policy, comparison);
  out.findings.push_back(std::move(finding));
}

void Judge::note(const ComparedPlace& place, Note::Kind kind, std::optional<FieldId> field,
                 std::string text, Judgement& out) const {
  // The note names its field already.
  if (field) {
    const auto prefix = std::string(name(*field)) + ": ";
    if (text.starts_with(prefix)) text.erase(0, prefix.size());
  }
  out.notes.push_back(
      Note{kind, place.workflow != nullptr ? to_string(place.workflow->id) : std::string(),
           place.id, field, std::move(text)});
}

}  // namespace plumbline::reconcile
