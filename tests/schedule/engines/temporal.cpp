#include <initializer_list>

#include "canonical-schema/schedule/zone_walk.hpp"
#include "tests/schedule/engines.hpp"
#include "tests/schedule/engines/odd_runs.hpp"
#include "tests/schedule/schedules.hpp"

namespace plumbline::schedule::test {
namespace {

using namespace std::chrono;

const std::vector<std::string> zone_names{
    "UTC",          "Europe/Berlin", "Europe/London",       "America/New_York", "America/Sao_Paulo",
    "Africa/Cairo", "Asia/Kolkata",  "Australia/Lord_Howe", "Asia/Tokyo"};

using Words = std::vector<std::string>;
const Words minutes_of{"*",   "*",       "0",  "5",     "30",   "59",   "*/15",
                       "*/7", "0-30/10", "45", "10-20", "5/20", "59/5", "0-59/4294967297",
                       "+5"};
const Words hours_of{"*",  "*",   "0",   "1",   "2",      "3",    "12",
                     "23", "*/2", "*/6", "1-3", "9-17/4", "20/2", "0-23"};
const Words days_of{"*", "*", "*", "1", "13", "29", "31", "*/2", "1-7", "28-31", "10/10", "8-14"};
const Words months_of{"*",   "*",   "*",  "1",    "feb",   "JAN-mar",
                      "*/3", "6-8", "12", "10/1", "Decem", "june-7"};
const Words weekdays_of{"*",     "*",     "*",     "0",   "1-5", "sun",   "Mo-FRI",
                        "*/2",   "6",     "5/1",   "7",   "1-7", "mon-7", "2-7",
                        "1-7/2", "3-7/3", "thurs", "1/1", "0-7", "*/7"};
const Words years_of{"*", "*", "2026", "2026-2030", "*/2", "2027/3", "2000-2100", "2100", "1999"};
const Words seconds_of{"0", "*", "*/15", "30", "10-20", "59", "1/30"};
const Words whole{"@hourly",
                  "@daily",
                  "@midnight",
                  "@weekly",
                  "@monthly",
                  "@yearly",
                  "@annually",
                  "@every 90m",
                  "@every 14h/3h",
                  "@every 1.5d",
                  "@every 1h30m/0",
                  "@every 10s/10s",
                  "@every 500ms",
                  "@Daily",
                  "@every 5",
                  "TZ=UTC 0 0 * * *",
                  "CRON_TZ=Asia/Tokyo 30 4 * * *",
                  "TZ=Nowhere/City 0 0 * * *",
                  "CRON_TZ=UTC @daily",
                  "@reboot",
                  "@every 2.75s/1.25s",
                  "TZ= 5 5 * * *",
                  "@every 7d # comment",
                  "  0 0 * * 5#2 ",
                  "@every"};

const Words lengths_of{"3600s",         "3600s",       "90s",         "90s",
                       "100.5s",        "604800s",     "0.5s",        "2000000000s",
                       "4133980799s",   "4133980800s", "9223372037s", "315576000000s",
                       "315576000001s", "-1s",         ".5s",         "05s"};
const Words phases_of{"0s",          "0s",          "30s",           "61.25s",         "-1s",
                      "1900000000s", "4000000000s", "315576000000s", "-315576000001s", "-0s"};
const Words jitters_of{"0s", "0s", "-5s", "315576000001s", "5"};
const Words strange{"\"jitter\":\"0s\",\"jitter\":\"0s\"",
                    "\"timezone_name\":null",
                    "\"calendar\":[{\"hour\":\"1\",\"hour\":\"1\"}]",
                    "\"startTime\":\"0000-12-31T23:59:59Z\"",
                    "\"end_time\":\"9999-12-31T23:59:59-01:00\"",
                    "\"startTime\":\"2026-06-01T1:00:00,123456789012Z\"",
                    "\"startTime\":\"2026-06-01T01:00:00.1234567890Z\""};

class Writer {
 public:
  explicit Writer(std::mt19937& random) : random_(random) {}

