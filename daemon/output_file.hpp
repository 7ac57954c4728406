#pragma once

#include <filesystem>
#include <optional>
#include <string>
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

/// The bytes of a file that this program itself may have written at `path`; nullopt = nothing is
/// there. Never follows a link and never waits for a pipe. Errors: conflict (a link, or no regular
/// file), forbidden, unreachable.
[[nodiscard]] Result<std::optional<std::string>> read_own_file(const std::filesystem::path& path);

/// Puts a whole file in the place of `path`, or none. What has that name, a link too, is replaced
/// and never written through. Errors: as write_whole_file.
[[nodiscard]] Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes);

/// Refuses a report in the place of what the audit itself lives on: the store and its logs, the
/// configuration, the policy, a truth file of a local repository, or the repository's own files,
/// and in the tree of a platform that is no whole machine. Links are seen through. Errors:
/// conflict.
[[nodiscard]] Result<void> check_report_place(const std::filesystem::path& path,
                                              const Config& config,
                                              const std::filesystem::path& store);

}  // namespace plumbline::daemon
