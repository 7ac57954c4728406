#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/kind_profile.hpp"
#include "canonical-schema/live.hpp"
#include "canonical-schema/truth.hpp"
#include "reconcile/compare.hpp"
#include "reconcile/policy.hpp"
#include "reconcile/schedules.hpp"

namespace plumbline::reconcile {

/// One platform as it was read, or the error that kept it from being read.
struct PlatformReading {
  std::string name;
  std::string kind;
  std::string environment;
  std::string dialect;  ///< schedule dialect of the place, if the kind has one
  KindProfile profile;
  TruthFields installation;      ///< `defaults:` of the platform's entry
  bool report_packages = false;  ///< `packages: report`
  Result<LiveListing> listing = fail(ErrorKind::unreachable, "not read");
  int requests = 0;
  std::chrono::milliseconds duration{0};
  Instant read_at{};
};

/// How a declared or live workflow pairs up.
enum class Pairing {
  matched,
  missing,      ///< declared, and nothing there
  unmanaged,    ///< there, and declared nowhere
  ineffective,  ///< there, and the platform does not act on it
  ambiguous,    ///< there more than once, and the copies contradict each other
  unread,       ///< declared, and its part of the platform was not read
};

/// One place: truth, live, and how they compare. Pointers look into the AuditInput.
struct ComparedPlace {
  Pairing pairing = Pairing::unread;
  const DeclaredWorkflow* workflow = nullptr;  ///< null for unmanaged ones
  const DeclaredPlace* declared = nullptr;     ///< null for unmanaged ones
  const PlatformReading* platform = nullptr;   ///< null if no such platform is configured
  const LiveWorkflow* live = nullptr;          ///< null if missing or unread
  PlaceId id;
  TruthFields truth;                    ///< effective; empty for unmanaged ones
  std::vector<FieldComparison> fields;  ///< those that do not plainly agree
  std::size_t agreeing = 0;
  /// The live workflow that this missing place may have become, or the missing place that an
  /// unmanaged one may have been.
  std::optional<Likeness> looks_like;
  std::string hidden_by;        ///< Finding::hidden_by
  std::optional<Error> unread;  ///< why, with Pairing::unread
};

struct AuditInput;

/// The estate, compared. Movable only.
struct ComparedEstate {
  const AuditInput* input = nullptr;
  std::unique_ptr<Schedules> schedules;
  std::vector<ComparedPlace> places;
};

/// True if one of the globs matches, or there are none.
[[nodiscard]] bool in_scope(const std::vector<std::string>& globs, std::string_view text);

/// True if `id` may be there unseen because of `part`.
[[nodiscard]] bool hides(const UnreadPart& part, std::string_view id);

/// The unread or left out part of a platform in which `id` may hide; null if there is none.
[[nodiscard]] const UnreadPart* hiding(const LiveListing& listing, std::string_view id);

/// True if nothing is there and that will do: a standby place of a kind that has no way to say
/// "there, and off".
[[nodiscard]] bool may_be_empty(const ComparedPlace& place);

/// What policy selectors look at for a place, or for one field of it.
[[nodiscard]] Subject subject_of(const ComparedPlace& place, std::optional<FieldId> field);

/// What the comparison of a place stands on, made from its workflow, platform and policy.
[[nodiscard]] CompareContext context_of(const ComparedPlace& place, const AuditInput& input,
                                        Schedules& schedules);

}  // namespace plumbline::reconcile
