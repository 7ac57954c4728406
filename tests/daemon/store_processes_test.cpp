#include <sqlite3.h>
#include <sys/wait.h>

#include <functional>
#include <set>
#include <thread>

#include "tests/daemon/store_builders.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::test;
using daemon::open_sqlite_store;
using reconcile::MemoryUpdate;
namespace fs = std::filesystem;

namespace {

const PlaceId backup{"host-17", "crontab#backup"};

/// Runs `work` in `count` processes at once; the number of those that did not return true.
int failures_of(int count, const std::function<bool(int)>& work) {
  std::vector<pid_t> children;
  for (int number = 0; number < count; ++number) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) ::_exit(work(number) ? 0 : 1);
    children.push_back(child);
  }
  int failures = 0;
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) ++failures;
  }
  return failures;
}

/// Audits as the program does: loads, judges, records, and begins again after a conflict.
bool audit(daemon::Store& store, const std::string& id) {
  for (;;) {
    const auto memory = store.load();
    if (!memory) return false;
    const auto found = memory->places.find(backup);
    const std::string last = found == memory->places.end() ? "" : found->second.last;
    MemoryUpdate update;
    update.places[backup] = {last + id + ";", "", ""};
    update.changes.push_back(a_change(backup, "action", last, last + id, 0));
    const auto recorded = store.record(a_run(id, memory->generation), update);
    if (recorded) return true;
    if (recorded.error().kind != ErrorKind::conflict) return false;
  }
}

}  // namespace

TEST_CASE("several processes record at once and nothing is lost or doubled", "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto path = scratch.path() / "acme.db";
  constexpr int processes = 4;
  constexpr int audits = 15;
  const int failures = failures_of(processes, [&](int number) {
    auto store = open_sqlite_store({path});
    if (!store) return false;
    for (int count = 0; count < audits; ++count) {
      if (!audit(**store, "p" + std::to_string(number) + "-" + std::to_string(count))) return false;
    }
    return true;
  });
  CHECK(failures == 0);

  auto store = open_sqlite_store({path});
  REQUIRE(store);
  CHECK((*store)->load()->generation == processes * audits);
  const auto changes = *(*store)->changes(backup, "action", 1000);
  CHECK(changes.size() == processes * audits);
  // Every audit began where the one before had ended.
  std::string last;
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    CHECK(change->from == last);
    last = change->to + ";";
  }
  CHECK((*store)->load()->places.at(backup).last == last);
}

TEST_CASE("several processes may make the store at once", "[daemon][store]") {
  for (int round = 0; round < 10; ++round) {
    const ScratchDirectory scratch;
    const auto path = scratch.path() / "state" / "acme.db";
    const int failures = failures_of(6, [&](int number) {
      auto store = open_sqlite_store({path});
      return store && audit(**store, "p" + std::to_string(number));
    });
    CHECK(failures == 0);
    auto store = open_sqlite_store({path});
    REQUIRE(store);
    CHECK((*store)->runs(100)->size() == 6);
  }
}

TEST_CASE("a process that keeps the store locked is told, not waited for without end",
          "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto path = scratch.path() / "acme.db";
  auto store = open_sqlite_store({path, std::chrono::milliseconds(100)});
  REQUIRE(store);
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);

  const auto refused = (*store)->record(a_run("run-1", 0), {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::unreachable);
  CHECK_THAT(refused.error().message, ContainsSubstring("locked by another process"));
  CHECK((*store)->load());  // reading does not wait
  CHECK(open_sqlite_store({path, std::chrono::milliseconds(100)}));

  sqlite3_close(other);
  CHECK((*store)->record(a_run("run-1", 0), {}));
}

TEST_CASE("an audit that reads while another records sees one state", "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto path = scratch.path() / "acme.db";
  {
    REQUIRE(open_sqlite_store({path}));
  }
  const int failures = failures_of(3, [&](int number) {
    auto store = open_sqlite_store({path});
    if (!store) return false;
    if (number == 0) {
      for (int run = 0; run < 40; ++run) {
        MemoryUpdate update;
        for (int place = 0; place < 20; ++place)
          update.places[{"host", std::to_string(place)}] = {std::to_string(run + 1), "", ""};
        if (!(*store)->record(a_run("run-" + std::to_string(run), run), update)) return false;
      }
      return true;
    }
    for (int reading = 0; reading < 60; ++reading) {
      const auto memory = (*store)->load();
      if (!memory) return false;
      for (const auto& [place, texts] : memory->places) {
        if (texts.last != std::to_string(memory->generation)) return false;
      }
    }
    return true;
  });
  CHECK(failures == 0);
}
