#pragma once

#include <string_view>
#include <vector>

#include "canonical-schema/schedule/calendar_rule.hpp"
#include "canonical-schema/schedule/dialect.hpp"
#include "canonical-schema/schedule/schedule.hpp"
#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::schedule {

/// One rule as written and as understood.
struct LintInput {
  const DialectProfile& profile;
  std::string_view expr;
  const CronFields& fields;
  const CalendarRule& rule;
  const ZoneRef& ref;
  const Zone* zone;  ///< null if not known
};

/// Appends what the meaning of the rule shows, in docs/schedule-lints.md's order.
void add_lints(std::vector<Lint>& lints, const LintInput& input);

}  // namespace plumbline::schedule
