#include "canonical-schema/schedule/render.hpp"

#include <algorithm>

#include "adapters/system/zone_data.hpp"
#include "daemon/schedules/batch.hpp"
#include "daemon/schedules/shown.hpp"
#include "daemon/schedules/usual_names.hpp"
#include "reconcile/verdict.hpp"
#include "reports/schedule_json.hpp"
#include "reports/schedule_text.hpp"

namespace plumbline::daemon {
namespace {

/// What a dialect says to a plain text; nullopt if it takes it.
std::optional<Error> refusal_of(const std::string& dialect, const schedule::ZoneSource& zones) {
  schedule::Trigger trigger;
  trigger.kind = schedule::TriggerKind::cron;
  trigger.dialect = dialect;
  trigger.expr = "0 0 1 1 *";
  const auto read = schedule::compile({trigger}, zones);
  return read ? std::nullopt : std::optional(read.error());
}

/// What is wrong with the version that a dialect names; nullopt if nothing is.
std::optional<Error> wrong_version(const std::string& dialect, const std::string& family,
                                   const schedule::ZoneSource& zones) {
  const auto refusal = refusal_of(dialect, zones);
  if (!refusal) return std::nullopt;
  // Who wants more fields says so without a version too.
  const auto usual = refusal_of(family, zones);
  if (usual && usual->message == refusal->message) return std::nullopt;
  return Error{ErrorKind::invalid, "--to: " + refusal->message, refusal->hint, {}, {}};
}

/// What is wrong with the dialect to write in; nullopt if nothing is.
std::optional<Error> wrong_target(const std::string& dialect, const schedule::ZoneSource& zones) {
  const auto names = schedule::rendered_dialects();
  const auto family = dialect.substr(0, dialect.find_first_of("@:<>="));
  if (std::ranges::find(names, family) != names.end()) return wrong_version(dialect, family, zones);
  std::string known;
  for (const auto& name : names) known += (known.empty() ? "" : ", ") + name;
  const auto meant = meant_dialect(dialect, names);
  return Error{ErrorKind::invalid,
               "--to: there is nothing that writes '" + dialect + "'",
               (meant ? "did you mean " + *meant + "? " : "") + "there are " + known,
               {},
               {}};
}

int code_of(const schedule::Rendering& rendering) {
  return rendering.text ? reconcile::exit_code::agree : reconcile::exit_code::findings;
}

}  // namespace

int run_schedule_render_command(const Session& session) {
  const adapters::system::ZoneData zones;
  const auto as_of = time_option(session, "--as-of");
  if (!as_of) return give_up(session, as_of.error());
  const auto target = session.arguments.value("--to");
  if (!target) {
    return refuse_arguments(session, "--to is required",
                            "name the dialect to write in, for example --to aws-scheduler");
  }
  if (const auto wrong = wrong_target(*target, zones)) return give_up(session, *wrong);
  if (const auto code = refuse_missing_schedule(session)) return *code;
  const auto rendered = [&](const reports::ShownSchedule& shown) {
    return schedule::render(*shown.compiled, *target, zones, *as_of);
  };
  if (const auto file = session.arguments.value("--batch")) {
    return run_schedule_batch(
        session, *file, zones, [&](const reports::ShownSchedule& shown, const std::string& id) {
          const auto rendering = rendered(shown);
          if (!rendering) return broken_line("\"id\": " + id + ", ", rendering.error());
          return BatchLine{reports::render_json(shown, *target, *rendering, id),
                           code_of(*rendering)};
        });
  }
  const auto result = show_argument(session, zones);
  if (!result.compiled) return complain_of(session, "", result);
  const auto shown = result.shown();
  const auto rendering = rendered(shown);
  if (!rendering) {
    session.console.complain(rendering.error());
    return rendering.error().kind == ErrorKind::unsupported ? reconcile::exit_code::incomplete
                                                            : reconcile::exit_code::invalid;
  }
  return print_all(session,
                   session.arguments.has("--json")
                       ? reports::render_json(shown, *target, *rendering)
                       : reports::render_text(shown, *target, *rendering, style_of(session)),
                   code_of(*rendering));
}

}  // namespace plumbline::daemon
