#include <algorithm>

#include "canonical-schema/schedule/day_set.hpp"
#include "tests/schedule/engines.hpp"
#include "tests/schedule/engines/odd_runs.hpp"

namespace plumbline::schedule::test {
namespace {

using namespace std::chrono;
using Words = std::vector<std::string>;

const std::vector<Words> clock_words{
    {"0", "0", "0", "*", "30", "*/15", "59", "10-20/5", "50-10", "5/20", "*/0"},
    {"*", "0", "5", "30", "59", "*/15", "*/7", "0-30/10", "10-20", "5/20", "45", "50-10", "55-5/3"},
    {"*", "*", "0", "1", "2", "3", "12", "23", "*/2", "*/6", "1-3", "9-17/4", "20/2", "22-2",
     "22-4/3", "/8"}};
const Words day_words{"*",   "1",   "13",   "29",     "31",  "*/2", "1-7", "28-31", "10/10",
                      "L",   "L-3", "LW",   "L-2W",   "15W", "1W",  "31W", "28-3",  "L-0",
                      "*/9", "0W",  "L-29", "25-5/4", "5",   "*",   "2",   "20",    "1-15"};
const Words month_words{"*",   "*",  "*",    "1",       "2",     "feb", "JAN-mar", "*/3",
                        "6-8", "12", "10/1", "NOV-FEB", "JAN/3", "Dec", "11-2"};
const Words weekday_words{"*",   "1",   "2-6", "sun",       "Mon-FRI",   "*/2", "6",
                          "5/1", "7",   "mon", "FRI-MON",   "MON-FRI/2", "7-2", "2-6/2",
                          "SAT", "L",   "6L",  "FRIL",      "6#3",       "2#1", "TUE#5",
                          "0#2", "9#1", "L-3", "FRI-MON/2", "SUN#4"};
const Words year_words{"*",    "*",    "*",         "2026-2028", "2027,2029",   "2028/2",    "*/2",
                       "*",    "2030", "2026-2125", "*/0",       "2027-2031/2", "2030-2027", "2099",
                       "2024", "2026", "1970-2199", "2028",      "2026/4",      "*/3"};
const std::vector<std::string> zone_names{
    "UTC",          "Europe/Berlin", "Europe/London",       "America/New_York", "America/Sao_Paulo",
    "Africa/Cairo", "Asia/Kolkata",  "Australia/Lord_Howe", "Asia/Tokyo",       "Asia/Beirut"};

const std::string& pick(const Words& words, std::mt19937& random) {
  return words[random() % words.size()];
}

std::string list(const Words& words, std::mt19937& random) {
  std::string text = pick(words, random);
  while (random() % 6 == 0) text += "," + pick(words, random);
  return text;
}

/// Exactly one `?`, as a rule.
std::string written(std::mt19937& random) {
  std::string text;
  for (const auto& words : clock_words) text += list(words, random) + " ";
  const auto which = random() % 24;
  text += (which < 12 ? "?" : list(day_words, random)) + " ";
  text += list(month_words, random) + " ";
  text += which >= 12 || which == 0 ? "?" : list(weekday_words, random);
  if (random() % 3 == 0) text += " " + list(year_words, random);
  return text;
}

/// The day of the month that 15W or L-3W is nearest to.
int nominal_day(const std::string& item, year_month month) {
  if (item[0] >= '0' && item[0] <= '9') return std::atoi(item.c_str());
  const auto length = static_cast<unsigned>((month / last).day());
  return static_cast<int>(length) - (item.size() > 2 ? std::atoi(item.c_str() + 2) : 0);
}

/// True if another W of the month, before that day, was moved from a weekend: the engine then loses
/// those that come after it, or part of them.
bool follows_moved(const Words& items, sys_days day) {
  const year_month_day date{day};
  const year_month month = date.year() / date.month();
  return std::ranges::any_of(items, [&](const std::string& item) {
    const sys_days nominal = sys_days{month / 1} + days{nominal_day(item, month) - 1};
    return nominal <= day && (weekday{nominal} == Saturday || weekday{nominal} == Sunday);
  });
}

/// True if the engine loses that one of our runs through W: on the first day that it meets, those
/// before the time of day at which it looks; on a Monday that stands for a weekend all but one, or
/// all if the list holds a day of the weekend too; what follows a moved one in the same month.
bool is_lost(const EngineQuestion& question, const Words& items, Instant at,
             const std::vector<Instant>& ours) {
  if (items.empty()) return false;
  const auto day_of = [&](Instant each) { return floor<days>(local(question, each)); };
  const auto day = day_of(at);
  if (day == day_of(ours.front())) return true;
  if (weekday{day} == Monday) {
    const auto first = std::ranges::find(ours, day, day_of);
    if (*first != at) return true;
    if (first != ours.begin() && day - day_of(*(first - 1)) <= days{2}) return true;
  }
  return items.size() > 1 && follows_moved(items, day);
}

/// True if the search began within the first copy of a repeated time and `at` is in the second.
bool is_repeated(const EngineQuestion& question, Instant at) {
  const auto began = segment_of(question, question.start);
  return began.to_repeat() > seconds{0} && question.start >= began.end - began.to_repeat() &&
         at >= began.end && at < began.end + began.to_repeat();
}

/// True if W meets a time that a clock change skips: the engine moves it past the gap.
bool is_moved(const EngineQuestion& question, const Words& items, Instant at) {
  const auto segment = segment_of(question, at);
  return !items.empty() && at < segment.begin + segment.gap();
}

/// True if a clock change skips time on the first of that run's month and the engine carries the
/// moved time to a day of W.
bool follows_gap_on_first(const EngineQuestion& question, const Words& items, Instant at) {
  const auto segment = segment_of(question, at);
  if (items.empty() || segment.gap() == seconds{0}) return false;
  const year_month_day change{floor<days>(local(question, segment.begin))};
  const year_month_day date{floor<days>(local(question, at))};
  return change == date.year() / date.month() / 1;
}

/// Rows of docs/schedule-disagreements.md: each run that only one side sees has one.
std::string explained(const EngineQuestion& question, const EngineAnswer& engine,
                      const EngineAnswer& ours) {
  if (engine.refused || ours.refused) return {};
  const auto odd = odd_runs(engine, ours);
  const auto items = day_items(question, 'W');
  std::string row;
  for (const Instant at : odd.engine) {
    if (!is_moved(question, items, at)) return {};
    row = "W in a gap";
  }
  for (const Instant at : odd.ours) {
    // The recorded engine ran in 2026.
    if (year_of(floor<days>(at)) > 2126) {
      row = "100 years";
    } else if (is_repeated(question, at)) {
      row = "search in a repeated hour";
    } else if (follows_odd_gap(question, at)) {
      row = "half-hour gap";
    } else if (follows_gap_on_first(question, items, at)) {
      row = "W in a gap";
    } else if (is_lost(question, items, at, ours.fires)) {
      row = "W with several times or days";
    } else {
      return {};
    }
  }
  return row;
}

}  // namespace

std::vector<Engine> quartz_engines() {
  return {{.name = "quartz",
           .title = "Quartz 2.5.2",
           .oracle = "quartz",
           .dialect = "quartz",
           .zones = zone_names,
           .explain = explained,
           .words = {},
           .write = written}};
}

}  // namespace plumbline::schedule::test
