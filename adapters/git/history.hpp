#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/git/repository.hpp"
#include "canonical-schema/result.hpp"

// What truth files were before. Everything here follows first parents: that is the line of what
// the branch itself said, which is what was rolled out; a merge counts as one change, made by the
// merge commit. Only last_change looks into merges, since it asks for a person.

namespace plumbline::adapters::git {

/// A file as one commit left it.
struct FileVersion {
  Commit commit;
  std::string blob;  ///< 40 hex; empty: this commit removed the file
  /// True: this commit made it so. False: the search ended here, the content is as old or older.
  bool introduced = true;

  bool operator==(const FileVersion&) const = default;
};

/// How far back to look.
struct HistoryLimit {
  std::size_t commits = 200;  ///< of first-parent history, the given one included
  std::size_t versions = 8;   ///< of each file; the search ends when every file has so many
};

/// Versions of each path, newest first; a path that never existed there has none. The first
/// version is what `commit` itself holds; if its blob is empty, the file was removed by that
/// commit and the next version is what it last said. One walk for all paths, comparing tree ids,
/// reading no file. A shallow clone's edge ends it like a root. Errors: not_found, invalid (not a
/// full commit id), corrupt.
[[nodiscard]] Result<std::map<std::string, std::vector<FileVersion>>> histories(
    const Repository& repository, std::string_view commit, const std::set<std::string>& paths,
    HistoryLimit limit = {});

/// A truth file that is gone.
struct RemovedFile {
  std::string path;
  Commit commit;     ///< the one that removed it
  std::string blob;  ///< what it last said

  bool operator==(const RemovedFile&) const = default;
};

/// The truth files below `folder` that one of the last `commits` commits removed and that `commit`
/// does not hold, sorted by path. A file moved away is among them. Errors as histories.
[[nodiscard]] Result<std::vector<RemovedFile>> removed_files(const Repository& repository,
                                                             std::string_view commit,
                                                             std::string_view folder,
                                                             std::size_t commits = 200);

/// The last commit that changed a file, the way `git log -1 -- PATH` finds it: through merges to
/// the commit whose author wrote the change. Errors: not_found (the file is not there, or was
/// last changed more than `commits` ago), invalid, corrupt.
[[nodiscard]] Result<Commit> last_change(const Repository& repository, std::string_view commit,
                                         std::string_view path, std::size_t commits = 10'000);

}  // namespace plumbline::adapters::git
