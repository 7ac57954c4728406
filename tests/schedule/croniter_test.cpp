#include <algorithm>

#include "canonical-schema/schedule/dialects/croniter_versions.hpp"
#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;

/// What a version makes of a text: "refused", "never", or the plain text that it is equal to.
struct Case {
  const char* version;
  const char* expr;
  const char* meaning;
};

// clang-format off
const std::vector<Case> cases{
    // Columns, blanks, presets, case.
    {"7.0.0", "0 0 * *", "refused"},
    {"7.0.0", "0 0 * * * 0 * *", "refused"},
    {"7.0.0", "\t0 0\t*  * * ", "0 0 * * *"},
    {"7.0.0", "@Daily", "0 0 * * *"},
    {"7.0.0", "@WEEKLY", "0 0 * * 0"},
    {"7.0.0", "@annually", "0 0 1 1 *"},
    {"7.0.0", "@quarterly", "refused"},
    {"7.0.0", "@daily ", "refused"},
    {"7.0.0", "0 0 * JAN Mon-fri", "0 0 * 1 1-5"},
    // Years came with 3.0.0; the sixth column is the second.
    {"2.0.7", "0 12 * * * 0", "0 12 * * *"},
    {"2.0.7", "0 12 * * * 0 *", "refused"},
    {"3.0.0", "0 12 * * * 0 *", "0 12 * * *"},
    {"7.0.0", "0 12 * * * 0 1970-2099", "0 12 * * *"},
    {"7.0.0", "0 12 * * * 0 2020", "never"},
    {"7.0.0", "0 12 * * * 0 2100", "refused"},
    // All values written out are a star beside a star only, since 2.0.4.
    {"2.0.3", "0 0 1-31 * 1", "0 0 * * 1"},
    {"2.0.4", "0 0 1-31 * 1", "0 0 * * *"},
    {"2.0.4", "0 0 */1 * 1", "0 0 * * *"},
    {"2.0.3", "0 0 13 * 0-6", "0 0 13 * *"},
    {"7.0.0", "0 0 13 * 0-6", "0 0 * * *"},
    {"7.0.0", "0 0 2-31,L * *", "0 0 * * *"},
    // Question marks.
    {"2.0.5", "0 0 ? * 1", "refused"},
    {"2.0.6", "0 0 ? * 1", "0 0 * * 1"},
    {"7.0.0", "0 ? * * *", "refused"},
    {"7.0.0", "0 0 ?/2 * *", "refused"},
    // Sundays.
    {"3.0.4", "0 0 * * 7", "0 0 * * 0"},
    {"4.0.0", "0 0 * * 7", "refused"},
    {"5.0.1", "0 0 * * 7", "0 0 * * 0"},
    {"3.0.4", "0 0 * * 5-7", "0 0 * * 0,5,6"},
    {"3.0.4", "0 0 * * fri-sun", "0 0 * * 0,5,6"},
    {"4.0.0", "0 0 * * fri-sun", "0 0 * * 0,5,6"},
    {"3.0.4", "0 0 * * 7 0", "never"},
    {"6.2.4", "0 0 * * 7 0", "refused"},
    {"7.0.0", "0 0 * * 7 0", "0 0 * * 0"},
    {"3.0.4", "0 0 * * */7", "0 0 * * 0"},
    // Ranges that wrap, and those that end where they begin.
    {"4.0.0", "0 22-4 * * *", "refused"},
    {"5.0.1", "0 22-4 * * *", "0 22,23,0-4 * * *"},
    {"4.0.0", "0 0 * * sat-mon", "refused"},
    {"5.0.1", "0 0 * * sat-mon", "0 0 * * 0,1,6"},
    {"7.0.0", "11-2/3 0 * * *", "11,14,17,20,23,26,29,32,35,38,41,44,47,50,53,56,59 0 * * *"},
    {"4.0.0", "5-5 0 * * *", "5 0 * * *"},
    {"5.0.1", "5-5 0 * * *", "* 0 * * *"},
    {"3.0.4", "0 0 * * 3-3", "0 0 * * 3"},
    {"4.0.0", "0 0 * * 3-3", "0 0 * * *"},
    {"7.0.0", "0 0 28-0 * *", "0 0 28-31 * *"},
    {"7.0.0", "0 0 0-5 * *", "refused"},
    // A start at the highest value, with a step.
    {"4.0.0", "59/15 * * * *", "59 * * * *"},
    {"6.2.4", "59/15 * * * *", "*/15 * * * *"},
    {"7.0.0", "59/15 * * * *", "59 * * * *"},
    {"6.2.4", "0 0 * * 6/1", "0 0 * * *"},
    {"7.0.0", "0 0 * * 6/1", "0 0 * * 6"},
    {"7.0.0", "*/0 * * * *", "refused"},
    {"1.3.5", "*/0 * * * *", "refused"},
    // Day 0 was the first where seconds are given.
    {"6.2.4", "0 0 0 * *", "refused"},
    {"6.2.4", "0 0 0 * * 0", "0 0 1 * *"},
    {"7.0.0", "0 0 0 * * 0", "refused"},
    // Numbered weekdays.
    {"1.3.5", "0 0 * * 5#2/3", "0 0 * * 5#2"},
    {"1.3.10", "0 0 * * 5#2/3", "refused"},
    {"1.3.5", "0 0 * * mon-wed#1", "refused"},
    {"7.0.0", "0 0 * * mon-tue#1", "0 0 * * 1#1,2#1"},
    {"7.0.0", "0 0 * * 5#6", "refused"},
    {"7.0.0", "0 0 * * 5#2,3", "refused"},
    {"7.0.0", "0 0 * * 0-6,5#2", "0 0 * * 5#2"},
    {"7.0.0", "0 0 13 * 5#2", "0 0 * * 5#2"},
    {"7.0.0", "0 0 31 2 5#2", "never"},
    {"7.0.0", "0 0 * * L7", "0 0 * * l0"},
    // Nearest workdays; a month without the day takes its last one.
    {"6.0.0", "0 0 15W * *", "refused"},
    {"6.2.0", "0 0 15W * *", "0 0 w15 * *"},
    {"7.0.0", "0 0 15W,20 * *", "refused"},
    {"7.0.0", "0 0 15W * 1", "0 0 15W * *"},
    {"7.0.0", "0 0 15W * 6", "never"},
    {"7.0.0", "0 0 30W 4 *", "0 0 31W 4 *"},
    {"7.0.0", "0 0 30W 2 *", "0 0 31W 2 *"},
    // One day field without any date took the other with it.
    {"6.2.4", "0 0 31 2 0", "never"},
    {"7.0.0", "0 0 31 2 0", "0 0 * 2 0"},
    {"7.0.0", "0 0 30 2 *", "never"},
    // Hashes and malformed items.
    {"7.0.0", "H * * * *", "refused"},
    {"7.0.0", "0,,5 * * * *", "refused"},
    {"7.0.0", "-5 * * * *", "refused"},
    {"7.0.0", "5/10/2 * * * *", "refused"},
    {"7.0.0", "*-5 * * * *", "refused"},
    {"7.0.0", "5-* * * * *", "refused"},
    {"7.0.0", "60 * * * *", "refused"},
    {"7.0.0", "99999999999999999999 * * * *", "refused"},
    {"7.0.0", "", "refused"},
};
// clang-format on

