#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <sched.h>
#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>

#include "tests/daemon/store_builders.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::test;
using daemon::open_sqlite_store;
using reconcile::MemoryUpdate;
namespace fs = std::filesystem;

namespace {

const PlaceId backup{"host-17", "crontab#backup"};

/// Runs SQL on the file behind the store's back.
int raw(const fs::path& path, const std::string& sql) {
  sqlite3* connection = nullptr;
  int code = sqlite3_open(path.c_str(), &connection);
  if (code == SQLITE_OK) code = sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr);
  sqlite3_close(connection);
  return code;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

unsigned mode_of(const fs::path& path) {
  struct stat status{};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

/// What `work` says, in a process of its own, so that it may give up rights: "" if all is well.
std::string in_child(const std::function<std::string()>& work) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const std::string said = work();
    [[maybe_unused]] const auto written = ::write(ends[1], said.data(), said.size());
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string said;
  char piece[4096];
  for (ssize_t size = 0; (size = ::read(ends[0], piece, sizeof piece)) > 0;)
    said.append(piece, static_cast<std::size_t>(size));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? said : "killed by signal " + std::to_string(WTERMSIG(status));
}

void make_store(const fs::path& path) {
  auto store = open_sqlite_store({path});
  REQUIRE(store);
  MemoryUpdate update;
  update.places[backup] = {"{}", "{}", "{}", "{}"};
  REQUIRE((*store)->record(a_run("run-1", 0), update));
}

void check_refused(const fs::path& path, ErrorKind kind, const std::string& says) {
  const auto store = open_sqlite_store({path, std::chrono::milliseconds(50)});
  REQUIRE_FALSE(store);
  INFO(describe(store.error()));
  CHECK(store.error().kind == kind);
  CHECK_THAT(store.error().message, ContainsSubstring(says));
  CHECK_FALSE(store.error().hint.empty());
  CHECK(store.error().where.file == path.string());
}

}  // namespace

TEST_CASE("a new store is readable by its owner only, whatever the umask", "[daemon][store]") {
  const ScratchDirectory scratch;
  for (const mode_t mask : {mode_t{0}, mode_t{022}, mode_t{0377}}) {
    const auto path = scratch.path() / std::to_string(mask) / "acme.db";
    const auto said = in_child([&] {
      ::umask(mask);
      auto store = open_sqlite_store({path});
      if (!store) return describe(store.error());
      // The log and its index exist while the store is open.
      struct stat status{};
      if (::stat((path.string() + "-wal").c_str(), &status) != 0) return std::string("no log");
      return (status.st_mode & 0777) == 0600 ? std::string() : std::string("log is open to others");
    });
    CHECK(said == "");
    CHECK(mode_of(path) == 0600);
    CHECK(mode_of(path.parent_path()) == 0700);
  }
}

TEST_CASE("an existing directory keeps its mode", "[daemon][store]") {
  const ScratchDirectory scratch;
  fs::create_directory(scratch.path() / "mine");
  fs::permissions(scratch.path() / "mine", fs::perms(0755));
  make_store(scratch.path() / "mine" / "acme.db");
  CHECK(mode_of(scratch.path() / "mine") == 0755);
}

TEST_CASE("a store that a stranger could have laid is refused", "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto open_to_all = scratch.path() / "tmp";
  fs::create_directory(open_to_all);
  fs::permissions(open_to_all, fs::perms(01777));
  make_store(scratch.path() / "real.db");
  const auto path = open_to_all / "acme.db";
  SECTION("a symbolic link") {
    fs::create_symlink(scratch.path() / "real.db", path);
    check_refused(path, ErrorKind::forbidden, "is a symbolic link");
  }
  SECTION("a dangling symbolic link") {
    fs::create_symlink(scratch.path() / "nothing.db", path);
    check_refused(path, ErrorKind::forbidden, "is a symbolic link");
    CHECK_FALSE(fs::exists(scratch.path() / "nothing.db"));
  }
  SECTION("a pipe") {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    check_refused(path, ErrorKind::forbidden, "is not a file of this user");
  }
  SECTION("somebody else's file") {
    if (::geteuid() != 0) return;
    make_store(path);
    REQUIRE(::chown(path.c_str(), 65534, 65534) == 0);
    check_refused(path, ErrorKind::forbidden, "is not a file of this user");
  }
}

TEST_CASE("a symbolic link in a directory of one's own is followed", "[daemon][store]") {
  const ScratchDirectory scratch;
  make_store(scratch.path() / "real.db");
  fs::create_symlink("real.db", scratch.path() / "acme.db");
  auto store = open_sqlite_store({scratch.path() / "acme.db"});
  REQUIRE(store);
  CHECK(*(*store)->place_count() == 1);
}

