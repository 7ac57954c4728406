#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/time.hpp"

namespace plumbline::schedule {

/// One change of the UTC offset: from `at` on, local time is UTC + `offset`.
struct Transition {
  Instant at;
  Seconds offset;

  bool operator==(const Transition&) const = default;
};

/// The rules of one time zone as values: the offset before the first transition and every
/// transition up to `horizon`, which lies at least one whole 400-year Gregorian cycle past the
/// last year in which the rules change, so that what follows repeats.
/// `digest` identifies the content of the tz file (equal content = same zone, whatever its name).
struct Zone {
  std::string name;
  std::string digest;
  Seconds initial_offset{0};
  std::vector<Transition> transitions;
  Instant horizon;
  /// True if there is no transition after the file's last explicit one (no footer rule).
  bool fixed_from_now = false;
};
using ZonePtr = std::shared_ptr<const Zone>;

/// Where zones come from: the operating system's tz database in production, a table in tests.
/// Loading the same name twice gives the same pointer.
class ZoneSource {
 public:
  virtual ~ZoneSource() = default;
  /// Errors: not_found (no such zone; the hint names the nearest), invalid (not a zone name),
  /// corrupt (the file is not a tz file).
  [[nodiscard]] virtual Result<ZonePtr> load(std::string_view name) const = 0;
};

}  // namespace plumbline::schedule
