#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"

namespace plumbline {

/// One logical job: `team/name`. Both parts are 1 to 128 characters of a-z A-Z 0-9 . _ -, and
/// begin with a letter or digit.
struct WorkflowId {
  std::string team;
  std::string name;

  auto operator<=>(const WorkflowId&) const = default;
};

/// "team/name".
[[nodiscard]] std::string to_string(const WorkflowId& id);
/// Reads "team/name". Errors: invalid.
[[nodiscard]] Result<WorkflowId> parse_workflow_id(std::string_view text);
/// True if `text` may be a team, a workflow name or a platform name.
[[nodiscard]] bool is_name(std::string_view text);

/// Where a workflow lives: one native id on one platform (contract section 11).
struct PlaceId {
  std::string platform;
  std::string native_id;

  auto operator<=>(const PlaceId&) const = default;
};

/// "platform:native id", for messages.
[[nodiscard]] std::string to_string(const PlaceId& id);

}  // namespace plumbline
