#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::daemon {

/// The dialect that was meant by a name that is none ("k8s", "EventBridge", "argoo"), with or
/// without a version, if it is one of `known`.
[[nodiscard]] std::optional<std::string> meant_dialect(std::string_view name,
                                                       const std::vector<std::string>& known);

}  // namespace plumbline::daemon
