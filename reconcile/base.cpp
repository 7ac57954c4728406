#include "reconcile/base.hpp"

#include <algorithm>

#include "canonical-schema/codec/fields_json.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "reconcile/effective.hpp"

namespace plumbline::reconcile {
namespace {

std::optional<LiveFields> parsed(const std::string& json) {
  if (json.empty()) return std::nullopt;
  auto fields = codec::parse_fields_json(json);
  // A store that cannot be read back is no base: the difference is then `unbased`, never hidden.
  return fields ? std::optional(std::move(*fields)) : std::nullopt;
}

const DeclaredPlace* place_of(const DeclaredWorkflow& workflow, const PlaceId& id) {
  const auto found = std::find_if(workflow.places.begin(), workflow.places.end(),
                                  [&](const auto& place) { return place.id == id; });
  return found == workflow.places.end() ? nullptr : &*found;
}

/// An earlier `enabled` proves nothing: every job was once on (contract 12.12).
bool may_be_inferred(FieldId field) { return field != FieldId::enabled && field != FieldId::local; }

/// Forgets the leaves of `field` for which `live` has no value.
void keep_shared(FieldId field, TruthFields& truth, const LiveFields& live) {
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field == field && leaf.access(live).get() == nullptr) leaf.access(truth) = {};
  });
}

bool agree(FieldId field, const TruthFields& truth, const LiveFields& live,
           const ComparedPlace& place, const AuditInput& input, Schedules& schedules) {
  auto context = context_of(place, input, schedules);
  context.limits.clear();
  return field_agrees(field, truth, live, context);
}

/// What an earlier declaration said of a field, as a base that names where it stood.
Base base_then(const DeclaredWorkflow& workflow, const DeclaredPlace& declared,
               const PlatformReading& platform, FieldId field) {
  const auto truth = effective_truth(workflow, declared, platform.profile, platform.installation);
  return {as_live(truth), false, workflow.source(written_at(truth, field, declared.spot))};
}

}  // namespace

Bases::Bases(const AuditInput& input, const HistoryAnswers& answers)
    : input_(input), answers_(answers) {
  if (input.base_truth == nullptr) return;
  for (const auto& workflow : input.base_truth->workflows) {
    base_truth_.emplace(workflow.id, &workflow);
  }
}

const PlaceMemory* Bases::memory(const PlaceId& place) const {
  const auto found = input_.memory.places.find(place);
  return found == input_.memory.places.end() ? nullptr : &found->second;
}

std::optional<LiveFields> Bases::accepted(const ComparedPlace& place) const {
  const auto* known = memory(place.id);
  return known == nullptr ? std::nullopt : parsed(known->watched);
}

std::optional<LiveFields> Bases::last(const ComparedPlace& place) const {
  const auto* known = memory(place.id);
  return known == nullptr ? std::nullopt : parsed(known->last);
}

std::optional<Base> Bases::find(const ComparedPlace& place, FieldId field, Schedules& schedules) {
  if (input_.base_truth != nullptr) return from_base_ref(place, field);
  if (const auto* known = memory(place.id)) {
    auto fields = parsed(known->base);
    if (fields && has_value(*fields, field)) return Base{std::move(*fields), false, std::nullopt};
  }
  return from_history(place, field, schedules);
}

bool Bases::needs_history(const ComparedPlace& place) const {
  if (input_.base_truth != nullptr) return false;
  return std::any_of(place.fields.begin(), place.fields.end(), [&](const auto& comparison) {
    if (comparison.answer != FieldAnswer::differ || !may_be_inferred(comparison.field)) {
      return false;
    }
    const auto* known = memory(place.id);
    const auto fields = known == nullptr ? std::nullopt : parsed(known->base);
    return !fields || !has_value(*fields, comparison.field);
  });
}

std::optional<Base> Bases::from_base_ref(const ComparedPlace& place, FieldId field) const {
  const auto found = base_truth_.find(place.workflow->id);
  if (found == base_truth_.end()) return std::nullopt;
  const auto* then = place_of(*found->second, place.id);
  if (then == nullptr) return std::nullopt;
  auto base = base_then(*found->second, *then, *place.platform, field);
  // Where truth was silent then, whatever ran was accepted: what now differs is this change.
  if (!has_value(base.fields, field)) copy_field(field, place.live->fields, base.fields);
  return base;
}

std::optional<Base> Bases::from_history(const ComparedPlace& place, FieldId field,
                                        Schedules& schedules) const {
  if (!may_be_inferred(field) || place.workflow->files.empty()) return std::nullopt;
  const auto found = answers_.files.find({place.workflow->repo, place.workflow->files.front()});
  if (found == answers_.files.end()) return std::nullopt;
  for (const auto& past : found->second) {
    if (!past.workflow) continue;
    const auto* then = place_of(*past.workflow, place.id);
    if (then == nullptr) continue;
    auto base = base_then(*past.workflow, *then, *place.platform, field);
    if (!has_value(base.fields, field)) continue;
    base.inferred = true;
    if (truth_has(base, field, place, input_, schedules)) continue;
    // Only the last value that differed counts.
    if (!live_has(base, field, place, input_, schedules)) return std::nullopt;
    return base;
  }
  return std::nullopt;
}

bool live_has(const Base& base, FieldId field, const ComparedPlace& place, const AuditInput& input,
              Schedules& schedules) {
  TruthFields then = as_stated(base.fields);
  // A leaf that the platform does not show now cannot speak against its old value.
  keep_shared(field, then, place.live->fields);
  return agree(field, then, place.live->fields, place, input, schedules);
}

bool truth_has(const Base& base, FieldId field, const ComparedPlace& place, const AuditInput& input,
               Schedules& schedules) {
  TruthFields now = place.truth;
  // A base that was read from the platform lacks what the platform could not show; one that was
  // truth lacks what truth did not say.
  if (!base.git) keep_shared(field, now, base.fields);
  return agree(field, now, base.fields, place, input, schedules);
}

}  // namespace plumbline::reconcile
