#pragma once

#include <filesystem>
#include <memory>

#include "daemon/store/store.hpp"

namespace plumbline::daemon {

/// How a store is opened.
struct StoreOptions {
  std::filesystem::path path;
  /// How long to wait for another process.
  std::chrono::milliseconds patience{10'000};
};

/// Opens the store, making the file and its directory if they are missing, and brings an older
/// schema up to date.
///
/// A new directory has mode 0700 and the file 0600; below /var, if the group `plumbline` exists
/// and may be given, 2770 and 0660 with that group (contract 12.18). An existing directory is
/// left as it is.
///
/// Errors besides those of Store: unsupported (a newer schema, a database of another program, or no
/// file at all), forbidden (read-only; or, in a directory that everybody may write to, a symbolic
/// link or somebody else's file).
[[nodiscard]] Result<std::unique_ptr<Store>> open_sqlite_store(const StoreOptions& options);

}  // namespace plumbline::daemon
