#include "daemon/store/history.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace plumbline::daemon {
namespace {

using reconcile::FieldChange;
using reconcile::Incident;
using reconcile::Memory;
using reconcile::PlaceMemory;

constexpr std::string_view incident_columns =
    "key, state_hash, cause, severity, workflow, platform, native_id, field, truth, live, message,"
    " after, first_seen, last_seen, changed_at, closed_at, how_closed";

Incident incident_of(const Statement& row) {
  Incident incident;
  incident.key = row.text(0);
  incident.state_hash = row.text(1);
  incident.cause = row.text(2);
  incident.severity = row.text(3);
  incident.workflow = row.text(4);
  incident.place = {row.text(5), row.text(6)};
  incident.field = row.text(7);
  incident.truth = row.text(8);
  incident.live = row.text(9);
  incident.message = row.text(10);
  incident.after = row.maybe_instant(11);
  incident.first_seen = row.instant(12);
  incident.last_seen = row.instant(13);
  incident.changed_at = row.maybe_instant(14);
  incident.closed_at = row.maybe_instant(15);
  incident.how_closed = row.text(16);
  return incident;
}

/// Calls take(row) for each row of a started statement.
template <class Take>
Result<void> each(Statement& statement, Take take) {
  for (;;) {
    const auto row = statement.step();
    if (!row) return fail(row.error());
    if (!*row) return {};
    take(statement);
  }
}

/// A limit as SQL counts.
std::int64_t as_limit(std::size_t limit) {
  constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(limit, most));
}

Result<void> read_places(const Database& database, Memory& memory) {
  auto rows = database.prepare(
      "SELECT platform, native_id, last, base, watched, local FROM places ORDER BY platform, "
      "native_id");
  return each(rows, [&](const Statement& row) {
    // The primary key has the order of the map, so each place belongs at the end.
    memory.places.emplace_hint(memory.places.end(), PlaceId{row.text(0), row.text(1)},
                               PlaceMemory{row.text(2), row.text(3), row.text(4), row.text(5)});
  });
}

Result<void> read_open(const Database& database, Memory& memory) {
  auto rows = database.prepare("SELECT " + std::string(incident_columns) +
                               " FROM incidents WHERE closed_at IS NULL ORDER BY key");
  return each(rows, [&](const Statement& row) {
    Incident incident = incident_of(row);
    std::string key = incident.key;
    memory.open.emplace_hint(memory.open.end(), std::move(key), std::move(incident));
  });
}

/// What ended while it only waited was never reported, so it cannot come back.
Result<void> read_closed(const Database& database, Memory& memory) {
  auto rows = database.prepare(
      "SELECT key, max(closed_at) FROM incidents"
      " WHERE closed_at IS NOT NULL AND cause <> '" +
      std::string(reconcile::waiting_cause) + "' GROUP BY key");
  return each(rows, [&](const Statement& row) {
    std::string key = row.text(0);
    if (!memory.open.contains(key)) memory.closed.emplace(std::move(key), row.instant(1));
  });
}

}  // namespace

Result<std::int64_t> generation_of(const Database& database) {
  auto rows = database.prepare("SELECT coalesce(max(number), 0) FROM runs");
  const auto row = rows.step();
  if (!row) return fail(row.error());
  return rows.integer(0);
}

Result<Memory> read_memory(const Database& database) {
  Memory memory;
  if (auto read = read_places(database, memory); !read) return fail(read.error());
  if (auto read = read_open(database, memory); !read) return fail(read.error());
  if (auto read = read_closed(database, memory); !read) return fail(read.error());
  auto last = database.prepare(
      "SELECT number, started, zone_version FROM runs ORDER BY number DESC LIMIT 1");
  const auto row = last.step();
  if (!row) return fail(row.error());
  if (*row) {
    memory.generation = last.integer(0);
    memory.last_run_at = last.instant(1);
    memory.zone_version = last.text(2);
  }
  return memory;
}

