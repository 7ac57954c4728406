#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/cron/crontab_document.hpp"

namespace plumbline::adapters::cron {

/// What the daemons skip between words: blank and tab, nothing else.
[[nodiscard]] constexpr bool is_blank(char byte) { return byte == ' ' || byte == '\t'; }

struct Assignment {
  std::string name;
  std::string value;

  bool operator==(const Assignment&) const = default;
};

/// Reads "NAME = value" exactly as load_env() of the daemon does; nullopt if that function says
/// "not an assignment". `text` begins with its first non-blank byte. Like the daemon it silently
/// cuts what is too long; Debian's also takes blanks off the end of a quoted value.
[[nodiscard]] std::optional<Assignment> read_assignment(std::string_view text, Dialect dialect);

/// An entry to read: `text` to the end of the line, where it begins, and the whole file (Debian
/// reads a user name across the end of the line).
struct EntryText {
  std::string_view text;
  std::uint32_t begin = 0;
  std::string_view file;
};

/// `problem` empty = `parts` is an entry.
struct EntryReading {
  EntryParts parts;
  std::string problem;
  std::uint32_t problem_at = 0;
};

/// Reads an entry as load_entry() of the daemon does.
[[nodiscard]] EntryReading read_entry(const EntryText& entry, const CrontabGrammar& grammar,
                                      ScheduleSyntax& syntax);

}  // namespace plumbline::adapters::cron
