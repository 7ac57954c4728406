#pragma once

#include "reconcile/base.hpp"
#include "reconcile/comparison.hpp"
#include "reconcile/finding.hpp"

namespace plumbline::reconcile {

/// A job in one line: "*/5 * * * * (Europe/Berlin) as etl: /opt/etl/poll".
[[nodiscard]] std::string job_text(const LiveFields& fields);

/// The three values of a finding about `field`, with where each was read.
[[nodiscard]] Side truth_side(const ComparedPlace& place, FieldId field);
[[nodiscard]] Side live_side(const ComparedPlace& place, FieldId field);
[[nodiscard]] Side base_side(const Base& base, FieldId field);
/// For watched fields: the value accepted before, standing in as base.
[[nodiscard]] Side accepted_side(const LiveFields& accepted, FieldId field);

/// Where the place stands in truth and on the platform, for findings without a field.
[[nodiscard]] Side declared_side(const ComparedPlace& place);
[[nodiscard]] Side native_side(const ComparedPlace& place, std::string text);

}  // namespace plumbline::reconcile
