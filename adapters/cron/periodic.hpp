#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "adapters/cron/job_line.hpp"
#include "canonical-schema/live.hpp"

namespace plumbline::adapters::cron {

/// The four folders whose scripts run-parts starts.
inline constexpr std::array<std::string_view, 4> periodic_folders{"cron.hourly", "cron.daily",
                                                                  "cron.weekly", "cron.monthly"};

/// The folder (of the four) whose scripts this line starts with run-parts; empty = none. Such a
/// line is the schedule of the scripts, not a workflow.
[[nodiscard]] std::string_view started_folder(const JobLine& line);

/// What starts a periodic folder. `unread`: a crontab that may do so could not be read.
struct PeriodicFolder {
  std::string_view name;                   ///< "cron.daily"
  std::vector<const JobLine*> started_by;  ///< lines with started_folder() == name
  bool unread = false;
};

/// One workflow "cron.daily/SCRIPT" for each script. Where anacron is installed, lines that say
/// "test -x /usr/sbin/anacron ||" start nothing, and anacron's own do.
[[nodiscard]] std::vector<LiveWorkflow> read_periodic(const PeriodicFolder& folder,
                                                      const LineContext& context);

}  // namespace plumbline::adapters::cron
