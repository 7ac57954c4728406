#include "adapters/git/history.hpp"

#include <set>
#include <string>
#include <vector>

#include "tests/adapters/git_support.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

using adapters::git::FileVersion;
using adapters::git::histories;
using adapters::git::HistoryLimit;
using adapters::git::last_change;
using adapters::git::removed_files;
using adapters::git::Repository;

std::vector<FileVersion> history_of(const WorkTree& tree, const std::string& commit,
                                    const std::string& path, HistoryLimit limit = {}) {
  auto found = histories(tree.open(), commit, {path}, limit);
  if (!found) FAIL(describe(found.error()));
  return found->at(path);
}

std::vector<std::string> commits(const std::vector<FileVersion>& versions) {
  std::vector<std::string> ids;
  for (const auto& version : versions) ids.push_back(version.commit.id);
  return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("a file's versions come newest first with the commit that made each", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  tree.write("w/a.yaml", "1");
  const auto first = tree.commit("first");
  tree.write("w/b.yaml", "1");
  tree.commit("elsewhere");
  tree.write("w/a.yaml", "2");
  const auto third = tree.commit("third", "Bob <bob@example.com>");
  const auto head = tree.commit("nothing");
  const auto versions = history_of(tree, head, "w/a.yaml");
  REQUIRE(commits(versions) == Ids{third, first});
  CHECK(versions[0].commit.author_name == "Bob");
  CHECK(versions[0].commit.author_email == "bob@example.com");
  CHECK(versions[0].introduced);
  CHECK(versions[1].introduced);
  const auto repository = tree.open();
  CHECK(repository.read_blob(versions[0].blob, "") == "2");
  CHECK(repository.read_blob(versions[1].blob, "") == "1");
  CHECK(versions[0].commit.at > versions[1].commit.at);
  CHECK(history_of(tree, head, "w/never.yaml").empty());
  CHECK(commits(history_of(tree, first, "w/a.yaml")) == Ids{first});
}

TEST_CASE("a removed file starts its history with the removal", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  tree.write("w/a.yaml", "1");
  const auto first = tree.commit("first");
  tree.remove("w/a.yaml");
  tree.write("w/b.yaml", "1");
  const auto gone = tree.commit("gone");
  tree.commit("nothing");
  const auto versions = history_of(tree, tree.git({"rev-parse", "HEAD"}), "w/a.yaml");
  REQUIRE(commits(versions) == Ids{gone, first});
  CHECK(versions[0].blob.empty());
  CHECK_FALSE(versions[1].blob.empty());
}

TEST_CASE("a file that became a folder and came back has every version", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  tree.write("a.yaml", "1");
  tree.write("a.yaml-x", "order");
  const auto first = tree.commit("file");
  tree.remove("a.yaml");
  tree.write("a.yaml/inner.yaml", "1");
  const auto second = tree.commit("folder");
  tree.remove("a.yaml");
  tree.write("a.yaml", "2");
  const auto third = tree.commit("file again");
  const auto found = histories(tree.open(), third, {"a.yaml", "a.yaml/inner.yaml"});
  REQUIRE(found.has_value());
  CHECK(commits(found->at("a.yaml")) == Ids{third, second, first});
  CHECK(found->at("a.yaml")[1].blob.empty());
  CHECK(commits(found->at("a.yaml/inner.yaml")) == Ids{third, second});
}

TEST_CASE("a search that ends early says what was there, not who made it", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  tree.write("a.yaml", "1");
  tree.write("still.yaml", "1");
  tree.commit("first");
  Ids ids;
  for (int i = 2; i < 12; ++i) {
    tree.write("a.yaml", std::to_string(i));
    ids.push_back(tree.commit(std::to_string(i)));
  }
  HistoryLimit three;
  three.commits = 3;
  const auto few = history_of(tree, ids[9], "a.yaml", three);
  REQUIRE(commits(few) == Ids{ids[9], ids[8], ids[7], ids[6]});
  CHECK(few[2].introduced);
  CHECK_FALSE(few[3].introduced);
  CHECK(tree.open().read_blob(few[3].blob, "") == "8");
  const auto still = history_of(tree, ids[9], "still.yaml", three);
  REQUIRE(commits(still) == Ids{ids[6]});
  CHECK_FALSE(still[0].introduced);
  HistoryLimit two;
  two.versions = 2;
  CHECK(commits(history_of(tree, ids[9], "a.yaml", two)) == Ids{ids[9], ids[8]});
  HistoryLimit none;
  none.commits = 0;
  CHECK(history_of(tree, ids[9], "a.yaml", none).empty());
}

TEST_CASE("a merge is one change of the branch, and last_change looks behind it", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  tree.write("a.yaml", "1");
  const auto first = tree.commit("first");
  tree.git({"checkout", "--quiet", "-b", "side"});
  tree.write("a.yaml", "2");
  tree.commit("draft", "Bob <bob@example.com>");
  tree.write("a.yaml", "3");
  const auto side = tree.commit("final", "Bob <bob@example.com>");
  tree.git({"checkout", "--quiet", "main"});
  tree.write("other.yaml", "1");
  tree.commit("meanwhile");
  tree.git({"merge", "--quiet", "--no-ff", "--no-edit", "side"});
  const auto merge = tree.git({"rev-parse", "HEAD"});
  CHECK(commits(history_of(tree, merge, "a.yaml")) == Ids{merge, first});
  const auto changed = last_change(tree.open(), merge, "a.yaml");
  REQUIRE(changed.has_value());
  CHECK(changed->id == side);
  CHECK(changed->author_name == "Bob");
  CHECK(last_change(tree.open(), merge, "none.yaml").error().kind == ErrorKind::not_found);
  CHECK(last_change(tree.open(), merge, "a.yaml", 1).error().kind == ErrorKind::not_found);
}

TEST_CASE("removed truth files are found, present and foreign ones are not", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  for (const std::string name : {"w/kept.yaml", "w/gone.yaml", "w/deep/gone.yml", "w/back.yaml",
                                 "w/gone.txt", "w2/gone.yaml"})
    tree.write(name, "1");
  const auto first = tree.commit("first");
  tree.remove("w/gone.yaml");
  tree.remove("w/back.yaml");
  tree.remove("w/gone.txt");
  tree.remove("w2");
  const auto second = tree.commit("second", "Bob <bob@example.com>");
  tree.remove("w/deep");
  tree.write("w/back.yaml", "2");
  const auto third = tree.commit("third");
  const auto removed = removed_files(tree.open(), third, "w");
  REQUIRE(removed.has_value());
  REQUIRE(removed->size() == 2);
  CHECK((*removed)[0].path == "w/deep/gone.yml");
  CHECK((*removed)[0].commit.id == third);
  CHECK((*removed)[1].path == "w/gone.yaml");
  CHECK((*removed)[1].commit.id == second);
  CHECK((*removed)[1].commit.author_name == "Bob");
  CHECK(tree.open().read_blob((*removed)[1].blob, "") == "1");
  CHECK(removed_files(tree.open(), third, "w", 1)->size() == 1);
  CHECK(removed_files(tree.open(), third, "")->size() == 3);
  CHECK(removed_files(tree.open(), first, "w")->empty());
}

TEST_CASE("a shallow clone's edge ends the history without an error", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  for (int i = 0; i < 5; ++i) {
    tree.write("a.yaml", std::to_string(i));
    tree.commit(std::to_string(i));
  }
  const auto shallow = folder.path() / "shallow";
  tree.git({"clone", "--quiet", "--depth=2", "file://" + tree.path().string(), shallow.string()});
  const auto repository = Repository::open(shallow);
  REQUIRE(repository.has_value());
  const auto head = repository->resolve("HEAD");
  REQUIRE(head.has_value());
  const auto found = histories(*repository, *head, {"a.yaml"});
  REQUIRE(found.has_value());
  const auto& versions = found->at("a.yaml");
  REQUIRE(versions.size() == 2);
  CHECK(versions[0].introduced);
  CHECK_FALSE(versions[1].introduced);
  CHECK(removed_files(*repository, *head, "").has_value());
}

TEST_CASE("one walk answers for a thousand files", "[git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "work");
  std::set<std::string> paths;
  for (int i = 0; i < 1000; ++i) {
    const auto path = "t" + std::to_string(i % 10) + "/w" + std::to_string(i) + ".yaml";
    tree.write(path, "0");
    paths.insert(path);
  }
  const auto first = tree.commit("first");
  Ids ids;
  for (int i = 0; i < 20; ++i) {
    tree.write("t3/w" + std::to_string(10 * i + 3) + ".yaml", "1");
    ids.push_back(tree.commit(std::to_string(i)));
  }
  const auto found = histories(tree.open(), ids.back(), paths);
  REQUIRE(found.has_value());
  REQUIRE(found->size() == 1000);
  std::size_t changed = 0;
  for (const auto& [path, versions] : *found) {
    CHECK(versions.back().commit.id == first);
    changed += versions.size() - 1;
  }
  CHECK(changed == 20);
  CHECK(commits(found->at("t3/w33.yaml")) == Ids{ids[3], first});
}

}  // namespace plumbline::test
