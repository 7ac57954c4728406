#include "canonical-schema/codec/truth_schedule.hpp"

#include <utility>

#include "canonical-schema/leaf_text.hpp"

namespace plumbline::codec {
namespace {

using schedule::Trigger;
using schedule::TriggerKind;

/// Marks an Error as being about the zone, not the expression.
constexpr const char* zone_key = "timezone";

bool reads_a_clock(TriggerKind kind) {
  return kind == TriggerKind::cron || kind == TriggerKind::at;
}

bool fires_by_time(TriggerKind kind) { return reads_a_clock(kind) || kind == TriggerKind::every; }

std::optional<Error> checked(const Trigger& trigger, const schedule::ZoneSource& zones) {
  if (trigger.zone.knowledge == schedule::ZoneKnowledge::named) {
    if (const auto zone = zones.load(trigger.zone.name); !zone) {
      Error error = zone.error();
      error.where = {};
      error.where.field = zone_key;
      return error;
    }
  }
  const auto compiled = schedule::compile({trigger}, zones);
  // What only this build cannot read is no fault of the file: it will not be compared.
  if (!compiled && compiled.error().kind == ErrorKind::unsupported) return std::nullopt;
  if (!compiled) return compiled.error();
  if (!fires_by_time(trigger.kind) || !schedule::never_fires(**compiled)) return std::nullopt;
  return Error{ErrorKind::invalid,
               "this schedule never fires: " + text(trigger),
               "no instant fits all of its parts; correct it, or write `trigger: manual`",
               {},
               {}};
}

/// dst as a policy, if both halves are there.
std::optional<schedule::DstPolicy> dst_of(const FieldsDraft& draft, DraftProblems& problems) {
  if (draft.gap.value && draft.repeat.value) {
    return schedule::DstPolicy{*draft.gap.value, *draft.repeat.value};
  }
  const bool has_gap = draft.gap.origin != Origin::silent;
  const bool has_repeat = draft.repeat.origin != Origin::silent;
  if (has_gap == has_repeat) return std::nullopt;
  problems.push_back(
      {has_gap ? draft.gap.spot : draft.repeat.spot,
       std::string("`dst` says nothing about `") + (has_gap ? "repeat" : "gap") + "`",
       "write both, e.g. `dst: {gap: skip, repeat: both}`"});
  return std::nullopt;
}

void require_zone(const TriggerDraft& written, DraftProblems& problems) {
  const bool at = written.kind.value == TriggerKind::at;
  problems.push_back({written.kind.spot,
                      std::string("`") + (at ? "at" : "cron") + "` without a timezone",
                      "write `timezone: Europe/Berlin` beside it, or once in a defaults.yaml; "
                      "`timezone: any` if the platform hides it and nobody knows"});
}

/// The trigger that a merged draft says; nullopt after reporting what is missing.
std::optional<Trigger> trigger_of(const TriggerDraft& written, const FieldsDraft& draft,
                                  DraftProblems& problems) {
  if (!written.kind.value) {
    // A start that is wrong was reported where it was read.
    if (written.kind.origin != Origin::silent) return std::nullopt;
    problems.push_back({written.spot, "a schedule without a start",
                        "write one of `cron`, `every`, `at` or `trigger`"});
    return std::nullopt;
  }
  Trigger trigger;
  trigger.kind = *written.kind.value;
  trigger.expr = written.expr.value.value_or("");
  if (trigger.kind == TriggerKind::cron) {
    trigger.dialect = written.dialect.value.value_or("portable");
  }
  if (reads_a_clock(trigger.kind)) {
    const auto& zone = written.zone.origin != Origin::silent ? written.zone : draft.timezone;
    if (zone.origin == Origin::silent) require_zone(written, problems);
    if (!zone.value) return std::nullopt;
    trigger.zone = *zone.value;
  }
  trigger.anchor = written.anchor.value;
  trigger.window_start = written.window_start.value;
  trigger.window_end = written.window_end.value;
  trigger.jitter = written.jitter.value;
  return trigger;
}

/// A defaults.yaml may hold what completes the schedules below it, such as a zone: that alone
/// starts nothing.
bool only_completes(const ScheduleDraft& written) {
  return written.triggers.size() == 1 && !written.is_list &&
         written.triggers.front().spot.file > 0 &&
         written.triggers.front().kind.origin == Origin::silent;
}

/// Puts the compiler's complaint at the right character of the file. A zone it does not know is
/// reported where the zone stands.
void report(const Error& error, const TriggerDraft& written, const FieldsDraft& draft,
            DraftProblems& problems) {
  const auto& zone = written.zone.value ? written.zone : draft.timezone;
  if (error.where.field == zone_key && zone.value) {
    problems.push_back({zone.spot, error.message, error.hint});
    return;
  }
  if (error.kind == ErrorKind::not_found && written.dialect.value) {
    problems.push_back({written.dialect.spot, error.message, error.hint});
    return;
  }
  Spot spot = written.expr.origin == Origin::silent ? written.spot : written.expr.spot;
  if (error.where.column > 0 && written.expr.origin != Origin::silent) {
    spot.column += error.where.column - 1 + (written.expr_quoted ? 1 : 0);
  }
  problems.push_back({spot, error.message, error.hint});
}

}  // namespace

const Error* ScheduleChecks::problem(const Trigger& trigger) {
  std::string key = text(trigger);
  key.append("\n").append(trigger.dialect);
  auto found = seen_.find(key);
  if (found == seen_.end()) {
    found = seen_.emplace(std::move(key), checked(trigger, *zones_)).first;
  }
  return found->second ? &*found->second : nullptr;
}

void resolve_schedule(FieldsDraft& draft, ScheduleChecks& checks, DraftProblems& problems) {
  if (only_completes(draft.schedule)) draft.schedule = {};
  const auto& written = draft.schedule;
  draft.fields.schedule.origin = written.origin;
  draft.fields.schedule.spot = written.spot;
  const auto dst = dst_of(draft, problems);
  if (written.origin != Origin::stated) return;
  schedule::Triggers triggers;
  for (const auto& one : written.triggers) {
    auto trigger = trigger_of(one, draft, problems);
    if (!trigger) continue;
    if (trigger->kind == TriggerKind::cron) trigger->dst = dst;
    if (const Error* error = checks.problem(*trigger)) report(*error, one, draft, problems);
    triggers.push_back(std::move(*trigger));
  }
  draft.fields.schedule.value = std::move(triggers);
}

}  // namespace plumbline::codec
