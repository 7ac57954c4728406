#pragma once

#include <string>
#include <string_view>

#include "canonical-schema/fields.hpp"
#include "canonical-schema/result.hpp"

// Canonical JSON of field values: equal values give equal bytes, whoever wrote them.
//
//   schedule     list of {"kind", "dialect", "expr", "zone", "window", "enabled"}, and "anchor"
//                (RFC 3339) and "dst" {"gap", "repeat"} where set. zone: the IANA name,
//                "@platform-default", "any", "@unobservable"; null for triggers that read no
//                clock. A named zone that could be taken for one of these words gets a leading
//                ':', as in POSIX. window: null or {"start", "end"}, each RFC 3339 or null.
//   enabled      true, false, "operator"
//   catchup      "none", "latest", "all", {"latest": 7200}, {"all": 86400}; false = truth's form
//                that accepts none and latest
//   concurrency  {"max", "when_busy"}; max null = unlimited
//   retry        {"max", "delay", "factor", "max_delay", "jitter", "on"}; max null = unlimited,
//                max_delay null = none
//   timeout      {"run", "task"}; null = none
//   notify       list of {"on", "channel", "to"}
//   depends_on   list of {"workflow", "how"}
//   owner        {"business", "technical", "support"}
//   run_as       text
//   action       {"digest", "parts"}
//   labels       object
//
// Durations are integer seconds. A leaf without a value is left out of its object. Keys stand in
// the order above, without white space.

namespace plumbline::codec {

/// The field as JSON; empty if none of its leaves has a value. A default that stands for an
/// absent value counts as one.
[[nodiscard]] std::string field_json(FieldId field, const LiveFields& fields);
[[nodiscard]] std::string field_json(FieldId field, const TruthFields& fields);

/// An object by field name of every field that has a value, in catalogue order.
[[nodiscard]] std::string fields_json(const LiveFields& fields);

/// What field_json() wrote, as values; every other leaf is `unread`. Errors: corrupt (no JSON,
/// or not the shape above).
[[nodiscard]] Result<LiveFields> parse_field_json(FieldId field, std::string_view json);

/// What fields_json() wrote. Errors: corrupt.
[[nodiscard]] Result<LiveFields> parse_fields_json(std::string_view json);

/// The state object of contract section 10: {"state", "value", "text"} with the state of
/// field_state(); "default_filled": true beside `absent`; "reason" where there is no value; and
/// where only some leaves have a value, "leaves" with {"state", "reason"} of each that has none.
[[nodiscard]] std::string observed_json(FieldId field, const LiveFields& fields);

}  // namespace plumbline::codec
