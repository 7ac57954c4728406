#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/dialect.hpp"
#include "canonical-schema/schedule/dialects/croniter_versions.hpp"

// croniter's reading of an expression, for itself and for the engines that call it.

namespace plumbline::schedule {

/// How a caller has two restricted day fields combined.
enum class CroniterDays {
  either,  ///< day_or=True, the default
  both,    ///< day_or=False
  vixie,   ///< implement_cron_bug=True: both if the text of either field begins with `*`
};

struct CroniterCall {
  const CroniterVersion* version = nullptr;
  CroniterDays days = CroniterDays::either;
  /// The hour counts as a star only if it holds nothing but one after expansion (Airflow's test);
  /// else if it holds one at all (croniter's own).
  bool hour_star_alone = false;
};

/// One reading, or two where a February's nearest workday is another rule than other months'.
/// Errors: invalid, in croniter's words; unsupported (a random draw that ranges cannot say).
[[nodiscard]] Result<std::vector<Reading>> read_croniter(const CroniterCall& call,
                                                         std::string_view text,
                                                         std::vector<Lint>& lints);

}  // namespace plumbline::schedule
