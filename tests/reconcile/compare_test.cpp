#include "reconcile/compare.hpp"

#include <string>
#include <vector>

#include "canonical-schema/agreement.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "tests/reconcile/bench.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::reconcile;

namespace {

using schedule::Trigger;
using schedule::TriggerKind;
using schedule::ZoneKnowledge;

template <class T>
Declared<T> stated(T value) {
  return {Origin::stated, std::move(value), {}};
}

Trigger cron(std::string expr, std::string zone = "Europe/Berlin") {
  Trigger trigger;
  trigger.kind = TriggerKind::cron;
  trigger.dialect = "debian-cron";
  trigger.expr = std::move(expr);
  trigger.zone = {ZoneKnowledge::named, std::move(zone)};
  return trigger;
}

Trigger every(std::string period) {
  Trigger trigger;
  trigger.kind = TriggerKind::every;
  trigger.expr = std::move(period);
  return trigger;
}

Trigger custom(std::string text) {
  Trigger trigger;
  trigger.kind = TriggerKind::custom;
  trigger.expr = std::move(text);
  return trigger;
}

Trigger of_kind(TriggerKind kind) {
  Trigger trigger;
  trigger.kind = kind;
  return trigger;
}

Schedules fresh_schedules() {
  return Schedules(test::real_zones(), test::at("2026-11-21T09:00:00Z"));
}

FieldComparison compared(FieldId field, const TruthFields& truth, const LiveFields& live) {
  auto schedules = fresh_schedules();
  CompareContext context{schedules, "debian-cron", {}, nullptr, std::nullopt, false, false};
  return compare_field(field, truth, live, context);
}

FieldComparison compared(const Trigger& truth, const Trigger& live, bool states_dst = false) {
  TruthFields declared;
  declared.schedule = stated(schedule::Triggers{truth});
  LiveFields found;
  found.schedule = Observed<schedule::Triggers>::of({live});
  auto schedules = fresh_schedules();
  CompareContext context{schedules, "debian-cron", {}, nullptr, std::nullopt, states_dst, false};
  return compare_field(FieldId::schedule, declared, found, context);
}

}  // namespace

TEST_CASE("only a value against a value can differ", "[reconcile][compare]") {
  struct Case {
    const char* what;
    Observed<Limit> live;
    FieldAnswer stated;
    FieldAnswer filled;  ///< the same where truth is silent and a default stands for it
  };
  const Limit hour{Seconds{3600}};
  const Case cases[] = {
      {"the same value", Observed<Limit>::of(hour), FieldAnswer::agree, FieldAnswer::agree},
      {"a default that is the same", Observed<Limit>::absent(hour), FieldAnswer::agree,
       FieldAnswer::agree},
      {"another value", Observed<Limit>::of(Limit{}), FieldAnswer::differ, FieldAnswer::differ},
      {"a default that is another", Observed<Limit>::absent(Limit{}), FieldAnswer::differ,
       FieldAnswer::differ},
      {"no such notion", Observed<Limit>::inexpressible("no notion"), FieldAnswer::inexpressible,
       FieldAnswer::agree},
      {"hidden", Observed<Limit>::unobservable("hidden"), FieldAnswer::cannot_compare,
       FieldAnswer::cannot_compare},
      {"computed", Observed<Limit>::dynamic("computed"), FieldAnswer::cannot_compare,
       FieldAnswer::cannot_compare},
      {"not read", Observed<Limit>::unread("denied"), FieldAnswer::unread, FieldAnswer::unread},
      {"forgotten by its adapter", Observed<Limit>(), FieldAnswer::unread, FieldAnswer::unread},
  };
  for (const auto& row : cases) {
    CAPTURE(row.what);
    TruthFields truth;
    LiveFields live;
    live.timeout_run = row.live;
    truth.timeout_run = stated(hour);
    const auto answer = compared(FieldId::timeout, truth, live);
    CHECK(answer.answer == row.stated);
    CHECK(answer.leaves.empty() == (row.stated != FieldAnswer::differ));
    truth.timeout_run = {Origin::platform_default, hour, {}};
    CHECK(compared(FieldId::timeout, truth, live).answer == row.filled);
    truth.timeout_run = {};
    CHECK(compared(FieldId::timeout, truth, live).answer == FieldAnswer::local);
    truth.timeout_run = {Origin::any, std::nullopt, {}};
    CHECK(compared(FieldId::timeout, truth, live).answer == FieldAnswer::local);
  }
}

