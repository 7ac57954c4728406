#pragma once

#include <map>
#include <string>
#include <vector>

#include "canonical-schema/live.hpp"
#include "canonical-schema/truth.hpp"
#include "reconcile/finding.hpp"

namespace plumbline::reconcile {

/// How much of one platform was read.
enum class CoverageState { read, partial, unread };
[[nodiscard]] const char* name(CoverageState state);

/// One platform's entry under "coverage".
struct Coverage {
  std::string platform;
  std::string kind;
  std::string version;
  std::string description;
  std::string environment;
  CoverageState state = CoverageState::unread;
  std::size_t workflows = 0;
  int requests = 0;
  std::chrono::milliseconds duration{0};
  std::vector<UnreadPart> unread;
  std::vector<Diagnostic> diagnostics;

  bool operator==(const Coverage&) const = default;
};

/// Something that was looked at and not judged, or judged equal with a reservation: listed under
/// "not compared, and why", so that a reader knows how much "clean" covers. `local_change`: a local
/// setting has another value than the last audit saw; recorded, told once. `zone_data`: the time
/// zone data of this machine is another than the last audit's; told once.
struct Note {
  enum class Kind { not_compared, agrees_with_note, waiting, platform, local_change, zone_data };
  Kind kind = Kind::not_compared;
  std::string workflow;
  PlaceId place;
  std::optional<FieldId> field;
  std::string text;

  bool operator==(const Note&) const = default;
};
[[nodiscard]] const char* name(Note::Kind kind);

/// A finding of an earlier run that is gone, and how it ended.
struct Resolved {
  std::string key;
  std::string message;
  /// set back by hand, rolled out, adopted, truth changed, reclassified, waived, corrected,
  /// created, declared, made effective, gone, no longer counts; no longer configured (the platform,
  /// so nobody looked); or, where the place goes by another name now: no longer declared, now
  /// managed as TEAM/NAME
  std::string how;
  Instant first_seen{};
  Instant closed_at{};

  bool operator==(const Resolved&) const = default;
};

struct Summary {
  std::size_t workflows = 0;
  std::size_t places = 0;
  std::size_t unread_places = 0;  ///< declared ones that could not be looked at
  std::size_t findings = 0;       ///< waived ones and those of `observe` scopes left out
  std::size_t fresh = 0;
  std::size_t resolved = 0;
  std::size_t waived = 0;
  std::size_t held = 0;
  std::size_t observed = 0;    ///< in scopes whose mode is observe
  std::size_t any_fields = 0;  ///< fields that truth reclassified with `any`
  std::size_t agreeing = 0;    ///< (place, field) pairs that agree
  std::size_t critical = 0;
  std::size_t high = 0;
  std::size_t medium = 0;
  std::size_t low = 0;
  std::map<std::string, std::size_t> waived_by_team;
  std::map<std::string, std::size_t> any_by_team;

  bool operator==(const Summary&) const = default;
};

enum class Verdict { agree, findings, incomplete, invalid };
[[nodiscard]] const char* name(Verdict verdict);

/// Everything one audit has to say. Every renderer and the exit code read this and nothing else.
struct AuditReport {
  std::string estate;
  std::string run_id;
  Instant started_at{};
  Instant finished_at{};
  std::vector<TruthRepository> truth;
  std::vector<Coverage> coverage;
  Summary summary;
  Verdict verdict = Verdict::incomplete;
  bool complete = false;
  int exit_code = 3;
  std::vector<Finding> findings;  ///< sorted by comes_before()
  std::vector<Note> notes;
  std::vector<Resolved> resolved;
  /// The first instant at which the same input may be judged differently (a waiver ends, a grace
  /// time is over, …); nullopt = never.
  std::optional<Instant> valid_until;

  bool operator==(const AuditReport&) const = default;
};

}  // namespace plumbline::reconcile
