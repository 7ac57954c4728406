#include "tests/daemon/store_builders.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/memory_store.hpp"

using namespace plumbline;
using namespace plumbline::test;
namespace fs = std::filesystem;
using daemon::open_sqlite_store;
using daemon::Store;
using reconcile::Memory;
using reconcile::MemoryUpdate;

namespace {

const PlaceId backup{"host-17", "crontab#backup"};

std::unique_ptr<Store> opened(const std::filesystem::path& path) {
  auto store = open_sqlite_store({path});
  INFO((store ? std::string("opened") : describe(store.error())));
  REQUIRE(store);
  return std::move(*store);
}

/// Both stores say the same about everything.
void check_same(Store& store, Store& model) {
  CHECK(*store.load() == *model.load());
  CHECK(*store.runs(1000) == *model.runs(1000));
  CHECK(*store.place_count() == *model.place_count());
  CHECK(*store.cached("inputs") == *model.cached("inputs"));
  for (int key = 0; key < 12; ++key) {
    const std::string name = "key" + std::to_string(key);
    CHECK(*store.incidents(name) == *model.incidents(name));
  }
  for (int host = 0; host < 4; ++host) {
    for (int line = 0; line < 9; ++line) {
      const PlaceId place{"host-" + std::to_string(host), "crontab#" + std::to_string(line)};
      CHECK(*store.changes(place, "", 1000) == *model.changes(place, "", 1000));
      CHECK(*store.changes(place, "field1", 2) == *model.changes(place, "field1", 2));
      CHECK(*store.incidents_at(place, 3) == *model.incidents_at(place, 3));
    }
  }
}

}  // namespace

TEST_CASE("a new store knows nothing", "[daemon][store]") {
  const ScratchDirectory scratch;
  auto store = opened(scratch.path() / "state" / "acme.db");
  CHECK(*store->load() == Memory{});
  CHECK(*store->cached("inputs") == std::nullopt);
  CHECK(*store->cached("") == std::nullopt);
  CHECK(store->runs(10)->empty());
  CHECK(*store->place_count() == 0);
}

TEST_CASE("what was recorded is there when the store is opened again", "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto path = scratch.path() / "acme.db";
  MemoryUpdate update;
  const std::string odd("quote ' nul \0 newline \n umlaut \xc3\xa4 broken \xff", 42);
  update.places[backup] = {odd, "{\"enabled\":true}", ""};
  update.places[{"", ""}] = {"x", "", ""};
  update.changes.push_back(a_change(backup, "enabled", "true", odd, 0));
  update.openings.push_back(an_incident("key", backup, 0));
  update.openings[0].message = odd;
  auto run = a_run("run-1", 0);
  run.report = odd;
  run.valid_until = at(86400);
  REQUIRE(opened(path)->record(run, update));

  auto store = opened(path);
  const auto memory = *store->load();
  CHECK(memory.places == update.places);
  CHECK(memory.open.at("key") == update.openings[0]);
  CHECK(memory.generation == 1);
  CHECK(memory.last_run_at == run.started);
  CHECK(*store->changes(backup, "enabled", 9) == update.changes);
  const auto cached = *store->cached("inputs");
  REQUIRE(cached);
  CHECK(*cached == daemon::CachedRun{"run-1", run.finished, 1, odd, at(86400), 1});
}

TEST_CASE("an incident that comes back is a new incident", "[daemon][store]") {
  const ScratchDirectory scratch;
  auto store = opened(scratch.path() / "acme.db");
  MemoryUpdate opening;
  opening.openings.push_back(an_incident("key", backup, 0));
  REQUIRE(store->record(a_run("run-1", 0), opening));
  MemoryUpdate closing;
  closing.closings.push_back({"key", "set back by hand", at(3600)});
  REQUIRE(store->record(a_run("run-2", 1), closing));
  CHECK(store->load()->open.empty());
  CHECK(store->load()->closed.at("key") == at(3600));
  MemoryUpdate again;
  again.openings.push_back(an_incident("key", backup, 7200));
  REQUIRE(store->record(a_run("run-3", 2), again));

  CHECK(store->load()->closed.empty());
  const auto incidents = *store->incidents("key");
  REQUIRE(incidents.size() == 2);
  CHECK(incidents[0] == again.openings[0]);
  CHECK(incidents[1].closed_at == at(3600));
  CHECK(incidents[1].how_closed == "set back by hand");
  CHECK(incidents[1].last_seen == at(0));
  CHECK(*store->incidents_at(backup, 1) == std::vector{incidents[0]});
}

