#include "canonical-schema/schedule/render.hpp"

#include <fstream>

#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;

Rendering rendering(const Compiled& schedule, std::string_view dialect,
                    const RenderOptions& options = {}) {
  auto result = render(schedule, dialect, zones(), as_of(), options);
  if (!result) throw std::runtime_error(describe(result.error()));
  return *std::move(result);
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : " | ") + line;
  return text;
}

/// The lines, with what is not plain equality before them; or the reason.
std::string in_words(const Rendering& rendering) {
  if (!rendering.text) return "cannot: " + rendering.reason;
  const auto relation = rendering.text->relation;
  const auto lines = joined(rendering.text->lines);
  return relation == Relation::equal ? lines : std::string(name(relation)) + ": " + lines;
}

struct Case {
  std::string from;
  std::string expr;
  std::string to;
  std::string expected;
  std::string zone = "UTC";
};

CompiledPtr source(const Case& each) {
  if (each.from == "every") return compiled({of_kind(TriggerKind::every, each.expr)});
  if (each.from == "counted") {
    Trigger trigger = of_kind(TriggerKind::every, each.expr);
    trigger.anchor = utc("2026-01-01T00:15:00Z");
    return compiled({trigger});
  }
  if (each.from == "at") {
    Trigger trigger = of_kind(TriggerKind::at, each.expr);
    trigger.zone = in(each.zone);
    return compiled({trigger});
  }
  return compiled(each.from, each.expr, each.zone);
}

void check(const Case& each, const RenderOptions& options = {}) {
  CAPTURE(each.from, each.expr, each.zone, each.to);
  CHECK(in_words(rendering(*source(each), each.to, options)) == each.expected);
}

}  // namespace

TEST_CASE("A schedule is written as a person of the dialect would", "[schedule]") {
  check(GENERATE(values<Case>({
      {"debian-cron", "*/15 * * * *", "argo", "*/15 * * * *"},
      {"debian-cron", "0,15,30,45 9-17 * * 1-5", "argo", "*/15 9-17 * * mon-fri"},
      {"argo", "30 6 * * 1,2,3,4,5", "debian-cron", "30 6 * * mon-fri"},
      {"argo", "0,30 0 * * *", "debian-cron", "*/30 0 * * *"},
      {"argo", "0 0 * * 0,6", "portable", "0 0 * * sat,sun"},
      {"argo", "0 0 * * 0-4", "portable", "0 0 * * sun-thu"},
      {"argo", "0 0 * * 0,4-6", "portable", "0 0 * * thu-sat,sun"},
      {"argo", "0 */12 1 1,4,7,10 ?", "k8s-cronjob", "0 0,12 1 */3 *"},
      {"argo", "5/10 * * * *", "portable", "5-55/10 * * * *"},
      {"argo", "7,9,11 8-18/2 * * *", "portable", "7,9,11 8-18/2 * * *"},
      {"argo", "0 0 31 1,3,5,7,8,10,12 *", "portable", "0 0 31 * *"},
      {"argo", "0 0 */2 * *", "portable", "0 0 1-31/2 * *"},
      {"argo", "0 0 28,29,30,31 * *", "portable", "0 0 28-31 * *"},
  })));
}

TEST_CASE("Day fields that mean either are one line, two lines or a refusal", "[schedule]") {
  check(GENERATE(values<Case>({
      {"debian-cron", "0 0 13 * 5", "argo", "0 0 13 * fri"},
      {"debian-cron", "0 0 13 * 5", "portable", "0 0 * * fri | 0 0 13 * *"},
      // No field may begin with a star: Debian cron would want both.
      {"argo", "0 0 */2 * 1", "debian-cron", "0 0 1-31/2 * mon"},
      {"debian-cron", "0 0 */2 * 1", "argo",
       "cannot: an Argo CronWorkflow cannot say it: it needs AND of day fields"},
      {"debian-cron", "0 0 */2 * 1", "debian-cron",
       "cannot: Debian cron cannot say it: it needs AND of day fields"},
      {"debian-cron", "0 0 13 * 5", "systemd", "Fri *-*-* 00:00:00 UTC | *-*-13 00:00:00 UTC"},
      {"debian-cron", "0 0 */2 * 1", "systemd", "Mon *-*-01..31/2 00:00:00 UTC"},
      {"debian-cron", "0 0 13 * 5", "quartz", "0 0 0 ? * FRI | 0 0 0 13 * ?"},
      {"debian-cron", "0 0 */2 * 1", "quartz",
       "cannot: Quartz cannot say it: it needs AND of day fields"},
  })));
}

