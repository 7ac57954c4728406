#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/schedule/engine_oracle.hpp"

// What engines answered, kept in tests/schedule/recorded/NAME.gz, so that every run checks it
// without the engines.
//
// The file is text, a line each:
//   engine VERSION                        as prepare.sh says it
//   zone NAME DIGEST                      in the order of their numbers; of the machine's tz data
//   ?NUMBER EXPRESSION                    asked in the zone of that number
//   START !                               the engine refused the expression of the last '?' line
//   START DELTA DELTA*TIMES …             the instants it fires, each DELTA after the last (the
//                                         first after START), seconds; no delta: never
// START is in seconds since 2026-01-01T00:00:00Z.

namespace plumbline::schedule::test {

struct RecordedAnswers {
  std::string version;
  std::map<std::string, std::string> digests;  ///< of zones, by name
  std::vector<EngineQuestion> questions;
  std::vector<EngineAnswer> answers;
};

/// Throws std::runtime_error if the file cannot be written, or there is none, or it is broken.
void write_recorded(const std::string& path, const RecordedAnswers& recorded);
[[nodiscard]] RecordedAnswers read_recorded(const std::string& path);

/// What is left when the questions about zones whose rules have changed since are taken out: what
/// the engine would answer now is not known.
[[nodiscard]] RecordedAnswers of_unchanged_zones(RecordedAnswers recorded);

}  // namespace plumbline::schedule::test
