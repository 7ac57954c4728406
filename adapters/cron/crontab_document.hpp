#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cron/dialect.hpp"
#include "adapters/cron/schedule_syntax.hpp"

namespace plumbline::adapters::cron {

/// A piece of a document, [begin, end) in bytes.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  [[nodiscard]] bool empty() const { return begin == end; }
  bool operator==(const Span&) const = default;
};

enum class LineKind {
  blank,
  comment,
  marker,       ///< "# plumbline: id=… owner=…"
  environment,  ///< holds for every entry below it
  entry,
  paused,   ///< "#plumbline:paused# " in front of an entry
  dormant,  ///< a plain comment that would be an entry without its "#"
  broken,   ///< the daemon refuses it; `problem` says how
};

/// The parts of an entry. `expr` is what a schedule is made of: the nickname, or the five fields
/// joined by single blanks.
struct EntryParts {
  Span schedule;  ///< from the first field to the last, or the nickname
  std::string expr;
  Span user;              ///< empty in user tabs
  Span command;           ///< to the end of the line, "%" and all; without the blanks before it
  bool unlogged = false;  ///< cronie: "-" before the fields
  bool mail_on_failure = false;  ///< cronie: "-n" before the command

  bool operator==(const EntryParts&) const = default;
};

/// One line. `text` is the line without its newline. `name` and `value` belong to environment
/// lines, with quotes and outer blanks gone as the daemon does it. `problem` is in the daemon's
/// words and stands in broken lines, and in paused ones that hold no entry; `problem_at` is the
/// byte where it shows. A broken line holds an entry if all it lacks is the newline at its end.
struct CrontabLine {
  LineKind kind = LineKind::blank;
  Span text;
  bool terminated = true;
  std::string name;
  std::string value;
  EntryParts entry;
  std::string problem;
  std::uint32_t problem_at = 0;

  bool operator==(const CrontabLine&) const = default;
};

/// A crontab as the daemon reads it, with nothing lost: the lines tile the bytes.
struct CrontabDocument {
  std::string bytes;
  Dialect dialect = Dialect::debian;
  TabKind kind = TabKind::system;
  std::vector<CrontabLine> lines;

  [[nodiscard]] std::string_view text(Span span) const {
    return std::string_view(bytes).substr(span.begin, span.end - span.begin);
  }
};

/// What a line is read by. `root_tab`: cronie lets only root and system files say "-".
struct CrontabGrammar {
  Dialect dialect = Dialect::debian;
  TabKind kind = TabKind::system;
  bool root_tab = false;
};

/// Reads any bytes. Whether the daemon acts on the file is effectiveness.hpp; who the users are
/// is not known here, so "bad username" is not found here.
/// At most 4 GiB; callers bound their input long before.
[[nodiscard]] CrontabDocument parse_crontab(std::string bytes, const CrontabGrammar& grammar,
                                            ScheduleSyntax& syntax);

/// The bytes again, line by line: equal to what was parsed, whatever that was.
[[nodiscard]] std::string serialise(const CrontabDocument& document);

/// The command as the shell gets it, and what stands behind the first bare "%": its input, where
/// every further bare "%" is a newline. Debian unescapes "\%" and "\\" in the command, cronie
/// only "\%".
struct CommandParts {
  std::string command;
  std::string input;
  bool has_input = false;

  bool operator==(const CommandParts&) const = default;
};
[[nodiscard]] CommandParts split_percent(std::string_view command, Dialect dialect);

/// The column of a byte in a line, counted from 1 in UTF-8 code points.
[[nodiscard]] int column_of(const CrontabDocument& document, const CrontabLine& line,
                            std::uint32_t byte);

}  // namespace plumbline::adapters::cron
