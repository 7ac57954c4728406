#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/time.hpp"

// The value types of the canonical fields, one for each kind of leaf (fields.hpp puts them
// together). All are regular values; agreement by meaning is agreement.hpp, not ==.

namespace plumbline {

/// A span that may be unlimited: nullopt = `none`.
struct Limit {
  std::optional<Seconds> span;

  bool operator==(const Limit&) const = default;
};

/// A number that may be unlimited: nullopt = `unlimited`.
struct Count {
  std::optional<std::uint32_t> number;

  bool operator==(const Count&) const = default;
};

/// Random stretch of retry delays. `any` = whoever wrote it does not care.
enum class Jitter { none, full, any };
/// What is retried.
enum class RetryOn { failure, error, any };
/// What happens to a start while `max` runs are under way.
enum class WhenBusy { skip, queue, replace, allow };
/// `by_operator`: people may toggle it; only truth can say so.
enum class Switch { off, on, by_operator };

/// What happens to runs that were missed (canonical-model.md section 3). `not_all` is truth's
/// short form `false`: it accepts none and latest. `within` empty = however old.
struct CatchUp {
  enum class Rule { none, latest, all, not_all };
  Rule rule = Rule::none;
  std::optional<Seconds> within;

  bool operator==(const CatchUp&) const = default;
};

/// `output`: cron's MAILTO, which mails whatever a job prints.
enum class NotifyOn { failure, success, late, start, output };

struct Notification {
  NotifyOn on = NotifyOn::failure;
  std::string channel;          ///< email, slack, webhook, ping, …
  std::vector<std::string> to;  ///< a set: sorted, without repeats

  auto operator<=>(const Notification&) const = default;
};
/// A set: sorted, without repeats. Empty = nobody is told.
using Notifications = std::vector<Notification>;

struct Dependency {
  std::string workflow;  ///< team/name in truth, a native name on a platform
  std::string how;       ///< dataset, sensor, nested, trigger; empty = does not matter

  auto operator<=>(const Dependency&) const = default;
};
/// A set: sorted, without repeats.
using Dependencies = std::vector<Dependency>;

/// What runs: the digest decides equality, the parts (command, image, …) are for people.
struct Action {
  std::string digest;  ///< "sha256:" + 64 hex
  std::map<std::string, std::string> parts;

  bool operator==(const Action&) const = default;
};

/// What stands in a text in place of a secret, which is never kept.
inline constexpr std::string_view redaction_mark = "[redacted]";

using Labels = std::map<std::string, std::string>;

}  // namespace plumbline
