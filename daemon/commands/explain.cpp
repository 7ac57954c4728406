#include <algorithm>

#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/leaf_text.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/commands/estate.hpp"
#include "daemon/commands/restore.hpp"
#include "daemon/version.hpp"
#include "reconcile/finish.hpp"
#include "reconcile/verdict.hpp"
#include "reports/explain.hpp"
#include "reports/json.hpp"
#include "reports/redact.hpp"
#include "reports/report_view.hpp"

namespace plumbline::daemon {
namespace {

constexpr std::size_t shortest_key = 4;
constexpr std::size_t shown_changes = 50;

/// The one finding whose key begins with `wanted`.
Result<const reconcile::Finding*> find(const reconcile::AuditReport& report,
                                       const std::string& wanted) {
  if (wanted.size() < shortest_key) {
    return fail(ErrorKind::invalid, "'" + wanted + "' is too short for a key",
                "give at least its first four digits");
  }
  const reconcile::Finding* found = nullptr;
  for (const auto& finding : report.findings) {
    if (finding.key.compare(0, wanted.size(), wanted) != 0) continue;
    if (found != nullptr) {
      return fail(ErrorKind::invalid, "more than one finding's key begins with '" + wanted + "'",
                  "give more of it");
    }
    found = &finding;
  }
  if (found == nullptr) {
    return fail(ErrorKind::not_found, "no finding has a key that begins with '" + wanted + "'",
                "it may be resolved; `plumbline audit` lists what is open");
  }
  return found;
}

std::string selector_text(const reconcile::Selector& select) {
  std::string text;
  const auto add = [&](const char* key, const std::string& value) {
    if (value.empty()) return;
    text += (text.empty() ? "" : ", ") + std::string(key) + " " + value;
  };
  add("workflow", select.workflow);
  add("platform", select.platform);
  add("environment", select.environment);
  add("field", select.field);
  add("rule", select.rule);
  add("cause", select.cause);
  add("team", select.team);
  if (select.tier) add("tier", name(*select.tier));
  return text.empty() ? "everything" : text;
}

void add_policy(reports::ExplainInput& input, const reconcile::Finding& finding,
                const reconcile::Policy& policy) {
  const auto subject = reconcile::subject_of(finding);
  for (const auto& rule : policy.severities) {
    if (!matches(rule.select, subject)) continue;
    input.policy = "severities: " + selector_text(rule.select) + " is " + name(rule.severity);
    break;
  }
  for (const auto& rule : policy.modes) {
    if (!matches(rule.select, subject)) continue;
    if (!input.policy.empty()) input.policy += "; ";
    input.policy += "modes: " + selector_text(rule.select) + " is " + reconcile::name(rule.mode);
    break;
  }
  for (const auto& tolerance : policy.tolerances) {
    if (!matches(tolerance.select, subject)) continue;
    if (tolerance.amount) input.tolerance = text(*tolerance.amount);
    if (tolerance.grace) input.tolerance = "counts after " + text(*tolerance.grace);
    break;
  }
}

void add_live(reports::ExplainInput& input, const reconcile::Finding& finding,
              const LiveEstate& estate) {
  for (const auto& place : estate.compared.places) {
    if (place.id != finding.place || place.live == nullptr) continue;
    input.kind = place.platform->kind;
    input.diagnostics = place.live->diagnostics;
    input.local = place.live->local;
    const auto line = place.live->local.find("line");
    if (line != place.live->local.end()) input.native = line->second;
  }
}

Result<void> add_history(reports::ExplainInput& input, const reconcile::Finding& finding,
                         Store& store) {
  const auto field = finding.field ? std::string(name(*finding.field)) : std::string();
  auto changes = store.changes(finding.place, {}, shown_changes);
  if (!changes) return fail(changes.error());
  std::erase_if(*changes, [&](const auto& change) {
    return !field.empty() && change.field != field &&
           !change.field.starts_with(reconcile::local_change_prefix);
  });
  auto incidents = store.incidents(finding.key);
  if (!incidents) return fail(incidents.error());
  // The store tells newest first.
  std::reverse(changes->begin(), changes->end());
  std::reverse(incidents->begin(), incidents->end());
  for (auto& change : *changes) reports::redact(change);
  input.changes = std::move(*changes);
  input.incidents = std::move(*incidents);
  return {};
}

}  // namespace

int run_explain_command(const Session& session) {
  int code = 0;
  const auto shell = open_shell(session, code);
  if (shell == nullptr) return code;
  auto estate = read_estate(session, *shell, {});
  if (!estate) return give_up(session, estate.error());
  auto outcome = reconcile::conclude((*estate)->compared, (*estate)->answers);
  const auto finding = find(outcome.report, session.arguments.positional("KEY").front());
  if (!finding) return give_up(session, finding.error());
  auto shown = **finding;
  reports::ExplainInput input;
  add_policy(input, shown, (*estate)->pinned.policy);
  add_live(input, shown, **estate);
  if ((*estate)->store != nullptr) {
    if (auto added = add_history(input, shown, *(*estate)->store); !added) {
      return give_up(session, added.error());
    }
  }
  add_truth_folder(input, shell->config());
  add_restore(input, shown, **estate);
  for (const auto* other : reports::same_change(outcome.report, shown)) {
    input.same_change.push_back(*other);
    reports::redact(input.same_change.back());
  }
  reports::redact(shown);
  reports::TextOptions options;
  options.style = {session.console.width(), session.console.colour(), !session.console.unicode()};
  options.verbose = true;
  options.zones = &shell->zones();
  if (session.arguments.has("--json")) {
    reports::redact(outcome.report);
    const reports::JsonOptions json{std::string(version_text), true, shown.key};
    const auto printed = session.console.print(reports::to_json(outcome.report, json));
    return printed ? reconcile::exit_code::agree : give_up(session, printed.error());
  }
  const auto done = session.console.print(reports::explain(shown, input, options));
  return done ? reconcile::exit_code::agree : give_up(session, done.error());
}

}  // namespace plumbline::daemon
