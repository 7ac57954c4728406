#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/codec/truth_draft.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/schedule.hpp"

namespace plumbline::codec {

/// Something wrong at a place in one of the files of a declaration.
struct DraftProblem {
  Spot spot;
  std::string message;
  std::string hint;
};
using DraftProblems = std::vector<DraftProblem>;

/// Compiles triggers to see whether they are sound, each text once: an estate of thousands of
/// files has a few hundred of them. Not thread-safe; `zones` must outlive it.
class ScheduleChecks {
 public:
  explicit ScheduleChecks(const schedule::ZoneSource& zones) : zones_(&zones) {}

  /// What is wrong with a trigger; nullptr if nothing is. Also wrong: one that never fires.
  /// where.column counts from 1 within the expression, 0 if the whole is meant.
  [[nodiscard]] const Error* problem(const schedule::Trigger& trigger);

 private:
  const schedule::ZoneSource* zones_;
  std::map<std::string, std::optional<Error>, std::less<>> seen_;
};

/// Makes `draft.fields.schedule` out of the merged schedule, timezone and dst, and checks it:
/// every clock trigger needs a zone, every expression must compile and fire at least once.
void resolve_schedule(FieldsDraft& draft, ScheduleChecks& checks, DraftProblems& problems);

}  // namespace plumbline::codec
