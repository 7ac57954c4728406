#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/fields.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/severity.hpp"
#include "canonical-schema/time.hpp"

// What an adapter reads: the live side of a comparison.

namespace plumbline {

/// Something normalising noticed. `raises` says whether it must become a finding of its own;
/// otherwise it is shown by `inventory`, `normalise` and `explain` only.
struct Diagnostic {
  enum class Raises { nothing, ineffective, overlap };
  std::string code;  ///< stable, "reversed-range", "cron-tz-ignored", …
  Severity severity = Severity::low;
  std::string message;
  std::string at;  ///< native path, "cron.d/backup:12"
  Raises raises = Raises::nothing;

  bool operator==(const Diagnostic&) const = default;
};

/// How a native object counts.
enum class Standing {
  configured,   ///< the platform acts on it
  ineffective,  ///< there, and the platform does not act on it (contract: cause `ineffective`)
  dormant,      ///< switched off by hand in a way that only a declared id can claim
};

/// One live workflow, normalised.
struct LiveWorkflow {
  std::string id;  ///< native id, contract section 11
  Standing standing = Standing::configured;
  std::string standing_reason;  ///< why it is ineffective or dormant
  bool from_package = false;    ///< its file belongs to a package of the operating system
  bool ambiguous = false;       ///< several native objects claim this id and contradict each other
  LiveFields fields;
  std::map<std::string, LiveFields> tasks;   ///< by task path; only retry_* and timeout_task count
  std::map<std::string, std::string> local;  ///< by native path, sorted
  /// Where each field stands on the platform ("cron.d/backup:12"); empty = the whole object.
  std::array<std::string, field_count> native_paths;
  std::vector<Diagnostic> diagnostics;
  /// When the native object last changed, if the platform tells (a file's mtime).
  std::optional<Instant> changed_at;

  bool operator==(const LiveWorkflow&) const = default;

  [[nodiscard]] const std::string& native_path(FieldId field) const {
    return native_paths[static_cast<std::size_t>(field)];
  }
};

/// Something that was asked for and not read.
struct UnreadPart {
  std::string what;  ///< "user crontabs", "tasks of daily_orders"
  Error error;
  /// Native ids that begin with one of these may exist unseen: they are unread, not missing.
  /// Empty = any id of the platform may.
  std::vector<std::string> id_prefixes;
  /// False: no workflow hides there; something that all of them hang on is not known (the zone).
  bool hides_workflows = true;

  bool operator==(const UnreadPart&) const = default;
};

/// All of one platform, as read at one time. `workflows` is sorted by id, without repeats.
struct LiveListing {
  std::string kind;
  std::string version;      ///< of the platform, as it tells; may be empty
  std::string dialect;      ///< schedule dialect of its engine ("debian-cron"), if it has one
  std::string description;  ///< for people: "Debian cron, zone Europe/Berlin"
  std::vector<LiveWorkflow> workflows;
  std::vector<UnreadPart> unread;
  /// Like `unread`, for what whoever prepared the reading may have left out on purpose (a copy of a
  /// host without its spool): counts only if truth declares something there.
  std::vector<UnreadPart> left_out;
  /// Globs over ids: what the configuration asks for. Empty = everything. What lies outside was
  /// not looked at, so nothing there is missing.
  std::vector<std::string> asked;
  std::vector<Diagnostic> diagnostics;  ///< about the platform as a whole

  bool operator==(const LiveListing&) const = default;

  /// How many workflows there are for everybody: dormant ones exist only for whoever declares
  /// them.
  [[nodiscard]] std::size_t count() const {
    std::size_t number = 0;
    for (const auto& workflow : workflows) number += workflow.standing != Standing::dormant;
    return number;
  }
};

}  // namespace plumbline
