#include "daemon/store/sqlite_store.hpp"

#include <utility>

#include "daemon/store/failpoint.hpp"
#include "daemon/store/history.hpp"
#include "daemon/store/schema.hpp"
#include "daemon/store/sqlite_database.hpp"
#include "daemon/store/store_file.hpp"
#include "daemon/store/writer.hpp"

namespace plumbline::daemon {
namespace {

using Kind = Transaction::Kind;

class SqliteStore final : public Store {
 public:
  SqliteStore(Database database, std::filesystem::path path, FileIdentity identity)
      : database_(std::move(database)), path_(std::move(path)), identity_(identity) {}

  Result<reconcile::Memory> load() override {
    return reading([&] { return read_memory(database_); });
  }

  Result<void> record(const RunRecord& run, const reconcile::MemoryUpdate& update) override {
    return writing([&] { return write_run(database_, run, update); });
  }

  Result<std::optional<CachedRun>> cached(std::string_view inputs_digest) override {
    return reading([&] { return read_cached(database_, inputs_digest); });
  }

  Result<void> touch(const RunRecord& run) override {
    return writing([&] { return write_repeated_run(database_, run); });
  }

  Result<std::vector<reconcile::FieldChange>> changes(const PlaceId& place, std::string_view field,
                                                      std::size_t limit) override {
    return reading([&] { return read_changes(database_, place, field, limit); });
  }

  Result<std::vector<reconcile::Incident>> incidents(std::string_view key) override {
    return reading([&] { return read_incidents(database_, key); });
  }

  Result<std::vector<reconcile::Incident>> incidents_at(const PlaceId& place,
                                                        std::size_t limit) override {
    return reading([&] { return read_incidents_at(database_, place, limit); });
  }

  Result<std::vector<RunSummary>> runs(std::size_t limit) override {
    return reading([&] { return read_runs(database_, limit); });
  }

  Result<std::size_t> place_count() override {
    return reading([&] { return count_places(database_); });
  }

 private:
  /// Names the file in an error.
  [[nodiscard]] Error placed(Error error) const {
    if (error.where.file.empty()) error.where.file = path_.string();
    return error;
  }

  template <class Read>
  auto reading(Read read) -> decltype(read()) {
    auto transaction = Transaction::begin(database_, Kind::read);
    if (!transaction)
      return fail(placed(std::move(transaction.error())), "while reading the store");
    auto result = read();
    if (!result) return fail(placed(std::move(result.error())), "while reading the store");
    return result;
  }

  template <class Write>
  Result<void> writing(Write write) {
    auto transaction = Transaction::begin(database_, Kind::write);
    if (!transaction)
      return fail(placed(std::move(transaction.error())), "while recording the run");
    auto written = write();
    if (written) {
      PLUMBLINE_FAILPOINT("record.before_commit");
      written = check_in_place();
      if (written) written = transaction->commit();
    }
    if (!written) return fail(placed(std::move(written.error())), "while recording the run");
    PLUMBLINE_FAILPOINT("record.committed");
    return {};
  }

  /// What is recorded in a file that was moved away, the next run would not find.
  Result<void> check_in_place() const {
    const auto now = identity_of(path_);
    if (now && *now == identity_) return {};
    return fail(ErrorKind::unreachable, "the store was moved away or replaced while this ran",
                "nothing was recorded; run again");
  }

  Database database_;
  std::filesystem::path path_;
  FileIdentity identity_;
};

Result<std::unique_ptr<Store>> open_prepared(const std::filesystem::path& path,
                                             std::chrono::milliseconds patience) {
  if (auto prepared = prepare_store_file(path); !prepared) return fail(std::move(prepared.error()));
  // Before it is opened: if another file takes its place in between, the first commit says so.
  const auto identity = identity_of(path);
  if (!identity) return fail(identity.error());
  auto database = Database::open(path, patience);
  if (!database) return fail(std::move(database.error()));
  if (auto prepared = prepare_schema(*database, patience); !prepared)
    return fail(std::move(prepared.error()));
  return std::make_unique<SqliteStore>(std::move(*database), path, *identity);
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const StoreOptions& options) {
  auto store = open_prepared(options.path, options.patience);
  if (store) return store;
  Error error = std::move(store.error());
  if (error.where.file.empty()) error.where.file = options.path.string();
  return fail(std::move(error), "while opening the store");
}

}  // namespace plumbline::daemon
