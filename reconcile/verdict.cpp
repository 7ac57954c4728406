#include "reconcile/verdict.hpp"

#include <algorithm>
#include <array>

namespace plumbline::reconcile {
namespace {

/// Most pressing first; a code that is not listed is an unforeseen failure and comes before all.
constexpr std::array precedence{exit_code::interrupted, exit_code::terminated, exit_code::invalid,
                                exit_code::failed,      exit_code::refused,    exit_code::conflict,
                                exit_code::findings,    exit_code::incomplete, exit_code::agree};

std::ptrdiff_t rank(int code) {
  const auto* const found = std::find(precedence.begin(), precedence.end(), code);
  return found == precedence.end() ? -1 : std::distance(precedence.begin(), found);
}

bool read_in_full(const VerdictInput& input) {
  return std::all_of(input.coverage.begin(), input.coverage.end(),
                     [](const Coverage& c) { return c.state == CoverageState::read; }) &&
         std::none_of(input.truth.repositories.begin(), input.truth.repositories.end(),
                      [](const TruthRepository& r) { return r.error.has_value(); }) &&
         std::none_of(input.findings.begin(), input.findings.end(),
                      [](const Finding& f) { return f.cause == Cause::unread; });
}

bool no_usable_file(const Truth& truth) {
  return !truth.problems.empty() && truth.workflows.empty() && truth.waivers.empty();
}

bool no_readable_repository(const Truth& truth) {
  return !truth.repositories.empty() &&
         std::all_of(truth.repositories.begin(), truth.repositories.end(),
                     [](const TruthRepository& r) { return r.error.has_value(); });
}

}  // namespace

int more_pressing(int one, int other) { return rank(one) <= rank(other) ? one : other; }

bool counts(const Finding& finding) {
  return !finding.waiver && finding.mode != Mode::observe && finding.cause != Cause::unread;
}

AuditVerdict verdict_of(const VerdictInput& input) {
  const bool complete = read_in_full(input);
  if (no_usable_file(input.truth)) return {Verdict::invalid, complete, exit_code::invalid};
  if (no_readable_repository(input.truth)) return {Verdict::incomplete, false, exit_code::failed};

  bool any = false;
  bool pressing = false;
  for (const auto& finding : input.findings) {
    if (!counts(finding)) continue;
    any = true;
    pressing = pressing || finding.severity >= input.fail_on;
  }
  if (pressing) return {Verdict::findings, complete, exit_code::findings};
  if (!complete) return {Verdict::incomplete, false, exit_code::incomplete};
  return {any ? Verdict::findings : Verdict::agree, true, exit_code::agree};
}

}  // namespace plumbline::reconcile
