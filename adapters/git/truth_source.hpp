#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/git/repository.hpp"
#include "canonical-schema/codec/truth_assembly.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/zone.hpp"
#include "canonical-schema/truth.hpp"

// Truth out of a repository's object store: from one truth entry to the files of one commit, and
// what those files said before.

namespace plumbline::adapters::git {

/// One truth entry whose repository is on this machine.
struct TruthLocation {
  std::string repo;             ///< as configured, for reports
  std::filesystem::path local;  ///< where it lies
  std::string ref;
  std::string path;  ///< folder below the root
  std::string team;
  std::vector<std::string> ignore;
};

/// Pins an entry: resolves its ref and the tree id of its folder. What fails is told in `error`.
[[nodiscard]] TruthRepository pin(const TruthLocation& location);

/// Reads every truth file of a pinned entry. A file that cannot be read is in the answer with its
/// error, so that the rest still counts. Errors: as read_tree, when nothing can be listed.
[[nodiscard]] Result<codec::TruthInput> read_truth(const TruthLocation& location,
                                                   const TruthRepository& pinned);

/// What the given files said before, newest first, without the present version; a file nobody
/// knows has none. Each version is read with the defaults.yaml of its own commit.
/// Errors: as histories().
[[nodiscard]] Result<std::map<std::string, std::vector<PastDeclaration>>> past_declarations(
    const TruthLocation& location, const TruthRepository& pinned,
    const std::vector<std::string>& files, const schedule::ZoneSource& zones);

/// The declarations that the last 200 commits removed. Errors: as removed_files().
[[nodiscard]] Result<std::vector<RemovedDeclaration>> removed_declarations(
    const TruthLocation& location, const TruthRepository& pinned,
    const schedule::ZoneSource& zones);

}  // namespace plumbline::adapters::git