Result<std::optional<CachedRun>> read_cached(const Database& database,
                                             std::string_view inputs_digest) {
  auto rows = database.prepare(
      "SELECT maker.id, run.finished, run.exit_code, last_report.body, run.valid_until, run.number"
      " FROM runs AS run JOIN runs AS maker ON maker.number = run.report_of"
      " JOIN last_report ON last_report.run = run.report_of"
      " WHERE run.number = (SELECT max(number) FROM runs)"
      " AND run.inputs_digest = ?1 AND ?1 <> ''");
  rows.start(inputs_digest);
  const auto row = rows.step();
  if (!row) return fail(row.error());
  if (!*row) return std::optional<CachedRun>();
  CachedRun run;
  run.run_id = rows.text(0);
  run.finished = rows.instant(1);
  run.exit_code = static_cast<int>(rows.integer(2));
  run.report = rows.text(3);
  run.valid_until = rows.maybe_instant(4);
  run.generation = rows.integer(5);
  return std::optional<CachedRun>(std::move(run));
}

Result<std::vector<FieldChange>> read_changes(const Database& database, const PlaceId& place,
                                              std::string_view field, std::size_t limit) {
  auto rows = database.prepare(
      "SELECT workflow, field, old_value, new_value, after, seen_at, changed_at"
      " FROM field_changes WHERE platform = ?1 AND native_id = ?2 AND (?3 = '' OR field = ?3)"
      " ORDER BY number DESC LIMIT ?4");
  rows.start(place.platform, place.native_id, field, as_limit(limit));
  std::vector<FieldChange> changes;
  auto read = each(rows, [&](const Statement& row) {
    changes.push_back({place, row.text(0), row.text(1), row.text(2), row.text(3),
                       row.maybe_instant(4), row.instant(5), row.maybe_instant(6)});
  });
  if (!read) return fail(std::move(read.error()));
  return changes;
}

Result<std::vector<Incident>> read_incidents(const Database& database, std::string_view key) {
  auto rows = database.prepare("SELECT " + std::string(incident_columns) +
                               " FROM incidents WHERE key = ? ORDER BY number DESC");
  rows.start(key);
  std::vector<Incident> incidents;
  auto read = each(rows, [&](const Statement& row) { incidents.push_back(incident_of(row)); });
  if (!read) return fail(std::move(read.error()));
  return incidents;
}

Result<std::vector<Incident>> read_incidents_at(const Database& database, const PlaceId& place,
                                                std::size_t limit) {
  auto rows = database.prepare("SELECT " + std::string(incident_columns) +
                               " FROM incidents WHERE platform = ? AND native_id = ?"
                               " ORDER BY number DESC LIMIT ?");
  rows.start(place.platform, place.native_id, as_limit(limit));
  std::vector<Incident> incidents;
  auto read = each(rows, [&](const Statement& row) { incidents.push_back(incident_of(row)); });
  if (!read) return fail(std::move(read.error()));
  return incidents;
}

Result<std::vector<RunSummary>> read_runs(const Database& database, std::size_t limit) {
  auto rows = database.prepare(
      "SELECT run.id, run.started, run.finished, run.verdict, run.exit_code, maker.id"
      " FROM runs AS run JOIN runs AS maker ON maker.number = run.report_of"
      " ORDER BY run.number DESC LIMIT ?");
  rows.start(as_limit(limit));
  std::vector<RunSummary> runs;
  auto read = each(rows, [&](const Statement& row) {
    runs.push_back({row.text(0), row.instant(1), row.instant(2), row.text(3),
                    static_cast<int>(row.integer(4)), row.text(5)});
  });
  if (!read) return fail(std::move(read.error()));
  return runs;
}

Result<std::size_t> count_places(const Database& database) {
  auto rows = database.prepare("SELECT count(*) FROM places");
  const auto row = rows.step();
  if (!row) return fail(row.error());
  return static_cast<std::size_t>(rows.integer(0));
}

}  // namespace plumbline::daemon
