#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "canonical-schema/schedule/fire_times.hpp"
#include "tests/schedule/schedules.hpp"
#include "tests/support/catch.hpp"

// The unmodified Debian cron on a simulated clock (tests/beds/oracle-cron.sh) against next_fire().

namespace plumbline::schedule {
namespace {

namespace fs = std::filesystem;
using namespace test;
using namespace std::chrono;

struct Output {
  int status = -1;
  std::string text;
};

Output run(const std::string& command) {
  Output output;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return output;
  std::array<char, 65536> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    output.text.append(buffer.data(), got);
  }
  output.status = ::pclose(pipe);
  return output;
}

/// The folder with the bed's compiled clock; "" where the bed cannot run, with the reason shown.
std::string prepared_clock(const fs::path& folder) {
  if (const char* built = std::getenv("VCLOCK_SO"); built != nullptr && fs::exists(built)) {
    return built;
  }
  const fs::path clock = folder / "vclock.so";
  const auto made = run("cc -O2 -fPIC -shared -o '" + clock.string() +
                        "' '" PLUMBLINE_SOURCE_DIR "/tests/beds/vclock.c' -ldl 2>&1");
  return made.status == 0 ? clock.string() : std::string();
}

bool bed_is_there() {
  return ::geteuid() == 0 && fs::exists("/usr/sbin/cron") && fs::exists("/usr/bin/unshare") &&
         run("unshare -m true 2>&1").status == 0;
}

std::string random_expr(std::mt19937& random) {
  const auto pick = [&](std::initializer_list<const char*> from) {
    return std::string(*(from.begin() + random() % from.size()));
  };
  const auto number = [&](unsigned low, unsigned high) {
    return std::to_string(low + random() % (high - low + 1));
  };
  // One to three minutes an hour keep what cron catches up on within a few minutes.
  const std::string minute =
      random() % 3 == 0 ? pick({"*/30", "*/20", "0,30", "15-45/15", "50-10"}) : number(0, 59);
  const std::string hour = random() % 2 == 0
                               ? pick({"*", "*/2", "1-3", "2", "0-23/3", "0,2", "22-4", "2,3", "1"})
                               : number(0, 23);
  const std::string day =
      random() % 2 == 0 ? "*"
                        : pick({"*/2", "1-15", "29-31", "25,29", "5#1", "1-31", "1,*", "*,1"});
  const std::string month = random() % 3 == 0 ? pick({"3", "mar,apr,oct", "1-6", "*/5"}) : "*";
  const std::string weekday =
      random() % 2 == 0 ? "*"
                        : pick({"0", "7", "sun", "mon-fri", "*/2", "fri-sun", "5-7", "1,3~5"});
  return minute + " " + hour + " " + day + " " + month + " " + weekday;
}

struct Month {
  const char* zone;
  const char* start;  ///< local midnight, as `date` reads it
  const char* start_utc;
  int hours;
};

using Minutes = std::set<std::int64_t>;

std::map<std::string, Minutes> observed(const std::string& text) {
  std::map<std::string, Minutes> fires;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::int64_t epoch = 0;
    std::string local;
    std::string user;
    std::string command;
    words >> epoch >> local >> user >> command;
    fires[command].insert(epoch / 60);
  }
  return fires;
}

/// What cron catches up on after a gap runs one minute's jobs after another, ten seconds each: a
/// run foretold for the minute of the change is seen a little later.
bool agree(const Minutes& ours, Minutes theirs, const Minutes& changes) {
  for (const auto minute : ours) {
    if (theirs.erase(minute) != 0) continue;
    if (!changes.contains(minute)) return false;
    const auto late = theirs.lower_bound(minute);
    if (late == theirs.end() || *late > minute + 25) return false;
    theirs.erase(late);
  }
  // A line of several skipped times runs once for each of them: one instant for us.
  std::erase_if(theirs, [&](std::int64_t minute) {
    const auto change = changes.upper_bound(minute);
    return change != changes.begin() && minute <= *std::prev(change) + 25 &&
           ours.contains(*std::prev(change));
  });
  return theirs.empty();
}

void compare_month(const Month& month, std::uint32_t seed, std::size_t count,
                   const fs::path& folder, const std::string& clock) {
  std::mt19937 random(seed);
  std::vector<std::string> exprs;
  std::ofstream crontab(folder / "crontab");
  for (std::size_t i = 0; i < count; ++i) {
    exprs.push_back(random_expr(random));
    crontab << exprs.back() << " job" << i << "\n";
  }
  crontab.close();
  const auto output =
      run("VCLOCK_SO='" + clock + "' bash '" PLUMBLINE_SOURCE_DIR "/tests/beds/oracle-cron.sh' '" +
          (folder / "crontab").string() + "' " + month.zone + " '" + month.start + "' " +
          std::to_string(month.hours) + " 2>/dev/null");
  REQUIRE(output.status == 0);
  const auto theirs = observed(output.text);
  const Instant from = utc(month.start_utc);
  const Instant until = from + hours{month.hours};
  const auto zone = *zones().load(month.zone);
  Minutes changes;
  for (const auto& change : zone->transitions) {
    if (change.at >= from && change.at < until) {
      changes.insert(change.at.time_since_epoch() / minutes{1});
    }
  }
  REQUIRE(changes.size() == 1);
  std::size_t runs = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto schedule = compiled("debian-cron", exprs[i], month.zone);
    Minutes ours;
    for (auto at = next_fire(*schedule, from); at && *at < until;
         at = next_fire(*schedule, *at + seconds{1})) {
      ours.insert(at->time_since_epoch() / minutes{1});
    }
    const auto found = theirs.find("job" + std::to_string(i));
    const Minutes seen = found == theirs.end() ? Minutes{} : found->second;
    runs += seen.size();
    CAPTURE(month.zone, month.start, exprs[i], ours.size(), seen.size());
    CHECK(agree(ours, seen, changes));
  }
  CHECK(runs > 500);
}

}  // namespace

TEST_CASE("The real Debian cron runs random lines when foretold, clock changes included",
          "[schedule][bed]") {
  std::string name = (fs::temp_directory_path() / "oracle-cron-test-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  const fs::path folder = name;
  const std::string clock = bed_is_there() ? prepared_clock(folder) : std::string();
  const char* required = std::getenv("PLUMBLINE_REQUIRE_BEDS");
  if (clock.empty()) {
    const bool must = required != nullptr && std::string(required) == "1";
    fs::remove_all(folder);
    if (must) FAIL("no bed: this needs root, unshare, /usr/sbin/cron and a C compiler");
    WARN("not run: it needs root, unshare, /usr/sbin/cron and a C compiler");
    return;
  }
  const std::vector<Month> months{
      {"Europe/Berlin", "2026-03-10 00:00", "2026-03-09T23:00:00Z", 30 * 24},
      {"Europe/Berlin", "2026-10-10 00:00", "2026-10-09T22:00:00Z", 20 * 24},
      {"Australia/Lord_Howe", "2026-03-31 00:00", "2026-03-30T13:00:00Z", 9 * 24},
      {"Africa/Cairo", "2026-04-20 00:00", "2026-04-19T22:00:00Z", 9 * 24}};
  std::uint32_t seed = 1;
  for (const auto& month : months) compare_month(month, seed++, 100, folder, clock);
  fs::remove_all(folder);
}

}  // namespace plumbline::schedule
