#include "canonical-schema/schedule/render/draft.hpp"
#include "canonical-schema/schedule/relate/run_terms.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "canonical-schema/duration.hpp"
#include "canonical-schema/schedule/interval.hpp"
#include "canonical-schema/schedule/render/zone_shift.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"
#include "canonical-schema/value_words.hpp"

namespace plumbline::schedule {
namespace {

using Rules = std::vector<CalendarRule>;

tl::unexpected<Error> cannot(std::string reason) {
  return fail(ErrorKind::unsupported, std::move(reason));
}

CalendarRule rule_of(const CronFields& fields, const DstPolicy& dst) {
  CalendarRule rule;
  rule.seconds = fields.seconds;
  rule.minutes = MinuteSet::product(fields.hours, fields.minutes);
  rule.days = day_set(fields.days);
  rule.years = fields.years;
  rule.dst = dst;
  return rule;
}

/// Writes one schedule after one plan.
class Drafter {
 public:
  Drafter(const Request& request, const Plan& plan)
      : request_(request), target_(request.target), plan_(plan) {}

  Result<Draft> run();

 private:
  Result<void> add_calendar(const CalendarPart& part);
  Result<void> add_rules(Rules rules, const ZoneRef& ref, const ZonePtr& zone,
                         const Window& window);
  Result<void> add_interval(const IntervalPart& interval);
  Result<void> add_once(const OncePart& once);
  Result<void> add_signal(const Signal& signal);
  [[nodiscard]] Result<Rules> rules_of(const CalendarPart& part) const;
  [[nodiscard]] Result<Rules> moved(Rules rules, const ZonePtr& zone) const;
  [[nodiscard]] Result<std::vector<ClockLine>> lines_of(const Rules& rules) const;
  [[nodiscard]] Result<void> set_window(Trigger& trigger, const Window& window) const;
  [[nodiscard]] Seconds spread_of(Seconds jitter) const;
  Result<void> set_spread(const RunTerms& terms);
  void add(Line line, const ZoneRef& own_zone, bool is_clock);
  void settle_policies();
  void join_lines();
  void add_notes();

