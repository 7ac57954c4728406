#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/schedules/argument.hpp"
#include "reports/layout.hpp"
#include "reports/schedule_view.hpp"

// What the commands of `plumbline schedule` have in common.

namespace plumbline::daemon {

/// A schedule that was named and compiled, or where reading stopped.
struct ShownResult {
  NamedSchedule named;  ///< as far as it was read
  Result<schedule::CompiledPtr> compiled;

  [[nodiscard]] reports::ShownSchedule shown() const;
};

/// Compiles what was named. Where it names no zone and its engine then has one by its own rule, it
/// is read in that, and the schedule says so in `assumed`.
[[nodiscard]] Result<schedule::CompiledPtr> compile_named(NamedSchedule& named,
                                                          const schedule::ZoneSource& zones);

/// Reads and compiles one argument.
[[nodiscard]] ShownResult show_argument(std::string_view text, const StatedParts& stated,
                                        const schedule::ZoneSource& zones);
/// The argument of a command for one schedule, S, with its options --dialect and --timezone.
[[nodiscard]] ShownResult show_argument(const Session& session, const schedule::ZoneSource& zones);

/// The same from JSON that was read already.
[[nodiscard]] ShownResult show_written(const codec::WrittenSchedule& written,
                                       const schedule::ZoneSource& zones);

/// Complains of a schedule that could not be read, with a mark under the place. `label` is "A" or
/// empty. Returns the exit code: 4, or 3 for what this build understands and does not do.
[[nodiscard]] int complain_of(const Session& session, const std::string& label,
                              const ShownResult& result);
/// True for a text that its engine would not take, as opposed to one that nobody here can judge.
[[nodiscard]] bool is_refused(const Error& error);

/// What to do where neither S nor --batch is given, or both: an exit code; nullopt if one is.
[[nodiscard]] std::optional<int> refuse_missing_schedule(const Session& session);

/// The time of an option; the present if it is not given. Errors: invalid.
[[nodiscard]] Result<Instant> time_option(const Session& session, std::string_view option);
/// The number of an option. Errors: invalid, below `least` or above `most`.
[[nodiscard]] Result<std::size_t> number_option(const Session& session, std::string_view option,
                                                std::size_t fallback, std::size_t least,
                                                std::size_t most);
/// The page as wide and as colourful as the terminal.
[[nodiscard]] reports::TextStyle style_of(const Session& session);
/// Prints and returns `code`, or complains.
[[nodiscard]] int print_all(const Session& session, std::string_view text, int code);
/// Complains of wrong arguments: 4.
[[nodiscard]] int refuse_arguments(const Session& session, std::string message, std::string hint);

}  // namespace plumbline::daemon
