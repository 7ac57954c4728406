#pragma once

#include <map>
#include <string>

#include "canonical-schema/schedule/compiled.hpp"

namespace plumbline::schedule {

/// Which version to take for each dialect that leaves it open, by the name it has in triggers.
using Versions = std::map<std::string, Dialect>;

/// The dialect of a trigger. One that is named without a version is the place's own, if that is of
/// the same family.
[[nodiscard]] Result<Dialect> dialect_of(const Trigger& trigger, const Context& context);

/// The clock times of a text as a rule.
[[nodiscard]] CalendarRule rule_of(const CronFields& fields, const DstPolicy& dst);

/// The fields with every value that may be drawn.
[[nodiscard]] CronFields widest(CronFields fields);

/// compile() of all triggers, enabled or not, with the versions as chosen.
[[nodiscard]] Result<Compiled> compile_as(const Triggers& triggers, const ZoneSource& zones,
                                          const Context& context, const Versions& versions);

}  // namespace plumbline::schedule
