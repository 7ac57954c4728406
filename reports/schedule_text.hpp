#pragma once

#include <string>
#include <vector>

#include "canonical-schema/schedule/render.hpp"
#include "reports/layout.hpp"
#include "reports/schedule_view.hpp"

namespace plumbline::reports {

/// One screen: the verdict, both sides in words, what each has alone, clock changes, the reason.
[[nodiscard]] std::string compare_text(const ShownComparison& shown, const TextStyle& style);
/// The instants, in UTC and in the zones of the schedule.
[[nodiscard]] std::string next_text(const ShownSchedule& shown, Instant from,
                                    const std::vector<Instant>& fires, const TextStyle& style);
/// What the reading noticed, each with the part of the text that it is about.
[[nodiscard]] std::string lint_text(const ShownSchedule& shown, Instant as_of,
                                    const TextStyle& style);
/// The schedule in words, how often it fires, when next, and what it does at clock changes.
[[nodiscard]] std::string explain_text(const ShownSchedule& shown, Instant as_of,
                                       const TextStyle& style);
/// The schedule in another dialect, or why that cannot say it and what comes nearest.
[[nodiscard]] std::string render_text(const ShownSchedule& shown, const std::string& dialect,
                                      const schedule::Rendering& rendering, const TextStyle& style);

/// The text and, below it, marks under the bytes [begin, end): "   ^~~~". Of a long text only the
/// part around them; 0,0 marks nothing.
[[nodiscard]] std::vector<std::string> marked_lines(const std::string& text, std::size_t begin,
                                                    std::size_t end, std::size_t width);

}  // namespace plumbline::reports
