#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "canonical-schema/ids.hpp"
#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::daemon {

/// What the truth files of a folder declare, as far as they can be read by themselves.
struct TruthFolder {
  std::map<PlaceId, std::string> places;               ///< the file, below the folder
  std::map<std::string, std::set<PlaceId>> workflows;  ///< by name, whatever the team
  std::vector<std::string> unusable;                   ///< files that cannot be used as truth
};

/// Reads every *.yaml and *.yml below `folder`; hidden folders and what is no file are passed over.
/// A folder that is not there declares nothing.
[[nodiscard]] TruthFolder read_truth_folder(const std::filesystem::path& folder,
                                            const schedule::ZoneSource& zones);

}  // namespace plumbline::daemon
