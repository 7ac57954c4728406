#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "adapters/git/repository.hpp"
#include "adapters/git/tree_snapshot.hpp"
#include "tests/adapters/git_support.hpp"
#include "tests/support/catch.hpp"

// Repositories that a full disk, a crash or an attacker left behind. Each must end in an error
// that names what is broken; libgit2 alone loops or reads wild memory on several of these.

namespace plumbline::test {
namespace {

namespace fs = std::filesystem;
using adapters::git::read_tree;
using adapters::git::Repository;

std::string read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void overwrite(const fs::path& file, std::string_view content) {
  fs::remove_all(file);
  write_file(file, content);
}

std::string deflated(const std::string& bytes) {
  std::string out(::compressBound(bytes.size()), '\0');
  uLongf length = out.size();
  REQUIRE(::compress(reinterpret_cast<Bytef*>(out.data()), &length,
                     reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()) == Z_OK);
  out.resize(length);
  return out;
}

/// A loose object: where it lies and what it holds.
struct Victim {
  std::string type;
  std::string bytes;
  fs::path file;

  void pack(const std::string& header) const { overwrite(file, deflated(header + '\0' + bytes)); }
  [[nodiscard]] std::string size(int more) const {
    return std::to_string(static_cast<long long>(bytes.size()) + more);
  }
};

struct Damage {
  const char* name;
  std::function<void(const Victim&)> strike;
  const char* said;
};

const std::vector<Damage>& damages() {
  static const std::vector<Damage> rows = {
      {"cut in half",
       [](const Victim& v) { overwrite(v.file, read_file(v.file).substr(0, v.bytes.size() / 2)); },
       "ends in the middle of its data"},
      {"without its last byte",
       [](const Victim& v) {
         auto bytes = read_file(v.file);
         bytes.pop_back();
         overwrite(v.file, bytes);
       },
       "ends in the middle of its data"},
      {"empty", [](const Victim& v) { overwrite(v.file, ""); }, "ends in the middle of its data"},
      {"garbage", [](const Victim& v) { overwrite(v.file, "garbage, and more of it"); },
       "is no sound zlib stream"},
      {"zeros", [](const Victim& v) { overwrite(v.file, std::string(4096, '\0')); },
       "is no sound zlib stream"},
      {"bytes behind its end", [](const Victim& v) { overwrite(v.file, read_file(v.file) + "x"); },
       "holds more than its header says"},
      {"a header that claims more", [](const Victim& v) { v.pack(v.type + " " + v.size(1)); },
       "holds less than its header says"},
      {"a header that claims less", [](const Victim& v) { v.pack(v.type + " " + v.size(-1)); },
       "holds more than its header says"},
      {"a header without a size", [](const Victim& v) { v.pack(v.type + " "); },
       "has no size in its header"},
      {"a header with a negative size", [](const Victim& v) { v.pack(v.type + " -1"); },
       "has no size in its header"},
      {"a header past 64 bits",
       [](const Victim& v) { v.pack(v.type + " 99999999999999999999999"); },
       "has no size in its header"},
      {"no header", [](const Victim& v) { overwrite(v.file, deflated(std::string(5000, 'x'))); },
       "has no header of an object"},
      {"an unknown type", [](const Victim& v) { v.pack("frog " + v.size(0)); },
       "is no kind of object"},
      {"other bytes",
       [](const Victim& v) {
         auto other = v;
         other.bytes.back() = static_cast<char>(other.bytes.back() ^ 1);
         other.pack(v.type + " " + v.size(0));
       },
       "hash mismatch"},
      {"a pipe",
       [](const Victim& v) {
         fs::remove(v.file);
         REQUIRE(::mkfifo(v.file.c_str(), 0644) == 0);
       },
       "is no regular file"},
      {"a folder",
       [](const Victim& v) {
         fs::remove(v.file);
         fs::create_directory(v.file);
       },
       "is no regular file"},
      {"gone", [](const Victim& v) { fs::remove(v.file); }, "not found"},
  };
  return rows;
}

/// Everything an audit reads of a repository: the ref, the folder and its one file.
Result<std::string> read_all(const fs::path& path) {
  auto repository = Repository::open(path);
  if (!repository) return fail(repository.error());
  const auto commit = repository->resolve("main");
  if (!commit) return fail(commit.error());
  const auto tree = read_tree(*repository, *commit, "workflows");
  if (!tree) return fail(tree.error());
  return repository->read_blob(tree->files.at(0).blob, tree->files.at(0).path);
}

struct OneFile {
  TempFolder folder;
  WorkTree tree{folder.path() / "work"};