TEST_CASE("Special days are written in each dialect's own way", "[schedule]") {
  check(GENERATE(values<Case>({
      {"quartz", "0 0 9 ? * FRI#2", "quartz", "0 0 9 ? * 6#2"},
      {"quartz", "0 0 9 ? * FRI#2", "systemd", "Fri *-*-08..14 09:00:00 UTC"},
      {"systemd", "Fri *-*-08..14 09:00", "quartz", "0 0 9 ? * 6#2"},
      {"quartz", "0 0 9 ? * 6L", "systemd", "Fri *-*~07/1 09:00:00 UTC"},
      {"systemd", "Fri *-*~07/1 09:00", "quartz", "0 0 9 ? * 6L"},
      {"quartz", "0 0 9 L-3 * ?", "systemd", "*-*~04 09:00:00 UTC"},
      {"systemd", "*-*~01 09:00", "quartz", "0 0 9 L * ?"},
      {"quartz", "0 0 9 LW 1-6 ?", "quartz", "0 0 9 LW 1-6 ?"},
      {"quartz", "0 0 9 L-2W * ?", "quartz", "0 0 9 L-2W * ?"},
      {"quartz", "0 0 9 15W * ?", "systemd",
       "Mon *-*-15,16 09:00:00 UTC | Tue..Thu *-*-15 09:00:00 UTC | Fri *-*-14,15 09:00:00 UTC"},
      {"quartz", "0 0 9 LW * ?", "argo",
       "cannot: an Argo CronWorkflow cannot say it: it needs the last working day of the month"},
      {"quartz", "0 0 9 15W * ?", "argo",
       "cannot: an Argo CronWorkflow cannot say it: it needs the working day nearest to a date"},
      // February alone has a last day that is always one of two, and April always the 30th.
      {"quartz", "0 0 9 L 4,6 ?", "argo", "0 9 30 4,6 *"},
      {"quartz", "30 0/5 * * * ?", "quartz", "30 0/5 * * * ?"},
      {"quartz", "0 5/10 * * * ?", "quartz", "0 5/10 * * * ?"},
      {"quartz", "0 0 9 * * ? 2026-2028,2030", "systemd", "2026..2028,2030-*-* 09:00:00 UTC"},
      {"at", "2026-12-31T23:00", "quartz", "0 0 23 31 12 ? 2026", "Europe/Berlin"},
      {"quartz", "0 0 23 31 12 ? 2026", "portable", "at: 2026-12-31T23:00", "Europe/Berlin"},
  })));
}

TEST_CASE("Spring says both day fields, special days and seconds", "[schedule]") {
  check(GENERATE(values<Case>({
      {"argo", "30 6 * * 1-5", "spring", "0 30 6 * * MON-FRI"},
      {"debian-cron", "0 0 */2 * 1", "spring", "0 0 0 1-31/2 * MON"},
      {"debian-cron", "0 0 13 * 5", "spring", "0 0 0 * * FRI | 0 0 0 13 * *"},
      {"quartz", "0 0 9 ? * 6#2", "spring", "0 0 9 * * FRI#2"},
      {"quartz", "0 0 9 ? * 6L", "spring", "0 0 9 * * FRIL"},
      {"quartz", "0 0 9 LW * ?", "spring", "0 0 9 LW * *"},
      {"quartz", "0 0 9 15W * ?", "spring", "0 0 9 15W * *"},
      {"quartz", "0 0 9 1W * ?", "spring", "0 0 9 1W * *"},
      {"spring", "0 0 9 15,L * *", "spring", "0 0 9 15,L * *"},
      {"spring", "0 0 9 * * MON#1,FRI#2", "spring", "0 0 9 * * MON#1,FRI#2"},
      {"spring", "0 0 9 15,L * *", "quartz", "0 0 9 15 * ? | 0 0 9 L * ?"},
      {"quartz", "0/10 * * * * ?", "spring", "*/10 * * * * *"},
      {"quartz", "0 0 9 * * ? 2027", "spring", "cannot: Spring cannot say it: it needs years"},
  })));
}

