#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/git/handles.hpp"

namespace plumbline::adapters::git {

/// Branches and tags as people write them ("main", "v1.2", "origin/main"), in no special order,
/// at most 10,000. Errors: corrupt, forbidden, unreachable.
[[nodiscard]] Result<std::vector<std::string>> ref_names(git_repository* repository);

/// The up to `count` candidates nearest to `name`, nearest first; ties by name.
[[nodiscard]] std::vector<std::string> nearest(std::string_view name,
                                               std::vector<std::string> candidates,
                                               std::size_t count);

}  // namespace plumbline::adapters::git
