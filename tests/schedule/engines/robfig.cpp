#include "canonical-schema/schedule/zone_walk.hpp"
#include "tests/schedule/engines.hpp"
#include "tests/schedule/engines/odd_runs.hpp"
#include "tests/schedule/schedules.hpp"

namespace plumbline::schedule::test {
namespace {

using namespace std::chrono;

const ExpressionWords words{
    {{"*", "*", "0", "5", "30", "59", "*/15", "*/7", "0-30/10", "10-20", "5/20", "?", "*/1", "45"},
     {"*", "*", "0", "1", "2", "3", "12", "23", "*/2", "*/6", "1-3", "9-17/4", "20/2", "0-23"},
     {"*", "*", "*", "1", "13", "29", "31", "*/2", "*/1", "?", "1-7", "28-31", "10/10"},
     {"*", "*", "*", "1", "2", "feb", "JAN-mar", "*/3", "6-8", "12", "10/1", "Dec"},
     {"*", "*", "*", "0", "1-5", "sun", "Mon-FRI", "*/2", "6", "?", "5/1", "7", "mon"}},
    {"@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually", "@every 90m",
     "@every 1h30m10.5s", "@every 500ms", "@Daily", "@every 5", "TZ=UTC 0 0 * * *",
     "CRON_TZ=Asia/Tokyo 30 4 * * *", "TZ=Nowhere/City 0 0 * * *", "CRON_TZ=UTC @daily",
     "@reboot"}};

const std::vector<std::string> zone_names{
    "UTC",          "Europe/Berlin", "Europe/London",       "America/New_York", "America/Sao_Paulo",
    "Africa/Cairo", "Asia/Kolkata",  "Australia/Lord_Howe", "Asia/Tokyo"};

/// True if `at` lies in the reach of an odd clock change: 36 hours around one that skips midnight,
/// or the first runs after one that is no whole hour, which may be a month later.
bool near_odd_change(const Zone& zone, Instant at) {
  for (Segment segment = segment_at(zone, at - days{65}); segment.end < at + hours{36};) {
    const Segment next = segment_at(zone, segment.end);
    if ((next.offset - segment.offset) % hours{1} != seconds{0}) return true;
    const auto skipped = (segment.end + segment.offset).time_since_epoch() % days{1};
    const bool skips_midnight = next.gap() > seconds{0} && skipped == seconds{0};
    if (skips_midnight && segment.end > at - hours{36}) return true;
    segment = next;
  }
  return false;
}

/// @every counts on from the start, which the text does not hold.
Trigger trigger_from_start(const EngineQuestion& question) {
  auto trigger = cron("robfig", question.expr, question.zone);
  trigger.anchor = question.start;
  return trigger;
}

/// Rows of docs/schedule-disagreements.md.
std::string explained(const EngineQuestion& question, const EngineAnswer& engine,
                      const EngineAnswer& ours) {
  if (engine.refused || ours.refused) return {};
  const Instant last = engine.fires.empty() ? question.start : engine.fires.back();
  if (ends_early(engine, ours) && ours.fires[engine.fires.size()] > last + days{4 * 365}) {
    return "five years";
  }
  const auto zone = zones().load(question.zone);
  const auto is_near = [&](Instant at) { return near_odd_change(**zone, at); };
  return differ_only_in(engine, ours, is_near) ? "odd clock change" : "";
}

}  // namespace

std::vector<Engine> robfig_engines() {
  return {{.name = "robfig",
           .title = "robfig/cron (Argo, Kubernetes)",
           .oracle = "robfig",
           .dialect = "robfig",
           .zones = zone_names,
           .explain = explained,
           .words = words,
           .trigger = trigger_from_start}};
}

}  // namespace plumbline::schedule::test
