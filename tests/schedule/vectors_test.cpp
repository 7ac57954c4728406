#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

// Pairs of schedules whose relation was worked out by hand and by a second program.

namespace plumbline::schedule {
namespace {

using namespace test;
using nlohmann::json;

/// A side's triggers: `expr` is one text or a list.
Triggers triggers_of(const json& side) {
  const auto zone =
      side.contains("tz") && side["tz"].is_string() ? in(side["tz"].get<std::string>()) : ZoneRef{};
  Triggers triggers;
  const auto add = [&](const std::string& expr) {
    auto trigger = cron(side["dialect"].get<std::string>(), expr);
    trigger.zone = zone;
    triggers.push_back(std::move(trigger));
  };
  if (side["expr"].is_array()) {
    for (const auto& expr : side["expr"]) add(expr.get<std::string>());
  } else {
    add(side["expr"].get<std::string>());
  }
  return triggers;
}

std::string relation_between(const Result<CompiledPtr>& a, const Result<CompiledPtr>& b) {
  if (!a && !b) return "invalid-both";
  if (!a) return "invalid-a";
  if (!b) return "invalid-b";
  return name(relate(**a, **b, as_of()).relation);
}

bool is_later(const Result<CompiledPtr>& side) {
  return !side &&
         (side.error().kind == ErrorKind::unsupported || side.error().kind == ErrorKind::not_found);
}

}  // namespace

TEST_CASE("The worked pairs relate as they were worked out", "[schedule]") {
  std::ifstream file(PLUMBLINE_SOURCE_DIR "/tests/schedule/vectors.json");
  const auto vectors = json::parse(file)["vectors"];
  int judged = 0;
  for (const auto& vector : vectors) {
    const auto a = compile(triggers_of(vector["a"]), zones());
    const auto b = compile(triggers_of(vector["b"]), zones());
    if (is_later(a) || is_later(b)) continue;
    ++judged;
    const auto relation = relation_between(a, b);
    if (relation == vector["relation"]) continue;
    FAIL_CHECK(vector["id"] << " " << vector["a"] << " " << vector["b"] << "\n  is "
                            << vector["relation"] << " and came out " << relation << "\n  "
                            << vector["why"]);
  }
  CHECK(judged == 153);
}

}  // namespace plumbline::schedule
