#include "canonical-schema/leaf_text.hpp"

#include "canonical-schema/field_catalogue.hpp"
#include "tests/schema/random_fields.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

using schedule::Trigger;
using schedule::TriggerKind;
using schedule::ZoneKnowledge;

Trigger cron(std::string expr, std::string dialect, schedule::ZoneRef zone) {
  Trigger trigger;
  trigger.kind = TriggerKind::cron;
  trigger.expr = std::move(expr);
  trigger.dialect = std::move(dialect);
  trigger.zone = std::move(zone);
  return trigger;
}

TEST_CASE("schedules print as they were written, with their zone", "[schema][text]") {
  const schedule::ZoneRef berlin{ZoneKnowledge::named, "Europe/Berlin"};
  CHECK(text(cron("30 6 * * mon-fri", "portable", berlin)) == "30 6 * * mon-fri (Europe/Berlin)");
  CHECK(text(cron("@daily", "cronie", {})) == "@daily (platform's own zone)");
  CHECK(text(cron("0 0 12 * * ?", "quartz", {ZoneKnowledge::any, ""})) ==
        "quartz 0 0 12 * * ? (any zone)");
  CHECK(text(cron("0 6 * * *", "", {ZoneKnowledge::unobservable, ""})) ==
        "0 6 * * * (zone hidden)");
  CHECK(text(schedule::Triggers{}) == "manual");
  auto off = cron("0 6 * * *", "debian-cron", berlin);
  off.enabled = false;
  Trigger boot;
  boot.kind = TriggerKind::boot;
  CHECK(text(schedule::Triggers{off, boot}) == "0 6 * * * (Europe/Berlin) (off) + boot");
}

TEST_CASE("values print as truth would write them", "[schema][text]") {
  CHECK(text(Switch::by_operator) == "operator");
  CHECK(text(CatchUp{CatchUp::Rule::latest, Seconds{7200}}) == "latest within 2h");
  CHECK(text(CatchUp{CatchUp::Rule::not_all, std::nullopt}) == "none or latest");
  CHECK(text(Count{}) == "unlimited");
  CHECK(text(Count{7}) == "7");
  CHECK(text(Seconds{5400}) == "1h30m");
  CHECK(text(1.5) == "1.5");
  CHECK(text(2.0) == "2");
  CHECK(text(Limit{}) == "none");
  CHECK(text(WhenBusy::replace) == "replace");
  CHECK(text(Jitter::full) == "full");
  CHECK(text(RetryOn::error) == "error");
  CHECK(text(Notifications{}) == "nobody");
  CHECK(text(Dependencies{}) == "nothing");
  CHECK(text(Labels{}) == "none");
  CHECK(text(Action{"sha256:0123456789abcdef", {{"command", "/bin/true"}}}) ==
        "command /bin/true [0123456789ab]");
  CHECK(text(Action{"sha256:0123456789abcdef", {}}) == "0123456789ab");
}

TEST_CASE("a field of several leaves names each of them", "[schema][text]") {
  LiveFields fields;
  fields.retry_max = Observed<Count>::of({3});
  fields.retry_delay = Observed<Seconds>::absent(Seconds{300});
  fields.retry_factor = Observed<double>::inexpressible("constant only");
  fields.retry_max_delay = Observed<Limit>::unobservable("not in the API");
  fields.retry_jitter = Observed<Jitter>::of(Jitter::none);
  fields.retry_on = Observed<RetryOn>::of(RetryOn::failure);
  CHECK(text(FieldId::retry, fields) ==
        "max 3, delay 5m, max_delay unobservable, jitter none, on failure");
  fields.retry_max = Observed<Count>::of({0});
  CHECK(text(FieldId::retry, fields) == "none");
}

TEST_CASE("a field without values prints the state that matters most", "[schema][text]") {
  LiveFields fields;
  CHECK(text(FieldId::timeout, fields) == "unread");
  fields.timeout_run = Observed<Limit>::inexpressible("no such notion");
  fields.timeout_task = Observed<Limit>::inexpressible("no such notion");
  CHECK(text(FieldId::timeout, fields) == "inexpressible");
  fields.timeout_task = Observed<Limit>::dynamic("computed");
  CHECK(field_state(FieldId::timeout, fields) == Presence::dynamic);
  fields.timeout_run = Observed<Limit>::absent({});
  CHECK(field_state(FieldId::timeout, fields) == Presence::absent);
  CHECK(text(FieldId::timeout, fields) == "run none, task dynamic");
  CHECK(text(FieldId::local, fields).empty());
}

TEST_CASE("declared fields print what truth says and nothing more", "[schema][text]") {
  TruthFields truth;
  CHECK(text(FieldId::retry, truth).empty());
  truth.retry_max = {Origin::stated, Count{3}, {}};
  truth.retry_delay = {Origin::any, std::nullopt, {}};
  CHECK(text(FieldId::retry, truth) == "max 3, delay any");
  truth.enabled = {Origin::any, std::nullopt, {}};
  CHECK(text(FieldId::enabled, truth) == "any");
  truth.schedule = {Origin::built_in, schedule::Triggers{}, {}};
  CHECK(text(FieldId::schedule, truth) == "manual");
}

TEST_CASE("every field that has a value prints something", "[schema][text][property]") {
  for (unsigned seed = 0; seed < 500; ++seed) {
    const auto fields = RandomFields(seed).fields();
    for (const auto& row : field_catalogue) {
      CAPTURE(seed, row.name);
      if (row.id != FieldId::local) CHECK_FALSE(text(row.id, fields).empty());
    }
  }
}

}  // namespace
}  // namespace plumbline::test
