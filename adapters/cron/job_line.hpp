#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cron/crontab_document.hpp"
#include "adapters/cron/dialect.hpp"
#include "adapters/cron/effectiveness.hpp"
#include "adapters/cron/host_snapshot.hpp"
#include "adapters/cron/marker.hpp"
#include "canonical-schema/live.hpp"
#include "canonical-schema/schedule/trigger.hpp"

namespace plumbline::adapters::cron {

/// A variable of a crontab and the line that set it.
struct Variable {
  std::string value;
  int line = 0;
};
/// What holds at one place of a file; shared by all lines between two assignments.
using Environment = std::shared_ptr<const std::map<std::string, Variable>>;

/// One line that starts something: an entry of a crontab or a job of anacron. Several of them may
/// become one workflow.
struct JobLine {
  std::string source;  ///< "crontab", "cron.d/x", "user/x", "anacrontab"
  int line = 0;
  std::string user;
  std::string command;  ///< as written, "%" and all
  schedule::Trigger trigger;
  schedule::CompiledPtr times;  ///< of a line that names clock times: see TimeFacts
  std::string own_id;           ///< marker's or anacron's id; empty = made from the command
  Marker marker;
  Environment environment;
  Standing standing = Standing::configured;
  std::string standing_reason;
  bool mail_on_failure = false;
  bool by_anacron = false;
  bool from_package = false;
  std::map<std::string, std::string> local;
  std::vector<Diagnostic> diagnostics;
  std::optional<Instant> changed_at;

  /// "cron.d/backup:12"
  [[nodiscard]] std::string at() const { return source + ":" + std::to_string(line); }
  [[nodiscard]] std::string at(int other_line) const {
    return source + ":" + std::to_string(other_line);
  }
};

/// Where a crontab lies and what is already known of it.
struct TabPlace {
  std::string source;
  const HostFile& file;
  TabKind kind = TabKind::system;
  std::string owner;  ///< user tabs: the user
  Verdict verdict;    ///< of the file itself
};

/// What reading lines depends on besides the file.
struct LineContext {
  const HostSnapshot& snapshot;
  HostRules rules;
  schedule::ZoneRef zone;
  const schedule::Zone* zone_rules = nullptr;  ///< null = not known
  const schedule::ZoneSource& zones;
  ScheduleSyntax& syntax;
};

/// The lines of one file, and what is to be said of the file as a whole: `spoiled` are jobs that
/// cannot be named because their line or file cannot be read.
struct TabReading {
  std::vector<JobLine> lines;
  std::vector<LiveWorkflow> spoiled;
  std::vector<Diagnostic> diagnostics;
  std::optional<Error> unread;  ///< unsupported: longer than any crontab that means well
};

[[nodiscard]] TabReading read_tab(const TabPlace& place, const LineContext& context);
[[nodiscard]] TabReading read_anacrontab(const HostFile& file, const LineContext& context);

/// A workflow that stands for something the daemon ignores and that has no readable entry.
[[nodiscard]] LiveWorkflow ineffective_job(std::string id, std::string reason,
                                           const std::string& at);

}  // namespace plumbline::adapters::cron
