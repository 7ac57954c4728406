#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"

// JSON objects without nesting, as schedules are written in.

namespace plumbline::schedule {

struct FlatMember {
  std::string key;
  /// A string without its escapes; a number, true, false or null as written.
  std::string value;
  bool is_string = false;
  std::size_t at = 0;  ///< where the value begins, in bytes
};

/// Errors: invalid (no JSON, a nested value, a key twice).
[[nodiscard]] Result<std::vector<FlatMember>> flat_json(std::string_view text);

}  // namespace plumbline::schedule
