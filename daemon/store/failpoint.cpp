#include "daemon/store/failpoint.hpp"

#ifdef PLUMBLINE_FAILPOINTS

#include <csignal>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace plumbline::daemon {
namespace {

/// True the N-th time that `name` is reached, if the variable is "name:N".
bool is_due(const char* variable, const std::string& name) {
  const char* asked = std::getenv(variable);
  if (asked == nullptr) return false;
  const std::string_view text(asked);
  const auto colon = text.find(':');
  if (text.substr(0, colon) != name) return false;
  // Counting is the one thing here that needs to outlive a call.
  static std::map<std::string, int> times;
  const int wanted =
      colon == std::string_view::npos ? 1 : std::atoi(asked + colon + 1);  // NOLINT(cert-err34-c)
  return ++times[variable + name] == wanted;
}

}  // namespace

Result<void> reach_failpoint(const char* name) {
  if (is_due("PLUMBLINE_FAILPOINT", name)) std::raise(SIGKILL);
  if (is_due("PLUMBLINE_FAILPOINT_ERROR", name))
    return fail(ErrorKind::unreachable, std::string("failpoint ") + name,
                "unset PLUMBLINE_FAILPOINT_ERROR");
  return {};
}

}  // namespace plumbline::daemon

#endif
