#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/time.hpp"

namespace plumbline::adapters::cron {

/// What a tar entry is. `other` covers devices, pipes and vendor types: nothing we read.
enum class TarType { regular, hard_link, symbolic_link, directory, other };

/// One entry. Owners are numbers; names only if the stream carries them. `content` is a view into
/// the stream and is empty for everything but regular files.
struct TarEntry {
  std::string path;  ///< as written, without leading "./" or "/"; never holds a ".." part
  TarType type = TarType::regular;
  std::uint32_t mode = 0;  ///< permission bits, 07777
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::string user_name;
  std::string group_name;
  Instant mtime{};
  std::string link_name;
  std::string_view content;
};

/// How much a stream may hold; past any of them it is refused.
struct TarLimits {
  std::size_t entries = 100'000;
  std::size_t total_bytes = 256U << 20U;
  std::size_t file_bytes = 16U << 20U;
  std::size_t name_bytes = 4096;
};

/// A whole archive and where it ended: `consumed` counts the bytes up to and with the two zero
/// blocks and the zero padding behind them.
struct TarArchive {
  std::vector<TarEntry> entries;
  std::size_t consumed = 0;
};

/// Reads one ustar, pax or GNU archive from the front of `stream`, which must outlive the result.
/// Errors: corrupt (torn, wrong checksum, a number or name that cannot be; the message names the
/// byte offset), unsupported (past a limit).
[[nodiscard]] Result<TarArchive> read_tar(std::string_view stream, const TarLimits& limits = {});

}  // namespace plumbline::adapters::cron