  OneFile() {
    tree.write("workflows/a.yaml", "plumbline: v1\nworkflow: a\n");
    tree.commit("first");
  }
  Victim victim(const std::string& revision) {
    const auto id = tree.git({"rev-parse", revision});
    const auto type = tree.git({"cat-file", "-t", id});
    auto bytes = read_file(tree.path() / "workflows/a.yaml");
    if (type != "blob") {
      // Through a file, since trees hold bytes that a line of output would lose.
      const auto copy = (folder.path() / "object").string();
      run_program(tree.path(), {"sh", "-c", "git cat-file " + type + " " + id + " >" + copy});
      bytes = read_file(copy);
    }
    return {type, bytes, tree.path() / ".git/objects" / id.substr(0, 2) / id.substr(2)};
  }
  fs::path pack_file(const std::string& extension) {
    tree.git({"gc", "--quiet"});
    for (const auto& entry : fs::directory_iterator(tree.path() / ".git/objects/pack"))
      if (entry.path().extension() == extension) return entry.path();
    FAIL("git gc made no " << extension);
    return {};
  }
};

}  // namespace

TEST_CASE("a damaged loose object is corrupt and named, be it a commit, a tree or a file",
          "[git]") {
  for (const char* revision : {"main", "main^{tree}", "main:workflows", "main:workflows/a.yaml"}) {
    for (const auto& damage : damages()) {
      CAPTURE(revision, damage.name);
      OneFile repository;
      REQUIRE(read_all(repository.tree.path()).has_value());
      const auto victim = repository.victim(revision);
      damage.strike(victim);
      const auto read = read_all(repository.tree.path());
      REQUIRE_FALSE(read.has_value());
      CHECK(read.error().kind == ErrorKind::corrupt);
      CHECK_THAT(read.error().message, ContainsSubstring(damage.said));
      CHECK_THAT(read.error().message, ContainsSubstring(victim.file.filename().string()));
      CHECK_THAT(read.error().hint, ContainsSubstring("git fsck"));
    }
  }
}

TEST_CASE("a loose object that claims 8 GiB gets no memory for it", "[git]") {
  for (const char* revision : {"main", "main^{tree}"}) {
    CAPTURE(revision);
    OneFile repository;
    const auto victim = repository.victim(revision);
    victim.pack(victim.type + " 8589934592");
    const auto read = read_all(repository.tree.path());
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().kind == ErrorKind::corrupt);
    CHECK_THAT(read.error().message, ContainsSubstring("claims 8589934592 bytes"));
  }
}

TEST_CASE("a loose object that may not be read is forbidden", "[git]") {
  if (::geteuid() == 0) return;  // root may read everything
  OneFile repository;
  fs::permissions(repository.victim("main").file, fs::perms::none);
  const auto read = read_all(repository.tree.path());
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().kind == ErrorKind::forbidden);
}

TEST_CASE("a short commit id finds a loose object and reports a damaged one", "[git]") {
  OneFile repository;
  const auto id = repository.tree.git({"rev-parse", "main"});
  CHECK(repository.tree.open().resolve(id.substr(0, 8)) == id);
  overwrite(repository.victim("main").file, "");
  const auto resolved = repository.tree.open().resolve(id.substr(0, 8));
  REQUIRE_FALSE(resolved.has_value());
  CHECK(resolved.error().kind == ErrorKind::corrupt);
}

TEST_CASE("objects of an alternate are read, and a circle of alternates ends", "[git]") {
  OneFile repository;
  const auto borrower = repository.folder.path() / "borrower";
  repository.tree.git({"clone", "--quiet", "--shared", ".", borrower.string()});
  CHECK(read_all(borrower).has_value());
  write_file(repository.tree.path() / ".git/objects/info/alternates",
             "# a comment\n\n" + (borrower / ".git/objects").string() + "\n../nowhere\n");
  CHECK(read_all(borrower).has_value());
  fs::remove_all(repository.tree.path());
  CHECK(read_all(borrower).error().kind == ErrorKind::corrupt);
}

