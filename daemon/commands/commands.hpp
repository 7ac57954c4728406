#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "daemon/cli/arguments.hpp"
#include "daemon/console.hpp"
#include "daemon/interrupts.hpp"
#include "daemon/shell.hpp"

namespace plumbline::daemon {

/// One command under way.
struct Session {
  const Arguments& arguments;
  const Console& console;
  std::stop_token stop;
};

// One function a command; each prints and returns the exit code (contract section 4).
[[nodiscard]] int run_audit_command(const Session& session);
[[nodiscard]] int run_validate_command(const Session& session);
[[nodiscard]] int run_inventory_command(const Session& session);
[[nodiscard]] int run_import_command(const Session& session);
[[nodiscard]] int run_diff_command(const Session& session);
[[nodiscard]] int run_explain_command(const Session& session);
[[nodiscard]] int run_normalise_command(const Session& session);
[[nodiscard]] int run_platforms_command(const Session& session);
[[nodiscard]] int run_schedule_compare_command(const Session& session);
[[nodiscard]] int run_schedule_next_command(const Session& session);
[[nodiscard]] int run_schedule_lint_command(const Session& session);
[[nodiscard]] int run_schedule_explain_command(const Session& session);
[[nodiscard]] int run_schedule_calendar_command(const Session& session);
[[nodiscard]] int run_schedule_render_command(const Session& session);
[[nodiscard]] int run_schema_command(const Session& session);
[[nodiscard]] int run_version_command(const Session& session);
[[nodiscard]] int run_completion_command(const Session& session);
[[nodiscard]] int run_man_command(const Session& session);

/// Runs the program: parses, dispatches, reports. `words` is without the program's name.
[[nodiscard]] int run_program(const std::vector<std::string>& words, Interrupts& interrupts);

/// The exit code of an error that ended a command: 4 for wrong input, 2 for the rest.
[[nodiscard]] int exit_code_of(const Error& error);
/// Complains and returns exit_code_of().
[[nodiscard]] int give_up(const Session& session, const Error& error);
/// Finds and reads the configuration; every problem is complained about. nullopt = exit with 4
/// (or 2 if there is none), which `code` is set to.
[[nodiscard]] std::optional<Config> load_config(const Session& session, int& code);
/// `--config` and what it needs. Null = exit with `code`.
[[nodiscard]] std::unique_ptr<Shell> open_shell(const Session& session, int& code);
/// What is wrong with SOURCE_DATE_EPOCH, if it is set and no time.
[[nodiscard]] std::optional<Error> wrong_clock();
/// The present, whole seconds; with `--deterministic` SOURCE_DATE_EPOCH, or 1970 without it.
[[nodiscard]] Instant present(const Session& session);

}  // namespace plumbline::daemon