TEST_CASE("a change that was undone later is still told", "[daemon][store]") {
  const ScratchDirectory scratch;
  auto store = opened(scratch.path() / "acme.db");
  for (int hour = 0; hour < 4; ++hour) {
    MemoryUpdate update;
    const bool is_on = hour % 2 != 0;
    update.changes.push_back(
        a_change(backup, "enabled", is_on ? "false" : "true", is_on ? "true" : "false", hour));
    update.changes.push_back(a_change(backup, "schedule", "1", "2", hour));
    REQUIRE(store->record(a_run("run-" + std::to_string(hour), hour), update));
  }
  const auto changes = *store->changes(backup, "enabled", 3);
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].to == "true");
  CHECK(changes[1].to == "false");
  CHECK(changes[2].seen_at == at(1));
  CHECK(store->changes(backup, "", 100)->size() == 8);
}

TEST_CASE("a place whose texts are empty is forgotten", "[daemon][store]") {
  const ScratchDirectory scratch;
  auto store = opened(scratch.path() / "acme.db");
  MemoryUpdate update;
  update.places[backup] = {"{}", "", ""};
  REQUIRE(store->record(a_run("run-1", 0), update));
  update.places[backup] = {};
  REQUIRE(store->record(a_run("run-2", 1), update));
  CHECK(*store->place_count() == 0);
}

TEST_CASE("a run that was judged by an older state is refused whole", "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto path = scratch.path() / "acme.db";
  auto first = opened(path);
  auto second = opened(path);
  const auto stale = *second->load();
  MemoryUpdate update;
  update.places[backup] = {"new", "", ""};
  REQUIRE(first->record(a_run("run-1", stale.generation), update));

  update.places[backup] = {"old", "", ""};
  const auto refused = second->record(a_run("run-2", stale.generation), update);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::conflict);
  CHECK(refused.error().where.file == path.string());
  CHECK(second->load()->places.at(backup).last == "new");
  REQUIRE(second->record(a_run("run-2", second->load()->generation), update));
}

TEST_CASE("nothing is recorded in a store that was moved away or replaced", "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto path = scratch.path() / "acme.db";
  const auto aside = scratch.path() / "aside.db";
  auto store = opened(path);
  REQUIRE(store->record(a_run("run-1", 0), {}));
  fs::copy_file(path, aside);
  SECTION("moved away") { fs::remove(path); }
  SECTION("replaced") { fs::rename(aside, path); }
  const auto refused = store->record(a_run("run-2", 1), {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::unreachable);
  CHECK(refused.error().message == "the store was moved away or replaced while this ran");
}

TEST_CASE("an update that does not fit what is open records nothing", "[daemon][store]") {
  const ScratchDirectory scratch;
  auto store = opened(scratch.path() / "acme.db");
  MemoryUpdate opening;
  opening.openings.push_back(an_incident("open", backup, 0));
  REQUIRE(store->record(a_run("run-1", 0), opening));
  const auto before = *store->load();

  MemoryUpdate wrong;
  SECTION("opens what is open") { wrong.openings.push_back(an_incident("open", backup, 1)); }
  SECTION("opens the same twice") {
    wrong.openings = {an_incident("new", backup, 1), an_incident("new", backup, 1)};
  }
  SECTION("closes what is not") { wrong.closings.push_back({"new", "gone", at(1)}); }
  SECTION("sees what is not") { wrong.still_open.push_back("new"); }
  SECTION("moves what is not") { wrong.moved["new"] = "hash"; }
  wrong.places[backup] = {"lost", "", ""};
  wrong.changes.push_back(a_change(backup, "enabled", "1", "2", 1));
  const auto refused = store->record(a_run("run-2", 1), wrong);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::conflict);
  CHECK(*store->load() == before);
  CHECK(store->runs(9)->size() == 1);
  CHECK(store->changes(backup, "", 9)->empty());
  CHECK(store->cached("inputs")->value().report == "report of run-1");
}

