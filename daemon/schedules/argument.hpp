#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/codec/schedule_json.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/schedule.hpp"
#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::daemon {

/// The parts of DIALECT:EXPR@ZONE as they were written.
struct ArgumentParts {
  std::string dialect;  ///< empty = none named
  std::string expr;
  std::string zone;  ///< empty = none named

  bool operator==(const ArgumentParts&) const = default;
};

/// What an option says of a schedule: the argument then does not say it, and is taken as it is.
struct StatedParts {
  std::optional<std::string> dialect;
  std::optional<std::string> zone;
};

/// Takes DIALECT:EXPR@ZONE apart. The dialect is what stands before the first `:` if it has the
/// form of a dialect's name (`jenkins:JOB:EXPR` up to the second), the zone what stands behind the
/// last `@` if it has the form of a zone's name and something stands before it; so `@daily`,
/// `@every 7d` and `*:0/15` keep theirs.
/// Errors: invalid, where it can be read in two ways; the hint says how to write it.
[[nodiscard]] Result<ArgumentParts> split_argument(std::string_view text,
                                                   const StatedParts& stated = {});

/// A schedule somebody named, ready to be compiled.
struct NamedSchedule {
  std::string dialect;
  std::vector<std::string> exprs;
  std::string zone;  ///< empty = none named
  schedule::Triggers triggers;
  /// What was taken for granted, each a sentence.
  std::vector<std::string> assumed;
  /// That another zone counts than the one that was named, or which one where none was; in
  /// `assumed` as well. Mostly empty.
  std::string zone_note;
};

/// Reads one argument: DIALECT:EXPR@ZONE or, beginning with `{`, codec::WrittenSchedule's JSON.
/// Where no dialect is named, all that take the text must mean the same by it.
/// Errors: invalid, also if they do not: the hint lists who means what.
[[nodiscard]] Result<NamedSchedule> read_argument(std::string_view text, const StatedParts& stated,
                                                  const schedule::ZoneSource& zones);
/// The same from JSON that was read already.
[[nodiscard]] Result<NamedSchedule> named_schedule(const codec::WrittenSchedule& written,
                                                   const schedule::ZoneSource& zones);

}  // namespace plumbline::daemon
