#pragma once

#include <functional>
#include <string>

#include "adapters/git/handles.hpp"
#include "canonical-schema/result.hpp"

namespace plumbline::adapters::git {

/// One file that differs between two trees. Null: not there. The ids end with the call.
struct FileChange {
  const std::string& path;
  const git_oid* before;
  const git_oid* after;
};

/// Which folders to look into: their path with a trailing slash ("" is the root).
using FolderFilter = std::function<bool(const std::string& prefix)>;

/// Calls `visit` for every regular file that two trees (null: an empty one) hold differently, in
/// no promised order, looking only into folders that `wanted` admits and that differ. `prefix` is
/// the path of both with a trailing slash. Links and submodules count as no file. At most 64
/// folders deep. Errors: corrupt.
[[nodiscard]] Result<void> diff_trees(git_repository* repository, const git_oid* before,
                                      const git_oid* after, const std::string& prefix,
                                      const FolderFilter& wanted,
                                      const std::function<void(const FileChange&)>& visit);

}  // namespace plumbline::adapters::git
