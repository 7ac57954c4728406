#pragma once

#include <array>
#include <string>
#include <string_view>

#include "reconcile/finding.hpp"

namespace plumbline::reports {

/// One rule of the PL table. Numbers are never used for anything else.
struct RuleText {
  std::string_view id;
  std::string_view title;
  std::string_view meaning;
  std::string_view what_to_do;
};

/// Every rule, by number.
[[nodiscard]] const std::array<RuleText, 22>& rules();
/// The row of a rule; nullptr for an id that is none.
[[nodiscard]] const RuleText* rule(std::string_view id);

/// What a cause says about who moved, one sentence.
[[nodiscard]] std::string_view meaning(reconcile::Cause cause);

/// docs/rules.md.
[[nodiscard]] std::string rules_markdown();

}  // namespace plumbline::reports
