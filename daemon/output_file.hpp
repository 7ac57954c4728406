#pragma once

#include <filesystem>
#include <string_view>

#include "canonical-schema/result.hpp"

namespace plumbline::daemon {

/// Writes a whole file or none: beside its place first, then moved there, so that no reader sees
/// half of it and a full disk leaves what was there. A link is followed; a device, a pipe or a
/// socket is written to and never replaced. Errors: unreachable (no such folder, no room),
/// forbidden, invalid (a folder).
[[nodiscard]] Result<void> write_whole_file(const std::filesystem::path& path,
                                            std::string_view bytes);

}  // namespace plumbline::daemon
