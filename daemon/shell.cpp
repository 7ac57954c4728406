#include "daemon/shell.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "canonical-schema/glob.hpp"
#include "daemon/platforms.hpp"
#include "daemon/store/sqlite_store.hpp"

namespace plumbline::daemon {
namespace {

/// What git needs of our own environment: proxies and the ssh agent, nothing else.
std::vector<std::string> git_environment() {
  std::vector<std::string> environment;
  for (const char* name : {"HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSH_AUTH_SOCK",
                           "HOME", "SSL_CERT_FILE"}) {
    if (const char* value = std::getenv(name)) {
      environment.push_back(std::string(name) + "=" + value);
    }
  }
  return environment;
}

adapters::git::RemoteCacheSettings cache_settings(const Directories& directories) {
  adapters::git::RemoteCacheSettings settings;
  const auto directory = cache_directory(directories);
  if (!directory.empty()) settings.root = directory / "git";
  settings.environment = git_environment();
  return settings;
}

}  // namespace

Shell::Shell(Config config, Directories directories, std::stop_token stop)
    : config_(std::move(config)),
      directories_(std::move(directories)),
      stop_(std::move(stop)),
      cache_(cache_settings(directories_), runner_) {}

std::string Shell::zone_version() {
  // Its first line is "# version 2026b"; without that file the folder's own time must do.
  const std::filesystem::path directory(adapters::system::system_zone_directory);
  std::ifstream index(directory / "tzdata.zi");
  std::string line;
  constexpr std::string_view mark = "# version ";
  if (std::getline(index, line)) return line.starts_with(mark) ? line.substr(mark.size()) : line;
  std::error_code error;
  const auto written = std::filesystem::last_write_time(directory, error);
  return error ? std::string("not there")
               : "as of file time " + std::to_string(written.time_since_epoch().count());
}

std::vector<ConfiguredSource> Shell::sources(const std::vector<std::string>& globs) {
  std::vector<ConfiguredSource> sources;
  for (const auto& [name, entry] : config_.platforms) {
    const bool wanted =
        globs.empty() || std::any_of(globs.begin(), globs.end(),
                                     [&](const auto& g) { return glob_matches(g, name); });
    if (wanted) sources.push_back({&entry, make_source(entry, PlatformPorts{runner_, zones_})});
  }
  return sources;
}

std::filesystem::path Shell::store_path() const {
  return config_.store_path.empty() ? default_store_path(config_.estate, directories_)
                                    : std::filesystem::path(config_.store_path);
}

Result<std::unique_ptr<Store>> Shell::open_store() const {
  StoreOptions options;
  options.path = store_path();
  if (options.path.empty())
    return fail(ErrorKind::not_found,
                "there is no place for the store: neither HOME nor XDG_STATE_HOME is set",
                "set HOME, name a file under `store: {path: …}`, or use --no-store");
  return open_sqlite_store(options);
}

}  // namespace plumbline::daemon
