#pragma once

#include <filesystem>

#include "adapters/git/handles.hpp"
#include "canonical-schema/result.hpp"

namespace plumbline::adapters::git {

/// libgit2's door to the packs of an `objects` folder: each by libgit2's own reader, after its
/// index was checked (pack_index.hpp) and its object found not to be larger than max_object. A
/// multi-pack-index is not used. An index without a pack is passed over, as git does. Errors:
/// corrupt (an index, or something that is no file), forbidden, unreachable.
[[nodiscard]] Result<OdbBackendHandle> open_packs(const std::filesystem::path& objects);

}  // namespace plumbline::adapters::git
