#include "adapters/git/tree_snapshot.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/adapters/git_support.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

namespace fs = std::filesystem;
using adapters::git::clean_path;
using adapters::git::FileKind;
using adapters::git::find_file;
using adapters::git::read_tree;
using adapters::git::tree_id;
using adapters::git::TreeFile;
using adapters::git::TreeSnapshot;

TreeSnapshot snapshot_of(const WorkTree& tree, const std::string& commit,
                         const std::string& folder = "") {
  auto snapshot = read_tree(tree.open(), commit, folder);
  if (!snapshot) FAIL(describe(snapshot.error()));
  return std::move(*snapshot);
}

std::vector<std::string> paths(const TreeSnapshot& snapshot) {
  std::vector<std::string> result;
  for (const auto& file : snapshot.files) result.push_back(file.path);
  return result;
}

// One line of `git mktree -z`.
std::string line(const std::string& mode, const std::string& type, const std::string& id,
                 const std::string& name) {
  std::string text = mode;
  text += ' ' + type + ' ' + id + '\t' + name;
  text += '\0';
  return text;
}

}  // namespace

TEST_CASE("a tree lists its truth files from the repository's root on, sorted", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  tree.write("workflows/b/late.yml", "b");
  tree.write("workflows/a.yaml", "a");
  tree.write("workflows/b.yaml", "b");
  tree.write("workflows/README.md", "no truth");
  tree.write("workflows/.yaml", "no name");
  tree.write("elsewhere/c.yaml", "c");
  fs::permissions(tree.path() / "workflows/a.yaml", fs::perms::owner_exec, fs::perm_options::add);
  const auto commit = tree.commit("first");
  const auto snapshot = snapshot_of(tree, commit, "./workflows//");
  const auto blob_b = tree.git({"rev-parse", "HEAD:workflows/b.yaml"});
  CHECK(snapshot.folder == "workflows");
  CHECK(snapshot.commit == commit);
  CHECK(snapshot.tree == tree.git({"rev-parse", "HEAD:workflows"}));
  CHECK(paths(snapshot) ==
        std::vector<std::string>{"workflows/a.yaml", "workflows/b.yaml", "workflows/b/late.yml"});
  CHECK(snapshot.files[0].kind == FileKind::executable);
  CHECK(snapshot.files[1] == TreeFile{"workflows/b.yaml", blob_b, FileKind::regular});
  CHECK(snapshot.refused.empty());
  CHECK(snapshot.notes.empty());
  CHECK(paths(snapshot_of(tree, commit, ".")).size() == 4);
}

TEST_CASE("the tree id moves exactly when something below the folder moves", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  tree.write("workflows/a.yaml", "1");
  const auto first = tree.commit("first");
  tree.write("other.txt", "1");
  const auto second = tree.commit("elsewhere");
  tree.write("workflows/a.yaml", "2");
  const auto third = tree.commit("here");
  const auto repository = tree.open();
  CHECK(tree_id(repository, first, "workflows") == tree_id(repository, second, "workflows"));
  CHECK(tree_id(repository, second, "workflows") != tree_id(repository, third, "workflows"));
}

TEST_CASE("what cannot be truth is refused by name and the rest goes on", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  const auto good = tree.blob("plumbline: v1\n");
  const auto subtree = tree.git({"mktree"}, "100644 blob " + good + "\tx.yaml\n");
  struct Row {
    std::string mode;
    std::string type;
    std::string id;
    std::string name;
    ErrorKind kind;
  };
  const std::string nowhere(40, '1');
  const std::vector<Row> rows = {
      {"120000", "blob", good, "link.yaml", ErrorKind::unsupported},
      {"160000", "commit", nowhere, "module", ErrorKind::unsupported},
      {"160000", "commit", nowhere, "module.yaml", ErrorKind::unsupported},
      {"100644", "blob", good, "back\\slash.yaml", ErrorKind::invalid},
      {"100644", "blob", good, "line\nbreak.yaml", ErrorKind::invalid},
      {"100644", "blob", good, "escape\x1b[31m.yaml", ErrorKind::invalid},
      {"100644", "blob", good, "latin\xe9.yaml", ErrorKind::invalid},
      {"100644", "blob", good, "c1\xc2\x85.yml", ErrorKind::invalid},
      {"040000", "tree", subtree, "latin\xe9", ErrorKind::invalid},
      {"040000", "tree", subtree, "tab\tfolder", ErrorKind::invalid},
      {"040000", "tree", nowhere, "missing", ErrorKind::corrupt},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const auto commit = tree.commit_tree(line(row.mode, row.type, row.id, row.name) +
                                         line("100644", "blob", good, "zz-good.yaml"));
    const auto snapshot = snapshot_of(tree, commit);
    CHECK(paths(snapshot) == std::vector<std::string>{"zz-good.yaml"});
    REQUIRE(snapshot.refused.size() == 1);
    CHECK(snapshot.refused[0].kind == row.kind);
    CHECK_FALSE(snapshot.refused[0].where.file.empty());
    CHECK_FALSE(snapshot.refused[0].hint.empty());
    CHECK(snapshot.refused[0].where.file.find_first_of("\n\t\x1b\xe9") == std::string::npos);
  }
}

