#include <algorithm>
#include <tuple>
#include <utility>

#include "canonical-schema/duration.hpp"
#include "canonical-schema/schedule/compile_as.hpp"
#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/fire_times.hpp"
#include "canonical-schema/schedule/interval.hpp"
#include "canonical-schema/schedule/lint.hpp"
#include "canonical-schema/schedule/written_time.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

/// Turns triggers into parts, one after another.
class Compiler {
 public:
  Compiler(const ZoneSource& zones, const Context& context, const Versions& versions)
      : zones_(zones), context_(context), versions_(versions) {}

  Result<void> add(const Trigger& trigger);
  Compiled finish();

 private:
  struct Place {
    ZoneRef ref;
    ZonePtr zone;
  };
  /// What a reading has beside its times.
  struct Span {
    Window window;
    RunTerms terms;
  };
  Result<Place> resolve(const ZoneRef& ref);
  Result<void> add_cron(const Trigger& trigger);
  Result<void> add_reading(const Trigger& trigger, const DialectProfile& profile, Reading reading);
  Result<void> add_clock_times(const Trigger& trigger, const DialectProfile& profile,
                               CronFields fields, const ZoneRef& zone, const Span& span);
  Result<void> add_local_time(Seconds local, const ZoneRef& zone, const DstPolicy& dst,
                              const Span& span);
  Result<std::optional<Instant>> instant_of_start(Seconds local, const ZoneRef& zone);
  Result<void> add_interval(const IntervalPart& interval, const ZoneRef& zone);
  void exclude(const std::vector<Reading>& readings);
  Result<void> add_every(const Trigger& trigger);
  Result<void> add_at(const Trigger& trigger);
  Result<DstPolicy> policy(const Trigger& trigger, const DialectProfile& profile,
                           const CronFields& fields);
  CalendarPart& part_for(const Place& place, const Span& span);
  void add_exceptions(CalendarPart& part) const;
  static Span span_of(const Reading& reading, const Trigger& trigger);

  const ZoneSource& zones_;
  const Context& context_;
  const Versions& versions_;
  /// What the trigger at hand takes away from its own clock times, and as it is written.
  std::vector<CalendarRule> excluded_;
  std::vector<CronFields> except_;
  Compiled result_;
};

Result<Compiler::Place> Compiler::resolve(const ZoneRef& ref) {
  const ZoneRef& effective =
      ref.knowledge == ZoneKnowledge::platform_default ? context_.place_zone : ref;
  if (effective.knowledge != ZoneKnowledge::named) return Place{effective, nullptr};
  auto zone = zones_.load(effective.name);
  if (!zone) return fail(std::move(zone.error()));
  return Place{effective, *zone};
}

CalendarPart& Compiler::part_for(const Place& place, const Span& span) {
  const auto same = std::ranges::find_if(result_.calendars, [&](const CalendarPart& part) {
    if (part.window != span.window || part.terms != span.terms) return false;
    if (part.ref.knowledge != place.ref.knowledge) return false;
    return place.zone ? part.zone->digest == place.zone->digest : part.ref == place.ref;
  });
  if (same != result_.calendars.end()) return *same;
  return result_.calendars.emplace_back(
      CalendarPart{place.ref, place.zone, span.window, {}, {}, {}, span.terms});
}

Result<DstPolicy> Compiler::policy(const Trigger& trigger, const DialectProfile& profile,
                                   const CronFields& fields) {
  if (trigger.dst) return *trigger.dst;
  if (profile.dst != nullptr) return profile.dst(fields);
  if (context_.place_dialect.empty()) return DstPolicy{};
  auto place = find_dialect(context_.place_dialect);
  if (!place) return fail(std::move(place.error()));
  return place->profile->dst == nullptr ? DstPolicy{} : place->profile->dst(fields);
}

Result<void> Compiler::add_cron(const Trigger& trigger) {
  auto dialect = dialect_of(trigger, context_);
  if (!dialect) return fail(std::move(dialect.error()));
  if (const auto chosen = versions_.find(trigger.dialect); chosen != versions_.end()) {
    dialect = chosen->second;
  }
  std::vector<Lint> found;
  auto readings = dialect->read(trigger.expr, found);
  if (!readings) return fail(std::move(readings.error()));
  std::ranges::move(found, std::back_inserter(result_.lints));
  exclude(*readings);
  for (auto& reading : *readings) {
    if (reading.excluded) continue;
    if (auto added = add_reading(trigger, *dialect->profile, std::move(reading)); !added) {
      return fail(std::move(added.error()));
    }
  }
  excluded_.clear();
  except_.clear();
  return {};
}

