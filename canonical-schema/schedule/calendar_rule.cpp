#include "canonical-schema/schedule/calendar_rule.hpp"

#include <algorithm>
#include <bit>
#include <tuple>
#include <utility>

namespace plumbline::schedule {
namespace {

using Rules = std::vector<CalendarRule>;

auto policy_key(const CalendarRule& rule) {
  return std::tuple(rule.dst.gap, rule.dst.fold, rule.dst.elapsed);
}

/// Adds minutes x days to rules whose minutes are disjoint, keeping them so.
void add_disjoint(Rules& rules, CalendarRule added) {
  const std::size_t known = rules.size();
  for (std::size_t i = 0; i < known && !added.minutes.empty(); ++i) {
    const MinuteSet common = rules[i].minutes & added.minutes;
    if (common.empty()) continue;
    added.minutes -= common;
    if (rules[i].minutes != common) {
      CalendarRule rest = rules[i];
      rest.minutes -= common;
      rules.push_back(std::move(rest));
      rules[i].minutes = common;
    }
    rules[i].days |= added.days;
  }
  if (!added.minutes.empty()) rules.push_back(std::move(added));
}

void merge_equal_days(Rules& rules) {
  Rules merged;
  for (auto& rule : rules) {
    const auto same = std::ranges::find(merged, rule.days, &CalendarRule::days);
    if (same == merged.end()) {
      merged.push_back(std::move(rule));
    } else {
      same->minutes |= rule.minutes;
    }
  }
  rules = std::move(merged);
}

/// Rules that differ in their seconds only become one.
void merge_equal_times(Rules& rules) {
  Rules merged;
  for (auto& rule : rules) {
    const auto same = std::ranges::find_if(merged, [&](const CalendarRule& other) {
      return other.minutes == rule.minutes && other.days == rule.days;
    });
    if (same == merged.end()) {
      merged.push_back(std::move(rule));
    } else {
      same->seconds |= rule.seconds;
    }
  }
  rules = std::move(merged);
}

/// Of rules with the same years: those are left as they are.
Rules normalise_yearless(const Rules& rules) {
  if (rules.size() == 1) return rules;
  Rules normal;
  for (const std::uint64_t atom : second_atoms(rules)) {
    Rules layer;
    for (CalendarRule rule : rules) {
      if ((rule.seconds & atom) == 0) continue;
      rule.seconds = atom;
      add_disjoint(layer, std::move(rule));
    }
    merge_equal_days(layer);
    std::ranges::move(layer, std::back_inserter(normal));
  }
  merge_equal_times(normal);
  std::ranges::sort(normal, {}, [](const CalendarRule& rule) {
    return std::tuple(rule.minutes.next(0), rule.seconds, rule.minutes.words, rule.days.words);
  });
  return normal;
}

/// Disjoint sets of years, each wholly inside or outside every rule.
std::vector<YearSet> year_atoms(const Rules& rules) {
  std::vector<YearSet> atoms;
  for (const auto& rule : rules) {
    YearSet rest = rule.years;
    const std::size_t known = atoms.size();
    for (std::size_t i = 0; i < known && !rest.empty(); ++i) {
      const YearSet common = atoms[i] & rest;
      if (common.empty()) continue;
      if (common != atoms[i]) atoms.push_back(atoms[i] - common);
      atoms[i] = common;
      rest -= common;
    }
    if (!rest.empty()) atoms.push_back(rest);
  }
  return atoms;
}

/// Every year has one normal form of its clock times; years with equal ones go together.
Rules normalise_one_policy(const Rules& rules) {
  const auto atoms = year_atoms(rules);
  if (atoms.size() == 1) return normalise_yearless(rules);
  std::vector<std::pair<YearSet, Rules>> groups;
  for (const auto& atom : atoms) {
    Rules now;
    for (CalendarRule rule : rules) {
      if ((rule.years & atom).empty()) continue;
      rule.years = YearSet{};
      now.push_back(std::move(rule));
    }
    now = normalise_yearless(now);
    const auto same = std::ranges::find(groups, now, &std::pair<YearSet, Rules>::second);
    if (same == groups.end()) {
      groups.emplace_back(atom, std::move(now));
    } else {
      same->first |= atom;
    }
  }
  std::ranges::sort(groups, {}, [](const auto& group) {
    return std::tuple(group.first.others, group.first.words);
  });
  Rules normal;
  for (auto& [years, group] : groups) {
    for (auto& rule : group) {
      rule.years = years;
      normal.push_back(std::move(rule));
    }
  }
  return normal;
}

}  // namespace

std::vector<std::uint64_t> second_atoms(const std::vector<CalendarRule>& rules) {
  std::vector<std::uint64_t> atoms;
  for (const auto& rule : rules) {
    std::uint64_t rest = rule.seconds;
    const std::size_t known = atoms.size();
    for (std::size_t i = 0; i < known && rest != 0; ++i) {
      const std::uint64_t common = atoms[i] & rest;
      if (common == 0) continue;
      if (common != atoms[i]) atoms.push_back(atoms[i] & ~common);
      atoms[i] = common;
      rest &= ~common;
    }
    if (rest != 0) atoms.push_back(rest);
  }
  return atoms;
}

std::vector<CalendarRule> normalise(std::vector<CalendarRule> rules) {
  std::erase_if(rules, [](const CalendarRule& rule) { return rule.empty(); });
  if (rules.size() <= 1) return rules;
  std::ranges::sort(rules, {}, policy_key);
  Rules normal;
  for (auto first = rules.begin(); first != rules.end();) {
    const auto last = std::find_if(first, rules.end(), [&](const CalendarRule& rule) {
      return policy_key(rule) != policy_key(*first);
    });
    std::ranges::move(normalise_one_policy(Rules(first, last)), std::back_inserter(normal));
    first = last;
  }
  return normal;
}

std::vector<CalendarRule> clock_times(std::vector<CalendarRule> rules) {
  for (auto& rule : rules) rule.dst = DstPolicy{};
  return normalise(std::move(rules));
}

std::vector<CalendarRule> difference(const std::vector<CalendarRule>& a,
                                     const std::vector<CalendarRule>& b) {
  Rules left = a;
  for (const auto& taken : b) {
    Rules next;
    for (auto& rule : left) {
      if ((rule.seconds & taken.seconds) == 0) {
        next.push_back(std::move(rule));
        continue;
      }
      CalendarRule other_seconds = rule;
      other_seconds.seconds &= ~taken.seconds;
      CalendarRule other_minutes = rule;
      other_minutes.seconds &= taken.seconds;
      other_minutes.minutes -= taken.minutes;
      CalendarRule other_days = rule;
      other_days.seconds &= taken.seconds;
      other_days.minutes &= taken.minutes;
      other_days.days -= taken.days;
      CalendarRule other_years = rule;
      other_years.seconds &= taken.seconds;
      other_years.minutes &= taken.minutes;
      other_years.days &= taken.days;
      other_years.years -= taken.years;
      for (auto* part : {&other_seconds, &other_minutes, &other_days, &other_years}) {
        if (!part->empty()) next.push_back(std::move(*part));
      }
    }
    left = std::move(next);
  }
  return left;
}

double mean_per_month(const std::vector<CalendarRule>& rules) {
  YearSet all = YearSet::none();
  for (const auto& rule : rules) all |= rule.years;
  double times = 0;
  for (const auto& rule : rules) {
    const auto of_cycle =
        std::int64_t{std::popcount(rule.seconds)} * rule.minutes.size() * rule.days.days_in_cycle();
    // Beside a rule that goes on for ever, one that ends some year is nothing in the mean.
    const double share = all.others ? (rule.years.others ? 1.0 : 0.0)
                                    : static_cast<double>(rule.years.size()) / all.size();
    times += static_cast<double>(of_cycle) * share;
  }
  return times / months_of_cycle;
}

}  // namespace plumbline::schedule
