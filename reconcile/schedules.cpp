#include "reconcile/schedules.hpp"

namespace plumbline::reconcile {
namespace {

void append_time(std::string& key, const std::optional<Instant>& at) {
  key += at ? std::to_string(at->time_since_epoch().count()) : "-";
  key += '\x1f';
}

/// Everything that compile() looks at, so that equal keys mean equal schedules.
std::string key_of(const schedule::Triggers& triggers, const std::string& dialect) {
  std::string key = dialect;
  for (const auto& trigger : triggers) {
    key += '\x1e';
    key += std::to_string(static_cast<int>(trigger.kind));
    key += trigger.enabled ? '+' : '-';
    for (const auto* part : {&trigger.dialect, &trigger.expr, &trigger.zone.name}) {
      key += '\x1f';
      key += *part;
    }
    key += '\x1f';
    key += std::to_string(static_cast<int>(trigger.zone.knowledge));
    if (trigger.anchor || trigger.window_start || trigger.window_end) {
      append_time(key, trigger.anchor);
      append_time(key, trigger.window_start);
      append_time(key, trigger.window_end);
    }
    if (trigger.jitter) key += "j" + std::to_string(trigger.jitter->count());
    if (trigger.dst) {
      key += "d" + std::to_string((static_cast<int>(trigger.dst->gap) * 8 +
                                   static_cast<int>(trigger.dst->fold)) *
                                      2 +
                                  (trigger.dst->elapsed ? 1 : 0));
    }
  }
  return key;
}

}  // namespace

const Result<schedule::CompiledPtr>& Schedules::compiled(const schedule::Triggers& triggers,
                                                         const std::string& dialect) {
  auto key = key_of(triggers, dialect);
  const auto found = compiled_.find(key);
  if (found != compiled_.end()) return found->second;
  auto result = schedule::compile(triggers, *zones_, schedule::Context{dialect, {}});
  return compiled_.emplace(std::move(key), std::move(result)).first->second;
}

const schedule::Comparison& Schedules::related(const schedule::CompiledPtr& truth,
                                               const schedule::CompiledPtr& live) {
  const std::pair key{truth.get(), live.get()};
  const auto found = related_.find(key);
  if (found != related_.end()) return found->second;
  return related_.emplace(key, schedule::relate(*truth, *live, as_of_)).first->second;
}

}  // namespace plumbline::reconcile
