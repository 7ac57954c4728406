#include "daemon/config/config_places.hpp"

#include <cstdlib>
#include <system_error>

namespace plumbline::daemon {
namespace {

namespace fs = std::filesystem;

constexpr const char* file_name = "plumbline.yaml";

fs::path variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? fs::path() : fs::path(value);
}

fs::path absolute_variable(const char* name) {
  fs::path value = variable(name);
  return value.is_absolute() ? value : fs::path();
}

/// systemd joins several directories by colons; the first is the unit's main one.
fs::path first_of_variable(const char* name) {
  const std::string value = variable(name).string();
  return value.substr(0, value.find(':'));
}

/// Empty without a home: a relative path would lead into whatever folder the user stands in.
fs::path below_home(const Directories& directories, const char* path) {
  return directories.home.empty() ? fs::path() : directories.home / path;
}

fs::path first_set(const fs::path& wanted, const fs::path& otherwise) {
  return wanted.empty() ? otherwise : wanted;
}

}  // namespace

Directories process_directories() {
  std::error_code error;
  Directories directories;
  directories.working = fs::current_path(error);
  directories.home = absolute_variable("HOME");
  directories.config_home = absolute_variable("XDG_CONFIG_HOME");
  directories.state_home = absolute_variable("XDG_STATE_HOME");
  directories.cache_home = absolute_variable("XDG_CACHE_HOME");
  directories.state = first_of_variable("STATE_DIRECTORY");
  directories.cache = first_of_variable("CACHE_DIRECTORY");
  return directories;
}

std::vector<fs::path> config_places(const Directories& directories) {
  std::vector<fs::path> places{directories.working / file_name};
  if (!directories.config_home.empty() || !directories.home.empty())
    places.push_back(first_set(directories.config_home, directories.home / ".config") /
                     "plumbline" / file_name);
  places.push_back(fs::path("/etc/plumbline") / file_name);
  return places;
}

Result<fs::path> find_config(const std::string& stated, const Directories& directories) {
  std::error_code error;
  if (!stated.empty()) {
    const fs::path path = directories.working / stated;
    if (fs::exists(path, error)) return path.lexically_normal();
    return fail(ErrorKind::not_found, "there is no configuration file " + stated,
                "check the path given to --config");
  }
  std::string looked;
  for (const auto& place : config_places(directories)) {
    if (fs::exists(place, error)) return place;
    looked += (looked.empty() ? "" : ", ") + place.string();
  }
  return fail(ErrorKind::not_found, "there is no configuration file; looked for " + looked,
              "write one (docs/configuration.md) or name one with --config");
}

fs::path default_store_path(const std::string& estate, const Directories& directories) {
  const std::string name = estate + ".db";
  if (!directories.state.empty()) return directories.state / name;
  const auto home = first_set(directories.state_home, below_home(directories, ".local/state"));
  return home.empty() ? fs::path() : home / "plumbline" / name;
}

fs::path cache_directory(const Directories& directories) {
  if (!directories.cache.empty()) return directories.cache;
  const auto home = first_set(directories.cache_home, below_home(directories, ".cache"));
  return home.empty() ? fs::path() : home / "plumbline";
}

}  // namespace plumbline::daemon
