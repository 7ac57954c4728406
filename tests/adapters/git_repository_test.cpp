#include "adapters/git/repository.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include "adapters/git/tree_snapshot.hpp"
#include "tests/adapters/git_support.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

namespace fs = std::filesystem;
using adapters::git::read_tree;
using adapters::git::Repository;

// main: first, second (tagged v1 annotated, light), third; branch feature/x from second.
struct Sample {
  TempFolder folder;
  WorkTree tree{folder.path() / "work"};
  std::string first;
  std::string second;
  std::string third;
  std::string feature;

  Sample() {
    tree.write("workflows/a.yaml", "plumbline: v1\n");
    first = tree.commit("first");
    tree.write("workflows/a.yaml", "plumbline: v1\nworkflow: a\n");
    second = tree.commit("second");
    tree.git({"tag", "--annotate", "--message=one", "v1"});
    tree.git({"tag", "light"});
    tree.git({"checkout", "--quiet", "-b", "feature/x"});
    tree.write("workflows/b.yaml", "plumbline: v1\n");
    feature = tree.commit("on the side");
    tree.git({"checkout", "--quiet", "main"});
    tree.write("workflows/c.yaml", "plumbline: v1\n");
    third = tree.commit("third");
    tree.git({"update-ref", "refs/remotes/origin/main", second});
  }
};

std::vector<fs::path> loose_objects(const fs::path& git_folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(git_folder / "objects"))
    if (entry.is_regular_file() && entry.path().filename().string().size() == 38)
      files.push_back(entry.path());
  return files;
}

fs::path object_file(const WorkTree& tree, const std::string& id) {
  return tree.path() / ".git/objects" / id.substr(0, 2) / id.substr(2);
}

// libgit2 1.5 forgets some memory of its own where it refuses a format or a pack.
struct LeaksOfLibgit2 {
#ifdef __SANITIZE_ADDRESS__
  LeaksOfLibgit2() { __lsan_disable(); }
  ~LeaksOfLibgit2() { __lsan_enable(); }
#else
  LeaksOfLibgit2() {}
  ~LeaksOfLibgit2() {}
#endif
  LeaksOfLibgit2(const LeaksOfLibgit2&) = delete;
  LeaksOfLibgit2& operator=(const LeaksOfLibgit2&) = delete;
};

void overwrite(const fs::path& file, std::string_view content) {
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

}  // namespace

TEST_CASE("every kind of ref resolves to its commit", "[git]") {
  const Sample sample;
  const auto repository = sample.tree.open();
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"main", sample.third},
      {"feature/x", sample.feature},
      {"origin/main", sample.second},
      {"v1", sample.second},
      {"light", sample.second},
      {"refs/heads/main", sample.third},
      {"refs/tags/v1", sample.second},
      {"refs/remotes/origin/main", sample.second},
      {"HEAD", sample.third},
      {"HEAD~1", sample.second},
      {"HEAD^", sample.second},
      {"HEAD~2", sample.first},
      {"v1^{}", sample.second},
      {"v1^{commit}~1", sample.first},
      {sample.first, sample.first},
      {sample.first.substr(0, 12), sample.first},
      {sample.first.substr(0, 7), sample.first},
  };
  for (const auto& [ref, commit] : rows) {
    CAPTURE(ref);
    const auto resolved = repository.resolve(ref);
    REQUIRE(resolved.has_value());
    CHECK(*resolved == commit);
  }
}

TEST_CASE("what is no ref of a commit is refused with its kind", "[git]") {
  Sample sample;
  const auto blob = sample.tree.git({"rev-parse", "HEAD:workflows/a.yaml"});
  sample.tree.git({"tag", "to-a-file", blob});
  sample.tree.git({"tag", "to-a-tree", "HEAD^{tree}"});
  const auto repository = sample.tree.open();
  const std::vector<std::pair<std::string, ErrorKind>> rows = {
      {"", ErrorKind::invalid},
      {"mian", ErrorKind::not_found},
      {"HEAD~99", ErrorKind::not_found},
      {std::string(40, '1'), ErrorKind::not_found},
      {std::string(41, '1'), ErrorKind::not_found},
      {"refs/heads/nowhere", ErrorKind::not_found},
      {blob, ErrorKind::invalid},
      {"to-a-file", ErrorKind::invalid},
      {"to-a-tree", ErrorKind::invalid},
      {"HEAD:workflows", ErrorKind::invalid},
      {":/first", ErrorKind::invalid},
      {"main..feature/x", ErrorKind::invalid},
      {"main@{1}", ErrorKind::invalid},
      {"HEAD^{/first}", ErrorKind::invalid},
      {"--upload-pack=id", ErrorKind::invalid},
      {"main\nmain", ErrorKind::invalid},
      {"ma\xffin", ErrorKind::invalid},
      {std::string(2000, 'x'), ErrorKind::invalid},
  };
  for (const auto& [ref, kind] : rows) {
    CAPTURE(ref);
    const auto resolved = repository.resolve(ref);
    REQUIRE_FALSE(resolved.has_value());
    CHECK(resolved.error().kind == kind);
    CHECK_FALSE(resolved.error().hint.empty());
  }
}

