#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/cron/dialect.hpp"

namespace plumbline::adapters::cron {

enum class AnacronLineKind { environment, job, broken };

/// One line of an anacrontab that says something. Lines count from 1; `line` is the first of
/// lines joined by "\".
struct AnacronLine {
  AnacronLineKind kind = AnacronLineKind::job;
  int line = 0;
  std::string name;   ///< environment
  std::string value;  ///< environment
  std::string every;  ///< job: "3d", "1mo", "12mo"
  std::uint32_t delay_minutes = 0;
  std::string id;
  std::string command;
  std::string problem;  ///< broken: in anacron's words; anacron skips just that line

  bool operator==(const AnacronLine&) const = default;
};

/// Reads an anacrontab as anacron 2.3 (`debian`) or cronie's does: PERIOD DELAY ID COMMAND, where
/// PERIOD is a number of days or a name (Debian: @monthly, @yearly; cronie also @daily, @weekly,
/// @annually). A "\" before the end of a line joins the next one; every other "\" is dropped,
/// as both programs do. The last line needs no newline.
[[nodiscard]] std::vector<AnacronLine> parse_anacrontab(std::string_view bytes, Dialect dialect);

}  // namespace plumbline::adapters::cron