  std::string cron() {
    std::string text;
    const auto size = 5 + (chance(4) ? 1 + chance(2) : 0);
    if (chance(12)) text += chance(2) ? "TZ=Europe/Berlin " : "CRON_TZ=America/New_York ";
    if (size == 7) text += list(seconds_of) + " ";
    text += list(minutes_of) + " " + list(hours_of) + " " + list(days_of) + " " + list(months_of) +
            " " + list(weekdays_of);
    if (size > 5) text += " " + list(years_of);
    if (chance(15)) text += " # why";
    return text;
  }

  std::string spec() {
    std::string members;
    const auto add = [&](const std::string& member) {
      members += (members.empty() ? "" : ",") + member;
    };
    const bool excludes = chance(3);
    if (chance(2) || excludes) add("\"structuredCalendar\":[" + structured() + "]");
    if (chance(4)) add("\"calendar\":[" + textual() + "]");
    if (chance(4)) add("\"cron_string\":[\"" + cron() + "\"]");
    if (!excludes && chance(3)) {
      add("\"interval\":[{\"interval\":\"" + pick(lengths_of) + "\"" +
          (chance(2) ? ",\"phase\":\"" + pick(phases_of) + "\"" : "") + "}]");
    }
    if (excludes) add("\"excludeStructuredCalendar\":[" + structured() + "]");
    if (excludes && chance(3)) add("\"excludeCalendar\":[" + textual() + "]");
    if (chance(4))
      add("\"startTime\":\"" + pick({"2027-03-01T00:00:00Z", "2026-06-01T10:30:00.5+02:00"}) +
          "\"");
    if (chance(4))
      add("\"end_time\":\"" + pick({"2028-03-01T00:00:00Z", "2030-06-01T10:30:00.5Z"}) + "\"");
    if (chance(4)) add("\"jitter\":\"" + pick(jitters_of) + "\"");
    if (chance(20)) add(pick(strange));
    if (chance(2))
      add("\"timezoneName\":\"" +
          pick({zone_names.at(random_() % zone_names.size()), "Nowhere/City"}) + "\"");
    if (members.find("alendar") + 1 == 0 && members.find("nterval") + 1 == 0) {
      add("\"calendar\":[" + textual() + "]");
    }
    return "{" + members + "}";
  }

 private:
  bool chance(unsigned in) { return random_() % in == 0; }
  const std::string& pick(const Words& words) { return words[random_() % words.size()]; }
  std::string pick(std::initializer_list<std::string> words) {
    return *(words.begin() + random_() % words.size());
  }
  std::string list(const Words& words) {
    std::string text = pick(words);
    for (auto more = random_() % 8; more > 5; --more) text += "," + pick(words);
    return text;
  }
  std::string textual() {
    std::string text = "{\"hour\":\"" + list(hours_of) + "\"";
    if (chance(2)) text += ",\"minute\":\"" + list(minutes_of) + "\"";
    if (chance(4)) text += ",\"second\":\"" + list(seconds_of) + "\"";
    if (chance(2)) text += ",\"dayOfMonth\":\"" + list(days_of) + "\"";
    if (chance(3)) text += ",\"month\":\"" + list(months_of) + "\"";
    if (chance(3)) text += ",\"day_of_week\":\"" + list(weekdays_of) + "\"";
    if (chance(6)) text += ",\"year\":\"" + list(years_of) + "\"";
    return text + "}";
  }
  std::string ranges(int low, int high) {
    std::string text = "[";
    do {
      const int width = high - low + 1;
      const int start = low + static_cast<int>(random_() % static_cast<unsigned>(width));
      const int end = start + static_cast<int>(random_() % static_cast<unsigned>(high - start + 1));
      text += (text.size() > 1 ? "," : "") + std::string("{\"start\":") +
              (chance(20) ? "\"" + std::to_string(start) + "\"" : std::to_string(start));
      if (!chance(3)) text += ",\"end\":" + std::to_string(chance(40) ? high + 1 : end);
      if (chance(2)) text += ",\"step\":" + std::to_string(1 + random_() % 5);
      text += "}";
    } while (chance(3));
    return text + "]";
  }
  std::string every(int low, int high) {
    return "[{\"start\":" + std::to_string(low) + ",\"end\":" + std::to_string(high) + "}]";
  }
  std::string structured() {
    const auto field = [&](const char* name, int low, int high, unsigned restricted) {
      return "\"" + std::string(name) +
             "\":" + (chance(restricted) ? ranges(low, high) : every(low, high));
    };
    std::string text = "{";
    text += "\"second\":[{}],";
    text += field("minute", 0, 59, 1) + "," + field("hour", 0, 23, 2) + "," +
            field("dayOfMonth", 1, 31, 2) + "," + field("month", 1, 12, 4) + "," +
            field("day_of_week", 0, 6, 2);
    if (chance(6)) text += "," + field("year", 2026, 2040, 1);
    if (chance(10)) text += ",\"comment\":\"why\"";
    return text + "}";
  }

