#include <array>
#include <exception>

#include "daemon/commands/commands.hpp"
#include "reconcile/verdict.hpp"

namespace plumbline::daemon {
namespace {

struct Dispatch {
  std::string_view name;
  int (*run)(const Session&);
};

constexpr std::array dispatch{
    Dispatch{"audit", run_audit_command},
    Dispatch{"validate", run_validate_command},
    Dispatch{"inventory", run_inventory_command},
    Dispatch{"import", run_import_command},
    Dispatch{"diff", run_diff_command},
    Dispatch{"explain", run_explain_command},
    Dispatch{"normalise", run_normalise_command},
    Dispatch{"platforms", run_platforms_command},
    Dispatch{"schedule compare", run_schedule_compare_command},
    Dispatch{"schedule next", run_schedule_next_command},
    Dispatch{"schedule lint", run_schedule_lint_command},
    Dispatch{"schedule explain", run_schedule_explain_command},
    Dispatch{"schedule render", run_schedule_render_command},
    Dispatch{"schedule calendar", run_schedule_calendar_command},
    Dispatch{"schema", run_schema_command},
    Dispatch{"version", run_version_command},
    Dispatch{"completion", run_completion_command},
    Dispatch{"man", run_man_command},
};

Colours colours_of(const Arguments& arguments) {
  const auto stated = arguments.value("--colour").value_or("auto");
  if (stated == "always") return Colours::always;
  return stated == "never" ? Colours::never : Colours::automatic;
}

int run_command(const Session& session) {
  for (const auto& row : dispatch) {
    if (row.name == session.arguments.command->name) return row.run(session);
  }
  throw std::logic_error("a command of the table has no function");
}

}  // namespace

int run_program(const std::vector<std::string>& words, Interrupts& interrupts) {
  const auto arguments = parse_arguments(words);
  if (!arguments) {
    const Console console(Colours::automatic, false);
    console.complain(arguments.error());
    return reconcile::exit_code::invalid;
  }
  const Console console(colours_of(*arguments), arguments->has("--quiet"));
  const Session session{*arguments, console, interrupts.token()};
  if (arguments->help) {
    const auto done = console.print(help_text(arguments->command));
    return done ? reconcile::exit_code::agree : give_up(session, done.error());
  }
  if (arguments->version) return run_version_command(session);
  if (const auto error = wrong_clock()) return give_up(session, *error);
  if (arguments->command->name.starts_with("schedule ")) interrupts.lose_patience();
  return run_command(session);
}

}  // namespace plumbline::daemon
