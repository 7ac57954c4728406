#include "canonical-schema/schedule/render/value_text.hpp"

#include <array>
#include <bit>
#include <vector>

#include "canonical-schema/schedule/day_set.hpp"

namespace plumbline::schedule {
namespace {

/// Shorter progressions and runs are lists: "9,12,15", "1,2".
constexpr std::ptrdiff_t shortest_progression = 4;
constexpr std::ptrdiff_t shortest_run = 3;

std::vector<int> values_of(std::uint64_t set, int low) {
  std::vector<int> values;
  for (; set != 0; set &= set - 1) values.push_back(std::countr_zero(set) + low);
  return values;
}

/// The constant distance of two values or more, 0 if it is not constant.
int constant_step(const std::vector<int>& values) {
  if (values.size() < 2) return 0;
  const int step = values[1] - values[0];
  for (std::size_t i = 2; i < values.size(); ++i) {
    if (values[i] - values[i - 1] != step) return 0;
  }
  return step;
}

void append(std::string& list, const std::string& item) {
  if (!list.empty()) list += ',';
  list += item;
}

std::string list_text(const std::vector<int>& values, const ValueStyle& style) {
  std::string list;
  for (std::size_t i = 0; i < values.size();) {
    std::size_t last = i;
    while (last + 1 < values.size() && values[last + 1] == values[last] + 1) ++last;
    if (static_cast<std::ptrdiff_t>(last - i) + 1 >= shortest_run) {
      append(list,
             number_text(values[i], style) + style.between + number_text(values[last], style));
      i = last + 1;
    } else {
      append(list, number_text(values[i++], style));
    }
  }
  return list;
}

/// The text of values at a constant distance above 1; empty if a list is the better form.
std::string step_text(const std::vector<int>& values, int step, const ValueStyle& style) {
  const int span = style.high - style.low + 1;
  const int first = values.front();
  const auto every = "/" + std::to_string(step);
  const bool whole = std::ssize(values) * step == span;
  // Half hours are written as a step, other pairs as a list.
  const bool worth = std::ssize(values) > 2 || span == 60;
  if (whole && worth && style.steps_from_value) return number_text(first, style) + every;
  if (whole && worth && first == style.low && !style.starless) return "*" + every;
  if (std::ssize(values) < shortest_progression) return {};
  return number_text(first, style) + style.between + number_text(values.back(), style) + every;
}

constexpr std::array<const char*, 7> capital_names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/// One run of the week, first to last within `order`.
std::string run_text(const std::vector<int>& run, WeekdayNames names) {
  if (std::ssize(run) < shortest_run) {
    std::string list;
    for (const int weekday : run) append(list, weekday_name(weekday, names));
    return list;
  }
  const char* between = names == WeekdayNames::capital_dotted ? ".." : "-";
  return weekday_name(run.front(), names) + between + weekday_name(run.back(), names);
}

}  // namespace

std::string number_text(int value, const ValueStyle& style) {
  return (style.two_digits && value < 10 ? "0" : "") + std::to_string(value);
}

std::string value_text(std::uint64_t values, const ValueStyle& style) {
  const auto listed = values_of(values, style.low);
  if (std::ssize(listed) == style.high - style.low + 1) {
    if (!style.starless) return "*";
    return number_text(style.low, style) + style.between + number_text(style.high, style);
  }
  if (const int step = constant_step(listed); step > 1) {
    if (auto text = step_text(listed, step, style); !text.empty()) return text;
  }
  return list_text(listed, style);
}

std::string weekday_name(int weekday, WeekdayNames names) {
  if (names == WeekdayNames::from_zero) return std::to_string(weekday);
  std::string name = capital_names.at(static_cast<std::size_t>(weekday));
  if (names == WeekdayNames::lower) name[0] = static_cast<char>(name[0] - 'A' + 'a');
  if (names == WeekdayNames::upper) {
    for (std::size_t i = 1; i < name.size(); ++i) name[i] = static_cast<char>(name[i] - 'a' + 'A');
  }
  return name;
}

std::string weekday_text(std::uint32_t weekdays, WeekdayNames names) {
  // Sunday opens the week only where the days from it on are one run; "sat,sun" ends it.
  const auto rest = weekdays & ~1U;
  // Where ranges are dotted, the week begins with Monday.
  const bool opens = names != WeekdayNames::capital_dotted && (weekdays & 1U) != 0 &&
                     (weekdays & 2U) != 0 && std::has_single_bit(weekdays + 1) &&
                     rest != (all_weekdays & ~1U);
  std::vector<std::vector<int>> runs;
  const auto add = [&](int weekday, bool joins) {
    if (joins && !runs.empty() && runs.back().back() + 1 == weekday) {
      runs.back().push_back(weekday);
    } else {
      runs.push_back({weekday});
    }
  };
  if (opens) add(0, false);
  for (int weekday = 1; weekday < 7; ++weekday) {
    if (((rest >> static_cast<unsigned>(weekday)) & 1U) != 0) add(weekday, true);
  }
  if (!opens && (weekdays & 1U) != 0) runs.push_back({0});
  std::string list;
  for (const auto& run : runs) append(list, run_text(run, names));
  return list;
}

}  // namespace plumbline::schedule
