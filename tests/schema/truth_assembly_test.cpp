#include "canonical-schema/codec/truth_assembly.hpp"

#include <random>

#include "canonical-schema/glob.hpp"
#include "canonical-schema/leaf_text.hpp"
#include "tests/schema/truth_support.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

std::string workflow(const std::string& name, const std::string& id, const std::string& more = {}) {
  return "plumbline: v1\nworkflow: " + name + "\nplaces: [{platform: p, id: " + id + "}]\n" + more;
}

const DeclaredWorkflow& only(const Truth& truth) {
  INFO(problems_text(truth));
  REQUIRE(truth.problems.empty());
  REQUIRE(truth.workflows.size() == 1);
  return truth.workflows.front();
}

TEST_CASE("the nearest defaults.yaml wins and mappings merge", "[schema][truth]") {
  const auto truth = assembled(
      {{"workflows/defaults.yaml",
        "plumbline: v1\ntimezone: UTC\nretry: {max: 1, delay: 1m}\nlabels: {a: top, b: top}\n"
        "tier: low\nnotify: [{on: failure, channel: email, to: [top@x.y]}]\n"},
       {"workflows/data/defaults.yaml",
        "retry: {delay: 2m, factor: 2}\nlabels: {b: data}\n"
        "owner: {technical: data}\n"},
       {"workflows/data/a.yaml", workflow("a", "a",
                                          "schedule: {cron: \"0 6 * * *\"}\nretry: {factor: 3}\n"
                                          "labels: {c: own}\nnotify: []\n")}});
  const auto& merged = only(truth);
  CHECK(text(FieldId::retry, merged.fields) == "max 1, delay 2m, factor 3, jitter any");
  CHECK(text(FieldId::labels, merged.fields) == "a top, b data, c own");
  CHECK(text(FieldId::schedule, merged.fields) == "0 6 * * * (UTC)");
  CHECK(text(FieldId::notify, merged.fields) == "nobody");
  CHECK(merged.tier == Tier::low);
  CHECK(merged.files == std::vector<std::string>{"workflows/data/a.yaml", "workflows/defaults.yaml",
                                                 "workflows/data/defaults.yaml"});
  CHECK(merged.source(merged.fields.retry_max.spot).file == "workflows/defaults.yaml");
  CHECK(merged.source(merged.fields.retry_delay.spot).file == "workflows/data/defaults.yaml");
  CHECK(merged.source(merged.fields.retry_factor.spot).file == "workflows/data/a.yaml");
  CHECK(merged.fields.retry_factor.spot.line == 5);
}

TEST_CASE("defaults of one folder do not reach its neighbour", "[schema][truth]") {
  const auto truth = assembled({{"workflows/a/defaults.yaml", "tier: critical\n"},
                                {"workflows/b/x.yaml", workflow("x", "x")}});
  CHECK(only(truth).tier == Tier::normal);
}

TEST_CASE("a schedule above fills what the one below leaves out", "[schema][truth]") {
  const auto [above, below, words] = GENERATE(table<std::string, std::string, std::string>({
      {"schedule: {timezone: UTC}\n", "schedule: {cron: \"0 6 * * *\"}\n", "0 6 * * * (UTC)"},
      {"schedule: {timezone: UTC}\n", "", ""},
      {"schedule: {cron: \"0 6 * * *\", timezone: UTC}\n", "", "0 6 * * * (UTC)"},
      {"schedule: {cron: \"0 6 * * *\", timezone: UTC}\n", "schedule: {timezone: Europe/Berlin}\n",
       "0 6 * * * (Europe/Berlin)"},
      {"schedule: {cron: \"0 6 * * *\", timezone: UTC}\n", "schedule: {every: 1h}\n", "every 1h"},
      {"schedule: {every: 1h}\n", "schedule: [{every: 2h}]\n", "every 2h"},
      {"schedule: [{every: 1h}]\n", "schedule: {every: 2h}\n", "every 2h"},
      {"schedule: any\n", "schedule: {every: 2h}\n", "every 2h"},
      {"schedule: {every: 1h}\n", "schedule: any\n", "any"},
      {"timezone: UTC\n", "timezone: Europe/Berlin\nschedule: {cron: \"0 6 * * *\"}\n",
       "0 6 * * * (Europe/Berlin)"},
      {"dst: {gap: skip, repeat: both}\n", "schedule: {cron: \"0 6 * * *\", timezone: UTC}\n",
       "0 6 * * * (UTC) [gap skip, repeat both]"},
      {"dst: {gap: skip, repeat: both}\n",
       "dst: {gap: shift}\nschedule: {cron: \"0 6 * * *\", timezone: UTC}\n",
       "0 6 * * * (UTC) [gap shift, repeat both]"},
  }));
  CAPTURE(above, below);
  const auto truth = assembled(
      {{"workflows/t/defaults.yaml", above}, {"workflows/t/x.yaml", workflow("x", "x", below)}});
  CHECK(text(FieldId::schedule, only(truth).fields) == words);
}

