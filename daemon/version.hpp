#pragma once

#include <string_view>

namespace plumbline::daemon {

/// The version of this program, from the build.
inline constexpr std::string_view version_text = PLUMBLINE_VERSION;

}  // namespace plumbline::daemon
