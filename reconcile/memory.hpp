#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/ids.hpp"
#include "canonical-schema/time.hpp"
#include "reconcile/finding.hpp"

// What is known from earlier audits, and what an audit adds to it. Values only: the store
// (daemon/store) reads and writes them in one transaction.

namespace plumbline::reconcile {

/// What is remembered of one place. Each text is a canonical JSON object by field name
/// (codec/fields_json), empty = nothing known.
///   last     the live values of the last audit that read it
///   base     the values on which truth and live last agreed
///   watched  the accepted values of fields about which truth is silent
///   local    what may differ by design, text by native path, as the last audit read it; "{}" if
///            there was none
struct PlaceMemory {
  std::string last;
  std::string base;
  std::string watched;
  std::string local = {};

  bool operator==(const PlaceMemory&) const = default;
};

/// One incident of a finding: opened, perhaps closed. A reopened key is a new incident.
/// `truth` and `live` are the texts at its opening; they tell how it ended.
struct Incident {
  std::string key;
  std::string state_hash;  ///< over key, truth value, live value
  std::string cause;
  std::string severity;
  std::string workflow;  ///< team/name, empty if none
  PlaceId place;
  std::string field;  ///< empty = about the place
  std::string truth;
  std::string live;
  std::string message;
  std::optional<Instant> after;  ///< the last audit that did not have it
  Instant first_seen{};
  Instant last_seen{};
  std::optional<Instant> changed_at;  ///< of the native object, if the platform tells
  std::optional<Instant> closed_at;
  std::string how_closed;

  bool operator==(const Incident&) const = default;
};

/// The `cause` under which a difference is remembered that does not count yet (policy's grace).
inline constexpr std::string_view waiting_cause = "waiting";

/// All that an audit needs to know of the past. `generation` counts the runs it is made of: the
/// store refuses what was judged by an older one.
struct Memory {
  std::map<PlaceId, PlaceMemory> places;
  std::map<std::string, Incident> open;  ///< by key
  /// Last closing of keys that are not open; those that ended while they only waited left out.
  std::map<std::string, Instant> closed;
  std::optional<Instant> last_run_at;
  std::int64_t generation = 0;
  /// Of the time zone data by which the last run judged; empty = not known.
  std::string zone_version = {};

  bool operator==(const Memory&) const = default;
};

/// How the `field` of a change begins that is about something local: "local.env.PATH".
inline constexpr std::string_view local_change_prefix = "local.";

/// One field of one place was seen with another value than the time before; kept for ever, also
/// if it is undone later. Lies between `after` (last audit with the old value) and `seen_at`;
/// `changed_at` is the native object's own time if the platform tells.
struct FieldChange {
  PlaceId place;
  std::string workflow;
  std::string field;  ///< a field's name, or local_change_prefix and a native path; empty = all
  std::string from;   ///< canonical JSON; empty = was not there
  std::string to;     ///< canonical JSON; empty = is gone
  std::optional<Instant> after;
  Instant seen_at{};
  std::optional<Instant> changed_at;

  bool operator==(const FieldChange&) const = default;
};

struct Closing {
  std::string key;
  std::string how;
  Instant at{};

  bool operator==(const Closing&) const = default;
};

/// What one audit adds: places whose memory changed, and the events.
struct MemoryUpdate {
  std::map<PlaceId, PlaceMemory> places;  ///< new content, only of those that changed
  std::vector<FieldChange> changes;
  std::vector<Incident> openings;
  std::vector<Closing> closings;
  std::vector<std::string> still_open;  ///< keys whose last_seen moves to this run
  /// Keys that are open and were seen with another value: key and new state hash.
  std::map<std::string, std::string> moved;

  bool operator==(const MemoryUpdate&) const = default;
};

}  // namespace plumbline::reconcile