TEST_CASE("croniter says special days as far as its version goes", "[schedule]") {
  check(GENERATE(values<Case>({
      {"argo", "30 6 * * 1-5", "croniter", "30 6 * * mon-fri"},
      {"debian-cron", "0 0 13 * 5", "croniter", "0 0 13 * fri"},
      {"quartz", "0 0 9 ? * 6#2", "croniter", "0 9 * * 5#2"},
      {"quartz", "0 0 9 ? * 6L", "croniter", "0 9 * * L5"},
      {"quartz", "0 0 9 L * ?", "croniter", "0 9 L * *"},
      {"quartz", "0 0 9 LW * ?", "croniter@7.0.0", "0 9 31W * *"},
      {"quartz", "0 0 9 15W * ?", "croniter@7.0.0", "0 9 15W * *"},
      {"quartz", "0 0 9 15W * ?", "croniter",
       "cannot: the versions of croniter differ: croniter 5.0.1 refuses it: "
       "\"15w\" is not acceptable; else they are equal"},
      {"quartz", "0/10 * * * * ?", "croniter", "* * * * * */10"},
      {"quartz", "0 0 9 * * ? 2027", "croniter@7.0.0", "0 9 * * * 0 2027"},
  })));
}

TEST_CASE("Airflow says dates, spans and its own words", "[schedule]") {
  check(GENERATE(values<Case>({
      {"argo", "30 6 * * 1-5", "airflow", "30 6 * * mon-fri"},
      {"argo", "30 6 * * 1-5", "airflow", "30 6 * * mon-fri", "Europe/Berlin"},
      {"argo", "30 1 * * *", "airflow", "equal-except-dst: 30 1 * * *", "Europe/London"},
      {"quartz", "0 0 9 ? * 6#2", "airflow", "0 9 * * 5#2"},
      {"quartz", "0 0 9 15W * ?", "airflow", "0 9 15W * *"},
      {"quartz", "0 0 9 LW * ?", "airflow", "0 9 31W * *"},
      {"debian-cron", "0 0 */2 * 1", "airflow",
       "cannot: Airflow cannot say it: it needs AND of day fields"},
      {"every", "90m", "airflow", "unknown-phase: timedelta(minutes=90)"},
      {"every", "1mo", "airflow", "unknown-phase: relativedelta(months=1)"},
      {"counted", "90m", "airflow", "15 */3 * * * | 45 1-22/3 * * *"},
      {"airflow", "@once", "airflow-data-interval", "@once"},
      {"airflow", "@continuous", "portable", "trigger: continuous"},
      {"airflow", "None", "portable", "trigger: manual"},
      {"airflow", "@quarterly", "argo", "0 0 1 */3 *"},
      {"airflow", "0 9 * * *, 30 17 * * *", "argo", "0 9 * * * | 30 17 * * *"},
      {"airflow", "0 9 * * *, 30 17 * * *", "airflow", "0 9 * * * | 30 17 * * *"},
  })));
}

