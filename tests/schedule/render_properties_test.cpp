#include <map>
#include <random>
#include <set>

#include "canonical-schema/schedule/dialect.hpp"
#include "canonical-schema/schedule/render.hpp"
#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;
using Words = std::vector<std::string>;

/// Random texts of every dialect, plain ones mostly, with what only that dialect knows.
class Texts {
 public:
  explicit Texts(std::uint32_t seed) : random_(seed) {}

  Trigger trigger(const std::string& dialect) {
    static const Words places{"UTC",         "Europe/Berlin",    "Europe/London",
                              "Asia/Tokyo",  "America/New_York", "Asia/Kolkata",
                              "Africa/Cairo"};
    return cron(dialect, text(dialect), pick(places));
  }

 private:
  std::string pick(const Words& from) { return from[random_() % from.size()]; }
  bool chance(unsigned percent) { return random_() % 100 < percent; }

  std::string minutes() { return pick({"0", "30", "*/15", "7", "5,20", "*", "0-30/10", "59"}); }
  std::string hours() { return pick({"*", "2", "1-3", "0,12", "*/6", "9-17", "23", "8-18/2"}); }
  std::string days() { return pick({"*", "*", "*", "1", "1,15", "29-31", "1-7", "13"}); }
  std::string months() { return pick({"*", "*", "*", "3", "1-6", "2", "*/3"}); }
  std::string weekdays() { return pick({"*", "*", "*", "MON-FRI", "SUN", "FRI", "TUE,THU"}); }

  std::string five() {
    return minutes() + " " + hours() + " " + days() + " " + months() + " " + weekdays();
  }
  std::string exclusive(const std::string& before, const std::string& after) {
    const bool by_day = chance(50);
    const auto day = by_day ? pick({days(), "L", "LW", "L-3", "15W"}) : "?";
    const auto weekday = by_day ? "?" : pick({weekdays(), "FRI#2", "6L"});
    return before + minutes() + " " + hours() + " " + day + " " + months() + " " + weekday + after;
  }
  std::string calendar() {
    const auto weekday = pick({"", "", "Mon..Fri ", "Sun "});
    const auto date = pick({"*-*-*", "*-*-01", "*-*-01,15", "*-*~01", "*-*-08..14", "*-01..06-*"});
    return weekday + date + " " + pick({"*", "02", "00/6", "09..17"}) + ":" +
           pick({"00", "30", "00/15"}) + ":" + pick({"00", "00", "00", "30"});
  }
  std::string text(const std::string& dialect) {
    if (dialect == "aws-rule" || dialect == "aws-scheduler") {
      return chance(80) ? exclusive("cron(", " *)") : pick({"rate(90 minutes)", "rate(1 hour)"});
    }
    if (dialect == "quartz") return exclusive("0 ", pick({"", "", " 2027-2030"}));
    if (dialect == "spring") return "0 " + five();
    if (dialect == "systemd") return calendar();
    if (dialect == "jenkins") {
      return minutes() + " " + hours() + " " + days() + " " + months() + " " +
             pick({"*", "1-5", "0", "5"});
    }
    return five();
  }

  std::mt19937 random_;
};

/// A schedule that any dialect of five fields says: no special days, not both day fields.
bool is_obvious(const Compiled& schedule) {
  if (schedule.calendars.size() != 1 || schedule.calendars[0].written.size() != 1) return false;
  const CronFields& fields = schedule.calendars[0].written[0];
  return fields.seconds == 1 && fields.years.is_every() && fields.days.special_days.empty() &&
         fields.days.special_weekdays.empty() &&
         (fields.days.days == all_days || fields.days.weekdays == all_weekdays);
}

/// Airflow's two kinds of timetable give their runs different dates.
bool dates_differ(const std::string& from, const std::string& to) {
  const bool airflow = from.starts_with("airflow") && to.starts_with("airflow");
  return airflow && from.ends_with("interval") != to.ends_with("interval");
}

bool takes_any_zone(const std::string& dialect) { return dialect != "aws-rule"; }

std::set<Instant> fires(const Compiled& schedule, std::size_t count) {
  std::set<Instant> all;
  // The second start lies just before the clocks of Europe change.
  for (const auto* from : {"2026-01-01T00:00:00Z", "2026-10-24T12:00:00Z"}) {
    for (const auto at : next_fires(schedule, utc(from), count)) all.insert(at);
  }
  return all;
}

/// What the lines promise must hold for somebody else who reads them.
void check_promise(const Compiled& asked, const Rendered& rendered) {
  const auto again = compile(rendered.triggers, zones());
  REQUIRE(again);
  CHECK(rendered.lines.size() <= most_rendered_lines);
  CHECK(relate(asked, **again, as_of()).relation == rendered.relation);
  if (rendered.relation == Relation::equal) CHECK(fires(asked, 25) == fires(**again, 25));
}

}  // namespace

TEST_CASE("What is written for any dialect is read there as it was meant", "[schedule]") {
  Texts texts(20261121);
  std::map<std::string, int> written;
  int obvious = 0;
  int asked = 0;
  constexpr int rounds = 3;
  for (int round = 0; round < rounds; ++round) {
    for (const auto& from : rendered_dialects()) {
      const Trigger trigger = texts.trigger(from);
      const auto schedule = compile({trigger}, zones());
      if (!schedule) continue;
      ++asked;
      const bool plain = is_obvious(**schedule);
      obvious += plain ? 1 : 0;
      for (const auto& to : rendered_dialects()) {
        CAPTURE(from, trigger.expr, trigger.zone.name, to);
        const auto rendering = render(**schedule, to, zones(), as_of());
        REQUIRE(rendering);
        if (rendering->text) {
          ++written[to];
          CHECK(rendering->reason.empty());
          const auto relation = rendering->text->relation;
          CHECK((relation == Relation::equal || relation == Relation::equal_except_dst ||
                 relation == Relation::unknown_phase));
          check_promise(**schedule, *rendering->text);
          continue;
        }
        CHECK_FALSE(rendering->reason.empty());
        CHECK_FALSE((plain && takes_any_zone(to) && !dates_differ(from, to)));
        if (rendering->nearest) check_promise(**schedule, *rendering->nearest);
      }
    }
  }
  CHECK(asked > rounds * 4);
  CHECK(obvious * 5 > asked * 2);
  for (const auto& to : rendered_dialects()) {
    CAPTURE(to, written[to], asked);
    CHECK(written[to] * 100 >= asked * (takes_any_zone(to) ? 50 : 10));
  }
}

TEST_CASE("A schedule is written in its own dialect, and again as it was", "[schedule]") {
  Texts texts(7);
  for (int round = 0; round < 10; ++round) {
    for (const auto& dialect : rendered_dialects()) {
      const Trigger trigger = texts.trigger(dialect);
      const auto schedule = compile({trigger}, zones());
      if (!schedule || never_fires(**schedule)) continue;
      CAPTURE(dialect, trigger.expr, trigger.zone.name);
      const auto first = render(**schedule, dialect, zones(), as_of());
      REQUIRE(first);
      if (!first->text) continue;
      const auto second = render(*compiled(first->text->triggers), dialect, zones(), as_of());
      REQUIRE(second);
      REQUIRE(second->text);
      CHECK(second->text->lines == first->text->lines);
    }
  }
}

}  // namespace plumbline::schedule
