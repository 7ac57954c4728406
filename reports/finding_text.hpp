#pragma once

#include "reports/report_view.hpp"
#include "reports/text.hpp"

// One finding, or one change that hit many places, as a block of lines.

namespace plumbline::reports {

/// The ink in which a severity is shown.
[[nodiscard]] Ink ink_of(Severity severity);

/// The whole block: sentence, effect on the runs, the three values with where each was read and
/// the next runs, places, owner, history, key.
void put_group(Page& page, const FindingGroup& group, const TextOptions& options);

/// Enough of a finding's key to ask for it.
[[nodiscard]] std::string short_key(const reconcile::Finding& finding);

/// One of many findings in a table: key, workflow, platform, id, owner, status.
[[nodiscard]] Row place_row(const reconcile::Finding& finding);

/// A table if the page is wide enough for it, else each row on as many lines as it needs.
void put_rows(Page& page, const std::vector<Row>& rows);

/// One line for a finding that does not count: its sentence and why it does not.
void put_short(Page& page, const reconcile::Finding& finding, const std::string& why);

/// Truth, live and base: side, value, where it was read, next run. One line each where the page
/// is wide enough, else the value first and the rest below it.
void put_sides(Page& page, const reconcile::Finding& finding, const TextOptions& options);

}  // namespace plumbline::reports
