#include "reconcile/wording.hpp"

#include <cstring>
#include <string>

#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::reconcile;

namespace {

Finding about(Cause cause, std::optional<FieldId> field = std::nullopt) {
  Finding finding;
  finding.key = "0123456789abcdef0123456789abcdef";
  finding.cause = cause;
  finding.field = field;
  finding.workflow = WorkflowId{"payments", "orders"};
  finding.place = {"host-17", "cron.d/orders#orders"};
  finding.truth.state = Presence::value;
  finding.truth.text = "T";
  finding.live.state = Presence::value;
  finding.live.text = "L";
  return finding;
}

}  // namespace

TEST_CASE("numbers of runs read well", "[reconcile][wording]") {
  struct Case {
    double number;
    const char* text;
  };
  const Case cases[] = {{0, "0"},
                        {1, "1"},
                        {0.04, "0"},
                        {0.05, "0.1"},
                        {30.4375, "30.4"},
                        {21.96, "22"},
                        {999.95, "1,000"},
                        {1000, "1,000"},
                        {2922.2, "2,922.2"},
                        {43829, "43,829"},
                        {1234567, "1,234,567"}};
  for (const auto& row : cases) CHECK(count_text(row.number) == row.text);
}

TEST_CASE("each cause has its sentence", "[reconcile][wording]") {
  struct Case {
    Cause cause;
    std::optional<FieldId> field;
    const char* sentence;
  };
  const Case cases[] = {
      {Cause::drifted, FieldId::enabled, "payments/orders is L on host-17; truth says T"},
      {Cause::drifted, FieldId::schedule, "payments/orders runs at L on host-17; truth says T"},
      {Cause::drifted, FieldId::run_as, "payments/orders runs as L on host-17; truth says T"},
      {Cause::drifted, FieldId::timeout, "payments/orders has timeout L on host-17; truth says T"},
      {Cause::pending, FieldId::timeout,
       "payments/orders has timeout L on host-17; truth moved to T and that is not rolled out"},
      {Cause::conflict, FieldId::timeout,
       "payments/orders has timeout L on host-17; truth says T, and both moved away from their "
       "base"},
      {Cause::unbased, FieldId::timeout,
       "payments/orders has timeout L on host-17; truth says T, and it is not known which of them "
       "moved"},
      {Cause::missing, std::nullopt,
       "payments/orders is declared on host-17 as cron.d/orders#orders, and nothing is there"},
      {Cause::ineffective, std::nullopt,
       "payments/orders on host-17 is configured and the platform does not act on it: L"},
      {Cause::overlap, std::nullopt, "payments/orders on host-17: the same work is done twice: L"},
      {Cause::invalid, std::nullopt, "T"},
      {Cause::waiver_expired, std::nullopt,
       "a waiver for payments/orders on host-17 ran out and the difference stands"},
      {Cause::waiver_expiring, std::nullopt, "T, and L"},
      {Cause::unread, FieldId::timeout, "payments/orders: timeout was not read on host-17"},
  };
  for (const auto& row : cases) {
    CAPTURE(name(row.cause));
    CHECK(message_of(about(row.cause, row.field)) == row.sentence);
  }
}

TEST_CASE("what no truth declares is called by its native id", "[reconcile][wording]") {
  auto finding = about(Cause::unmanaged);
  finding.workflow.reset();
  CHECK(message_of(finding) == "cron.d/orders#orders on host-17 is declared in no truth");
}

