#include "adapters/cron/schedule_syntax.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plumbline::adapters::cron {
namespace {

constexpr std::array<std::string_view, 5> field_complaints{
    "bad minute", "bad hour", "bad day-of-month", "bad month", "bad day-of-week"};

/// Syntax needs no zone: the trigger says "the platform's own".
class NoZones final : public schedule::ZoneSource {
 public:
  [[nodiscard]] Result<schedule::ZonePtr> load(std::string_view zone) const override {
    return fail(ErrorKind::not_found, "no zone " + std::string(zone) + " while checking syntax");
  }
};

/// The engine's message begins with the daemon's own words. Where fields are missing the daemon
/// stumbles over the first missing one, unless one before it is bad.
std::string complaint(std::string_view expr, const std::string& message) {
  if (expr.starts_with('@')) return "bad time specifier";
  for (const auto words : field_complaints) {
    if (message.starts_with(words)) return std::string(words);
  }
  const auto blanks = static_cast<std::size_t>(std::count(expr.begin(), expr.end(), ' '));
  return std::string(field_complaints[expr.empty() ? 0 : std::min<std::size_t>(blanks + 1, 4)]);
}

}  // namespace

const TimeFacts& ScheduleSyntax::facts(std::string_view expr) {
  if (const auto found = known_.find(expr); found != known_.end()) return found->second;
  // Missing fields count as "*" here; a line that ends early is refused all the same.
  std::string padded(expr);
  const auto blanks = std::count(expr.begin(), expr.end(), ' ');
  const bool fields_missing = !expr.starts_with('@') && (blanks < 4 || expr.empty());
  for (auto i = blanks; fields_missing && i < 4; ++i) padded += " *";
  schedule::Trigger trigger;
  trigger.kind = schedule::TriggerKind::cron;
  trigger.dialect = name(dialect_);
  trigger.expr = std::move(padded);
  const auto compiled = schedule::compile({std::move(trigger)}, NoZones{});
  TimeFacts facts;
  if (!compiled) {
    facts.problem = complaint(expr, compiled.error().message);
  } else if (fields_missing) {
    facts.problem = complaint(expr, {});
  } else {
    facts.times = *compiled;
    facts.never_fires = schedule::never_fires(**compiled);
    facts.lints = schedule::lints(**compiled);
  }
  return known_.emplace(std::string(expr), std::move(facts)).first->second;
}

}  // namespace plumbline::adapters::cron
