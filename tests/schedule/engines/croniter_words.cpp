#include "tests/schedule/engines/croniter_words.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>
#include <sstream>

#include "tests/schedule/engines/odd_runs.hpp"
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

Words split(const std::string& text, char mark) {
  Words parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(mark, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

Words columns(const std::string& expr) {
  std::istringstream stream(expr);
  Words words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string joined(const Words& words, char mark) {
  std::string text;
  for (const auto& word : words) text += word + mark;
  if (!text.empty()) text.pop_back();
  return text;
}

bool is_drawn(const std::string& item) { return item.starts_with('r') || item.starts_with('R'); }

/// The text with the values that a drawn item may have: `R(1-5)` is 1-5, `R` and `R/2` are `*`. In
/// the day fields, which a `*` would open, they are the lower or the upper ones.
/// nullopt if nothing is drawn.
std::optional<std::string> undrawn(const std::string& expr, bool upper) {
  bool draws = false;
  auto words = columns(expr);
  std::size_t column = 0;
  for (auto& word : words) {
    const std::string every = column == 2   ? (upper ? "16-31" : "1-15")
                              : column == 4 ? (upper ? "4-6" : "0-3")
                                            : "*";
    // Airflow joins expressions with ", ".
    column = word.ends_with(',') ? 0 : column + 1;
    auto items = split(word, ',');
    for (auto& item : items) {
      if (!is_drawn(item)) continue;
      draws = true;
      const bool has_range = item.find('(') == 1 && item.find(')') != std::string::npos;
      item = has_range ? item.substr(2, item.find(')') - 2) : every;
    }
    word = joined(items, ',');
  }
  return draws ? std::optional(joined(words, ' ')) : std::nullopt;
}

/// True if the text draws a value and all that the engine fires is of those that may be drawn.
bool is_one_that_is_drawn(const std::string& dialect, const EngineQuestion& question,
                          const EngineAnswer& engine) {
  std::vector<CompiledPtr> readings;
  for (const bool upper : {false, true}) {
    const auto text = undrawn(question.expr, upper);
    if (!text) return false;
    if (auto read = compile({cron(dialect, *text, question.zone)}, zones())) {
      readings.push_back(*read);
    }
  }
  return !readings.empty() && std::ranges::all_of(engine.fires, [&](Instant at) {
    return std::ranges::any_of(readings, [&](const CompiledPtr& reading) {
      const auto next = next_fires(*reading, at, 1);
      return !next.empty() && next.front() == at;
    });
  });
}

/// The version of croniter in the name of a dialect; Prefect holds a copy of 6.0.0's.
std::string version_of(const std::string& dialect) {
  const auto at = dialect.find_first_of("0123456789");
  return at == dialect.npos ? "6.0.0" : dialect.substr(at, dialect.find('/') - at);
}

/// True if in the years that the text names one of two restricted day fields has no date left after
/// `last` (before 7.0.0). Beside weekdays of the month (`5#2`, `L5`) and nearest workdays (`15W`)
/// the other field is sought together with them, not alone: to this day.
bool one_day_field_has_ended(const std::string& dialect, const EngineQuestion& question,
                             Instant last) {
  const auto words = columns(question.expr);
  if (words.size() != 7) return false;
  const auto ends = [&](const std::string& reading, const Words& text) {
    const auto schedule = compile({cron(reading, joined(text, ' '), question.zone)}, zones());
    return schedule && next_fires(**schedule, last + seconds{1}, 1).empty();
  };
  const auto ends_without = [&](std::size_t column) {
    auto alone = words;
    alone[column] = "*";
    return ends(dialect, alone);
  };
  const auto is_open = [](const std::string& field) { return field == "*" || field == "?"; };
  if (is_open(words[2]) || is_open(words[4])) return false;
  const bool sought_together = words[2].find_first_of("wW") != std::string::npos ||
                               words[4].find_first_of("#lL") != std::string::npos;
  const auto version = version_of(dialect);
  return (version < "7" && (ends_without(2) || ends_without(4))) ||
         (sought_together && ends("croniter@" + version + "/and", words));
}

/// The days of the month that a list names by number.
std::set<unsigned> days_named(const std::string& field) {
  std::set<unsigned> days;
  for (const auto& item : split(field, ',')) {
    const auto slash = item.find('/');
    const auto dash = item.find('-');
    const auto number = [&](std::size_t at) {
      return static_cast<unsigned>(std::atoi(item.c_str() + at));
    };
    const bool open = item.starts_with('*') || (dash == item.npos && slash != item.npos);
    const unsigned first = item.starts_with('*') ? 1 : number(0);
    const unsigned last = open ? 31 : dash == item.npos ? first : std::min(31U, number(dash + 1));
    const unsigned step = slash == item.npos ? 1 : std::max(1U, number(slash + 1));
    for (unsigned day = first; day <= last && first > 0; day += step) days.insert(day);
  }
  return days;
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

std::size_t columns_of(const std::string& expr) { return columns(expr).size(); }

bool differ_in(const EngineQuestion& question, const EngineAnswer& engine, const EngineAnswer& ours,
               bool (*odd)(const Segment& segment, Instant at)) {
  const auto zone = zones().load(question.zone);
  return differ_only_in(engine, ours, [&](Instant at) { return odd(segment_at(**zone, at), at); });
}

bool in_hour_after_odd_gap(const Segment& segment, Instant at) {
  return segment.gap() % hours{1} != seconds{0} && at - segment.begin < hours{1};
}

std::string explained_by_search(const std::string& dialect, const EngineQuestion& question,
                                const EngineAnswer& engine, const EngineAnswer& ours) {
  if (engine.refused) return {};
  if (is_one_that_is_drawn(dialect, question, engine)) return "drawn";
  if (ours.refused || !ends_early(engine, ours)) return {};
  const Instant last = engine.fires.empty() ? question.start : engine.fires.back();
  if (ours.fires[engine.fires.size()] > last + days{49 * 365}) return "fifty years";
  return one_day_field_has_ended(dialect, question, last) ? "last years" : "";
}

bool overshoots_months(const EngineQuestion& question, const EngineAnswer& engine,
                       const EngineAnswer& ours) {
  const std::string key = "\"cron\":";
  const auto at_key = question.expr.find(key);
  const auto quote =
      at_key == std::string::npos ? at_key : question.expr.find('"', at_key + key.size());
  const auto words =
      columns(quote == std::string::npos ? question.expr : question.expr.substr(quote + 1));
  if (words.size() < 5 || !odd_runs(engine, ours).engine.empty()) return false;
  const auto named = days_named(words[2]);
  const bool has_last = words[2].find_first_of("lL") != std::string::npos;
  const auto lacks_one = [&](year_month month) {
    return !named.empty() && *named.rbegin() > static_cast<unsigned>((month / last).day());
  };
  const auto zone = zones().load(question.zone);
  const auto month_of = [&](Instant at) {
    const year_month_day date{floor<days>(at + segment_at(**zone, at).offset)};
    return date.year() / date.month();
  };
  // Where all months lack one, the search for these days never ends, and takes the weekdays along.
  if (engine.fires.empty() && !ours.fires.empty() && has_last) {
    return std::ranges::all_of(ours.fires, [&](Instant at) { return lacks_one(month_of(at)); });
  }
  return differ_only_in(engine, ours, [&](Instant at) {
    const year_month_day date{floor<days>(at + segment_at(**zone, at).offset)};
    const year_month month = date.year() / date.month();
    const bool after_february =
        date.month() == March && date.day() <= day{2} && lacks_one(date.year() / February);
    return after_february || (has_last && date == month / last && lacks_one(month));
  });
}

}  // namespace plumbline::schedule::test
