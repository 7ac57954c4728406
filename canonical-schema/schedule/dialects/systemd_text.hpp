#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/day_set.hpp"

// The grammar of OnCalendar=, without what its numbers mean.

namespace plumbline::schedule::systemd {

inline constexpr std::int64_t microseconds_of_second = 1'000'000;

/// One item of a list: `5`, `5/2`, `5..9`, `5..9/2`. Those of seconds count microseconds.
struct Component {
  std::int64_t start = 0;
  std::int64_t stop = -1;   ///< -1: no range
  std::int64_t repeat = 0;  ///< 0: no step
  std::size_t at = 0;       ///< where it is written, in bytes
  std::size_t length = 0;
};

/// `*`, or a list.
struct Chain {
  bool every = false;
  std::vector<Component> components;
};

struct Specification {
  std::uint32_t weekdays = all_weekdays;  ///< bit 0 = Sunday
  Chain year{true, {}};
  Chain month{true, {}};
  Chain day{true, {}};
  bool from_end = false;  ///< days are counted from the end of the month (`~`)
  Chain hour;
  Chain minute;
  Chain second;
  std::string zone;
};

/// Errors: invalid, with the engine's words and the column.
[[nodiscard]] Result<Specification> parse(std::string_view text);

}  // namespace plumbline::schedule::systemd
