#pragma once

#include "canonical-schema/result.hpp"
#include "daemon/store/sqlite_database.hpp"
#include "daemon/store/store.hpp"

// The queries, inside a transaction of the caller's. What they promise is in store.hpp.

namespace plumbline::daemon {

/// The number of the last run; 0 if there is none.
[[nodiscard]] Result<std::int64_t> generation_of(const Database& database);

[[nodiscard]] Result<reconcile::Memory> read_memory(const Database& database);
[[nodiscard]] Result<std::optional<CachedRun>> read_cached(const Database& database,
                                                           std::string_view inputs_digest);
[[nodiscard]] Result<std::vector<reconcile::FieldChange>> read_changes(const Database& database,
                                                                       const PlaceId& place,
                                                                       std::string_view field,
                                                                       std::size_t limit);
[[nodiscard]] Result<std::vector<reconcile::Incident>> read_incidents(const Database& database,
                                                                      std::string_view key);
[[nodiscard]] Result<std::vector<reconcile::Incident>> read_incidents_at(const Database& database,
                                                                         const PlaceId& place,
                                                                         std::size_t limit);
[[nodiscard]] Result<std::vector<RunSummary>> read_runs(const Database& database,
                                                        std::size_t limit);
[[nodiscard]] Result<std::size_t> count_places(const Database& database);

}  // namespace plumbline::daemon
