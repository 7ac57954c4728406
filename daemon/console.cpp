#include "daemon/console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "reports/display_text.hpp"
#include "reports/redact.hpp"

namespace plumbline::daemon {
namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t widest = 400;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

bool wants_colour(Colours colours, bool terminal) {
  switch (colours) {
    case Colours::always:
      return true;
    case Colours::never:
      return false;
    case Colours::automatic:
      break;
  }
  // Set but empty means not set (https://no-color.org).
  if (!environment("NO_COLOR").empty() || !environment("PLUMBLINE_NO_COLOR").empty()) return false;
  if (!environment("FORCE_COLOR").empty()) return true;
  return terminal && environment("TERM") != "dumb";
}

std::size_t terminal_width(bool terminal) {
  std::size_t width = 100;
  winsize size{};
  if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    width = size.ws_col;
  }
  const auto columns = environment("COLUMNS");
  std::size_t stated = 0;
  const auto end = columns.data() + columns.size();
  if (std::from_chars(columns.data(), end, stated).ptr == end && stated > 0) width = stated;
  return std::clamp(width, narrowest, widest);
}

bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto value = environment(name);
    if (value.empty()) continue;
    return value.find("UTF-8") != std::string_view::npos ||
           value.find("utf8") != std::string_view::npos;
  }
  return false;
}

bool write_all(int descriptor, std::string_view data) {
  while (!data.empty()) {
    const auto written = ::write(descriptor, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    data.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Console::Console(Colours colours, bool quiet) : quiet_(quiet) {
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  talks_to_terminal_ = isatty(STDERR_FILENO) == 1;
  colour_ = wants_colour(colours, terminal);
  width_ = terminal_width(terminal);
  unicode_ = locale_is_utf8();
}

Result<void> Console::print(std::string_view data) const {
  settle();
  if (write_all(STDOUT_FILENO, data)) return {};
  // `plumbline audit | head -1`: the reader has what it wanted, and the exit code says the rest.
  if (errno == EPIPE) return {};
  return fail(ErrorKind::unreachable,
              std::string("cannot write to standard output: ") + std::strerror(errno),
              "the report is incomplete");
}

void Console::say(std::string_view line) const {
  if (quiet_) return;
  settle();
  write_all(STDERR_FILENO, std::string(line) + "\n");
}

void Console::complain(const Error& error) const {
  settle();
  Error without_hint = error;
  without_hint.hint.clear();
  // Messages repeat arguments, file names and what remote machines say.
  const auto shown = [](const std::string& text) {
    return reports::visible(reports::redacted(text));
  };
  std::string text = "plumbline: " + shown(describe(without_hint)) + "\n";
  if (!error.hint.empty()) text += "  " + shown(error.hint) + "\n";
  write_all(STDERR_FILENO, text);
}

void Console::progress(std::string_view what) const {
  if (quiet_ || !talks_to_terminal_) return;
  write_all(STDERR_FILENO, "\r\x1b[K" + std::string(what.substr(0, width_ - 1)));
}

void Console::settle() const {
  if (!quiet_ && talks_to_terminal_) write_all(STDERR_FILENO, "\r\x1b[K");
}

}  // namespace plumbline::daemon