TEST_CASE("a field that the file speaks of replaces an any above it", "[schema][truth]") {
  const auto truth = assembled({{"workflows/t/defaults.yaml", "retry: any\ntimeout: any\n"},
                                {"workflows/t/x.yaml", workflow("x", "x", "retry: {max: 2}\n")}});
  const auto& merged = only(truth);
  CHECK(merged.fields.retry_max.value == Count{2});
  CHECK(merged.fields.retry_delay.origin == Origin::silent);
  CHECK(merged.fields.timeout_run.origin == Origin::any);
}

TEST_CASE("overrides complete their schedule and labels from the workflow", "[schema][truth]") {
  const auto truth = assembled(
      {{"workflows/t/x.yaml",
        "plumbline: v1\nworkflow: x\nschedule: {cron: \"0 6 * * *\", timezone: UTC}\n"
        "labels: {a: \"1\"}\nplaces:\n"
        "  - {platform: p, id: i, overrides: {schedule: {cron: \"0 7 * * *\"}, labels: {b: b}}}\n"
        "  - {platform: q, id: i, overrides: {schedule: {timezone: Europe/Berlin}}}\n"
        "  - {platform: r, id: i, overrides: {retry: {max: 2}}}\n"}});
  const auto& places = only(truth).places;
  CHECK(text(FieldId::schedule, places[0].overrides.fields()) == "0 7 * * * (UTC)");
  CHECK(text(FieldId::labels, places[0].overrides.fields()) == "a 1, b b");
  CHECK(text(FieldId::schedule, places[1].overrides.fields()) == "0 6 * * * (Europe/Berlin)");
  CHECK(places[2].overrides.fields().schedule.origin == Origin::silent);
  CHECK(text(FieldId::retry, places[2].overrides.fields()) == "max 2, jitter any");
}

TEST_CASE("defaults may not hold what belongs to one workflow", "[schema][truth]") {
  const std::string key =
      GENERATE("workflow: x\n", "places: []\n", "tasks: {}\n", "kind: waiver\n");
  const auto truth = assembled({{"workflows/t/defaults.yaml", "tier: low\n" + key}});
  INFO(problems_text(truth));
  REQUIRE(truth.problems.size() == 1);
  CHECK(truth.problems.front().error.where.line == 2);
  CHECK_THAT(truth.problems.front().error.message, ContainsSubstring("may hold no"));
}

TEST_CASE("defaults that cannot be used are one problem for all below them", "[schema][truth]") {
  const auto truth =
      assembled({{"workflows/t/defaults.yaml", "timezone: UTC\nretry: {max: lots}\n"},
                 {"workflows/t/x.yaml", workflow("x", "x", "schedule: {cron: \"0 6 * * *\"}\n")},
                 {"workflows/t/deep/y.yaml", workflow("v", "v")},
                 {"workflows/u/z.yaml", workflow("z", "z")}});
  INFO(problems_text(truth));
  REQUIRE(truth.problems.size() == 1);
  const auto& problem = truth.problems.front();
  CHECK(problem.source.file == "workflows/t/defaults.yaml");
  CHECK(problem.source.line == 2);
  CHECK_THAT(problem.error.message, ContainsSubstring("2 workflows below it"));
  CHECK(problem.platforms == std::vector<std::string>{"p"});
  REQUIRE(truth.workflows.size() == 1);
  CHECK(truth.workflows.front().id.name == "z");
}

TEST_CASE("two files of defaults in one folder contradict each other", "[schema][truth]") {
  const auto truth = assembled(
      {{"workflows/t/defaults.yaml", "tier: low\n"}, {"workflows/t/defaults.yml", "tier: low\n"}});
  REQUIRE(truth.problems.size() == 1);
  CHECK_THAT(truth.problems.front().error.message, ContainsSubstring("two files of defaults"));
}

