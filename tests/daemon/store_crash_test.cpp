// Kills a writer at every named point and at random moments, and looks at what is left. Needs a
// build with PLUMBLINE_FAILPOINTS for the named points.

#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <thread>

#include "tests/daemon/store_builders.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/memory_store.hpp"

using namespace plumbline;
using namespace plumbline::test;
using daemon::open_sqlite_store;
using reconcile::MemoryUpdate;
namespace fs = std::filesystem;

namespace {

/// Step n of a history that is the same each time; every third finds nothing changed.
Result<void> take_step(daemon::Store& store, std::int64_t step) {
  auto memory = store.load();
  if (!memory) return fail(memory.error());
  if (memory->generation != step) return fail(ErrorKind::corrupt, "a run is lost or doubled");
  const auto run = a_run("run-" + std::to_string(step), step);
  if (step % 3 == 2) return store.touch(run);
  std::mt19937 random(static_cast<unsigned>(step));
  auto update = a_random_update(random, *memory, step * 3600);
  update.places[{"host", std::to_string(step)}] = {
      std::string(static_cast<std::size_t>(step % 5) * 3000, 'x'), "{}", ""};
  return store.record(run, update);
}

std::string integrity_of(const fs::path& path) {
  sqlite3* connection = nullptr;
  std::string answer = "cannot be opened";
  if (sqlite3_open(path.c_str(), &connection) == SQLITE_OK) {
    sqlite3_exec(
        connection, "PRAGMA integrity_check; PRAGMA foreign_key_check",
        [](void* out, int, char** values, char**) {
          *static_cast<std::string*>(out) = values[0] == nullptr ? "?" : values[0];
          return 0;
        },
        &answer, nullptr);
  }
  sqlite3_close(connection);
  return answer;
}

/// A writer in a process of its own that counts the steps it was told are safe.
class Writer {
 public:
  Writer()
      : safe_(
            static_cast<std::int64_t*>(::mmap(nullptr, sizeof(std::int64_t), PROT_READ | PROT_WRITE,
                                              MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  Writer(Writer&&) = delete;
  Writer& operator=(Writer&&) = delete;
  ~Writer() { ::munmap(safe_, sizeof(std::int64_t)); }

  /// Goes on from what the store holds until it is killed or `until` steps are done. `point`, if
  /// not empty, is where it dies; else it dies after `life`.
  /// Returns true if it died.
  bool live(const fs::path& path, const std::string& point, std::chrono::microseconds life,
            std::int64_t until) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      if (!point.empty()) ::setenv("PLUMBLINE_FAILPOINT", point.c_str(), 1);
      ::_exit(write(path, until) ? 0 : 1);
    }
    if (point.empty()) {
      std::this_thread::sleep_for(life);
      ::kill(child, SIGKILL);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }

  [[nodiscard]] std::int64_t safe() const { return *safe_; }

 private:
  bool write(const fs::path& path, std::int64_t until) {
    auto store = open_sqlite_store({path});
    if (!store) return false;
    for (auto step = (*store)->load()->generation; step < until; ++step) {
      if (!take_step(**store, step)) return false;
      *safe_ = step + 1;
    }
    return true;
  }

  std::int64_t* safe_;
};

/// Nothing that was told to be safe is gone, and what is there is what the same history gives
/// without a crash.
void check_left(const fs::path& path, std::int64_t safe) {
  CHECK(integrity_of(path) == "ok");
  auto store = open_sqlite_store({path});
  REQUIRE(store);
  const auto memory = (*store)->load();
  REQUIRE(memory);
  CHECK(memory->generation >= safe);
  CHECK(memory->generation <= safe + 1);  // at most the step under way
  MemoryStore model;
  for (std::int64_t step = 0; step < memory->generation; ++step) REQUIRE(take_step(model, step));
  CHECK(*memory == *model.load());
  CHECK(*(*store)->runs(10'000) == *model.runs(10'000));
  CHECK(*(*store)->cached("inputs") == *model.cached("inputs"));
  for (int place = 0; place < 9; ++place) {
    const PlaceId id{"host-1", "crontab#" + std::to_string(place)};
    CHECK(*(*store)->changes(id, "", 10'000) == *model.changes(id, "", 10'000));
    CHECK(*(*store)->incidents_at(id, 10'000) == *model.incidents_at(id, 10'000));
  }
}

constexpr const char* points[] = {
    "store.created",         "store.logging",     "migrate.begun",   "migrate.made",
    "migrate.before_commit", "migrate.committed", "record.begun",    "record.run",
    "record.places",         "record.changes",    "record.closings", "record.before_commit",
    "record.committed",      "touch.begun",       "touch.run"};

}  // namespace

#ifdef PLUMBLINE_FAILPOINTS
TEST_CASE("a writer that dies at a named point loses nothing that was recorded",
          "[daemon][store][slow]") {
  for (const char* point : points) {
    for (int time = 1; time <= 7; ++time) {
      CAPTURE(point, time);
      const ScratchDirectory scratch;
      const auto path = scratch.path() / "acme.db";
      Writer writer;
      const bool is_once = std::string_view(point).starts_with("store.");
      const bool is_migration = std::string_view(point).starts_with("migrate.");
      if ((is_once && time > 1) || (is_migration && time > 2)) continue;
      CHECK(writer.live(path, std::string(point) + ":" + std::to_string(time), {}, 30));
      check_left(path, writer.safe());
      // And the next one goes on from there.
      CHECK_FALSE(writer.live(path, "none", {}, 30));
      check_left(path, 30);
    }
  }
}

TEST_CASE("a step that fails at a named point is an error and records nothing",
          "[daemon][store][slow]") {
  for (const char* point : points) {
    CAPTURE(point);
    const ScratchDirectory scratch;
    const auto path = scratch.path() / "acme.db";
    ::setenv("PLUMBLINE_FAILPOINT_ERROR", point, 1);
    auto store = open_sqlite_store({path});
    std::int64_t step = 0;
    for (; store && step < 9; ++step) {
      if (!take_step(**store, step)) break;
    }
    ::unsetenv("PLUMBLINE_FAILPOINT_ERROR");
    CHECK((!store || step < 9));
    // "committed" is past the point of no return: the caller is told of a failure that the next
    // reading puts right.
    const bool is_past = std::string_view(point) == "record.committed";
    if (store) CHECK((*store)->load()->generation == step + (is_past ? 1 : 0));
    store = open_sqlite_store({path});
    REQUIRE(store);
    for (step = (*store)->load()->generation; step < 9; ++step) REQUIRE(take_step(**store, step));
    store->reset();
    check_left(path, 9);
  }
}
#endif

TEST_CASE("a writer that dies at any moment loses nothing that was recorded",
          "[daemon][store][slow]") {
  std::mt19937 random(20'261'121);
  int died = 0;
  for (int history = 0; history < 30; ++history) {
    CAPTURE(history);
    const ScratchDirectory scratch;
    const auto path = scratch.path() / "acme.db";
    Writer writer;
    for (int life = 0; life < 10; ++life) {
      if (writer.live(path, "", std::chrono::microseconds(random() % 9'000), 1'000'000)) ++died;
      CHECK(integrity_of(path) == "ok");
      auto store = open_sqlite_store({path});
      REQUIRE(store);
      REQUIRE((*store)->load()->generation >= writer.safe());
    }
    auto store = open_sqlite_store({path});
    REQUIRE(store);
    check_left(path, (*store)->load()->generation);
  }
  CHECK(died == 300);
}
