#include <algorithm>

#include "tests/schedule/engines.hpp"
#include "tests/schedule/engines/croniter_words.hpp"
#include "tests/schedule/schedules.hpp"

namespace plumbline::schedule::test {
namespace {

using namespace std::chrono;

using Words = std::vector<std::string>;

const Words frequencies{"MINUTELY", "HOURLY",  "DAILY",   "DAILY",   "DAILY",  "WEEKLY", "WEEKLY",
                        "WEEKLY",   "MONTHLY", "MONTHLY", "MONTHLY", "YEARLY", "YEARLY"};
const std::vector<Words> rule_parts{{";BYHOUR=9", ";BYHOUR=1,2,3", ";BYHOUR=0", ";BYHOUR=24"},
                                    {";BYMINUTE=30", ";BYMINUTE=0,15,45", ";BYMINUTE=59"},
                                    {";BYSECOND=10", ";BYSECOND=0,30"},
                                    {";BYDAY=MO", ";BYDAY=MO,TU,WE,TH,FR", ";BYDAY=2FR",
                                     ";BYDAY=-1FR", ";BYDAY=1MO,3WE", ";BYDAY=+1SU"},
                                    {";BYMONTHDAY=1", ";BYMONTHDAY=-1", ";BYMONTHDAY=15,-2",
                                     ";BYMONTHDAY=31", ";BYMONTHDAY=8,9,10"},
                                    {";BYMONTH=1", ";BYMONTH=2,3", ";BYMONTH=10", ";BYMONTH=4,9",
                                     ";BYMONTH=6", ";BYMONTH=12", ";BYMONTH=1,7", ";BYMONTH=13"},
                                    {";INTERVAL=1", ";WKST=MO"}};
const Words starts{"DTSTART:20240229T093015\n", "DTSTART:20250131T013000\n", "DTSTART:20240705\n",
                   "DTSTART:20300101T090000\n"};
const Words intervals{"{\"interval\": 3600, \"anchor_date\": \"2026-01-01T00:10:00Z\"}",
                      "{\"interval\": 5400, \"anchor_date\": \"2020-06-01T00:00:00+02:00\", "
                      "\"timezone\": \"Europe/London\"}",
                      "{\"interval\": 86400.0, \"anchor_date\": \"2026-01-01T09:00:00Z\"}",
                      "{\"interval\": 0, \"anchor_date\": \"2026-01-01T09:00:00Z\"}"};

const std::string& pick(const Words& words, std::mt19937& random) {
  return words[random() % words.size()];
}

std::string rule(std::mt19937& random) {
  std::string text = random() % 6 == 0 ? pick(starts, random) : std::string();
  text += random() % 2 == 0 ? "RRULE:FREQ=" : "FREQ=";
  text += pick(frequencies, random);
  for (const auto& part : rule_parts) {
    if (random() % 4 == 0) text += pick(part, random);
  }
  return text;
}

/// A question is one line: the end of a line in a rule is written as in JSON.
std::string write(std::mt19937& random) {
  const auto kind = random() % 12;
  if (kind == 0) return pick(intervals, random);
  if (kind < 5) {
    std::string text = rule(random);
    if (text.find('\n') == text.npos && random() % 3 != 0) return text;
    std::string escaped;
    for (const char c : text) escaped += c == '\n' ? std::string("\\n") : std::string(1, c);
    return "{\"rrule\": \"" + escaped + "\", \"timezone\": \"Europe/Berlin\"}";
  }
  std::string text = croniter_text(random, {.most_columns = 6, .newer_chance = 8});
  for (auto& c : text) c = c == '\t' ? ' ' : c;
  if (kind > 8) return text;
  return "{\"cron\": \"" + text + "\", \"day_or\": " + (kind % 2 == 0 ? "false" : "true") + "}";
}

/// Near a gap: in Python before 3.13 skipped times come earlier by the gap.
bool near_gap(const Segment& segment, Instant at) {
  const bool after = segment.gap() > seconds{0} && at - segment.begin < segment.gap();
  const bool before = segment.offset_after > segment.offset &&
                      segment.end - at <= segment.offset_after - segment.offset;
  return after || before;
}

/// What Prefect asks knows a zone's clock changes up to 2037 alone.
bool after_2037(const Segment&, Instant at) {
  return year_month_day{floor<days>(at)}.year() >= year{2038};
}

/// It steps from the rule's start minute by minute, or through several seconds of each hour; the
/// oracle's patience ends before that.
bool sought_long(const EngineQuestion& question, const EngineAnswer& engine,
                 const EngineAnswer& ours) {
  const auto names = [&](const char* text) {
    return question.expr.find(text) != std::string::npos;
  };
  return (names("=MINUTELY") || (names("=HOURLY") && (names("BYMINUTE=") || names("BYSECOND=")))) &&
         engine.fires.size() < ours.fires.size() &&
         std::equal(engine.fires.begin(), engine.fires.end(), ours.fires.begin());
}

bool counts_weekdays(const std::string& expr) {
  const auto begin = expr.find("BYDAY=");
  if (begin == std::string::npos) return false;
  const auto days = expr.substr(begin, expr.find(';', begin) - begin);
  return days.substr(0, days.find('"')).find_first_of("123") != std::string::npos;
}

/// A value of the part above the highest there is.
bool names_none(const std::string& expr, const std::string& key, int highest) {
  const auto at = expr.find(key);
  if (at == std::string::npos) return false;
  const auto end = expr.find_first_of(";\"", at);
  int value = 0;
  for (const char c : expr.substr(at + key.size(), end - at - key.size())) {
    value = c >= '0' && c <= '9' ? value * 10 + (c - '0') : 0;
    if (value > highest) return true;
  }
  return false;
}

/// An interval that names a zone which there is not.
bool interval_in_no_zone(const std::string& expr) {
  const std::string key = "\"timezone\":";
  const auto at = expr.find(key);
  if (at == std::string::npos || expr.find("\"interval\"") == std::string::npos) return false;
  const auto begin = expr.find('"', at + key.size()) + 1;
  return !zones().load(expr.substr(begin, expr.find('"', begin) - begin));
}

std::string explained_rule(const EngineQuestion& question, const EngineAnswer& engine,
                           const EngineAnswer& ours) {
  const auto names = [&](const char* text) {
    return question.expr.find(text) != std::string::npos;
  };
  if (ours.refused && !engine.refused) {
    if (engine.fires.empty() && (names_none(question.expr, "BYMONTH=", 12) ||
                                 names_none(question.expr, "BYMONTHDAY=", 31))) {
      return "no such date";
    }
    return names("=YEARLY") && counts_weekdays(question.expr) && !names("BYMONTH=")
               ? "weekday of the year"
               : "";
  }
  if (engine.refused || ours.refused) return {};
  if (sought_long(question, engine, ours)) return "minute by minute";
  return differ_in(question, engine, ours, after_2037) ? "after 2037" : "";
}

/// Rows of docs/schedule-disagreements.md.
std::string explained(const EngineQuestion& question, const EngineAnswer& engine,
                      const EngineAnswer& ours) {
  const bool is_rule = question.expr.find("FREQ") != std::string::npos ||
                       question.expr.find("DTSTART") != std::string::npos;
  if (engine.refused && !ours.refused && interval_in_no_zone(question.expr)) {
    return "interval in no zone";
  }
  EngineQuestion asked = question;
  if (question.expr.find("Europe/Berlin") != std::string::npos) asked.zone = "Europe/Berlin";
  if (differ_in(asked, engine, ours, near_gap)) return "before a gap";
  if (is_rule) return explained_rule(asked, engine, ours);
  if (auto row = explained_by_search("prefect", asked, engine, ours); !row.empty()) return row;
  return overshoots_months(asked, engine, ours) ? "1 March" : "";
}

}  // namespace

std::vector<Engine> prefect_engines() {
  Engine engine{.name = "prefect",
                .title = "Prefect 3.8.8's schedules (Python 3.11)",
                .oracle = "prefect",
                .dialect = "prefect",
                .zones = croniter_zones,
                .explain = explained,
                .words = {{}, croniter_whole_texts}};
  engine.write = write;
  engine.full_count = 10'000;
  engine.explained_share = 0.05;
  return {engine};
}

}  // namespace plumbline::schedule::test
