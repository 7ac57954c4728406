#include <algorithm>

#include "adapters/system/zone_data.hpp"
#include "daemon/schedules/batch.hpp"
#include "daemon/schedules/shown.hpp"
#include "reconcile/verdict.hpp"
#include "reports/schedule_json.hpp"
#include "reports/schedule_text.hpp"

// `plumbline schedule lint` and `explain`.

namespace plumbline::daemon {

namespace {

/// 1 if the reading noticed something critical.
int lint_code(const reports::ShownSchedule& shown) {
  const auto& lints = schedule::lints(*shown.compiled);
  const bool critical = std::any_of(lints.begin(), lints.end(), [](const schedule::Lint& lint) {
    return lint.level == schedule::Lint::Level::critical;
  });
  return critical ? reconcile::exit_code::findings : reconcile::exit_code::agree;
}

}  // namespace

int run_schedule_lint_command(const Session& session) {
  const adapters::system::ZoneData zones;
  const auto as_of = time_option(session, "--as-of");
  if (!as_of) return give_up(session, as_of.error());
  if (const auto code = refuse_missing_schedule(session)) return *code;
  if (const auto file = session.arguments.value("--batch")) {
    return run_schedule_batch(
        session, *file, zones, [&](const reports::ShownSchedule& shown, const std::string& id) {
          return BatchLine{reports::lint_json(shown, *as_of, id), lint_code(shown)};
        });
  }
  const auto result = show_argument(session, zones);
  if (!result.compiled) return complain_of(session, "", result);
  const auto shown = result.shown();
  return print_all(session,
                   session.arguments.has("--json")
                       ? reports::lint_json(shown, *as_of)
                       : reports::lint_text(shown, *as_of, style_of(session)),
                   lint_code(shown));
}

int run_schedule_explain_command(const Session& session) {
  const adapters::system::ZoneData zones;
  const auto as_of = time_option(session, "--as-of");
  if (!as_of) return give_up(session, as_of.error());
  if (const auto code = refuse_missing_schedule(session)) return *code;
  if (const auto file = session.arguments.value("--batch")) {
    return run_schedule_batch(
        session, *file, zones, [&](const reports::ShownSchedule& shown, const std::string& id) {
          return BatchLine{reports::explain_json(shown, *as_of, id), reconcile::exit_code::agree};
        });
  }
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
