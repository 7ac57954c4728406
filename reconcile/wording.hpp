#pragma once

#include <string>
#include <vector>

#include "canonical-schema/schedule/schedule.hpp"
#include "reconcile/comparison.hpp"
#include "reconcile/finding.hpp"

// The sentences of findings. Every report prints these and adds none of its own about what
// happened.

namespace plumbline::reconcile {

/// "payments/daily-orders is off on airflow-prod, truth says on".
[[nodiscard]] std::string message_of(const Finding& finding);

/// What it does to the runs, one clause: "runs 30.4 fewer times a month". Empty if it does
/// nothing to them or that cannot be told.
[[nodiscard]] std::string effect_of(const Finding& finding,
                                    const std::optional<schedule::Comparison>& comparison);

/// The same for findings that one change made: their sum, or what each of them does. Empty if they
/// differ in more than a number. `findings` is not empty.
[[nodiscard]] std::string effect_of_all(const std::vector<const Finding*>& findings);

/// What to do next, one line, with today's means.
[[nodiscard]] std::string next_step_of(const Finding& finding);

/// "30.4", "2,880": a mean for people, at most one decimal.
[[nodiscard]] std::string count_text(double number);

}  // namespace plumbline::reconcile
