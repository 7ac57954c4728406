#include <algorithm>
#include <array>
#include <iterator>
#include <regex>
#include <sstream>
#include <utility>

#include "canonical-schema/schedule/zone_walk.hpp"
#include "tests/schedule/engines.hpp"
#include "tests/schedule/schedules.hpp"

namespace plumbline::schedule::test {
namespace {

using namespace std::chrono;

/// Three days each: clock changes of an hour and of half an hour, at night and at midnight, both
/// ways; the ends of a year, of months and of a leap year's February.
const std::vector<SimulatedTime> times{{"Europe/Berlin", "2026-03-27T23:00:00Z"},
                                       {"Europe/Berlin", "2026-10-23T22:00:00Z"},
                                       {"America/New_York", "2026-03-07T05:00:00Z"},
                                       {"America/New_York", "2026-10-31T04:00:00Z"},
                                       {"Australia/Lord_Howe", "2026-04-03T13:00:00Z"},
                                       {"Australia/Lord_Howe", "2026-10-02T13:30:00Z"},
                                       {"Africa/Cairo", "2026-04-22T22:00:00Z"},
                                       {"Africa/Cairo", "2026-10-28T21:00:00Z"},
                                       {"UTC", "2028-02-27T00:00:00Z"},
                                       {"Asia/Kolkata", "2026-12-29T18:30:00Z"},
                                       {"Asia/Tokyo", "2026-01-29T15:00:00Z"}};
const std::vector<std::string> zone_names{
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo",
    "UTC",           "Asia/Kolkata",     "Asia/Tokyo"};

using Words = std::vector<std::string>;

// Each run of a job is a process of the daemon, so that most expressions run a few times an hour.
const Words few_minutes{"0",    "5",        "30",    "59",      "7",        "*/30", "*/20",
                        "0,30", "15-45/15", "50-10", "10-12/2", "45-59/10", "1",    "00"};
const Words all_minutes{"*", "*/1", "*/7", "*,5", "0-59", "1-59/2"};
const Words few_hours{"0", "1", "2", "3", "12", "23", "1-3", "2,3", "0,2", "9-17/4", "22-4"};
const Words all_hours{"*", "*/2", "*/6", "0-23", "0-23/3", "*/1", "1-4", "*,3"};
const Words day_words{"*",     "*",   "*",   "1",    "29",   "*/2",  "31",  "28-31",
                      "25,29", "1-7", "1,*", "1-31", "*/10", "30,1", "8-4", "*/31"};
const Words month_words{"*",           "*",   "*",       "1-6",   "3",
                        "mar,apr,oct", "*/5", "OCT-dec", "2,Jan", "1-12"};
const Words weekday_words{"*",   "*",       "*",   "0",   "7",     "sun", "mon-fri",
                          "*/2", "Fri-sun", "5-7", "sat", "6,SUN", "1-5", "0-7"};
const Words macros{"@hourly", "@daily",    "@midnight", "@weekly", "@monthly",
                   "@yearly", "@annually", "@reboot",   "@Daily",  "@often"};

/// An expression; `odd` are words of the dialect alone that fit into each field.
std::string written(std::mt19937& random, const Words& odd) {
  const auto pick = [&](const Words& words) {
    auto word = words[random() % words.size()];
    if (random() % 10 == 0) word += "," + words[random() % words.size()];
    return random() % 50 == 0 ? odd[random() % odd.size()] : word;
  };
  const bool dense = random() % 10 == 0;
  const auto minute = pick(dense ? all_minutes : few_minutes);
  const auto hour = pick(dense || random() % 2 == 0 ? few_hours : all_hours);
  const auto day = pick(day_words);
  const auto month = pick(month_words);
  return minute + " " + hour + " " + day + " " + month + " " + pick(weekday_words);
}

/// Where clock times are skipped in the question's three days.
std::vector<Instant> gaps(const EngineQuestion& question) {
  const auto zone = zones().load(question.zone);
  std::vector<Instant> found;
  for (Segment segment = segment_at(**zone, question.start);
       segment.end <= question.start + days{3};) {
    segment = segment_at(**zone, segment.end);
    if (segment.gap() > seconds{0}) found.push_back(segment.begin);
  }
  return found;
}

/// True if that is when the engine still catches up after one of the gaps.
bool follows_one_of(const std::vector<Instant>& changes, Instant at) {
  return std::ranges::any_of(
      changes, [&](Instant change) { return at >= change && at <= change + minutes{25}; });
}

/// True if the two differ in nothing but what the engine runs late after a gap: it runs the jobs of
/// one skipped minute after another and waits ten seconds after each that has any, and what is due
/// meanwhile waits as well. How long depends on all lines of the table, so it is not foretold.
bool catches_up_late(const EngineQuestion& question, const EngineAnswer& engine,
                     const EngineAnswer& ours) {
  std::vector<Instant> late;
  std::vector<Instant> due;
  std::ranges::set_difference(engine.fires, ours.fires, std::back_inserter(late));
  std::ranges::set_difference(ours.fires, engine.fires, std::back_inserter(due));
  // Runs of one line that are one for us, or the reverse, shift the last ones that were asked for.
  const auto until =
      std::min(engine.fires.size() == fires_asked ? engine.fires.back() : Instant::max(),
               ours.fires.size() == fires_asked ? ours.fires.back() : Instant::max());
  const auto changes = gaps(question);
  const auto caught_up = [&](Instant at) { return at > until || follows_one_of(changes, at); };
  // What runs late was due before, and what was due runs late, perhaps together with the next.
  const auto ran_later = [&](Instant at) {
    return at > until || std::ranges::any_of(engine.fires, [&](Instant run) {
             return run > at && run <= at + minutes{25};
           });
  };
  return std::ranges::all_of(late, caught_up) && std::ranges::all_of(due, caught_up) &&
         std::ranges::all_of(due, ran_later);
}

std::string debian_explained(const EngineQuestion& question, const EngineAnswer& engine,
                             const EngineAnswer& ours) {
  if (engine.refused || ours.refused) return {};
  return catches_up_late(question, engine, ours) ? "late catch-up" : "";
}

/// The text with every value that may be drawn: `1~5` is 1-5, `~5` begins and `5~` ends with the
/// field.
std::string undrawn(const std::string& expr) {
  static const std::regex drawn("([0-9]*)~([0-9]*)");
  constexpr std::array<std::pair<const char*, const char*>, 5> bounds{
      {{"0", "59"}, {"0", "23"}, {"1", "31"}, {"1", "12"}, {"0", "7"}}};
  std::istringstream stream(expr);
  std::string text;
  std::string word;
  for (std::size_t field = 0; stream >> word; ++field) {
    const auto& [low, high] = bounds.at(std::min<std::size_t>(field, bounds.size() - 1));
    std::smatch match;
    while (std::regex_search(word, match, drawn)) {
      word = match.prefix().str() + (match.length(1) > 0 ? match.str(1) : low) + "-" +
             (match.length(2) > 0 ? match.str(2) : high) + match.suffix().str();
    }
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

/// True if the text draws values (`0~30`) and all that the engine fires is of the range, or late
/// after a gap.
bool fires_what_is_drawn(const EngineQuestion& question, const EngineAnswer& engine) {
  if (question.expr.find('~') == std::string::npos) return false;
  const auto any = compile({cron("cronie@1.7.2", undrawn(question.expr), question.zone)}, zones());
  const auto changes = gaps(question);
  return any && std::ranges::all_of(engine.fires, [&](Instant at) {
           const auto next = next_fires(**any, at, 1);
           return follows_one_of(changes, at) || (!next.empty() && next.front() == at);
         });
}

std::string cronie_explained(const EngineQuestion& question, const EngineAnswer& engine,
                             const EngineAnswer& ours) {
  if (engine.refused || ours.refused) return {};
  const auto late = debian_explained(question, engine, ours);
  return late.empty() && fires_what_is_drawn(question, engine) ? "drawn at load" : late;
}

Engine vixie_engine(std::string name, std::string dialect, std::string title, Explain explained,
                    Words odd) {
  Engine engine;
  engine.name = engine.oracle = std::move(name);
  engine.dialect = std::move(dialect);
  engine.title = std::move(title);
  engine.zones = zone_names;
  engine.explain = std::move(explained);
  engine.words.whole = macros;
  engine.write = [odd = std::move(odd)](std::mt19937& random) { return written(random, odd); };
  engine.simulated = times;
  engine.simulated_for = days{3};
  engine.full_count = 10'000;
  engine.explained_share = 0.05;
  return engine;
}

}  // namespace

std::vector<Engine> vixie_engines() {
  return {vixie_engine("debian-cron", "debian-cron", "Debian cron, on a simulated clock",
                       debian_explained, {"5#2", "5~10", "1-5x", "*x"}),
          vixie_engine("cronie", "cronie@1.7.2", "cronie, on a simulated clock", cronie_explained,
                       {"5-0", "2-0", "1-7/9", "3,1-0", "1~5"})};
}

}  // namespace plumbline::schedule::test
