#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adapters/adapter.hpp"
#include "adapters/system/process_runner.hpp"
#include "canonical-schema/kind_profile.hpp"
#include "canonical-schema/schedule/zone.hpp"
#include "daemon/config/config.hpp"

// The kinds of platform that this build can read: the only place that knows them all.

namespace plumbline::daemon {

/// What adapters work with.
struct PlatformPorts {
  adapters::system::ProcessRunner& runner;
  const schedule::ZoneSource& zones;
};

/// A source for one platform. Errors: unsupported (a kind that this build does not read),
/// invalid (its settings).
[[nodiscard]] Result<std::unique_ptr<adapters::LiveSource>> make_source(const PlatformEntry& entry,
                                                                        const PlatformPorts& ports);

/// What the kind makes of silence and cannot say.
[[nodiscard]] KindProfile profile_of(std::string_view kind, std::string_view version);

}  // namespace plumbline::daemon
