#include "reconcile/effective.hpp"

#include "canonical-schema/codec/fields_json.hpp"
#include "canonical-schema/field_catalogue.hpp"

namespace plumbline::reconcile {
namespace {

template <class T>
void fill_default(Declared<T>& leaf, const Declared<T>& installation, const Observed<T>& kind) {
  if (leaf.origin != Origin::silent) return;
  if (installation.value) {
    leaf.value = installation.value;
    leaf.origin = Origin::platform_default;
  } else if (const T* value = kind.get()) {
    leaf.value = *value;
    leaf.origin = Origin::platform_default;
  }
}

/// A standby place is expected off and otherwise equal, unless the place itself says otherwise.
void apply_role(TruthFields& fields, const DeclaredPlace& place) {
  if (place.role != Role::standby || place.overrides.fields().enabled.origin != Origin::silent)
    return;
  if (fields.enabled.origin == Origin::any) return;
  fields.enabled.value = Switch::off;
  fields.enabled.origin = Origin::built_in;
  fields.enabled.spot = place.spot;
}

void fill_built_in(TruthFields& fields) {
  if (fields.schedule.origin == Origin::silent) {
    fields.schedule = {Origin::built_in, schedule::Triggers{}, {}};
  }
  if (fields.enabled.origin == Origin::silent) {
    fields.enabled = {Origin::built_in, Switch::on, {}};
  }
}

}  // namespace

TruthFields effective_truth(const DeclaredWorkflow& workflow, const DeclaredPlace& place,
                            const KindProfile& profile, const TruthFields& installation) {
  TruthFields fields = workflow.fields;
  for_each_leaf([&](const auto& leaf) {
    const auto& own = leaf.access(place.overrides.fields());
    if (own.origin != Origin::silent) leaf.access(fields) = own;
  });
  apply_role(fields, place);
  fill_built_in(fields);
  for_each_leaf([&](const auto& leaf) {
    if (spec(leaf.field).silence != Silence::platform_default) return;
    fill_default(leaf.access(fields), leaf.access(installation), leaf.access(profile.defaults));
  });
  return fields;
}

std::size_t count_any(const TruthFields& fields) {
  std::size_t count = 0;
  auto last = FieldId::local;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.access(fields).origin != Origin::any || leaf.field == last) return;
    last = leaf.field;
    ++count;
  });
  return count;
}

Spot written_at(const TruthFields& truth, FieldId field, const Spot& otherwise) {
  Spot spot;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field == field && spot.file < 0) spot = leaf.access(truth).spot;
  });
  return spot.file < 0 ? otherwise : spot;
}

bool is_silent(const TruthFields& truth, FieldId field) {
  bool silent = true;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field == field && leaf.access(truth).origin != Origin::silent) silent = false;
  });
  return silent;
}

bool is_any(const TruthFields& truth, FieldId field) {
  bool any = false;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field == field && leaf.access(truth).origin == Origin::any) any = true;
  });
  return any;
}

bool has_value(const LiveFields& fields, FieldId field) {
  bool found = false;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field == field && leaf.access(fields).get() != nullptr) found = true;
  });
  return found;
}

void copy_field(FieldId field, const LiveFields& from, LiveFields& to) {
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field == field) leaf.access(to) = leaf.access(from);
  });
}

std::string watched_json(const LiveFields& fields) {
  LiveFields watched;
  for_each_leaf([&](const auto& leaf) {
    if (spec(leaf.field).silence == Silence::watched) leaf.access(watched) = leaf.access(fields);
  });
  return codec::fields_json(watched);
}

LiveFields as_live(const TruthFields& fields) {
  LiveFields live;
  for_each_leaf([&](const auto& leaf) {
    const auto& declared = leaf.access(fields);
    using Leaf = std::decay_t<decltype(leaf.access(live))>;
    if (declared.value) leaf.access(live) = Leaf::of(*declared.value);
  });
  return live;
}

TruthFields as_stated(const LiveFields& fields) {
  TruthFields stated;
  for_each_leaf([&](const auto& leaf) {
    if (const auto* value = leaf.access(fields).get()) {
      leaf.access(stated) = {Origin::stated, *value, {}};
    }
  });
  return stated;
}

}  // namespace plumbline::reconcile