TEST_CASE("a field lists the leaves that differ and no others", "[reconcile][compare]") {
  TruthFields truth;
  truth.retry_max = stated(Count{3});
  truth.retry_delay = stated(Seconds{60});
  truth.retry_jitter = stated(Jitter::none);
  LiveFields live;
  live.retry_max = Observed<Count>::of(Count{5});
  live.retry_delay = Observed<Seconds>::of(Seconds{60});
  live.retry_jitter = Observed<Jitter>::inexpressible("no jitter");
  const auto answer = compared(FieldId::retry, truth, live);
  CHECK(answer.answer == FieldAnswer::differ);
  CHECK(answer.leaves == std::vector<LeafDifference>{{"retry.max", "3", "5"}});
  CHECK(answer.unsayable == std::vector<LeafDifference>{{"retry.jitter", "none", "no jitter"}});
}

TEST_CASE("an unread leaf is told beside a leaf that differs", "[reconcile][compare]") {
  TruthFields truth;
  truth.timeout_run = stated(Limit{Seconds{60}});
  truth.timeout_task = stated(Limit{Seconds{30}});
  LiveFields live;
  live.timeout_run = Observed<Limit>::of(Limit{Seconds{61}});
  const auto answer = compared(FieldId::timeout, truth, live);
  CHECK(answer.answer == FieldAnswer::differ);
  CHECK(answer.unread_leaf);
}

TEST_CASE("leaves that mean nothing beside another are not compared", "[reconcile][compare]") {
  TruthFields truth;
  truth.retry_max = stated(Count{0});
  truth.retry_delay = stated(Seconds{60});
  truth.concurrency_max = stated(Count{});
  truth.concurrency_when_busy = stated(WhenBusy::queue);
  LiveFields live;
  live.retry_max = Observed<Count>::of(Count{0});
  live.retry_delay = Observed<Seconds>::of(Seconds{300});
  live.concurrency_max = Observed<Count>::of(Count{});
  live.concurrency_when_busy = Observed<WhenBusy>::of(WhenBusy::allow);
  CHECK(compared(FieldId::retry, truth, live).answer == FieldAnswer::agree);
  CHECK(compared(FieldId::concurrency, truth, live).answer == FieldAnswer::agree);
  live.retry_max = Observed<Count>::of(Count{1});
  truth.retry_max = stated(Count{1});
  CHECK(compared(FieldId::retry, truth, live).answer == FieldAnswer::differ);
}

TEST_CASE("catch-up counts only where something fires by time", "[reconcile][compare]") {
  TruthFields truth;
  truth.catchup = stated(CatchUp{CatchUp::Rule::all, std::nullopt});
  LiveFields live;
  live.catchup = Observed<CatchUp>::of(CatchUp{CatchUp::Rule::none, std::nullopt});
  truth.schedule = stated(schedule::Triggers{of_kind(TriggerKind::boot)});
  live.schedule = Observed<schedule::Triggers>::of({of_kind(TriggerKind::boot)});
  CHECK(compared(FieldId::catchup, truth, live).answer == FieldAnswer::local);
  live.schedule = Observed<schedule::Triggers>::of({cron("0 1 * * *")});
  CHECK(compared(FieldId::catchup, truth, live).answer == FieldAnswer::differ);
}

TEST_CASE("schedules answer by what they do", "[reconcile][compare]") {
  struct Case {
    const char* what;
    Trigger truth;
    Trigger live;
    FieldAnswer answer;
  };
  const Case cases[] = {
      {"equal", cron("0 6 * * 1-5"), cron("0 6 * * mon,tue,wed,thu,fri"), FieldAnswer::agree},
      {"another time", cron("0 6 * * *"), cron("0 7 * * *"), FieldAnswer::differ},
      {"a subset", cron("0 6 * * *"), cron("0 6 * * 1"), FieldAnswer::differ},
      {"another zone", cron("0 6 * * *"), cron("0 6 * * *", "UTC"), FieldAnswer::differ},
      {"the same zone by another name", cron("0 6 * * *"), cron("0 6 * * *", "Europe/Copenhagen"),
       FieldAnswer::agree},
      {"clock changes only", cron("15 * * * *"), cron("15 0-23 * * *"), FieldAnswer::note},
      {"live never fires", cron("0 6 * * *"), cron("0 6 31 2 *"), FieldAnswer::cannot_compare},
      {"both never fire", cron("0 6 30 2 *"), cron("0 6 31 2 *"), FieldAnswer::agree},
      {"the same interval", every("90m"), every("5400s"), FieldAnswer::note},
      {"another interval", every("90m"), every("80m"), FieldAnswer::differ},
      {"time against boot", cron("0 6 * * *"), of_kind(TriggerKind::boot), FieldAnswer::differ},
      {"boot", of_kind(TriggerKind::boot), of_kind(TriggerKind::boot), FieldAnswer::agree},
      {"equal opaque text", custom("moon"), custom("moon"), FieldAnswer::agree},
      {"opaque text", custom("moon"), custom("tide"), FieldAnswer::cannot_compare},
      {"text that does not compile", cron("0 6 * * *"), cron("0 66 * * *"),
       FieldAnswer::cannot_compare},
      {"a zone that does not exist", cron("0 6 * * *", "Mars/Olympus"), cron("0 6 * * *"),
       FieldAnswer::cannot_compare},
  };
  for (const auto& row : cases) {
    CAPTURE(row.what);
    const auto answer = compared(row.truth, row.live);
    CHECK(answer.answer == row.answer);
    CHECK(answer.leaves.empty() == (row.answer != FieldAnswer::differ));
    const bool explains =
        row.answer == FieldAnswer::note || row.answer == FieldAnswer::cannot_compare;
    CHECK(answer.notes.empty() == !explains);
  }
}

