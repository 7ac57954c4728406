#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/ids.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/time.hpp"
#include "reconcile/memory.hpp"

namespace plumbline::daemon {

/// One audit, as it is recorded.
struct RunRecord {
  std::string id;  ///< unique in the store
  Instant started{};
  Instant finished{};
  std::string verdict;
  int exit_code = 0;
  /// Over everything that the verdict follows from: tree ids, live digests, policy,
  /// configuration, scope and tz digests. Empty = never taken from the cache.
  std::string inputs_digest;
  std::string report;  ///< opaque bytes
  std::optional<Instant> valid_until;
  /// Memory::generation (or CachedRun::generation) that the run was judged by.
  std::int64_t generation = 0;
  /// Of the time zone data by which it was judged, "2026b".
  std::string zone_version = {};

  bool operator==(const RunRecord&) const = default;
};

/// The last run, if its inputs were the same.
struct CachedRun {
  std::string run_id;  ///< of the run that made the report
  Instant finished{};  ///< of the last run, which may have taken the report from an earlier one
  int exit_code = 0;
  std::string report;
  std::optional<Instant> valid_until;  ///< the caller compares it with its clock
  std::int64_t generation = 0;

  bool operator==(const CachedRun&) const = default;
};

/// A row of the list of runs.
struct RunSummary {
  std::string id;
  Instant started{};
  Instant finished{};
  std::string verdict;
  int exit_code = 0;
  std::string report_of;  ///< the run whose report it shows: itself, or an earlier one

  bool operator==(const RunSummary&) const = default;
};

/// What Plumbline remembers between audits. What it knows is only ever added to: field changes,
/// openings and closings of incidents, and runs are never altered or removed.
///
/// Several processes may use one store at once. Every method is one transaction. One thread at a
/// time for each object.
///
/// Errors of every method: unreachable (locked for too long, disk full, I/O), forbidden (not
/// ours to write), corrupt. After an error nothing of the call is recorded.
class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  Store(Store&&) = delete;
  Store& operator=(Store&&) = delete;
  virtual ~Store() = default;

  /// All that an audit needs to know of the past.
  [[nodiscard]] virtual Result<reconcile::Memory> load() = 0;

  /// Records a run and what it adds, or nothing; once it returns, the run survives a crash.
  ///   A place whose texts are all empty is forgotten.
  ///   still_open, moved and closings name incidents that are open.
  /// Errors besides the common ones: conflict, if another run was recorded since `generation`
  /// (load again, judge again, record again), if the run id is known already, or if the update
  /// opens what is open, or closes or moves what is not.
  [[nodiscard]] virtual Result<void> record(const RunRecord& run,
                                            const reconcile::MemoryUpdate& update) = 0;

  /// The last run, if `inputs_digest` is its digest.
  [[nodiscard]] virtual Result<std::optional<CachedRun>> cached(std::string_view inputs_digest) = 0;

  /// Records a run that found the inputs of the last run unchanged: it refers to that run's
  /// report (`run.report` and `run.valid_until` are not used), and what that run saw open was
  /// seen once more. Errors: conflict, if the last run is another one by now or had other inputs.
  [[nodiscard]] virtual Result<void> touch(const RunRecord& run) = 0;

  /// What changed at a place, newest first, at most `limit`; all fields if `field` is empty.
  [[nodiscard]] virtual Result<std::vector<reconcile::FieldChange>> changes(const PlaceId& place,
                                                                            std::string_view field,
                                                                            std::size_t limit) = 0;

  /// Every incident of a key, newest first.
  [[nodiscard]] virtual Result<std::vector<reconcile::Incident>> incidents(
      std::string_view key) = 0;

  /// Every incident of a place, newest first, at most `limit`.
  [[nodiscard]] virtual Result<std::vector<reconcile::Incident>> incidents_at(
      const PlaceId& place, std::size_t limit) = 0;

  /// The last runs, newest first, at most `limit`.
  [[nodiscard]] virtual Result<std::vector<RunSummary>> runs(std::size_t limit) = 0;

  [[nodiscard]] virtual Result<std::size_t> place_count() = 0;
};

}  // namespace plumbline::daemon
