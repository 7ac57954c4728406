#include "reports/json.hpp"

#include <algorithm>
#include <map>

#include "canonical-schema/field_catalogue.hpp"
#include "reports/json_writer.hpp"

namespace plumbline::reports {
namespace {

using reconcile::Finding;

std::int64_t whole(std::size_t number) { return static_cast<std::int64_t>(number); }

void time(JsonWriter& json, std::string_view key, Instant at) {
  json.key(key).string(to_rfc3339(at));
}

void time_or_null(JsonWriter& json, std::string_view key, const std::optional<Instant>& at) {
  json.key(key);
  at ? json.string(to_rfc3339(*at)) : json.null();
}

void times(JsonWriter& json, std::string_view key, const std::vector<Instant>& instants) {
  json.key(key).begin_array();
  for (const auto at : instants) json.string(to_rfc3339(at));
  json.end_array();
}

void strings(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key).begin_array();
  for (const auto& text : texts) json.string(text);
  json.end_array();
}

void counts(JsonWriter& json, std::string_view key,
            const std::map<std::string, std::size_t>& numbers) {
  json.key(key).begin_object();
  for (const auto& [name, number] : numbers) json.key(name).number(whole(number));
  json.end_object();
}

void error(JsonWriter& json, const Error& error) {
  json.begin_object();
  json.key("kind").string(name(error.kind));
  json.key("message").string(error.message);
  json.key("hint").string(error.hint);
  strings(json, "trail", error.trail);
  json.end_object();
}

void git_source(JsonWriter& json, const GitSource& source) {
  json.begin_object();
  json.key("repo").string(source.repo);
  json.key("commit").string_or_null(source.commit);
  json.key("file").string(source.file);
  json.key("line").number(source.line);
  json.key("column").number(source.column);
  json.end_object();
}

void live_origin(JsonWriter& json, const reconcile::LiveOrigin& origin) {
  json.begin_object();
  json.key("platform").string(origin.platform);
  json.key("id").string(origin.id);
  json.key("native_path").string(origin.native_path);
  time(json, "read_at", origin.read_at);
  json.end_object();
}

void side(JsonWriter& json, std::string_view key, const reconcile::Side& side, bool is_base) {
  json.key(key).begin_object();
  json.key("state").string(name(side.state));
  if (!side.value.empty()) json.key("value").embedded(side.value);
  json.key("text").string(side.text);
  if (side.default_filled) json.key("default_filled").boolean(true);
  if (!side.reason.empty()) json.key("reason").string(side.reason);
  if (is_base) json.key("inferred").boolean(side.inferred);
  if (side.git || side.live) {
    json.key("source");
    side.git ? git_source(json, *side.git) : live_origin(json, *side.live);
  }
  json.end_object();
}

void run(JsonWriter& json, const reconcile::AuditReport& report) {
  json.key("run").begin_object();
  json.key("id").string(report.run_id);
  time(json, "started_at", report.started_at);
  time(json, "finished_at", report.finished_at);
  json.end_object();
}

void truth(JsonWriter& json, const std::vector<TruthRepository>& repositories) {
  json.key("truth").begin_array();
  for (const auto& repository : repositories) {
    json.begin_object();
    json.key("repo").string(repository.repo);
    json.key("ref").string(repository.ref);
    json.key("commit").string_or_null(repository.commit);
    json.key("path").string(repository.path);
    json.key("team").string_or_null(repository.team);
    json.key("files").number(whole(repository.files));
    json.key("error");
    repository.error ? error(json, *repository.error) : static_cast<void>(json.null());
    strings(json, "notes", repository.notes);
    json.end_object();
  }
  json.end_array();
}

void diagnostics(JsonWriter& json, const std::vector<Diagnostic>& list) {
  json.key("diagnostics").begin_array();
  for (const auto& diagnostic : list) {
    json.begin_object();
    json.key("code").string(diagnostic.code);
    json.key("severity").string(name(diagnostic.severity));
    json.key("message").string(diagnostic.message);
    json.key("at").string(diagnostic.at);
    json.end_object();
  }
  json.end_array();
}

void coverage(JsonWriter& json, const std::vector<reconcile::Coverage>& list) {
  json.key("coverage").begin_array();
  for (const auto& entry : list) {
    json.begin_object();
    json.key("platform").string(entry.platform);
    json.key("kind").string(entry.kind);
    json.key("version").string(entry.version);
    json.key("state").string(name(entry.state));
    json.key("workflows").number(whole(entry.workflows));
    json.key("requests").number(entry.requests);
    json.key("duration_ms").number(entry.duration.count());
    json.key("unread").begin_array();
    for (const auto& part : entry.unread) {
      json.begin_object().key("what").string(part.what).key("error");
      error(json, part.error);
      json.end_object();
    }
    json.end_array();
    json.key("description").string(entry.description);
    json.key("environment").string(entry.environment);
    diagnostics(json, entry.diagnostics);
    json.end_object();
  }
  json.end_array();
}

void summary(JsonWriter& json, const reconcile::Summary& summary) {
  json.key("summary").begin_object();
  json.key("workflows").number(whole(summary.workflows));
  json.key("places").number(whole(summary.places));
  json.key("findings").number(whole(summary.findings));
  json.key("new").number(whole(summary.fresh));
  json.key("resolved").number(whole(summary.resolved));
  json.key("waived").number(whole(summary.waived));
  json.key("held").number(whole(summary.held));
  json.key("any_fields").number(whole(summary.any_fields));
  json.key("critical").number(whole(summary.critical));
  json.key("high").number(whole(summary.high));
  json.key("medium").number(whole(summary.medium));
  json.key("low").number(whole(summary.low));
  json.key("observed").number(whole(summary.observed));
  json.key("agreeing").number(whole(summary.agreeing));
  counts(json, "waived_by_team", summary.waived_by_team);
  counts(json, "any_by_team", summary.any_by_team);
  json.end_object();
}

void waiver(JsonWriter& json, const std::optional<reconcile::WaiverUse>& waiver) {
  json.key("waiver");
  if (!waiver) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("owner").string(waiver->owner);
  json.key("reason").string(waiver->reason);
  time(json, "expires", waiver->expires);
  json.key("source");
  git_source(json, waiver->source);
  json.end_object();
}

void attribution(JsonWriter& json, const std::optional<reconcile::Attribution>& attribution) {
  json.key("attribution");
  if (!attribution) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("who").string(attribution->who);
  json.key("how").string(attribution->how);
  time_or_null(json, "when", attribution->when);
  json.key("confidence").string(attribution->confidence);
  json.key("source").string(attribution->source);
  json.end_object();
}

void runs(JsonWriter& json, const std::optional<reconcile::RunEffect>& runs) {
  json.key("runs");
  if (!runs) {
    json.null();
    return;
  }
  const auto mean = [&](std::string_view key, const std::optional<double>& number) {
    json.key(key);
    number ? json.decimal(*number) : json.null();
  };
  json.begin_object();
  json.key("relation").string(runs->relation);
  mean("truth_per_month", runs->truth_per_month);
  mean("live_per_month", runs->live_per_month);
  times(json, "truth_next", runs->truth_next);
  times(json, "live_next", runs->live_next);
  time_or_null(json, "first_only_truth", runs->first_only_truth);
  time_or_null(json, "first_only_live", runs->first_only_live);
  json.end_object();
}

void leaves(JsonWriter& json, const std::vector<reconcile::LeafDifference>& leaves) {
  json.key("leaves").begin_array();
  for (const auto& leaf : leaves) {
    json.begin_object();
    json.key("leaf").string(leaf.leaf);
    json.key("truth").string(leaf.truth);
    json.key("live").string(leaf.live);
    json.end_object();
  }
  json.end_array();
}

void identity(JsonWriter& json, const Finding& finding) {
  json.key("key").string(finding.key);
  json.key("rule").string(finding.rule);
  json.key("cause").string(name(finding.cause));
  json.key("severity").string(name(finding.severity));
  json.key("workflow").string_or_null(finding.workflow ? to_string(*finding.workflow) : "");
  json.key("platform").string_or_null(finding.place.platform);
  json.key("id").string_or_null(finding.place.native_id);
  json.key("field").string_or_null(finding.field ? name(*finding.field) : std::string_view());
}

void owner(JsonWriter& json, const reconcile::Owner& owner) {
  json.key("owner").begin_object();
  json.key("business").string_or_null(owner.business);
  json.key("technical").string_or_null(owner.technical);
  json.key("support").string_or_null(owner.support);
  json.end_object();
}

void likeness(JsonWriter& json, const std::optional<reconcile::Likeness>& likeness) {
  json.key("looks_like");
  if (!likeness) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("id").string(likeness->id);
  json.key("key").string(likeness->key);
  json.key("why").string(likeness->why);
  json.end_object();
}

void finding(JsonWriter& json, const Finding& finding) {
  json.begin_object();
  identity(json, finding);
  side(json, "truth", finding.truth, false);
  side(json, "live", finding.live, false);
  finding.base ? side(json, "base", *finding.base, true)
               : static_cast<void>(json.key("base").null());
  json.key("tier").string(name(finding.tier));
  owner(json, finding.owner);
  json.key("environment").string(finding.environment);
  json.key("cause_group").string(finding.cause_group);
  json.key("status").string(name(finding.status));
  json.key("message").string(finding.message);
  json.key("next_step").string(finding.next_step);
  waiver(json, finding.waiver);
  attribution(json, finding.attribution);
  time(json, "first_seen", finding.first_seen);
  time(json, "last_seen", finding.last_seen);
  json.key("mode").string(name(finding.mode));
  json.key("sla").string_or_null(finding.sla);
  leaves(json, finding.leaves);
  json.key("effect").string_or_null(finding.effect);
  runs(json, finding.runs);
  strings(json, "notes", finding.notes);
  likeness(json, finding.looks_like);
  json.key("hidden_by").string_or_null(finding.hidden_by);
  json.end_object();
}

/// The findings that one change made, by cause group; groups of one are left out.
std::map<std::string_view, std::vector<const Finding*>> groups_of(
    const std::vector<Finding>& findings, const std::string& only) {
  std::map<std::string_view, std::vector<const Finding*>> groups;
  for (const auto& entry : findings) {
    if (!entry.cause_group.empty()) groups[entry.cause_group].push_back(&entry);
  }
  std::erase_if(groups, [&](const auto& group) {
    const auto& members = group.second;
    const bool asked = only.empty() || std::any_of(members.begin(), members.end(),
                                                   [&](const auto* m) { return m->key == only; });
    return members.size() < 2 || !asked;
  });
  return groups;
}

void groups(JsonWriter& json, const std::vector<Finding>& findings, const std::string& only) {
  json.key("groups").begin_array();
  for (const auto& [group, members] : groups_of(findings, only)) {
    json.begin_object();
    json.key("cause_group").string(group);
    json.key("field").string_or_null(members.front()->field ? name(*members.front()->field)
                                                            : std::string_view());
    json.key("members").begin_array();
    for (const auto* member : members) {
      json.begin_object();
      json.key("key").string(member->key);
      json.key("workflow").string_or_null(member->workflow ? to_string(*member->workflow) : "");
      json.key("platform").string_or_null(member->place.platform);
      json.key("id").string_or_null(member->place.native_id);
      owner(json, member->owner);
      json.key("status").string(name(member->status));
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void resolved(JsonWriter& json, const std::vector<reconcile::Resolved>& list) {
  json.key("resolved").begin_array();
  for (const auto& entry : list) {
    json.begin_object();
    json.key("key").string(entry.key);
    json.key("message").string(entry.message);
    json.key("how").string(entry.how);
    time(json, "first_seen", entry.first_seen);
    time(json, "closed_at", entry.closed_at);
    json.end_object();
  }
  json.end_array();
}

void notes(JsonWriter& json, const std::vector<reconcile::Note>& list) {
  json.key("notes").begin_array();
  for (const auto& note : list) {
    json.begin_object();
    json.key("kind").string(name(note.kind));
    json.key("workflow").string_or_null(note.workflow);
    json.key("platform").string_or_null(note.place.platform);
    json.key("id").string_or_null(note.place.native_id);
    json.key("field").string_or_null(note.field ? name(*note.field) : std::string_view());
    json.key("text").string(note.text);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string to_json(const reconcile::AuditReport& report, const JsonOptions& options) {
  JsonWriter json(options.pretty ? JsonWriter::Style::pretty : JsonWriter::Style::compact);
  json.begin_object().key("schema_version").number(1);
  json.key("tool").begin_object();
  json.key("name").string("plumbline").key("version").string(options.version).end_object();
  json.key("estate").string(report.estate);
  run(json, report);
  truth(json, report.truth);
  json.key("verdict").string(name(report.verdict));
  json.key("complete").boolean(report.complete);
  json.key("exit_code").number(report.exit_code);
  coverage(json, report.coverage);
  summary(json, report.summary);
  json.key("findings").begin_array();
  for (const auto& entry : report.findings) {
    if (options.only_key.empty() || entry.key == options.only_key) finding(json, entry);
  }
  json.end_array();
  resolved(json, report.resolved);
  notes(json, report.notes);
  time_or_null(json, "valid_until", report.valid_until);
  groups(json, report.findings, options.only_key);
  json.end_object();
  return json.take();
}

}  // namespace plumbline::reports