TEST_CASE("An EventBridge rule runs in UTC, a schedule of the Scheduler in any zone",
          "[schedule]") {
  check(GENERATE(values<Case>({
      {"argo", "0 2 1 * *", "aws-rule", "cron(0 17 L * ? *)", "Asia/Tokyo"},
      {"argo", "0 2 1 * *", "aws-scheduler", "cron(0 2 1 * ? *)", "Asia/Tokyo"},
      {"argo", "30 6 * * 1-5", "aws-rule", "cron(30 6 ? * MON-FRI *)"},
      {"argo", "30 6 * * 1-5", "aws-scheduler", "cron(30 6 ? * MON-FRI *)", "Europe/Berlin"},
      {"argo", "30 6 * * 1-5", "aws-rule",
       "cannot: an EventBridge rule reads clock times in UTC, and Europe/Berlin changes its clock",
       "Europe/Berlin"},
      {"argo", "0 */2 * * *", "aws-rule", "cron(0 1/2 * * ? *)", "Asia/Tokyo"},
      {"argo", "*/15 * * * *", "aws-rule", "cron(0/15 * * * ? *)", "Europe/Berlin"},
      {"debian-cron", "0 0 13 * 5", "aws-rule", "cron(0 0 ? * FRI *) | cron(0 0 13 * ? *)"},
      {"quartz", "0 0 9 ? * 6#2", "aws-rule", "cron(0 9 ? * 6#2 *)"},
      {"quartz", "0 0 9 ? * 6L", "aws-rule", "cron(0 9 ? * 6L *)"},
      {"quartz", "0 0 9 LW * ? 2027", "aws-rule", "cron(0 9 LW * ? 2027)"},
      {"quartz", "30 0 9 * * ?", "aws-rule",
       "cannot: an EventBridge rule cannot say it: it needs seconds"},
      {"debian-cron", "0 0 */2 * 1", "aws-rule",
       "cannot: an EventBridge rule cannot say it: it needs AND of day fields"},
      {"aws-rule", "cron(0 9 ? * 2-6 *)", "argo", "0 9 * * mon-fri"},
      {"aws-scheduler", "cron(0 9 ? * 1-5 *)", "argo", "0 9 * * sun-thu"},
      {"every", "90m", "aws-rule", "unknown-phase: rate(90 minutes)"},
      {"every", "1h", "aws-rule", "unknown-phase: rate(1 hour)"},
      {"every", "90s", "aws-rule",
       "cannot: an EventBridge rule cannot say it: it has no word for that period, and nobody "
       "knows "
       "from when its period counts"},
      {"counted", "90m", "aws-scheduler", "rate(90 minutes)"},
      {"at", "2026-12-31T23:00", "aws-scheduler", "at(2026-12-31T23:00:00)", "Europe/Berlin"},
      {"at", "2026-12-31T23:00", "aws-rule", "cron(0 22 31 12 ? 2026)", "Europe/Berlin"},
  })));
}

TEST_CASE("What stands beside the text is told and read again", "[schedule]") {
  Trigger bounded = cron("aws-scheduler", "cron(0 9 * * ? *)", "Europe/Berlin");
  bounded.window_start = utc("2026-06-01");
  bounded.window_end = utc("2027-01-01");
  bounded.jitter = Seconds{900};
  const auto schedule = compiled({bounded});
  const auto same = rendering(*schedule, "aws-scheduler");
  CHECK(same.text->triggers == Triggers{bounded});
  CHECK(same.text->notes == std::vector<std::string>{"beside it: starts at 2026-06-01T00:00:00Z",
                                                     "beside it: ends before 2027-01-01T00:00:00Z",
                                                     "beside it: each run up to 15m later"});
  const auto argo = rendering(*schedule, "argo");
  CHECK(argo.reason == "an Argo CronWorkflow cannot say it: it starts or ends at a date");
  CHECK(joined(argo.nearest->lines) == "0 9 * * *");
  CHECK(argo.nearest->relation == Relation::subset);
}

TEST_CASE("systemd's week begins with Monday", "[schedule]") {
  check({"argo", "0 9 * * 0-4", "systemd", "Mon..Thu,Sun *-*-* 09:00:00 UTC"});
  check({"argo", "0 9 * * 0-2", "systemd", "Mon,Tue,Sun *-*-* 09:00:00 UTC"});
  check({"argo", "0 9 * * 1-5", "systemd", "Mon..Fri *-*-* 09:00:00 UTC"});
  check({"argo", "0 9 * * 0,5,6", "systemd", "Fri,Sat,Sun *-*-* 09:00:00 UTC"});
}

