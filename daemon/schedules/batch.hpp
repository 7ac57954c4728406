#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "daemon/commands/commands.hpp"
#include "daemon/schedules/argument.hpp"
#include "reports/schedule_view.hpp"

namespace plumbline::daemon {

/// Compiles schedules and remembers the answers: long lists name the same schedules many times.
class ScheduleCache {
 public:
  explicit ScheduleCache(const schedule::ZoneSource& zones) : zones_(zones) {}

  struct Known {
    Result<schedule::CompiledPtr> schedule;  ///< or what is wrong with it
    std::string zone_note;                   ///< NamedSchedule's
  };
  [[nodiscard]] Known known(const codec::WrittenSchedule& written);
  [[nodiscard]] Result<schedule::CompiledPtr> compiled(const codec::WrittenSchedule& written) {
    return known(written).schedule;
  }

 private:
  const schedule::ZoneSource& zones_;
  std::unordered_map<std::string, Known> known_;
};

/// What `answer` makes of one entry: its line, without the line feed, and the exit code that it
/// asks for.
struct BatchLine {
  std::string text;
  int code = 0;
};

/// How the entries of a batch stand in its file.
enum class BatchForm {
  list,   ///< one JSON array, an object with the array "vectors", or objects behind each other
  lines,  ///< one JSON object a line
};

/// Reads a batch, `-` = standard input, and prints a line an entry as soon as it is judged, in the
/// order of the entries. Says how many could not be judged. Returns the most pressing exit code of
/// all.
[[nodiscard]] int run_batch(const Session& session, const std::string& file, BatchForm form,
                            const std::function<BatchLine(std::string_view)>& answer);

/// A batch of single schedules, {"id", "dialect", "expr", "tz"} each: `answer` makes the line of
/// one that could be read.
[[nodiscard]] int run_schedule_batch(
    const Session& session, const std::string& file, const schedule::ZoneSource& zones,
    const std::function<BatchLine(const reports::ShownSchedule&, const std::string& id)>& answer);

/// {"error": "…"} with the members before it, for an entry that cannot be judged.
[[nodiscard]] BatchLine broken_line(const std::string& members, const Error& error);

}  // namespace plumbline::daemon
