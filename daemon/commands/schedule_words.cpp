#include <algorithm>

#include "adapters/system/zone_data.hpp"
#include "daemon/schedules/shown.hpp"
#include "reconcile/verdict.hpp"
#include "reports/schedule_json.hpp"
#include "reports/schedule_text.hpp"

// `plumbline schedule lint` and `explain`.

namespace plumbline::daemon {

int run_schedule_lint_command(const Session& session) {
  const adapters::system::ZoneData zones;
  const auto result = show_argument(session, zones);
  if (!result.compiled) return complain_of(session, "", result);
  const auto& lints = schedule::lints(**result.compiled);
  const bool critical = std::any_of(lints.begin(), lints.end(), [](const schedule::Lint& lint) {
    return lint.level == schedule::Lint::Level::critical;
  });
  const auto shown = result.shown();
  return print_all(session,
                   session.arguments.has("--json") ? reports::lint_json(shown)
                                                   : reports::lint_text(shown, style_of(session)),
                   critical ? reconcile::exit_code::findings : reconcile::exit_code::agree);
}

int run_schedule_explain_command(const Session& session) {
  const adapters::system::ZoneData zones;
  const auto as_of = time_option(session, "--as-of");
  if (!as_of) return give_up(session, as_of.error());
  const auto result = show_argument(session, zones);
  if (!result.compiled) return complain_of(session, "", result);
  const auto shown = result.shown();
  return print_all(session,
                   session.arguments.has("--json")
                       ? reports::explain_json(shown, *as_of)
                       : reports::explain_text(shown, *as_of, style_of(session)),
                   reconcile::exit_code::agree);
}

}  // namespace plumbline::daemon