TEST_CASE("Temporal says n-th weekdays through both day fields", "[schedule]") {
  check(GENERATE(values<Case>({
      {"argo", "30 6 * * 1-5", "temporal", "30 6 * * mon-fri", "Europe/Berlin"},
      {"quartz", "0 0 9 ? * 6#2", "temporal", "0 9 8-14 * fri"},
      {"debian-cron", "0 0 */2 * 1", "temporal", "0 0 1-31/2 * mon"},
      {"debian-cron", "0 0 13 * 5", "temporal", "0 0 * * fri | 0 0 13 * *"},
      {"quartz", "0 0 9 * * ? 2027", "temporal", "0 9 * * * 2027"},
      {"quartz", "0/10 * * * * ?", "temporal", "*/10 * * * * * *"},
      {"quartz", "0 0 9 L * ?", "temporal",
       "cannot: Temporal cannot say it: it needs the last day of the month"},
      {"counted", "90m", "temporal", "@every 1h30m/15m"},
      {"counted", "7m", "temporal", "@every 7m/1m"},
      {"every", "90m", "temporal", "unknown-phase: @every 1h30m"},
      {"at", "2026-12-31T23:00", "temporal", "0 23 31 12 * 2026", "Europe/Berlin"},
  })));
}

TEST_CASE("Jenkins takes lines in one text, the zone before them", "[schedule]") {
  check(GENERATE(values<Case>({
      {"argo", "30 6 * * 1-5", "jenkins", "TZ=Europe/Berlin\n30 6 * * 1-5", "Europe/Berlin"},
      {"argo", "0 0 * * 0,6", "jenkins", "TZ=UTC\n0 0 * * 6,0"},
      {"debian-cron", "0 0 */2 * 1", "jenkins", "TZ=UTC\n0 0 1-31/2 * 1"},
      {"debian-cron", "0 0 13 * 5", "jenkins", "TZ=UTC\n0 0 * * 5\n0 0 13 * *"},
      {"quartz", "0 0 9 ? * 6#2", "jenkins", "TZ=UTC\n0 9 8-14 * 5"},
      {"quartz", "0 0 9 L * ?", "jenkins",
       "cannot: Jenkins cannot say it: it needs the last day of the month"},
  })));
}

TEST_CASE("A zone that never changes its clock is written in another", "[schedule]") {
  const auto each = GENERATE(values<Case>({
      {"argo", "30 6 * * 1-5", "argo", "30 21 * * sun-thu", "Asia/Tokyo"},
      {"argo", "0 12 1 * *", "argo", "0 3 1 * *", "Asia/Tokyo"},
      {"argo", "0 * * * *", "argo", "30 * * * *", "Asia/Kolkata"},
      {"argo", "0 3,12 2 * *", "argo", "0 3 2 * * | 0 18 1 * *", "Asia/Tokyo"},
      // Whole hours are the same whatever the clock does.
      {"argo", "0 * * * *", "argo", "0 * * * *", "Europe/London"},
      {"argo", "*/15 * * * 1-5", "argo",
       "cannot: an Argo CronWorkflow reads clock times in UTC, and Europe/London changes its clock",
       "Europe/London"},
      {"argo", "0 2 1 * *", "argo",
       "cannot: an Argo CronWorkflow cannot say it: it needs the last day of the month",
       "Asia/Tokyo"},
      {"argo", "0 2 1 * *", "systemd", "*-*~01 17:00:00 UTC", "Asia/Tokyo"},
      {"argo", "0 2 29 1,3-12 *", "argo", "0 17 28 1,3-12 *", "Asia/Tokyo"},
  }));
  check(each, {.one_line = false, .only_zone = "UTC"});
}

