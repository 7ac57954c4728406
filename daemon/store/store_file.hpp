#pragma once

#include <sys/types.h>

#include <filesystem>

#include "canonical-schema/result.hpp"

namespace plumbline::daemon {

/// Makes the store's directory and an empty file in it if they are missing, with the modes that
/// open_sqlite_store() promises. Refuses files that a stranger could have laid there, and whatever
/// is no file (a directory, a device, a pipe, a link to one) before anything is opened, there and
/// where SQLite keeps its logs.
/// Errors: invalid (no absolute path), unsupported (no file), forbidden, unreachable (disk full,
/// I/O).
[[nodiscard]] Result<void> prepare_store_file(const std::filesystem::path& path);

/// Which file a name stands for.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;

  bool operator==(const FileIdentity&) const = default;
};

/// Of the file that `path` leads to. Errors: unreachable (not there), forbidden.
[[nodiscard]] Result<FileIdentity> identity_of(const std::filesystem::path& path);

}  // namespace plumbline::daemon