TEST_CASE("an unknown ref is answered with the nearest names", "[git]") {
  const Sample sample;
  const auto resolved = sample.tree.open().resolve("mian");
  REQUIRE_FALSE(resolved.has_value());
  CHECK_THAT(resolved.error().message, ContainsSubstring("'mian'"));
  CHECK_THAT(resolved.error().hint, ContainsSubstring("main"));
}

TEST_CASE("a short commit id that fits two objects is refused", "[git]") {
  Sample sample;
  // 400 blobs and two hex digits of room: some prefix of 4 digits is taken twice.
  std::vector<std::string> ids;
  std::string twice;
  for (int i = 0; twice.empty() && i < 3000; ++i) {
    const auto commit = sample.tree.git({"commit-tree", "-m", std::to_string(i), "HEAD^{tree}"});
    const auto short_id = commit.substr(0, 4);
    if (std::ranges::find(ids, short_id) != ids.end()) twice = short_id;
    ids.push_back(short_id);
  }
  REQUIRE_FALSE(twice.empty());
  const auto resolved = sample.tree.open().resolve(twice);
  REQUIRE_FALSE(resolved.has_value());
  CHECK(resolved.error().kind == ErrorKind::invalid);
  CHECK_THAT(resolved.error().hint, ContainsSubstring("more digits"));
}

TEST_CASE("a name that is a branch and a tag of different commits is not guessed", "[git]") {
  Sample sample;
  sample.tree.git({"tag", "main", sample.first});
  const auto repository = sample.tree.open();
  const auto resolved = repository.resolve("main");
  REQUIRE_FALSE(resolved.has_value());
  CHECK(resolved.error().kind == ErrorKind::invalid);
  CHECK_THAT(resolved.error().hint, ContainsSubstring("refs/heads/main"));
  CHECK(repository.resolve("refs/heads/main") == sample.third);
  sample.tree.git({"tag", "--force", "main", sample.third});
  CHECK(sample.tree.open().resolve("main") == sample.third);
}

TEST_CASE("a repository without commits says so", "[git]") {
  const TempFolder folder;
  const WorkTree tree(folder.path() / "empty");
  const auto resolved = tree.open().resolve("HEAD");
  REQUIRE_FALSE(resolved.has_value());
  CHECK(resolved.error().kind == ErrorKind::not_found);
  CHECK_THAT(resolved.error().message, ContainsSubstring("no commits yet"));
}

TEST_CASE("bare, linked and nested paths open the repository they belong to", "[git]") {
  Sample sample;
  const auto base = sample.folder.path();
  sample.tree.git({"clone", "--quiet", "--bare", ".", (base / "bare.git").string()});
  sample.tree.git({"worktree", "add", "--quiet", (base / "linked").string(), "feature/x"});
  sample.tree.git({"config", "extensions.worktreeConfig", "true"});
  const std::vector<std::pair<fs::path, std::string>> rows = {
      {base / "bare.git", sample.third},  {base / "work", sample.third},
      {base / "work/.git", sample.third}, {base / "work/workflows", sample.third},
      {base / "linked", sample.feature},  {base / "linked/workflows", sample.feature},
  };
  for (const auto& [path, head] : rows) {
    CAPTURE(path.string());
    const auto repository = Repository::open(path);
    REQUIRE(repository.has_value());
    CHECK(repository->resolve("HEAD") == head);
  }
}

TEST_CASE("a path without a repository is refused with a hint", "[git]") {
  const TempFolder folder;
  for (const auto& path : {folder.path(), folder.path() / "nothing"}) {
    const auto repository = Repository::open(path);
    REQUIRE_FALSE(repository.has_value());
    CHECK(repository.error().kind == ErrorKind::not_found);
    CHECK_FALSE(repository.error().hint.empty());
  }
}