TEST_CASE("names that lead elsewhere are refused even in a tree no tool would write", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  const auto good = tree.blob("plumbline: v1\n");
  const auto subtree = tree.git({"mktree"}, "100644 blob " + good + "\tx.yaml\n");
  // `git mktree` refuses these, so the tree object is written byte by byte.
  const auto raw_id = [](const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
      bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
  };
  for (const std::string name : {"..", ".", ".git", ".GIT"}) {
    CAPTURE(name);
    std::string object = "40000 " + name;
    object += '\0' + raw_id(subtree) + "100644 good.yaml";
    object += '\0' + raw_id(good);
    const auto id = tree.git({"hash-object", "-t", "tree", "-w", "--stdin", "--literally"}, object);
    const auto commit = tree.git({"commit-tree", "-m", "by hand", id});
    const auto snapshot = snapshot_of(tree, commit);
    CHECK(paths(snapshot) == std::vector<std::string>{"good.yaml"});
    REQUIRE(snapshot.refused.size() == 1);
    CHECK(snapshot.refused[0].kind == ErrorKind::invalid);
  }
}

TEST_CASE("other names are skipped whatever they are", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  const auto good = tree.blob("x");
  const auto commit = tree.commit_tree(line("120000", "blob", good, "README.md") +
                                       line("100644", "blob", good, "latin\xe9.txt") +
                                       line("100644", "blob", good, "notes\n.txt"));
  const auto snapshot = snapshot_of(tree, commit);
  CHECK(snapshot.files.empty());
  CHECK(snapshot.refused.empty());
  CHECK(snapshot.notes.empty());
}

TEST_CASE("a file whose ending is truth's but for its case is told", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  const auto good = tree.blob("x");
  const auto snapshot =
      snapshot_of(tree, tree.commit_tree(line("100644", "blob", good, "README.MD") +
                                         line("100644", "blob", good, "b.yml") +
                                         line("100644", "blob", good, "c.YAML")));
  CHECK(snapshot.files.size() == 1);
  CHECK(snapshot.notes == std::vector<std::string>{"c.YAML is not read: its name ends in .YAML"});
}

TEST_CASE("names that differ in case only and linked folders are told", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  const auto good = tree.blob("x");
  const auto commit = tree.commit_tree(line("100644", "blob", good, "Daily.yaml") +
                                       line("100644", "blob", good, "daily.yaml") +
                                       line("120000", "blob", good, "team-b"));
  const auto snapshot = snapshot_of(tree, commit);
  CHECK(snapshot.files.size() == 2);
  REQUIRE(snapshot.notes.size() == 2);
  CHECK_THAT(snapshot.notes[0], ContainsSubstring("team-b is a symbolic link"));
  CHECK(snapshot.notes[1] == "Daily.yaml and daily.yaml differ in case only");
}

TEST_CASE("folders deeper than 32 are refused, 32 are not", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  std::string path;
  for (int i = 0; i < 32; ++i) path += "d/";
  tree.write(path + "deep.yaml", "x");
  CHECK(snapshot_of(tree, tree.commit("deep")).files.size() == 1);
  tree.write(path + "d/deeper.yaml", "x");
  const auto snapshot = snapshot_of(tree, tree.commit("deeper"));
  CHECK(snapshot.files.size() == 1);
  REQUIRE(snapshot.refused.size() == 1);
  CHECK(snapshot.refused[0].kind == ErrorKind::invalid);
}

TEST_CASE("a tree that unfolds without end is refused as a whole", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  auto id = tree.blob("x");
  std::string type = "100644 blob ";
  for (int level = 0; level < 8; ++level) {
    std::string lines;
    for (char c = 'a'; c < 'k'; ++c)
      lines += type + id + "\t" + std::string(1, c) + (level == 0 ? ".yaml\n" : "\n");
    id = tree.git({"mktree"}, lines);
    type = "040000 tree ";
  }
  const auto commit = tree.git({"commit-tree", "-m", "bomb", id});
  const auto snapshot = read_tree(tree.open(), commit, "");
  REQUIRE_FALSE(snapshot.has_value());
  CHECK(snapshot.error().kind == ErrorKind::invalid);
  CHECK_THAT(snapshot.error().message, ContainsSubstring("200,000"));
}

