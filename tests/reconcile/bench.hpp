#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "canonical-schema/codec/truth_assembly.hpp"
#include "canonical-schema/schedule/zone.hpp"
#include "reconcile/audit.hpp"

// An estate on the bench: truth as text, crontabs as text, and audits of them that remember.

namespace plumbline::test {

/// The tz database of this machine, read once.
[[nodiscard]] const schedule::ZoneSource& real_zones();

/// An instant of a test: RFC 3339. Throws std::runtime_error if it is none.
[[nodiscard]] Instant at(const std::string& rfc3339);

/// Puts an update into a memory as the store does: seen, moved, closed, then opened.
/// Throws std::logic_error if it closes or sees what is not open, or opens what is.
void apply(reconcile::Memory& memory, const reconcile::MemoryUpdate& update, Instant now);

/// One crontab of a host.
struct BenchFile {
  std::string text;
  unsigned mode = 0;  ///< 0 = the right one for its place
  bool from_package = false;
  std::string denied;  ///< not empty: it is there and cannot be read
};

/// One cron host.
struct BenchHost {
  std::string dialect = "debian-cron";
  std::string zone = "Europe/Berlin";
  std::string environment = "production";
  bool report_packages = false;
  bool without_spool = false;              ///< a copy of a host that has etc only
  std::string unreachable;                 ///< not empty: why nothing of it was read
  std::map<std::string, BenchFile> files;  ///< by SOURCE, "cron.d/orders", "user/ana"
};

/// A whole estate, its memory, and its Git history as far as a test needs it.
struct Bench {
  std::map<std::string, std::string> truth;  ///< file -> YAML
  std::optional<std::map<std::string, std::string>> base;
  std::string truth_error;  ///< not empty: the repository could not be read
  std::string policy;       ///< empty = built in
  std::map<std::string, BenchHost> hosts;
  reconcile::Memory memory;
  reconcile::AuditScope scope;
  /// Earlier versions of truth files, newest first: file -> (time, YAML).
  std::map<std::string, std::vector<std::pair<Instant, std::string>>> history;
  std::vector<RemovedDeclaration> removed;

  /// One audit; what it remembers goes into `memory`.
  reconcile::AuditOutcome audit(Instant now);
  /// One audit of which nothing is kept.
  [[nodiscard]] reconcile::AuditOutcome look(Instant now) const;
  /// The truth files as one repository at a commit of that one repeated letter.
  [[nodiscard]] Truth assemble(const std::map<std::string, std::string>& files, char commit) const;
  /// What reading and translating a host gives.
  [[nodiscard]] reconcile::PlatformReading read(const std::string& host, Instant now) const;

 private:
  [[nodiscard]] reconcile::HistoryAnswers answer(const reconcile::HistoryQuestions& asked) const;
};

}  // namespace plumbline::test
