#pragma once

#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"

namespace plumbline::daemon {

enum class Colours { automatic, always, never };

/// Standard output for data, standard error for talk (contract section 7).
class Console {
 public:
  /// Reads TTY state, NO_COLOR, FORCE_COLOR, TERM, COLUMNS.
  Console(Colours colours, bool quiet);

  /// Writes data. A reader that went away (`| head -1`) is no error. Errors: unreachable (standard
  /// output is closed or full).
  [[nodiscard]] Result<void> print(std::string_view data) const;
  /// One line of talk, unless `--quiet`.
  void say(std::string_view line) const;
  /// "plumbline: message", with the hint on a line of its own. Never quiet.
  void complain(const Error& error) const;
  /// What is being done; only on a terminal, overwritten by the next one.
  void progress(std::string_view what) const;
  /// Takes the progress line away.
  void settle() const;

  [[nodiscard]] bool colour() const { return colour_; }
  /// Columns of the terminal; 100 if standard output is none.
  [[nodiscard]] std::size_t width() const { return width_; }
  /// True if the locale can print more than ASCII.
  [[nodiscard]] bool unicode() const { return unicode_; }

 private:
  bool quiet_;
  bool colour_ = false;
  bool talks_to_terminal_ = false;
  bool unicode_ = false;
  std::size_t width_ = 100;
};

}  // namespace plumbline::daemon