TEST_CASE("a schedule that never fires is marked", "[reconcile][compare]") {
  CHECK(compared(cron("0 6 * * *"), cron("0 6 31 2 *")).never_fires);
  CHECK_FALSE(compared(cron("0 6 * * *"), cron("0 6 * * *")).never_fires);
  CHECK_FALSE(compared(cron("0 6 * * *"), of_kind(TriggerKind::manual)).never_fires);
}

TEST_CASE("a difference of zones alone says so", "[reconcile][compare]") {
  const auto zone = compared(cron("0 6 * * *"), cron("0 6 * * *", "UTC"));
  CHECK(zone.zone_only);
  REQUIRE(zone.leaves.size() == 1);
  CHECK(zone.leaves[0].leaf == "schedule.zone");
  CHECK_FALSE(compared(cron("0 6 * * *"), cron("0 7 * * *", "UTC")).zone_only);
}

TEST_CASE("a stated dst makes clock changes count", "[reconcile][compare]") {
  CHECK(compared(cron("15 * * * *"), cron("15 0-23 * * *"), true).answer == FieldAnswer::differ);
}

TEST_CASE("an interval's phase counts only where truth states its anchor", "[reconcile][compare]") {
  auto anchored = every("90m");
  anchored.anchor = test::at("2026-01-01T00:00:00Z");
  CHECK(compared(anchored, every("90m")).answer == FieldAnswer::cannot_compare);
  CHECK(compared(every("90m"), anchored).answer == FieldAnswer::note);
}

TEST_CASE("a limit of the kind makes the whole field inexpressible", "[reconcile][compare]") {
  TruthFields truth;
  truth.concurrency_max = stated(Count{5});
  LiveFields live;
  live.concurrency_max = Observed<Count>::of(Count{});
  auto schedules = fresh_schedules();
  CompareContext context{schedules, "debian-cron", {{FieldId::concurrency, "max", "one or all"}},
                         nullptr,   std::nullopt,  false,
                         false};
  const auto answer = compare_field(FieldId::concurrency, truth, live, context);
  CHECK(answer.answer == FieldAnswer::inexpressible);
  CHECK(answer.past_limits);
  CHECK(answer.leaves.empty());
  CHECK(answer.unsayable == std::vector<LeafDifference>{{"concurrency.max", "", "one or all"}});
}

TEST_CASE("a list of comparisons holds every field but local, in order", "[reconcile][compare]") {
  auto schedules = fresh_schedules();
  CompareContext context{schedules, {}, {}, nullptr, std::nullopt, false, false};
  const auto all = compare_fields({}, {}, context);
  REQUIRE(all.size() == field_count - 1);
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i].field == field_catalogue[i].id);
}

TEST_CASE("what agrees but for a secret that was left out says so", "[reconcile]") {
  const auto answer = [](const std::string& truth, const std::string& live) {
    return agrees(Action{{}, {{"command", truth}}}, Action{"sha256:1", {{"command", live}}}, {});
  };
  CHECK(answer("load --fast", "load --fast").agreement == Agreement::agree);
  CHECK(answer("load --password=[redacted]", "load --password=[redacted]").agreement ==
        Agreement::agree_with_note);
  CHECK(answer("load --password=[redacted]", "load").agreement == Agreement::differ);
  const auto hook = [](const char* address) {
    return Notifications{{NotifyOn::failure, "webhook", {address}}};
  };
  CHECK(agrees(hook("https://a.example/b"), hook("https://a.example/b"), {}).agreement ==
        Agreement::agree);
  CHECK(agrees(hook("https://hooks.slack.com/services/[redacted]"),
               hook("https://hooks.slack.com/services/[redacted]"), {})
            .agreement == Agreement::agree_with_note);
}
