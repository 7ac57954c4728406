#include <algorithm>
#include <array>

#include "tests/schedule/engines.hpp"
#include "tests/schedule/engines/croniter_words.hpp"
#include "tests/schedule/schedules.hpp"

namespace plumbline::schedule::test {
namespace {

using namespace std::chrono;

const std::array<const char*, 10> deltas{
    "timedelta(days=1)",      "timedelta(hours=6)",           "timedelta(minutes=25)",
    "timedelta(1, 3600)",     "timedelta(weeks=1, hours=-2)", "timedelta(hours=0.5)",
    "relativedelta(days=+2)", "relativedelta(hours=+7)",      "relativedelta(minutes=90)",
    "timedelta(seconds=5400)"};

/// Cron text, now and then two or three joined, and time deltas.
std::string write(std::mt19937& random) {
  if (random() % 12 == 0) return deltas.at(random() % deltas.size());
  std::string text = croniter_text(random, {.most_columns = 7, .newer_chance = 8});
  for (auto more = random() % 40; more > 37; --more) {
    text += ", " + croniter_text(random, {.most_columns = 5, .newer_chance = 20});
  }
  return text;
}

/// A delta counts on from the run before, which is taken to have been at the start.
Trigger trigger_from_start(const std::string& dialect, const EngineQuestion& question) {
  auto trigger = cron(dialect, question.expr, question.zone);
  trigger.anchor = question.start;
  return trigger;
}

/// The expressions of a MultipleCronTriggerTimetable.
std::vector<std::string> parts_of(const std::string& expr) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0;;) {
    const auto end = std::min(expr.find(", ", begin), expr.size());
    parts.push_back(expr.substr(begin, end - begin));
    if (end == expr.size()) return parts;
    begin = end + 2;
  }
}

/// True if one of several crons has no date left after `from`, so that all of them fail.
bool one_has_ended(const std::string& dialect, const EngineQuestion& question, Instant from) {
  const auto parts = parts_of(question.expr);
  return parts.size() > 1 && std::ranges::any_of(parts, [&](const std::string& part) {
           const auto alone = compile({cron(dialect, part, question.zone)}, zones());
           if (!alone) return false;
           const auto next = next_fires(**alone, from + seconds{1}, 1);
           return next.empty() || next.front() > from + days{49 * 365};
         });
}

bool follows_odd_gap(const Segment& segment, Instant at) {
  return segment.gap() % hours{1} != seconds{0} && at - segment.begin < hours{1};
}

/// True if all that only one side runs lies within an hour of the first run of a cron that counts
/// on by elapsed time and has no run between the last clock change before the start and the start.
bool differ_at_first_runs(const std::string& dialect, const EngineQuestion& question,
                          const EngineAnswer& engine, const EngineAnswer& ours) {
  const auto zone = zones().load(question.zone);
  const Segment segment = segment_at(**zone, question.start);
  std::vector<Instant> first_runs;
  for (const auto& part : parts_of(question.expr)) {
    const auto alone = compile({cron(dialect, part, question.zone)}, zones());
    if (!alone) continue;
    const auto next = next_fires(**alone, segment.begin, 1);
    if (!next.empty() && next.front() > question.start) first_runs.push_back(next.front());
  }
  const auto odd = odd_ones(engine, ours);
  return !odd.empty() && std::ranges::all_of(odd, [&](Instant at) {
    return std::ranges::any_of(first_runs, [&](Instant first) {
      return at >= first - hours{1} && at <= first + hours{1};
    });
  });
}

/// True if all that only one side runs lies within an hour of the first run of one of several crons
/// after a clock change: it counts on from the last run of any of them.
bool differ_at_first_runs_of_several(const std::string& dialect, const EngineQuestion& question,
                                     const EngineAnswer& engine, const EngineAnswer& ours) {
  const auto parts = parts_of(question.expr);
  const auto zone = zones().load(question.zone);
  const auto odd = odd_ones(engine, ours);
  const auto is_first = [&](Instant at) {
    const Segment segment = segment_at(**zone, at + hours{1});
    return std::ranges::any_of(parts, [&](const std::string& part) {
      const auto alone = compile({cron(dialect, part, question.zone)}, zones());
      if (!alone) return false;
      const auto next = next_fires(**alone, segment.begin, 1);
      return !next.empty() && at >= next.front() - hours{1} && at <= next.front() + hours{1};
    });
  };
  return parts.size() > 1 && !odd.empty() && std::ranges::all_of(odd, is_first);
}

/// What a gap skipped, moved.
bool in_or_after_gap(const Segment& segment, Instant at) {
  return segment.gap() > seconds{0} && at - segment.begin < segment.gap();
}

/// Rows of docs/schedule-disagreements.md.
std::string explained(const std::string& dialect, const EngineQuestion& question,
                      const EngineAnswer& engine, const EngineAnswer& ours) {
  if (engine.refused || ours.refused) {
    const bool delta = question.expr.find("delta(") != std::string::npos;
    if (delta && ours.refused) return "Python arithmetic";
    return draws(question.expr) ? "drawn" : "";
  }
  const Instant last = engine.fires.empty() ? question.start : engine.fires.back();
  const bool ended = engine.fires.size() < ours.fires.size();
  if (ended && one_has_ended(dialect, question, last)) return "one of several has ended";
  if (auto row = explained_by_search(question, engine, ours); !row.empty()) return row;
  if (differ_in(question, engine, ours, follows_odd_gap)) return "half-hour gap";
  const auto zone = zones().load(question.zone);
  const Segment segment = segment_at(**zone, question.start);
  if (question.start - segment.begin < segment.repeated() ||
      segment.end - question.start <= segment.to_repeat()) {
    return "asked in a repeated hour";
  }
  if (differ_in(question, engine, ours, in_or_after_gap)) return "several in a gap";
  if (differ_at_first_runs_of_several(dialect, question, engine, ours))
    return "several after a change";
  return differ_at_first_runs(dialect, question, engine, ours) ? "first run after a change" : "";
}

Engine engine_of(std::string version) {
  const std::string dialect = "airflow@croniter" + version;
  Engine engine{.name = "airflow-croniter-" + version,
                .title = "Airflow 3.3.2's CronTriggerTimetable with croniter " + version,
                .oracle = "airflow " + version,
                .dialect = dialect,
                .zones = croniter_zones,
                .explain = {},
                .words = {{}, croniter_whole_texts}};
  engine.explain = [dialect](const EngineQuestion& question, const EngineAnswer& answer,
                             const EngineAnswer& ours) {
    return explained(dialect, question, answer, ours);
  };
  engine.write = write;
  engine.explained_share = 0.03;
  engine.full_count = 10'000;
  engine.trigger = [dialect](const EngineQuestion& question) {
    return trigger_from_start(dialect, question);
  };
  return engine;
}

}  // namespace

std::vector<Engine> airflow_engines() { return {engine_of("6.2.4"), engine_of("7.0.0")}; }

}  // namespace plumbline::schedule::test