TEST_CASE("a repository of another user is refused with the way out", "[git]") {
  if (::geteuid() != 0) return;  // only root can give files away
  Sample sample;
  run_program("/", {"chown", "--recursive", "65534:65534", sample.tree.path().string()});
  const auto repository = Repository::open(sample.tree.path());
  REQUIRE_FALSE(repository.has_value());
  CHECK(repository.error().kind == ErrorKind::forbidden);
  CHECK_THAT(repository.error().hint,
             ContainsSubstring("safe.directory '" + sample.tree.path().string() + "'"));
}

TEST_CASE("a repository in a format we do not know is unsupported", "[git]") {
  const LeaksOfLibgit2 known;
  const TempFolder folder;
  run_program(folder.path(), {"git", "init", "--quiet", "--object-format=sha256", "."});
  const auto repository = Repository::open(folder.path());
  REQUIRE_FALSE(repository.has_value());
  CHECK(repository.error().kind == ErrorKind::unsupported);
}

TEST_CASE("what a shallow or partial clone lacks is told with the way to get it", "[git]") {
  Sample sample;
  const auto base = sample.folder.path();
  const auto url = "file://" + sample.tree.path().string();
  sample.tree.git({"config", "uploadpack.allowFilter", "true"});
  sample.tree.git({"clone", "--quiet", "--depth=1", url, (base / "shallow").string()});
  const auto shallow = Repository::open(base / "shallow");
  REQUIRE(shallow.has_value());
  CHECK(shallow->resolve("HEAD") == sample.third);
  for (const auto& ref : {std::string("HEAD~1"), sample.first}) {
    const auto resolved = shallow->resolve(ref);
    REQUIRE_FALSE(resolved.has_value());
    CHECK(resolved.error().kind == ErrorKind::not_found);
    CHECK_THAT(resolved.error().message, ContainsSubstring("shallow"));
    CHECK_THAT(resolved.error().hint, ContainsSubstring("git fetch --unshallow"));
  }
  for (const char* filter : {"blob:none", "tree:0"}) {
    CAPTURE(filter);
    const auto path = base / (std::string("partial-") + filter);
    sample.tree.git({"clone", "--quiet", "--no-checkout", std::string("--filter=") + filter, url,
                     path.string()});
    const auto partial = Repository::open(path);
    REQUIRE(partial.has_value());
    const auto snapshot = read_tree(*partial, sample.third, "workflows");
    const auto read = snapshot ? partial->read_blob(snapshot->files.at(0).blob, "a.yaml")
                               : Result<std::string>(fail(snapshot.error()));
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().kind == ErrorKind::corrupt);
    CHECK_THAT(read.error().message, ContainsSubstring("partial clone"));
    CHECK_THAT(read.error().hint, ContainsSubstring("--filter"));
  }
}

TEST_CASE("the merge base of two branches is where they parted", "[git]") {
  Sample sample;
  const auto alone = sample.tree.git({"commit-tree", "-m", "alone", "HEAD^{tree}"});
  const auto repository = sample.tree.open();
  CHECK(repository.merge_base(sample.third, sample.feature) == sample.second);
  CHECK(repository.merge_base(sample.third, sample.first) == sample.first);
  CHECK(repository.merge_base(sample.third, alone).error().kind == ErrorKind::not_found);
  CHECK(repository.merge_base(sample.third, "main").error().kind == ErrorKind::invalid);
  CHECK(repository.merge_base(sample.third, std::string(40, '1')).error().kind ==
        ErrorKind::not_found);
}

TEST_CASE("a commit tells its author and time, whatever its bytes", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  tree.write("a.yaml", "");
  tree.commit("first");
  // git itself would put this right while committing.
  auto object = tree.git({"cat-file", "commit", "HEAD"});
  object.replace(object.find("author Ana"), 10, "author Bj\xf6rn \x1b[31m");
  const auto id =
      tree.git({"hash-object", "-t", "commit", "-w", "--stdin", "--literally"}, object + "\n");
  const auto commit = tree.open().commit(id);
  REQUIRE(commit.has_value());
  CHECK(commit->id == id);
  CHECK(commit->at.time_since_epoch().count() == 1767229200);
  CHECK(commit->author_name == "Bj\\xf6rn \\x1b[31m");
  CHECK(commit->author_email == "ana@example.com");
}

