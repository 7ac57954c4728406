#pragma once

#include <vector>

#include "adapters/cron/job_line.hpp"
#include "canonical-schema/live.hpp"

namespace plumbline::adapters::cron {

/// Makes workflows of the lines of one source (contract 12.3, 12.4): lines with one id, or with
/// the same user and inner command, are one job with several schedules. The same line twice is an
/// overlap; lines of one id that do different work make it ambiguous.
[[nodiscard]] std::vector<LiveWorkflow> group_jobs(const std::vector<JobLine>& lines,
                                                   Dialect dialect);

}  // namespace plumbline::adapters::cron
