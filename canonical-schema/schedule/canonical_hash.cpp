#include <bit>
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
    if (rule.years.is_every()) return;
    for (const auto word : rule.years.words) add(word);
    add(std::uint64_t{rule.years.others});
  }
  void add_time(const std::optional<Instant>& at) {
    add(std::uint64_t{at.has_value()});
    add(static_cast<std::uint64_t>(at.value_or(Instant{}).time_since_epoch().count()));
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
std::uint64_t hash_of(std::string_view zone, const Window& window,
                      const std::vector<CalendarRule>& rules) {
  Hash hash;
  hash.add(zone);
  hash.add_time(window.start);
  hash.add_time(window.end);
  for (const auto& rule : clock_times(rules)) hash.add(rule);
  return hash.value();
}

std::uint64_t hash_of(const IntervalPart& interval) {
  Hash hash;
  hash.add(static_cast<std::uint64_t>(interval.seconds));
  hash.add(static_cast<std::uint64_t>(interval.months));
  // The phase is what counts, not which of its instants was named.
  std::optional<Instant> anchor = interval.anchor;
  if (anchor && interval.months == 0) {
    const Seconds period{interval.seconds};
    anchor = Instant{((anchor->time_since_epoch() % period) + period) % period};
  }
  if (interval.months == 0) hash.add_time(anchor);
  return hash.value();
}

/// Joins a part to the one of its zone and window: it is their union that fires.
void add_part(std::vector<CalendarPart>& parts, const CalendarPart& part) {
  for (auto& known : parts) {
    if (zone_key(known) != zone_key(part) || known.window != part.window) continue;
    known.rules.insert(known.rules.end(), part.rules.begin(), part.rules.end());
    return;
  }
  parts.push_back(part);
}

/// One hash for all that recurs: a sum, since the order of the parts must not matter.
std::uint64_t hash_of_recurring(const Compiled& schedule) {
  std::uint64_t sum = 0;
  std::vector<CalendarPart> parts;
  for (const auto& part : schedule.calendars) {
    if (!part.rules.empty()) add_part(parts, part);
  }
  for (const auto& interval : schedule.intervals) {
    if (auto rules = as_calendar_rules(interval); !rules.empty()) {
      add_part(parts,
               {{}, std::make_shared<const Zone>(), interval.window, std::move(rules), {}, {}});
    } else {
      sum += hash_of(interval);
    }
  }
  for (const auto& part : parts) sum += hash_of(zone_key(part), part.window, part.rules);
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
    side.push_back({std::make_shared<const Zone>(), std::move(rules)});
  }
  return compare_across_zones(side, {}, {Instant{}}).only_a_per_month;
}

}  // namespace

std::uint64_t canonical_hash(const Compiled& schedule) {
  Hash hash;
  hash.add(hash_of_recurring(schedule));
  for (const auto& once : schedule.once) {
    hash.add_time(once.at);
    if (!once.at) hash.add(static_cast<std::uint64_t>(once.local_seconds));
  }
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
