#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <string>

#include "canonical-schema/codec/truth_writer.hpp"
#include "tests/reconcile/bench.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::reconcile;
using plumbline::test::Bench;

// The invariants of contract section 3, over seeded random estates.

namespace {

constexpr int estates = 40;

/// One random estate: jobs on two hosts, most of them declared, some of them changed.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  std::size_t upto(std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(engine_);
  }
  bool one_in(std::size_t number) { return upto(number - 1) == 0; }
  template <class List>
  std::string one_of(const List& list) {
    return std::string(list[upto(list.size() - 1)]);
  }

 private:
  std::mt19937 engine_;
};

constexpr std::array minutes{"0", "*/15", "5,35", "10-20"};
constexpr std::array hours{"*", "6", "1-5", "*/3", "2"};
constexpr std::array weekdays{"*", "mon-fri", "0", "7"};
constexpr std::array users{"root", "svc-orders", "www-data"};
constexpr std::array wrappers{"",
                              "timeout 2h ",
                              "timeout 30m ",
                              "flock -n /run/lock/a ",
                              "nice -n 5 timeout 1h ",
                              "retry --times=3 --delay=60 -- ",
                              "chronic "};
constexpr std::array fields{"timeout: {run: 2h}\n",
                            "retry: {max: 3, delay: 1m}\n",
                            "concurrency: {max: 1, when_busy: skip}\n",
                            "run_as: root\n",
                            "enabled: operator\n",
                            "enabled: false\n",
                            "catchup: false\n",
                            "timeout: any\n",
                            "depends_on: [team/other]\n",
                            "tier: critical\n",
                            "tier: low\n",
                            "notify:\n  - {on: failure, channel: email, to: [a@example.com]}\n"};

std::string time_of(Dice& dice) {
  return dice.one_of(minutes) + " " + dice.one_of(hours) + " * * " + dice.one_of(weekdays);
}

std::string job(Dice& dice, int number, const std::string& when) {
  const auto id = "job-" + std::to_string(number);
  const std::array off{std::string(), std::string(), std::string("#plumbline:paused# "),
                       std::string("#")};
  return "# plumbline: id=" + id + "\n" + dice.one_of(off) + when + " " + dice.one_of(users) + " " +
         dice.one_of(wrappers) + "/opt/" + id + "\n";
}

std::string declaration(Dice& dice, int number, const std::string& host, const std::string& when) {
  const auto id = "job-" + std::to_string(number);
  std::string text = "plumbline: v1\nworkflow: " + host + "-" + id + "\nschedule: {cron: \"" +
                     when + "\", timezone: Europe/Berlin}\nplaces:\n  - {platform: " + host +
                     ", id: cron.d/jobs#" + id + (dice.one_in(5) ? ", role: standby" : "") + "}\n";
  std::set<std::string> keys;
  for (auto left = dice.upto(3); left > 0; --left) {
    const auto field = dice.one_of(fields);
    if (keys.insert(field.substr(0, field.find(':'))).second) text += field;
  }
  if (dice.one_in(15)) text += "unknown_key: 1\n";
  return text;
}

void fill(Bench& bench, Dice& dice) {
  for (const std::string host : {"host-1", "host-2"}) {
    auto& crontab = bench.hosts[host].files["cron.d/jobs"].text;
    crontab = dice.one_in(2) ? "MAILTO=a@example.com\n" : "";
    for (int number = 0; number < 8; ++number) {
      const auto when = time_of(dice);
      if (!dice.one_in(6)) crontab += job(dice, number, when);
      if (!dice.one_in(5)) {
        bench.truth["team/" + host + "-" + std::to_string(number) + ".yaml"] =
            declaration(dice, number, host, dice.one_in(3) ? time_of(dice) : when);
      }
    }
    if (dice.one_in(6)) bench.hosts[host].unreachable = "no route to host";
    if (dice.one_in(6)) bench.hosts[host].files["user/ana"].denied = "permission denied";
  }
}

bool is_difference(Cause cause) {
  return cause == Cause::drifted || cause == Cause::pending || cause == Cause::conflict ||
         cause == Cause::unbased;
}

const Instant monday = test::at("2026-11-16T09:00:00Z");

}  // namespace

