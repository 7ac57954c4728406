#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/fields.hpp"
#include "canonical-schema/ids.hpp"
#include "canonical-schema/severity.hpp"
#include "canonical-schema/time.hpp"
#include "canonical-schema/truth.hpp"

namespace plumbline::reconcile {

/// The verdict of a finding (contract section 3).
enum class Cause {
  drifted,
  pending,
  conflict,
  unbased,
  missing,
  unmanaged,
  ineffective,
  inexpressible,
  overlap,
  invalid,
  waiver_expired,
  waiver_expiring,
  unread,
};
[[nodiscard]] const char* name(Cause cause);

/// `fresh` is written "new": first seen in this run.
enum class Status { fresh, open, reopened };
[[nodiscard]] const char* name(Status status);

/// What may be done in a scope (contract 8.8).
enum class Mode { observe, alert, propose, enforce };
[[nodiscard]] const char* name(Mode mode);

/// One leaf on which truth and live differ: "retry.max", with both values as text.
struct LeafDifference {
  std::string leaf;
  std::string truth;
  std::string live;

  bool operator==(const LeafDifference&) const = default;
};

/// Where a live value was read.
struct LiveOrigin {
  std::string platform;
  std::string id;
  std::string native_path;
  Instant read_at{};

  bool operator==(const LiveOrigin&) const = default;
};

/// One of the three values of a finding. `value` is canonical JSON, empty if there is none;
/// `text` is what every report prints.
struct Side {
  Presence state = Presence::unread;
  std::string value;
  std::string text;
  std::string reason;  ///< why there is no value, or why a default stands for it
  bool default_filled = false;
  bool inferred = false;  ///< base only: taken from the truth file's own history
  std::optional<GitSource> git;
  std::optional<LiveOrigin> live;

  bool operator==(const Side&) const = default;
};

struct Owner {
  std::string business;
  std::string technical;
  std::string support;

  bool operator==(const Owner&) const = default;
};

/// A waiver that covers a finding.
struct WaiverUse {
  std::string owner;
  std::string reason;
  Instant expires{};
  GitSource source;

  bool operator==(const WaiverUse&) const = default;
};

/// Who changed it, as far as can be told.
struct Attribution {
  std::string who;
  std::string how;
  std::optional<Instant> when;
  std::string confidence;  ///< low, medium, high
  std::string source;

  bool operator==(const Attribution&) const = default;
};

/// What a difference of schedules does to the runs. Means a month; the next runs of both sides.
struct RunEffect {
  std::string relation;
  std::optional<double> truth_per_month;
  std::optional<double> live_per_month;
  std::vector<Instant> truth_next;
  std::vector<Instant> live_next;
  std::optional<Instant> first_only_truth;
  std::optional<Instant> first_only_live;

  bool operator==(const RunEffect&) const = default;
};

/// Another job of the same platform that is most likely this one, moved, renamed or edited. Nothing
/// is paired by it: a person decides.
struct Likeness {
  /// What the other job does of this one's work.
  enum class Work { none, at_other_times, all };

  std::string id;   ///< native id
  std::string key;  ///< of the finding about it
  std::string why;  ///< "the same command"
  Work work = Work::none;

  bool operator==(const Likeness&) const = default;
};

/// One (place, field) or (place) fact that a steward may have to act on.
struct Finding {
  std::string key;   ///< finding_key()
  std::string rule;  ///< PL1001, …
  Cause cause = Cause::unread;
  Severity severity = Severity::low;
  std::optional<WorkflowId> workflow;  ///< nullopt for unmanaged ones
  PlaceId place;                       ///< both empty for an `invalid` file without a place
  std::optional<FieldId> field;        ///< nullopt = about the place as a whole
  std::vector<LeafDifference> leaves;
  Side truth;
  Side live;
  std::optional<Side> base;
  Tier tier = Tier::normal;
  Owner owner;
  std::string sla;
  std::string environment;
  /// 16 hex, the same for what one change made: field, from and to, actor; one file that is not
  /// acted on, or was moved; one zone of a host.
  std::string cause_group;
  Status status = Status::fresh;
  Mode mode = Mode::propose;
  std::string message;    ///< one sentence: who, where, what
  std::string effect;     ///< one clause: what it does to the runs; may be empty
  std::string next_step;  ///< a command or an instruction
  std::vector<std::string> notes;
  std::optional<RunEffect> runs;
  std::optional<WaiverUse> waiver;
  std::optional<Attribution> attribution;
  std::optional<Likeness> looks_like;  ///< of whole places
  bool declared_off = false;           ///< of whole places: truth has it off, so no run is lost
  bool claimed_twice = false;          ///< of overlaps: several native objects claim the id
  /// Of missing ones: a line of the same file that is no entry and may be this job,
  /// "cron.d/orders:3: bad minute".
  std::string hidden_by;
  Instant first_seen{};
  Instant last_seen{};

  bool operator==(const Finding&) const = default;
};

/// The stable key: first 32 hex of SHA-256 over the length-prefixed estate, workflow, platform,
/// native id and field name, or the cause's name for findings without a field.
[[nodiscard]] std::string finding_key(std::string_view estate, std::string_view workflow,
                                      const PlaceId& place, std::string_view field_or_cause);

/// Report order: workflow (unmanaged last), platform, id, field, cause.
[[nodiscard]] bool comes_before(const Finding& a, const Finding& b);

/// The rule of a cause without a field: PL2001 missing, PL2002 unmanaged, … (formats table A0).
[[nodiscard]] const char* rule_of(Cause cause);
/// The rule of `ineffective` where the job runs and only a part of its configuration does nothing.
inline constexpr std::string_view partly_ineffective = "PL2006";
/// The rule of schedules that differ in nothing but their zone.
inline constexpr std::string_view zone_only = "PL1002";
/// The severity of a cause without a field, before tier and policy (contract 12.14).
[[nodiscard]] Severity severity_of(Cause cause);

}  // namespace plumbline::reconcile
