#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"

// Where croniter's reading of expressions changed.

namespace plumbline::schedule {

/// The numbers that mean Sunday in the weekday field.
enum class CroniterSunday {
  zero_and_seven,  ///< 0 to 7, a range may reach 7
  zero,            ///< 0 to 6
  zero_or_seven,   ///< 0 to 6, and 7 is read as 0
};

/// A release from which on expressions read differently. Source: the behaviour of each release of
/// the package, measured.
struct CroniterVersion {
  using Number = std::array<int, 3>;

  /// The first number that means these rules, be it of a release or not.
  Number from{};
  /// The first release: what names these rules.
  std::string_view name;
  /// `mon-fri#2` and whole items only; before, what followed `5#2` was dropped.
  bool whole_nth = false;
  /// All values of a day field written out are no star, if the other day field has no `*`.
  bool keeps_full_lists = false;
  bool question_mark = false;
  bool years = false;
  CroniterSunday sunday = CroniterSunday::zero_and_seven;
  /// `22-4` wraps and `5-5` is the whole field.
  bool cyclic_ranges = false;
  bool workdays = false;  ///< `15W`
  /// 7.0.0: `59/15` is 59; one day field without any date leaves the other; Sunday may be 7 with
  /// seconds too, and day 0 is refused with them; only ASCII blanks separate.
  bool mended = false;
};

/// Oldest first; never empty.
[[nodiscard]] std::span<const CroniterVersion> croniter_versions();

/// The rules of the newest release not above `version` ("6.0.1"); "6.3.0" is what was released as
/// 7.0.0. Errors: invalid (no version number), not_found (older than the oldest known).
[[nodiscard]] Result<const CroniterVersion*> croniter_version(std::string_view version);

/// The rules that one of the releases of a range follows, oldest first: "" is every release,
/// ">=2.0.4,<5" some. Errors: as above; not_found if there are none.
[[nodiscard]] Result<std::vector<const CroniterVersion*>> croniter_range(std::string_view range);

}  // namespace plumbline::schedule
