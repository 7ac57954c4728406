#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "tests/schedule/engines.hpp"
#include "tests/schedule/engines/odd_runs.hpp"

namespace plumbline::schedule::test {
namespace {

using namespace std::chrono;

const ExpressionWords words{
    {{"0", "0", "0", "*", "30", "*/15", "59", "10-20/5", "5/20", "0,30"},
     {"*", "0", "5", "30", "59", "*/15", "*/7", "0-30/10", "10-20", "5/20", "45", "55-5", "+5"},
     {"*", "*", "0", "1", "2", "3", "12", "23", "*/2", "*/6", "1-3", "9-17/4", "20/2", "22-23"},
     {"*",   "*",    "*",  "?",   "1",  "13",  "29",  "31",  "*/2", "1-7", "28-31", "10/10", "L",
      "L-3", "L-10", "LW", "15W", "1W", "31W", "30W", "L-0", "28W", "*/9", "2W",    "L-27",  "lw"},
     {"*", "*", "*", "*", "1", "2", "feb", "JAN-mar", "*/3", "6-8", "12", "10/1", "JAN/3", "Dec",
      "JAN0", "*"},
     {"*",   "*",   "*",     "?",   "0",       "1-5", "sun",       "Mon-FRI", "*/2",
      "6",   "5/1", "7",     "mon", "SUN-TUE", "7-7", "MON-FRI/2", "5L",      "FRIL",
      "5#3", "1#1", "TUE#5", "0#2", "0/2",     "*",   "5#9",       "satl"}},
    {"@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually", "@Daily",
     " @HOURLY ", "@reboot", "@every 5m"}};

const std::vector<std::string> zone_names{
    "UTC",          "Europe/Berlin", "Europe/London",       "America/New_York", "America/Sao_Paulo",
    "Africa/Cairo", "Asia/Kolkata",  "Australia/Lord_Howe", "Asia/Tokyo",       "Asia/Beirut"};

/// True if the list holds L-28 or more, which may fall into the month before.
bool has_long_offset(const EngineQuestion& question) {
  return std::ranges::any_of(day_items(question, 'L'), [](const std::string& item) {
    return item.starts_with("L-") && std::atoi(item.c_str() + 2) >= 28;
  });
}

/// True if a weekday is asked for more often than a year has weeks (2#57).
bool has_long_ordinal(const EngineQuestion& question) {
  const auto mark = question.expr.rfind('#');
  return mark != std::string::npos && std::atoi(question.expr.c_str() + mark + 1) > 52;
}

/// True if the engine takes that Friday, the last of its month, for the one before Saturday the
/// n-th, which the month does not have.
bool is_phantom(const EngineQuestion& question, Instant at) {
  const auto day = floor<days>(local(question, at));
  const year_month_day date{day};
  const auto last_day = (date.year() / date.month() / last).day();
  return weekday{day} == Friday && date.day() == last_day &&
         std::ranges::any_of(day_items(question, 'W'), [&](const std::string& item) {
           return std::atoi(item.c_str()) == static_cast<int>(static_cast<unsigned>(last_day)) + 1;
         });
}

/// True if that is a Monday the third for 1W, which the engine passes by on Sunday the second.
bool is_passed_by(const EngineQuestion& question, Instant at) {
  const auto date = floor<days>(local(question, at));
  const auto items = day_items(question, 'W');
  return weekday{date} == Monday && year_month_day{date}.day() == day{3} &&
         std::ranges::any_of(items, [](const auto& item) { return std::atoi(item.c_str()) == 1; });
}

/// The zone's clock change at the end of the segment repeats no whole hour.
bool ends_oddly(const Segment& segment) { return segment.to_repeat() % hours{1} != seconds{0}; }

/// True if `at` is in the second copy of what such a change repeats.
bool is_odd_repeat(const EngineQuestion& question, Instant at) {
  const auto segment = segment_of(question, at);
  return segment.repeated() % hours{1} != seconds{0} && at < segment.begin + segment.repeated();
}

/// How many answers the engine gave before it went back in time; all if it never did.
std::ptrdiff_t answers_forward(const EngineQuestion& question, const EngineAnswer& engine) {
  Instant before = question.start;
  const auto back = std::ranges::find_if(
      engine.fires, [&](Instant at) { return std::exchange(before, at) >= at; });
  return back - engine.fires.begin();
}

/// True if it went back within the last hour before such a change, and stays there for ever.
bool is_stuck(const EngineQuestion& question, const EngineAnswer& engine, const EngineAnswer& ours,
              std::ptrdiff_t forward) {
  if (forward >= std::ssize(ours.fires)) return false;
  const auto first = engine.fires.begin();
  return std::equal(first, first + forward, ours.fires.begin()) &&
         std::all_of(first + forward, engine.fires.end(), [&](Instant at) {
           const auto segment = segment_of(question, at);
           return ends_oddly(segment) && at >= segment.end - hours{1};
         });
}

/// Rows of docs/schedule-disagreements.md: each run that only one side sees has one.
std::string explained(const EngineQuestion& question, const EngineAnswer& engine,
                      const EngineAnswer& ours) {
  if (has_long_offset(question) && !engine.refused) return "L-28";
  if (engine.refused || ours.refused) return {};
  if (has_long_ordinal(question)) return "#53";
  const auto forward = answers_forward(question, engine);
  if (forward < std::ssize(engine.fires)) {
    return is_stuck(question, engine, ours, forward) ? "half-hour change" : "";
  }
  const auto odd = odd_runs(engine, ours);
  std::string row;
  for (const Instant at : odd.engine) {
    if (!is_phantom(question, at)) return {};
    row = "Friday before no Saturday";
  }
  for (const Instant at : odd.ours) {
    if (is_odd_repeat(question, at) || follows_odd_gap(question, at)) {
      row = "half-hour change";
    } else if (is_passed_by(question, at)) {
      row = "1W after its weekend";
    } else {
      return {};
    }
  }
  return row;
}

}  // namespace

std::vector<Engine> spring_engines() {
  return {{.name = "spring",
           .title = "Spring 6.2.19",
           .oracle = "spring",
           .dialect = "spring",
           .zones = zone_names,
           .explain = explained,
           .words = words}};
}

}  // namespace plumbline::schedule::test
