#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;

/// What a text is: "refused" (invalid), "unsupported", or a cron expression that says the same.
struct Case {
  const char* text;
  const char* meaning;
};

const std::vector<Case> cases{
    {"0 9 * * 1-5", "0 9 * * 1-5"},
    {"0 9 13 * 5", "0 9 13 * 5"},
    {R"({"cron": "0 9 * * 1-5", "timezone": "UTC", "day_or": true})", "0 9 * * 1-5"},
    {R"({"cron": "0 9 8-14 * 5", "day_or": false})", "0 9 * * 5#2"},
    {R"({"cron": "0 9 * * *", "timezone": null})", "0 9 * * *"},
    {R"({"cron": "0 9 * * *", "active": true})", "refused"},
    {R"({"cron": "0 9 * * *", "cron": "0 9 * * *"})", "refused"},
    {R"({"cron": "0 9 * * *")", "refused"},
    {R"({"cron": "0 9 * * *"} x)", "refused"},
    {R"({"cron": {"a": 1}})", "refused"},
    {R"({"day_or": false})", "refused"},
    {"{}", "refused"},
    {"H 9 * * *", "refused"},
    {"r 9 * * *", "refused"},
    {R"({"interval": 86400, "timezone": "Europe/London"})", "unsupported"},
    {R"({"interval": 0.5})", "unsupported"},
    {R"({"interval": 01})", "refused"},
    {R"({"interval": -60})", "refused"},
    {R"({"interval": "60"})", "refused"},
    {R"({"interval": 60, "anchor_date": "yesterday"})", "refused"},
    {"FREQ=HOURLY", "0 * * * *"},
    {"FREQ=MINUTELY", "* * * * *"},
    {"RRULE:FREQ=DAILY;BYHOUR=9;BYMINUTE=30", "30 9 * * *"},
    {"freq=weekly;byday=mo,we", "0 0 * * 1,3"},
    {"FREQ=WEEKLY", "0 0 * * 3"},
    {"FREQ=MONTHLY", "0 0 1 * *"},
    {"FREQ=YEARLY", "0 0 1 1 *"},
    {"FREQ=YEARLY;BYMONTH=3", "0 0 1 3 *"},
    {"FREQ=YEARLY;BYDAY=MO", "0 0 * * 1"},
    {"FREQ=MONTHLY;BYDAY=2FR", "0 0 * * 5#2"},
    {"FREQ=MONTHLY;BYDAY=-1FR", "0 0 * * L5"},
    {"FREQ=WEEKLY;BYDAY=2FR", "0 0 * * 5"},
    {"FREQ=MONTHLY;BYMONTHDAY=-1", "0 0 L * *"},
    {"FREQ=MONTHLY;BYMONTHDAY=8,9,10,11,12,13,14;BYDAY=FR", "0 0 * * 5#2"},
    {R"({"rrule": "DTSTART:20240229T093015\nRRULE:FREQ=MONTHLY"})", "30 9 29 * * 15"},
    {"DTSTART:20240705\nFREQ=WEEKLY", "0 0 * * 5"},
    {"DTSTART;TZID=Europe/London:20240705T080000\nFREQ=DAILY", "0 8 * * *"},
    {"FREQ=DAILY;INTERVAL=1;WKST=MO", "0 0 * * *"},
    {"FREQ=DAILY;INTERVAL=2", "unsupported"},
    {"FREQ=DAILY;COUNT=5", "unsupported"},
    {"FREQ=DAILY;UNTIL=20270101", "unsupported"},
    {"FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "unsupported"},
    {"FREQ=YEARLY;BYDAY=20MO", "unsupported"},
    {"FREQ=MONTHLY;BYDAY=6MO", "refused"},
    {"FREQ=MONTHLY;BYDAY=MO,2FR", "unsupported"},
    {"FREQ=SECONDLY", "unsupported"},
    {"FREQ=DAILY\nEXDATE:20260101T000000", "unsupported"},
    {"FREQ=FORTNIGHTLY", "refused"},
    {"FREQ=DAILY;BYHOUR=24", "refused"},
    {"FREQ=DAILY;BYDAY=XX", "refused"},
    {"FREQ=DAILY;BYMONTHDAY=0", "refused"},
    {"FREQ=DAILY;COLOUR=RED", "refused"},
    {"FREQ=DAILY;;", "refused"},
    {"DTSTART:2024\nFREQ=DAILY", "refused"},
    {"RRULE:", "refused"},
};

}  // namespace

