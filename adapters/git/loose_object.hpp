#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "canonical-schema/result.hpp"

// An object in a file of its own: a zlib stream of "TYPE SIZE", a NUL and the bytes. We read it
// ourselves because libgit2 1.5 inflates for ever where the file ends too early.

namespace plumbline::adapters::git {

/// What an object says of itself; nothing of it is checked against the bytes yet.
struct LooseHeader {
  std::string type;  ///< "blob", "tree", ...
  std::uint64_t size = 0;

  bool operator==(const LooseHeader&) const = default;
};

struct LooseObject {
  std::string type;
  std::string bytes;

  bool operator==(const LooseObject&) const = default;
};

/// Largest object that is held in memory, bytes: a folder of a million files has half of it.
inline constexpr std::uint64_t max_object = std::uint64_t{64} << 20;

/// Reads no more than the first kilobytes of the file. Errors: not_found, forbidden, unreachable,
/// corrupt (no regular file, no zlib stream, no such header).
[[nodiscard]] Result<LooseHeader> read_loose_header(const std::filesystem::path& file);

/// The object whole, in memory and time bound by max_object whatever the header claims. Its hash
/// is not checked here. Errors: as read_loose_header; corrupt (the stream ends early, holds
/// more or less than its header says, or claims more than max_object).
[[nodiscard]] Result<LooseObject> read_loose_object(const std::filesystem::path& file);

}  // namespace plumbline::adapters::git
