#include <algorithm>

#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;

/// What a text is: "refused" (invalid), "unsupported", or an explanation's beginning.
struct Case {
  const char* expr;
  const char* kind;
};

const std::vector<Case> cases{
    // Presets and words; croniter's own names in any case.
    {"None", "manual"},
    {"none", "refused"},
    {"", "refused"},
    {"@once", "once"},
    {"@continuous", "continuous"},
    {"@quarterly", "cron"},
    {"@Quarterly", "refused"},
    {"@Daily", "cron"},
    {"0 9 * * 1-5", "cron"},
    {"0 9 * *", "refused"},
    {"H 9 * * *", "refused"},
    // Python's time deltas.
    {"timedelta(hours=6)", "every"},
    {"datetime.timedelta(days=1, seconds=3600)", "every"},
    {"datetime.timedelta(1, 3600)", "every"},
    {"timedelta(hours=0.5)", "every"},
    {"timedelta( hours = 6 )", "every"},
    {"timedelta(hours=-6)", "refused"},
    {"timedelta()", "refused"},
    {"timedelta(hours=x)", "refused"},
    {"timedelta(months=1)", "unsupported"},
    {"timedelta(milliseconds=1500)", "unsupported"},
    {"timedelta(days=99999999999)", "refused"},
    {"timedelta(days=999999999)", "unsupported"},
    {"timedelta(weeks=142857143)", "refused"},
    {"timedelta(days=1, days=2)", "refused"},
    {"timedelta(1, days=2)", "refused"},
    {"timedelta(1,2,3,4,5,6,7,8)", "refused"},
    {"1 day, 0:00:00", "every"},
    {"2 days, 2:00:03", "every"},
    {"0:20:00", "every"},
    {"1 day, 2:00:03.500000", "unsupported"},
    {"-1 day, 23:00:00", "refused"},
    {"0:20", "refused"},
    {"3 weeks, 0:20:00", "refused"},
    {"relativedelta(months=+1)", "every"},
    {"relativedelta(years=1, months=6)", "every"},
    {"relativedelta(hours=+1)", "every"},
    {"relativedelta(months=+1, days=+1)", "unsupported"},
    {"relativedelta(months=1, months=1)", "refused"},
    {"relativedelta(years=1001)", "unsupported"},
    {"relativedelta(day=1)", "unsupported"},
    {"relativedelta(months=0.5)", "refused"},
    // Assets.
    {"Asset(s3://raw/orders)", "event"},
    {"(Asset(a) & Asset(b)) | Asset(c)", "event"},
    {"[Asset('a'), Asset(\"b\")]", "event"},
    {"Asset(a) or 0 1 * * 3", "event"},
    {"Asset(a) or nonsense", "refused"},
    {"Asset(a", "refused"},
    {"Asset()", "refused"},
    {"(Asset(a)", "refused"},
    {"Asset(a) Asset(b)", "refused"},
    {"Asset(a) &", "refused"},
    // Several crons, as their timetable prints them.
    {"0 0 * * *, 0 12 * * 1", "cron"},
    {"0 0 * * *, 0 12 * *", "refused"},
    {"0 0 * * *, ", "refused"},
    {"0 0 * * *,", "refused"},
};

std::string kind_of(const char* expr) {
  std::vector<Lint> notes;
  const auto readings = find_dialect("airflow")->read(expr, notes);
  if (!readings) {
    return readings.error().kind == ErrorKind::unsupported ? "unsupported" : "refused";
  }
  return name(readings->front().kind);
}

Relation relation(const char* a_dialect, const char* a, const char* b_dialect, const char* b) {
  return relate(*compiled(a_dialect, a), *compiled(b_dialect, b), as_of()).relation;
}

}  // namespace

TEST_CASE("Airflow's schedules are crons, deltas, assets and words", "[schedule][airflow]") {
  for (const auto& item : cases) {
    INFO(item.expr);
    CHECK(kind_of(item.expr) == item.kind);
  }
  const std::string nested = std::string(200, '(') + "Asset(a)" + std::string(200, ')');
  CHECK(kind_of(nested.c_str()) == std::string("event"));
  CHECK(kind_of(("(" + nested + ")").c_str()) == std::string("refused"));
  const std::string deep(1'000'000, '(');
  CHECK(kind_of(deep.c_str()) == "refused");
}

