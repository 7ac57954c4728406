#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/duration.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/day_set.hpp"
#include "canonical-schema/schedule/schedule.hpp"
#include "canonical-schema/schedule/trigger.hpp"
#include "canonical-schema/schedule/year_set.hpp"

namespace plumbline::schedule {

/// One value that an engine draws when it loads the line ("0~30"): which field, which range.
struct RandomRange {
  std::size_t field = 0;  ///< 0 minute, 1 hour, 2 day of month, 3 month, 4 weekday
  int low = 0;
  int high = 0;

  bool operator==(const RandomRange&) const = default;
};

/// Clock times as a dialect reads them from one text. Sets have bit 0 = the lowest value of the
/// field; weekday bit 0 is Sunday. The star flags say that the *text* of the field is a star in
/// the sense of its engine: some engines decide by that, so it survives normalisation.
struct CronFields {
  std::uint64_t seconds = 1;
  std::uint64_t minutes = 0;
  std::uint32_t hours = 0;
  DayFields days;
  YearSet years;
  bool minute_star = false;
  bool hour_star = false;
  bool day_star = false;
  bool weekday_star = false;
  std::vector<RandomRange> random;

  bool operator==(const CronFields&) const = default;
};

/// One thing that starts the job, as its text says. A text may hold several (Jenkins has a line
/// each). Which members mean something depends on `kind`: cron `fields`, every `period`, at
/// `local`, event and custom `text`, manual, boot, continuous and once nothing.
struct Reading {
  TriggerKind kind = TriggerKind::cron;
  CronFields fields;
  Period period;
  Seconds local{0};  ///< since 1970-01-01T00:00:00 on the local clock
  /// Named in the text itself ("CRON_TZ=Europe/Berlin …") or fixed by the engine; empty = what
  /// stands beside the text.
  std::string zone;
  /// With `every`, where the engine's phase follows from the text; else the trigger's own.
  std::optional<Instant> anchor;
  /// What an event is waited for, in one form per meaning, or the words of a custom trigger.
  std::string text = {};
  LogicalDate logical_date = LogicalDate::none;
  /// Named in the text itself; else the trigger's own.
  std::optional<Instant> window_start;
  std::optional<Instant> window_end;
  /// The clock time before which nothing fires, since 1970-01-01T00:00:00 on the local clock.
  std::optional<Seconds> local_start;
  std::optional<Seconds> jitter;
  /// Clock times at which the other readings of the text do not fire (Temporal's exclusions).
  bool excluded = false;

  bool operator==(const Reading&) const = default;
};

/// `a-b` with a > b: refused, or accepted as the empty set.
enum class ReversedRange { refused, empty };
/// Text after a complete list item, as in `5#2`: refused, or skipped up to the next blank.
enum class Junk { refused, ignored };
/// Steps that do not fit: any step, or only those that divide the span.
enum class Steps { any, dividing };
/// Two restricted day fields: OR unless the text of one begins with `*`, or refused.
enum class TwoDayFields { either_unless_star, refused };

/// A name that stands for a whole reading.
struct Macro {
  std::string_view name;
  Reading reading;
};

struct DialectProfile;

/// The arguments that name one version of the engine each, oldest first, for one that leaves the
/// version open ("" or ">=2.0.4,<5"); the argument itself where it leaves nothing open. Errors:
/// invalid, not_found (no such version).
using ListVersions = Result<std::vector<std::string>> (*)(std::string_view argument);

/// Appends to the lints what the text alone shows. Errors: invalid, with where.column at the
/// offending character and what the engine itself would say at the start of the message.
using ReadText = Result<std::vector<Reading>> (*)(const DialectProfile& profile,
                                                  std::string_view argument, std::string_view text,
                                                  std::vector<Lint>& lints);

/// One dialect as data; what data cannot say is a hook. A further dialect is a further row.
struct DialectProfile {
  std::string_view name;
  /// How its people call it in messages: "Debian cron".
  std::string_view title;
  ReadText read = nullptr;
  /// Only for engines whose versions read one text differently.
  ListVersions versions = nullptr;
  // What readers of the vixie family differ in.
  ReversedRange reversed = ReversedRange::refused;
  Junk junk = Junk::refused;
  Steps steps = Steps::any;
  TwoDayFields two_day_fields = TwoDayFields::either_unless_star;
  /// Both ends of a range must lie in the field, even if no value of the range is reached.
  bool checks_range_ends = true;
  /// `a-0` with a > 0 and no step means `a-7`, in every field (cronie's care for `x-sun`).
  bool repairs_end_zero = false;
  /// `a~b` draws one value at load.
  bool draws_random = false;
  /// A leading `-` means "do not log" and is no part of the first field.
  bool leading_dash = false;
  /// The engine reads clock times in the zone of its host, whatever the line says.
  bool host_zone = false;
  std::span<const Macro> macros;
  /// What the engine does around a clock change, derived from the text; nullptr where there is
  /// no engine.
  DstPolicy (*dst)(const CronFields&) = nullptr;
};

/// A dialect as it is named: "croniter@6.2.4" is the family croniter with the argument "6.2.4",
/// "croniter>=5,<7" croniter with ">=5,<7", "jenkins:team/job" the family jenkins with "team/job".
struct Dialect {
  const DialectProfile* profile = nullptr;
  std::string argument;

  [[nodiscard]] Result<std::vector<Reading>> read(std::string_view text,
                                                  std::vector<Lint>& lints) const {
    return profile->read(*profile, argument, text, lints);
  }
  /// The same engine in each version that the name leaves open, oldest first; at least one.
  [[nodiscard]] Result<std::vector<Dialect>> versions() const;
};

/// Finds a dialect by the name truth files and configuration use; "" is "portable".
/// Errors: not_found (no such dialect, or none in that version).
[[nodiscard]] Result<Dialect> find_dialect(std::string_view name);
[[nodiscard]] std::span<const DialectProfile> dialects();

}  // namespace plumbline::schedule
