#pragma once

#include <string>
#include <string_view>

namespace plumbline {

/// Untrusted text for a message: in double quotes, cut after 40 characters (with "…"), on one
/// line, without anything that a terminal obeys; what cannot be shown becomes "?".
[[nodiscard]] std::string excerpt(std::string_view text);

}  // namespace plumbline
