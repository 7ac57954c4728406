#include <algorithm>
#include <bit>
#include <numeric>
#include <string_view>

#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/interval.hpp"
#include "canonical-schema/schedule/relation_calendar.hpp"

namespace plumbline::schedule {
namespace {

/// Mixes 64-bit words; made for equality of values in one process, not against an adversary.
class Hash {
 public:
  void add(std::uint64_t word) {
    state_ = (std::rotl(state_, 25) ^ word) * 0x9e37'79b9'7f4a'7c15U;
    state_ ^= state_ >> 32U;
  }
  void add(std::string_view text) {
    add(text.size());
    for (const char c : text) add(static_cast<std::uint64_t>(static_cast<unsigned char>(c)));
  }
  void add(const CalendarRule& rule) {
    add(rule.seconds);
    for (const auto word : rule.minutes.words) add(word);
    for (const auto word : rule.days.words) add(std::uint64_t{word});
  }
  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0x51'7cc1'b727'220aU;
};

/// Zones that are one and the same have one key; a fixed offset is its own.
std::string zone_key(const CalendarPart& part) {
  if (!part.zone) return std::to_string(static_cast<int>(part.ref.knowledge));
  if (part.zone->transitions.empty()) {
    return "fixed " + std::to_string(part.zone->initial_offset.count());
  }
  return part.zone->digest.empty() ? part.zone->name : part.zone->digest;
}

/// One hash for a zone's clock times, to be added up: the order of zones must not matter.
std::uint64_t hash_of(std::string_view zone, const std::vector<CalendarRule>& rules) {
  Hash hash;
  hash.add(zone);
  for (const auto& rule : clock_times(rules)) hash.add(rule);
  return hash.value();
}

/// The clock times that never end, in all years alike: what remains from any moment on.
std::vector<CalendarRule> lasting(std::vector<CalendarRule> rules) {
  std::erase_if(rules, [](const CalendarRule& rule) { return !rule.years.others; });
  for (auto& rule : rules) rule.years = YearSet{};
  return rules;
}

/// Joins clock times to those of their zone: it is their union that fires.
void add_part(std::vector<CalendarPart>& parts, const CalendarPart& part) {
  for (auto& known : parts) {
    if (zone_key(known) != zone_key(part)) continue;
    known.rules.insert(known.rules.end(), part.rules.begin(), part.rules.end());
    return;
  }
  parts.push_back(part);
}

/// The widest period of which all runs of these intervals are runs, with its phase: whichever
/// intervals say the same runs, it is the same.
std::uint64_t hash_of_periods(const std::vector<IntervalPart>& intervals) {
  const Instant first = *intervals.front().anchor;
  std::int64_t period = 0;
  for (const auto& interval : intervals) {
    period = std::gcd(std::gcd(period, interval.seconds), (*interval.anchor - first).count());
  }
  const auto phase = ((first.time_since_epoch().count() % period) + period) % period;
  Hash hash;
  hash.add(static_cast<std::uint64_t>(period));
  hash.add(static_cast<std::uint64_t>(phase));
  return hash.value();
}

/// One hash for all that recurs for ever: a sum, since the order of the parts must not matter. What
/// ends is left out, since it may be past; so are starts, and, beside a calendar, periods that no
/// calendar says: they may lie within it.
std::uint64_t hash_of_recurring(const Compiled& schedule) {
  std::vector<CalendarPart> parts;
  std::vector<IntervalPart> odd;
  for (const auto& part : schedule.calendars) {
    CalendarPart kept{part.ref, part.zone, {}, lasting(part.rules), {}, {}};
    if (!part.window.end && !kept.rules.empty()) add_part(parts, kept);
  }
  for (const auto& interval : schedule.intervals) {
    if (interval.window.end) continue;
    if (auto rules = as_calendar_rules(interval); !rules.empty()) {
      add_part(parts, {{}, utc_zone(), {}, std::move(rules), {}, {}});
    } else {
      odd.push_back(interval);
    }
  }
  std::uint64_t sum = 0;
  for (const auto& part : parts) sum += hash_of(zone_key(part), part.rules);
  const bool of_known_seconds = std::ranges::all_of(
      odd, [](const IntervalPart& interval) { return interval.months == 0 && interval.anchor; });
  if (parts.empty() && !odd.empty() && of_known_seconds) sum += hash_of_periods(odd);
  return sum;
}

/// The runs of the union over a whole cycle, since triggers may coincide; nullopt if a zone or a
/// phase is not known.
std::optional<double> runs_of_union(const Compiled& schedule) {
  Side side;
  for (const auto& part : schedule.calendars) {
    if (!part.zone) return std::nullopt;
    side.push_back({part.zone, part.rules});
  }
  for (const auto& interval : schedule.intervals) {
    auto rules = as_calendar_rules(interval);
    if (rules.empty()) return std::nullopt;
    side.push_back({utc_zone(), std::move(rules)});
  }
  return compare_across_zones(side, {}, {Instant{}}).only_a_per_month;
}

}  // namespace

std::uint64_t canonical_hash(const Compiled& schedule) {
  Hash hash;
  hash.add(hash_of_recurring(schedule));
  for (const auto& random : schedule.random) {
    for (const auto& range : random.fields.random) {
      hash.add(range.field);
      hash.add(static_cast<std::uint64_t>(range.low) * 100 +
               static_cast<std::uint64_t>(range.high));
    }
  }
  for (const auto& signal : schedule.signals) {
    hash.add(static_cast<std::uint64_t>(signal.kind));
    hash.add(signal.text);
  }
  return hash.value();
}

std::optional<double> runs_per_month(const Compiled& schedule) {
  if (!fires_by_time(schedule) || !schedule.random.empty()) return std::nullopt;
  if (schedule.intervals.size() == 1 && schedule.calendars.empty()) {
    const auto& interval = schedule.intervals[0];
    if (interval.months > 0) return 1.0 / interval.months;
    constexpr double mean_month = 86'400.0 * days_of_cycle / months_of_cycle;
    return mean_month / static_cast<double>(interval.seconds);
  }
  if (schedule.calendars.size() <= 1 && schedule.intervals.empty()) {
    if (schedule.calendars.empty()) return 0.0;
    return mean_per_month(clock_times(schedule.calendars[0].rules));
  }
  return runs_of_union(schedule);
}

}  // namespace plumbline::schedule
