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

void explain_calendar(const CalendarPart& part, Words& clauses) {
  for (const auto& fields : part.written) clauses.push_back(words_of(fields));
  if (!clauses.empty()) clauses.back() += ", " + zone_words(part.ref) + window_words(part.window);
  if (part.except.empty()) return;
  Words except;
  for (const auto& fields : part.except) except.push_back(words_of(fields));
  clauses.push_back("but not at " + join_words(except));
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

std::string random_words(const RandomPart& part) {
  constexpr std::array<const char*, 5> field_names{"minute", "hour", "day", "month", "weekday"};
  Words words;
  for (const auto& range : part.fields.random) {
    words.push_back(std::string(field_names.at(range.field)) + " drawn from " +
                    std::to_string(range.low) + "-" + std::to_string(range.high));
  }
  return join_words(words) + " whenever the table is loaded, " + zone_words(part.ref);
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

/// Joins the clauses, dropping the last ones where the text gets too long.
std::string fit(const Words& clauses) {
  std::string text;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const std::string more = "; and " + std::to_string(clauses.size() - i) + " more";
    if (i > 0 && text.size() + clauses[i].size() + more.size() > longest_text) return text + more;
    text += (i > 0 ? "; " : "") + clauses[i];
  }
  if (text.size() <= longest_text) return text;
  std::size_t cut = longest_text - 3;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0U) == 0x80U) --cut;
  return text.substr(0, cut) + "…";
}

}  // namespace

std::string explain(const Compiled& schedule) {
  Words clauses;
  for (const auto& part : schedule.calendars) {
    Words own;
    explain_calendar(part, own);
    std::ranges::move(own, std::back_inserter(clauses));
  }
  for (const auto& interval : schedule.intervals) {
    clauses.push_back(period_words(interval) +
                      (interval.anchor ? ", counted from " + to_rfc3339(*interval.anchor)
                                       : std::string(", from an unknown start")) +
                      window_words(interval.window));
  }
  for (const auto& once : schedule.once) {
    const bool skipped = once.zone && !once.at;
    clauses.push_back("once at " + local_text(once.local_seconds) + ", " + zone_words(once.ref) +
                      (skipped ? " (a clock change skips it)" : ""));
  }
  for (const auto& random : schedule.random) clauses.push_back(random_words(random));
  for (const auto& signal : schedule.signals) clauses.push_back(signal_words(signal));
  if (const auto longest = longest_jitter(schedule); longest > Seconds{0}) {
    clauses.push_back((has_one_jitter(schedule) ? "each run up to " : "some runs up to ") +
                      length_words(longest) + " later");
  }
  if (!schedule.other_versions.empty()) clauses.push_back(version_words(schedule.other_versions));
  return fit(clauses);
}

}  // namespace plumbline::schedule
