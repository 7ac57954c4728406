#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;

struct Side {
  const char* dialect;
  const char* expr;
  const char* zone = "UTC";
};

/// Two expressions, how they relate, and the first instants that only one side fires ("" = none).
struct Case {
  Side a;
  Side b;
  const char* relation;
  const char* first_only_a = "";
  const char* first_only_b = "";
};

// clang-format off
const std::vector<Case> cases{
    // Sundays, names, lists, ranges.
    {{"debian-cron", "0 0 * * 7"}, {"debian-cron", "0 0 * * 0"}, "equal"},
    {{"debian-cron", "0 0 * * sun"}, {"cronie", "0 0 * * 7"}, "equal"},
    {{"debian-cron", "0 0 * * 5-7"}, {"debian-cron", "0 0 * * 0,5,6"}, "equal"},
    {{"debian-cron", "0 9 * * mon-fri"}, {"portable", "0 9 * * 1-5"}, "equal"},
    {{"debian-cron", "0 9 * * MON-Fri"}, {"cronie", "0 9 * * 1,2,3,4,5"}, "equal"},
    {{"debian-cron", "0 0 1 jan,apr,jul,oct *"}, {"cronie", "0 0 1 */3 *"}, "equal"},
    {{"debian-cron", "0 0 1 jan-mar *"}, {"debian-cron", "0 0 1 1,2,3 *"}, "equal"},
    {{"debian-cron", "*/15 * * * *"}, {"debian-cron", "0,15,30,45 * * * *"}, "equal"},
    {{"debian-cron", "0-59 * * * *"}, {"debian-cron", "* * * * *"}, "equal"},
    {{"debian-cron", "0-59/20 0-23/12 * * *"}, {"cronie", "0,20,40 0,12 * * *"}, "equal"},
    {{"debian-cron", "5,5,5 * * * *"}, {"debian-cron", "5 * * * *"}, "equal"},
    {{"debian-cron", "05 06 07 08 *"}, {"debian-cron", "5 6 7 8 *"}, "equal"},
    {{"debian-cron", "1-7/2 * * * *"}, {"debian-cron", "1,3,5,7 * * * *"}, "equal"},
    {{"debian-cron", "0 0 * * */7"}, {"debian-cron", "0 0 * * 0"}, "equal"},
    {{"debian-cron", "0 0 * * 1-7/2"}, {"debian-cron", "0 0 * * 1,3,5,7"}, "equal"},
    {{"debian-cron", "0 0 * * 1-5"}, {"debian-cron", "0 0 * * 0-4"}, "different", "2026-01-02T00:00:00Z", "2026-01-04T00:00:00Z"},
    {{"debian-cron", "0 9 * * *"}, {"debian-cron", "0 9 * * 1-5"}, "superset", "2026-01-03T09:00:00Z"},
    {{"debian-cron", "0 9 * * 1-5"}, {"debian-cron", "0 9 * * *"}, "subset", "", "2026-01-03T09:00:00Z"},
    {{"debian-cron", "*/15 * * * *"}, {"debian-cron", "0 * * * *"}, "superset", "2026-01-01T00:15:00Z"},
    {{"debian-cron", "0 9 * * *"}, {"debian-cron", "0 10 * * *"}, "different", "2026-01-01T09:00:00Z", "2026-01-01T10:00:00Z"},
    {{"debian-cron", "0 0 29 2 *"}, {"debian-cron", "0 0 28,29 2 *"}, "subset", "", "2026-02-28T00:00:00Z"},
    {{"debian-cron", "0 0 29-31 2 *"}, {"debian-cron", "0 0 29 2 *"}, "equal"},
    {{"debian-cron", "0 0 31 4,5 *"}, {"debian-cron", "0 0 31 5 *"}, "equal"},
    {{"debian-cron", "0 0 31 * *"}, {"debian-cron", "0 0 31 1,3,5,7,8,10,12 *"}, "equal"},
    // Macros.
    {{"debian-cron", "@daily"}, {"debian-cron", "0 0 * * *"}, "equal"},
    {{"debian-cron", "@midnight"}, {"cronie", "@daily"}, "equal"},
    {{"debian-cron", "@hourly"}, {"portable", "@hourly"}, "equal"},
    {{"debian-cron", "@weekly"}, {"debian-cron", "0 0 * * 0"}, "equal"},
    {{"debian-cron", "@monthly"}, {"portable", "0 0 1 * *"}, "equal"},
    {{"debian-cron", "@yearly"}, {"cronie", "@annually"}, "equal"},
    {{"debian-cron", "@reboot"}, {"cronie", "@reboot"}, "equal"},
    {{"debian-cron", "@reboot"}, {"debian-cron", "@daily"}, "incomparable"},
    // Reversed ranges and other silent losses.
    {{"cronie", "0 22-4 * * *"}, {"cronie", "0 22,23,0-4 * * *"}, "never-a"},
    {{"debian-cron", "0 9 * * *"}, {"debian-cron", "0 22-4 * * *"}, "never-b"},
    {{"debian-cron", "50-10 12 * * *"}, {"cronie", "0 0 30 2 *"}, "never-both"},
    {{"cronie", "0 0 * * fri-sun"}, {"debian-cron", "0 0 * * fri-sun"}, "never-b"},
    {{"cronie", "0 0 * * 5-0"}, {"cronie", "0 0 * * 5-0/1"}, "never-b"},
    {{"cronie", "0 0 * * fri-sun"}, {"debian-cron", "0 0 * * 5-7"}, "equal"},
    {{"debian-cron", "0 22-4,5 * * *"}, {"debian-cron", "0 5 * * *"}, "equal"},
    {{"debian-cron", "5~10 * * * *"}, {"debian-cron", "5 * * * *"}, "equal"},
    {{"debian-cron", "0 0 * * 5#2"}, {"debian-cron", "0 0 * * 5"}, "equal"},
    {{"debian-cron", "0!zz 12 * * *"}, {"debian-cron", "0 12 * * *"}, "equal"},
    {{"debian-cron", "*foo 12 * * *"}, {"debian-cron", "* 12 * * *"}, "equal"},
    {{"debian-cron", "*/90 12 * * *"}, {"debian-cron", "0 12 * * *"}, "equal"},
    {{"cronie", "0 5-64/60 * * *"}, {"cronie", "0 5 * * *"}, "equal"},
    {{"cronie", "-0 5 * * *"}, {"cronie", "0 5 * * *"}, "equal"},
    {{"cronie", "0~30 5 * * *"}, {"cronie", "0 5 * * *"}, "nondeterministic"},
    // Two day fields.
    {{"debian-cron", "0 0 13 * 5"}, {"debian-cron", "0 0 13,20 * 5"}, "subset", "", "2026-01-20T00:00:00Z"},
    {{"debian-cron", "0 0 */2 * 1"}, {"debian-cron", "0 0 1-31/2 * 1"}, "subset", "", "2026-01-01T00:00:00Z"},
    {{"debian-cron", "0 0 1,* * 1"}, {"debian-cron", "0 0 *,1 * 1"}, "superset", "2026-01-01T00:00:00Z"},
    {{"debian-cron", "0 0 1-31 * 1"}, {"debian-cron", "0 0 * * *"}, "equal"},
    {{"debian-cron", "0 0 1 * */2"}, {"debian-cron", "0 0 1 * 0,2,4,6"}, "subset", "", "2026-01-03T00:00:00Z"},
    {{"debian-cron", "0 0 13 * *"}, {"debian-cron", "0 0 * * 5"}, "different", "2026-01-13T00:00:00Z", "2026-01-02T00:00:00Z"},
    // Zones.
    {{"cronie", "0 9 * * *", "Asia/Tokyo"}, {"cronie", "0 0 * * *", "UTC"}, "equal"},
    {{"cronie", "0 2 * * 1", "Asia/Tokyo"}, {"cronie", "0 17 * * 0", "UTC"}, "equal"},
    {{"cronie", "0 9 * * *", "Europe/Berlin"}, {"cronie", "0 9 * * *", "Europe/Paris"}, "equal"},
    {{"cronie", "0 9 * * *", "UTC"}, {"cronie", "0 9 * * *", "Etc/UTC"}, "equal"},
    {{"cronie", "0 9 * * *", "UTC"}, {"cronie", "0 10 * * *", "Europe/London"}, "seasonal", "2026-01-01T09:00:00Z", "2026-01-01T10:00:00Z"},
    {{"cronie", "0 9 * * *", "America/New_York"}, {"cronie", "0 14 * * *", "Europe/London"}, "seasonal", "2026-03-08T13:00:00Z", "2026-03-08T14:00:00Z"},
    {{"cronie", "0 */2 * * *", "Europe/London"}, {"cronie", "0 */2 * * *", "UTC"}, "seasonal", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"},
    {{"cronie", "0 * * * *", "Europe/London"}, {"cronie", "0 * * * *", "UTC"}, "equal"},
    {{"cronie", "*/15 * * * *", "Asia/Kathmandu"}, {"cronie", "*/15 * * * *", "America/New_York"}, "equal"},
    {{"cronie", "0 * * * *", "Asia/Kathmandu"}, {"cronie", "15 * * * *", "UTC"}, "equal"},
    {{"cronie", "0 9 * * *", "Asia/Tokyo"}, {"cronie", "0 9 * * *", "UTC"}, "different", "2026-01-01T00:00:00Z", "2026-01-01T09:00:00Z"},
    {{"cronie", "* * * * *", "Asia/Tokyo"}, {"cronie", "0 9 * * *", "Europe/Berlin"}, "superset", "2026-01-01T00:00:00Z"},
    // Clock changes.
    {{"debian-cron", "30 2 * * *", "Europe/Berlin"}, {"portable", "30 2 * * *", "Europe/Berlin"}, "equal-except-dst", "2026-03-29T01:00:00Z", "2026-10-25T01:30:00Z"},
    {{"debian-cron", "0 * * * *", "Europe/Berlin"}, {"debian-cron", "0 0-23 * * *", "Europe/Berlin"}, "equal-except-dst", "2026-10-25T01:00:00Z", ""},
    {{"debian-cron", "*/30 9 * * *", "Europe/Berlin"}, {"debian-cron", "0,30 9 * * *", "Europe/Berlin"}, "equal"},
    {{"debian-cron", "30 9 * * *", "Europe/Berlin"}, {"portable", "30 9 * * *", "Europe/Berlin"}, "equal"},
    {{"debian-cron", "30 2 * * *", "UTC"}, {"portable", "30 2 * * *", "UTC"}, "equal"},
    {{"debian-cron", "30 2 * * *", "Asia/Tokyo"}, {"portable", "30 2 * * *", "Asia/Tokyo"}, "equal"},
    {{"debian-cron", "45 1 * * *", "Australia/Lord_Howe"}, {"portable", "45 1 * * *", "Australia/Lord_Howe"}, "equal-except-dst", "", "2026-04-04T15:15:00Z"},
};
// clang-format on

std::string text(const std::optional<Instant>& at) { return at ? to_rfc3339(*at) : ""; }

std::string swapped(std::string relation) {
  const std::vector<std::pair<std::string, std::string>> pairs{{"subset", "superset"},
                                                               {"never-a", "never-b"}};
  for (const auto& [one, other] : pairs) {
    if (relation == one) return other;
    if (relation == other) return one;
  }
  return relation;
}

/// The relation, or which side is invalid.
std::string related(const Triggers& a, const Triggers& b) {
  const auto left = compile(a, zones());
  const auto right = compile(b, zones());
  if (!left || !right) {
    return left ? "invalid-b" : right ? "invalid-a" : "invalid-both";
  }
  return name(relate(**left, **right, as_of()).relation);
}

}  // namespace