TEST_CASE("the team comes from the truth entry, the file, or the first folder", "[schema][truth]") {
  const auto [entry, path, own, team] =
      GENERATE(table<std::string, std::string, std::string, std::string>({
          {"payments", "workflows/x.yaml", "", "payments"},
          {"payments", "workflows/other/x.yaml", "", "payments"},
          {"payments", "workflows/x.yaml", "team: payments\n", "payments"},
          {"", "workflows/folder/x.yaml", "", "folder"},
          {"", "workflows/folder/deep/x.yaml", "", "folder"},
          {"", "workflows/folder/x.yaml", "team: own\n", "own"},
          {"", "workflows/x.yaml", "team: own\n", "own"},
      }));
  CAPTURE(entry, path, own);
  CHECK(only(assembled({{path, workflow("x", "x", own)}}, entry)).id.team == team);
}

TEST_CASE("a team that cannot be is a problem with its place", "[schema][truth]") {
  const auto [entry, path, own, at] =
      GENERATE(table<std::string, std::string, std::string, std::string>({
          {"payments", "workflows/x.yaml", "team: hr\n", "workflows/x.yaml:4:7"},
          {"", "workflows/x.yaml", "", "workflows/x.yaml:1:1: no team"},
          {"", "workflows/a b/x.yaml", "", "workflows/a b/x.yaml:1:1: 'a b'"},
      }));
  const auto truth = assembled({{path, workflow("x", "x", own)}}, entry);
  INFO(problems_text(truth));
  CHECK(truth.workflows.empty());
  REQUIRE(truth.problems.size() == 1);
  CHECK_THAT(describe(truth.problems.front().error), ContainsSubstring(at));
}

TEST_CASE("a workflow declared twice makes both files invalid", "[schema][truth]") {
  const auto truth = assembled({{"workflows/t/a.yaml", workflow("x", "one")},
                                {"workflows/t/b.yaml", workflow("x", "two")},
                                {"workflows/t/c.yaml", workflow("other", "three")}});
  REQUIRE(truth.problems.size() == 2);
  CHECK_THAT(truth.problems[0].error.message,
             ContainsSubstring("t/x is declared twice, also in workflows/t/b.yaml:2:11"));
  CHECK_THAT(truth.problems[1].error.message, ContainsSubstring("workflows/t/a.yaml:2:11"));
  CHECK(truth.problems[0].source.line == 2);
  REQUIRE(truth.workflows.size() == 1);
  CHECK(truth.workflows.front().id.name == "other");
}

TEST_CASE("a place declared twice makes both invalid, across repositories too", "[schema][truth]") {
  const auto truth =
      codec::assemble({truth_entry({{"workflows/a.yaml", workflow("a", "same")}}, "t", "one"),
                       truth_entry({{"workflows/b.yaml", workflow("b", "same")}}, "u", "two")},
                      FewZones());
  CHECK(truth.workflows.empty());
  REQUIRE(truth.problems.size() == 2);
  CHECK_THAT(truth.problems[0].error.message,
             ContainsSubstring("p:same is declared twice, also in two workflows/b.yaml:3:10"));
  CHECK(truth.problems[0].source.repo == "one");
  CHECK(truth.problems[1].source.repo == "two");
  CHECK(truth.problems[0].workflow == WorkflowId{"t", "a"});
  CHECK(truth.problems[0].platforms == std::vector<std::string>{"p"});
  CHECK(truth.repositories.size() == 2);
}

TEST_CASE("the same id on two platforms is two places", "[schema][truth]") {
  const auto truth =
      assembled({{"workflows/t/a.yaml",
                  "plumbline: v1\nworkflow: a\nplaces: [{platform: p, id: i}, {platform: q, id: "
                  "i}]\n"}});
  CHECK(only(truth).places.size() == 2);
}

TEST_CASE("files that are ignored or policy are passed over", "[schema][truth]") {
  auto input = truth_entry({{"workflows/policy.yaml", "flap: {times: 3}\n"},
                            {"workflows/helm/values.yaml", "a: 1\n"},
                            {"workflows/t/notes.yml", "a: 1\n"},
                            {"workflows/t/policy.yaml", workflow("policy", "x")}});
  input.ignore = {"helm/*", "*/notes.yml"};
  const auto truth = codec::assemble({input}, FewZones());
  CHECK(only(truth).id.name == "policy");
}

