#pragma once

#include <string>
#include <string_view>

#include "adapters/git/handles.hpp"
#include "canonical-schema/result.hpp"

namespace plumbline::adapters::git {

/// The tree with this id. A missing one is corrupt: something names it, so it should be here.
[[nodiscard]] Result<TreeHandle> load_tree(git_repository* repository, const git_oid& id);

/// The tree at a clean path (empty: the root) of a commit. Errors: not_found (with the folders
/// that are there), invalid (not a folder), corrupt.
[[nodiscard]] Result<TreeHandle> folder_tree(git_repository* repository, std::string_view commit,
                                             const std::string& folder);

}  // namespace plumbline::adapters::git
