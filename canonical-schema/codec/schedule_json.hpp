#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/time.hpp"

namespace plumbline::codec {

/// A schedule as JSON says it: {"dialect", "expr", "tz"}, where `expr` is a text or a list of texts
/// (their union), or null where nothing starts the workflow, and `tz`, also called `timezone`, may
/// be null; or one text, DIALECT:EXPR@ZONE. A key that is none of them or of the members below is
/// an error. Of a pair's own keys all but "id", "a" and "b" are skipped.
struct WrittenSchedule {
  std::string pasted;  ///< the one text; then nothing else is set
  std::string dialect;
  std::vector<std::string> exprs;
  bool nothing = false;           ///< "expr" is null: nothing starts it
  std::string zone;               ///< empty = none named
  std::optional<Instant> anchor;  ///< "anchor": where an interval is counted from
  std::optional<Instant> start;   ///< "start": first instant that may fire
  std::optional<Instant> end;     ///< "end": first instant that may not
  std::optional<Seconds> jitter;  ///< "jitter": up to so many seconds later

  bool operator==(const WrittenSchedule&) const = default;
};

/// One entry of `schedule compare --batch`.
struct WrittenPair {
  WrittenSchedule a;
  WrittenSchedule b;
};

/// One entry of `schedule next --batch`.
struct WrittenQuestion {
  WrittenSchedule schedule;
  std::optional<Instant> from;
  std::optional<std::size_t> count;
};

// Errors of all: corrupt (no JSON), invalid (another shape, with the member in where.field).
[[nodiscard]] Result<WrittenSchedule> read_schedule_json(std::string_view text);
[[nodiscard]] Result<WrittenQuestion> read_question_json(std::string_view text);

/// A schedule with its id, or what is wrong with it; `id` as below.
struct ScheduleEntry {
  std::string id = "null";
  Result<WrittenSchedule> schedule;
};
[[nodiscard]] ScheduleEntry read_entry_json(std::string_view text);

/// A pair with its id, or what is wrong with it. `id` is the JSON of its "id", whatever that is;
/// "null" if it has none or cannot be read.
struct PairEntry {
  std::string id = "null";
  Result<WrittenPair> pair;
};
[[nodiscard]] PairEntry read_pair_json(std::string_view text);

}  // namespace plumbline::codec
