#pragma once

#include <string>

#include "canonical-schema/schedule/render/clock_lines.hpp"

namespace plumbline::schedule {

/// systemd's OnCalendar, in the full form that systemd-analyze prints: "Mon..Fri *-*-* 06:30:00".
[[nodiscard]] std::string calendar_text(const ClockLine& line);

}  // namespace plumbline::schedule
