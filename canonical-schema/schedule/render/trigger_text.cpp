#include "canonical-schema/schedule/render/trigger_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "canonical-schema/duration.hpp"

namespace plumbline::schedule {
namespace {

Line cron_line(std::string text) {
  Line line;
  line.trigger.kind = TriggerKind::cron;
  line.trigger.expr = text;
  line.text = std::move(text);
  return line;
}

/// A key of a truth file and its value.
Line truth_line(TriggerKind kind, std::string expr, const std::string& text) {
  Line line;
  line.trigger.kind = kind;
  line.trigger.expr = std::move(expr);
  line.text = text;
  return line;
}

/// As Go prints and reads it: days are hours.
std::string go_duration_text(std::int64_t seconds) {
  std::string text;
  constexpr std::array<std::pair<std::int64_t, char>, 3> units{{{3600, 'h'}, {60, 'm'}, {1, 's'}}};
  for (const auto& [unit, letter] : units) {
    if (seconds / unit == 0) continue;
    text += std::to_string(seconds / unit) + letter;
    seconds %= unit;
  }
  return text;
}

}  // namespace

std::string local_time_text(std::int64_t local_seconds) {
  std::string text = to_rfc3339(Instant{Seconds{local_seconds}});
  text.pop_back();  // the Z: it is a local time
  if (text.ends_with(":00")) text.resize(text.size() - 3);
  return text;
}

std::optional<Line> portable_interval(const IntervalPart& interval) {
  const auto text = to_text(Period{Seconds{interval.seconds}, interval.months});
  return truth_line(TriggerKind::every, text, "every: " + text);
}

std::optional<Line> portable_once(std::int64_t local_seconds) {
  const auto text = local_time_text(local_seconds);
  return truth_line(TriggerKind::at, text, "at: " + text);
}

std::optional<Line> portable_signal(const Signal& signal) {
  if (signal.kind == TriggerKind::custom) {
    return truth_line(signal.kind, signal.text, "trigger: {custom: " + signal.text + "}");
  }
  // What an event is waited for is the place's own business there.
  if (!signal.text.empty()) return std::nullopt;
  return truth_line(signal.kind, {}, std::string("trigger: ") + name(signal.kind));
}

std::optional<Line> vixie_signal(const Signal& signal) {
  if (signal.kind != TriggerKind::boot) return std::nullopt;
  return cron_line("@reboot");
}

std::optional<Line> robfig_interval(const IntervalPart& interval) {
  if (interval.months > 0) return std::nullopt;
  return cron_line("@every " + go_duration_text(interval.seconds));
}

std::optional<Line> aws_interval(const IntervalPart& interval) {
  if (interval.months > 0 || interval.seconds % 60 != 0) return std::nullopt;
  struct Unit {
    std::int64_t seconds;
    const char* name;
  };
  constexpr std::array<Unit, 3> units{{{86'400, "day"}, {3'600, "hour"}, {60, "minute"}}};
  const auto unit = std::ranges::find_if(
      units, [&](const Unit& each) { return interval.seconds % each.seconds == 0; });
  const auto count = interval.seconds / unit->seconds;
  return cron_line("rate(" + std::to_string(count) + " " + unit->name + (count == 1 ? ")" : "s)"));
}

std::optional<Line> aws_once(std::int64_t local_seconds) {
  auto text = to_rfc3339(Instant{Seconds{local_seconds}});
  text.pop_back();  // the Z: it is a local time
  return cron_line("at(" + text + ")");
}

std::optional<Line> airflow_interval(const IntervalPart& interval) {
  if (interval.months > 0) {
    return cron_line("relativedelta(months=" + std::to_string(interval.months) + ")");
  }
  struct Unit {
    std::int64_t seconds;
    const char* name;
  };
  constexpr std::array<Unit, 4> units{
      {{86'400, "days"}, {3'600, "hours"}, {60, "minutes"}, {1, "seconds"}}};
  const auto unit = std::ranges::find_if(
      units, [&](const Unit& each) { return interval.seconds % each.seconds == 0; });
  return cron_line(std::string("timedelta(") + unit->name + "=" +
                   std::to_string(interval.seconds / unit->seconds) + ")");
}

std::optional<Line> airflow_signal(const Signal& signal) {
  if (signal.kind == TriggerKind::once) return cron_line("@once");
  if (signal.kind == TriggerKind::continuous) return cron_line("@continuous");
  if (signal.kind == TriggerKind::manual) return cron_line("None");
  return std::nullopt;
}

std::optional<Line> temporal_interval(const IntervalPart& interval) {
  if (interval.months > 0) return std::nullopt;
  std::string text = "@every " + go_duration_text(interval.seconds);
  if (interval.anchor) {
    const auto at = interval.anchor->time_since_epoch().count() % interval.seconds;
    const auto phase = (at + interval.seconds) % interval.seconds;
    if (phase > 0) text += "/" + go_duration_text(phase);
  }
  return cron_line(std::move(text));
}

}  // namespace plumbline::schedule
