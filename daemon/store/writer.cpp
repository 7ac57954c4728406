#include "daemon/store/writer.hpp"

#include <utility>

#include "daemon/store/failpoint.hpp"
#include "daemon/store/history.hpp"

namespace plumbline::daemon {
namespace {

using reconcile::MemoryUpdate;

/// What one run adds, under the number that it got.
class RunWriter {
 public:
  RunWriter(const Database& database, const RunRecord& run)
      : database_(database), run_(run), number_(run.generation + 1) {}

  Result<void> add_run(std::int64_t report_of, const std::optional<Instant>& valid_until) {
    return database_
        .prepare(
            "INSERT INTO runs (number, id, started, finished, verdict, exit_code, report_of,"
            " inputs_digest, valid_until, zone_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .run(number_, run_.id, run_.started, run_.finished, run_.verdict,
             std::int64_t{run_.exit_code}, report_of, run_.inputs_digest, valid_until,
             run_.zone_version);
  }

  /// Only the last report is kept: it is a cache, and the history does not need it.
  Result<void> keep_report() {
    if (auto removed = database_.prepare("DELETE FROM last_report").run(); !removed) return removed;
    return database_.prepare("INSERT INTO last_report (run, body) VALUES (?, ?)")
        .run(number_, Bytes{run_.report});
  }

  Result<void> keep_places(const std::map<PlaceId, reconcile::PlaceMemory>& places) {
    auto keep = database_.prepare(
        "INSERT OR REPLACE INTO places (platform, native_id, last, base, watched, local, run)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)");
    auto forget = database_.prepare("DELETE FROM places WHERE platform = ? AND native_id = ?");
    for (const auto& [id, memory] : places) {
      const bool is_empty = memory == reconcile::PlaceMemory{};
      auto kept = is_empty ? forget.run(id.platform, id.native_id)
                           : keep.run(id.platform, id.native_id, memory.last, memory.base,
                                      memory.watched, memory.local, number_);
      if (!kept) return kept;
    }
    return {};
  }

  Result<void> add_changes(const std::vector<reconcile::FieldChange>& changes) {
    auto add = database_.prepare(
        "INSERT INTO field_changes (run, platform, native_id, workflow, field, old_value,"
        " new_value, after, seen_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto& change : changes) {
      auto added = add.run(number_, change.place.platform, change.place.native_id, change.workflow,
                           change.field, change.from, change.to, change.after, change.seen_at,
                           change.changed_at);
      if (!added) return added;
    }
    return {};
  }

  Result<void> close(const std::vector<reconcile::Closing>& closings) {
    auto close_one = database_.prepare(
        "UPDATE incidents SET closed_at = ?, how_closed = ?, closed_by = ?"
        " WHERE key = ? AND closed_at IS NULL");
    for (const auto& closing : closings) {
      if (auto closed =
              changing(closing.key, close_one.run(closing.at, closing.how, number_, closing.key));
          !closed)
        return closed;
    }
    return {};
  }

  Result<void> see(const std::vector<std::string>& keys) {
    auto see_one = database_.prepare(
        "UPDATE incidents SET last_seen = ?, seen_by = ? WHERE key = ? AND closed_at IS NULL");
    for (const auto& key : keys) {
      if (auto seen = changing(key, see_one.run(run_.started, number_, key)); !seen) return seen;
    }
    return {};
  }

  Result<void> move(const std::map<std::string, std::string>& moved) {
    auto move_one = database_.prepare(
        "UPDATE incidents SET state_hash = ? WHERE key = ? AND closed_at IS NULL");
    for (const auto& [key, state_hash] : moved) {
      if (auto set = changing(key, move_one.run(state_hash, key)); !set) return set;
    }
    return {};
  }

  Result<void> open(const std::vector<reconcile::Incident>& openings) {
    auto add = database_.prepare(
        "INSERT INTO incidents (key, state_hash, cause, severity, workflow, platform, native_id,"
        " field, truth, live, message, after, first_seen, last_seen, changed_at, how_closed,"
        " opened_by, seen_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?)");
    for (const auto& incident : openings) {
      auto added =
          add.run(incident.key, incident.state_hash, incident.cause, incident.severity,
                  incident.workflow, incident.place.platform, incident.place.native_id,
                  incident.field, incident.truth, incident.live, incident.message, incident.after,
                  incident.first_seen, incident.last_seen, incident.changed_at, number_, number_);
      if (!added) return added;
    }
    return {};
  }

  /// All that the run before saw open was seen again.
  Result<void> see_the_same() {
    return database_
        .prepare(
            "UPDATE incidents SET last_seen = ?, seen_by = ?"
            " WHERE closed_at IS NULL AND seen_by = ?")
        .run(run_.started, number_, run_.generation);
  }

 private:
  /// An update that must have touched one row.
  Result<void> changing(const std::string& key, Result<void> updated) {
    if (updated && database_.changed_rows() != 1)
      return fail(ErrorKind::conflict, "the store has no open incident " + key,
                  "run again: the store is read anew");
    return updated;
  }

  const Database& database_;
  const RunRecord& run_;
  std::int64_t number_;
};

/// Refuses a run that was judged by an older state than the store's.
Result<void> check_generation(const Database& database, const RunRecord& run) {
  const auto generation = generation_of(database);
  if (!generation) return fail(generation.error());
  if (*generation != run.generation)
    return fail(ErrorKind::conflict, "another run was recorded meanwhile",
                "run again: the store is read anew");
  return {};
}

}  // namespace

Result<void> write_run(const Database& database, const RunRecord& run, const MemoryUpdate& update) {
  if (auto checked = check_generation(database, run); !checked) return checked;
  PLUMBLINE_FAILPOINT("record.begun");
  RunWriter writer(database, run);
  if (auto done = writer.add_run(run.generation + 1, run.valid_until); !done) return done;
  if (auto done = writer.keep_report(); !done) return done;
  PLUMBLINE_FAILPOINT("record.run");
  if (auto done = writer.keep_places(update.places); !done) return done;
  PLUMBLINE_FAILPOINT("record.places");
  if (auto done = writer.add_changes(update.changes); !done) return done;
  PLUMBLINE_FAILPOINT("record.changes");
  // Before the openings: a key may end and begin again in one run.
  if (auto done = writer.see(update.still_open); !done) return done;
  if (auto done = writer.move(update.moved); !done) return done;
  if (auto done = writer.close(update.closings); !done) return done;
  PLUMBLINE_FAILPOINT("record.closings");
  return writer.open(update.openings);
}

Result<void> write_repeated_run(const Database& database, const RunRecord& run) {
  if (auto checked = check_generation(database, run); !checked) return checked;
  auto last = database.prepare(
      "SELECT report_of, valid_until FROM runs WHERE number = ? AND inputs_digest = ?"
      " AND inputs_digest <> ''");
  last.start(run.generation, run.inputs_digest);
  const auto row = last.step();
  if (!row) return fail(row.error());
  if (!*row)
    return fail(ErrorKind::conflict, "the last run had other inputs",
                "run again: the store is read anew");
  PLUMBLINE_FAILPOINT("touch.begun");
  RunWriter writer(database, run);
  if (auto done = writer.add_run(last.integer(0), last.maybe_instant(1)); !done) return done;
  PLUMBLINE_FAILPOINT("touch.run");
  return writer.see_the_same();
}

}  // namespace plumbline::daemon
