#include "daemon/store/sqlite_database.hpp"

#include <cerrno>

#include <sqlite3.h>

namespace plumbline::daemon {
namespace {

Error no_space() {
  return {ErrorKind::unreachable,
          "there is no space left for the store",
          "free space on its file system and run again; nothing was recorded",
          {},
          {}};
}

/// What SQLite's last code on `connection` means for the user.
Error error_of(sqlite3* connection, int code) {
  const std::string text =
      connection == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(connection);
  const int reason = connection == nullptr ? 0 : sqlite3_system_errno(connection);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorKind::unreachable,
              "the store is locked by another process",
              "run again when that process has ended; nothing was recorded",
              {},
              {}};
    case SQLITE_FULL:
      return no_space();
    case SQLITE_IOERR:
      // Memory shared between processes is a file too, and tells a full disk in its own words.
      if (reason == ENOSPC || reason == EDQUOT) return no_space();
      return {ErrorKind::unreachable,
              "the store cannot be read or written: " + text,
              "check the disk that holds it; nothing was recorded",
              {},
              {}};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return {ErrorKind::forbidden,
              "the store cannot be written: " + text,
              "give this user the right to write the file and its directory, or use --no-store",
              {},
              {}};
    case SQLITE_CONSTRAINT:
      return {ErrorKind::conflict,
              "the store holds something else: " + text,
              "run again: it is read anew",
              {},
              {}};
    case SQLITE_TOOBIG:
      return {ErrorKind::invalid,
              "a value is too large for the store",
              "audit fewer platforms at once",
              {},
              {}};
    case SQLITE_NOMEM:
      return {ErrorKind::unreachable, "there is no memory left", "run again", {}, {}};
    default:  // NOTADB, CORRUPT, a table that is not there, …
      return {ErrorKind::corrupt,
              "the store is damaged: " + text,
              "put back a backup, or move the file away: the next audit then begins a new history",
              {},
              {}};
  }
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(sqlite3* database, std::string_view sql) : database_(database) {
  sqlite3_stmt* statement = nullptr;
  code_ = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), 0, &statement,
                             nullptr);
  statement_.reset(statement);
}

void Statement::reset() {
  if (!statement_) return;  // code_ says why
  sqlite3_reset(statement_.get());
  code_ = SQLITE_OK;
}

void Statement::bind(int index, std::string_view text) {
  if (code_ != SQLITE_OK) return;
  // The caller's bytes live until the statement ran, so they need no copy. No bytes are an
  // empty text and not NULL.
  code_ = sqlite3_bind_text64(statement_.get(), index, text.empty() ? "" : text.data(), text.size(),
                              SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind(int index, Bytes bytes) {
  if (code_ != SQLITE_OK) return;
  code_ =
      sqlite3_bind_blob64(statement_.get(), index, bytes.bytes.empty() ? "" : bytes.bytes.data(),
                          bytes.bytes.size(), SQLITE_STATIC);
}

void Statement::bind(int index, std::int64_t number) {
  if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(statement_.get(), index, number);
}

void Statement::bind(int index, const std::optional<Instant>& at) {
  if (at) return bind(index, *at);
  if (code_ == SQLITE_OK) code_ = sqlite3_bind_null(statement_.get(), index);
}

Result<bool> Statement::step() {
  if (code_ == SQLITE_OK) {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    code_ = code;
  }
  Error error = error_of(database_, code_);
  // An unfinished statement would keep its transaction from ending.
  if (statement_) sqlite3_reset(statement_.get());
  return fail(std::move(error));
}

Result<void> Statement::finish() {
  for (;;) {
    const auto row = step();
    if (!row) return fail(row.error());
    if (!*row) break;
  }
  sqlite3_reset(statement_.get());
  return {};
}

std::string Statement::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return bytes == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(bytes), size);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

Instant Statement::instant(int column) const { return Instant(Seconds(integer(column))); }

std::optional<Instant> Statement::maybe_instant(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  return instant(column);
}

void Database::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

Result<Database> Database::open(const std::filesystem::path& path,
                                std::chrono::milliseconds patience) {
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &connection,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(connection);
  if (code != SQLITE_OK) return fail(error_of(connection, code));
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, static_cast<int>(patience.count()));
  // The file may come from anybody: its own views and triggers may call nothing dangerous.
  sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  return database;
}

Result<void> Database::execute(const std::string& sql) const {
  const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(error_of(connection_.get(), code));
  return {};
}

Result<std::optional<std::string>> Database::query(std::string_view sql) const {
  Statement statement = prepare(sql);
  const auto row = statement.step();
  if (!row) return fail(row.error());
  if (!*row) return std::optional<std::string>();
  return std::optional<std::string>(statement.text(0));
}

std::int64_t Database::changed_rows() const { return sqlite3_changes64(connection_.get()); }

bool Database::is_read_only() const { return sqlite3_db_readonly(connection_.get(), "main") != 0; }

Result<Transaction> Transaction::begin(const Database& database, Kind kind) {
  if (auto begun = database.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN"); !begun)
    return fail(std::move(begun.error()));
  return Transaction(&database);
}

Result<void> Transaction::commit() {
  auto committed = database_->execute("COMMIT");
  if (committed) database_ = nullptr;
  return committed;
}

Transaction::~Transaction() {
  // Fails harmlessly if SQLite has rolled back by itself, as it does when the disk is full.
  if (database_ != nullptr) static_cast<void>(database_->execute("ROLLBACK"));
}

}  // namespace plumbline::daemon
