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