TEST_CASE("a symbolic link is judged by what it leads to", "[git]") {
  enum class Answer { nothing, note, refused };
  struct Row {
    const char* target;
    Answer answer;
  };
  const std::vector<Row> rows = {
      {"../shared", Answer::refused},
      {"../shared/deep/", Answer::refused},
      {"./../team/../shared", Answer::refused},
      {"..", Answer::refused},
      {"../scripts", Answer::nothing},  // no truth in it
      {"../README", Answer::nothing},
      {"payments", Answer::note},
      {".", Answer::note},
      {"../nowhere", Answer::note},
      {"../../outside", Answer::note},
      {"/etc", Answer::note},
      {"", Answer::note},
  };
  for (const auto& row : rows) {
    CAPTURE(row.target);
    const TempFolder folder;
    WorkTree tree(folder.path() / "work");
    tree.write("team/payments/a.yaml", "x");
    tree.write("shared/deep/b.yaml", "x");
    tree.write("scripts/run.sh", "x");
    tree.write("README", "x");
    tree.commit("first");
    // No checkout makes a link to nothing.
    tree.git(
        {"update-index", "--add", "--cacheinfo", "120000," + tree.blob(row.target) + ",team/x"});
    tree.git({"commit", "--quiet", "--message=link"});
    const auto snapshot = read_tree(tree.open(), tree.git({"rev-parse", "HEAD"}), "team");
    REQUIRE(snapshot.has_value());
    CHECK(snapshot->files.size() == 1);
    CHECK(snapshot->refused.size() == (row.answer == Answer::refused ? 1 : 0));
    CHECK(snapshot->notes.size() == (row.answer == Answer::note ? 1 : 0));
    for (const auto& refused : snapshot->refused) {
      CHECK(refused.where.file == "team/x");
      CHECK_THAT(refused.message, ContainsSubstring(row.target));
    }
  }
}

TEST_CASE("a path that is a link or a submodule is refused by what it is", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  tree.write("real/a.yaml", "x");
  const auto first = tree.commit("first");
  tree.git({"update-index", "--add", "--cacheinfo", "120000," + tree.blob("real") + ",linked"});
  tree.git({"update-index", "--add", "--cacheinfo", "160000," + first + ",sub"});
  tree.git({"commit", "--quiet", "--message=more"});
  const auto repository = tree.open();
  for (const auto& [path, what] : std::vector<std::pair<std::string, std::string>>{
           {"linked", "a symbolic link"}, {"sub", "a submodule"}, {"real/a.yaml", "a file"}}) {
    CAPTURE(path);
    const auto snapshot = read_tree(repository, tree.git({"rev-parse", "HEAD"}), path);
    REQUIRE_FALSE(snapshot.has_value());
    CHECK(snapshot.error().kind == ErrorKind::invalid);
    CHECK_THAT(snapshot.error().message, ContainsSubstring("is " + what + ", not a folder"));
  }
}

TEST_CASE("3,000 files are listed", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  const auto blob = tree.blob("plumbline: v1\n");
  std::string lines;
  for (int i = 0; i < 3000; ++i)
    lines += line("100644", "blob", blob, "w" + std::to_string(i) + ".yaml");
  const auto snapshot = snapshot_of(tree, tree.commit_tree(lines));
  CHECK(snapshot.files.size() == 3000);
  CHECK(std::ranges::is_sorted(snapshot.files, {}, &TreeFile::path));
}

TEST_CASE("a folder that is not there is named with its neighbours", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  tree.write("teams/payments/workflows/a.yaml", "x");
  tree.write("file.yaml", "x");
  const auto commit = tree.commit("first");
  const auto repository = tree.open();
  const auto missing = read_tree(repository, commit, "teams/payment/workflows");
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().kind == ErrorKind::not_found);
  CHECK_THAT(missing.error().hint, ContainsSubstring("payments"));
  CHECK(read_tree(repository, commit, "file.yaml").error().kind == ErrorKind::invalid);
  CHECK(read_tree(repository, commit, "../elsewhere").error().kind == ErrorKind::invalid);
  CHECK(read_tree(repository, std::string(40, '1'), "").error().kind == ErrorKind::not_found);
  CHECK(read_tree(repository, "main", "").error().kind == ErrorKind::invalid);
}

TEST_CASE("one file is found by its path", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  tree.write("rules/policy.yaml", "plumbline: v1\n");
  fs::create_symlink("policy.yaml", tree.path() / "rules/link.yaml");
  const auto commit = tree.commit("first");
  const auto repository = tree.open();
  const auto found = find_file(repository, commit, "rules/policy.yaml");
  REQUIRE(found.has_value());
  CHECK(repository.read_blob(found->blob, found->path) == "plumbline: v1\n");
  CHECK(find_file(repository, commit, "rules").error().kind == ErrorKind::invalid);
  CHECK(find_file(repository, commit, "rules/link.yaml").error().kind == ErrorKind::invalid);
  CHECK(find_file(repository, commit, "rules/none.yaml").error().kind == ErrorKind::not_found);
  CHECK(find_file(repository, commit, "none/policy.yaml").error().kind == ErrorKind::not_found);
  CHECK(find_file(repository, commit, "/rules/policy.yaml").error().kind == ErrorKind::invalid);
  CHECK(find_file(repository, commit, "").error().kind != ErrorKind::corrupt);
}

TEST_CASE("paths are cleaned or refused", "[git]") {
  CHECK(clean_path("") == "");
  CHECK(clean_path(".") == "");
  CHECK(clean_path("./a//b/./c/") == "a/b/c");
  for (const std::string bad : {"/a", "a/../b", "..", ".git/hooks", "a\\b", "a\nb", "a\xff"}) {
    CAPTURE(bad);
    REQUIRE_FALSE(clean_path(bad).has_value());
    CHECK(clean_path(bad).error().kind == ErrorKind::invalid);
  }
}

}  // namespace plumbline::test