TEST_CASE("what is no place for a store is refused", "[daemon][store]") {
  const ScratchDirectory scratch;
  check_refused("", ErrorKind::invalid, "needs an absolute path");
  check_refused("acme.db", ErrorKind::invalid, "needs an absolute path");
  write_bytes(scratch.path() / "file", "x");
  check_refused(scratch.path() / "file" / "acme.db", ErrorKind::unsupported,
                "file is in the way: it is not a directory");
  check_refused(scratch.path() / "file" / "new" / "acme.db", ErrorKind::unsupported,
                "file is in the way");
}

TEST_CASE("whatever is no file is refused before it is opened", "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto folder = scratch.path() / "folder";
  const auto path = folder / "acme.db";
  const auto beside = [&] {
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
  };
  fs::create_directory(folder);
  SECTION("a directory") {
    fs::create_directory(path);
    check_refused(path, ErrorKind::unsupported, "acme.db is a directory, not a file");
    check_refused(folder / "", ErrorKind::unsupported, "is a directory, not a file");
    check_refused(folder / ".", ErrorKind::unsupported, "is a directory, not a file");
  }
  SECTION("a pipe") {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    check_refused(path, ErrorKind::unsupported, "acme.db is a pipe, not a file");
  }
  SECTION("a socket") {
    const int made = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    ::close(made);
    check_refused(path, ErrorKind::unsupported, "acme.db is a socket, not a file");
  }
  SECTION("a link to a device") {
    fs::create_symlink("/dev/full", path);
    check_refused(path, ErrorKind::unsupported,
                  "a symbolic link to /dev/full, a device, not a file");
  }
  SECTION("a link to a directory") {
    fs::create_symlink(scratch.path(), path);
    check_refused(path, ErrorKind::unsupported, ", a directory, not a file");
  }
  SECTION("a link to nothing") {
    fs::create_symlink(scratch.path() / "nothing.db", path);
    check_refused(path, ErrorKind::unsupported, "nothing.db, which is not there");
    CHECK_FALSE(fs::exists(scratch.path() / "nothing.db"));
  }
  SECTION("a link to itself") {
    fs::create_symlink(path, path);
    check_refused(path, ErrorKind::unreachable, "Too many levels");
  }
  CHECK(beside() == 1);
}

TEST_CASE("files that are no store are refused and left alone", "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto path = scratch.path() / "acme.db";
  SECTION("a newer schema") {
    make_store(path);
    raw(path, "PRAGMA user_version = 99");
    check_refused(path, ErrorKind::unsupported, "newer Plumbline (schema 99");
  }
  SECTION("another program's database") {
    raw(path, "CREATE TABLE songs (title TEXT); INSERT INTO songs VALUES ('Help')");
    const auto before = bytes_of(path);
    check_refused(path, ErrorKind::unsupported, "another program");
    CHECK(bytes_of(path) == before);
  }
  SECTION("another program's empty database") {
    raw(path, "PRAGMA application_id = 7");
    check_refused(path, ErrorKind::unsupported, "another program");
  }
  SECTION("a text file") {
    const std::string text =
        "plumbline: v1\n# nothing of SQLite's in here " + std::string(200, '.');
    write_bytes(path, text);
    check_refused(path, ErrorKind::corrupt, "damaged");
    CHECK(bytes_of(path) == text);
  }
  SECTION("a damaged header") {
    make_store(path);
    auto bytes = bytes_of(path);
    bytes.replace(0, 16, 16, 'x');
    write_bytes(path, bytes);
    check_refused(path, ErrorKind::corrupt, "damaged");
    CHECK(bytes_of(path) == bytes);
  }
}

TEST_CASE("a damaged store gives an error or what it held, and never falls over",
          "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto path = scratch.path() / "acme.db";
  make_store(path);
  const auto whole = bytes_of(path);
  std::mt19937 random(7);
  int errors = 0;
  for (int round = 0; round < 200; ++round) {
    auto bytes = whole;
    if (round % 4 == 0) bytes.resize(random() % bytes.size());
    for (int hit = 0; hit < 20 && !bytes.empty(); ++hit)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    fs::remove(path.string() + "-wal");
    fs::remove(path.string() + "-shm");
    write_bytes(path, bytes);
    auto store = open_sqlite_store({path, std::chrono::milliseconds(10)});
    if (!store || !(*store)->load() || !(*store)->incidents("key") ||
        !(*store)->record(a_run("run-x", 1), {}))
      ++errors;
  }
  CHECK(errors > 20);
}

