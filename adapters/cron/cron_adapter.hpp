#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "adapters/cron/cron_translate.hpp"
#include "adapters/cron/host_reader.hpp"
#include "adapters/system/process_runner.hpp"
#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::adapters::cron {

/// One platform of kind cron, as the configuration states it (contract section 11). `packages`
/// is not here: it says what is reported, not what is read.
struct CronSettings {
  std::string root = "/";
  std::string ssh;  ///< [user@]host; empty = `root` on this machine
  std::string ssh_config;
  std::string identity_file;
  std::string known_hosts;
  bool sudo = false;
  std::chrono::seconds timeout{60};
  std::vector<std::string> environment;  ///< what ssh sees
  TranslateOptions translate;
};

/// What the adapter needs from outside; both outlive it.
struct CronServices {
  system::ProcessRunner& processes;
  const schedule::ZoneSource& zones;
};

/// The live source of one host. Errors: invalid (settings that contradict each other).
[[nodiscard]] Result<std::unique_ptr<LiveSource>> make_cron_source(const CronSettings& settings,
                                                                   CronServices services);

/// The same over any reader, for tests and recordings.
[[nodiscard]] std::unique_ptr<LiveSource> make_cron_source(std::unique_ptr<HostReader> reader,
                                                           TranslateOptions options,
                                                           const schedule::ZoneSource& zones);

/// Identifies everything in a snapshot.
[[nodiscard]] std::string digest_of(const HostSnapshot& snapshot);

}  // namespace plumbline::adapters::cron
