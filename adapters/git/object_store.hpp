#pragma once

#include "adapters/git/handles.hpp"
#include "canonical-schema/result.hpp"

namespace plumbline::adapters::git {

/// Gives the repository an object store of ours and returns it: packs by pack_backend.hpp,
/// loose objects by loose_backend.hpp, of its own folder and of its alternates, at most five deep.
/// An alternate that is not there is passed over, as git does; its objects are then missing.
/// Neither commit graphs nor replace refs are used. Errors: corrupt, forbidden, unreachable.
[[nodiscard]] Result<OdbHandle> open_objects(git_repository* repository);

}  // namespace plumbline::adapters::git
