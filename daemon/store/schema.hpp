#pragma once

#include "canonical-schema/result.hpp"
#include "daemon/store/sqlite_database.hpp"

namespace plumbline::daemon {

/// Makes an empty database a store, or brings an older store up to date, step by step; each step
/// is one transaction, and several processes may try at once. Turns on the write-ahead log.
///
/// Errors: unsupported (a newer schema; another program's database), forbidden (read-only),
/// unreachable, corrupt.
[[nodiscard]] Result<void> prepare_schema(const Database& database,
                                          std::chrono::milliseconds patience);

}  // namespace plumbline::daemon
