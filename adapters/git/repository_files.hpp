#pragma once

#include <filesystem>

#include "canonical-schema/result.hpp"

namespace plumbline::adapters::git {

/// libgit2 opens the files of a repository and reads on until they end; a named pipe in the place
/// of one never does. Looks at what stands where `path`, or a folder above it, may be a repository:
/// its `.git`, its own files, what its configuration includes, and its loose refs.
/// Errors: corrupt, naming the file that is none.
[[nodiscard]] Result<void> check_repository_files(const std::filesystem::path& path);

}  // namespace plumbline::adapters::git
