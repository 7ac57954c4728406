#pragma once

#include <optional>

#include "canonical-schema/codec/yaml_reader.hpp"
#include "reconcile/policy.hpp"

// Selectors of the policy file.

namespace plumbline::reconcile {

/// The selector under `select:`; one that matches everything if there is none. Every key is a
/// glob; one without `*` and `?` must be a field, rule, cause or tier that exists.
[[nodiscard]] Selector read_selector_of(codec::YamlFields& item);

/// The key of a short rule, `timeout: 30s`: a field, a rule or a cause. nullopt = it is none of
/// them, which is reported.
[[nodiscard]] std::optional<Selector> read_short_selector(const codec::YamlNode& key,
                                                          codec::Errors& errors);

/// Reports text that is no field's name, unless it is a glob.
void check_field_name(const codec::YamlNode& node, codec::Errors& errors);

}  // namespace plumbline::reconcile
