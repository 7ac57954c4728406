#pragma once

#include <string>
#include <vector>

#include "canonical-schema/schedule/render.hpp"
#include "reports/schedule_view.hpp"

namespace plumbline::reports {

// Each one JSON object; docs/schedule.md tells its members. With an id, which is JSON, it stands on
// one line and begins with it.

[[nodiscard]] std::string compare_json(const ShownComparison& shown);
[[nodiscard]] std::string next_json(const ShownSchedule& shown, Instant from,
                                    const std::vector<Instant>& fires);
[[nodiscard]] std::string lint_json(const ShownSchedule& shown, Instant as_of,
                                    const std::string& id = {});
[[nodiscard]] std::string explain_json(const ShownSchedule& shown, Instant as_of,
                                       const std::string& id = {});
[[nodiscard]] std::string render_json(const ShownSchedule& shown, const std::string& dialect,
                                      const schedule::Rendering& rendering,
                                      const std::string& id = {});

}  // namespace plumbline::reports
