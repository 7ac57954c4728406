#pragma once

// Named points at which a test build can be made to die or to fail, to prove that nothing is
// lost there. Without PLUMBLINE_FAILPOINTS they compile to nothing.
//
//   PLUMBLINE_FAILPOINT=NAME[:N]        SIGKILL at the N-th time that NAME is reached (default 1)
//   PLUMBLINE_FAILPOINT_ERROR=NAME[:N]  return an error there instead

#ifdef PLUMBLINE_FAILPOINTS

#include "canonical-schema/result.hpp"

namespace plumbline::daemon {

/// Dies, or returns an error (unreachable), if the environment asks for it at this point.
[[nodiscard]] Result<void> reach_failpoint(const char* name);

}  // namespace plumbline::daemon

/// For functions that return a Result.
#define PLUMBLINE_FAILPOINT(NAME)                                            \
  do {                                                                       \
    if (auto reached = ::plumbline::daemon::reach_failpoint(NAME); !reached) \
      return ::plumbline::fail(std::move(reached.error()));                  \
  } while (false)

#else
#define PLUMBLINE_FAILPOINT(NAME) static_cast<void>(0)
#endif
