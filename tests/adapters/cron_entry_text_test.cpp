#include "adapters/cron/entry_text.hpp"

#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::adapters::cron;

namespace {

template <class T>
Declared<T> stated(T value) {
  return {Origin::stated, std::move(value), {}};
}

schedule::Trigger cron(std::string expr) {
  schedule::Trigger trigger;
  trigger.kind = schedule::TriggerKind::cron;
  trigger.dialect = "portable";
  trigger.expr = std::move(expr);
  trigger.zone = {schedule::ZoneKnowledge::named, "Europe/Berlin"};
  return trigger;
}

TruthFields job() {
  TruthFields truth;
  truth.schedule = stated(schedule::Triggers{cron("30 6 * * mon-fri")});
  truth.run_as = stated(std::string("etl"));
  return truth;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a declared job is shown as its crontab line", "[adapters][cron]") {
  auto truth = job();
  const auto plain = entry_text(truth, "cron.d/orders#orders", "/opt/load +%Y");
  REQUIRE(plain);
  CHECK(plain->lines == Lines{"# plumbline: id=orders", "30 6 * * mon-fri etl /opt/load +\\%Y"});
  CHECK(plain->zone == "Europe/Berlin");
  CHECK(plain->left_out.empty());

  truth.timeout_run = stated(Limit{Seconds(7800)});
  truth.concurrency_max = stated(Count{1});
  truth.retry_max = stated(Count{3});
  const auto wrapped = entry_text(truth, "user/etl#orders", "/opt/load");
  REQUIRE(wrapped);
  CHECK(wrapped->lines == Lines{"# plumbline: id=orders",
                                "30 6 * * mon-fri flock -n /run/lock/orders.lock timeout 130m "
                                "/opt/load"});
  CHECK(wrapped->left_out == std::vector<FieldId>{FieldId::retry});
}

TEST_CASE("a job whose name comes from its command needs no marker", "[adapters][cron]") {
  const auto text = entry_text(job(), "cron.d/orders#load-9ac9ca90", "/opt/orders/load --full");
  REQUIRE(text);
  CHECK(text->lines == Lines{"30 6 * * mon-fri etl /opt/orders/load --full"});
}

TEST_CASE("what a crontab cannot say gets no line", "[adapters][cron]") {
  CHECK_FALSE(entry_text(job(), "cron.daily/orders", "/opt/load"));
  CHECK_FALSE(entry_text(job(), "cron.d/orders#orders", ""));
  CHECK_FALSE(entry_text(job(), "cron.d/orders#orders", "one\ntwo"));
  auto nobody = job();
  nobody.run_as = {};
  CHECK_FALSE(entry_text(nobody, "cron.d/orders#orders", "/opt/load"));
  CHECK(entry_text(nobody, "user/etl#orders", "/opt/load"));
  auto once = job();
  once.schedule.value->front().kind = schedule::TriggerKind::at;
  CHECK_FALSE(entry_text(once, "cron.d/orders#orders", "/opt/load"));
  auto manual = job();
  manual.schedule.value->clear();
  CHECK_FALSE(entry_text(manual, "cron.d/orders#orders", "/opt/load"));
}
