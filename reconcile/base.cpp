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

bool has(const LiveFields& fields, FieldId field) {
  bool found = false;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field == field && leaf.access(fields).get() != nullptr) found = true;
  });
  return found;
}

const DeclaredPlace* place_of(const DeclaredWorkflow& workflow, const PlaceId& id) {
  const auto found = std::find_if(workflow.places.begin(), workflow.places.end(),
                                  [&](const auto& place) { return place.id == id; });
  return found == workflow.places.end() ? nullptr : &*found;
}

LiveFields declared_then(const DeclaredWorkflow& workflow, const DeclaredPlace& declared,
                         const PlatformReading& platform) {
  return as_live(effective_truth(workflow, declared, platform.profile, platform.installation));
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
  if (input_.base_truth != nullptr) return from_base_ref(place);
  if (const auto* known = memory(place.id)) {
    auto fields = parsed(known->base);
    if (fields && has(*fields, field)) return Base{std::move(*fields), false, std::nullopt};
  }
  return from_history(place, field, schedules);
}

std::optional<Base> Bases::from_base_ref(const ComparedPlace& place) const {
  const auto found = base_truth_.find(place.workflow->id);
  if (found == base_truth_.end()) return std::nullopt;
  const auto* then = place_of(*found->second, place.id);
  if (then == nullptr) return std::nullopt;
  return Base{declared_then(*found->second, *then, *place.platform), false,
              found->second->source(then->spot)};
}

std::optional<Base> Bases::from_history(const ComparedPlace& place, FieldId field,
                                        Schedules& schedules) const {
  // An earlier `enabled` proves nothing: every job was once on (contract 12.12).
  if (field == FieldId::enabled || place.workflow->files.empty()) return std::nullopt;
  const auto found = answers_.files.find({place.workflow->repo, place.workflow->files.front()});
  if (found == answers_.files.end()) return std::nullopt;
  for (const auto& past : found->second) {
    if (!past.workflow) continue;
    const auto* then = place_of(*past.workflow, place.id);
    if (then == nullptr) continue;
    auto fields = declared_then(*past.workflow, *then, *place.platform);
    if (!has(fields, field) || truth_has(fields, field, place, input_, schedules)) continue;
    // Only the last value that differed counts.
    if (!live_has(fields, field, place, input_, schedules)) return std::nullopt;
    return Base{std::move(fields), true, past.workflow->source(then->spot)};
  }
  return std::nullopt;
}

bool live_has(const LiveFields& base, FieldId field, const ComparedPlace& place,
              const AuditInput& input, Schedules& schedules) {
  auto context = context_of(place, input, schedules);
  context.limits.clear();
  return field_agrees(field, as_stated(base), place.live->fields, context);
}

bool truth_has(const LiveFields& base, FieldId field, const ComparedPlace& place,
               const AuditInput& input, Schedules& schedules) {
  auto context = context_of(place, input, schedules);
  context.limits.clear();
  return field_agrees(field, place.truth, base, context);
}

}  // namespace plumbline::reconcile
