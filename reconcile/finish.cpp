#include "reconcile/finish.hpp"

#include <map>
#include <utility>

#include "canonical-schema/codec/digest.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "reconcile/wording.hpp"

namespace plumbline::reconcile {
namespace {

/// "cron.d/orders" of "cron.d/orders#load": what the platform takes or leaves as a whole.
std::string_view container(std::string_view native_id) {
  return native_id.substr(0, native_id.find('#'));
}

/// True if the job seems to have gone to another file, or to come from one: files move whole.
bool is_moved(const Finding& finding) {
  return (finding.cause == Cause::missing || finding.cause == Cause::unmanaged) &&
         finding.looks_like &&
         container(finding.place.native_id) != container(finding.looks_like->id);
}

/// The zone that a schedule's text ends in, "(Europe/Berlin)"; all of the text if it names none.
std::string_view zone_in(std::string_view text) {
  const auto open = text.rfind('(');
  return open == std::string_view::npos ? text : text.substr(open);
}

/// Findings with one cause share this.
std::string cause_group(const Finding& finding) {
  codec::LengthPrefixedDigest digest;
  digest.add(name(finding.cause));
  digest.add(finding.field ? name(*finding.field) : std::string_view());
  if (finding.rule == zone_only) {
    // The zone of a host, which every job of the host hangs on.
    digest.add(finding.place.platform);
    digest.add(zone_in(finding.truth.text));
    digest.add(zone_in(finding.live.text));
  } else if (finding.cause == Cause::ineffective) {
    digest.add(finding.place.platform);
    digest.add(container(finding.place.native_id));
    digest.add(finding.rule);
    digest.add(finding.live.text);
  } else if (is_moved(finding)) {
    digest.add(finding.place.platform);
    digest.add(container(finding.place.native_id));
    digest.add(container(finding.looks_like->id));
  } else if (finding.field) {
    digest.add(finding.truth.value.empty() ? finding.truth.text : finding.truth.value);
    digest.add(finding.live.value.empty() ? finding.live.text : finding.live.value);
  } else {
    // Two places that are both missing have nothing else in common: each stands for itself.
    digest.add(finding.key);
  }
  digest.add(finding.attribution ? finding.attribution->who : std::string());
  return digest.hex().substr(0, 16);
}

}  // namespace

Subject subject_of(const Finding& finding) {
  Subject subject;
  if (finding.workflow) {
    subject.workflow = to_string(*finding.workflow);
    subject.team = finding.workflow->team;
  }
  subject.platform = finding.place.platform;
  subject.environment = finding.environment;
  if (finding.field) subject.field = name(*finding.field);
  subject.rule = finding.rule;
  subject.cause = name(finding.cause);
  subject.tier = finding.tier;
  return subject;
}

Owner owner_of(const DeclaredWorkflow& workflow) {
  const auto& fields = workflow.fields;
  return {fields.owner_business.value.value_or(""), fields.owner_technical.value.value_or(""),
          fields.owner_support.value.value_or("")};
}

void recall(Finding& finding, const AuditInput& input) {
  finding.first_seen = input.now;
  finding.last_seen = input.now;
  const auto open = input.memory.open.find(finding.key);
  if (open != input.memory.open.end()) {
    finding.first_seen = open->second.first_seen;
    // What only waited until now was never reported.
    finding.status = open->second.cause == waiting_cause ? Status::fresh : Status::open;
  } else if (input.memory.closed.contains(finding.key)) {
    finding.status = Status::reopened;
  }
}

void apply_severities(Finding& finding, const Policy& policy) {
  if (policy.severities.empty()) return;
  const auto subject = subject_of(finding);
  for (const auto& rule : policy.severities) {
    if (!matches(rule.select, subject)) continue;
    finding.severity = rule.severity;
    return;
  }
}

Mode mode_of(const Finding& finding, const Policy& policy) {
  if (policy.modes.empty()) return Mode::propose;
  const auto subject = subject_of(finding);
  for (const auto& rule : policy.modes) {
    if (matches(rule.select, subject)) return rule.mode;
  }
  return Mode::propose;
}

void finish(Finding& finding, const Policy& policy,
            const std::optional<schedule::Comparison>& comparison) {
  finding.mode = mode_of(finding, policy);
  finding.cause_group = cause_group(finding);
  finding.message = message_of(finding);
  finding.effect = effect_of(finding, comparison);
  finding.next_step = next_step_of(finding);
}

void merge_repeats(std::vector<Finding>& findings) {
  std::map<std::string, std::size_t> first;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const auto [known, is_first] = first.emplace(findings[i].key, kept);
    if (is_first) {
      if (kept != i) findings[kept] = std::move(findings[i]);
      ++kept;
      continue;
    }
    auto& stays = findings[known->second];
    if (findings[i].severity > stays.severity) std::swap(stays, findings[i]);
    stays.notes.push_back("also: " + findings[i].message);
  }
  findings.resize(kept);
}

}  // namespace plumbline::reconcile
