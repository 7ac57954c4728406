#pragma once

#include <filesystem>
#include <string_view>

#include "canonical-schema/result.hpp"
#include "daemon/config/config.hpp"

namespace plumbline::daemon {

/// Writes a whole file or none: beside its place first, then moved there, so that no reader sees
/// half of it and a full disk leaves what was there. A link is followed; a device, a pipe or a
/// socket is written to and never replaced. Errors: unreachable (no such folder, no room),
/// forbidden, invalid (a folder).
[[nodiscard]] Result<void> write_whole_file(const std::filesystem::path& path,
                                            std::string_view bytes);

/// Refuses a report in the place of what the audit itself lives on: the store and its logs, the
/// configuration, the policy, a truth file of a local repository, or the repository's own files.
/// Links are seen through. Errors: conflict.
[[nodiscard]] Result<void> check_report_place(const std::filesystem::path& path,
                                              const Config& config,
                                              const std::filesystem::path& store);

}  // namespace plumbline::daemon