TEST_CASE("a run id is used once", "[daemon][store]") {
  const ScratchDirectory scratch;
  auto store = opened(scratch.path() / "acme.db");
  REQUIRE(store->record(a_run("run-1", 0), {}));
  CHECK(store->record(a_run("run-1", 1), {}).error().kind == ErrorKind::conflict);
}

TEST_CASE("a report is taken from the cache only while the last run had the same inputs",
          "[daemon][store]") {
  const ScratchDirectory scratch;
  auto store = opened(scratch.path() / "acme.db");
  REQUIRE(store->record(a_run("run-1", 0, "a"), {}));
  CHECK(store->cached("a")->has_value());
  CHECK_FALSE(store->cached("b")->has_value());
  REQUIRE(store->record(a_run("run-2", 1, "b"), {}));
  CHECK_FALSE(store->cached("a")->has_value());
  CHECK(store->cached("b")->value().run_id == "run-2");
  REQUIRE(store->record(a_run("run-3", 2, ""), {}));
  CHECK_FALSE(store->cached("")->has_value());
  CHECK(store->touch(a_run("run-4", 3, "")).error().kind == ErrorKind::conflict);
}

TEST_CASE("a repeated run refers to the earlier report and sees the same once more",
          "[daemon][store]") {
  const ScratchDirectory scratch;
  auto store = opened(scratch.path() / "acme.db");
  MemoryUpdate update;
  update.openings = {an_incident("seen", backup, 0), an_incident("out of reach", backup, 0)};
  REQUIRE(store->record(a_run("run-1", 0), update));
  MemoryUpdate partial;
  partial.still_open = {"seen"};
  auto with_end = a_run("run-2", 1);
  with_end.valid_until = at(99999);
  REQUIRE(store->record(with_end, partial));

  REQUIRE(store->touch(a_run("run-3", 2)));
  REQUIRE(store->touch(a_run("run-4", 3)));
  CHECK(store->touch(a_run("run-5", 3)).error().kind == ErrorKind::conflict);
  CHECK(store->touch(a_run("run-5", 4, "other")).error().kind == ErrorKind::conflict);

  const auto memory = *store->load();
  CHECK(memory.generation == 4);
  CHECK(memory.open.at("seen").last_seen == at(3 * 3600));
  CHECK(memory.open.at("out of reach").last_seen == at(0));
  const auto cached = *store->cached("inputs");
  REQUIRE(cached);
  CHECK(cached->run_id == "run-2");
  CHECK(cached->report == "report of run-2");
  CHECK(cached->valid_until == at(99999));
  const auto runs = *store->runs(3);
  REQUIRE(runs.size() == 3);
  CHECK(runs[0].id == "run-4");
  CHECK(runs[0].report_of == "run-2");
  CHECK(runs[2].report_of == "run-2");
}

TEST_CASE("any history is remembered as a plain map remembers it", "[daemon][store]") {
  for (unsigned seed = 1; seed <= 25; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const ScratchDirectory scratch;
    const auto path = scratch.path() / "acme.db";
    auto store = opened(path);
    MemoryStore model;
    for (int step = 0; step < 20; ++step) {
      const auto memory = *model.load();
      auto run = a_run("run-" + std::to_string(step), memory.generation);
      if (random() % 9 == 0) --run.generation;  // an audit that came too late
      if (random() % 4 == 0) {
        CHECK(store->touch(run).has_value() == model.touch(run).has_value());
      } else {
        if (random() % 5 == 0) run.inputs_digest = "others";
        const auto update = a_random_update(random, memory, step * 3600);
        CHECK(store->record(run, update).has_value() == model.record(run, update).has_value());
      }
      if (random() % 5 == 0) store = opened(path);
    }
    check_same(*store, model);
  }
}
