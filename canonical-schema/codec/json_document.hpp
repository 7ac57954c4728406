#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "canonical-schema/result.hpp"

namespace plumbline::codec {

struct JsonLimits {
  std::size_t bytes = 16 * 1024 * 1024;
  std::size_t depth = 64;  ///< arrays and objects within each other
};

/// Reads one JSON text (RFC 8259). Refused: more than the limits, a key that stands twice in one
/// object (libraries differ on which wins), what is no UTF-8, anything after the value, numbers
/// that no double holds. Numbers that fit are 64-bit integers. `file` is the name for messages,
/// which carry line and column. Errors: corrupt.
[[nodiscard]] Result<nlohmann::json> parse_json(std::string_view bytes, std::string_view file,
                                                const JsonLimits& limits = {});

/// The text of `value`: on one line, or with `indent` blanks a level. Bytes that are no UTF-8
/// become U+FFFD. Errors: invalid if it is nested deeper than JsonLimits allows, which no value
/// from parse_json() is.
[[nodiscard]] Result<std::string> dump_json(const nlohmann::json& value, int indent = -1);

}  // namespace plumbline::codec
