#include <algorithm>
#include <optional>

#include "reports/calendar.hpp"

namespace plumbline::reports {
namespace {

/// Of one kind on one day; more are counted.
constexpr std::size_t most_times = 6;

std::string listed(std::vector<std::string> words) {
  const auto all = words.size();
  if (all > most_times) words.resize(most_times - 1);
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  if (all > most_times) text += " … " + std::to_string(all) + " runs";
  return text;
}

/// The times of one side on a day.
std::string side_cell(const CalendarDay& day, std::optional<ClockTime> CalendarRun::* side) {
  std::vector<ClockTime> times;
  for (const auto& run : day.runs) {
    if (run.*side && (run.*side)->day == day.day) times.push_back(*(run.*side));
  }
  // A day lists its runs by the time before, which is not the order of those that moved.
  std::ranges::stable_sort(times);
  std::vector<std::string> words;
  for (const auto& time : times) words.push_back(time_text(time, day.day));
  return words.empty() ? "-" : listed(std::move(words));
}

std::string changes_of(const Calendar& calendar, const CalendarDay& day, Fate fate,
                       const TextStyle& style) {
  const std::string arrow = " " + std::string(symbol(Symbol::arrow, style)) + " ";
  std::vector<std::string> words;
  for (const auto& run : day.runs) {
    if (run.fate != fate || !is_told_on(day, run, calendar)) continue;
    if (fate == Fate::moved) {
      words.push_back(time_text(*run.before, day.day) + arrow + time_text(*run.after, day.day));
    } else {
      words.push_back(time_text(run.time_on(day.day), day.day));
    }
  }
  return listed(std::move(words));
}

/// "moved 06:30 → 07:30; lost 09:00", empty if nothing changed.
Cell change_cell(const Calendar& calendar, const CalendarDay& day, const TextStyle& style) {
  std::string text;
  const auto add = [&](const char* word, Fate fate) {
    const auto times = changes_of(calendar, day, fate, style);
    if (!times.empty()) text += (text.empty() ? "" : "; ") + std::string(word) + " " + times;
  };
  add("moved", Fate::moved);
  add("lost", Fate::lost);
  add("new", Fate::added);
  const bool loses =
      std::ranges::any_of(day.runs, [](const CalendarRun& run) { return run.fate == Fate::lost; });
  return {text, loses ? Ink::red : Ink::yellow};
}

std::string clock_cell(const CalendarDay& day) {
  if (!day.change) return {};
  const auto clock = [&](Seconds offset) {
    const auto local = day.change->at + offset;
    return time_of_day_text(local - std::chrono::floor<std::chrono::days>(local));
  };
  const bool skips = day.change->after > day.change->before;
  const auto from = clock(skips ? day.change->before : day.change->after);
  const auto to = clock(skips ? day.change->after : day.change->before);
  return (skips ? "skips " : "repeats ") + from + " to " + to;
}

}  // namespace

std::string calendar_text(const Calendar& calendar, const TextStyle& style) {
  Page page(style);
  const bool two = !calendar.after.empty();
  page.paragraph(Span{two ? "before  " : "", Ink::bold}, {calendar.before});
  page.paragraph(two ? 8 : 0, {calendar.before_words, Ink::dim});
  if (two) {
    page.paragraph(Span{"after   ", Ink::bold}, {calendar.after});
    page.paragraph(8, {calendar.after_words, Ink::dim});
  }
  for (const auto& sentence : calendar.assumed) page.paragraph(0, {sentence, Ink::dim});
  if (calendar.cut) page.paragraph(0, {cut_text(calendar), Ink::yellow});
  page.blank();
  std::vector<Row> rows;
  rows.push_back(two ? Row{{calendar.zone, Ink::bold},
                           {"before", Ink::bold},
                           {"after", Ink::bold},
                           {"what changes", Ink::bold},
                           {"clock", Ink::bold}}
                     : Row{{calendar.zone, Ink::bold}, {"runs", Ink::bold}, {"clock", Ink::bold}});
  const bool any_change = std::ranges::any_of(
      calendar.days, [](const CalendarDay& day) { return day.change.has_value(); });
  if (!any_change) rows.front().back().text.clear();
  for (const auto& day : calendar.days) {
    Row row{{day_text(day.day)}, {side_cell(day, &CalendarRun::before)}};
    if (two) {
      row.push_back({side_cell(day, &CalendarRun::after)});
      row.push_back(change_cell(calendar, day, style));
    }
    row.push_back({clock_cell(day), Ink::cyan});
    rows.push_back(std::move(row));
  }
  page.table(0, rows);
  page.blank();
  page.paragraph(0, {sums_text(calendar), Ink::bold});
  if (calendar.cut) page.paragraph(0, {cut_text(calendar), Ink::yellow});
  return page.take();
}

}  // namespace plumbline::reports