TEST_CASE("a random estate keeps the promises about findings", "[reconcile][properties]") {
  std::size_t seen = 0;
  for (unsigned seed = 1; seed <= estates; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    Bench bench;
    fill(bench, dice);
    const auto first = bench.audit(monday).report;
    fill(bench, dice);
    const auto report = bench.audit(monday + std::chrono::hours(1)).report;
    seen += report.findings.size();
    std::set<std::string> keys;
    bool unread = false;
    for (const auto& finding : report.findings) {
      CAPTURE(finding.message);
      CHECK(keys.insert(finding.key).second);
      CHECK(is_difference(finding.cause) == (finding.field.has_value() && !finding.leaves.empty() &&
                                             finding.cause != Cause::inexpressible));
      CHECK_FALSE(finding.message.empty());
      CHECK_FALSE(finding.rule.empty());
      CHECK(finding.cause_group.size() == 16);
      unread = unread || finding.cause == Cause::unread;
    }
    for (const auto& coverage : report.coverage) {
      unread = unread || coverage.state != CoverageState::read;
    }
    CHECK(report.complete == !unread);
    if (report.verdict == Verdict::agree) CHECK_FALSE(unread);
    CHECK(std::is_sorted(report.findings.begin(), report.findings.end(), comes_before));
  }
  CHECK(seen > 200);
}

TEST_CASE("equal input gives an equal report", "[reconcile][properties]") {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    Dice dice(seed);
    Bench bench;
    fill(bench, dice);
    const auto one = bench.look(monday);
    const auto other = bench.look(monday);
    CHECK(one.report == other.report);
    CHECK(one.update == other.update);
  }
}

TEST_CASE("a second audit of the same finds nothing new and remembers nothing more",
          "[reconcile][properties]") {
  for (unsigned seed = 1; seed <= estates; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    Bench bench;
    fill(bench, dice);
    bench.audit(monday);
    const auto again = bench.audit(monday + std::chrono::minutes(5));
    for (const auto& finding : again.report.findings) {
      CAPTURE(finding.message);
      if (finding.cause != Cause::unread) CHECK(finding.status == Status::open);
    }
    CHECK(again.report.summary.resolved == 0);
    CHECK(again.update.places.empty());
    CHECK(again.update.changes.empty());
    CHECK(again.update.openings.empty());
    CHECK(again.update.closings.empty());
    CHECK(again.update.moved.empty());
  }
}

TEST_CASE("what two audits remember can be put into the memory one after the other",
          "[reconcile][properties]") {
  // apply() throws where the store would refuse.
  for (unsigned seed = 1; seed <= estates; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    Bench bench;
    for (int day = 0; day < 5; ++day) {
      fill(bench, dice);
      if (dice.one_in(3))
        bench.policy =
            "plumbline: v1\nkind: policy\ntolerances: {timeout: "
            "{grace: 1d}, schedule: {grace: 36h}}\n";
      CHECK_NOTHROW(bench.audit(monday + std::chrono::hours(24 * day)));
    }
  }
}

TEST_CASE("a key depends on the place and the field, not on values", "[reconcile][properties]") {
  const auto key_with = [](const std::string& live) {
    Bench bench;
    bench.truth["team/a.yaml"] =
        "plumbline: v1\nworkflow: a\nschedule: {cron: \"0 6 * * *\", timezone: Europe/Berlin}\n"
        "timeout: {run: 1h}\nplaces:\n  - {platform: host-1, id: cron.d/a#a}\n";
    bench.hosts["host-1"].files["cron.d/a"].text =
        "# plumbline: id=a\n0 6 * * * root timeout " + live + " /opt/a\n";
    const auto report = bench.look(monday).report;
    REQUIRE(report.findings.size() == 1);
    return report.findings[0].key;
  };
  CHECK(key_with("2h") == key_with("3h"));
  CHECK(key_with("2h") == finding_key("bench", "team/a", {"host-1", "cron.d/a#a"}, "timeout"));
}

TEST_CASE("an estate that was imported from itself is clean", "[reconcile][properties]") {
  std::size_t imported = 0;
  for (unsigned seed = 1; seed <= estates; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    Bench bench;
    fill(bench, dice);
    bench.truth.clear();
    std::set<std::string> taken;
    for (auto& [host, content] : bench.hosts) {
      content.unreachable.clear();
      content.files.erase("user/ana");
      const auto reading = bench.read(host, monday);
      REQUIRE(reading.listing.has_value());
      for (const auto& live : reading.listing->workflows) {
        if (live.standing != Standing::configured) continue;
        const auto name = codec::import_name(host, live.id, taken);
        taken.insert(name);
        const auto written = codec::write_truth(live, {"team", name, host, {}}, reading.profile,
                                                test::real_zones(), monday);
        bench.truth["team/" + name + ".yaml"] = written.text;
        ++imported;
      }
    }
    const auto report = bench.audit(monday).report;
    for (const auto& finding : report.findings) CHECK(finding.message.empty());
    CHECK(report.verdict == Verdict::agree);
    CHECK(report.exit_code == 0);
  }
  CHECK(imported > 200);
}
