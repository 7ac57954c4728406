#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/field_words.hpp"
#include "canonical-schema/schedule/relate/run_terms.hpp"

namespace plumbline::schedule {
namespace {

using Words = std::vector<std::string>;

/// A clause and what it shares with its neighbours: the zone and the bounds, told once for all in
/// a row that have the same.
struct Clause {
  std::string text;
  std::string shared = {};
};

constexpr std::size_t longest_text = 200;

std::string zone_words(const ZoneRef& ref) {
  switch (ref.knowledge) {
    case ZoneKnowledge::named:
      return ref.name;
    case ZoneKnowledge::platform_default:
      return "in the platform's own zone";
    case ZoneKnowledge::any:
      return "in any zone";
    case ZoneKnowledge::unobservable:
      return "in a zone that cannot be seen";
  }
  return {};
}

std::string window_words(const Window& window) {
  std::string text;
  if (window.start) text += ", from " + to_rfc3339(*window.start) + " on";
  if (window.end) text += ", until " + to_rfc3339(*window.end);
  return text;
}

void explain_calendar(const CalendarPart& part, std::vector<Clause>& clauses) {
  const auto shared = ", " + zone_words(part.ref) + window_words(part.window);
  for (const auto& fields : part.written) clauses.push_back({words_of(fields), shared});
  if (part.except.empty()) return;
  Words except;
  for (const auto& fields : part.except) except.push_back(words_of(fields));
  clauses.push_back({"but not at " + join_words(except)});
}

std::string period_words(const IntervalPart& interval) {
  if (interval.months > 0) {
    return interval.months == 1 ? "every month"
                                : "every " + std::to_string(interval.months) + " months";
  }
  struct Unit {
    std::int64_t seconds;
    const char* name;
  };
  constexpr std::array<Unit, 4> units{
      {{86'400, "day"}, {3'600, "hour"}, {60, "minute"}, {1, "second"}}};
  const auto unit = std::ranges::find_if(
      units, [&](const Unit& each) { return interval.seconds % each.seconds == 0; });
  const auto count = interval.seconds / unit->seconds;
  if (count == 1) return std::string("every ") + unit->name;
  return "every " + std::to_string(count) + " " + unit->name + "s";
}

std::string local_text(std::int64_t seconds) {
  std::string text = to_rfc3339(Instant{Seconds{seconds}});
  text.pop_back();  // the Z: the zone stands beside it
  text[text.find('T')] = ' ';
  if (text.ends_with(":00")) text.resize(text.size() - 3);
  return text;
}

constexpr std::array<const char*, 5> field_names{"minute", "hour", "day", "month", "weekday"};

/// What is not drawn, as far as it restricts anything: ", hour 5, Mondays".
std::string settled_words(const CronFields& fields) {
  const auto is_drawn = [&](std::size_t field) {
    return std::ranges::find(fields.random, field, &RandomRange::field) != fields.random.end();
  };
  std::string text;
  const auto add = [&](std::size_t field, std::uint64_t set, std::uint64_t all, int lowest) {
    if (set == 0 || set == all) return;
    text += std::string(is_drawn(field) ? ", also " : ", ") + field_names.at(field) + " " +
            number_words(set, lowest);
  };
  add(0, fields.minutes, all_minutes, 0);
  add(1, fields.hours, all_hours, 0);
  const auto& days = fields.days;
  if (!is_drawn(2) && !is_drawn(3) && !is_drawn(4)) {
    const auto words = day_words(days);
    return words == "every day" ? text : text + ", " + words;
  }
  add(2, days.days, all_days, 1);
  add(3, days.months, all_months, 1);
  add(4, days.weekdays, all_weekdays, 0);
  return text;
}

std::string random_words(const RandomPart& part) {
  Words words;
  for (const auto& range : part.fields.random) {
    words.push_back(std::string(field_names.at(range.field)) + " drawn from " +
                    std::to_string(range.low) + "-" + std::to_string(range.high));
  }
  return join_words(words) + settled_words(part.fields);
}

std::string signal_words(const Signal& signal) {
  switch (signal.kind) {
    case TriggerKind::event:
      return signal.text.empty() ? "on an event" : "on " + signal.text;
    case TriggerKind::manual:
      return "started by hand only";
    case TriggerKind::continuous:
      return "continuously";
    case TriggerKind::boot:
      return "at boot";
    case TriggerKind::once:
      return "once";
    case TriggerKind::custom:
      return "custom: " + signal.text;
    case TriggerKind::cron:
    case TriggerKind::every:
    case TriggerKind::at:
      break;
  }
  return {};
}

std::string length_words(Seconds length) {
  IntervalPart as_period;
  as_period.seconds = length.count();
  const auto text = period_words(as_period);
  const auto number = text.substr(text.find(' ') + 1);
  return number.find(' ') == std::string::npos ? "1 " + number : number;
}

/// What the versions beside the one that is told make of the text: all refuse it, or some read it.
std::string version_words(const std::vector<OtherVersion>& versions) {
  Words refusing;
  for (const auto& version : versions) {
    if (version.schedule) return "other versions of the engine read it differently";
    refusing.insert(refusing.end(), version.engines.begin(), version.engines.end());
  }
  constexpr std::size_t most_named = 2;
  const auto more = refusing.size() > most_named ? refusing.size() - most_named : 0;
  refusing.resize(refusing.size() - more);
  if (more > 0) refusing.push_back(std::to_string(more) + " more");
  return join_words(refusing) + (refusing.size() == 1 ? " refuses it" : " refuse it");
}

/// At most so many bytes of the text, with "…" for the rest.
std::string cut(const std::string& text, std::size_t longest) {
  if (text.size() <= longest) return text;
  std::size_t end = longest - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

/// Joins the clauses, dropping the last ones where the text gets too long.
std::string fit(const std::vector<Clause>& clauses) {
  std::string text;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const auto& [words, shared] = clauses[i];
    const bool is_last = i + 1 == clauses.size();
    const std::string more =
        is_last ? "" : "; and " + std::to_string(clauses.size() - i - 1) + " more";
    const auto rest = shared.size() + more.size();
    if (i == 0) {
      text = cut(words, longest_text - rest);
    } else {
      const auto& before = clauses[i - 1].shared;
      const auto next = (before == shared ? "" : before) + "; " + words;
      if (text.size() + next.size() + rest > longest_text) {
        return text + before + "; and " + std::to_string(clauses.size() - i) + " more";
      }
      text += next;
    }
    if (is_last) text += shared;
  }
  return text;
}

}  // namespace

std::string explain(const Compiled& schedule) {
  std::vector<Clause> clauses;
  for (const auto& part : schedule.calendars) explain_calendar(part, clauses);
  for (const auto& interval : schedule.intervals) {
    clauses.push_back({period_words(interval) +
                       (interval.anchor ? ", counted from " + to_rfc3339(*interval.anchor)
                                        : std::string(", from an unknown start")) +
                       window_words(interval.window)});
  }
  for (const auto& once : schedule.once) {
    const bool skipped = once.zone && !once.at;
    clauses.push_back({"once at " + local_text(once.local_seconds) + ", " + zone_words(once.ref) +
                       (skipped ? " (a clock change skips it)" : "")});
  }
  for (const auto& random : schedule.random) {
    clauses.push_back(
        {random_words(random), ", " + zone_words(random.ref) + window_words(random.window)});
  }
  for (const auto& signal : schedule.signals) clauses.push_back({signal_words(signal)});
  if (const auto longest = longest_jitter(schedule); longest > Seconds{0}) {
    clauses.push_back({(has_one_jitter(schedule) ? "each run up to " : "some runs up to ") +
                       length_words(longest) + " later"});
  }
  if (!schedule.other_versions.empty()) clauses.push_back({version_words(schedule.other_versions)});
  return fit(clauses);
}

}  // namespace plumbline::schedule