TEST_CASE("Times that no one line holds are several lines, where the place takes several",
          "[schedule]") {
  const auto schedule = compiled({cron("argo", "0 9 * * *"), cron("argo", "30 17 * * *")});
  CHECK(in_words(rendering(*schedule, "debian-cron")) == "0 9 * * * | 30 17 * * *");
  const auto one = rendering(*schedule, "k8s-cronjob");
  CHECK(in_words(one) == "cannot: it needs 2 expressions, and a Kubernetes CronJob takes one");
  CHECK(joined(one.nearest->lines) == "0 9 * * *");
  CHECK(one.nearest->relation == Relation::superset);
  CHECK(in_words(rendering(*schedule, "argo", {.one_line = true, .only_zone = {}})) ==
        "cannot: it needs 2 expressions, and an Argo CronWorkflow takes one");
  const auto together = compiled({cron("argo", "0 9 * * *"), cron("argo", "0 17 * * *")});
  CHECK(in_words(rendering(*together, "k8s-cronjob")) == "0 9,17 * * *");
}

TEST_CASE("Lines stay as their author split them, unless fewer do", "[schedule]") {
  const auto overlapping = compiled({cron("argo", "0 9-17 * * 1-5"), cron("argo", "0 12 * * 6")});
  CHECK(in_words(rendering(*overlapping, "argo")) == "0 9-17 * * mon-fri | 0 12 * * sat");
  const auto needless = compiled({cron("argo", "0 9 * * 1-5"), cron("argo", "0 9 * * 6,0")});
  CHECK(in_words(rendering(*needless, "argo")) == "0 9 * * *");
  const auto months = compiled({cron("argo", "0 0 15 * *"), cron("argo", "0 0 1 1 *")});
  CHECK(in_words(rendering(*months, "portable")) == "0 0 15 * * | 0 0 1 1 *");
  const auto meeting = rendering(*compiled("debian-cron", "0 0 13 * 5"), "quartz");
  CHECK(meeting.text->notes ==
        std::vector<std::string>{"each line is a trigger of its own",
                                 "lines 1 and 2 share some times, at which both start a run"});
}

TEST_CASE("Several zones need a place where every line may name its own", "[schedule]") {
  const auto schedule = compiled(
      {cron("argo", "0 9 * * *", "Europe/London"), cron("argo", "0 9 * * *", "America/New_York")});
  CHECK(in_words(rendering(*schedule, "robfig")) ==
        "CRON_TZ=Europe/London 0 9 * * * | CRON_TZ=America/New_York 0 9 * * *");
  CHECK(in_words(rendering(*schedule, "systemd"))
            .ends_with("*-*-* 09:00:00 Europe/London | *-*-* 09:00:00 America/New_York"));
  CHECK(in_words(rendering(*schedule, "argo")) ==
        "cannot: an Argo CronWorkflow reads clock times in Europe/London, and America/New_York "
        "changes its clock");
  const auto fixed = compiled(
      {cron("argo", "0 9 * * *", "Asia/Tokyo"), cron("argo", "0 9 * * *", "Asia/Kolkata")});
  CHECK(in_words(rendering(*fixed, "argo")) == "0 9 * * * | 30 12 * * *");
}

TEST_CASE("Another treatment of clock changes is told", "[schedule]") {
  const auto each = GENERATE(values<Case>({
      {"debian-cron", "30 1 * * *", "argo", "equal-except-dst: 30 1 * * *", "Europe/London"},
      {"debian-cron", "30 1 * * *", "cronie", "30 1 * * *", "Europe/London"},
      {"debian-cron", "30 6 * * *", "argo", "30 6 * * *", "Europe/London"},
      {"argo", "*/5 * * * *", "debian-cron", "*/5 * * * *", "Europe/London"},
      {"argo", "*/5 * * * *", "systemd", "equal-except-dst: *-*-* *:00/5:00 Europe/London",
       "Europe/London"},
      // A star would make it a job that is not caught up.
      {"debian-cron", "0 0-23 * * *", "cronie", "0 0-23 * * *", "Europe/London"},
      {"debian-cron", "0-59/15 1 * * *", "cronie", "0-45/15 1 * * *", "Europe/London"},
      {"debian-cron", "0-59/15 2 * * *", "cronie", "*/15 2 * * *", "Europe/London"},
  }));
  check(each);
  const auto told = rendering(*compiled("debian-cron", "30 1 * * *", "Europe/London"), "portable");
  CHECK(told.text->relation == Relation::equal);
  CHECK(told.text->triggers[0].dst == DstPolicy{GapPolicy::resume, FoldPolicy::first});
  CHECK(told.text->notes ==
        std::vector<std::string>{"beside it: with dst: {gap: resume, repeat: first}"});
}

