#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/layout.hpp"
#include "reports/schedule_view.hpp"

// The runs of one schedule, or of one before and after a change, day by day on the clock of a zone.

namespace plumbline::reports {

/// What became of a run: `only` where there is nothing to compare with; `moved` pairs a run that
/// was lost with one that is new: see moves_between().
enum class Fate { only, kept, moved, lost, added };

/// A time on the zone's clock.
struct ClockTime {
  std::chrono::sys_days day;
  Seconds time{0};           ///< of the day
  bool second_pass = false;  ///< after the clock was set back: the time was there before

  auto operator<=>(const ClockTime&) const = default;
};

/// One run, or with `moved` two. At least one side is there.
struct CalendarRun {
  Fate fate = Fate::only;
  std::optional<ClockTime> before;
  std::optional<ClockTime> after;

  [[nodiscard]] bool crosses_midnight() const {
    return before && after && before->day != after->day;
  }
  /// What it is listed by: the time before, or after if there is none on that day.
  [[nodiscard]] const ClockTime& time_on(std::chrono::sys_days day) const {
    return before && (before->day == day || !after) ? *before : *after;
  }
};

/// A day on the zone's clock, which may have 23 or 25 hours.
struct CalendarDay {
  std::chrono::sys_days day;
  std::vector<CalendarRun> runs;  ///< by time; those that cross midnight are in both of their days
  std::optional<ClockChange> change;
};

struct CalendarRequest {
  ShownSchedule before;
  std::optional<ShownSchedule> after;
  schedule::ZonePtr zone;      ///< whose clock is drawn; null = UTC
  std::chrono::sys_days from;  ///< on that clock
  int days = 14;
};

struct Calendar {
  std::string before;  ///< how they were written: "argo 0 9 * * * (UTC)"
  std::string after;   ///< empty = there is none
  std::string before_words;
  std::string after_words;
  std::string zone;
  std::vector<CalendarDay> days;
  std::size_t kept = 0;  ///< of one schedule: its runs
  std::size_t moved = 0;
  std::size_t lost = 0;
  std::size_t added = 0;
  /// There are more runs than most_calendar_runs on a side: the days end before they do.
  bool cut = false;
  std::vector<std::string> assumed;
};

inline constexpr std::size_t most_calendar_runs = 100'000;
inline constexpr int most_calendar_days = 400;

/// The instants of both sides must be known: see unknown_instants().
[[nodiscard]] Calendar make_calendar(const CalendarRequest& request);

/// A row a day, and the sums.
[[nodiscard]] std::string calendar_text(const Calendar& calendar, const TextStyle& style);
/// The same as a picture: a row a day, before above after, days of clock changes hatched. Readable
/// on light and dark ground, and without colours. Equal calendars give equal bytes.
[[nodiscard]] std::string calendar_svg(const Calendar& calendar);
/// How every such picture begins.
[[nodiscard]] std::string_view calendar_svg_begin();
[[nodiscard]] std::string calendar_json(const Calendar& calendar);

/// True where a day's row tells of the run and counts it: a run that crosses midnight only on its
/// first day that is drawn, that before first.
[[nodiscard]] bool is_told_on(const CalendarDay& day, const CalendarRun& run,
                              const Calendar& calendar);
/// "4 kept, 1 moved, 2 lost, 0 new" or "21 runs".
[[nodiscard]] std::string sums_text(const Calendar& calendar);
/// Where and why the days were cut; empty if they were not.
[[nodiscard]] std::string cut_text(const Calendar& calendar);
/// The other end of a run that moved to another day, or its end on this one: "Mon 23:50", "06:30".
[[nodiscard]] std::string time_text(const ClockTime& time, std::chrono::sys_days day);
/// "06:30", "06:30:15".
[[nodiscard]] std::string time_of_day_text(Seconds time);
/// "Mon 2026-01-05".
[[nodiscard]] std::string day_text(std::chrono::sys_days day);

}  // namespace plumbline::reports
