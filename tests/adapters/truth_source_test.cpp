#include "adapters/git/truth_source.hpp"

#include "canonical-schema/leaf_text.hpp"
#include "tests/adapters/git_support.hpp"
#include "tests/schema/truth_support.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

namespace git = adapters::git;

std::string workflow(const std::string& name, const std::string& more = {}) {
  return "plumbline: v1\nworkflow: " + name + "\nplaces: [{platform: p, id: " + name + "}]\n" +
         more;
}

git::TruthLocation location_of(const WorkTree& tree, const std::string& ref = "main") {
  return {"repo", tree.path(), ref, "./workflows/", "", {}};
}

TEST_CASE("a truth entry is pinned to a commit and the tree of its folder", "[adapters][git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "truth");
  tree.write("workflows/t/a.yaml", workflow("a"));
  const auto commit = tree.commit("one");
  const auto pinned = git::pin(location_of(tree));
  REQUIRE_FALSE(pinned.error.has_value());
  CHECK(pinned.commit == commit);
  CHECK(pinned.path == "workflows");
  CHECK(pinned.tree == tree.git({"rev-parse", "main:workflows"}));
  tree.write("README.md", "elsewhere\n");
  tree.commit("two");
  CHECK(git::pin(location_of(tree)).tree == pinned.tree);
  CHECK(git::pin(location_of(tree)).commit != pinned.commit);
}

TEST_CASE("what cannot be pinned says why", "[adapters][git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "truth");
  tree.write("workflows/t/a.yaml", workflow("a"));
  tree.commit("one");
  CHECK(git::pin(location_of(tree, "nowhere")).error->kind == ErrorKind::not_found);
  auto elsewhere = location_of(tree);
  elsewhere.path = "../secrets";
  CHECK(git::pin(elsewhere).error->kind == ErrorKind::invalid);
  elsewhere.path = "flows";
  CHECK(git::pin(elsewhere).error->kind == ErrorKind::not_found);
  elsewhere.local = folder.path() / "nothing";
  CHECK(git::pin(elsewhere).error->kind == ErrorKind::not_found);
}

TEST_CASE("truth is read from the commit and never from the checkout", "[adapters][git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "truth");
  tree.write("workflows/t/a.yaml", workflow("a"));
  tree.write("workflows/t/notes.txt", "not truth\n");
  tree.write("workflows/t/link.yaml", "x");
  tree.commit("one");
  tree.remove("workflows/t/link.yaml");
  tree.git({"-C", tree.path().string(), "update-index", "--add", "--cacheinfo",
            "120000," + tree.blob("/etc/passwd") + ",workflows/t/link.yaml"});
  tree.git({"commit", "-q", "-m", "link"});
  tree.write("workflows/t/a.yaml", "uncommitted: true\n");
  const auto location = location_of(tree);
  const auto input = git::read_truth(location, git::pin(location));
  REQUIRE(input);
  const auto truth = codec::assemble({*input}, FewZones());
  REQUIRE(truth.workflows.size() == 1);
  CHECK(truth.workflows.front().id == WorkflowId{"t", "a"});
  CHECK(truth.workflows.front().commit == input->repository.commit);
  REQUIRE(truth.problems.size() == 1);
  CHECK(truth.problems.front().source.file == "workflows/t/link.yaml");
}

TEST_CASE("earlier versions come newest first, each with the defaults of its time",
          "[adapters][git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "truth");
  tree.write("workflows/t/a.yaml", workflow("a", "retry: {max: 1}\n"));
  const auto first = tree.commit("one");
  tree.write("workflows/defaults.yaml", "retry: {delay: 5m}\n");
  const auto second = tree.commit("two", "Bo <bo@example.com>");
  tree.write("workflows/t/b.yaml", workflow("b"));
  tree.commit("not about a");
  tree.write("workflows/t/a.yaml", workflow("a", "retry: {max: lots}\n"));
  const auto broken = tree.commit("broken");
  tree.write("workflows/t/a.yaml", workflow("a", "retry: {max: 3}\n"));
  const auto last = tree.commit("three");
  const auto location = location_of(tree);
  const auto past =
      git::past_declarations(location, git::pin(location), {"workflows/t/a.yaml"}, FewZones());
  REQUIRE(past);
  const auto& versions = past->at("workflows/t/a.yaml");
  REQUIRE(versions.size() == 4);
  CHECK(versions[0].commit == last);
  CHECK(text(FieldId::retry, versions[0].workflow->fields) == "max 3, delay 5m, jitter any");
  CHECK(versions[1].commit == broken);
  CHECK_FALSE(versions[1].workflow.has_value());
  CHECK(versions[2].commit == second);
  CHECK(versions[2].author == "Bo <bo@example.com>");
  CHECK(text(FieldId::retry, versions[2].workflow->fields) == "max 1, delay 5m, jitter any");
  CHECK(versions[2].workflow->commit == second);
  CHECK(versions[3].commit == first);
  CHECK(text(FieldId::retry, versions[3].workflow->fields) == "max 1, jitter any");
}

TEST_CASE("declarations that were removed are found with their places", "[adapters][git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "truth");
  tree.write("workflows/defaults.yaml", "timezone: UTC\n");
  tree.write("workflows/t/a.yaml", workflow("a", "schedule: {cron: \"0 6 * * *\"}\n"));
  tree.write("workflows/t/b.yaml", workflow("b"));
  tree.commit("one");
  tree.remove("workflows/t/a.yaml");
  const auto removing = tree.commit("two");
  const auto location = location_of(tree);
  const auto removed = git::removed_declarations(location, git::pin(location), FewZones());
  REQUIRE(removed);
  REQUIRE(removed->size() == 1);
  CHECK(removed->front().workflow == WorkflowId{"t", "a"});
  CHECK(removed->front().places == std::vector<PlaceId>{{"p", "a"}});
  CHECK(removed->front().source.commit == removing);
}

TEST_CASE("a broken file keeps the platforms of its last usable version", "[adapters][git]") {
  const TempFolder folder;
  WorkTree tree(folder.path() / "truth");
  tree.write("workflows/t/a.yaml", workflow("a"));
  tree.commit("one");
  tree.write("workflows/t/a.yaml", "plumbline: v1\nworkflow: [\n");
  tree.commit("two");
  const auto location = location_of(tree);
  const auto pinned = git::pin(location);
  const auto input = git::read_truth(location, pinned);
  REQUIRE(input);
  auto truth = codec::assemble({*input}, FewZones());
  REQUIRE(truth.problems.size() == 1);
  CHECK(truth.problems.front().platforms.empty());
  REQUIRE(git::add_last_good_platforms(location, pinned, FewZones(), truth));
  CHECK(truth.problems.front().platforms == std::vector<std::string>{"p"});
}

}  // namespace
}  // namespace plumbline::test