TEST_CASE("the effect says what happens to the runs", "[reconcile][wording]") {
  struct Case {
    std::optional<FieldId> field;
    Cause cause;
    const char* live;
    std::optional<double> truth_runs;
    std::optional<double> live_runs;
    const char* effect;
  };
  const Case cases[] = {
      {FieldId::enabled, Cause::drifted, "false", 30.4, 30.4, "loses 30.4 runs a month"},
      {FieldId::enabled, Cause::drifted, "true", 30.4, 30.4, "gains 30.4 runs a month"},
      {FieldId::enabled, Cause::drifted, "false", 1.0, 1.0, "loses 1 run a month"},
      {FieldId::schedule, Cause::drifted, "", 60.0, 30.0, "runs 30 fewer times a month"},
      {FieldId::schedule, Cause::drifted, "", 30.0, 31.0, "runs 1 more time a month"},
      {FieldId::schedule, Cause::drifted, "", 30.0, 30.0, "runs as often, at other times"},
      {FieldId::timeout, Cause::drifted, "", 30.0, 30.0, ""},
      {std::nullopt, Cause::missing, "", 30.0, std::nullopt, "loses 30 runs a month"},
      {std::nullopt, Cause::missing, "", std::nullopt, std::nullopt, "does not run"},
  };
  for (const auto& row : cases) {
    CAPTURE(row.effect);
    auto finding = about(row.cause, row.field);
    finding.live.value = row.live;
    finding.runs.emplace();
    finding.runs->truth_per_month = row.truth_runs;
    finding.runs->live_per_month = row.live_runs;
    CHECK(effect_of(finding, std::nullopt) == row.effect);
  }
}

TEST_CASE("every cause has a next step", "[reconcile][wording]") {
  for (int cause = 0; cause <= static_cast<int>(Cause::unread); ++cause) {
    CHECK_FALSE(next_step_of(about(static_cast<Cause>(cause))).empty());
    CHECK(std::strlen(name(static_cast<Cause>(cause))) > 0);
  }
}

TEST_CASE("a job that truth has off, or that runs elsewhere, loses nothing",
          "[reconcile][wording]") {
  auto finding = about(Cause::missing);
  finding.runs.emplace();
  finding.runs->truth_per_month = 30.0;
  finding.looks_like = Likeness{"cron.d/x#y", "00", "the same command", Likeness::Work::all};
  CHECK(effect_of(finding, std::nullopt) == "it still runs, as cron.d/x#y");
  finding.looks_like->work = Likeness::Work::at_other_times;
  CHECK(effect_of(finding, std::nullopt) == "it still runs, as cron.d/x#y, at other times");
  finding.looks_like->work = Likeness::Work::none;
  CHECK(effect_of(finding, std::nullopt) == "loses 30 runs a month");
  finding.declared_off = true;
  CHECK(effect_of(finding, std::nullopt) == "truth has it off: no run is lost");
}

TEST_CASE("few runs are not called none, and one is one", "[reconcile][wording]") {
  auto finding = about(Cause::missing);
  finding.runs.emplace();
  finding.runs->truth_per_month = 0.02;
  CHECK(effect_of(finding, std::nullopt) == "loses less than 0.1 runs a month");
  finding = about(Cause::drifted, FieldId::schedule);
  finding.runs.emplace();
  finding.runs->truth_per_month = 2.04;
  finding.runs->live_per_month = 1.0;
  CHECK(effect_of(finding, std::nullopt) == "runs 1 fewer time a month");
}

TEST_CASE("the effect of one change at many places is the sum", "[reconcile][wording]") {
  std::vector<Finding> findings;
  const auto add = [&](Cause cause, std::optional<FieldId> field, std::optional<double> runs) {
    auto finding = about(cause, field);
    finding.live.value = "false";
    finding.runs.emplace();
    finding.runs->truth_per_month = runs;
    finding.effect = effect_of(finding, std::nullopt);
    findings.push_back(std::move(finding));
  };
  const auto all = [&] {
    std::vector<const Finding*> members;
    for (const auto& finding : findings) members.push_back(&finding);
    return effect_of_all(members);
  };
  add(Cause::drifted, FieldId::enabled, 0.6);
  CHECK(all() == "loses 0.6 runs a month");
  add(Cause::drifted, FieldId::enabled, 6574.0);
  CHECK(all() == "lose 6,574.6 runs a month together");
  findings.clear();
  add(Cause::ineffective, std::nullopt, 30.0);
  add(Cause::ineffective, std::nullopt, std::nullopt);  // @reboot
  CHECK(all() == "lose at least 30 runs a month together");
  for (auto& finding : findings) {
    finding.workflow.reset();
    finding.effect = effect_of(finding, std::nullopt);
  }
  CHECK(all() == "none of them runs");
  findings.clear();
  add(Cause::drifted, FieldId::timeout, 30.0);
  add(Cause::drifted, FieldId::timeout, 30.0);
  CHECK(all().empty());
}
