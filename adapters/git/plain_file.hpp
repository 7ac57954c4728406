#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "adapters/system/file_system.hpp"
#include "canonical-schema/result.hpp"

// Files of a repository that we open ourselves. Anybody may have put them there, so nothing here
// waits for the other end of a pipe.

namespace plumbline::adapters::git {

/// Opens a regular file for reading; symbolic links are followed, as git does. Errors: not_found,
/// forbidden, corrupt (a folder, a pipe, a device), unreachable.
[[nodiscard]] Result<system::UniqueFd> open_plain(const std::filesystem::path& file);

/// Up to `room` more bytes into `buffer`; fewer only at the end of the file. Errors: unreachable.
[[nodiscard]] Result<std::size_t> read_some(const system::UniqueFd& file, char* buffer,
                                            std::size_t room);

/// The whole file. Errors: as open_plain; corrupt (longer than `most` bytes).
[[nodiscard]] Result<std::string> read_plain(const std::filesystem::path& file, std::size_t most);

}  // namespace plumbline::adapters::git
