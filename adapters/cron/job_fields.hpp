#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cron/job_line.hpp"
#include "canonical-schema/live.hpp"

namespace plumbline::adapters::cron {

/// One line, normalised: everything of it but which id it belongs to.
struct JobReading {
  std::string name;         ///< of the command, for ids
  std::string command_key;  ///< equal = the same work: user and inner command with its input
  std::string digest;       ///< "sha256:…" of the inner command and its input
  LiveFields fields;
  std::map<std::string, std::string> local;
  std::array<std::string, field_count> native_paths;
};

[[nodiscard]] JobReading read_job(const JobLine& line, Dialect dialect);

/// Folds the fields of a further line of the same job into `into`: triggers are put together, it
/// is on if one of them is on, and a value that the lines do not share becomes unobservable.
void add_line(const JobReading& line, LiveFields& into);

/// What is local to a job of several lines, in file order: a setting on which the lines do not
/// agree is told of each, "5; not set". Not empty.
[[nodiscard]] std::map<std::string, std::string> local_of(
    const std::vector<const std::map<std::string, std::string>*>& lines);

}  // namespace plumbline::adapters::cron
