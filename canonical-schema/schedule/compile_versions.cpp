#include <algorithm>
#include <utility>

#include "canonical-schema/schedule/compile_as.hpp"

// compile() itself: which triggers count, and under which versions of their engines.

namespace plumbline::schedule {
namespace {

/// A workflow with more triggers than this is a mistake or an attack.
constexpr std::size_t most_triggers = 1'000;
/// So many ways to choose the versions of several engines are tried out.
constexpr std::size_t most_version_ways = 1'000;

/// The triggers that count: the enabled ones, or all where none is.
Triggers counting(const Triggers& triggers) {
  if (std::ranges::none_of(triggers, &Trigger::enabled)) return triggers;
  Triggers enabled;
  std::ranges::copy_if(triggers, std::back_inserter(enabled), &Trigger::enabled);
  return enabled;
}

/// Every way to choose versions where dialects leave them open, the newest first. The first of the
/// ways is empty, and the only one, where nothing is open.
struct OpenVersions {
  std::vector<Versions> ways{{}};
  bool of_place = true;  ///< all open ones are the place's own engine
};

Result<OpenVersions> open_versions(const Triggers& triggers, const Context& context) {
  OpenVersions open;
  for (const auto& trigger : triggers) {
    if (trigger.kind != TriggerKind::cron || open.ways.front().contains(trigger.dialect)) continue;
    auto dialect = dialect_of(trigger, context);
    if (!dialect) return fail(std::move(dialect.error()));
    auto versions = dialect->versions();
    if (!versions) return fail(std::move(versions.error()));
    if (versions->size() == 1 && versions->front().argument == dialect->argument) continue;
    auto place = find_dialect(context.place_dialect);
    open.of_place = open.of_place && place && place->profile == dialect->profile;
    std::vector<Versions> ways;
    for (auto version = versions->rbegin(); version != versions->rend(); ++version) {
      for (const auto& way : open.ways) {
        ways.push_back(way);
        ways.back().emplace(trigger.dialect, *version);
      }
    }
    if (ways.size() > most_version_ways) {
      return fail(ErrorKind::invalid, "too many dialects here leave the engine's version open",
                  "name the versions, e.g. croniter@7.0.0");
    }
    open.ways = std::move(ways);
  }
  return open;
}

std::string engine_of(const Versions& way) {
  std::string text;
  for (const auto& [name, dialect] : way) {
    text += (text.empty() ? "" : " with ") + std::string(dialect.profile->title) + " " +
            dialect.argument;
  }
  return text;
}

bool fire_alike(const Compiled& a, const Compiled& b) {
  const auto like = [](const CalendarPart& x, const CalendarPart& y) { return x.fires_like(y); };
  const auto draw_like = [](const RandomPart& x, const RandomPart& y) {
    return x.draws_like(y) && x.terms == y.terms;
  };
  return std::ranges::equal(a.calendars, b.calendars, like) && a.intervals == b.intervals &&
         a.once == b.once && std::ranges::equal(a.random, b.random, draw_like) &&
         a.signals == b.signals;
}

bool alike(const Result<CompiledPtr>& a, const Result<CompiledPtr>& b) {
  return a && b ? fire_alike(**a, **b) : !a && !b;
}

/// What only other versions remark.
void add_lints_of_others(Compiled& result) {
  for (const auto& version : result.other_versions) {
    if (!version.schedule) continue;
    for (const auto& lint : (*version.schedule)->lints) {
      const auto is_known = [&](const Lint& known) {
        return known.code == lint.code && known.begin == lint.begin;
      };
      if (std::ranges::any_of(result.lints, is_known)) continue;
      result.lints.push_back(lint);
      result.lints.back().message += " (" + version.engines.front() + ")";
    }
  }
}

/// Sorts what every way makes of the triggers into the main form and what differs from it.
Result<CompiledPtr> compile_each(const Triggers& triggers, const ZoneSource& zones,
                                 const Context& context, const OpenVersions& open) {
  std::vector<OtherVersion> kinds;
  for (const auto& way : open.ways) {
    auto compiled = compile_as(triggers, zones, context, way);
    Result<CompiledPtr> schedule =
        compiled ? Result<CompiledPtr>(std::make_shared<const Compiled>(*std::move(compiled)))
                 : fail(std::move(compiled.error()));
    const auto same = std::ranges::find_if(
        kinds, [&](const OtherVersion& kind) { return alike(kind.schedule, schedule); });
    if (same == kinds.end()) {
      kinds.push_back({{engine_of(way)}, std::move(schedule)});
    } else {
      same->engines.push_back(engine_of(way));
    }
  }
  const auto main = std::ranges::find_if(
      kinds, [](const OtherVersion& kind) { return kind.schedule.has_value(); });
  if (main == kinds.end()) return fail(std::move(kinds.front().schedule.error()));
  auto result = std::make_shared<Compiled>(**main->schedule);
  kinds.erase(main);
  result->other_versions = std::move(kinds);
  result->place_engine = open.of_place;
  add_lints_of_others(*result);
  return result;
}

}  // namespace

Result<Dialect> dialect_of(const Trigger& trigger, const Context& context) {
  auto dialect = find_dialect(trigger.dialect);
  if (!dialect || !dialect->argument.empty() || context.place_dialect.empty()) return dialect;
  auto place = find_dialect(context.place_dialect);
  return place && place->profile == dialect->profile ? place : dialect;
}

Result<CompiledPtr> compile(const Triggers& triggers, const ZoneSource& zones,
                            const Context& context) {
  if (triggers.size() > most_triggers) {
    return fail(ErrorKind::invalid,
                "a schedule of " + std::to_string(triggers.size()) + " triggers is too long",
                "at most " + std::to_string(most_triggers) + " triggers start one workflow");
  }
  const Triggers effective = counting(triggers);
  auto open = open_versions(effective, context);
  if (!open) return fail(std::move(open.error()));
  if (open->ways.size() > 1) return compile_each(effective, zones, context, *open);
  auto compiled = compile_as(effective, zones, context, open->ways.front());
  if (!compiled) return fail(std::move(compiled.error()));
  return std::make_shared<const Compiled>(*std::move(compiled));
}

}  // namespace plumbline::schedule
