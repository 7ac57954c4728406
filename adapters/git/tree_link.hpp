#pragma once

#include <string>

#include "adapters/git/repository.hpp"
#include "canonical-schema/result.hpp"

namespace plumbline::adapters::git {

/// What a symbolic link of a commit names, one step far; nothing is ever read through it.
struct LinkTarget {
  enum class Kind { file, folder, elsewhere };
  Kind kind = Kind::elsewhere;
  std::string text;  ///< as the link says it, shown
  std::string path;  ///< below the root; empty for elsewhere, and for the root itself
};

/// `path` is where the link lies, `blob` its text, `root` the tree of the commit. Errors: corrupt.
[[nodiscard]] Result<LinkTarget> link_target(const Repository& repository, const git_tree& root,
                                             const std::string& path, const git_oid& blob);

}  // namespace plumbline::adapters::git
