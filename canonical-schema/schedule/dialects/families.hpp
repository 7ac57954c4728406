#pragma once

#include <vector>

#include "canonical-schema/schedule/dialect.hpp"

// The rows of the dialect table, one file a family with the reader that they share.

namespace plumbline::schedule {

using DialectRows = std::vector<DialectProfile>;

/// m h D M W: the portable form, Debian cron, cronie.
[[nodiscard]] DialectRows vixie_dialects();
/// robfig/cron's ParseStandard as Argo and Kubernetes take it. The argument "1" is its version 1.
[[nodiscard]] DialectRows robfig_dialects();
/// OnCalendar= as systemd 252 reads it.
[[nodiscard]] DialectRows systemd_dialects();
/// s m h D M W, a day must fit both day fields.
[[nodiscard]] DialectRows spring_dialects();
/// cron(m h D M W Y), rate(…) and at(…) of EventBridge rules and of EventBridge Scheduler.
[[nodiscard]] DialectRows aws_dialects();
/// s m h D M W [Y], weekdays from 1 = Sunday.
[[nodiscard]] DialectRows quartz_dialects();
/// croniter by its version: the argument is "6.2.4", a range or nothing, then "/and" or "/cronbug".
[[nodiscard]] DialectRows croniter_dialects();
/// What Airflow takes for a schedule: cron text as croniter reads it (the argument is its version,
/// "croniter6.2.4"), presets, time deltas, asset conditions; with the tick or the interval's start
/// as logical date.
[[nodiscard]] DialectRows airflow_dialects();
/// The lines of a Jenkins job's timer. The argument is the job's full name: it decides H.
[[nodiscard]] DialectRows jenkins_dialects();
/// Temporal's cron strings and schedule specs.
[[nodiscard]] DialectRows temporal_dialects();
/// Prefect's cron text, its API's JSON, recurrence rules.
[[nodiscard]] DialectRows prefect_dialects();

}  // namespace plumbline::schedule
