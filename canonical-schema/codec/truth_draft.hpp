#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/fields.hpp"
#include "canonical-schema/schedule/trigger.hpp"
#include "canonical-schema/truth.hpp"

// A truth file as it was written, before defaults.yaml is merged beneath it. Silence is kept
// apart from every value, so that merging and overriding are one operation.

namespace plumbline::codec {

/// One trigger as a mapping of truth. A member is silent if its key was not there.
struct TriggerDraft {
  Spot spot;
  Declared<schedule::TriggerKind> kind;
  Declared<std::string> expr;  ///< spot = first character of the scalar
  bool expr_quoted = false;    ///< the expression itself begins one column after its spot
  Declared<std::string> dialect;
  Declared<schedule::ZoneRef> zone;
  Declared<Instant> anchor;
  Declared<Instant> window_start;
  Declared<Instant> window_end;
  Declared<Seconds> jitter;
};

/// `schedule:` as written: one mapping (which merges with the mapping beneath) or a list (which
/// replaces), or `any`.
struct ScheduleDraft {
  Origin origin = Origin::silent;  ///< silent, stated or any
  bool is_list = false;
  Spot spot;
  std::vector<TriggerDraft> triggers;
};

/// The canonical fields as written. `fields.schedule` stays silent here; it is made from
/// `schedule`, `timezone` and `dst` when everything is merged.
struct FieldsDraft {
  TruthFields fields;
  ScheduleDraft schedule;
  Declared<schedule::ZoneRef> timezone;  ///< for every clock trigger without one of its own
  Declared<schedule::GapPolicy> gap;
  Declared<schedule::FoldPolicy> repeat;
};

/// `overrides` of `place` is filled when everything is merged.
struct PlaceDraft {
  DeclaredPlace place;
  FieldsDraft overrides;
};

/// A workflow file or a defaults.yaml (which has no workflow, tasks and places).
struct TruthDraft {
  Declared<std::string> workflow;
  Declared<std::string> team;
  Declared<std::string> description;
  Declared<std::string> sla;
  Declared<Tier> tier;
  Declared<bool> idempotent;
  Declared<bool> active_active;
  FieldsDraft fields;
  std::map<std::string, TruthFields> tasks;
  std::vector<PlaceDraft> places;
  Spot spot;  ///< of the document's first key
};

/// Puts what `lower` says beneath `upper`: mappings merge, lists and scalars of `upper` stay.
/// A trigger that says how it starts drops the lower one's start, not its zone. A field that
/// `upper` speaks of drops a lower `any`.
void put_beneath(FieldsDraft& upper, const FieldsDraft& lower);
/// As above, of the schedule only: schedule, timezone and dst.
void put_schedule_beneath(FieldsDraft& upper, const FieldsDraft& lower);
/// The same for a whole file; tasks and places stay those of `upper`.
void put_beneath(TruthDraft& upper, const TruthDraft& lower);

/// Lets every spot of a defaults.yaml point to that file: its index in DeclaredWorkflow::files.
void set_file(TruthDraft& draft, std::int32_t file);

}  // namespace plumbline::codec
