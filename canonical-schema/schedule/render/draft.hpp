#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/render.hpp"
#include "canonical-schema/schedule/render/target.hpp"

namespace plumbline::schedule {

/// One way of writing a schedule; which ones are right turns out when they are read again.
struct Plan {
  /// Lines after those of the schedule's own text; after its normal form; after the same without
  /// regard to clock changes.
  enum class Source { written, rules, clock_times };
  Source source = Source::written;
  ZoneRef zone;
  ZonePtr tz;  ///< of `zone`; null where that is not known
  /// Every line names the zone it had, instead of `zone`.
  bool own_zones = false;
  bool intervals_as_lines = false;
  bool starless = false;
  /// Puts the policy for clock changes beside the lines.
  bool states_dst = false;
  /// Leaves out or rounds what cannot be said: never an exact answer by intent.
  bool near = false;
  /// Clocks stand as far apart as at this instant: right only until they do not.
  std::optional<Instant> clocks_at;
  std::size_t near_choice = 0;
};

/// What all plans of one request share.
struct Request {
  const Compiled& schedule;
  const RenderTarget& target;
  std::string dialect;  ///< as asked: "croniter@6.2.4"
  Instant as_of;
  bool one_line = false;
  ZonePtr utc;
};

/// Lines that were not read again yet.
struct Draft {
  std::vector<Line> lines;
  ZoneRef zone;
  std::vector<std::string> notes;
};

/// The schedule after one plan. Errors: unsupported, with the reason.
[[nodiscard]] Result<Draft> draft(const Request& request, const Plan& plan);

}  // namespace plumbline::schedule
