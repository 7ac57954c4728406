#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace plumbline::adapters::cron {

/// The two daemons whose crontabs we read. They differ in grammar, in which files count and in
/// what one bad line does: Debian's cron 3.0pl1 drops the whole file, cronie only that line.
enum class Dialect { debian, cronie };

/// System files (crontab, cron.d) have a user column, the tabs of users have not.
enum class TabKind { system, user };

/// The name that schedules carry: "debian-cron", "cronie".
[[nodiscard]] constexpr const char* name(Dialect dialect) {
  return dialect == Dialect::debian ? "debian-cron" : "cronie";
}

[[nodiscard]] constexpr std::optional<Dialect> dialect_named(std::string_view text) {
  if (text == "debian-cron") return Dialect::debian;
  if (text == "cronie") return Dialect::cronie;
  return std::nullopt;
}

/// Sizes compiled into the daemons (Debian: cron.h MAX_COMMAND 1000, MAX_TAB_LINES 10000, where
/// the three header lines of crontab(1) are not counted; cronie 1.7: 131072).
struct DialectLimits {
  std::size_t command_bytes;      ///< longest command that runs
  std::size_t environment_bytes;  ///< an assignment is cut there, silently
  std::size_t lines;              ///< no entry may stand on a later line; 0 = no limit
};

[[nodiscard]] constexpr DialectLimits limits(Dialect dialect) {
  if (dialect == Dialect::debian) return {998, 998, 10'003};
  return {131'071, 131'071, 0};
}

}  // namespace plumbline::adapters::cron
