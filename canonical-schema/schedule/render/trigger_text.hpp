#pragma once

#include <optional>
#include <string>

#include "canonical-schema/schedule/render/target.hpp"

// What dialects write for triggers that are no clock times. nullopt: the dialect cannot say it.

namespace plumbline::schedule {

[[nodiscard]] std::optional<Line> portable_interval(const IntervalPart& interval);
[[nodiscard]] std::optional<Line> portable_once(std::int64_t local_seconds);
[[nodiscard]] std::optional<Line> portable_signal(const Signal& signal);

/// "@reboot".
[[nodiscard]] std::optional<Line> vixie_signal(const Signal& signal);

/// "@every 1h30m".
[[nodiscard]] std::optional<Line> robfig_interval(const IntervalPart& interval);

/// "rate(90 minutes)".
[[nodiscard]] std::optional<Line> aws_interval(const IntervalPart& interval);
/// "at(2026-12-31T23:00:00)".
[[nodiscard]] std::optional<Line> aws_once(std::int64_t local_seconds);

/// "timedelta(minutes=90)", "relativedelta(months=1)".
[[nodiscard]] std::optional<Line> airflow_interval(const IntervalPart& interval);
/// "@once", "@continuous", "None".
[[nodiscard]] std::optional<Line> airflow_signal(const Signal& signal);

/// "@every 90m/15m".
[[nodiscard]] std::optional<Line> temporal_interval(const IntervalPart& interval);

/// "2026-12-31T23:00", with seconds if there are any.
[[nodiscard]] std::string local_time_text(std::int64_t local_seconds);

}  // namespace plumbline::schedule
