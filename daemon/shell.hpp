#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "adapters/git/remote_cache.hpp"
#include "adapters/system/process_runner.hpp"
#include "adapters/system/zone_data.hpp"
#include "canonical-schema/result.hpp"
#include "daemon/config/config.hpp"
#include "daemon/config/config_places.hpp"
#include "daemon/live_reader.hpp"
#include "daemon/store/store.hpp"

namespace plumbline::daemon {

/// The real things behind the ports, made from a configuration. Lives as long as a command.
class Shell {
 public:
  Shell(Config config, Directories directories, std::stop_token stop);

  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] const schedule::ZoneSource& zones() const { return zones_; }
  /// Identifies the state of the tz database: it changes when the database is updated.
  [[nodiscard]] static std::string zone_version();
  [[nodiscard]] adapters::git::RemoteCache& cache() { return cache_; }
  [[nodiscard]] adapters::system::ProcessRunner& runner() { return runner_; }
  [[nodiscard]] std::stop_token stop() const { return stop_; }

  /// The sources of the platforms that `globs` select; all if it is empty. A platform whose kind
  /// this build cannot read, or whose settings are wrong, has an error in place of a source.
  [[nodiscard]] std::vector<ConfiguredSource> sources(const std::vector<std::string>& globs);

  /// Where the store lies, whether it is there or not; empty if nothing says where.
  [[nodiscard]] std::filesystem::path store_path() const;
  /// Opens the store of the configuration. Errors: as open_sqlite_store().
  [[nodiscard]] Result<std::unique_ptr<Store>> open_store() const;

 private:
  Config config_;
  Directories directories_;
  std::stop_token stop_;
  adapters::system::PosixProcessRunner runner_;
  adapters::system::ZoneData zones_;
  adapters::git::RemoteCache cache_;
};

}  // namespace plumbline::daemon