TEST_CASE("Pairs of expressions relate as the table says", "[schedule]") {
  REQUIRE(cases.size() >= 60);
  for (const auto& each : cases) {
    CAPTURE(each.a.dialect, each.a.expr, each.a.zone, each.b.dialect, each.b.expr, each.b.zone);
    const auto a = compiled(each.a.dialect, each.a.expr, each.a.zone);
    const auto b = compiled(each.b.dialect, each.b.expr, each.b.zone);
    const auto comparison = relate(*a, *b, as_of());
    CHECK(name(comparison.relation) == std::string(each.relation));
    CHECK(text(comparison.first_only_a) == each.first_only_a);
    CHECK(text(comparison.first_only_b) == each.first_only_b);
    const auto back = relate(*b, *a, as_of());
    CHECK(name(back.relation) == swapped(each.relation));
    CHECK(back.first_only_a == comparison.first_only_b);
    if (comparison.relation == Relation::equal && std::string(each.a.zone) == each.b.zone) {
      CHECK(canonical_hash(*a) == canonical_hash(*b));
    }
  }
}

TEST_CASE("A version that means nothing is refused, not passed over", "[schedule]") {
  for (const char* name :
       {"argo@3.5", "quartz@99", "spring@", "portable:1", "systemd>=252", "croniter@",
        "croniter@banana", "debian-cron@3", "robfig@nonsense", "robfig@12", "cronie@2",
        "jenkins>=2", "airflow@3", "airflow@3.3.2", "airflow>=3", "airflow@croniter"}) {
    CAPTURE(name);
    CHECK_FALSE(compile({cron(name, "0 9 * * *")}, zones()));
  }
  for (const char* name :
       {"argo", "croniter@6.2.4", "croniter>=5,<7", "robfig@1", "robfig@1.2.0", "robfig@3.0.1",
        "cronie@1.7.2", "airflow@croniter7.0.0", "jenkins:team/job"}) {
    CAPTURE(name);
    CHECK(compile({cron(name, "0 9 * * *")}, zones()));
  }
}

