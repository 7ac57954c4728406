#include <algorithm>
#include <array>
#include <regex>

#include "tests/schedule/engines.hpp"
#include "tests/schedule/engines/croniter_words.hpp"
#include "tests/schedule/engines/odd_runs.hpp"
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

/// A delta with anything but plain numbers: an operation, `+ 2`, `1_000`, `1e3`, `0x10`.
bool computes(const std::string& expr) {
  static const std::regex sum(
      "delta\\(.*([0-9.)] *[-+*/%]|[-+~] *[-+~]|[-+] +[0-9.]|[0-9][_eExXoObB])");
  return std::regex_search(expr, sum);
}

/// The first run of each expression from `from` on.
std::vector<Instant> first_runs(const std::string& dialect, const EngineQuestion& question,
                                Instant from) {
  std::vector<Instant> runs;
  for (const auto& part : parts_of(question.expr)) {
    const auto alone = compile({cron(dialect, part, question.zone)}, zones());
    if (!alone) continue;
    const auto next = next_fires(**alone, from, 1);
    if (!next.empty()) runs.push_back(next.front());
  }
  return runs;
}

bool is_near_one_of(const std::vector<Instant>& runs, Instant at) {
  return std::ranges::any_of(
      runs, [&](Instant run) { return at >= run - hours{1} && at <= run + hours{1}; });
}

/// True if all that only one side runs lies within an hour of the first run of a cron that counts
/// on by elapsed time and has no run between the last clock change before the start and the start.
bool differ_at_first_runs(const std::string& dialect, const EngineQuestion& question,
                          const EngineAnswer& engine, const EngineAnswer& ours) {
  auto runs = first_runs(dialect, question, segment_of(question, question.start).begin);
  std::erase_if(runs, [&](Instant first) { return first <= question.start; });
  return differ_only_in(engine, ours, [&](Instant at) { return is_near_one_of(runs, at); });
}

/// True if all that only one side runs lies within an hour of the first run of one of several crons
/// after a clock change: it counts on from the last run of any of them.
bool differ_at_first_runs_of_several(const std::string& dialect, const EngineQuestion& question,
                                     const EngineAnswer& engine, const EngineAnswer& ours) {
  return parts_of(question.expr).size() > 1 && differ_only_in(engine, ours, [&](Instant at) {
           const Segment segment = segment_of(question, at + hours{1});
           return is_near_one_of(first_runs(dialect, question, segment.begin), at);
         });
}

/// True if the start is in either copy of a repeated hour and all that only one side runs lies in
/// its second copy or within an hour of the first run after the start and the change.
bool differ_after_repeated_hour(const std::string& dialect, const EngineQuestion& question,
                                const EngineAnswer& engine, const EngineAnswer& ours) {
  Segment second = segment_of(question, question.start);
  if (second.end - question.start <= second.to_repeat()) second = segment_of(question, second.end);
  const auto end = second.begin + second.repeated();
  if (question.start >= end) return false;
  const auto runs = first_runs(dialect, question, std::max(question.start, second.begin));
  return differ_only_in(engine, ours, [&](Instant at) {
    return (at >= second.begin && at < end) || is_near_one_of(runs, at);
  });
}

/// What a gap skipped, moved.
bool in_or_after_gap(const Segment& segment, Instant at) {
  return segment.gap() > seconds{0} && at - segment.begin < segment.gap();
}

/// Rows of docs/schedule-disagreements.md.
std::string explained(const std::string& dialect, const EngineQuestion& question,
                      const EngineAnswer& engine, const EngineAnswer& ours) {
  if (engine.refused) return {};
  if (ours.refused && computes(question.expr)) return "Python arithmetic";
  const Instant last = engine.fires.empty() ? question.start : engine.fires.back();
  if (ends_early(engine, ours) && one_has_ended(dialect, question, last)) {
    return "one of several has ended";
  }
  if (auto row = explained_by_search(dialect, question, engine, ours); !row.empty()) return row;
  if (ours.refused) return {};
  if (differ_in(question, engine, ours, in_hour_after_odd_gap)) return "half-hour gap";
  if (differ_after_repeated_hour(dialect, question, engine, ours)) {
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
