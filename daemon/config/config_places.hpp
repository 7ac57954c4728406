#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "canonical-schema/result.hpp"

namespace plumbline::daemon {

/// The directories of the environment that paths depend on. Empty = not set.
struct Directories {
  std::filesystem::path working;
  std::filesystem::path home;
  std::filesystem::path config_home;  ///< $XDG_CONFIG_HOME
  std::filesystem::path state_home;   ///< $XDG_STATE_HOME
  std::filesystem::path cache_home;   ///< $XDG_CACHE_HOME
  std::filesystem::path state;        ///< $STATE_DIRECTORY, set by systemd; its first entry
  std::filesystem::path cache;        ///< $CACHE_DIRECTORY, likewise
};
/// Those of this process. HOME and the XDG variables count only if absolute, as the specification
/// of the latter says.
[[nodiscard]] Directories process_directories();

/// Where the configuration is looked for, in order: ./plumbline.yaml,
/// $XDG_CONFIG_HOME/plumbline/plumbline.yaml (~/.config), /etc/plumbline/plumbline.yaml.
[[nodiscard]] std::vector<std::filesystem::path> config_places(const Directories& directories);

/// `stated` (`--config`) if not empty, else the first of config_places() that exists.
/// Errors: not_found, naming the places.
[[nodiscard]] Result<std::filesystem::path> find_config(const std::string& stated,
                                                        const Directories& directories);

/// $STATE_DIRECTORY/ESTATE.db, else $XDG_STATE_HOME/plumbline/ESTATE.db, else
/// ~/.local/state/plumbline/ESTATE.db. Empty if none of them is set.
[[nodiscard]] std::filesystem::path default_store_path(const std::string& estate,
                                                       const Directories& directories);

/// $CACHE_DIRECTORY, else $XDG_CACHE_HOME/plumbline, else ~/.cache/plumbline: clones of remote
/// truth. Empty if none of them is set.
[[nodiscard]] std::filesystem::path cache_directory(const Directories& directories);

}  // namespace plumbline::daemon
