#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::schedule {
namespace {

using namespace test;
using namespace std::chrono;

std::ifstream recording(const std::string& name) {
  std::ifstream in(std::string(PLUMBLINE_SOURCE_DIR "/tests/schedule/recorded/") + name);
  REQUIRE(in);
  return in;
}

/// Command to expression, from a crontab whose commands are single words.
std::map<std::string, std::string> lines_of(const std::string& crontab) {
  std::map<std::string, std::string> lines;
  auto in = recording(crontab);
  for (std::string line; std::getline(in, line);) {
    const auto cut = line.find_last_of(' ');
    lines[line.substr(cut + 1)] = line.substr(0, cut);
  }
  return lines;
}

using Fires = std::map<std::string, std::set<std::int64_t>>;  // command to minutes since 1970

/// "epoch local user command" lines. What cron catches up on, it starts seconds after the minute.
Fires fires_in(const std::string& name, Instant& first, Instant& last) {
  Fires fires;
  auto in = recording(name);
  last = Instant{};
  first = Instant::max();
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::int64_t epoch = 0;
    std::string local;
    std::string user;
    std::string command;
    words >> epoch >> local >> user >> command;
    const Instant minute = floor<minutes>(Instant{seconds{epoch}});
    fires[command].insert(minute.time_since_epoch() / minutes{1});
    first = std::min(first, minute);
    last = std::max(last, minute);
  }
  return fires;
}

struct Change {
  const char* file;
  const char* zone;
};

std::vector<std::string> texts(const Triggers& triggers, const char* from, std::size_t count) {
  std::vector<std::string> list;
  for (const auto at : next_fires(*compiled(triggers), utc(from), count)) {
    list.push_back(to_rfc3339(at));
  }
  return list;
}

}  // namespace

TEST_CASE("Debian cron's runs around four clock changes are the instants foretold",
          "[schedule][golden]") {
  const auto change = GENERATE(Change{"dst-2026-03-29.txt", "Europe/Berlin"},
                               Change{"dst-2026-10-25.txt", "Europe/Berlin"},
                               Change{"dst-cairo-2026-04-24.txt", "Africa/Cairo"},
                               Change{"dst-lordhowe-2026-04-05.txt", "Australia/Lord_Howe"});
  Instant first;
  Instant last;
  const Fires recorded = fires_in(change.file, first, last);
  REQUIRE(recorded.size() > 5);
  for (const auto& [command, expr] : lines_of("dst.crontab")) {
    CAPTURE(change.file, command, expr);
    const auto schedule = compiled("debian-cron", expr, change.zone);
    std::set<std::int64_t> ours;
    for (const auto at : next_fires(*schedule, first, 400)) {
      if (at <= last) ours.insert(at.time_since_epoch() / minutes{1});
    }
    const auto theirs = recorded.find(command);
    CHECK(ours == (theirs == recorded.end() ? std::set<std::int64_t>{} : theirs->second));
  }
}

TEST_CASE("A month of Debian cron's runs has the foretold number", "[schedule][golden]") {
  // dialect-debian-2026-01.txt: line number of dialect.crontab, then n=COUNT, in UTC.
  auto in = recording("dialect-debian-2026-01.txt");
  auto crontab = recording("dialect.crontab");
  int checked = 0;
  for (std::string line; std::getline(in, line);) {
    std::string entry;
    REQUIRE(std::getline(crontab, entry));
    // Five fields or a macro; one line has an empty command, which Debian cron accepts.
    std::istringstream words(entry);
    std::string expr;
    std::string word;
    for (int field = 0; field < 5 && words >> word; ++field) {
      expr += (field > 0 ? " " : "") + word;
      if (word.front() == '@') break;
    }
    const auto at = line.find("n=");
    CAPTURE(expr, line);
    const auto compiled_line = compile({cron("debian-cron", expr)}, zones());
    if (line.find("Error") != std::string::npos) {
      CHECK_FALSE(compiled_line);
      continue;
    }
    REQUIRE(at != std::string::npos);
    REQUIRE(compiled_line);
    const auto expected = std::stoul(line.substr(at + 2));
    const auto fires = next_fires(**compiled_line, as_of(), expected + 1);
    std::size_t ours = 0;
    for (const auto fire : fires) ours += fire < utc("2026-02-01") ? 1U : 0U;
    CHECK(ours == expected);
    ++checked;
  }
  CHECK(checked >= 15);
}

