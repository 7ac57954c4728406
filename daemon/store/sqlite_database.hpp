#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "canonical-schema/result.hpp"
#include "canonical-schema/time.hpp"

struct sqlite3;
struct sqlite3_stmt;

// SQLite's handles as values that close themselves, and its codes as Errors. Whatever includes
// sqlite3.h lies behind this header.

namespace plumbline::daemon {

/// A value that is bytes and not text.
struct Bytes {
  std::string_view bytes;
};

/// A prepared statement; it must not outlive its Database. Parameters are bound in order by
/// start() or run(); a row's columns are read in any order until the next step().
class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql);

  /// Binds `values` and stands before the first row.
  template <class... Values>
  void start(const Values&... values) {
    reset();
    int index = 0;
    (bind(++index, values), ...);
  }
  /// True if there is a row to read, false at the end.
  [[nodiscard]] Result<bool> step();
  /// start(), then steps to the end.
  template <class... Values>
  [[nodiscard]] Result<void> run(const Values&... values) {
    start(values...);
    return finish();
  }

  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] Instant instant(int column) const;
  [[nodiscard]] std::optional<Instant> maybe_instant(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  void reset();
  void bind(int index, std::string_view text);
  void bind(int index, Bytes bytes);
  void bind(int index, std::int64_t number);
  void bind(int index, Instant at) { bind(index, std::int64_t{at.time_since_epoch().count()}); }
  void bind(int index, const std::optional<Instant>& at);
  [[nodiscard]] Result<void> finish();

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int code_ = 0;  ///< the first error since reset(), told by the next step()
};

/// One connection.
class Database {
 public:
  /// Opens a file that exists. Waits at most `patience` for locks of others.
  [[nodiscard]] static Result<Database> open(const std::filesystem::path& path,
                                             std::chrono::milliseconds patience);

  [[nodiscard]] Statement prepare(std::string_view sql) const { return {connection_.get(), sql}; }
  /// Runs statements that return nothing of interest.
  [[nodiscard]] Result<void> execute(const std::string& sql) const;
  /// The first column of the first row; nullopt if there is none.
  [[nodiscard]] Result<std::optional<std::string>> query(std::string_view sql) const;
  /// Rows that the last INSERT, UPDATE or DELETE touched.
  [[nodiscard]] std::int64_t changed_rows() const;
  [[nodiscard]] bool is_read_only() const;

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  explicit Database(sqlite3* connection) : connection_(connection) {}

  std::unique_ptr<sqlite3, Close> connection_;
};

/// A transaction: rolled back unless committed.
class Transaction {
 public:
  enum class Kind {
    read,   ///< one state of the database for all its queries
    write,  ///< the lock is taken at once, so that it cannot fail half-way
  };
  [[nodiscard]] static Result<Transaction> begin(const Database& database, Kind kind);
  [[nodiscard]] Result<void> commit();

  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

 private:
  explicit Transaction(const Database* database) : database_(database) {}

  const Database* database_;
};

}  // namespace plumbline::daemon
