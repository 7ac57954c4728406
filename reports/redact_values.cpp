#include <utility>

#include "canonical-schema/field_catalogue.hpp"
#include "reports/redact.hpp"

namespace plumbline::reports {
namespace {

void in_place(std::string& text) { text = redacted(text); }

void in_place(std::map<std::string, std::string>& settings) {
  // The native path may be what names the secret: "env.PGPASSWORD".
  for (auto& [path, value] : settings) value = redacted_setting(path, value);
}

void in_place(Action& action) {
  // Not the digest: it decides whether two actions are equal.
  for (auto& [part, what] : action.parts) in_place(what);
}

void in_place(Notifications& notifications) {
  for (auto& one : notifications) {
    in_place(one.channel);
    for (auto& name : one.to) in_place(name);
  }
}

template <class T>
void in_place(Observed<T>& leaf) {
  if (leaf.get() == nullptr) return;
  T shown = *leaf.get();
  in_place(shown);
  if (shown == *leaf.get()) return;
  leaf = leaf.default_filled() ? Observed<T>::absent(std::move(shown))
                               : Observed<T>::of(std::move(shown));
}

template <class T>
void in_place(Declared<T>& leaf) {
  if (leaf.value) in_place(*leaf.value);
}

/// The leaves whose texts are anybody's: commands, addresses and labels.
template <class Fields>
void redact_fields(Fields& fields) {
  in_place(fields.action);
  in_place(fields.notify);
  in_place(fields.labels);
  in_place(fields.owner_business);
  in_place(fields.owner_technical);
  in_place(fields.owner_support);
}

void redact(reconcile::Side& side) {
  side.value = redacted_json(side.value);
  in_place(side.text);
  in_place(side.reason);
}

void redact(Error& error) {
  in_place(error.message);
  in_place(error.hint);
  for (auto& step : error.trail) in_place(step);
}

void redact(std::vector<UnreadPart>& parts) {
  for (auto& part : parts) {
    in_place(part.what);
    redact(part.error);
  }
}

void redact(reconcile::Incident& incident) {
  in_place(incident.truth);
  in_place(incident.live);
  in_place(incident.message);
}

}  // namespace

void redact(reconcile::Finding& finding) {
  redact(finding.truth);
  redact(finding.live);
  if (finding.base) redact(*finding.base);
  for (auto& leaf : finding.leaves) {
    in_place(leaf.truth);
    in_place(leaf.live);
  }
  in_place(finding.message);
  in_place(finding.effect);
  for (auto& note : finding.notes) in_place(note);
}

void redact(reconcile::AuditReport& report) {
  for (auto& finding : report.findings) redact(finding);
  for (auto& note : report.notes) in_place(note.text);
  for (auto& entry : report.resolved) in_place(entry.message);
  for (auto& repository : report.truth) {
    in_place(repository.repo);
    if (repository.error) redact(*repository.error);
    for (auto& note : repository.notes) in_place(note);
  }
  for (auto& entry : report.coverage) {
    redact(entry.unread);
    for (auto& diagnostic : entry.diagnostics) in_place(diagnostic.message);
  }
}

void redact(LiveWorkflow& workflow) {
  redact_fields(workflow.fields);
  in_place(workflow.local);
  for (auto& diagnostic : workflow.diagnostics) in_place(diagnostic.message);
  in_place(workflow.standing_reason);
}

void redact(LiveListing& listing) {
  for (auto& workflow : listing.workflows) redact(workflow);
  for (auto& diagnostic : listing.diagnostics) in_place(diagnostic.message);
  redact(listing.unread);
}

void redact(DeclaredWorkflow& workflow) {
  redact_fields(workflow.fields);
  for (auto& place : workflow.places) {
    auto overrides = place.overrides.fields();
    redact_fields(overrides);
    place.overrides = Overrides(std::move(overrides));
    in_place(place.local);
  }
}

void redact(Truth& truth) {
  for (auto& workflow : truth.workflows) redact(workflow);
  for (auto& waiver : truth.waivers) in_place(waiver.reason);
  for (auto& problem : truth.problems) redact(problem.error);
}

void redact(reconcile::FieldChange& change) {
  change.from = redacted_json(change.from);
  change.to = redacted_json(change.to);
}

void redact(reconcile::MemoryUpdate& update) {
  for (auto& change : update.changes) redact(change);
  for (auto& incident : update.openings) redact(incident);
}

}  // namespace plumbline::reports
