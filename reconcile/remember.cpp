#include "reconcile/remember.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "canonical-schema/codec/digest.hpp"
#include "canonical-schema/codec/fields_json.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "reconcile/sides.hpp"

namespace plumbline::reconcile {
namespace {

void copy_field(FieldId field, const LiveFields& from, LiveFields& to) {
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field == field) leaf.access(to) = leaf.access(from);
  });
}

void copy_unread(const LiveFields& from, LiveFields& to) {
  for_each_leaf([&](const auto& leaf) {
    if (leaf.access(to).get() == nullptr) leaf.access(to) = leaf.access(from);
  });
}

/// The fields whose values do not agree, or could not be compared.
std::set<FieldId> unsettled(const ComparedPlace& place) {
  std::set<FieldId> fields;
  for (const auto& comparison : place.fields) {
    if (comparison.answer != FieldAnswer::note && comparison.answer != FieldAnswer::agree) {
      fields.insert(comparison.field);
    }
  }
  return fields;
}

bool is_silent(const ComparedPlace& place, FieldId field) {
  bool silent = true;
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field == field && leaf.access(place.truth).origin != Origin::silent) silent = false;
  });
  return silent;
}

/// Where truth is silent the accepted value stays until somebody decides; everywhere else the
/// live value is what a later silence starts from.
LiveFields next_watched(const ComparedPlace& place, const WaivedFields& waived,
                        const std::optional<LiveFields>& before) {
  LiveFields watched;
  for (const auto& row : field_catalogue) {
    if (row.silence != Silence::watched) continue;
    const bool keeps =
        before && is_silent(place, row.id) && !waived.contains({place.id, row.id});
    copy_field(row.id, keeps ? *before : place.live->fields, watched);
  }
  return watched;
}

LiveFields next_base(const ComparedPlace& place, const LiveFields& live,
                     const PlaceMemory* known) {
  LiveFields base = live;
  const auto open = unsettled(place);
  if (open.empty()) return base;
  LiveFields before;
  if (known != nullptr && !known->base.empty()) {
    if (auto parsed = codec::parse_fields_json(known->base)) before = std::move(*parsed);
  }
  for (const auto field : open) copy_field(field, before, base);
  return base;
}

void note_changes(const ComparedPlace& place, const std::string& before, const std::string& after,
                  const AuditInput& input, MemoryUpdate& update) {
  if (before == after || before.empty()) return;
  auto was = codec::parse_fields_json(before);
  auto is = codec::parse_fields_json(after);
  if (!was || !is) return;
  for (const auto& row : field_catalogue) {
    const auto from = codec::field_json(row.id, *was);
    const auto to = codec::field_json(row.id, *is);
    if (from == to) continue;
    update.changes.push_back(FieldChange{
        place.id, place.workflow != nullptr ? to_string(place.workflow->id) : std::string(),
        std::string(row.name), from, to, input.memory.last_run_at, input.now,
        place.live->changed_at});
  }
}

std::string state_hash(const Finding& finding) {
  codec::LengthPrefixedDigest digest;
  digest.add(finding.key);
  digest.add(finding.truth.value + finding.truth.text);
  digest.add(finding.live.value + finding.live.text);
  return digest.hex().substr(0, 32);
}

Incident incident_of(const Finding& finding, bool waiting, const ComparedEstate& estate,
                     std::optional<Instant> changed_at) {
  Incident incident;
  incident.key = finding.key;
  incident.state_hash = state_hash(finding);
  incident.cause = waiting ? std::string(waiting_cause) : name(finding.cause);
  incident.severity = name(finding.severity);
  if (finding.workflow) incident.workflow = to_string(*finding.workflow);
  incident.place = finding.place;
  if (finding.field) incident.field = name(*finding.field);
  incident.truth = finding.truth.text;
  incident.live = finding.live.text;
  incident.message = finding.message;
  incident.after = estate.input->memory.last_run_at;
  incident.first_seen = finding.first_seen;
  incident.last_seen = estate.input->now;
  incident.changed_at = changed_at;
  return incident;
}

/// Which places this audit can speak for: those it was asked for and read.
class Seen {
 public:
  explicit Seen(const ComparedEstate& estate) : estate_(estate) {
    for (const auto& place : estate.places) {
      if (place.pairing == Pairing::unread) unread_.insert(place.id);
      places_.emplace(place.id, &place);
    }
    for (const auto& platform : estate.input->platforms) {
      if (platform.listing) read_.insert(platform.name);
    }
    for (const auto& repository : estate.input->truth.repositories) {
      whole_truth_ = whole_truth_ && !repository.error;
    }
  }

  [[nodiscard]] bool covers(const Incident& incident) const {
    const auto& scope = estate_.input->scope;
    const bool everything =
        scope.platforms.empty() && scope.teams.empty() && scope.workflows.empty();
    if (places_.contains(incident.place)) return !unread_.contains(incident.place);
    // The place is gone from truth and platform alike, or was never one (an invalid file).
    return everything && whole_truth_ &&
           (incident.place.platform.empty() || read_.contains(incident.place.platform));
  }

