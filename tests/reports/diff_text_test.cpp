#include "reports/diff_text.hpp"

#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::reports;
using Catch::Matchers::Contains;

namespace {

template <class T>
Declared<T> stated(T value) {
  return {Origin::stated, std::move(value), {}};
}

/// One workflow on `count` hosts; the first one is switched off by hand.
struct Spread {
  DeclaredWorkflow workflow;
  std::vector<LiveWorkflow> live;
  std::vector<DeclaredPlace> declared;
  std::vector<reconcile::ComparedPlace> places;

  explicit Spread(std::size_t count) : live(count), declared(count), places(count) {
    workflow.id = {"infra", "backup"};
    workflow.files = {"workflows/infra/backup.yaml"};
    workflow.spot = {0, 2, 1};
    workflow.fields.enabled = stated(Switch::on);
    workflow.fields.run_as = stated(std::string("root"));
    for (std::size_t i = 0; i < count; ++i) {
      auto& place = places[i];
      place.id = {"host-" + std::to_string(i + 1), "crontab#backup"};
      place.pairing = reconcile::Pairing::matched;
      place.workflow = &workflow;
      place.declared = &declared[i];
      place.live = &live[i];
      place.truth = workflow.fields;
      live[i].fields.enabled = Observed<Switch>::of(i == 0 ? Switch::off : Switch::on);
      live[i].fields.run_as = Observed<std::string>::of("root");
    }
    reconcile::FieldComparison differs;
    differs.field = FieldId::enabled;
    differs.answer = reconcile::FieldAnswer::differ;
    places.front().fields = {differs};
  }

  std::string shown(std::size_t width) {
    DiffInput input{workflow, {}, {}};
    for (const auto& place : places) input.places.push_back(&place);
    return diff_text(input, {width, false, false});
  }
};

}  // namespace

TEST_CASE("equal values fold to one sign, others stand in full", "[reports][diff]") {
  Spread spread(2);
  CHECK(spread.shown(100) ==
        "infra/backup in 2 places\n"
        "\n"
        "         truth                          host-1          host-2\n"
        "         workflows/infra/backup.yaml:2  crontab#backup  crontab#backup\n"
        "enabled  on                             off             =\n"
        "run_as   root                           =               =\n"
        "\n"
        "= agrees with truth\n");
}

TEST_CASE("more places than fit come in further tables", "[reports][diff]") {
  Spread spread(7);
  const auto text = spread.shown(80);
  std::size_t tables = 0;
  for (auto at = text.find("truth "); at != std::string::npos; at = text.find("truth ", at + 1)) {
    ++tables;
  }
  CHECK(tables >= 3);
  CHECK_THAT(text, Contains("host-7"));
}

TEST_CASE("a base, an override and a missing place are told", "[reports][diff]") {
  Spread spread(2);
  TruthFields otherwise;
  otherwise.run_as = stated(std::string("backup"));
  spread.declared[1].overrides = Overrides(std::move(otherwise));
  spread.places[1].pairing = reconcile::Pairing::missing;
  spread.places[1].live = nullptr;
  DiffInput input{spread.workflow, {&spread.places[0], &spread.places[1]}, {}};
  input.bases[spread.places[0].id].run_as = Observed<std::string>::of("nobody");
  const auto text = diff_text(input, {100, false, false});
  CHECK_THAT(text, Contains("base") && Contains("nobody"));
  CHECK_THAT(text, Contains("truth here") && Contains("backup"));
  CHECK_THAT(text, Contains("missing"));
}

TEST_CASE("a reason that hides many values is told once", "[reports][diff]") {
  Spread spread(2);
  reconcile::FieldComparison hidden;
  hidden.answer = reconcile::FieldAnswer::cannot_compare;
  hidden.field = FieldId::retry;
  hidden.notes = {"retry.max: the wrapper is odd", "retry.delay: the wrapper is odd"};
  auto timeout = hidden;
  timeout.field = FieldId::timeout;
  timeout.notes = {"timeout.run: the wrapper is odd", "timeout.task: another reason"};
  spread.workflow.fields.retry_max = stated(Count{2});
  spread.workflow.fields.timeout_run = stated(Limit{Seconds(60)});
  for (auto& place : spread.places) place.fields = {hidden, timeout};
  const auto text = spread.shown(100);
  CHECK_THAT(text, Contains("[1] the wrapper is odd\n[2] another reason\n"));
  CHECK_THAT(text, Contains("unread [1] [2]"));
  CHECK(text.find("odd") == text.rfind("odd"));
}

TEST_CASE("a standby place may be empty, and the table says so", "[reports][diff]") {
  Spread spread(2);
  reconcile::PlatformReading platform;
  platform.profile.standby_may_be_empty = true;
  auto& place = spread.places[1];
  place.pairing = reconcile::Pairing::missing;
  place.live = nullptr;
  place.platform = &platform;
  spread.declared[1].role = Role::standby;
  CHECK_THAT(spread.shown(100),
             Contains("nothing [1]") &&
                 Contains("[1] nothing is there, which will do for a standby place") &&
                 !Contains("missing"));
  spread.declared[1].role = Role::active;
  CHECK_THAT(spread.shown(100), Contains("missing"));
}
