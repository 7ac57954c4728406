#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "canonical-schema/observed.hpp"
#include "canonical-schema/values.hpp"

namespace plumbline::adapters::cron {

/// What a command line says about how it is run, and what is left of it without that.
/// A field for which no wrapper stands is `value`: none. Where the chain cannot be read, or
/// covers only a part of the command, every field that a wrapper could set is `unobservable`,
/// with the reason, and `inner` is the whole command.
struct WrapperReading {
  std::string inner;  ///< the command without wrappers and pings, blanks around it gone
  std::string name;   ///< base name of the first word that is no wrapper, builtin or keyword
  Observed<Limit> timeout_run;
  Observed<Count> concurrency_max;
  Observed<WhenBusy> concurrency_when_busy;
  Observed<Count> retry_max;
  Observed<Seconds> retry_delay;
  Observed<double> retry_factor;
  Observed<Limit> retry_max_delay;
  bool only_on_failure = false;       ///< chronic: output, and so mail, only when it fails
  Notifications pings;                ///< unsorted
  std::optional<std::string> run_as;  ///< sudo -u, systemd-run --uid
  /// All else that the wrappers say: "flock.file", "nice", "env.NAME", "timeout.kill_after", …
  std::map<std::string, std::string> local;
  std::string not_understood;  ///< why the fields are unobservable; empty = they are not
};

/// Reads a command as the shell gets it (percent signs already split off).
/// Guards in front ("cd DIR &&", "test …", "[ … ] &&") belong to the inner command and are looked
/// through; pings behind ("&& curl …", "|| logger …") become notifications.
[[nodiscard]] WrapperReading read_wrappers(std::string_view command);

}  // namespace plumbline::adapters::cron