  [[nodiscard]] const ComparedPlace* place(const PlaceId& id) const {
    const auto found = places_.find(id);
    return found == places_.end() ? nullptr : found->second;
  }

 private:
  const ComparedEstate& estate_;
  std::map<PlaceId, const ComparedPlace*> places_;
  std::set<PlaceId> unread_;
  std::set<std::string> read_;
  bool whole_truth_ = true;
};

/// How an incident ended, from what truth and live were when it opened and are now.
std::string how_it_ended(const Incident& incident, const ComparedPlace* place, bool waived) {
  if (waived) return "waived";
  if (place == nullptr) return "gone";
  if (incident.cause == name(Cause::missing)) return "created";
  if (incident.cause == name(Cause::unmanaged)) return "declared";
  if (incident.cause == name(Cause::ineffective)) return "made effective";
  const auto field = field_named(incident.field);
  if (!field || place->workflow == nullptr || place->live == nullptr) return "gone";
  const auto truth = truth_side(*place, *field).text;
  if (truth == incident.truth) {
    return incident.cause == name(Cause::pending) ? "rolled out" : "set back by hand";
  }
  return truth == incident.live ? "adopted" : "truth changed";
}

}  // namespace

WaivedFields waived_fields(const std::vector<Finding>& findings) {
  WaivedFields waived;
  for (const auto& finding : findings) {
    if (finding.waiver && finding.field) waived.emplace(finding.place, *finding.field);
  }
  return waived;
}

void remember_place(const ComparedPlace& place, const WaivedFields& waived,
                    const AuditInput& input, Bases& bases, MemoryUpdate& update) {
  const auto* known = bases.memory(place.id);
  if (place.pairing == Pairing::missing && known != nullptr && !known->last.empty()) {
    // It was there before: keep what was accepted, for the day it comes back.
    update.changes.push_back(FieldChange{place.id, to_string(place.workflow->id), "",
                                         known->last, "", input.memory.last_run_at, input.now,
                                         std::nullopt});
    update.places[place.id] = PlaceMemory{{}, known->base, known->watched};
    return;
  }
  if (place.live == nullptr || place.pairing == Pairing::ambiguous) return;
  LiveFields live = place.live->fields;
  PlaceMemory next;
  next.last = codec::fields_json(live);
  if (known != nullptr && known->last != next.last && !known->last.empty()) {
    if (const auto before = bases.last(place)) {
      copy_unread(*before, live);
      next.last = codec::fields_json(live);
    }
  }
  if (place.pairing == Pairing::matched) {
    const auto base = next_base(place, live, known);
    next.base = codec::fields_json(base);
    next.watched = codec::fields_json(next_watched(place, waived, bases.accepted(place)));
  } else if (known != nullptr) {
    next.base = known->base;
    next.watched = known->watched;
  }
  if (known != nullptr) note_changes(place, known->last, next.last, input, update);
  if (known == nullptr || !(*known == next)) update.places[place.id] = std::move(next);
}

void remember_incidents(const std::vector<Finding>& findings, const std::vector<Finding>& waiting,
                        const ComparedEstate& estate, MemoryUpdate& update,
                        std::vector<Resolved>& resolved) {
  const Seen seen(estate);
  const auto& open = estate.input->memory.open;
  std::set<std::string> still_there;
  std::set<std::string> waived;
  const auto keep = [&](const Finding& finding, bool waits) {
    const auto known = open.find(finding.key);
    const auto* place = seen.place(finding.place);
    const auto changed_at =
        place != nullptr && place->live != nullptr ? place->live->changed_at : std::nullopt;
    auto incident = incident_of(finding, waits, estate, changed_at);
    const bool begins_to_count =
        known != open.end() && known->second.cause == waiting_cause && !waits;
    if (known != open.end() && !begins_to_count) {
      still_there.insert(finding.key);
      update.still_open.push_back(finding.key);
      if (known->second.state_hash != incident.state_hash) {
        update.moved.emplace(finding.key, incident.state_hash);
      }
      return;
    }
    if (begins_to_count) {
      still_there.insert(finding.key);
      update.closings.push_back({finding.key, "counts now", estate.input->now});
    }
    update.openings.push_back(std::move(incident));
  };
  for (const auto& finding : findings) {
    if (finding.cause == Cause::unread) continue;
    if (finding.waiver) {
      waived.insert(finding.key);
    } else {
      keep(finding, false);
    }
  }
  for (const auto& finding : waiting) keep(finding, true);
  for (const auto& [key, incident] : open) {
    if (still_there.contains(key) || !seen.covers(incident)) continue;
    const auto how = how_it_ended(incident, seen.place(incident.place), waived.contains(key));
    update.closings.push_back({key, how, estate.input->now});
    if (incident.cause == waiting_cause) continue;
    resolved.push_back({key, incident.message, how, incident.first_seen, estate.input->now});
  }
}

}  // namespace plumbline::reconcile
