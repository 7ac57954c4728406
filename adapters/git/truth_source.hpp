#pragma once

#include <filesystem>
#include <map>
#include <string>
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

/// What the given files said, newest first and the present version first of all, at most 200
/// commits back. A commit that changed a defaults.yaml above a file counts as a change of the
/// file; each version is read with the defaults of its own commit. `workflow` is empty where that
/// version cannot be used. A file nobody knows has no entry. Errors: as histories().
[[nodiscard]] Result<std::map<std::string, std::vector<PastDeclaration>>> past_declarations(
    const TruthLocation& location, const TruthRepository& pinned,
    const std::vector<std::string>& files, const schedule::ZoneSource& zones);

/// What the files said that the last 200 commits removed, sorted by path. A file that was moved
/// is among them. Errors: as removed_files().
[[nodiscard]] Result<std::vector<RemovedDeclaration>> removed_declarations(
    const TruthLocation& location, const TruthRepository& pinned,
    const schedule::ZoneSource& zones);

/// Adds to each problem of this entry the platforms that the last usable version of its file
/// named, so that `unmanaged` is withheld there (contract 12.9). Errors: as histories().
[[nodiscard]] Result<void> add_last_good_platforms(const TruthLocation& location,
                                                   const TruthRepository& pinned,
                                                   const schedule::ZoneSource& zones, Truth& truth);

}  // namespace plumbline::adapters::git
