#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"
#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::adapters::system {

/// Where Debian keeps the tz database.
inline constexpr const char* system_zone_directory = "/usr/share/zoneinfo";

/// The tz database of a directory: the machine's own, a host root's, or one made by a test.
/// Transitions come from the tz file with its footer rule, through absl::TimeZone, and reach a
/// whole 400-year cycle past the last year in which the rules change.
/// A file is read once: an update of the tz database is seen by a new ZoneData. May be used from
/// several threads.
class ZoneData final : public schedule::ZoneSource {
 public:
  explicit ZoneData(std::filesystem::path directory = system_zone_directory);

  /// "Europe/Berlin". Names are case sensitive, as the files are. Errors: invalid (empty, starts
  /// with "/", has ".." or control characters: a name must not leave the directory), not_found
  /// (the hint names a near one), corrupt (not a tz file), forbidden (not readable).
  [[nodiscard]] Result<schedule::ZonePtr> load(std::string_view name) const override;

 private:
  std::filesystem::path directory_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, schedule::ZonePtr, std::less<>> loaded_;
};

/// A zone from the bytes of a tz file, for an etc/localtime whose name nothing tells. `name` only
/// labels the result. Errors: corrupt (not a tz file), unreachable (no temporary directory).
[[nodiscard]] Result<schedule::ZonePtr> zone_from_bytes(std::string name, std::string_view bytes);

/// The same from a file. Errors: those above, not_found, forbidden.
[[nodiscard]] Result<schedule::ZonePtr> zone_from_file(std::string name,
                                                       const std::filesystem::path& file);

}  // namespace plumbline::adapters::system