TEST_CASE("An interval is clock times only if its phase is known", "[schedule]") {
  check(GENERATE(values<Case>({
      {"counted", "90m", "debian-cron", "15 */3 * * * | 45 1-22/3 * * *"},
      {"counted", "90m", "argo", "15 */3 * * * | 45 1-22/3 * * *"},
      {"counted", "90m", "k8s-cronjob", "unknown-phase: @every 1h30m"},
      {"counted", "90m", "portable", "every: 1h30m"},
      {"counted", "7d", "debian-cron", "15 0 * * thu"},
      {"counted", "1mo", "debian-cron", "15 0 1 * *"},
      {"counted", "7m", "argo", "unknown-phase: @every 7m"},
      {"every", "90m", "argo", "unknown-phase: @every 1h30m"},
      {"every", "90m", "portable", "unknown-phase: every: 1h30m"},
      {"every", "90m", "debian-cron",
       "cannot: Debian cron cannot say it: it has no intervals, and nobody knows from when its "
       "period counts"},
      {"counted", "11m", "debian-cron",
       "cannot: Debian cron cannot say it: it has no intervals, and its period does not fit the "
       "calendar"},
  })));
  const auto loaded = rendering(*source({"every", "90m", "", ""}), "argo");
  CHECK(loaded.text->notes ==
        std::vector<std::string>{"@every counts from the moment the schedule is loaded"});
  const auto counted = rendering(*source({"counted", "90m", "", ""}), "portable");
  CHECK(counted.text->triggers[0].anchor == utc("2026-01-01T00:15:00Z"));
}

TEST_CASE("What is no clock time has its word or none", "[schedule]") {
  check(GENERATE(values<Case>({
      {"at", "2026-12-31T23:00", "portable", "at: 2026-12-31T23:00", "Europe/Berlin"},
      {"at", "2026-12-31T23:00", "systemd", "2026-12-31 23:00:00 Europe/Berlin", "Europe/Berlin"},
      {"at", "2026-12-31T23:00", "argo",
       "cannot: an Argo CronWorkflow cannot say it: it has no word for a single time"},
      {"debian-cron", "@reboot", "cronie", "@reboot"},
      {"debian-cron", "@reboot", "portable", "trigger: boot"},
      {"debian-cron", "@reboot", "argo",
       "cannot: an Argo CronWorkflow cannot say it: a start of the kind `boot` is none of its "
       "schedules"},
      {"debian-cron", "0 22-4 * * *", "argo", "cannot: it never fires"},
      {"cronie", "0~30 * * * *", "argo",
       "cannot: an Argo CronWorkflow cannot say it: it draws values when the table is loaded"},
  })));
  CHECK(in_words(rendering(*compiled({of_kind(TriggerKind::manual)}), "portable")) ==
        "trigger: manual");
}

