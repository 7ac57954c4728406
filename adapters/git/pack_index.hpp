#pragma once

#include <cstdint>
#include <filesystem>

#include "canonical-schema/result.hpp"

namespace plumbline::adapters::git {

/// True to its format as far as somebody who follows its tables could be led outside the index or
/// the pack of `pack_size` bytes: libgit2 1.5 checks only part of that and then reads wild memory.
/// Reads its tables of counts and offsets: 4 bytes an object. Errors: corrupt, forbidden,
/// unreachable, not_found, unsupported (a version other than 1 and 2).
[[nodiscard]] Result<void> check_pack_index(const std::filesystem::path& index,
                                            std::uint64_t pack_size);

}  // namespace plumbline::adapters::git
