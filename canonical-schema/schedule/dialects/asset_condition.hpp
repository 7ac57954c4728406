#pragma once

#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"

// What Airflow's asset-triggered workflows wait for.

namespace plumbline::schedule {

/// An asset expression and where it ends.
struct AssetCondition {
  std::string text;  ///< in one form: operands sorted, each once, nested ones of a kind joined
  std::size_t end = 0;
};

/// True if the text begins like one: `Asset(`, `Dataset(`, `AssetAlias(`, `(`, `[`.
[[nodiscard]] bool begins_like_asset_condition(std::string_view text);

/// Reads `(Asset(a) & Asset("b")) | Asset(c)` at the beginning of the text; a list `[…]` is all of
/// them. Data sets are what assets were called before Airflow 3. Errors: invalid.
[[nodiscard]] Result<AssetCondition> asset_condition(std::string_view text);

}  // namespace plumbline::schedule
