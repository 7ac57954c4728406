#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/cron/dialect.hpp"
#include "canonical-schema/schedule/schedule.hpp"

namespace plumbline::adapters::cron {

/// What a daemon makes of the time part of an entry.
struct TimeFacts {
  /// The daemon's complaint, empty if it accepts the text: "bad minute", "bad hour",
  /// "bad day-of-month", "bad month", "bad day-of-week", "bad time specifier".
  std::string problem;
  /// Accepted, and there is no such instant, as with "0 0 31 2 *".
  bool never_fires = false;
  /// Its clock times, on a clock of which nothing is known; null if it is refused.
  schedule::CompiledPtr times;
  std::vector<schedule::Lint> lints;
};

/// Asks the schedule engine about five fields or a nickname, and remembers its answers, since
/// crontabs repeat themselves. One thread at a time.
class ScheduleSyntax {
 public:
  explicit ScheduleSyntax(Dialect dialect) : dialect_(dialect) {}

  /// `expr` is a nickname, or fields joined by single blanks. The reference stays good as long
  /// as this object.
  [[nodiscard]] const TimeFacts& facts(std::string_view expr);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  Dialect dialect_;
  std::unordered_map<std::string, TimeFacts, Hash, std::equal_to<>> known_;
};

}  // namespace plumbline::adapters::cron
