#include "daemon/platforms.hpp"

#include <cstdlib>

#include "adapters/cron/cron_adapter.hpp"
#include "adapters/cron/cron_defaults.hpp"

namespace plumbline::daemon {
namespace {

/// What ssh needs of our own environment.
std::vector<std::string> ssh_environment() {
  std::vector<std::string> environment;
  for (const char* name : {"HOME", "PATH", "SSH_AUTH_SOCK", "USER", "LOGNAME"}) {
    if (const char* value = std::getenv(name)) {
      environment.push_back(std::string(name) + "=" + value);
    }
  }
  return environment;
}

Result<std::unique_ptr<adapters::LiveSource>> cron_source(const PlatformEntry& entry,
                                                          const PlatformPorts& ports) {
  adapters::cron::CronSettings settings;
  settings.root = entry.cron.root;
  settings.ssh = entry.cron.ssh;
  settings.ssh_config = entry.cron.ssh_config;
  settings.identity_file = entry.cron.identity_file;
  settings.known_hosts = entry.cron.known_hosts;
  settings.sudo = entry.cron.sudo;
  settings.timeout = entry.timeout;
  settings.environment = ssh_environment();
  settings.translate = {entry.cron.dialect, entry.cron.timezone, entry.cron.sources};
  return adapters::cron::make_cron_source(settings, {ports.runner, ports.zones});
}

}  // namespace

Result<std::unique_ptr<adapters::LiveSource>> make_source(const PlatformEntry& entry,
                                                          const PlatformPorts& ports) {
  if (entry.kind == "cron") return cron_source(entry, ports);
  return fail(ErrorKind::unsupported, "this build does not read platforms of kind " + entry.kind,
              "it reads: cron", Where{{}, 0, 0, entry.name, {}, {}});
}

KindProfile profile_of(std::string_view kind, std::string_view version) {
  if (kind == "cron") return adapters::cron::cron_profile(version);
  KindProfile unknown;
  unknown.kind = kind;
  unknown.version = version;
  return unknown;
}

}  // namespace plumbline::daemon
