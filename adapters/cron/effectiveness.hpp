#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/cron/crontab_document.hpp"
#include "adapters/cron/dialect.hpp"
#include "adapters/cron/host_snapshot.hpp"

namespace plumbline::adapters::cron {

/// Whether the daemon acts on a file or a line.
///   counts    it does
///   ignored   it was meant to and it does not: `reason`, in the daemon's own words where it
///             logs any
///   leftover  a backup or scratch file of an editor or package manager, by its name: nobody
///             means it to run
struct Verdict {
  enum class Kind { counts, ignored, leftover };
  Kind kind = Kind::counts;
  std::string reason;
  int line = 0;  ///< the line that spoils the file, 0 = the file itself does

  [[nodiscard]] bool counts() const { return kind == Kind::counts; }
  bool operator==(const Verdict&) const = default;
};

/// What the verdicts depend on besides the file.
struct HostRules {
  Dialect dialect = Dialect::debian;
  bool lsb_names = false;      ///< Debian's cron runs with -l
  std::uint32_t root_uid = 0;  ///< counts as root beside 0

  [[nodiscard]] bool is_root(std::uint32_t uid) const { return uid == 0 || uid == root_uid; }
};

/// By its name only: does the daemon look at a file of this name in /etc/cron.d?
[[nodiscard]] Verdict judge_system_name(std::string_view name, const HostRules& rules);
/// By name, type, owner, mode and links: a file of /etc/cron.d, or with an empty `name`
/// /etc/crontab, whose name is always right. Source: load_database() of cron 3.0pl1-162,
/// check_open() of cronie.
[[nodiscard]] Verdict judge_system_file(const HostFile& file, std::string_view name,
                                        const HostRules& rules);
/// The same for the tab of `user` in the spool.
[[nodiscard]] Verdict judge_user_tab(const HostFile& file, std::string_view user,
                                     const HostRules& rules, const HostUsers& users);

/// What the lines do to the whole file. Debian's cron drops the file at its first bad line, at an
/// unknown user and without a final newline; cronie never does.
[[nodiscard]] Verdict judge_content(const CrontabDocument& document, const HostUsers& users);
/// What is wrong with one line by itself: broken, or an entry with an unknown user. Empty =
/// nothing.
[[nodiscard]] std::string line_problem(const CrontabDocument& document, const CrontabLine& line,
                                       const HostUsers& users);

/// A script in one of the periodic folders: does run-parts run it? `lsb_names`: the run-parts
/// line says --lsbsysinit.
[[nodiscard]] Verdict judge_script(const HostFile& file, std::string_view name, Dialect dialect,
                                   bool lsb_names);

}  // namespace plumbline::adapters::cron
