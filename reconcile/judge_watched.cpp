#include <algorithm>
#include <utility>

#include "canonical-schema/field_catalogue.hpp"
#include "reconcile/effective.hpp"
#include "reconcile/judge.hpp"
#include "reconcile/sides.hpp"

// Fields of which truth says nothing, and which are watched all the same.

namespace plumbline::reconcile {

void Judge::judge_watched(const ComparedPlace& place, Judgement& out) {
  const auto* known = bases_.memory(place.id);
  // Almost always nothing moved, and the bytes tell.
  if (known == nullptr || known->watched == watched_json(place.live->fields)) return;
  const auto accepted = bases_.accepted(place);
  if (!accepted) return;
  const TruthFields before = as_stated(*accepted);
  auto context = context_of(place, input_, schedules_);
  context.limits.clear();
  for (const auto& row : field_catalogue) {
    if (row.silence != Silence::watched || !is_silent(place.truth, row.id)) continue;
    const auto comparison = compare_field(row.id, before, place.live->fields, context);
    switch (comparison.answer) {
      case FieldAnswer::differ:
        judge_moved(place, comparison, accepted_side(*accepted, row.id), out);
        break;
      case FieldAnswer::unread:
        judge_unread(place, row.id, comparison.notes, out);
        break;
      case FieldAnswer::note:
        note_each(place, comparison, out);
        break;
      case FieldAnswer::inexpressible:
      case FieldAnswer::cannot_compare:
      case FieldAnswer::agree:
      case FieldAnswer::local:
        break;
    }
  }
}

/// A field of which truth says nothing is no longer what was accepted.
void Judge::judge_moved(const ComparedPlace& place, const FieldComparison& comparison, Side base,
                        Judgement& out) {
  const FieldId field = comparison.field;
  auto finding = start(place, Cause::drifted, field);
  finding.leaves = comparison.leaves;
  finding.truth = truth_side(place, field);
  finding.live = live_side(place, field);
  finding.base = std::move(base);
  const auto severity = for_tier(spec(field).severity, finding.tier);
  set_severity(finding, std::max(Severity::medium, severity), out);
  finish_or_wait(std::move(finding), place, std::nullopt, out);
}

}  // namespace plumbline::reconcile
