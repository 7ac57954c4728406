#pragma once

#include <cstddef>
#include <vector>

#include "canonical-schema/severity.hpp"
#include "canonical-schema/truth.hpp"
#include "reconcile/finding.hpp"
#include "reconcile/report.hpp"

// What an audit comes to: the verdict, whether everything was read, and the exit code
// (contract section 4, docs/exit-codes.md).

namespace plumbline::reconcile {

/// The exit codes of every command.
namespace exit_code {
inline constexpr int agree = 0;
inline constexpr int findings = 1;
inline constexpr int failed = 2;      ///< could not run
inline constexpr int incomplete = 3;  ///< nothing found, but something asked for was unread
inline constexpr int invalid = 4;     ///< truth, configuration or arguments
inline constexpr int refused = 5;     ///< review or duty rule
inline constexpr int conflict = 6;    ///< live moved since the plan
inline constexpr int interrupted = 130;
inline constexpr int terminated = 143;
}  // namespace exit_code

/// The one of two exit codes that a process ends with when both hold:
/// 130 and 143, then 4, 2, 5, 6, 1, 3, 0.
[[nodiscard]] int more_pressing(int one, int other);

/// True if the finding counts: not waived, not in a scope whose mode is `observe`, and not of the
/// cause `unread`, which speaks through completeness instead.
[[nodiscard]] bool counts(const Finding& finding);

/// What the verdict is drawn from.
struct VerdictInput {
  const std::vector<Finding>& findings;
  const std::vector<Coverage>& coverage;
  const Truth& truth;
  Severity fail_on = Severity::medium;
};

/// What an audit comes to.
struct AuditVerdict {
  Verdict verdict = Verdict::incomplete;
  bool complete = false;
  int exit_code = exit_code::incomplete;

  bool operator==(const AuditVerdict&) const = default;
};

/// Judges an audit. The verdict is `agree` only if everything was read and nothing counts:
///
///   exit code  verdict       when
///   4          invalid       there are truth files, and none of them is usable
///   2          incomplete    no truth repository could be read
///   1          findings      a finding counts at or above `fail_on`
///   3          incomplete    none does, and something asked for was unread
///   0          findings      everything was read; what counts lies below `fail_on`
///   0          agree         everything was read, nothing counts
[[nodiscard]] AuditVerdict verdict_of(const VerdictInput& input);

}  // namespace plumbline::reconcile
