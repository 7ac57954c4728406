#pragma once

#include <map>
#include <string>

#include "canonical-schema/codec/truth_draft.hpp"
#include "canonical-schema/codec/yaml_reader.hpp"

// The canonical fields as truth files write them (contract section 5).

namespace plumbline::codec {

/// The place of a node in the file that is being read (file 0).
[[nodiscard]] Spot spot_of(const YamlNode& node);

/// Reads the key of every canonical field, `dst` and `timezone` of a mapping: of a workflow, of
/// defaults.yaml, or of a place's `overrides`. A field or leaf that is wrong is reported and
/// has no value. Unknown keys are the caller's to refuse.
[[nodiscard]] FieldsDraft read_fields(YamlFields& keys);

/// Reads `tasks`: by task path, {retry, timeout}; `timeout` may be a single limit.
[[nodiscard]] std::map<std::string, TruthFields> read_tasks(const YamlNode& node, Errors& errors);

/// Reads `schedule`: one trigger, a list of them, or `any`.
[[nodiscard]] ScheduleDraft read_schedule(const YamlNode& node, Errors& errors);

/// Reads an IANA name, or `any`; without a value if it is wrong.
[[nodiscard]] Declared<schedule::ZoneRef> read_zone(const YamlNode& node, Errors& errors);

/// True for the plain word `any`: it makes a field local. In quotes it is text.
[[nodiscard]] bool says_any(const YamlNode& node);

}  // namespace plumbline::codec
