#include "reconcile/remember.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "canonical-schema/codec/digest.hpp"
#include "canonical-schema/codec/fields_json.hpp"
#include "canonical-schema/codec/json_text.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "reconcile/effective.hpp"
#include "reconcile/sides.hpp"
#include "reconcile/waiver.hpp"

namespace plumbline::reconcile {
namespace {

void copy_unread(const LiveFields& from, LiveFields& to) {
  for_each_leaf([&](const auto& leaf) {
    if (leaf.access(to).get() == nullptr) leaf.access(to) = leaf.access(from);
  });
}

/// True if truth and live agree as far as both have values.
bool is_settled(const FieldComparison& comparison) {
  switch (comparison.answer) {
    case FieldAnswer::agree:
    case FieldAnswer::note:
      return true;
    case FieldAnswer::inexpressible:
      return !comparison.past_limits;
    case FieldAnswer::differ:
    case FieldAnswer::cannot_compare:
    case FieldAnswer::unread:
    case FieldAnswer::local:
      return false;
  }
  return false;
}

/// The fields whose values do not agree, or could not be compared.
std::set<FieldId> unsettled(const ComparedPlace& place) {
  std::set<FieldId> fields;
  for (const auto& comparison : place.fields) {
    if (!is_settled(comparison)) fields.insert(comparison.field);
  }
  return fields;
}

/// Where truth is silent the accepted value stays until somebody decides; everywhere else the
/// live value is what a later silence starts from. What cannot be seen leaves what was seen.
LiveFields next_watched(const ComparedPlace& place, const WaivedFields& waived,
                        const std::optional<LiveFields>& before) {
  LiveFields watched;
  for (const auto& row : field_catalogue) {
    if (row.silence != Silence::watched) continue;
    const bool undecided = is_silent(place.truth, row.id) && !waived.contains({place.id, row.id});
    const bool keeps = before && has_value(*before, row.id) &&
                       (undecided || !has_value(place.live->fields, row.id));
    copy_field(row.id, keeps ? *before : place.live->fields, watched);
  }
  return watched;
}

/// What agrees is the new base; what does not keeps the old one, if there is any.
std::string next_base(const ComparedPlace& place, LiveFields live, const PlaceMemory* known) {
  const auto open = unsettled(place);
  for (const auto field : open) copy_field(field, LiveFields{}, live);
  auto base = codec::fields_json(live);
  // Most often that is all there was before: no need to read it back.
  if (open.empty() || known == nullptr || known->base.empty() || known->base == base) return base;
  const auto before = codec::parse_fields_json(known->base);
  if (!before) return base;
  for (const auto field : open) copy_field(field, *before, live);
  return codec::fields_json(live);
}

/// `field` empty = the place as a whole.
FieldChange change_of(const ComparedPlace& place, std::string_view field, std::string from,
                      std::string to, const AuditInput& input) {
  return FieldChange{
      place.id,           place.workflow != nullptr ? to_string(place.workflow->id) : std::string(),
      std::string(field), std::move(from),
      std::move(to),      input.memory.last_run_at,
      input.now,          place.live != nullptr ? place.live->changed_at : std::nullopt};
}

void note_changes(const ComparedPlace& place, const std::string& before, const std::string& after,
                  const AuditInput& input, MemoryUpdate& update) {
  if (before == after) return;
  if (before.empty()) {
    // It was missing and is back.
    update.changes.push_back(change_of(place, {}, {}, after, input));
    return;
  }
  auto was = codec::parse_fields_json(before);
  auto is = codec::parse_fields_json(after);
  if (!was || !is) return;
  for (const auto& row : field_catalogue) {
    const auto from = codec::field_json(row.id, *was);
    const auto to = codec::field_json(row.id, *is);
    if (from == to) continue;
    update.changes.push_back(change_of(place, row.name, from, to, input));
  }
}

/// Texts by native path have the shape of labels, and their bytes.
std::string local_json(const std::map<std::string, std::string>& local) {
  LiveFields fields;
  fields.labels = Observed<Labels>::of(local);
  return codec::field_json(FieldId::labels, fields);
}

/// What is local is no finding when it changes, but the history tells it (contract section 2).
void note_local_changes(const ComparedPlace& place, const std::string& before,
                        const std::string& after, const AuditInput& input, MemoryUpdate& update) {
  // A store of an earlier version does not know what there was.
  if (before.empty() || before == after) return;
  const auto fields = codec::parse_field_json(FieldId::labels, before);
  const auto* was = fields ? fields->labels.get() : nullptr;
  if (was == nullptr) return;
  const auto& is = place.live->local;
  const auto note = [&](const std::string& path, const std::string* from, const std::string* to) {
    const auto json = [](const std::string* text) {
      return text == nullptr ? std::string() : codec::json_string(*text);
    };
    update.changes.push_back(
        change_of(place, std::string(local_change_prefix) + path, json(from), json(to), input));
  };
  for (const auto& [path, value] : *was) {
    const auto now = is.find(path);
    if (now == is.end()) {
      note(path, &value, nullptr);
    } else if (now->second != value) {
      note(path, &value, &now->second);
    }
  }
  for (const auto& [path, value] : is) {
    if (!was->contains(path)) note(path, nullptr, &value);
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

/// Which incidents this audit can speak for: those of what it was asked for and read.
class Seen {
 public:
  explicit Seen(const ComparedEstate& estate) : input_(*estate.input) {
    for (const auto& place : estate.places) places_.emplace(place.id, &place);
    for (const auto& platform : input_.platforms) platforms_.emplace(platform.name, &platform);
    for (const auto& repository : input_.truth.repositories) {
      whole_truth_ = whole_truth_ && !repository.error;
    }
  }

  [[nodiscard]] bool covers(const Incident& incident) const {
    if (may_be_declared_unseen(incident)) return false;
    // Its other half may be out of scope.
    if (incident.cause == name(Cause::overlap) && !input_.scope.platforms.empty()) return false;
    const auto* there = place(incident.place);
    if (there == nullptr) return covers_vanished(incident);
    if (there->pairing == Pairing::unread) return false;
    return std::none_of(there->fields.begin(), there->fields.end(), [&](const auto& comparison) {
      return comparison.unread_leaf && incident.field == name(comparison.field);
    });
  }

  /// True if a place that is not among the compared ones is nowhere: truth and its platform were
  /// asked for and read as far as it could be there.
  [[nodiscard]] bool knows_gone(const PlaceId& id) const {
    const auto& scope = input_.scope;
    const auto platform = platforms_.find(id.platform);
    if (!whole_truth_ || !scope.teams.empty() || !scope.workflows.empty() ||
        !in_scope(scope.platforms, id.platform) || platform == platforms_.end()) {
      return false;
    }
    const auto& listing = platform->second->listing;
    return listing.has_value() && hiding(*listing, id.native_id) == nullptr;
  }

  [[nodiscard]] const ComparedPlace* place(const PlaceId& id) const {
    const auto found = places_.find(id);
    return found == places_.end() ? nullptr : found->second;
  }

 private:
  /// The incident's workflow is not in truth as read, and an unusable part of truth may hold it.
  [[nodiscard]] bool may_be_declared_unseen(const Incident& incident) const {
    if (incident.workflow.empty() || is_declared(incident.workflow)) return false;
    if (!whole_truth_) return true;
    const auto& problems = input_.truth.problems;
    return std::any_of(problems.begin(), problems.end(), [&](const TruthProblem& problem) {
      if (problem.workflow) return to_string(*problem.workflow) == incident.workflow;
      const auto& named = problem.platforms;
      return named.empty() ||
             std::find(named.begin(), named.end(), incident.place.platform) != named.end();
    });
  }

  [[nodiscard]] bool is_declared(std::string_view name) const {
    const auto id = parse_workflow_id(name);
    if (!id) return false;
    const auto& workflows = input_.truth.workflows;
    const auto found =
        std::lower_bound(workflows.begin(), workflows.end(), *id,
                         [](const DeclaredWorkflow& workflow, const WorkflowId& wanted) {
                           return workflow.id < wanted;
                         });
    return found != workflows.end() && found->id == *id;
  }

  /// The place is gone from truth and platform alike, or was never one (an invalid file).
  [[nodiscard]] bool covers_vanished(const Incident& incident) const {
    const auto& scope = input_.scope;
    if (!whole_truth_ || !scope.teams.empty() || !scope.workflows.empty()) return false;
    // A platform that nobody configures any more takes its findings along.
    if (!platforms_.contains(incident.place.platform)) return scope.platforms.empty();
    return knows_gone(incident.place);
  }

  const AuditInput& input_;
  std::map<PlaceId, const ComparedPlace*> places_;
  std::map<std::string, const PlatformReading*> platforms_;
  bool whole_truth_ = true;
};

/// True if a waiver in force accepted what the incident was about.
bool was_waived(const Incident& incident, const ComparedPlace& place, const AuditInput& input) {
  Finding like;
  if (place.workflow != nullptr) like.workflow = place.workflow->id;
  like.place = place.id;
  like.field = field_named(incident.field);
  return std::any_of(
      input.truth.waivers.begin(), input.truth.waivers.end(),
      [&](const Waiver& waiver) { return waiver.expires >= input.now && covers(waiver, like); });
}

/// How a difference of one field ended: what truth and live were when it opened, and are now.
std::string how_it_settled(const Incident& incident, FieldId field, const ComparedPlace& place) {
  const auto truth = truth_side(place, field);
  const bool truth_moved = truth.text != incident.truth;
  const bool live_moved = live_side(place, field).text != incident.live;
  if (is_any(place.truth, field)) return "reclassified";
  if (incident.cause == name(Cause::pending) && live_moved && !truth_moved) return "rolled out";
  if (live_moved && !truth_moved) return "set back by hand";
  if (truth_moved && !live_moved && incident.cause != name(Cause::pending)) return "adopted";
  return truth_moved ? "truth changed" : "no longer counts";
}

/// What a place that is not compared now is instead, as a cause; nullopt if it is compared.
std::optional<Cause> standing_of(const ComparedPlace& place) {
  switch (place.pairing) {
    case Pairing::missing:
      return Cause::missing;
    case Pairing::ineffective:
      return Cause::ineffective;
    case Pairing::ambiguous:
      return Cause::overlap;
    case Pairing::matched:
    case Pairing::unmanaged:
    case Pairing::unread:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string how_it_ended(const Incident& incident, const ComparedPlace* place,
                         const AuditInput& input) {
  if (incident.cause == name(Cause::invalid)) return "corrected";
  if (place == nullptr) {
    const auto& platform = incident.place.platform;
    const bool configured =
        platform.empty() ||
        std::any_of(input.platforms.begin(), input.platforms.end(),
                    [&](const PlatformReading& reading) { return reading.name == platform; });
    return configured ? "gone" : "no longer configured";
  }
  // A key holds the workflow's name: under another name the fact goes on as another finding, and
  // nothing was done about it.
  const auto manager = place->workflow != nullptr ? to_string(place->workflow->id) : std::string();
  if (incident.cause == name(Cause::unmanaged)) return manager.empty() ? "gone" : "declared";
  if (incident.workflow != manager) {
    return manager.empty() ? "no longer declared" : "now managed as " + manager;
  }
  // Nobody repaired it: the job is now in a state that another finding tells.
  const auto standing = standing_of(*place);
  if (standing && incident.cause != name(*standing)) return std::string("now ") + name(*standing);
  if (incident.cause == name(Cause::missing)) return standing ? "truth changed" : "created";
  if (incident.cause == name(Cause::ineffective)) return "made effective";
  const auto field = field_named(incident.field);
  if (!field || place->workflow == nullptr || place->live == nullptr) return "gone";
  auto how = how_it_settled(incident, *field, *place);
  return how == "no longer counts" && was_waived(incident, *place, input) ? "waived" : how;
}

/// The base and the watched values, which advance only where truth and live agree.
void set_accepted(const ComparedPlace& place, LiveFields live, const PlaceMemory* known,
                  const WaivedFields& waived, const Bases& bases, PlaceMemory& next) {
  if (place.pairing == Pairing::matched) {
    next.base = next_base(place, std::move(live), known);
    next.watched = watched_json(place.live->fields);
    if (known == nullptr || known->watched != next.watched) {
      next.watched = codec::fields_json(next_watched(place, waived, bases.accepted(place)));
    }
  } else if (known != nullptr) {
    next.base = known->base;
    next.watched = known->watched;
  }
}

/// Sorts what was found into incidents that open and go on; those that are left have ended.
class Incidents {
 public:
  Incidents(const ComparedEstate& estate, MemoryUpdate& update)
      : estate_(estate), open_(estate.input->memory.open), seen_(estate), update_(update) {}

  [[nodiscard]] bool was_open(const Finding& finding) const { return open_.contains(finding.key); }

  void keep(const Finding& finding, bool waits) {
    const auto known = open_.find(finding.key);
    const auto* place = seen_.place(finding.place);
    const auto changed_at =
        place != nullptr && place->live != nullptr ? place->live->changed_at : std::nullopt;
    auto incident = incident_of(finding, waits, estate_, changed_at);
    if (known == open_.end()) {
      update_.openings.push_back(std::move(incident));
      return;
    }
    still_there_.insert(finding.key);
    if (known->second.cause == waiting_cause && !waits) {
      update_.closings.push_back({finding.key, "counts now", estate_.input->now});
      update_.openings.push_back(std::move(incident));
      return;
    }
    update_.still_open.push_back(finding.key);
    if (known->second.state_hash != incident.state_hash) {
      update_.moved.emplace(finding.key, incident.state_hash);
    }
  }

  void end_the_others(std::vector<Resolved>& resolved) {
    const auto now = estate_.input->now;
    for (const auto& [key, incident] : open_) {
      if (still_there_.contains(key) || !seen_.covers(incident)) continue;
      const auto how = how_it_ended(incident, seen_.place(incident.place), *estate_.input);
      update_.closings.push_back({key, how, now});
      if (incident.cause == waiting_cause) continue;
      resolved.push_back({key, incident.message, how, incident.first_seen, now});
    }
  }

 private:
  const ComparedEstate& estate_;
  const std::map<std::string, Incident>& open_;
  Seen seen_;
  MemoryUpdate& update_;
  std::set<std::string> still_there_;
};

}  // namespace

WaivedFields waived_fields(const std::vector<Finding>& findings) {
  WaivedFields waived;
  for (const auto& finding : findings) {
    if (finding.waiver && finding.field) waived.emplace(finding.place, *finding.field);
  }
  return waived;
}

void remember_place(const ComparedPlace& place, const WaivedFields& waived, const AuditInput& input,
                    Bases& bases, MemoryUpdate& update) {
  const auto* known = bases.memory(place.id);
  if (place.pairing == Pairing::missing && known != nullptr && !known->last.empty()) {
    // It was there before: keep what was accepted, for the day it comes back.
    update.changes.push_back(change_of(place, {}, known->last, {}, input));
    update.places[place.id] = PlaceMemory{{}, known->base, known->watched, {}};
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
  set_accepted(place, std::move(live), known, waived, bases, next);
  next.local = local_json(place.live->local);
  if (known != nullptr) {
    note_changes(place, known->last, next.last, input, update);
    note_local_changes(place, known->local, next.local, input, update);
  }
  if (known == nullptr || !(*known == next)) update.places[place.id] = std::move(next);
}

void remember_gone(const ComparedEstate& estate, MemoryUpdate& update) {
  const auto& input = *estate.input;
  if (!input.truth.problems.empty()) return;
  const Seen seen(estate);
  for (const auto& [id, memory] : input.memory.places) {
    if (seen.place(id) != nullptr || !seen.knows_gone(id)) continue;
    ComparedPlace gone;
    gone.id = id;
    if (!memory.last.empty()) {
      update.changes.push_back(change_of(gone, {}, memory.last, {}, input));
    }
    update.places[id] = PlaceMemory{};
  }
}

void remember_incidents(const SeenFindings& found, const ComparedEstate& estate,
                        MemoryUpdate& update, std::vector<Resolved>& resolved) {
  Incidents incidents(estate, update);
  for (const auto& finding : found.findings) {
    if (finding.cause != Cause::unread) incidents.keep(finding, false);
  }
  for (const auto& finding : found.waiting) incidents.keep(finding, true);
  for (const auto& finding : found.withheld) {
    if (incidents.was_open(finding)) incidents.keep(finding, false);
  }
  incidents.end_the_others(resolved);
}

}  // namespace plumbline::reconcile