TEST_CASE("a file that could not be read is a problem and the rest goes on", "[schema][truth]") {
  auto input = truth_entry({{"workflows/t/a.yaml", workflow("a", "a")}});
  input.files.push_back(
      {"workflows/t/big.yaml", "", Error{ErrorKind::invalid, "too large", "", {}, {}}});
  const auto truth = codec::assemble({input}, FewZones());
  CHECK(truth.workflows.size() == 1);
  REQUIRE(truth.problems.size() == 1);
  CHECK(truth.problems.front().source.file == "workflows/t/big.yaml");
  CHECK(truth.repositories.front().files == 2);
}

TEST_CASE("an entry that could not be read contributes its error only", "[schema][truth]") {
  auto input = truth_entry({{"workflows/t/a.yaml", workflow("a", "a")}});
  input.repository.error = Error{ErrorKind::unreachable, "no route", "", {}, {}};
  const auto truth = codec::assemble({input}, FewZones());
  CHECK(truth.workflows.empty());
  REQUIRE(truth.repositories.size() == 1);
  CHECK(truth.repositories.front().error.has_value());
}

TEST_CASE("workflows come sorted whatever the order of the files", "[schema][truth]") {
  const auto one = assembled({{"workflows/b/2.yaml", workflow("z", "id1")},
                              {"workflows/a/1.yaml", workflow("w", "id2")},
                              {"workflows/b/1.yaml", workflow("a", "id3")}});
  const auto other = assembled({{"workflows/b/1.yaml", workflow("a", "id3")},
                                {"workflows/b/2.yaml", workflow("z", "id1")},
                                {"workflows/a/1.yaml", workflow("w", "id2")}});
  CHECK(one == other);
  REQUIRE(one.workflows.size() == 3);
  CHECK(to_string(one.workflows[0].id) == "a/w");
  CHECK(to_string(one.workflows[1].id) == "b/a");
}

TEST_CASE("an earlier version is read with the defaults of its time", "[schema][truth]") {
  const auto entry = truth_entry({}).repository;
  const codec::TruthFile file{
      "workflows/t/x.yaml", workflow("x", "x", "schedule: {cron: \"0 6 * * *\"}\n"), std::nullopt};
  CHECK_FALSE(codec::declare_alone(entry, file, {}, FewZones()));
  const auto then = codec::declare_alone(
      entry, file, {{"workflows/defaults.yaml", "timezone: UTC\n", std::nullopt}}, FewZones());
  REQUIRE(then);
  CHECK(text(FieldId::schedule, then->fields) == "0 6 * * * (UTC)");
}

TEST_CASE("damaged files never break the reader", "[schema][truth][property]") {
  const std::string good =
      workflow("x", "x",
               "schedule: [{cron: \"0 6 * * *\", timezone: UTC}, {every: 1h}]\n"
               "retry: {max: 3, delay: 5m}\nlabels: {a: b}\ntasks: {t: {timeout: 1h}}\n");
  std::mt19937 engine(11);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = good;
    for (unsigned i = 0; i < 1 + engine() % 4; ++i) {
      const auto at = engine() % bytes.size();
      switch (engine() % 3) {
        case 0:
          bytes[at] = static_cast<char>(engine() % 256);
          break;
        case 1:
          bytes.erase(at, engine() % 8);
          break;
        default:
          bytes.insert(at, 1, "{}[]:,\"'#&*!|>%@`\n\t- "[engine() % 22]);
          break;
      }
      if (bytes.empty()) bytes = " ";
    }
    const auto truth = assembled({{"workflows/t/x.yaml", bytes}});
    CAPTURE(round, bytes);
    // Either it is truth or somebody is told.
    REQUIRE(truth.workflows.size() + truth.waivers.size() + truth.problems.size() > 0);
    for (const auto& problem : truth.problems) REQUIRE_FALSE(problem.error.message.empty());
  }
}

TEST_CASE("globs match as shells do, across slashes", "[schema][glob]") {
  const auto [pattern, subject, fits] =
      GENERATE(table<std::string, std::string, bool>({{"", "", true},
                                                      {"", "a", false},
                                                      {"*", "", true},
                                                      {"*", "a/b", true},
                                                      {"a*c", "abbc", true},
                                                      {"a*c", "abb", false},
                                                      {"a?c", "abc", true},
                                                      {"a?c", "ac", false},
                                                      {"*.yaml", "x.yml", false},
                                                      {"**", "x", true},
                                                      {"a*b*c", "aXbXbXc", true},
                                                      {"[a]", "a", false},
                                                      {"[a]", "[a]", true}}));
  CAPTURE(pattern, subject);
  CHECK(glob_matches(pattern, subject) == fits);
}

}  // namespace
}  // namespace plumbline::test
