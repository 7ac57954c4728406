#include "daemon/store/schema.hpp"

#include <array>
#include <string>
#include <thread>

#include "daemon/store/failpoint.hpp"

namespace plumbline::daemon {
namespace {

/// "Plmb": marks our files for file(1) and for us.
constexpr std::int64_t application_id = 0x506c6d62;

/// Step n turns schema n into n + 1. A step that was released is never changed.
constexpr std::array migrations{
    // 1: what is known. Times are seconds since 1970, UTC. `runs.number` is the generation.
    R"sql(
PRAGMA application_id = 1349283170;

CREATE TABLE runs (
  number    INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,
  started   INTEGER NOT NULL,
  finished  INTEGER NOT NULL,
  verdict   TEXT NOT NULL,
  exit_code INTEGER NOT NULL,
  report_of INTEGER NOT NULL REFERENCES runs (number)
) STRICT;

-- One row a place: canonical JSON objects by field name.
CREATE TABLE places (
  platform  TEXT NOT NULL,
  native_id TEXT NOT NULL,
  last      TEXT NOT NULL,
  base      TEXT NOT NULL,
  watched   TEXT NOT NULL,
  run       INTEGER NOT NULL REFERENCES runs (number),
  PRIMARY KEY (platform, native_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE field_changes (
  number     INTEGER PRIMARY KEY,
  run        INTEGER NOT NULL REFERENCES runs (number),
  platform   TEXT NOT NULL,
  native_id  TEXT NOT NULL,
  workflow   TEXT NOT NULL,
  field      TEXT NOT NULL,
  old_value  TEXT NOT NULL,
  new_value  TEXT NOT NULL,
  after      INTEGER,
  seen_at    INTEGER NOT NULL,
  changed_at INTEGER
) STRICT;
CREATE INDEX field_changes_of_place ON field_changes (platform, native_id, field);

CREATE TABLE incidents (
  number     INTEGER PRIMARY KEY,
  key        TEXT NOT NULL,
  state_hash TEXT NOT NULL,
  cause      TEXT NOT NULL,
  severity   TEXT NOT NULL,
  workflow   TEXT NOT NULL,
  platform   TEXT NOT NULL,
  native_id  TEXT NOT NULL,
  field      TEXT NOT NULL,
  truth      TEXT NOT NULL,
  live       TEXT NOT NULL,
  message    TEXT NOT NULL,
  after      INTEGER,
  first_seen INTEGER NOT NULL,
  last_seen  INTEGER NOT NULL,
  changed_at INTEGER,
  closed_at  INTEGER,
  how_closed TEXT NOT NULL,
  opened_by  INTEGER NOT NULL REFERENCES runs (number),
  seen_by    INTEGER NOT NULL REFERENCES runs (number),
  closed_by  INTEGER REFERENCES runs (number)
) STRICT;
CREATE UNIQUE INDEX open_incidents ON incidents (key) WHERE closed_at IS NULL;
CREATE INDEX closed_incidents ON incidents (key, closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX incidents_of_place ON incidents (platform, native_id);

-- What is known is only ever added to, whoever writes.
CREATE TRIGGER runs_stay BEFORE DELETE ON runs
  BEGIN SELECT RAISE (ABORT, 'runs are never removed'); END;
CREATE TRIGGER changes_stay BEFORE DELETE ON field_changes
  BEGIN SELECT RAISE (ABORT, 'field changes are never removed'); END;
CREATE TRIGGER changes_hold BEFORE UPDATE ON field_changes
  BEGIN SELECT RAISE (ABORT, 'field changes are never altered'); END;
CREATE TRIGGER incidents_stay BEFORE DELETE ON incidents
  BEGIN SELECT RAISE (ABORT, 'incidents are never removed'); END;
CREATE TRIGGER incidents_hold BEFORE UPDATE ON incidents WHEN OLD.closed_at IS NOT NULL
  BEGIN SELECT RAISE (ABORT, 'closed incidents are never altered'); END;
)sql",
    // 2: the last report, for audits that find nothing changed. Only a cache.
    R"sql(
ALTER TABLE runs ADD COLUMN inputs_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN valid_until INTEGER;

CREATE TABLE last_report (
  run  INTEGER PRIMARY KEY REFERENCES runs (number),
  body BLOB NOT NULL
) STRICT;
)sql",
    // 3: what is local at a place. Empty = not known, as in everything that was written before.
    R"sql(
ALTER TABLE places ADD COLUMN local TEXT NOT NULL DEFAULT '';
)sql",
    // 4: by which time zone data a run judged. Empty = not known.
    R"sql(
ALTER TABLE runs ADD COLUMN zone_version TEXT NOT NULL DEFAULT '';
)sql",
};
constexpr auto newest = static_cast<std::int64_t>(migrations.size());

/// The schema version, once it is sure that the database is ours or empty.
Result<std::int64_t> version_of(const Database& database) {
  // One statement, so that another process cannot migrate between the answers.
  Statement statement = database.prepare(
      "SELECT (SELECT user_version FROM pragma_user_version),"
      " (SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)");
  const auto row = statement.step();
  if (!row) return fail(row.error());
  const std::int64_t version = statement.integer(0);
  const std::int64_t application = statement.integer(1);
  const bool is_empty = version == 0 && application == 0 && statement.integer(2) == 0;
  if (!is_empty && application != application_id)
    return fail(ErrorKind::unsupported, "the file is a database of another program",
                "name another file under `store: {path: …}`");
  if (version < 0)
    return fail(ErrorKind::corrupt, "the store is damaged: no schema has a negative number",
                "restore it from a backup, or name another file under `store: {path: …}`");
  if (version > newest)
    return fail(ErrorKind::unsupported,
                "the store was written by a newer Plumbline (schema " + std::to_string(version) +
                    ", this one knows " + std::to_string(newest) + ")",
                "install that version again, or name another file under `store: {path: …}`");
  return version;
}

Result<void> migrate_one(const Database& database) {
  auto transaction = Transaction::begin(database, Transaction::Kind::write);
  if (!transaction) return fail(std::move(transaction.error()));
  // Again under the lock: another process may have been faster.
  const auto version = version_of(database);
  if (!version) return fail(version.error());
  if (*version >= newest) return {};
  PLUMBLINE_FAILPOINT("migrate.begun");
  if (auto made = database.execute(migrations[static_cast<std::size_t>(*version)]); !made)
    return made;
  PLUMBLINE_FAILPOINT("migrate.made");
  if (auto set = database.execute("PRAGMA user_version = " + std::to_string(*version + 1)); !set)
    return set;
  PLUMBLINE_FAILPOINT("migrate.before_commit");
  if (auto committed = transaction->commit(); !committed) return committed;
  PLUMBLINE_FAILPOINT("migrate.committed");
  return {};
}

/// SQLite does not wait for other connections when it changes the journal mode, so we do.
Result<void> use_write_ahead_log(const Database& database, std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds pause{5};
  for (auto waited = pause;; waited += pause) {
    const auto mode = database.query("PRAGMA journal_mode = WAL");
    if (mode && mode->value_or("") == "wal") return {};
    if (mode)
      return fail(ErrorKind::unsupported, "the store's file system cannot keep a write-ahead log",
                  "put the store on a local disk");
    const bool is_busy = mode.error().kind == ErrorKind::unreachable;
    if (!is_busy || waited >= patience) return fail(mode.error());
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace

Result<void> prepare_schema(const Database& database, std::chrono::milliseconds patience) {
  auto version = version_of(database);
  if (!version) return fail(std::move(version.error()));
  if (database.is_read_only())
    return fail(ErrorKind::forbidden, "the store is read-only",
                "give this user the right to write the file and its directory, or use --no-store");
  if (auto set = use_write_ahead_log(database, patience); !set) return set;
  PLUMBLINE_FAILPOINT("store.logging");
  if (auto set = database.execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                                  "PRAGMA cell_size_check = ON; PRAGMA cache_size = -8192;");
      !set)
    return set;
  while (*version < newest) {
    if (auto made = migrate_one(database); !made)
      return fail(std::move(made.error()), "while bringing the store up to date");
    version = version_of(database);
    if (!version) return fail(std::move(version.error()));
  }
  return {};
}

}  // namespace plumbline::daemon
