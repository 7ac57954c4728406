#pragma once

#include <optional>
#include <stop_token>

#include "adapters/git/remote_cache.hpp"
#include "adapters/system/process_runner.hpp"
#include "adapters/system/secret.hpp"
#include "daemon/config/config.hpp"

namespace plumbline::daemon {

/// The secret that a configuration refers to. Errors: as read_secret_file(), not_found (no such
/// environment variable; not started by a service manager), unreachable (the command failed).
[[nodiscard]] Result<adapters::system::Secret> resolve_secret(
    const SecretReference& reference, adapters::system::ProcessRunner& runner,
    std::stop_token stop);

/// How to reach a remote repository with these credentials.
[[nodiscard]] Result<adapters::git::RemoteAccess> remote_access(
    const std::optional<Credentials>& credentials, adapters::system::ProcessRunner& runner,
    std::stop_token stop);

}  // namespace plumbline::daemon