TEST_CASE("The shared vectors of these dialects come out as worked out by hand", "[schedule]") {
  const char* directory = std::getenv("PLUMBLINE_SHARED");
  std::ifstream in(
      std::string(directory != nullptr ? directory : PLUMBLINE_SOURCE_DIR "/../shared") +
      "/schedules/vectors.json");
  if (!in) {
    WARN("no shared vectors beside the sources; the table above stands for them");
    return;
  }
  const std::set<std::string> ours{"debian-cron", "cronie", "portable"};
  int checked = 0;
  const auto document = nlohmann::json::parse(in);
  for (const auto& vector : document["vectors"]) {
    const auto side = [&](const char* which) {
      Triggers triggers;
      const auto& half = vector[which];
      const auto exprs =
          half["expr"].is_array() ? half["expr"] : nlohmann::json::array({half["expr"]});
      for (const auto& expr : exprs) {
        triggers.push_back(cron(half["dialect"], expr.get<std::string>(), half["tz"]));
      }
      return triggers;
    };
    if (!ours.contains(vector["a"]["dialect"]) || !ours.contains(vector["b"]["dialect"])) continue;
    CAPTURE(vector.dump());
    CHECK(related(side("a"), side("b")) == vector["relation"].get<std::string>());
    ++checked;
  }
  CHECK(checked >= 6);
}

}  // namespace plumbline::schedule