RunTerms terms_beside(const Trigger& trigger) {
  return {trigger.jitter.value_or(Seconds{0}), LogicalDate::none};
}

Compiler::Span Compiler::span_of(const Reading& reading, const Trigger& trigger) {
  return {{reading.window_start ? reading.window_start : trigger.window_start,
           reading.window_end ? reading.window_end : trigger.window_end},
          {reading.jitter.value_or(trigger.jitter.value_or(Seconds{0})), reading.logical_date}};
}

ZoneRef zone_of(const Reading& reading, const ZoneRef& beside) {
  return reading.zone.empty() ? beside : ZoneRef{ZoneKnowledge::named, reading.zone};
}

void Compiler::exclude(const std::vector<Reading>& readings) {
  for (const auto& reading : readings) {
    if (!reading.excluded) continue;
    excluded_.push_back(rule_of(reading.fields, DstPolicy{}));
    except_.push_back(reading.fields);
  }
  excluded_ = normalise(std::move(excluded_));
}

Result<void> Compiler::add_reading(const Trigger& trigger, const DialectProfile& profile,
                                   Reading reading) {
  Span span = span_of(reading, trigger);
  const ZoneRef zone = zone_of(reading, trigger.zone);
  if (reading.local_start) {
    auto start = instant_of_start(*reading.local_start, zone);
    if (!start) return fail(std::move(start.error()));
    if (!span.window.start || *start > span.window.start) span.window.start = *start;
  }
  if (!reading.zone.empty()) {
    // A zone that the text names must exist, even where nothing is read in it.
    if (auto named = resolve(zone); !named) return fail(std::move(named.error()));
  }
  if (reading.kind == TriggerKind::cron) {
    return add_clock_times(trigger, profile, std::move(reading.fields), zone, span);
  }
  if (reading.kind == TriggerKind::every) {
    return add_interval({reading.period.seconds.count(), reading.period.months,
                         reading.anchor ? reading.anchor : trigger.anchor, span.window, span.terms},
                        zone);
  }
  if (reading.kind == TriggerKind::at) {
    return add_local_time(reading.local, zone, trigger.dst.value_or(DstPolicy{}), span);
  }
  result_.signals.push_back({reading.kind, std::move(reading.text)});
  return {};
}

/// nullopt for a start so long over that it limits nothing anybody compares.
Result<std::optional<Instant>> Compiler::instant_of_start(Seconds local, const ZoneRef& zone) {
  constexpr Seconds long_over =
      std::chrono::sys_days{std::chrono::January / 1 / 2025}.time_since_epoch();
  if (local < long_over) return std::optional<Instant>();
  auto place = resolve(zone);
  if (!place) return fail(std::move(place.error()));
  if (place->zone) return instant_of(local, *place->zone, DstPolicy{GapPolicy::shift});
  return fail(ErrorKind::unsupported,
              "it begins at a clock time, and no zone says when that is: " +
                  to_rfc3339(Instant{local}).substr(0, std::string_view("2030-01-01T09:00").size()),
              "name the zone");
}

Result<void> Compiler::add_interval(const IntervalPart& interval, const ZoneRef& zone) {
  if (excluded_.empty()) {
    result_.intervals.push_back(interval);
    return {};
  }
  auto place = resolve(zone);
  if (!place) return fail(std::move(place.error()));
  auto rules = as_calendar_rules(interval);
  const bool counts_in_utc =
      place->zone && place->zone->transitions.empty() && place->zone->initial_offset == Seconds{0};
  if (rules.empty() || !counts_in_utc) {
    return fail(
        ErrorKind::unsupported,
        "an interval with exclusions is only read where it divides the week or the year, in UTC",
        "write the interval as calendar times");
  }
  CalendarPart& part = part_for(*place, {interval.window, interval.terms});
  std::ranges::move(difference(normalise(std::move(rules)), excluded_),
                    std::back_inserter(part.rules));
  add_exceptions(part);
  return {};
}

