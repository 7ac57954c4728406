#include <algorithm>
#include <sstream>

#include "tests/schedule/engines.hpp"
#include "tests/schedule/engines/croniter_words.hpp"

namespace plumbline::schedule::test {
namespace {

using namespace std::chrono;

bool in_first_minute_after_gap(const Segment& segment, Instant at) {
  return segment.gap() > seconds{0} && at - segment.begin < minutes{1};
}

/// The second copy of what is repeated, by less or more than whole hours.
bool in_odd_repeat(const Segment& segment, Instant at) {
  return segment.repeated() % hours{1} != seconds{0} && at - segment.begin < segment.repeated();
}

/// As Explain, for a dialect.
using ExplainDialect = std::string (*)(const std::string& dialect, const EngineQuestion&,
                                       const EngineAnswer& engine, const EngineAnswer& ours);

/// Rows of docs/schedule-disagreements.md that hold for every version.
std::string explained_always(const std::string& dialect, const EngineQuestion& question,
                             const EngineAnswer& engine, const EngineAnswer& ours) {
  if (auto row = explained_by_search(dialect, question, engine, ours); !row.empty()) return row;
  if (columns_of(question.expr) > 5 &&
      differ_in(question, engine, ours, in_first_minute_after_gap)) {
    return "seconds in a gap";
  }
  return differ_in(question, engine, ours, in_odd_repeat) ? "half-hour repeat" : "";
}

/// 6.1 to 6.2.4: after a gap of half an hour.
std::string explained_before_gaps_were_mended(const std::string& dialect,
                                              const EngineQuestion& question,
                                              const EngineAnswer& engine,
                                              const EngineAnswer& ours) {
  if (auto row = explained_always(dialect, question, engine, ours); !row.empty()) return row;
  return differ_in(question, engine, ours, in_hour_after_odd_gap) ? "half-hour gap" : "";
}

/// True if the days are a list of days that February lacks and of its last, all runs being in
/// February: the search jumps from the former past the month, each year anew.
bool jumps_past_february(const EngineQuestion& question, const EngineAnswer& engine,
                         const EngineAnswer& ours) {
  if (engine.refused || !engine.fires.empty() || ours.fires.empty()) return false;
  std::istringstream words(question.expr);
  std::string day;
  words >> day >> day >> day;
  const bool last = day.find_first_of("lL") != std::string::npos;
  const bool lacking = day.find("30") != std::string::npos || day.find("31") != std::string::npos;
  return last && lacking && std::ranges::all_of(ours.fires, [](Instant at) {
           return year_month_day{floor<days>(at)}.month() == February;
         });
}

/// Before 6.1: a day of the month that February lacks leads past the first days of March, and any
/// day that a month lacks past its last day.
std::string explained_before_march_was_mended(const std::string& dialect,
                                              const EngineQuestion& question,
                                              const EngineAnswer& engine,
                                              const EngineAnswer& ours) {
  if (auto row = explained_always(dialect, question, engine, ours); !row.empty()) return row;
  if (jumps_past_february(question, engine, ours)) return "1 March";
  return overshoots_months(question, engine, ours) ? "1 March" : "";
}

Engine engine_of(std::string version, std::string mode, ExplainDialect explain,
                 std::vector<std::string> zones) {
  const std::string suffix = mode.empty() ? "" : "-" + mode;
  const CroniterWording wording{version < "3" ? 6U : 7U, version < "5" ? 60U : 6U};
  Engine engine{.name = "croniter-" + version + suffix,
                .title = "croniter " + version + (mode.empty() ? "" : ", " + mode),
                .oracle = "croniter " + version + " " + mode,
                .dialect = "croniter@" + version + (mode.empty() ? "" : "/" + mode),
                .zones = std::move(zones),
                .explain = {},
                .words = {{}, croniter_whole_texts}};
  engine.write = [wording](std::mt19937& random) { return croniter_text(random, wording); };
  engine.full_count = 10'000;
  engine.explain = [explain, dialect = engine.dialect](const EngineQuestion& question,
                                                       const EngineAnswer& answer,
                                                       const EngineAnswer& ours) {
    return explain(dialect, question, answer, ours);
  };
  return engine;
}

}  // namespace

std::vector<Engine> croniter_engines() {
  std::vector<Engine> all;
  for (const auto* version :
       {"1.3.5", "1.4.1", "2.0.5", "2.0.7", "3.0.4", "4.0.0", "5.0.1", "6.0.0"}) {
    all.push_back(engine_of(version, "", explained_before_march_was_mended, {"UTC"}));
  }
  all.push_back(engine_of("6.2.4", "", explained_before_gaps_were_mended, croniter_zones));
  all.push_back(engine_of("7.0.0", "and", explained_always, {"UTC"}));
  all.push_back(engine_of("7.0.0", "cronbug", explained_always, {"UTC"}));
  all.push_back(engine_of("7.0.0", "", explained_always, croniter_zones));
  all.back().full_count = 100'000;
  return all;
}

}  // namespace plumbline::schedule::test