bool means(const CompiledPtr& schedule, const Case& item) {
  if (std::string(item.meaning) == "never") return next_fires(*schedule, as_of(), 1).empty();
  const auto meant = compiled("croniter@7.0.0", item.meaning);
  return relate(*schedule, *meant, as_of()).relation == Relation::equal;
}

std::vector<std::string> versions_of(const char* dialect) {
  const auto found = find_dialect(dialect);
  if (!found) return {describe(found.error())};
  const auto versions = found->versions();
  if (!versions) return {name(versions.error().kind)};
  std::vector<std::string> names;
  for (const auto& version : *versions) names.push_back(version.argument);
  return names;
}

}  // namespace

TEST_CASE("Each version of croniter reads a text in its own way", "[schedule][croniter]") {
  for (const auto& item : cases) {
    const auto schedule =
        compile({cron("croniter@" + std::string(item.version), item.expr)}, zones());
    INFO(item.version << " " << item.expr);
    CHECK(schedule.has_value() == (std::string(item.meaning) != "refused"));
    if (!schedule) {
      CHECK(schedule.error().kind == ErrorKind::invalid);
    } else if (std::string(item.expr) != item.meaning) {
      CHECK(means(*schedule, item));
    }
  }
}

TEST_CASE("A range of croniters is those releases that read differently", "[schedule][croniter]") {
  using Names = std::vector<std::string>;
  CHECK(versions_of("croniter") ==
        Names{"1.3.5", "1.3.10", "2.0.4", "2.0.6", "3.0.0", "4.0.0", "5.0.1", "6.2.0", "7.0.0"});
  CHECK(versions_of("croniter>=2.0.4,<5") == Names{"2.0.4", "2.0.6", "3.0.0", "4.0.0"});
  CHECK(versions_of("croniter@>=5,<7/and") == Names{"5.0.1/and", "6.2.0/and", "7.0.0/and"});
  CHECK(versions_of("croniter>=5,<6.3") == Names{"5.0.1", "6.2.0"});
  CHECK(versions_of("croniter>6.2.4") == Names{"6.2.0", "7.0.0"});
  CHECK(versions_of("croniter==6.2") == Names{"6.2.0"});
  CHECK(versions_of("croniter<=2.0.4") == Names{"1.3.5", "1.3.10", "2.0.4"});
  CHECK(versions_of("croniter@6.2.4") == Names{"6.2.4"});
  CHECK(versions_of("croniter>=7,<5") == Names{"not_found"});
  CHECK(versions_of("croniter>=x") == Names{"invalid"});
  CHECK(versions_of("croniter<1") == Names{"not_found"});
}