Result<void> Compiler::add_clock_times(const Trigger& trigger, const DialectProfile& profile,
                                       CronFields fields, const ZoneRef& zone, const Span& span) {
  auto place = resolve(zone);
  if (!place) return fail(std::move(place.error()));
  auto dst = policy(trigger, profile, fields);
  if (!dst) return fail(std::move(dst.error()));
  CalendarRule rule = rule_of(fields, *dst);
  add_lints(result_.lints,
            LintInput{profile, trigger.expr, fields, rule, place->ref, place->zone.get()});
  if (!fields.random.empty() && !rule_of(widest(fields), *dst).empty()) {
    result_.random.push_back({std::move(fields), place->ref, place->zone, span.window, span.terms});
    return {};
  }
  CalendarPart& part = part_for(*place, span);
  part.written.push_back(std::move(fields));
  if (excluded_.empty()) {
    part.rules.push_back(std::move(rule));
  } else {
    std::ranges::move(difference(normalise({std::move(rule)}), excluded_),
                      std::back_inserter(part.rules));
    add_exceptions(part);
  }
  return {};
}

void Compiler::add_exceptions(CalendarPart& part) const {
  for (const auto& fields : except_) {
    if (std::ranges::find(part.except, fields) == part.except.end()) part.except.push_back(fields);
  }
}

Result<void> Compiler::add_every(const Trigger& trigger) {
  auto period = parse_period(trigger.expr);
  if (!period) return fail(std::move(period.error()));
  if (*period == Period{}) {
    return fail(ErrorKind::invalid, "a period of nothing never ends",
                "write for example 90m, 1h30m or 1mo");
  }
  result_.intervals.push_back({period->seconds.count(),
                               period->months,
                               trigger.anchor,
                               {trigger.window_start, trigger.window_end},
                               terms_beside(trigger)});
  return {};
}

Result<void> Compiler::add_at(const Trigger& trigger) {
  auto local = parse_local_time(trigger.expr);
  if (!local) return fail(std::move(local.error()));
  return add_local_time(*local, trigger.zone, trigger.dst.value_or(DstPolicy{}),
                        {{trigger.window_start, trigger.window_end}, terms_beside(trigger)});
}

Result<void> Compiler::add_local_time(Seconds local, const ZoneRef& zone, const DstPolicy& dst,
                                      const Span& span) {
  auto place = resolve(zone);
  if (!place) return fail(std::move(place.error()));
  OncePart part{local.count(), place->ref, place->zone, std::nullopt, span.terms};
  const Window& window = span.window;
  if (place->zone) part.at = instant_of(local, *place->zone, dst);
  const bool too_soon = part.at && window.start && *part.at < *window.start;
  const bool too_late = part.at && window.end && *part.at >= *window.end;
  if (too_soon || too_late) part.at.reset();
  result_.once.push_back(std::move(part));
  return {};
}

Result<void> Compiler::add(const Trigger& trigger) {
  switch (trigger.kind) {
    case TriggerKind::cron:
      return add_cron(trigger);
    case TriggerKind::every:
      return add_every(trigger);
    case TriggerKind::at:
      return add_at(trigger);
    case TriggerKind::custom:
      result_.signals.push_back({TriggerKind::custom, trigger.expr});
      return {};
    case TriggerKind::event:
    case TriggerKind::manual:
    case TriggerKind::continuous:
    case TriggerKind::boot:
    case TriggerKind::once:
      result_.signals.push_back({trigger.kind, {}});
      return {};
  }
  return {};
}

/// By value of what a signal is, without repetitions.
void tidy(std::vector<Signal>& signals) {
  std::ranges::sort(signals, {},
                    [](const Signal& signal) { return std::pair(signal.kind, signal.text); });
  signals.erase(std::unique(signals.begin(), signals.end()), signals.end());
}