TEST_CASE("a damaged pack index is corrupt and named before anybody follows it", "[git]") {
  struct Row {
    const char* name;
    std::function<void(std::string&)> strike;
    const char* said;
  };
  // One commit: 4 objects. 8 bytes of head, 1024 of counts, 4 names, 4 checksums, 4 offsets.
  constexpr std::size_t first_offset = 8 + 1024 + 4 * 20 + 4 * 4;
  const std::vector<Row> rows = {
      {"empty", [](std::string& index) { index.clear(); }, "is cut off"},
      {"cut in the counts", [](std::string& index) { index.resize(500); }, "is cut off"},
      {"cut in its tables", [](std::string& index) { index.resize(index.size() - 60); },
       "has the wrong length"},
      {"without its last byte", [](std::string& index) { index.pop_back(); },
       "has the wrong length"},
      {"counts that fall", [](std::string& index) { index[8] = '\x7f'; },
       "counts its objects wrongly"},
      {"an offset past the pack", [](std::string& index) { index[first_offset] = '\x7f'; },
       "leads outside its pack"},
      {"an offset into a table that is not there",
       [](std::string& index) { index[first_offset] = '\x80'; }, "leads outside its pack"},
      {"another version", [](std::string& index) { index[7] = '\x09'; }, "of a version"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    OneFile repository;
    const auto file = repository.pack_file(".idx");
    REQUIRE(read_all(repository.tree.path()).has_value());
    auto index = read_file(file);
    row.strike(index);
    overwrite(file, index);
    const auto read = read_all(repository.tree.path());
    REQUIRE_FALSE(read.has_value());
    CHECK_THAT(read.error().message, ContainsSubstring(row.said));
    CHECK_THAT(read.error().message, ContainsSubstring(file.filename().string()));
    CHECK_FALSE(read.error().hint.empty());
  }
}

TEST_CASE("a pack cut anywhere, or that is no file, is corrupt", "[git]") {
  OneFile repository;
  const auto file = repository.pack_file(".pack");
  const auto whole = read_file(file);
  for (std::size_t length = 0; length < whole.size(); length += 13) {
    CAPTURE(length);
    overwrite(file, whole.substr(0, length));
    const auto read = read_all(repository.tree.path());
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().kind == ErrorKind::corrupt);
  }
  for (const auto& each : {file, fs::path(file).replace_extension(".idx")}) {
    const auto bytes = read_file(each);
    fs::remove(each);
    REQUIRE(::mkfifo(each.c_str(), 0644) == 0);
    CHECK_THAT(read_all(repository.tree.path()).error().message,
               ContainsSubstring("is no regular file"));
    overwrite(each, each == file ? whole : bytes);
  }
  CHECK(read_all(repository.tree.path()).has_value());
}

TEST_CASE("indexes of both versions and with 8-byte offsets are read", "[git]") {
  OneFile repository;
  const auto pack = repository.pack_file(".pack").string();
  for (const char* version : {"1", "2", "2,0x40"}) {
    CAPTURE(version);
    fs::remove(fs::path(pack).replace_extension(".idx"));
    repository.tree.git({"index-pack", std::string("--index-version=") + version, pack});
    CHECK(read_all(repository.tree.path()).has_value());
  }
}

TEST_CASE("packs that git makes while we read are found", "[git]") {
  OneFile repository;
  const auto open = repository.tree.open();
  const auto id = repository.tree.git({"rev-parse", "main"});
  repository.tree.git({"gc", "--quiet"});
  CHECK(open.resolve("main") == id);
}

