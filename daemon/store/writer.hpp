#pragma once

#include "canonical-schema/result.hpp"
#include "daemon/store/sqlite_database.hpp"
#include "daemon/store/store.hpp"

// The statements that write, inside a transaction of the caller's. What they promise is in
// store.hpp.

namespace plumbline::daemon {

[[nodiscard]] Result<void> write_run(const Database& database, const RunRecord& run,
                                     const reconcile::MemoryUpdate& update);
[[nodiscard]] Result<void> write_repeated_run(const Database& database, const RunRecord& run);

}  // namespace plumbline::daemon
