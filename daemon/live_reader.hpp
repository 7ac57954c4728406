#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "daemon/config/config.hpp"
#include "reconcile/comparison.hpp"

namespace plumbline::daemon {

/// One platform of the configuration with the source that reads it, or why there is none.
struct ConfiguredSource {
  const PlatformEntry* entry = nullptr;
  Result<std::unique_ptr<adapters::LiveSource>> source;
};

/// What reading one platform gave, not normalised yet.
struct RawReading {
  const PlatformEntry* entry = nullptr;
  Result<std::unique_ptr<adapters::LiveReading>> reading;
  std::chrono::milliseconds duration{0};
};

/// Reads every source, at most `in_flight` at once; answers in the order of `sources`. A source
/// that fails or throws fails alone. `told` is called with the number read so far, from any
/// thread, one call at a time.
[[nodiscard]] std::vector<RawReading> read_all(std::vector<ConfiguredSource>& sources,
                                               std::size_t in_flight, std::stop_token stop,
                                               const std::function<void(std::size_t)>& told);

/// Normalises what was read. `profile` and `dialect` come with the kind.
[[nodiscard]] reconcile::PlatformReading normalise(const RawReading& raw, Instant read_at);

}  // namespace plumbline::daemon