TEST_CASE("Prefect's schedules are crons, intervals and rules", "[schedule][prefect]") {
  for (const auto& item : cases) {
    INFO(item.text);
    const auto schedule = compile({cron("prefect", item.text)}, zones());
    const std::string meaning = item.meaning;
    if (!schedule) {
      CHECK(meaning ==
            (schedule.error().kind == ErrorKind::unsupported ? "unsupported" : "refused"));
      continue;
    }
    REQUIRE(meaning.find('*') != meaning.npos);
    const auto meant = compiled("croniter@7.0.0", meaning);
    CHECK(relate(**schedule, *meant, as_of()).relation == Relation::equal);
  }
}

TEST_CASE("A rule of Prefect does not run before its start", "[schedule][prefect]") {
  const auto fires = [](const char* text, const char* zone) {
    return next_fires(*compiled("prefect", text, zone), as_of(), 2);
  };
  const std::string rule = "DTSTART:20300101T090000\nRRULE:FREQ=DAILY;BYHOUR=9";
  CHECK(fires(rule.c_str(), "UTC") ==
        std::vector{utc("2030-01-01T09:00:00Z"), utc("2030-01-02T09:00:00Z")});
  CHECK(fires(rule.c_str(), "Europe/Berlin").front() == utc("2030-01-01T08:00:00Z"));
  // The zone of the schedule takes the place of the start's own.
  CHECK(fires("DTSTART:20300101T090000Z\nRRULE:FREQ=DAILY;BYHOUR=9", "Europe/Berlin").front() ==
        utc("2030-01-01T08:00:00Z"));
  const auto daily = compiled("argo", "0 9 * * *", "UTC");
  CHECK(relate(*compiled("prefect", rule.c_str(), "UTC"), *daily, as_of()).relation ==
        Relation::subset);
  // Without a zone nobody knows when that is.
  Trigger unplaced = cron("prefect", rule);
  unplaced.zone = ZoneRef{};
  const auto schedule = compile({unplaced}, zones());
  REQUIRE(!schedule);
  CHECK(schedule.error().kind == ErrorKind::unsupported);
}

TEST_CASE("What is wrong within Prefect's JSON is pointed at in the whole", "[schedule][prefect]") {
  const std::string text = R"({"cron": "*/7 9 * * *"})";
  const auto schedule = compiled("prefect", text.c_str(), "UTC");
  REQUIRE(lints(*schedule).size() == 1);
  const auto& lint = lints(*schedule).front();
  CHECK(text.substr(lint.begin, lint.end - lint.begin) == "*/7");
  const auto refused = compile({cron("prefect", R"({"cron": "0 25 * * *"})")}, zones());
  REQUIRE(!refused);
  CHECK(refused.error().where.column == 13);
}

TEST_CASE("Prefect's intervals count from their anchor", "[schedule][prefect]") {
  const auto fires = [](const char* text) {
    return next_fires(*compiled("prefect", text), utc("2026-05-01T00:00:01Z"), 2);
  };
  CHECK(fires(R"({"interval": 3600.0, "anchor_date": "2026-01-01T02:10:00+02:00"})") ==
        std::vector{utc("2026-05-01T00:10:00Z"), utc("2026-05-01T01:10:00Z")});
  CHECK(relate(*compiled("prefect", R"({"interval": 3600})"), *compiled("prefect", "0 * * * *"),
               as_of())
            .relation == Relation::unknown_phase);
}

TEST_CASE("Prefect names the zone itself, and runs a repeated time once", "[schedule][prefect]") {
  const auto schedule =
      compiled("prefect", R"({"cron": "30 1 * * *", "timezone": "Europe/London"})");
  CHECK(next_fires(*schedule, utc("2026-10-25T00:00:00Z"), 2) ==
        std::vector{utc("2026-10-25T00:30:00Z"), utc("2026-10-26T01:30:00Z")});
}

}  // namespace plumbline::schedule