TEST_CASE("Policies decide what a clock change does to a daily time", "[schedule]") {
  struct Case {
    GapPolicy gap;
    FoldPolicy fold;
    std::vector<std::string> spring;
    std::vector<std::string> autumn;
  };
  const std::vector<Case> cases{
      {GapPolicy::skip,
       FoldPolicy::both,
       {"2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"},
       {"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"}},
      {GapPolicy::shift,
       FoldPolicy::second,
       {"2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z"},
       {"2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z"}},
      {GapPolicy::resume,
       FoldPolicy::first,
       {"2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z"},
       {"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
  };
  for (const auto& each : cases) {
    Trigger trigger = cron("portable", "30 2 * * *", "Europe/Berlin");
    trigger.dst = DstPolicy{each.gap, each.fold};
    CHECK(texts({trigger}, "2026-03-28T00:00:00Z", 2) == each.spring);
    CHECK(texts({trigger}, "2026-10-25T00:00:00Z", 2) == each.autumn);
  }
}

TEST_CASE("A portable rule takes the clock-change policy of its place", "[schedule]") {
  const Triggers truth{cron("portable", "30 2 * * *", "Europe/Berlin")};
  const auto alone = compiled(truth);
  const auto on_cron = compiled(truth, Context{"debian-cron", {}});
  const auto from = utc("2026-03-29T00:00:00Z");
  CHECK(next_fires(*alone, from, 1).front() == utc("2026-03-30T00:30:00Z"));
  CHECK(next_fires(*on_cron, from, 1).front() == utc("2026-03-29T01:00:00Z"));
  const auto live = compiled("debian-cron", "30 2 * * *", "Europe/Berlin");
  CHECK(relate(*on_cron, *live, as_of()).relation == Relation::equal);
  CHECK(relate(*alone, *live, as_of()).relation == Relation::equal_except_dst);
}

TEST_CASE("The platform's own zone comes from the place", "[schedule]") {
  Trigger trigger = cron("debian-cron", "0 12 * * *");
  trigger.zone = ZoneRef{};
  CHECK(next_fires(*compiled({trigger}), as_of(), 3).empty());
  const auto placed = compiled({trigger}, Context{"debian-cron", in("Asia/Tokyo")});
  CHECK(next_fires(*placed, as_of(), 1).front() == utc("2026-01-01T03:00:00Z"));
}

TEST_CASE("Next times are found far away and after the last explicit change", "[schedule]") {
  CHECK(texts({cron("debian-cron", "0 0 29 2 *")}, "2096-03-01", 2) ==
        std::vector<std::string>{"2104-02-29T00:00:00Z", "2108-02-29T00:00:00Z"});
  // 29 February on a Monday: 40 years apart around 2100.
  CHECK(texts({cron("debian-cron", "0 0 */29 2 1")}, "2026-01-01", 1).size() == 1);
  CHECK(texts({cron("portable", "0 9 * * *", "Europe/Berlin")}, "2399-07-01", 1) ==
        std::vector<std::string>{"2399-07-01T07:00:00Z"});
  CHECK(texts({cron("portable", "0 9 * * *", "Europe/Berlin")}, "2999-07-01", 1) ==
        std::vector<std::string>{"2999-07-01T07:00:00Z"});
  CHECK(texts({cron("debian-cron", "0 0 30 2 *")}, "2026-01-01", 1).empty());
}

TEST_CASE("Intervals, single times and unions fire when they should", "[schedule]") {
  Trigger every = of_kind(TriggerKind::every, "90m");
  CHECK(texts({every}, "2026-01-01", 2).empty());
  every.anchor = utc("2026-01-01T00:15:00Z");
  CHECK(texts({every}, "2026-01-01", 2) ==
        std::vector<std::string>{"2026-01-01T00:15:00Z", "2026-01-01T01:45:00Z"});
  CHECK(texts({every}, "2025-12-31T23:00:00Z", 1) ==
        std::vector<std::string>{"2026-01-01T00:15:00Z"});
  every.window_start = utc("2026-01-01T01:00:00Z");
  every.window_end = utc("2026-01-01T03:00:00Z");
  CHECK(texts({every}, "2025-12-31", 5) == std::vector<std::string>{"2026-01-01T01:45:00Z"});

  Trigger monthly = of_kind(TriggerKind::every, "1mo");
  monthly.anchor = utc("2026-01-31T05:00:00Z");
  CHECK(texts({monthly}, "2026-01-15", 3) == std::vector<std::string>{"2026-01-31T05:00:00Z",
                                                                      "2026-02-28T05:00:00Z",
                                                                      "2026-03-31T05:00:00Z"});

  Trigger at = of_kind(TriggerKind::at, "2026-12-31T23:00");
  at.zone = in("Europe/Berlin");
  CHECK(texts({at}, "2026-01-01", 9) == std::vector<std::string>{"2026-12-31T22:00:00Z"});
  CHECK(texts({at}, "2027-01-01", 9).empty());
  Trigger skipped = at;
  skipped.expr = "2026-03-29T02:30";
  CHECK(never_fires(*compiled({skipped})));

  CHECK(texts({cron("debian-cron", "0 5 * * *"), cron("cronie", "0 14 * * *", "Asia/Tokyo"), at},
              "2026-12-31",
              3) == std::vector<std::string>{"2026-12-31T05:00:00Z", "2026-12-31T22:00:00Z",
                                             "2027-01-01T05:00:00Z"});
}

TEST_CASE("Disabled triggers are left out unless all are disabled", "[schedule]") {
  Trigger on = cron("debian-cron", "0 5 * * *");
  Trigger off = cron("debian-cron", "0 6 * * *");
  off.enabled = false;
  CHECK(texts({on, off}, "2026-01-01", 2) ==
        std::vector<std::string>{"2026-01-01T05:00:00Z", "2026-01-02T05:00:00Z"});
  on.enabled = false;
  CHECK(texts({on, off}, "2026-01-01", 2) ==
        std::vector<std::string>{"2026-01-01T05:00:00Z", "2026-01-01T06:00:00Z"});
}

TEST_CASE("Runs a month are exact means", "[schedule]") {
  CHECK(*runs_per_month(*compiled("debian-cron", "0 0 29 2 *")) == Approx(97.0 / 4800));
  CHECK(*runs_per_month(*compiled("debian-cron", "* * * * *")) == Approx(1440 * 146097.0 / 4800));
  CHECK(*runs_per_month(*compiled("debian-cron", "0 0 */2 * 1")) ==
        Approx(26.6 / 12).epsilon(0.01));
  CHECK(*runs_per_month(*compiled("debian-cron", "0 0 1-31/2 * 1")) ==
        Approx(211.8 / 12).epsilon(0.01));
  CHECK(*runs_per_month(
            *compiled({cron("debian-cron", "0 5 * * *"), cron("debian-cron", "0 5,6 * * *")})) ==
        Approx(2 * 146097.0 / 4800));
  // The same instants told in two zones count once.
  CHECK(*runs_per_month(
            *compiled({cron("cronie", "0 5 * * *"), cron("cronie", "0 14 * * *", "Asia/Tokyo")})) ==
        Approx(146097.0 / 4800).epsilon(1e-4));
  CHECK(*runs_per_month(*compiled({of_kind(TriggerKind::every, "1d")})) == Approx(146097.0 / 4800));
  CHECK(*runs_per_month(*compiled({of_kind(TriggerKind::every, "3mo")})) == Approx(1.0 / 3));
  CHECK_FALSE(runs_per_month(*compiled(Triggers{})));
}

}  // namespace plumbline::schedule
