#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/trigger.hpp"
#include "canonical-schema/schedule/zone.hpp"
#include "canonical-schema/time.hpp"

namespace plumbline::schedule {

/// Something a parse noticed that a steward should know. `code` is stable ("never-fires",
/// "reversed-range", "star-text-sensitive", …: semantics in docs/schedule-lints.md).
struct Lint {
  enum class Level { info, warning, critical };
  std::string code;
  Level level = Level::warning;
  std::string message;
  /// Which characters of the expression, [begin, end) in bytes; 0,0 = the whole.
  std::size_t begin = 0;
  std::size_t end = 0;

  bool operator==(const Lint&) const = default;
};

struct Compiled;  // internal form, see compiled.hpp
using CompiledPtr = std::shared_ptr<const Compiled>;

/// Where a schedule runs, for what its text leaves open. The default knows nothing.
struct Context {
  /// The dialect of the place's engine, "" if unknown. A portable rule that states no `dst` takes
  /// the policy this engine would apply to the same text; without one it is skip/both.
  std::string place_dialect;
  /// The zone of the place's engine: what `platform_default` stands for.
  ZoneRef place_zone;
};

/// The exact form of a union of triggers: what decides equality, next fire times and text.
/// Disabled triggers are left out unless all are disabled: then all count, so that pausing a
/// workflow does not change its schedule.
/// Errors: invalid (the dialect refuses the text: where.column points into the expression,
/// the message says what the engine itself would say), not_found (no such zone or dialect),
/// unsupported (a text that is right and cannot be said exactly), corrupt (a broken tz file).
/// A trigger that parses but can never fire is not an error: see never_fires().
[[nodiscard]] Result<CompiledPtr> compile(const Triggers& triggers, const ZoneSource& zones,
                                          const Context& context = {});

/// What compile() noticed, in trigger order.
[[nodiscard]] const std::vector<Lint>& lints(const Compiled& schedule);
/// True if the text is accepted and yet no instant is ever reached.
[[nodiscard]] bool never_fires(const Compiled& schedule);
/// True if it fires by time alone and its last run lies before `as_of`.
[[nodiscard]] bool has_ended(const Compiled& schedule, Instant as_of);
/// True if something fires it by time (decides whether catch-up is compared).
[[nodiscard]] bool fires_by_time(const Compiled& schedule);

/// The first `count` instants at or after `from`. Manual, event, boot, continuous: none.
/// Empty as well where the zone is unknown.
[[nodiscard]] std::vector<Instant> next_fires(const Compiled& schedule, Instant from,
                                              std::size_t count);

/// Mean runs a month (1/12 of the exact yearly mean of clock times; a clock change that drops or
/// doubles one is left out); nullopt where it cannot be told: no clock, or triggers that overlap
/// in a way that no cycle covers.
[[nodiscard]] std::optional<double> runs_per_month(const Compiled& schedule);

/// How two schedules relate, for all time from `as_of` on. The words are those of the vectors'
/// documentation; subset means: every run of a is a run of b, not conversely.
enum class Relation {
  equal,
  equal_except_dst,
  equal_firing,
  unknown_phase,
  unknown_zone,  ///< clock times agree, at least one zone is not known
  /// The engine's version is open and its versions do not all give the same relation.
  ambiguous_version,
  seasonal,
  subset,
  superset,
  different,
  never_a,
  never_b,
  never_both,
  nondeterministic,
  incomparable,
};
/// As the vectors write it: "equal-except-dst".
[[nodiscard]] const char* name(Relation relation);

/// The answer of relate(). Witnesses are the first instants from `as_of` on that only one side
/// fires; the counts are means a month over both sides' whole cycle.
struct Comparison {
  Relation relation = Relation::incomparable;
  std::optional<Instant> first_only_a;
  std::optional<Instant> first_only_b;
  std::optional<double> only_a_per_month;
  std::optional<double> only_b_per_month;
  /// True if nothing but the zone tells them apart (same clock times): rule PL1002.
  bool zone_only = false;
  /// With never_a, never_b, never_both: a side did fire, and its last run lies before `as_of`.
  bool ended = false;
  /// With `nondeterministic`: true if both sides draw from the same ranges.
  bool same_ranges = false;
  /// Why, in one clause, for `incomparable` and notes.
  std::string reason;
};

/// Exact: no sampling in the verdict. Symmetric up to the swap of a and b.
[[nodiscard]] Comparison relate(const Compiled& a, const Compiled& b, Instant as_of);

/// Equal hash if relate() says equal for two schedules in the same zone, from whichever moment on;
/// used to find candidates, which relate() must confirm. The converse does not hold: only what
/// recurs for ever is in it, without the clock-change policies, whose effect depends on the zone.
[[nodiscard]] std::uint64_t canonical_hash(const Compiled& schedule);

/// In plain English that a steward can check: "06:30 on weekdays, Europe/Berlin".
/// Never longer than about 200 characters.
[[nodiscard]] std::string explain(const Compiled& schedule);

/// The dialect names this build reads, for messages and completion.
[[nodiscard]] std::vector<std::string> dialect_names();

}  // namespace plumbline::schedule
