#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/zone.hpp"
#include "canonical-schema/truth.hpp"

// The truth of a whole estate out of the files of its repositories.

namespace plumbline::codec {

/// A file as its repository gave it: bytes, or why there are none.
struct TruthFile {
  std::string path;  ///< below the repository's root, with '/'
  std::string bytes;
  std::optional<Error> error;
};

/// One truth entry of the configuration, read at one commit.
struct TruthInput {
  TruthRepository repository;
  /// Files to pass over: globs (glob.hpp) over the path below `repository.path`.
  std::vector<std::string> ignore;
  std::vector<TruthFile> files;
};

/// Every declaration, waiver and problem of the repositories together, sorted by workflow, by
/// file and by position. Pure.
///
/// A file that names another team than its truth entry, has no top-level `plumbline:` and is not
/// ignored, or cannot be read, is a problem; so is every file of a workflow, or of a platform and
/// id, that two files declare, across repositories too. A defaults.yaml that cannot be used is
/// one problem, and the workflows below it are left out: what they say is not known.
/// `policy.yaml` at the top of an entry is passed over.
[[nodiscard]] Truth assemble(const std::vector<TruthInput>& inputs,
                             const schedule::ZoneSource& zones);

/// One file of an earlier commit with the defaults that were above it then, outermost first.
/// nullopt if it is no workflow or has any problem. Used for history only, so nothing is said
/// about what is wrong.
[[nodiscard]] std::optional<DeclaredWorkflow> declare_alone(const TruthRepository& repository,
                                                            const TruthFile& file,
                                                            const std::vector<TruthFile>& defaults,
                                                            const schedule::ZoneSource& zones);

}  // namespace plumbline::codec
