#include "canonical-schema/severity.hpp"

#include <array>

namespace plumbline {
namespace {

constexpr std::array all_severities{Severity::low, Severity::medium, Severity::high,
                                    Severity::critical};
constexpr std::array all_tiers{Tier::low, Tier::normal, Tier::important, Tier::critical};

}  // namespace

const char* name(Severity severity) {
  switch (severity) {
    case Severity::low:
      return "low";
    case Severity::medium:
      return "medium";
    case Severity::high:
      return "high";
    case Severity::critical:
      return "critical";
  }
  return "";
}

const char* name(Tier tier) {
  switch (tier) {
    case Tier::low:
      return "low";
    case Tier::normal:
      return "normal";
    case Tier::important:
      return "important";
    case Tier::critical:
      return "critical";
  }
  return "";
}

std::optional<Severity> severity_named(std::string_view text) {
  for (const auto severity : all_severities) {
    if (text == name(severity)) return severity;
  }
  return std::nullopt;
}

std::optional<Tier> tier_named(std::string_view text) {
  for (const auto tier : all_tiers) {
    if (text == name(tier)) return tier;
  }
  return std::nullopt;
}

Severity raised(Severity severity) {
  switch (severity) {
    case Severity::low:
      return Severity::medium;
    case Severity::medium:
      return Severity::high;
    case Severity::high:
    case Severity::critical:
      return Severity::critical;
  }
  return severity;
}

Severity lowered(Severity severity) {
  switch (severity) {
    case Severity::critical:
      return Severity::high;
    case Severity::high:
      return Severity::medium;
    case Severity::medium:
    case Severity::low:
      return Severity::low;
  }
  return severity;
}

Severity for_tier(Severity severity, Tier tier) {
  switch (tier) {
    case Tier::critical:
      return raised(severity);
    case Tier::low:
      return lowered(severity);
    case Tier::normal:
    case Tier::important:
      return severity;
  }
  return severity;
}

}  // namespace plumbline