TEST_CASE("A time delta is the span that Python says", "[schedule][airflow]") {
  const auto same = [](const char* a, const char* b) {
    CHECK(relation("airflow", a, "airflow", b) == Relation::unknown_phase);
  };
  same("timedelta(days=1)", "1 day, 0:00:00");
  same("timedelta(hours=0.5)", "0:30:00");
  same("timedelta(weeks=1, hours=-2)", "6 days, 22:00:00");
  same("relativedelta(days=+1, hours=+2)", "timedelta(hours=26)");
  same("relativedelta(years=+1)", "relativedelta(months=+12)");
  CHECK(relation("airflow", "timedelta(hours=6)", "airflow", "timedelta(hours=7)") ==
        Relation::different);
}

TEST_CASE("Asset conditions are equal if they wait for the same", "[schedule][airflow]") {
  const auto alike = [](const char* a, const char* b) {
    return relation("airflow", a, "airflow", b) == Relation::equal;
  };
  CHECK(alike("Asset(a) & Asset(b)", "[Dataset(\"b\"), Asset('a')]"));
  CHECK(alike("(Asset(c) | (Asset(b) & Asset(a)))", "Asset(a) & Asset(b) | Asset(c)"));
  CHECK(alike("Asset(a) | (Asset(b) | Asset(c))", "(Asset(c) | Asset(b)) | Asset(a)"));
  CHECK(alike("Asset(a) & Asset(a)", "Asset(a)"));
  CHECK_FALSE(alike("Asset(a) & Asset(b)", "Asset(a) | Asset(b)"));
  CHECK_FALSE(alike("Asset(a) & (Asset(b) | Asset(c))", "Asset(a) & Asset(b) | Asset(c)"));
  CHECK_FALSE(alike("Asset(a)", "AssetAlias(a)"));
}

TEST_CASE("Where croniter's version decides, Airflow's is asked for", "[schedule][airflow]") {
  const auto codes_of = [](const char* dialect, const char* text) {
    std::vector<std::string> codes;
    const auto schedule = compiled(dialect, text, "UTC");
    for (const auto& lint : lints(*schedule)) codes.push_back(lint.code);
    return codes;
  };
  const auto has = [](const std::vector<std::string>& codes) {
    return std::ranges::find(codes, "version-sensitive") != codes.end();
  };
  CHECK(has(codes_of("airflow", "59/15 * * * *")));
  CHECK(!has(codes_of("airflow@croniter6.2.4", "59/15 * * * *")));
  CHECK(!has(codes_of("airflow", "*/15 9 * * 1-5")));
  CHECK(!has(codes_of("airflow", "@daily")));
}

TEST_CASE("Joined crons of Airflow are the union of their times", "[schedule][airflow]") {
  CHECK(relation("airflow", "0 9 * * *, 0 17 * * *", "airflow", "0 9,17 * * *") == Relation::equal);
  const auto refused = compile({cron("airflow", "0 9 * * *, 0 77 * * *")}, zones());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().where.column == 14);
}

TEST_CASE("Airflow's cron and delta timetables of two styles fire alike", "[schedule][airflow]") {
  CHECK(relation("airflow", "0 9 * * *", "airflow-data-interval", "0 9 * * *") ==
        Relation::equal_firing);
  CHECK(relation("airflow", "0 9 * * *", "airflow-trigger", "0 9 * * *") == Relation::equal);
}

TEST_CASE("Airflow counts on by elapsed time only if the hour is a star alone",
          "[schedule][airflow]") {
  const auto policy = [](const char* dialect, const char* expr) {
    std::vector<Lint> notes;
    const auto found = find_dialect(dialect);
    return found->profile->dst(found->read(expr, notes)->front().fields);
  };
  for (const char* version : {"airflow@croniter1.3.5", "airflow", "airflow@croniter7.0.0"}) {
    for (const char* hours : {"0 * * * *", "0 */1 * * *", "0 0-23 * * *", "0 0-11,12-23 * * *"}) {
      CHECK(policy(version, hours).elapsed);
    }
    CHECK(policy(version, "0 *,5 * * *") == DstPolicy{GapPolicy::shift, FoldPolicy::second});
    CHECK(policy(version, "0 */2 * * *") == DstPolicy{GapPolicy::shift, FoldPolicy::second});
  }
}

}  // namespace plumbline::schedule