  std::mt19937& random_;
};

std::string expression(std::mt19937& random) {
  Writer writer(random);
  return random() % 4 == 0 ? writer.spec() : writer.cron();
}

/// The zone in which clock times are read: the text's own or the question's.
ZonePtr zone_of(const EngineQuestion& question) {
  for (const auto& name : zone_names) {
    if (question.expr.find("=" + name + " ") != std::string::npos ||
        question.expr.find("\"" + name + "\"") != std::string::npos) {
      return *zones().load(name);
    }
  }
  return *zones().load(question.expr.find('{') == std::string::npos ? question.zone : "UTC");
}

/// True if `at` is of a repeated hour or the hour after it, east of Greenwich.
bool is_repeated_in_the_east(const Zone& zone, Instant at) {
  const Segment segment = segment_at(zone, at);
  if (segment.offset < seconds{0}) return false;
  return at >= segment.end - segment.to_repeat() || at < segment.begin + 2 * segment.repeated();
}

/// True within two hours of a change of the clock by less than an hour.
bool is_near_half_change(const Zone& zone, Instant at) {
  const Segment segment = segment_at(zone, at);
  const auto is_half = [](seconds change) { return change % hours{1} != seconds{0}; };
  return (at < segment.begin + hours{2} && is_half(segment.offset - segment.offset_before)) ||
         (at >= segment.end - hours{2} && is_half(segment.offset_after - segment.offset));
}

/// Rows of docs/schedule-disagreements.md.
std::string explained(const EngineQuestion& question, const EngineAnswer& engine,
                      const EngineAnswer& ours) {
  const bool has_path = question.expr.find("//") != std::string::npos;
  if (!engine.refused && ours.refused && has_path) return "zone as a path";
  if (engine.refused || ours.refused) return {};
  const auto zone = zone_of(question);
  if (ends_early(engine, ours) && ours.fires[engine.fires.size()] >= utc("2100-12-31T00:00:00Z")) {
    return "years end";
  }
  const auto in_the_east = [&](Instant at) { return is_repeated_in_the_east(*zone, at); };
  if (differ_only_in(engine, ours, in_the_east)) return "repeated hour in the east";
  const auto near_half = [&](Instant at) { return is_near_half_change(*zone, at); };
  return differ_only_in(engine, ours, near_half) ? "half an hour" : "";
}

}  // namespace

std::vector<Engine> temporal_engines() {
  return {{.name = "temporal",
           .title = "Temporal",
           .oracle = "temporal",
           .dialect = "temporal",
           .zones = zone_names,
           .explain = explained,
           .words = {{}, whole},
           .write = expression}};
}

}  // namespace plumbline::schedule::test
