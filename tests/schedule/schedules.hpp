#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "adapters/system/zone_data.hpp"
#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/schedule.hpp"

namespace plumbline::schedule::test {

/// The machine's tz database, read once for a test program.
inline const ZoneSource& zones() {
  static const adapters::system::ZoneData data;
  return data;
}

inline ZoneRef in(std::string zone) { return {ZoneKnowledge::named, std::move(zone)}; }

inline Trigger cron(std::string dialect, std::string expr, std::string zone = "UTC") {
  Trigger trigger;
  trigger.kind = TriggerKind::cron;
  trigger.dialect = std::move(dialect);
  trigger.expr = std::move(expr);
  trigger.zone = in(std::move(zone));
  return trigger;
}

inline Trigger of_kind(TriggerKind kind, std::string expr = {}) {
  Trigger trigger;
  trigger.kind = kind;
  trigger.expr = std::move(expr);
  return trigger;
}

/// Compiles what a test knows to be right.
inline CompiledPtr compiled(const Triggers& triggers, const Context& context = {}) {
  auto result = compile(triggers, zones(), context);
  if (!result) throw std::runtime_error(describe(result.error()));
  return *result;
}
inline CompiledPtr compiled(std::string dialect, std::string expr, std::string zone = "UTC") {
  return compiled({cron(std::move(dialect), std::move(expr), std::move(zone))});
}

inline Instant utc(std::string_view text) {
  auto instant = parse_instant(text);
  if (!instant) throw std::runtime_error(describe(instant.error()));
  return *instant;
}

/// What the vectors are judged from.
inline Instant as_of() { return utc("2026-01-01T00:00:00Z"); }

}  // namespace plumbline::schedule::test
