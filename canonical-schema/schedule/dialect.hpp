#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/day_set.hpp"
#include "canonical-schema/schedule/trigger.hpp"

namespace plumbline::schedule {

/// One value that an engine draws when it loads the line ("0~30"): which field, which range.
struct RandomRange {
  std::size_t field = 0;  ///< 0 minute, 1 hour, 2 day of month, 3 month, 4 weekday
  int low = 0;
  int high = 0;

  bool operator==(const RandomRange&) const = default;
};

/// A cron expression as its dialect reads it. Sets have bit 0 = the lowest value of the field;
/// weekday bit 0 is Sunday and 7 is folded into it. The star flags say that the *text* of the
/// field begins with `*`: vixie engines decide by that, so it survives normalisation.
struct CronFields {
  std::uint64_t minutes = 0;
  std::uint32_t hours = 0;
  DayFields days;
  bool minute_star = false;
  bool hour_star = false;
  bool day_star = false;
  bool weekday_star = false;
  bool reboot = false;  ///< `@reboot`: no clock times at all
  std::vector<RandomRange> random;

  bool operator==(const CronFields&) const = default;
};

/// `a-b` with a > b: refused, or accepted as the empty set.
enum class ReversedRange { refused, empty };
/// Text after a complete list item, as in `5#2`: refused, or skipped up to the next blank.
enum class Junk { refused, ignored };
/// Steps that do not fit: any step, or only those that divide the span.
enum class Steps { any, dividing };
/// Two restricted day fields: OR unless the text of one begins with `*`, or refused.
enum class TwoDayFields { either_unless_star, refused };

/// A name that stands for five fields.
struct Macro {
  std::string_view name;
  CronFields fields;
};

/// One dialect as data; what data cannot say is a hook. A further dialect is a further row.
struct DialectProfile {
  std::string_view name;
  /// How its people call it in messages: "Debian cron".
  std::string_view title;
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

/// Finds a dialect by the name truth files and configuration use; "" is "portable".
/// Errors: unsupported (a dialect that exists and is not read yet), not_found.
[[nodiscard]] Result<const DialectProfile*> find_dialect(std::string_view name);
[[nodiscard]] std::span<const DialectProfile> dialects();

}  // namespace plumbline::schedule
