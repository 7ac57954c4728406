#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::daemon {

/// A schedule that was copied with what stood around it: a line of a crontab, of a timer or of a
/// manifest, an argument in a program.
struct PastedForm {
  std::string form;                   ///< what it is: "a line of a crontab"
  std::vector<std::string> dialects;  ///< whose it may be; empty = the form does not tell
  std::vector<std::string> exprs;     ///< their union
  std::string zone;                   ///< that it names; empty = none
  std::string obstacle;  ///< why it is not read although its schedule was found; empty = it is
  std::string advice;    ///< with an obstacle: what to write in place of it
};

/// What the text is, if it has the form of one of these; nullopt if it may be a schedule as it
/// stands. Nothing in it is judged: the expressions may be wrong.
[[nodiscard]] std::optional<PastedForm> pasted_form(std::string_view text);

}  // namespace plumbline::daemon