TEST_CASE("A version of croniter is that of the newest change not above it",
          "[schedule][croniter]") {
  const auto named = [](const char* text) {
    const auto version = croniter_version(text);
    return version ? std::string((*version)->name) : std::string(name(version.error().kind));
  };
  CHECK(named("6.2.4") == "6.2.0");
  CHECK(named("6.3.0") == "7.0.0");
  CHECK(named("8") == "7.0.0");
  CHECK(named("4.9") == "4.0.0");
  CHECK(named("1.3.5") == "1.3.5");
  CHECK(named("1.0.15") == "not_found");
  CHECK(named("6.x") == "invalid");
  CHECK(named("6.2.4.1") == "invalid");
  CHECK(named("99999999999") == "invalid");
}

TEST_CASE("What croniter's versions disagree about is ambiguous without a version",
          "[schedule][croniter]") {
  const auto relation = [](const char* dialect, const char* expr, const char* other) {
    return relate(*compiled(dialect, expr), *compiled("debian-cron", other), as_of()).relation;
  };
  CHECK(relation("croniter", "0 9 * * 1-5", "0 9 * * 1-5") == Relation::equal);
  CHECK(relation("croniter", "59/15 * * * *", "59 * * * *") == Relation::ambiguous_version);
  CHECK(relation("croniter<5", "59/15 * * * *", "59 * * * *") == Relation::equal);
}

TEST_CASE("Where one version refuses a text, its name, the side and its words are said",
          "[schedule][croniter]") {
  const auto reason = [](const char* a, const char* b) {
    return relate(*compiled("croniter", a), *compiled("croniter", b), as_of()).reason;
  };
  CHECK(reason("0 22-4 * * *", "0 0 * * 1") ==
        "croniter 4.0.0 refuses A: \"22-4\" is not acceptable; else they are superset");
  CHECK(reason("0 0 * * 1", "0 0 15W * *") ==
        "croniter 5.0.1 refuses B: \"15w\" is not acceptable; else they are different");
  CHECK(reason("59/15 * * * *", "59 * * * *").starts_with("under croniter "));
  // The newest takes it no more.
  const auto newest = explain(*compiled("croniter", "0 * * * * \x1e*"));
  CHECK(newest.ends_with("croniter 7.0.0 refuses it"));
  CHECK(explain(*compiled("croniter", "0 22-4 * * *")).ends_with("more refuse it"));
  CHECK(explain(*compiled("croniter", "59/15 * * * *")).ends_with("read it differently"));
}

TEST_CASE("croniter's own clock runs what a gap skips right after it", "[schedule][croniter]") {
  const auto in_gap = [](const char* expr) {
    const auto fires = next_fires(*compiled("croniter@7.0.0", expr, "Europe/London"),
                                  utc("2026-03-29T00:31:00Z"), 1);
    return to_rfc3339(fires.at(0));
  };
  CHECK(in_gap("30 1 * * *") == "2026-03-29T01:00:00Z");
  CHECK(in_gap("15 * * * *") == "2026-03-29T01:15:00Z");
}

TEST_CASE("What croniter reads oddly is noted", "[schedule][croniter]") {
  const auto codes = [](const char* dialect, const char* expr) {
    const auto schedule = compiled(dialect, expr);
    std::vector<std::string> all;
    for (const auto& lint : lints(*schedule)) all.push_back(lint.code);
    return all;
  };
  using Codes = std::vector<std::string>;
  CHECK(codes("croniter@7.0.0", "0 9 * * 1-5") == Codes{});
  CHECK(codes("croniter@7.0.0", "0 5-5 * * *") == Codes{"equal-range"});
  CHECK(codes("croniter@6.2.4", "59/15 * * * *") == Codes{"max-step"});
  CHECK(codes("croniter@7.0.0", "0 0 13 * 5#2") == Codes{"day-ignored"});
  CHECK(codes("croniter@6.2.4", "0 0 31 2 0") == Codes{"impossible-side", "never-fires"});
  CHECK(codes("croniter@7.0.0", "R 0 * * *") == Codes{"random"});
}

}  // namespace plumbline::schedule
