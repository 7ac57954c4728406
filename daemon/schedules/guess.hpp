#pragma once

#include <string>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/schedule.hpp"
#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::daemon {

/// The dialect of a text that names none, and the sentence that says so.
struct Guess {
  std::string dialect;
  std::string sentence;
};

/// The dialect to read the texts in: `portable` if it takes them, else the first that does,
/// provided that all dialects that take them mean the same, clock changes aside.
/// Errors: invalid, if they mean different things, or none takes them, or only by skipping a part;
/// the hint lists who says what. where.field is "dialect" where some dialect takes them.
/// `among` are the dialects that come into question; empty = all.
[[nodiscard]] Result<Guess> guess_dialect(const std::vector<std::string>& exprs,
                                          const schedule::ZoneRef& zone,
                                          const schedule::ZoneSource& zones,
                                          const std::vector<std::string>& among = {});

}  // namespace plumbline::daemon
