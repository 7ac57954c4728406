#include "reconcile/verdict.hpp"

#include "tests/support/catch.hpp"

using namespace plumbline;
using namespace plumbline::reconcile;

namespace {

Coverage covered(CoverageState state) {
  Coverage coverage;
  coverage.platform = "host-17";
  coverage.state = state;
  return coverage;
}

TruthRepository repository(bool readable) {
  TruthRepository repository;
  repository.repo = "truth.git";
  if (!readable) repository.error = Error{ErrorKind::unreachable, "no route", "", {}, {}};
  return repository;
}

Finding found(Severity severity, Cause cause = Cause::drifted) {
  Finding finding;
  finding.cause = cause;
  finding.severity = severity;
  return finding;
}

Truth usable_truth() {
  Truth truth;
  truth.repositories = {repository(true)};
  truth.workflows.resize(1);
  return truth;
}

/// An estate in which all is well; each case changes what it is about.
struct Estate {
  std::vector<Finding> findings;
  std::vector<Coverage> coverage{covered(CoverageState::read)};
  Truth truth = usable_truth();
  Severity fail_on = Severity::medium;

  AuditVerdict judged() const { return verdict_of({findings, coverage, truth, fail_on}); }
};

}  // namespace

TEST_CASE("an estate that was read and agrees exits with 0", "[reports][verdict]") {
  CHECK(Estate{}.judged() == AuditVerdict{Verdict::agree, true, 0});
}

TEST_CASE("a finding at the threshold exits with 1, one below it with 0", "[reports][verdict]") {
  Estate estate;
  estate.findings = {found(Severity::medium)};
  CHECK(estate.judged() == AuditVerdict{Verdict::findings, true, 1});
  estate.fail_on = Severity::high;
  CHECK(estate.judged() == AuditVerdict{Verdict::findings, true, 0});
}

TEST_CASE("findings in an incomplete audit exit with 1 and say so", "[reports][verdict]") {
  Estate estate;
  estate.findings = {found(Severity::high)};
  estate.coverage.push_back(covered(CoverageState::unread));
  CHECK(estate.judged() == AuditVerdict{Verdict::findings, false, 1});
}

TEST_CASE("nothing found but something unread exits with 3", "[reports][verdict]") {
  Estate estate;
  SECTION("a platform") { estate.coverage.push_back(covered(CoverageState::unread)); }
  SECTION("a part of a platform") { estate.coverage = {covered(CoverageState::partial)}; }
  SECTION("one of two truth repositories") {
    estate.truth.repositories.push_back(repository(false));
  }
  SECTION("a field, though the platform was read") {
    estate.findings = {found(Severity::critical, Cause::unread)};
  }
  SECTION("a platform, beside findings below the threshold") {
    estate.coverage.push_back(covered(CoverageState::unread));
    estate.findings = {found(Severity::low)};
  }
  CHECK(estate.judged() == AuditVerdict{Verdict::incomplete, false, 3});
}

TEST_CASE("invalid truth files are findings while one is usable, else 4", "[reports][verdict]") {
  Estate estate;
  estate.findings = {found(Severity::high, Cause::invalid)};
  estate.truth.problems.resize(1);
  CHECK(estate.judged() == AuditVerdict{Verdict::findings, true, 1});
  estate.truth.workflows.clear();
  CHECK(estate.judged() == AuditVerdict{Verdict::invalid, true, 4});
}

TEST_CASE("no readable truth repository exits with 2", "[reports][verdict]") {
  Estate estate;
  estate.truth.repositories = {repository(false), repository(false)};
  estate.truth.workflows.clear();
  estate.findings = {found(Severity::critical)};
  CHECK(estate.judged() == AuditVerdict{Verdict::incomplete, false, 2});
}

TEST_CASE("an empty truth repository is read, not invalid", "[reports][verdict]") {
  Estate estate;
  estate.truth.workflows.clear();
  CHECK(estate.judged() == AuditVerdict{Verdict::agree, true, 0});
}

TEST_CASE("waived findings and those of observed scopes never change the code",
          "[reports][verdict]") {
  Estate estate;
  auto waived = found(Severity::critical);
  waived.waiver = WaiverUse{};
  auto observed = found(Severity::critical);
  observed.mode = Mode::observe;
  estate.findings = {waived, observed};
  CHECK_FALSE(counts(waived));
  CHECK_FALSE(counts(observed));
  CHECK(estate.judged() == AuditVerdict{Verdict::agree, true, 0});
}

TEST_CASE("the more pressing of two exit codes wins, whatever their order", "[reports][verdict]") {
  const std::vector<int> by_pressure{130, 143, 4, 2, 5, 6, 1, 3, 0};
  for (std::size_t i = 0; i < by_pressure.size(); ++i) {
    for (std::size_t j = i; j < by_pressure.size(); ++j) {
      CAPTURE(by_pressure[i], by_pressure[j]);
      CHECK(more_pressing(by_pressure[i], by_pressure[j]) == by_pressure[i]);
      CHECK(more_pressing(by_pressure[j], by_pressure[i]) == by_pressure[i]);
    }
  }
  CHECK(more_pressing(70, 130) == 70);
}