/// True if clock changes skip every time there is, in all years to come.
bool always_skipped(const Compiled& schedule) {
  const bool clock_times_alone = !schedule.calendars.empty() && schedule.intervals.empty() &&
                                 schedule.once.empty() && schedule.random.empty() &&
                                 schedule.signals.empty();
  const auto may_be_skipped = [](const CalendarPart& part) {
    const auto endless = [](const CalendarRule& rule) { return rule.years.others; };
    return part.zone && !part.zone->transitions.empty() && part.window == Window{} &&
           std::ranges::all_of(part.rules, endless);
  };
  constexpr Instant some_time = std::chrono::sys_days{std::chrono::January / 1 / 2026};
  return clock_times_alone && std::ranges::all_of(schedule.calendars, may_be_skipped) &&
         !next_fire(schedule, some_time);
}

/// Adds that a schedule never runs where no single text of it shows that.
void note_never(Compiled& schedule) {
  const bool told = std::ranges::any_of(schedule.lints, [](const Lint& lint) {
    return lint.code == "never-fires" || lint.code == "impossible-date";
  });
  if (told) return;
  const char* reason = never_fires(schedule)      ? "nothing is left of its times"
                       : always_skipped(schedule) ? "clock changes skip each of its times"
                                                  : nullptr;
  if (reason == nullptr) return;
  schedule.lints.push_back(
      {"never-fires", Lint::Level::critical, std::string("it never runs: ") + reason, 0, 0});
}

Compiled Compiler::finish() {
  for (auto& part : result_.calendars) {
    // Where the clock never changes, no policy is ever asked.
    if (part.zone && part.zone->transitions.empty()) {
      for (auto& rule : part.rules) rule.dst = DstPolicy{};
    }
    part.rules = normalise(std::move(part.rules));
  }
  std::ranges::sort(result_.once, {}, [](const OncePart& part) {
    return std::tuple(part.local_seconds, part.ref.knowledge, part.ref.name, part.at, part.terms);
  });
  result_.once.erase(std::unique(result_.once.begin(), result_.once.end()), result_.once.end());
  tidy(result_.signals);
  // What anybody may start by hand anyway adds nothing to what starts by itself.
  const bool alone = result_.calendars.empty() && result_.intervals.empty() &&
                     result_.once.empty() && result_.random.empty();
  if (!alone || result_.signals.size() > 1) {
    std::erase_if(result_.signals,
                  [](const Signal& signal) { return signal.kind == TriggerKind::manual; });
  } else if (result_.signals.empty()) {
    result_.signals.push_back({TriggerKind::manual, {}});
  }
  note_never(result_);
  return std::move(result_);
}

}  // namespace

CalendarRule rule_of(const CronFields& fields, const DstPolicy& dst) {
  CalendarRule rule;
  rule.seconds = fields.seconds;
  rule.minutes = MinuteSet::product(fields.hours, fields.minutes);
  rule.days = day_set(fields.days);
  rule.years = fields.years;
  rule.dst = dst;
  return rule;
}

Result<Compiled> compile_as(const Triggers& triggers, const ZoneSource& zones,
                            const Context& context, const Versions& versions) {
  Compiler compiler(zones, context, versions);
  for (const auto& trigger : triggers) {
    if (auto added = compiler.add(trigger); !added) return fail(std::move(added.error()));
  }
  return compiler.finish();
}

const std::vector<Lint>& lints(const Compiled& schedule) { return schedule.lints; }

bool fires_by_time(const Compiled& schedule) {
  return !schedule.calendars.empty() || !schedule.intervals.empty() || !schedule.once.empty() ||
         !schedule.random.empty();
}

bool never_fires(const Compiled& schedule) {
  if (!schedule.signals.empty() || !schedule.intervals.empty() || !schedule.random.empty()) {
    return false;
  }
  const bool calendars = std::ranges::all_of(
      schedule.calendars, [](const CalendarPart& part) { return part.rules.empty(); });
  const bool once = std::ranges::all_of(schedule.once,
                                        [](const OncePart& part) { return part.zone && !part.at; });
  return calendars && once;
}

const char* name(TriggerKind kind) {
  switch (kind) {
    case TriggerKind::cron:
      return "cron";
    case TriggerKind::every:
      return "every";
    case TriggerKind::at:
      return "at";
    case TriggerKind::event:
      return "event";
    case TriggerKind::manual:
      return "manual";
    case TriggerKind::continuous:
      return "continuous";
    case TriggerKind::boot:
      return "boot";
    case TriggerKind::once:
      return "once";
    case TriggerKind::custom:
      return "custom";
  }
  return "custom";
}

}  // namespace plumbline::schedule
