#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "canonical-schema/live.hpp"
#include "canonical-schema/result.hpp"

namespace plumbline::adapters {

/// One reading of one platform: the bytes are here, nothing is parsed yet. Values, no effects.
class LiveReading {
 public:
  virtual ~LiveReading() = default;
  /// Identifies everything the listing is made from, the zone rules included: equal digest =
  /// equal listing. Never empty.
  [[nodiscard]] virtual const std::string& digest() const = 0;
  /// Parses and normalises. Pure and total: what cannot be read is in the listing's `unread`
  /// and diagnostics.
  [[nodiscard]] virtual LiveListing normalise() const = 0;
  /// Calls that reading took (requests, or 1 for a host).
  [[nodiscard]] virtual int requests() const = 0;
};

/// A platform that can be read. Reading and writing are different types: nothing that derives
/// from this can change a platform.
class LiveSource {
 public:
  virtual ~LiveSource() = default;
  /// Reads all of the platform within its configured time. One call at a time; different
  /// sources may be read at once. Errors: unreachable (also time-outs), unauthenticated,
  /// forbidden, rate_limited, corrupt, invalid (its configuration). Never means "nothing there".
  [[nodiscard]] virtual Result<std::unique_ptr<LiveReading>> read(std::stop_token stop) = 0;
};

}  // namespace plumbline::adapters