TEST_CASE("Where a dialect cannot say it, what comes nearest is told", "[schedule]") {
  const auto nearest = [](const Case& each) {
    const auto found = rendering(*source(each), each.to);
    if (found.text || !found.nearest) return std::string("none");
    return std::string(name(found.nearest->relation)) + ": " + joined(found.nearest->lines);
  };
  const auto each = GENERATE(values<Case>({
      {"systemd", "*-*~01 09:00", "argo",
       "subset: 0 9 31 1,3,5,7,8,10,12 * | 0 9 28,29 2 * | 0 9 30 4,6,9,11 *"},
      {"systemd", "*-*~01 09:00", "k8s-cronjob", "superset: 0 9 31 * *"},
      {"systemd", "Fri *-*-08..14 09:00", "argo", "subset: 0 9 * * fri"},
      {"systemd", "2026..2028-*-* 09:00", "argo", "subset: 0 9 * * *"},
      {"systemd", "2026-12-31 23:00", "argo", "subset: 0 23 31 12 *"},
      {"systemd", "*:*:00/30", "argo", "superset: * * * * *"},
      {"every", "90m", "debian-cron", "unknown-phase: 0 */3 * * * | 30 1-22/3 * * *"},
  }));
  CAPTURE(each.from, each.expr, each.to);
  CHECK(nearest(each) == each.expected);
}

TEST_CASE("More lines than anybody reads are refused with their number", "[schedule]") {
  Triggers many;
  for (int i = 0; i < 501; ++i) {
    // Every minute has days of its own, so that no two go together; each is two lines.
    std::string days;
    for (int bit = 0; bit < 9; ++bit) {
      if ((((i + 1) >> bit) & 1) != 0) {
        days += (days.empty() ? "" : ",") + std::to_string(bit * 2 + 1);
      }
    }
    many.push_back(
        cron("argo", std::to_string(i % 60) + " " + std::to_string(i / 60) + " " + days + " * 5"));
  }
  CHECK(in_words(rendering(*compiled(many), "portable")) ==
        "cannot: it needs 1002 expressions, and that is no answer");
  many.resize(50);
  CHECK(rendering(*compiled(many), "portable").text->lines.size() == 100);
}

TEST_CASE("What the machine lacks is an error and not an answer", "[schedule]") {
  const auto schedule = compiled("argo", "0 9 * * *");
  CHECK(render(*schedule, "klingon", zones(), as_of()).error().kind == ErrorKind::not_found);
  CHECK(render(*schedule, "argo", zones(), as_of(), {.one_line = false, .only_zone = "Mars/Base"})
            .error()
            .kind == ErrorKind::not_found);
}

TEST_CASE("The examples of docs/schedule-render.md hold", "[schedule][docs]") {
  std::ifstream in(PLUMBLINE_SOURCE_DIR "/docs/schedule-render.md");
  int rows = 0;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| `") || line.find("@") == line.npos) continue;
    const auto colon = line.find(':');
    const auto end = line.find("` | `");
    const auto next = line.find("` | ", end + 5);
    const auto at = line.rfind('@', end);
    const bool is_example = end != line.npos && next != line.npos && at != line.npos && colon < at;
    if (!is_example) continue;
    ++rows;
    const auto schedule =
        compiled(line.substr(3, colon - 3), line.substr(colon + 1, at - colon - 1),
                 line.substr(at + 1, end - at - 1));
    const auto found = rendering(*schedule, line.substr(end + 5, next - end - 5));
    std::string words = in_words(found);
    if (found.text) {
      std::string list;
      for (const auto& each : found.text->lines)
        list += (list.empty() ? "`" : " and `") + each + "`";
      words.replace(words.size() - joined(found.text->lines).size(), words.npos, list);
    }
    CAPTURE(line);
    CHECK(words + " |" == line.substr(next + 4));
  }
  CHECK(rows >= 13);
}

TEST_CASE("A zone that nobody knows is not invented", "[schedule]") {
  Trigger trigger = cron("argo", "0 9 * * *");
  trigger.zone = {};
  const auto schedule = compiled({trigger});
  CHECK(in_words(rendering(*schedule, "argo")) == "0 9 * * *");
  CHECK(rendering(*schedule, "argo").text->zone.knowledge == ZoneKnowledge::platform_default);
  const auto elsewhere = rendering(*schedule, "argo", {.one_line = false, .only_zone = "UTC"});
  CHECK(in_words(elsewhere) == "cannot: its zone is not known");
  CHECK(elsewhere.nearest->relation == Relation::unknown_zone);
}

}  // namespace plumbline::schedule