TEST_CASE("damaged refs are corrupt, whatever is wrong with them", "[git]") {
  struct Row {
    const char* file;
    std::string content;
  };
  const std::vector<Row> rows = {
      {"HEAD", "garbage"},
      {"HEAD", ""},
      {"HEAD", "ref: HEAD\n"},
      {"refs/heads/main", "garbage"},
      {"refs/heads/main", ""},
      {"refs/heads/main", "ref: refs/heads/main\n"},
      {"packed-refs", "garbage\n"},
      {"packed-refs", "1234567890123456789012345678901234567890 refs/hea"},
      {"config", "[core\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.file, row.content);
    OneFile repository;
    repository.tree.git({"pack-refs", "--all"});
    overwrite(repository.tree.path() / ".git" / row.file, row.content);
    const auto opened = Repository::open(repository.tree.path());
    const auto resolved =
        opened ? opened->resolve("HEAD") : Result<std::string>(fail(opened.error()));
    REQUIRE_FALSE(resolved.has_value());
    CHECK(resolved.error().kind == ErrorKind::corrupt);
    CHECK_THAT(resolved.error().hint, ContainsSubstring("git fsck"));
  }
}

TEST_CASE("a pipe in the place of a repository's file is named, never waited for", "[git]") {
  for (const char* file : {"HEAD", "config", "packed-refs", "commondir", "gitdir", "shallow",
                           "refs/heads/main", "refs/tags/a/pipe", "refs/remotes/origin/HEAD"}) {
    CAPTURE(file);
    OneFile repository;
    const auto path = repository.tree.path() / ".git" / file;
    fs::remove(path);
    fs::create_directories(path.parent_path());
    REQUIRE(::mkfifo(path.c_str(), 0644) == 0);
    const auto opened = Repository::open(repository.tree.path());
    REQUIRE_FALSE(opened.has_value());
    CHECK(opened.error().kind == ErrorKind::corrupt);
    CHECK_THAT(opened.error().message, ContainsSubstring(file));
    // Also from a folder below.
    fs::create_directories(repository.tree.path() / "deep/er");
    CHECK_FALSE(Repository::open(repository.tree.path() / "deep/er").has_value());
  }
  OneFile repository;
  const auto linked = repository.tree.path() / "linked";
  repository.tree.git({"worktree", "add", "-q", linked.string(), "HEAD"});
  CHECK(Repository::open(linked).has_value());
  const auto shared = repository.tree.path() / ".git/packed-refs";
  fs::remove(shared);
  REQUIRE(::mkfifo(shared.c_str(), 0644) == 0);
  CHECK_FALSE(Repository::open(linked).has_value());
  fs::remove(linked / ".git");
  REQUIRE(::mkfifo((linked / ".git").c_str(), 0644) == 0);
  CHECK_FALSE(Repository::open(linked).has_value());
}

TEST_CASE("a pipe that the configuration includes is refused, not waited for", "[git]") {
  const auto* const setting =
      GENERATE("[include]\n\tpath = PIPE\n", "[include] PATH=\"PIPE\"\n",
               "[includeIf \"gitdir:/\"]\npath = PIPE\n", "[include]\npath = more\n");
  OneFile repository;
  const auto git = repository.tree.path() / ".git";
  const auto pipe = git / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0644) == 0);
  std::string text = setting;
  if (const auto at = text.find("PIPE"); at != std::string::npos)
    text.replace(at, 4, pipe.string());
  std::ofstream(git / "config", std::ios::app) << text;
  // A circle as well.
  std::ofstream(git / "more") << "[include]\npath = config\npath = pipe\n";
  const auto opened = Repository::open(repository.tree.path());
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().kind == ErrorKind::corrupt);
  CHECK_THAT(opened.error().message, ContainsSubstring("pipe' is no regular file"));
}

TEST_CASE("a folder of very many files and one very deep are refused, not walked", "[git]") {
  OneFile repository;
  const auto blob = repository.tree.blob("x");
  std::string lines;
  for (int i = 0; i < 250'000; ++i)
    lines += "100644 blob " + blob + "\t" + std::to_string(1'000'000 + i) + ".yaml" + '\0';
  const auto wide = repository.tree.commit_tree(lines);
  const auto open = repository.tree.open();
  const auto many = read_tree(open, wide, "");
  REQUIRE_FALSE(many.has_value());
  CHECK(many.error().kind == ErrorKind::invalid);
  CHECK_THAT(many.error().message, ContainsSubstring("200,000"));

  auto tree = repository.tree.git({"mktree", "-z"}, "100644 blob " + blob + "\ta.yaml" + '\0');
  for (int i = 0; i < 300; ++i)
    tree = repository.tree.git({"mktree", "-z"}, "040000 tree " + tree + "\td" + '\0');
  const auto deep = repository.tree.git({"commit-tree", "-m", "deep", tree});
  const auto snapshot = read_tree(open, deep, "");
  REQUIRE(snapshot.has_value());
  REQUIRE(snapshot->refused.size() == 1);
  CHECK_THAT(snapshot->refused[0].message, ContainsSubstring("32 folders deep"));
}

TEST_CASE("a packed object that unfolds past 64 MiB is refused", "[git]") {
  OneFile repository;
  const auto id = repository.tree.git({"hash-object", "-t", "tree", "-w", "--literally", "--stdin"},
                                      std::string(std::size_t{65} << 20, '\0'));
  const auto commit = repository.tree.git({"commit-tree", "-m", "bomb", id});
  const auto check = [&] {
    const auto snapshot = read_tree(repository.tree.open(), commit, "");
    REQUIRE_FALSE(snapshot.has_value());
    CHECK_THAT(snapshot.error().message, ContainsSubstring("more than 64 MiB"));
  };
  check();
  repository.tree.git({"pack-objects", "--quiet", ".git/objects/pack/pack"}, id + "\n");
  const auto loose = repository.tree.path() / ".git/objects" / id.substr(0, 2) / id.substr(2);
  fs::remove(loose);
  check();
}

}  // namespace plumbline::test
