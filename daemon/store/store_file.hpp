#pragma once

#include <filesystem>

#include "canonical-schema/result.hpp"

namespace plumbline::daemon {

/// Makes the store's directory and an empty file in it if they are missing, with the modes that
/// open_sqlite_store() promises, and refuses files that a stranger could have laid there.
/// Errors: invalid (no path, a directory), forbidden, unreachable (disk full, I/O).
[[nodiscard]] Result<void> prepare_store_file(const std::filesystem::path& path);

}  // namespace plumbline::daemon