  const Request& request_;
  const RenderTarget& target_;
  const Plan& plan_;
  Draft draft_;
  Seconds jitter_{0};             ///< of the part at hand, as far as the target takes it
  std::vector<ClockLine> clock_;  ///< of the lines that are clock times
};

Result<Rules> Drafter::rules_of(const CalendarPart& part) const {
  switch (plan_.source) {
    case Plan::Source::rules:
      return part.rules;
    case Plan::Source::clock_times:
      return clock_times(part.rules);
    case Plan::Source::written:
      break;
  }
  if (!part.except.empty() || part.written.empty()) return cannot("it takes times away again");
  const bool one_policy = std::ranges::all_of(
      part.rules, [&](const CalendarRule& rule) { return rule.dst == part.rules.front().dst; });
  Rules rules;
  for (const auto& fields : part.written) {
    auto rule = rule_of(fields, one_policy ? part.rules.front().dst : DstPolicy{});
    if (!rule.empty()) rules.push_back(std::move(rule));
  }
  return rules;
}

/// On the clock of the plan's zone, if both clocks never change again or the plan does not mind;
/// else as it is.
Result<Rules> Drafter::moved(Rules rules, const ZonePtr& zone) const {
  if (plan_.own_zones || !zone || !plan_.tz || zone->digest == plan_.tz->digest) return rules;
  const Instant from = request_.as_of - std::chrono::days{1};
  const bool is_steady = is_fixed_from(*zone, from) && is_fixed_from(*plan_.tz, from);
  if (!is_steady && !plan_.clocks_at) return rules;
  const Instant at = plan_.clocks_at.value_or(request_.as_of);
  const Seconds by = segment_at(*plan_.tz, at).offset - segment_at(*zone, at).offset;
  if (by == Seconds{0}) return rules;
  auto shifted = shift_rules(rules, by, plan_.near ? LeapDays::as_common : LeapDays::exact);
  if (!shifted)
    return cannot("on the clock of " + plan_.zone.name + " its days follow no calendar");
  return normalise(*std::move(shifted));
}

Result<std::vector<ClockLine>> Drafter::lines_of(const Rules& rules) const {
  if (!plan_.near) return clock_lines(rules, target_.clock);
  const std::size_t most = request_.one_line ? 1 : most_rendered_lines;
  auto found = near_clock_lines(rules, target_.clock, most);
  if (plan_.near_choice >= found.size()) return cannot("nothing comes near");
  return std::move(found[plan_.near_choice]);
}

Result<void> Drafter::set_window(Trigger& trigger, const Window& window) const {
  trigger.window_end = window.end;
  if (window.start && *window.start > request_.as_of) trigger.window_start = window.start;
  if (!trigger.window_start && !trigger.window_end) return {};
  if (target_.window) return {};
  if (!plan_.near) return cannot("it starts or ends at a date");
  trigger.window_start.reset();
  trigger.window_end.reset();
  return {};
}

/// What the target takes of a spread, or comes nearest to it.
Seconds Drafter::spread_of(Seconds jitter) const {
  if (!target_.spread) return Seconds{0};
  const Seconds longest = target_.longest_spread;
  if (longest > Seconds{0} && jitter > longest) return longest;
  return jitter - jitter % target_.spread_unit;
}

Result<void> Drafter::set_spread(const RunTerms& terms) {
  jitter_ = spread_of(terms.jitter);
  if (!target_.spread || plan_.near || jitter_ == terms.jitter) return {};
  return cannot("its runs are spread over " + to_text(terms.jitter) + ", and it takes " +
                to_text(target_.spread_unit) + " to " + to_text(target_.longest_spread) +
                " in steps of " + to_text(target_.spread_unit));
}

void Drafter::add(Line line, const ZoneRef& own_zone, bool is_clock) {
  Trigger& trigger = line.trigger;
  trigger.zone = plan_.own_zones ? own_zone : plan_.zone;
  const bool names_zone = trigger.zone.knowledge == ZoneKnowledge::named;
  if (is_clock && names_zone && target_.zone == ZonePlace::in_text) {
    line.text += " " + trigger.zone.name;
    trigger.expr = line.text;
  } else if (is_clock && names_zone && plan_.own_zones && target_.zone_prefix != nullptr) {
    line.text = target_.zone_prefix + trigger.zone.name + " " + line.text;
    trigger.expr = line.text;
  }
  if (trigger.dialect.empty() && trigger.kind == TriggerKind::cron) {
    trigger.dialect = request_.dialect;
  }
  if (jitter_ > Seconds{0}) trigger.jitter = jitter_;
  const bool again = std::ranges::any_of(draft_.lines, [&](const Line& other) {
    return other.text == line.text && other.trigger == trigger;
  });
  if (!again) draft_.lines.push_back(std::move(line));
}

/// The one local time of a rule that has no other.
std::optional<std::int64_t> single_time(const CalendarRule& rule) {
  using namespace std::chrono;
  if (!std::has_single_bit(rule.seconds) || rule.minutes.size() != 1 || rule.years.others ||
      rule.years.size() != 1) {
    return std::nullopt;
  }
  const year of{*rule.years.next(YearSet::first)};
  const auto first = rule.days.next(sys_days{of / January / 1});
  if (!first || year_of(*first) != static_cast<int>(of)) return std::nullopt;
  const auto second = rule.days.next(*first + days{1});
  if (second && year_of(*second) == static_cast<int>(of)) return std::nullopt;
  return seconds{*first - Day{}}.count() + rule.minutes.next(0) * std::int64_t{60} +
         std::countr_zero(rule.seconds);
}

Result<void> Drafter::add_rules(Rules rules, const ZoneRef& ref, const ZonePtr& zone,
                                const Window& window) {
  auto on_clock = moved(std::move(rules), zone);
  if (!on_clock) return fail(std::move(on_clock.error()));
  if (target_.once != nullptr) {
    std::erase_if(*on_clock, [&](const CalendarRule& rule) {
      const auto local = single_time(rule);
      auto line = local ? target_.once(*local) : std::nullopt;
      if (line) add(*std::move(line), ref, true);
      return line.has_value();
    });
  }
  auto lines = lines_of(*on_clock);
  if (!lines) return fail(std::move(lines.error()));
  for (auto& clock : *lines) {
    clock.starless = plan_.starless && clock.dst.gap == GapPolicy::resume;
    Line line;
    line.text = target_.clock_text(clock);
    line.trigger.kind = TriggerKind::cron;
    line.trigger.expr = line.text;
    if (plan_.states_dst && !clock.dst.elapsed) line.trigger.dst = clock.dst;
    if (auto set = set_window(line.trigger, window); !set) return set;
    add(std::move(line), ref, true);
    clock_.push_back(std::move(clock));
  }
  return {};
}

Result<void> Drafter::add_calendar(const CalendarPart& part) {
  if (part.rules.empty()) return {};
  auto rules = rules_of(part);
  if (!rules) return fail(std::move(rules.error()));
  return add_rules(*std::move(rules), part.ref, part.zone, part.window);
}

/// True if clock times are the plainer form of it: it divides a day or is whole days or months.
bool is_daily(const IntervalPart& interval) {
  constexpr std::int64_t day = 86'400;
  return interval.months > 0 || day % interval.seconds == 0 || interval.seconds % day == 0;
}

Result<void> Drafter::add_interval(const IntervalPart& asked) {
  IntervalPart interval = asked;
  const ZoneRef utc{ZoneKnowledge::named, "UTC"};
  if (plan_.intervals_as_lines) {
    if (!interval.anchor && plan_.near) interval.anchor = Instant{};
    const bool has_word = target_.interval != nullptr && target_.interval(interval);
    const std::string no_word = target_.interval == nullptr ? "it has no intervals, and "
                                : has_word                  ? ""
                                           : "it has no word for that period, and ";
    if (!interval.anchor) return cannot(no_word + "nobody knows from when its period counts");
    auto rules = as_calendar_rules(interval);
    if (rules.empty() || (has_word && !is_daily(interval))) {
      return cannot(no_word + "its period does not fit the calendar");
    }
    return add_rules(std::move(rules), utc, request_.utc, interval.window);
  }
  auto line = target_.interval == nullptr ? std::nullopt : target_.interval(interval);
  if (!line) return cannot("it has no word for that period");
  line->trigger.anchor.reset();
  if (target_.phase == PhasePlace::beside) line->trigger.anchor = interval.anchor;
  if (target_.phase == PhasePlace::nowhere && target_.phase_note != nullptr) {
    draft_.notes.emplace_back(target_.phase_note);
  }
  if (auto set = set_window(line->trigger, interval.window); !set) return set;
  add(*std::move(line), utc, false);
  return {};
}

/// The one minute as clock times with a year.
Rules dated_rules(std::int64_t local_seconds) {
  using namespace std::chrono;
  const sys_seconds local{seconds{local_seconds}};
  const auto day = floor<days>(local);
  const year_month_day date{day};
  const auto in_day = (local - day).count();
  CalendarRule rule;
  rule.seconds = std::uint64_t{1} << static_cast<unsigned>(in_day % 60);
  rule.minutes.insert(static_cast<int>(in_day / 60));
  rule.days =
      day_set({std::uint32_t{1} << (static_cast<unsigned>(date.day()) - 1),
               std::uint32_t{1} << (static_cast<unsigned>(date.month()) - 1), all_weekdays});
  rule.years = YearSet::none();
  rule.years.insert(static_cast<int>(date.year()));
  return {rule};
}

Result<void> Drafter::add_once(const OncePart& once) {
  if (once.zone && !once.at) return {};  // a clock change skips it
  std::int64_t local = once.local_seconds;
  const bool moves = !plan_.own_zones && once.at && plan_.tz;
  if (moves) {
    local = (once.at->time_since_epoch() + segment_at(*plan_.tz, *once.at).offset).count();
  }
  if (target_.once != nullptr) {
    if (auto line = target_.once(local)) {
      add(*std::move(line), once.ref, true);
      return {};
    }
  }
  if (!target_.clock.years && !plan_.near) return cannot("it has no word for a single time");
  return add_rules(dated_rules(local), once.ref, moves ? plan_.tz : once.zone, {});
}

Result<void> Drafter::add_signal(const Signal& signal) {
  auto line = target_.signal == nullptr ? std::nullopt : target_.signal(signal);
  if (!line) {
    return cannot(std::string("a start of the kind `") + name(signal.kind) +
                  "` is none of its schedules");
  }
  add(*std::move(line), plan_.zone, false);
  return {};
}

/// The policy stands beside all lines together: one that not all share is none.
void Drafter::settle_policies() {
  for (const auto& line : draft_.lines) {
    if (line.trigger.dst == draft_.lines.front().trigger.dst) continue;
    for (auto& each : draft_.lines) each.trigger.dst.reset();
    return;
  }
}

bool meet(const ClockLine& a, const ClockLine& b) {
  DaySet days = day_set(a.fields.days);
  days &= day_set(b.fields.days);
  return (a.fields.seconds & b.fields.seconds) != 0 && (a.fields.minutes & b.fields.minutes) != 0 &&
         (a.fields.hours & b.fields.hours) != 0 && !days.empty() &&
         !(a.fields.years & b.fields.years).empty();
}

/// One text of all lines, the zone before them.
void Drafter::join_lines() {
  if (target_.joined_by == nullptr || draft_.lines.empty()) return;
  Line all = draft_.lines.front();
  all.text.clear();
  if (plan_.zone.knowledge == ZoneKnowledge::named) all.text = "TZ=" + plan_.zone.name;
  for (const auto& line : draft_.lines) {
    all.text += (all.text.empty() ? "" : target_.joined_by) + line.text;
  }
  all.trigger.expr = all.text;
  draft_.lines = {std::move(all)};
}

/// What stands beside the lines, except the zone.
std::vector<std::string> beside(const Trigger& trigger) {
  std::vector<std::string> notes;
  if (trigger.anchor) notes.push_back("counted from " + to_rfc3339(*trigger.anchor));
  if (trigger.window_start) notes.push_back("starts at " + to_rfc3339(*trigger.window_start));
  if (trigger.window_end) notes.push_back("ends before " + to_rfc3339(*trigger.window_end));
  if (trigger.jitter) notes.push_back("each run up to " + to_text(*trigger.jitter) + " later");
  if (trigger.dst) {
    notes.push_back("with dst: {gap: " + std::string(word(gap_words, trigger.dst->gap)) +
                    ", repeat: " + std::string(word(fold_words, trigger.dst->fold)) + "}");
  }
  return notes;
}

void Drafter::add_notes() {
  if (!draft_.lines.empty()) {
    for (auto& note : beside(draft_.lines.front().trigger)) {
      draft_.notes.push_back("beside it: " + std::move(note));
    }
  }
  if (target_.note != nullptr) draft_.notes.emplace_back(target_.note);
  if (target_.zone == ZonePlace::host && !clock_.empty() &&
      plan_.zone.knowledge == ZoneKnowledge::named) {
    draft_.notes.push_back("read in the zone of the host, which has to be " + plan_.zone.name);
  }
  if (const auto longest = longest_jitter(request_.schedule);
      spread_of(longest) == Seconds{0} && longest > Seconds{0}) {
    draft_.notes.push_back("starts each run at its time: nothing spreads them over " +
                           to_text(longest));
  }
  if (draft_.lines.size() < 2) return;
  if (target_.several_note != nullptr) draft_.notes.emplace_back(target_.several_note);
  constexpr std::size_t most_compared = 50;
  if (!target_.lines_run_twice || plan_.own_zones || clock_.size() > most_compared ||
      clock_.size() != draft_.lines.size()) {
    return;
  }
  for (std::size_t i = 0; i < clock_.size(); ++i) {
    for (std::size_t j = i + 1; j < clock_.size(); ++j) {
      if (!meet(clock_[i], clock_[j])) continue;
      draft_.notes.push_back("lines " + std::to_string(i + 1) + " and " + std::to_string(j + 1) +
                             " share some times, at which both start a run");
      return;
    }
  }
}

Result<Draft> Drafter::run() {
  const Compiled& asked = request_.schedule;
  if (!asked.random.empty()) return cannot("it draws values when the table is loaded");
  for (const auto& part : asked.calendars) {
    if (auto set = set_spread(part.terms); !set) return fail(std::move(set.error()));
    if (auto added = add_calendar(part); !added) return fail(std::move(added.error()));
  }
  for (const auto& part : asked.intervals) {
    if (auto set = set_spread(part.terms); !set) return fail(std::move(set.error()));
    if (auto added = add_interval(part); !added) return fail(std::move(added.error()));
  }
  for (const auto& part : asked.once) {
    if (auto set = set_spread(part.terms); !set) return fail(std::move(set.error()));
    if (auto added = add_once(part); !added) return fail(std::move(added.error()));
  }
  jitter_ = Seconds{0};
  for (const auto& signal : asked.signals) {
    if (auto added = add_signal(signal); !added) return fail(std::move(added.error()));
  }
  draft_.zone =
      plan_.own_zones && !draft_.lines.empty() ? draft_.lines.front().trigger.zone : plan_.zone;
  settle_policies();
  add_notes();
  join_lines();
  return std::move(draft_);
}

}  // namespace

Result<Draft> draft(const Request& request, const Plan& plan) {
  return Drafter(request, plan).run();
}

}  // namespace plumbline::schedule
