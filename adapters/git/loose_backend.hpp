#pragma once

#include <filesystem>

#include "adapters/git/handles.hpp"

namespace plumbline::adapters::git {

/// libgit2's door to the loose objects of an `objects` folder, read by loose_object.hpp.
[[nodiscard]] OdbBackendHandle open_loose(const std::filesystem::path& objects);

}  // namespace plumbline::adapters::git
