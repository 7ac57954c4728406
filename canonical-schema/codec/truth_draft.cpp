#include "canonical-schema/codec/truth_draft.hpp"

#include <array>

#include "canonical-schema/field_catalogue.hpp"

namespace plumbline::codec {
namespace {

template <class T>
void fill(Declared<T>& upper, const Declared<T>& lower) {
  if (upper.origin == Origin::silent) upper = lower;
}

/// Labels are a mapping of free keys, so they merge key by key; every other leaf is one value.
void merge_leaf(Declared<Labels>& upper, const Declared<Labels>& lower) {
  if (upper.value && lower.value) {
    upper.value->insert(lower.value->begin(), lower.value->end());
    return;
  }
  fill(upper, lower);
}

template <class T>
void merge_leaf(Declared<T>& upper, const Declared<T>& lower) {
  fill(upper, lower);
}

/// For each field, whether one of its leaves was spoken of.
std::array<bool, field_count> spoken_fields(const TruthFields& fields) {
  std::array<bool, field_count> spoken{};
  for_each_leaf([&](const auto& leaf) {
    if (leaf.access(fields).origin != Origin::silent) {
      spoken[static_cast<std::size_t>(leaf.field)] = true;
    }
  });
  return spoken;
}

void merge_fields(TruthFields& upper, const TruthFields& lower) {
  const auto spoken = spoken_fields(upper);
  for_each_leaf([&](const auto& leaf) {
    const auto& beneath = leaf.access(lower);
    if (beneath.origin == Origin::silent) return;
    // `FIELD: any` is a scalar: a mapping above replaces it whole.
    if (beneath.origin == Origin::any && spoken[static_cast<std::size_t>(leaf.field)]) return;
    merge_leaf(leaf.access(upper), beneath);
  });
}

void merge_trigger(TriggerDraft& upper, const TriggerDraft& lower) {
  if (upper.kind.origin == Origin::silent) {
    upper.kind = lower.kind;
    upper.expr = lower.expr;
    upper.expr_quoted = lower.expr_quoted;
    fill(upper.dialect, lower.dialect);
    fill(upper.anchor, lower.anchor);
  }
  fill(upper.zone, lower.zone);
  fill(upper.window_start, lower.window_start);
  fill(upper.window_end, lower.window_end);
  fill(upper.jitter, lower.jitter);
}

void merge_schedule(ScheduleDraft& upper, const ScheduleDraft& lower) {
  if (upper.origin == Origin::silent) {
    upper = lower;
    return;
  }
  const bool both_mappings = upper.origin == Origin::stated && lower.origin == Origin::stated &&
                             !upper.is_list && !lower.is_list;
  if (!both_mappings || upper.triggers.empty() || lower.triggers.empty()) return;
  merge_trigger(upper.triggers.front(), lower.triggers.front());
}

template <class T>
void set_file(Declared<T>& leaf, std::int32_t file) {
  if (leaf.spot.file >= 0) leaf.spot.file = file;
}

void set_file(FieldsDraft& draft, std::int32_t file) {
  for_each_leaf([&](const auto& leaf) { set_file(leaf.access(draft.fields), file); });
  draft.schedule.spot.file = file;
  for (auto& trigger : draft.schedule.triggers) {
    trigger.spot.file = file;
    set_file(trigger.kind, file);
    set_file(trigger.expr, file);
    set_file(trigger.dialect, file);
    set_file(trigger.zone, file);
    set_file(trigger.anchor, file);
    set_file(trigger.window_start, file);
    set_file(trigger.window_end, file);
    set_file(trigger.jitter, file);
  }
  set_file(draft.timezone, file);
  set_file(draft.gap, file);
  set_file(draft.repeat, file);
}

}  // namespace

void put_schedule_beneath(FieldsDraft& upper, const FieldsDraft& lower) {
  merge_schedule(upper.schedule, lower.schedule);
  fill(upper.timezone, lower.timezone);
  fill(upper.gap, lower.gap);
  fill(upper.repeat, lower.repeat);
}

void put_beneath(FieldsDraft& upper, const FieldsDraft& lower) {
  merge_fields(upper.fields, lower.fields);
  put_schedule_beneath(upper, lower);
}

void put_beneath(TruthDraft& upper, const TruthDraft& lower) {
  fill(upper.team, lower.team);
  fill(upper.description, lower.description);
  fill(upper.sla, lower.sla);
  fill(upper.tier, lower.tier);
  fill(upper.idempotent, lower.idempotent);
  fill(upper.active_active, lower.active_active);
  put_beneath(upper.fields, lower.fields);
}

void set_file(TruthDraft& draft, std::int32_t file) {
  set_file(draft.team, file);
  set_file(draft.description, file);
  set_file(draft.sla, file);
  set_file(draft.tier, file);
  set_file(draft.idempotent, file);
  set_file(draft.active_active, file);
  set_file(draft.fields, file);
  draft.spot.file = file;
}

}  // namespace plumbline::codec
