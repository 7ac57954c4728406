#pragma once

#include <optional>
#include <string_view>

namespace plumbline {

/// In rising order, so that `a >= b` reads as it should.
enum class Severity { low, medium, high, critical };

/// How much a workflow matters to its owner; raises or lowers severities.
enum class Tier { low, normal, important, critical };

[[nodiscard]] const char* name(Severity severity);
[[nodiscard]] const char* name(Tier tier);
[[nodiscard]] std::optional<Severity> severity_named(std::string_view text);
[[nodiscard]] std::optional<Tier> tier_named(std::string_view text);

/// One step up or down, within the ends.
[[nodiscard]] Severity raised(Severity severity);
[[nodiscard]] Severity lowered(Severity severity);
/// `severity` for a workflow of that tier: critical raises one step, low lowers one.
[[nodiscard]] Severity for_tier(Severity severity, Tier tier);

}  // namespace plumbline
