#include <algorithm>
#include <regex>

#include "canonical-schema/schedule/zone_walk.hpp"
#include "tests/schedule/engines.hpp"
#include "tests/schedule/engines/odd_runs.hpp"
#include "tests/schedule/schedules.hpp"

namespace plumbline::schedule::test {
namespace {

using namespace std::chrono;

const std::vector<std::string> zone_names{
    "UTC",          "Europe/Berlin", "Europe/London",       "America/New_York", "America/Sao_Paulo",
    "Africa/Cairo", "Asia/Kolkata",  "Australia/Lord_Howe", "Asia/Tokyo",       "Europe/Dublin"};

using Words = std::vector<std::string>;
const Words whole{"minutely",    "hourly",      "daily",         "weekly",       "monthly",
                  "quarterly",   "yearly",      "annually",      "semiannually", "bi-annually",
                  "Anually",     "DAILY",       "semi-annually", "biannually",   "@0",
                  "@1801526400", "@1774749600", "Mon",           "fortnightly"};
const Words weekday_words{"Mon",     "Mon..Fri", "Sat,Sun", "monday",       "Tue,",
                          "Wed-Fri", "THU,Fri",  "Sun",     "Mon,Wed..Fri", "Sat",
                          "Fri,",    "Mon..Sun", "tue",     "sunday",       "Tuesday..Friday"};
const Words year_words{"*",      "*",  "*",  "*",      "*",          "2026", "2027", "2028/4",
                       "2026/1", "26", "99", "2020/3", "2026..2029", "2199", "2027", "1969"};
const Words month_words{"*",   "*",    "*",  "*",       "1", "02",   "3",  "10",
                        "1/3", "6..8", "12", "1..12/5", "*", "4,10", "1/5"};
const Words day_words{"*",  "*",    "*",   "*",      "1",   "13",       "15",
                      "31", "1..7", "1/2", "28..31", "5/7", "20..29/4", "2..2"};
const Words end_words{"01",  "03",  "07/1", "1..3", "2..14/4", "28",
                      "5/2", "1,3", "4",    "2",    "*",       "25"};
const Words hour_words{"*",   "0",     "00",   "1",   "2",    "02",      "3", "12", "23",
                       "0/2", "9..17", "0..3", "1/1", "6..6", "8..18/3", "4", "24", "*"};
const Words minute_words{"*",      "00",  "30",    "0/15",  "5", "59", "0/30",
                         "10..20", "0/7", "15,45", "50/20", "0", "0",  "0"};
const Words second_words{"00", "30", "*",    "0/10", "15..45/15", "5",
                         "0",  "0",  "40",   "1..2", "3..3",      "00.000000",
                         "10", "20", "0/20", "59",   "0/7",       "30/0.5"};
const Words suffixes{"UTC",         "utc", "Asia/Tokyo", "Europe/London", "America/New_York",
                     "Nowhere/City"};

const std::string& pick(std::mt19937& random, const Words& words) {
  return words[random() % words.size()];
}

std::string list(std::mt19937& random, const Words& words) {
  std::string text = pick(random, words);
  for (auto more = random() % 12; more > 10; --more) text += "," + pick(random, words);
  return text;
}

std::string expression(std::mt19937& random) {
  std::string text;
  const auto add = [&](const std::string& part) {
    if (!text.empty()) text += random() % 40 == 0 ? "  " : " ";
    text += part;
  };
  if (random() % 3 == 0) add(pick(random, weekday_words));
  if (text.empty() || random() % 3 != 0) {
    std::string date = random() % 4 == 0 ? "" : list(random, year_words) + "-";
    date += list(random, month_words);
    date += random() % 4 == 0 ? "~" + list(random, end_words) : "-" + list(random, day_words);
    add(date);
  }
  if (random() % 8 != 0) {
    std::string time = list(random, hour_words) + ":" + list(random, minute_words);
    if (random() % 3 == 0) time += ":" + list(random, second_words);
    add(time);
  }
  // The engine starts a process for each instant of such a text.
  if (random() % 60 == 0) add(pick(random, suffixes));
  return text;
}

/// The zone in which clock times are read: the text's own or the question's.
ZonePtr zone_of(const EngineQuestion& question) {
  const auto word = question.expr.substr(question.expr.rfind(' ') + 1);
  const auto named = std::ranges::find(suffixes, word);
  if (const auto own = zones().load(word); named != suffixes.end() && own) return *own;
  return *zones().load(question.zone);
}

/// True if `at` is one of two copies of a repeated local time.
bool is_repeated(const Zone& zone, Instant at) {
  const Segment segment = segment_at(zone, at);
  return at < segment.begin + segment.repeated() || at >= segment.end - segment.to_repeat();
}

/// True if a gap that skips midnight lies between the two, at most a day after `from`.
bool meets_lost_midnight(const Zone& zone, Instant from, Instant until) {
  const Segment segment = segment_at(zone, std::min(until, from + days{1}));
  if (segment.gap() == seconds{0} || segment.begin < from - days{1}) return false;
  return (segment.begin + segment.offset_before).time_since_epoch() % days{1} == seconds{0};
}

/// The steps of an expression that have no end (`0/7`), by what stands before the next mark.
struct OpenSteps {
  int date = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};
OpenSteps open_steps(const std::string& expr) {
  static const std::regex step("(?:^|[^.0-9])[0-9]+/([0-9]+)");
  static const std::regex clock("([^ :]+):([^ :]+)(?::([^ :]+))?");
  const auto largest = [](const std::string& text) {
    int most = 0;
    for (std::sregex_iterator at(text.begin(), text.end(), step), end; at != end; ++at) {
      most = std::max(most, std::stoi((*at)[1]));
    }
    return most;
  };
  OpenSteps steps;
  std::string date = expr;
  if (std::smatch match; std::regex_search(expr, match, clock)) {
    steps.hour = largest(match[1]);
    steps.minute = largest(match[2]);
    steps.second = largest(match[3]);
    date = match.prefix();
  }
  steps.date = largest(date);
  return steps;
}

/// True if the engine loses `at`: a step that has no end carried it past the end of its field.
bool is_carried_over(const Zone& zone, const OpenSteps& steps, Instant at) {
  const auto local = at + segment_at(zone, at).offset;
  const auto day = floor<days>(local);
  const hh_mm_ss clock{local - day};
  const year_month_day date{day};
  const bool first_of_month = date.day() == std::chrono::day{1};
  return (date.month() == January &&
          static_cast<unsigned>(date.day()) < static_cast<unsigned>(steps.date)) ||
         (first_of_month && clock.hours().count() < steps.hour) ||
         (clock.hours() == hours{0} && clock.minutes().count() < steps.minute) ||
         (clock.minutes() == minutes{0} && clock.seconds().count() < steps.second);
}

/// True in the last days of March from Dublin's change of clock on.
bool after_dublin_change(const Zone& zone, Instant at) {
  const auto changed = segment_at(zone, at).begin;
  const year_month_day day{floor<days>(at)};
  return zone.name == "Europe/Dublin" && at - changed < days{7} &&
         (day.month() == March || day == day.year() / April / 1);
}

/// Why the engine finds no more, where we know of `next`.
std::string gives_up(const EngineQuestion& question, const Zone& zone, Instant last, Instant next) {
  if (next >= utc("2200-01-01T00:00:00Z")) return "years end";
  const bool lost_midnight =
      meets_lost_midnight(zone, next - days{1}, next) || meets_lost_midnight(zone, last, next);
  if (lost_midnight) return "no midnight";
  const auto steps = open_steps(question.expr);
  const bool changes_clock = !is_fixed_from(zone, question.start);
  // The step leads past the end of the day, as far as it is long.
  const Instant reached = std::min(next, last + days{1}) + hours{steps.hour};
  const bool changes_now = segment_at(zone, reached).begin > last;
  const bool lost = steps.date > 0 ? changes_clock : steps.hour > 0 && changes_now;
  return lost ? "step over a clock change" : "";
}

/// Rows of docs/schedule-disagreements.md.
std::string explained(const EngineQuestion& question, const EngineAnswer& engine,
                      const EngineAnswer& ours) {
  if (ours.refused) {
    const bool fractions = ours.error.find("fractions of a second") != std::string::npos;
    return fractions && !engine.refused ? "fractions of a second" : "";
  }
  if (engine.refused) return {};
  const auto zone = zone_of(question);
  // Before it gives up it may lose runs for another reason.
  EngineAnswer until_end = ours;
  if (engine.fires.size() < fires_asked) {
    const Instant last = engine.fires.empty() ? question.start : engine.fires.back();
    const auto next = std::ranges::upper_bound(until_end.fires, last);
    if (next != until_end.fires.end()) {
      const auto reason = gives_up(question, *zone, last, *next);
      if (!reason.empty()) until_end.fires.erase(next, until_end.fires.end());
      if (engine.fires == until_end.fires) return reason;
    }
  }
  const bool from_end = question.expr.find('~') != std::string::npos;
  if (from_end &&
      differ_only_in(engine, until_end, [&](Instant at) { return is_repeated(*zone, at); })) {
    return "from the end of the month, twice";
  }
  const auto steps = open_steps(question.expr);
  if (differ_only_in(engine, until_end,
                     [&](Instant at) { return is_carried_over(*zone, steps, at); })) {
    return "step without an end";
  }
  const auto in_dublin = [&](Instant at) { return after_dublin_change(*zone, at); };
  return differ_only_in(engine, until_end, in_dublin) ? "Dublin" : "";
}

}  // namespace

std::vector<Engine> systemd_engines() {
  return {{.name = "systemd",
           .title = "systemd",
           .oracle = "systemd",
           .dialect = "systemd",
           .zones = zone_names,
           .explain = explained,
           .words = {{}, whole},
           .write = expression}};
}

}  // namespace plumbline::schedule::test