TEST_CASE("a file is read by its blob id, whole", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  const std::string bytes("a\0b\xff\r\n", 6);
  const auto id = tree.blob(bytes);
  const auto empty = tree.blob("");
  const auto repository = tree.open();
  CHECK(repository.read_blob(id, "a.yaml") == bytes);
  CHECK(repository.read_blob(empty, "a.yaml") == "");
}

TEST_CASE("a blob that is no truth is refused with its kind and file", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  tree.write("a.yaml", "x");
  const auto commit = tree.commit("first");
  const auto at_limit = tree.blob(std::string(Repository::max_blob, 'x'));
  const std::vector<std::pair<std::string, ErrorKind>> rows = {
      {tree.blob(std::string(Repository::max_blob + 1, 'x')), ErrorKind::invalid},
      {tree.blob("version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 9\n"),
       ErrorKind::unsupported},
      {commit, ErrorKind::invalid},
      {std::string(40, '1'), ErrorKind::corrupt},
      {"12", ErrorKind::invalid},
      {std::string(40, 'z'), ErrorKind::invalid},
  };
  const auto repository = tree.open();
  CHECK(repository.read_blob(at_limit, "a.yaml").has_value());
  for (const auto& [id, kind] : rows) {
    CAPTURE(id);
    const auto content = repository.read_blob(id, "teams/a.yaml");
    REQUIRE_FALSE(content.has_value());
    CHECK(content.error().kind == kind);
    CHECK(content.error().where.file == "teams/a.yaml");
  }
}

TEST_CASE("damaged objects are corrupt, each on its own", "[git]") {
  Sample sample;
  const auto blob = sample.tree.git({"rev-parse", "HEAD:workflows/a.yaml"});
  const auto good = sample.tree.git({"rev-parse", "HEAD:workflows/c.yaml"});
  const auto file = object_file(sample.tree, blob);
  SECTION("truncated") { overwrite(file, "x"); }
  SECTION("empty") { overwrite(file, ""); }
  SECTION("missing") { fs::remove(file); }
  SECTION("another object's bytes, so the hash is wrong") {
    fs::copy_file(object_file(sample.tree, good), file, fs::copy_options::overwrite_existing);
  }
  const auto repository = sample.tree.open();
  const auto content = repository.read_blob(blob, "workflows/a.yaml");
  REQUIRE_FALSE(content.has_value());
  CHECK(content.error().kind == ErrorKind::corrupt);
  CHECK_THAT(content.error().hint, ContainsSubstring("git fsck"));
  CHECK(repository.read_blob(good, "workflows/c.yaml").has_value());
}

TEST_CASE("a repository that lost its pack or its commit is corrupt", "[git]") {
  const LeaksOfLibgit2 known;
  Sample sample;
  sample.tree.git({"gc", "--quiet"});
  const auto packs = sample.tree.path() / ".git/objects/pack";
  for (const auto& entry : fs::directory_iterator(packs)) {
    if (entry.path().extension() != ".pack") continue;
    SECTION("missing pack") { fs::remove(entry.path()); }
    SECTION("truncated pack") {
      fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
      fs::resize_file(entry.path(), 100);
    }
    SECTION("not a pack") { overwrite(entry.path(), "garbage"); }
  }
  const auto snapshot =
      Repository::open(sample.tree.path()).and_then([](const Repository& repository) {
        return repository.resolve("refs/heads/main").and_then([&](const std::string& id) {
          return read_tree(repository, id, "workflows");
        });
      });
  REQUIRE_FALSE(snapshot.has_value());
  CHECK(snapshot.error().kind == ErrorKind::corrupt);
}

TEST_CASE("threads read one repository through handles of their own", "[git]") {
  Sample sample;
  for (int i = 0; i < 200; ++i)
    sample.tree.write("workflows/n" + std::to_string(i) + ".yaml", std::to_string(i));
  const auto commit = sample.tree.commit("many");
  REQUIRE(loose_objects(sample.tree.path() / ".git").size() > 200);
  std::vector<std::size_t> read(4, 0);
  {
    std::vector<std::jthread> threads;
    for (auto& count : read)
      threads.emplace_back([&sample, &commit, &count] {
        const auto repository = Repository::open(sample.tree.path());
        if (!repository) return;
        const auto snapshot = read_tree(*repository, commit, "workflows");
        if (!snapshot) return;
        for (const auto& file : snapshot->files)
          count += repository->read_blob(file.blob, file.path).has_value() ? 1U : 0U;
      });
  }
  CHECK(read == std::vector<std::size_t>(4, 202));
}

}  // namespace plumbline::test
