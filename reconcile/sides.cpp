#include "reconcile/sides.hpp"

#include "canonical-schema/codec/fields_json.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/leaf_text.hpp"
#include "reconcile/effective.hpp"

namespace plumbline::reconcile {
namespace {

/// The reason and the default mark of the leaf that gave the field its state.
void set_state(Side& side, FieldId field, const LiveFields& fields) {
  side.state = field_state(field, fields);
  side.default_filled = side.state == Presence::absent;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field != field || !side.reason.empty()) return;
    const auto& observed = leaf.access(fields);
    if (observed.state() == side.state) side.reason = observed.reason();
  });
}

Side of_live(const LiveFields& fields, FieldId field) {
  Side side;
  set_state(side, field, fields);
  side.value = codec::field_json(field, fields);
  side.text = text(field, fields);
  return side;
}

LiveOrigin origin(const ComparedPlace& place, std::string native_path) {
  return LiveOrigin{place.id.platform, place.id.native_id, std::move(native_path),
                    place.platform != nullptr ? place.platform->read_at : Instant{}};
}

std::string local_text(const std::map<std::string, std::string>& local,
                       const std::map<std::string, std::string>& stated) {
  std::string text;
  for (const auto& [path, wanted] : stated) {
    const auto found = local.find(path);
    if (!text.empty()) text += ", ";
    text += path + " " + (found == local.end() ? "not set" : found->second);
  }
  return text;
}

}  // namespace

std::string job_text(const LiveFields& fields) {
  auto words = text(FieldId::schedule, fields);
  if (const auto* user = fields.run_as.get()) words += " as " + *user;
  const auto* action = fields.action.get();
  if (action == nullptr) return words;
  const auto command = action->parts.find("command");
  words += ": " + (command == action->parts.end() ? text(*action) : command->second);
  const auto input = action->parts.find("input");
  return input == action->parts.end() ? words : words + ", with the input " + input->second;
}

Side truth_side(const ComparedPlace& place, FieldId field) {
  Side side;
  if (field == FieldId::local) {
    side.state = Presence::value;
    side.text = local_text(place.declared->local, place.declared->local);
    side.git = place.workflow->source(place.declared->spot);
    return side;
  }
  bool stated = false;
  bool filled = false;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field != field) return;
    const auto origin_of_leaf = leaf.access(place.truth).origin;
    stated = stated || origin_of_leaf == Origin::stated;
    filled =
        filled || origin_of_leaf == Origin::platform_default || origin_of_leaf == Origin::built_in;
  });
  if (stated || filled) {
    side.state = stated ? Presence::value : Presence::absent;
    side.default_filled = !stated;
    side.value = codec::field_json(field, place.truth);
    side.text = text(field, place.truth);
  } else {
    side.reason = "Git is silent";
  }
  if (field == FieldId::enabled && side.default_filled && place.declared->role == Role::standby) {
    side.reason = "the place is `role: standby`";
  }
  side.git = place.workflow->source(written_at(place.truth, field, place.declared->spot));
  return side;
}

Side live_side(const ComparedPlace& place, FieldId field) {
  Side side;
  if (field == FieldId::local) {
    side.state = Presence::value;
    side.text = local_text(place.live->local, place.declared->local);
  } else {
    side = of_live(place.live->fields, field);
  }
  side.live = origin(place, place.live->native_path(field));
  return side;
}

Side base_side(const Base& base, FieldId field) {
  Side side = of_live(base.fields, field);
  // A base is made of what was known; leaves that were not are no part of it.
  side.text = text(field, as_stated(base.fields));
  side.inferred = base.inferred;
  side.git = base.git;
  return side;
}

Side accepted_side(const LiveFields& accepted, FieldId field) { return of_live(accepted, field); }

Side declared_side(const ComparedPlace& place) {
  Side side;
  if (place.workflow == nullptr) {
    side.reason = "declared nowhere";
    return side;
  }
  side.state = Presence::value;
  side.text = "declared";
  side.git = place.workflow->source(place.declared->spot);
  return side;
}

Side native_side(const ComparedPlace& place, std::string text) {
  Side side;
  side.state = Presence::value;
  side.text = std::move(text);
  side.live = origin(
      place, place.live != nullptr ? place.live->native_path(FieldId::schedule) : std::string());
  return side;
}

}  // namespace plumbline::reconcile
