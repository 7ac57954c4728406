#include "reports/inventory.hpp"

#include <nlohmann/json.hpp>

#include "reports/display_text.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::reports;
using Catch::Matchers::Contains;

namespace {

LiveWorkflow backup() {
  LiveWorkflow live;
  live.id = "cron.d/backup#backup";
  schedule::Trigger trigger;
  trigger.kind = schedule::TriggerKind::cron;
  trigger.dialect = "debian-cron";
  trigger.expr = "0 3 * * *";
  trigger.zone = {schedule::ZoneKnowledge::named, "Europe/Berlin"};
  live.fields.schedule = Observed<schedule::Triggers>::of({trigger});
  live.fields.enabled = Observed<Switch>::of(Switch::off);
  live.fields.catchup = Observed<CatchUp>::inexpressible("cron forgets missed runs");
  live.fields.action = Observed<Action>::of(
      {"sha256:aa", {{"command", "PGPASSWORD=hunter2 /usr/bin/backup \x1b[31m"}}});
  live.local = {{"env.PGPASSWORD", "hunter2"}, {"env.HOME", "/root"}};
  live.diagnostics = {{"percent", Severity::low, "an unescaped % ends the command",
                       "cron.d/backup:3", Diagnostic::Raises::nothing}};
  return live;
}

}  // namespace

TEST_CASE("an inventory line has the promised keys in order", "[reports][inventory]") {
  const auto live = backup();
  const auto line = inventory_json({"cron", "host-17", "infra/backup", &live});
  CHECK(std::count(line.begin(), line.end(), '\n') == 1);
  const auto json = nlohmann::ordered_json::parse(line);
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  keys.resize(7);
  CHECK(keys == std::vector<std::string>{"kind", "platform", "id", "workflow", "canonical", "local",
                                         "diagnostics"});
  CHECK(json["canonical"]["enabled"]["value"] == false);
  CHECK(json["canonical"]["schedule"]["value"][0]["expr"] == "0 3 * * *");
  CHECK(json["canonical"]["catchup"]["state"] == "inexpressible");
  CHECK(json["local"]["env.HOME"] == "/root");
}

TEST_CASE("normalise knows no platform and no workflow", "[reports][inventory]") {
  const auto live = backup();
  const auto json = nlohmann::json::parse(inventory_json({"cron", "", "", &live}));
  CHECK_FALSE(json.contains("platform"));
  CHECK_FALSE(json.contains("workflow"));
}

TEST_CASE("an inventory is readable at every width", "[reports][inventory]") {
  const auto width = GENERATE(std::size_t{60}, std::size_t{80}, std::size_t{100}, std::size_t{200});
  auto live = backup();
  live.id = "cron.d/backup-of-everything#backup-e78eedd4";
  live.diagnostics.clear();
  live.fields.action = Observed<Action>::of({"sha256:aa", {{"command", std::string(300, 'x')}}});
  const auto text = inventory_text({{"cron", "host-17", "infra/backup-of-everything", &live}},
                                   {width, false, false});
  CAPTURE(width, text);
  CHECK_THAT(text, Contains(live.id) && Contains("0 3 * * *") && Contains("xxx…"));
  CHECK_THAT(text, Contains("infra/backup-of-everything"));
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find('\n', begin);
    CHECK(display_width(text.substr(begin, end - begin)) <= width);
    begin = end + 1;
  }
  const auto rows = std::count(text.begin(), text.end(), '\n');
  CHECK(rows <= (width >= 200 ? 5 : 8));
}

TEST_CASE("an inventory shows no secret and no raw control character", "[reports][inventory]") {
  const auto live = backup();
  const auto line = inventory_json({"cron", "host-17", "", &live});
  const auto table = inventory_text({{"cron", "host-17", "", &live}}, {160, false, false});
  for (const auto& text : {line, table}) {
    CHECK_THAT(text, !Contains("hunter2") && Contains("[redacted]") && !Contains("\x1b"));
  }
  CHECK_THAT(table, Contains("0 3 * * *") && Contains("off") && Contains("percent"));
  CHECK_THAT(table, Contains("1 live workflow, 0 of them declared in truth"));
}
