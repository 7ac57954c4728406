#include "canonical-schema/schedule/render/clock_lines.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace plumbline::schedule {
namespace {

using Lines = std::vector<ClockLine>;

struct HourGroup {
  std::uint32_t hours = 0;
  std::uint64_t minutes = 0;
};

std::uint64_t minutes_of_hour(const MinuteSet& minutes, int hour) {
  std::uint64_t mask = 0;
  for (int minute = 0; minute < 60; ++minute) {
    if (minutes.contains(hour * 60 + minute))
      mask |= std::uint64_t{1} << static_cast<unsigned>(minute);
  }
  return mask;
}

/// Hours with equal minutes together, in the order of their first hour.
std::vector<HourGroup> hour_groups(const MinuteSet& minutes) {
  std::vector<HourGroup> groups;
  for (int hour = 0; hour < 24; ++hour) {
    const auto mask = minutes_of_hour(minutes, hour);
    if (mask == 0) continue;
    const auto bit = std::uint32_t{1} << static_cast<unsigned>(hour);
    const auto same = std::ranges::find(groups, mask, &HourGroup::minutes);
    if (same == groups.end()) {
      groups.push_back({bit, mask});
    } else {
      same->hours |= bit;
    }
  }
  return groups;
}

void add_lines(Lines& lines, const CalendarRule& rule, const std::vector<HourGroup>& groups,
               const std::vector<DayFields>& covers) {
  for (const auto& group : groups) {
    for (const auto& days : covers) {
      ClockLine line;
      line.fields.seconds = rule.seconds;
      line.fields.minutes = group.minutes;
      line.fields.hours = group.hours;
      line.fields.days = days;
      line.fields.years = rule.years;
      line.dst = rule.dst;
      lines.push_back(std::move(line));
    }
  }
}

/// The rules without what the fields have no place for.
std::vector<CalendarRule> without_fine_print(std::vector<CalendarRule> rules,
                                             const ClockWords& words) {
  for (auto& rule : rules) {
    if (!words.seconds) rule.seconds = 1;
    if (!words.years) rule.years = YearSet{};
  }
  return normalise(std::move(rules));
}

/// One rule that holds all the times of all the rules.
CalendarRule hull(const std::vector<CalendarRule>& rules) {
  CalendarRule all = rules.front();
  for (const auto& rule : rules) {
    all.seconds |= rule.seconds;
    all.minutes |= rule.minutes;
    all.days |= rule.days;
    all.years |= rule.years;
  }
  return all;
}

HourGroup hull(const std::vector<HourGroup>& groups) {
  HourGroup all;
  for (const auto& group : groups) {
    all.hours |= group.hours;
    all.minutes |= group.minutes;
  }
  return all;
}

std::vector<DayFields> cover_or_near(const DaySet& days, const DayWords& words, std::size_t most) {
  if (auto exact = cover_days(days, words); exact && exact->size() <= most)
    return *std::move(exact);
  auto near = near_covers(days, words, most);
  return near.empty() ? std::vector<DayFields>{} : std::move(near.front());
}

}  // namespace

Result<Lines> clock_lines(const std::vector<CalendarRule>& rules, const ClockWords& words) {
  Lines lines;
  for (const auto& rule : rules) {
    if (rule.seconds != 1 && !words.seconds) {
      return fail(ErrorKind::unsupported, "it needs seconds");
    }
    if (!rule.years.is_every() && !words.years) {
      return fail(ErrorKind::unsupported, "it needs years");
    }
    if (rule.years.others && !rule.years.is_every()) {
      return fail(ErrorKind::unsupported, "it leaves single years out");
    }
    auto covers = cover_days(rule.days, words.days);
    if (!covers) return fail(std::move(covers.error()));
    add_lines(lines, rule, hour_groups(rule.minutes), *covers);
  }
  return lines;
}

std::vector<Lines> near_clock_lines(const std::vector<CalendarRule>& exact_rules,
                                    const ClockWords& words, std::size_t most) {
  const auto rules = without_fine_print(exact_rules, words);
  if (rules.empty()) return {};
  std::vector<Lines> found;
  Lines each;
  for (const auto& rule : rules) {
    add_lines(each, rule, hour_groups(rule.minutes), cover_or_near(rule.days, words.days, most));
  }
  if (each.size() <= most) {
    found.push_back(std::move(each));
  } else {
    for (std::size_t i = 0; i < each.size() && i < 4; ++i) found.push_back({each[i]});
  }
  // Everything within one line: too often, never too seldom.
  const CalendarRule all = hull(rules);
  Lines whole;
  add_lines(whole, all, {hull(hour_groups(all.minutes))}, cover_or_near(all.days, words.days, 1));
  found.push_back(std::move(whole));
  std::erase_if(found, [](const Lines& lines) { return lines.empty(); });
  return found;
}

}  // namespace plumbline::schedule
