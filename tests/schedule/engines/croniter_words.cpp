#include "tests/schedule/engines/croniter_words.hpp"

#include <algorithm>
#include <span>
#include <sstream>

#include "tests/schedule/schedules.hpp"

namespace plumbline::schedule::test {
namespace {

using namespace std::chrono;

using Words = std::vector<std::string>;

/// Minute, hour, day, month, weekday, second, year.
const std::vector<Words> field_words{
    {"*", "*", "0", "5", "30", "59", "*/15", "*/7", "0-30/10", "5/20", "*/1", "0-59", "05"},
    {"*", "*", "0", "1", "2", "3", "12", "23", "*/2", "*/6", "1-3", "20/2", "0-23"},
    {"*", "*", "*", "1", "13", "29", "30", "31", "*/5", "*/1", "?", "1-7", "10/10", "L", "l",
     "1-31", "25-L", "2-30"},
    {"*", "*", "*", "*", "1", "2", "feb", "JAN-mar", "*/3", "12", "10/1", "Jun/3", "1-12"},
    {"*",   "*",  "*",  "0",       "1-5", "sun", "Mon-FRI", "*/2",   "6",         "5/1",  "mon",
     "5#2", "L5", "l0", "fri-sun", "5-0", "1-7", "0-6",     "fri#5", "mon-wed#1", "Sun#1"},
    {"*", "0", "0", "30", "*/20", "45"},
    {"*", "*", "2026", "2026-2028", "*/2", "2027/3", "1970-2099", "2029", "2090"}};

/// What only newer versions take, or read differently: ranges that wrap, equal ends, the highest
/// value with a step, nearest workdays, Sunday as 7 and in six columns.
const std::vector<Words> newer_words{{"50-10", "59/15", "7-7", "11-2/3"},
                                     {"22-4", "23/6", "5-5/4", "21-5/4"},
                                     {"28-5", "15W", "w1", "30w", "31W", "31/2", "1-1"},
                                     {"nov-feb", "Dec/3", "dec/1", "2-2"},
                                     {"?", "7", "sat-mon", "6/1", "3-3", "7-2", "6-7"},
                                     {"59/2", "15-10/30"},
                                     {"2028-2026", "2026-2026"}};

const std::string& pick(const Words& words, std::mt19937& random) {
  return words[random() % words.size()];
}

bool begins_like(const EngineAnswer& engine, const EngineAnswer& ours) {
  return engine.fires.size() <= ours.fires.size() &&
         std::ranges::equal(engine.fires, std::span(ours.fires).first(engine.fires.size()));
}

}  // namespace

const Words croniter_whole_texts{
    "@hourly",     "@daily",      "@Midnight",         "@WEEKLY",          "@monthly",
    "@yearly",     "@annually",   "0 0 30 2 *",        "0 0 31 2 0",       "0 0 1,15,31 * *",
    "@reboot",     "@every 5m",   "0 0 29 2 fri#5",    "0 0 */10 * mon#1", "0 0 * * 7",
    "@daily ",     "r * * * *",   "0 0 13 * 5 0 2026", "0 h * * *",        "0 0 0 * *",
    "0 0 0 * * 0", "0 0 * 0-3 *", "0 0 * * * 0 2100"};

const Words croniter_zones{
    "UTC",          "Europe/Berlin", "Europe/London",       "America/New_York", "America/Sao_Paulo",
    "Africa/Cairo", "Asia/Kolkata",  "Australia/Lord_Howe", "Asia/Tokyo"};

std::string croniter_text(std::mt19937& random, const CroniterWording& wording) {
  const auto chance = random() % 10;
  const std::size_t columns = std::min<std::size_t>(wording.most_columns, chance < 7   ? 5
                                                                          : chance < 9 ? 6
                                                                                       : 7);
  const auto word = [&](std::size_t column) {
    const auto& words = random() % wording.newer_chance == 0 ? newer_words : field_words;
    return pick(words[column], random);
  };
  std::string text;
  for (std::size_t i = 0; i < columns; ++i) {
    if (i > 0) text += random() % 40 == 0 ? " \t" : " ";
    text += word(i);
    for (auto more = random() % 12; more > 9; --more) text += "," + word(i);
  }
  return text;
}

std::vector<Instant> odd_ones(const EngineAnswer& engine, const EngineAnswer& ours) {
  if (engine.fires.empty() || ours.fires.empty()) return {};
  const Instant until = std::min(engine.fires.back(), ours.fires.back());
  std::vector<Instant> odd;
  std::ranges::set_symmetric_difference(engine.fires, ours.fires, std::back_inserter(odd));
  std::erase_if(odd, [&](Instant at) { return at > until; });
  return odd;
}

std::size_t columns_of(const std::string& expr) {
  std::istringstream words(expr);
  std::size_t count = 0;
  for (std::string word; words >> word;) ++count;
  return count;
}

bool draws(const std::string& expr) {
  std::istringstream words(expr);
  for (std::string word; words >> word;) {
    if ((word[0] == 'r' || word[0] == 'R') &&
        (word.size() == 1 || word[1] == '(' || word[1] == '/' || word[1] == ','))
      return true;
  }
  return false;
}

bool differ_in(const EngineQuestion& question, const EngineAnswer& engine, const EngineAnswer& ours,
               bool (*odd)(const Segment& segment, Instant at)) {
  const auto zone = zones().load(question.zone);
  const auto different = odd_ones(engine, ours);
  return !different.empty() && std::ranges::all_of(different, [&](Instant at) {
    return odd(segment_at(**zone, at), at);
  });
}

std::string explained_by_search(const EngineQuestion& question, const EngineAnswer& engine,
                                const EngineAnswer& ours) {
  if (draws(question.expr)) return "drawn";
  if (engine.refused || ours.refused) return {};
  if (!begins_like(engine, ours) || ours.fires.size() == engine.fires.size()) return {};
  const Instant last = engine.fires.empty() ? question.start : engine.fires.back();
  if (ours.fires[engine.fires.size()] > last + days{49 * 365}) return "fifty years";
  return columns_of(question.expr) == 7 ? "last years" : "";
}

}  // namespace plumbline::schedule::test