TEST_CASE("a store of schema 1 is brought up to date and keeps all that it knew",
          "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto path = scratch.path() / "acme.db";
  const auto fixture = fs::path(PLUMBLINE_SOURCE_DIR) / "tests/daemon/fixtures/store_schema_1.sql";
  REQUIRE(raw(path, bytes_of(fixture)) == SQLITE_OK);
  const PlaceId load{"host-17", "crontab#load"};
  for (int round = 0; round < 2; ++round) {
    auto store = open_sqlite_store({path});
    REQUIRE(store);
    const auto memory = *(*store)->load();
    CHECK(memory.generation == 2 + round);
    CHECK(memory.places.at(backup).base == "{\"enabled\":true}");
    CHECK(memory.places.at(backup).local == "");
    CHECK(memory.open.at("other").place == load);
    CHECK(memory.closed.at("key") == at(3600));
    CHECK((*store)->incidents("key")->at(0).how_closed == "set back by hand");
    CHECK((*store)->changes(backup, "enabled", 9)->at(0).from == "false");
    CHECK((*store)->runs(9)->back().id == "run-1");
    REQUIRE((*store)->record(a_run("run-" + std::to_string(3 + round), memory.generation), {}));
    CHECK((*store)->cached("inputs")->has_value());
  }
}

TEST_CASE("nobody alters or removes what is known", "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto path = scratch.path() / "acme.db";
  {
    auto store = open_sqlite_store({path});
    MemoryUpdate update;
    update.changes.push_back(a_change(backup, "enabled", "1", "2", 0));
    update.openings.push_back(an_incident("key", backup, 0));
    REQUIRE((*store)->record(a_run("run-1", 0), update));
    MemoryUpdate closing;
    closing.closings.push_back({"key", "gone", at(1)});
    REQUIRE((*store)->record(a_run("run-2", 1), closing));
  }
  for (const char* sql :
       {"DELETE FROM runs", "DELETE FROM field_changes", "UPDATE field_changes SET new_value = ''",
        "DELETE FROM incidents", "UPDATE incidents SET how_closed = ''",
        "INSERT INTO runs (number, id, started, finished, verdict, exit_code, report_of) "
        "VALUES (9, 'x', 'late', 0, '', 0, 9)"}) {
    CAPTURE(sql);
    CHECK(raw(path, sql) == SQLITE_CONSTRAINT);
  }
}

TEST_CASE("a store that may not be written is refused", "[daemon][store]") {
  if (::geteuid() != 0) return;  // rights are taken away by becoming nobody
  const ScratchDirectory scratch;
  fs::permissions(scratch.path(), fs::perms(0755));
  const auto folder = scratch.path() / "store";
  make_store(folder / "acme.db");
  fs::permissions(folder, fs::perms(0755));
  fs::permissions(folder / "acme.db", fs::perms(0644));
  const auto before = bytes_of(folder / "acme.db");
  for (const auto& path :
       {folder / "acme.db", folder / "new.db", scratch.path() / "new" / "a.db"}) {
    CAPTURE(path);
    const auto said = in_child([&] {
      if (::setgid(65534) != 0 || ::setuid(65534) != 0) return std::string("cannot become nobody");
      const auto store = open_sqlite_store({path});
      return store ? std::string("opened") : std::string(name(store.error().kind));
    });
    CHECK(said == "forbidden");
  }
  CHECK(bytes_of(folder / "acme.db") == before);
}

TEST_CASE("a full disk is told and loses nothing", "[daemon][store]") {
  const ScratchDirectory scratch;
  const auto said = in_child([&]() -> std::string {
    // A file system of 4 MB that nobody else sees; without the right to mount, a limit on the
    // size of files.
    const bool is_mounted = ::unshare(CLONE_NEWNS) == 0 &&
                            ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                            ::mount("tmpfs", scratch.path().c_str(), "tmpfs", 0, "size=4m") == 0;
    if (!is_mounted) {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{4 << 20, 4 << 20};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    const auto path = scratch.path() / "acme.db";
    auto store = open_sqlite_store({path});
    if (!store) return describe(store.error());
    std::int64_t recorded = 0;
    Result<void> result;
    while (result && recorded < 1000) {
      MemoryUpdate update;
      update.places[{"host", std::to_string(recorded)}] = {std::string(200'000, 'x'), "", ""};
      result = (*store)->record(a_run("run-" + std::to_string(recorded), recorded), update);
      if (result) ++recorded;
    }
    if (result || result.error().kind != ErrorKind::unreachable) return "the disk never fills";
    if (is_mounted && result.error().message.find("no space left") == std::string::npos)
      return describe(result.error());
    if ((*store)->load()->generation != recorded) return "lost while open";
    store->reset();
    store = open_sqlite_store({path});
    if (!store) return is_mounted ? "cannot be opened: " + describe(store.error()) : "";
    const auto memory = (*store)->load();
    if (!memory) return describe(memory.error());
    if (memory->generation != recorded) return "lost after all";
    if (static_cast<std::int64_t>(memory->places.size()) != recorded) return "places are lost";
    return recorded > 3 ? "" : "filled too early";
  });
  CHECK(said == "");
}
