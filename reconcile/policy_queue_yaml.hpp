#pragma once

#include <optional>

#include "canonical-schema/codec/yaml_reader.hpp"
#include "canonical-schema/time.hpp"

// The sections of the policy file that the change queue uses: checked for shape, so that a
// mistake is told on the day it is made and not on the day it matters.

namespace plumbline::reconcile {

/// `rollout:`; returns its `within`.
[[nodiscard]] std::optional<Seconds> check_rollout(const codec::YamlNode& section,
                                                   codec::Errors& errors);

/// approvals, people, freeze, flap and expiry of a whole file.
void check_queue_sections(codec::YamlFields& file);

}  // namespace plumbline::reconcile
