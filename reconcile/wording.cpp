#include "reconcile/wording.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "canonical-schema/field_catalogue.hpp"

namespace plumbline::reconcile {
namespace {

std::string who(const Finding& finding) {
  return finding.workflow ? to_string(*finding.workflow) : finding.place.native_id;
}

std::string on(const Finding& finding) { return " on " + finding.place.platform; }

std::string value_of(const Side& side) {
  if (!side.text.empty()) return side.text;
  if (!side.reason.empty()) return side.reason;
  return "nothing";
}

/// Silence says something too: what the platform, everybody, or the place's role makes of it.
std::string unstated(const Side& truth) {
  if (!truth.default_filled) return {};
  return truth.reason.empty() ? ", by its silence" : ", since " + truth.reason;
}

/// "pending" for what Git moved to, "drifted" for what somebody did, …
std::string why(const Finding& finding) {
  const std::string truth = finding.truth.text + unstated(finding.truth);
  switch (finding.cause) {
    case Cause::drifted:
      if (finding.truth.state == Presence::unread) {
        return "changed on the platform, Git is silent about it";
      }
      return "truth says " + truth;
    case Cause::pending:
      return "truth moved to " + truth +
             (finding.base && finding.base->inferred
                  ? ": not rolled out since then, or set back by hand"
                  : " and that is not rolled out");
    case Cause::conflict:
      return "truth says " + truth + ", and both moved away from " +
             (finding.base ? value_of(*finding.base) : std::string("their base"));
    case Cause::unbased:
      // No base is kept of local fields: truth states what must hold, and it does not.
      if (finding.field == FieldId::local) return "truth says " + truth;
      return "truth says " + truth + ", and it is not known which of them moved";
    case Cause::missing:
    case Cause::unmanaged:
    case Cause::ineffective:
    case Cause::inexpressible:
    case Cause::overlap:
    case Cause::invalid:
    case Cause::waiver_expired:
    case Cause::waiver_expiring:
    case Cause::unread:
      break;
  }
  return {};
}

std::string verb(FieldId field) {
  switch (field) {
    case FieldId::enabled:
      return " is ";
    case FieldId::schedule:
      return " runs at ";
    case FieldId::run_as:
      return " runs as ";
    case FieldId::catchup:
    case FieldId::concurrency:
    case FieldId::retry:
    case FieldId::timeout:
    case FieldId::notify:
    case FieldId::depends_on:
    case FieldId::owner:
    case FieldId::action:
    case FieldId::labels:
    case FieldId::local:
      break;
  }
  return " has " + std::string(name(field)) + " ";
}

/// A schedule reads "06:30 …" only after "runs at"; other shapes read better after "has schedule".
std::string field_sentence(const Finding& finding) {
  const FieldId field = *finding.field;
  const std::string live = value_of(finding.live);
  if (field == FieldId::action) {
    return who(finding) + " runs something else" + on(finding) + " than before: " + live;
  }
  return who(finding) + verb(field) + live + on(finding) + "; " + why(finding);
}

std::string inexpressible_sentence(const Finding& finding) {
  std::string text =
      who(finding) + ": " + std::string(name(*finding.field)) + " cannot be said" + on(finding);
  for (const auto& leaf : finding.leaves) {
    text += "; " + leaf.leaf;
    if (!leaf.truth.empty()) text += " " + leaf.truth;
    text += ": " + leaf.live;
  }
  return text;
}

/// "1 run", "30.4 runs"; what would read as none is not.
std::string amount(double number, const char* one) {
  const auto count = count_text(number);
  if (number > 0 && count == "0") return std::string("less than 0.1 ") + one + "s";
  return count + " " + one + (count == "1" ? "" : "s");
}

bool is_standing(const Finding& finding) {
  return finding.cause == Cause::missing || finding.cause == Cause::ineffective;
}

/// The runs a month that a finding about being there or on takes or brings; nullopt if it does
/// neither, or they are not known.
std::optional<double> moved_runs(const Finding& finding) {
  const bool stopped = is_standing(finding) || finding.live.value == "false";
  if (!finding.runs || (!is_standing(finding) && finding.field != FieldId::enabled)) return {};
  const auto& truth = finding.runs->truth_per_month;
  return stopped && truth ? truth : finding.runs->live_per_month;
}

/// What it does that a place is not there, or that the platform passes it over.
std::string standing_effect(const Finding& finding) {
  if (finding.declared_off) return "truth has it off: no run is lost";
  if (finding.cause == Cause::ineffective && !finding.workflow) return "it does not run";
  if (finding.looks_like && finding.looks_like->work != Likeness::Work::none) {
    const bool all = finding.looks_like->work == Likeness::Work::all;
    return "it still runs, as " + finding.looks_like->id + (all ? "" : ", at other times");
  }
  const auto number = moved_runs(finding);
  if (!number || *number == 0.0) return "does not run";
  return "loses " + amount(*number, "run") + " a month";
}

std::string enabled_effect(const Finding& finding) {
  const bool stopped = finding.live.value == "false";
  const auto number = moved_runs(finding);
  if (!number || *number == 0.0) return stopped ? "does not run" : "runs";
  return (stopped ? "loses " : "gains ") + amount(*number, "run") + " a month";
}

}  // namespace

std::string count_text(double number) {
  std::array<char, 64> buffer{};
  const double tenths = std::round(number * 10.0) / 10.0;
  const bool whole = tenths == std::round(tenths);
  const int length = std::snprintf(buffer.data(), buffer.size(), whole ? "%.0f" : "%.1f", tenths);
  std::string text(buffer.data(), static_cast<std::size_t>(length));
  const auto point = text.find('.');
  auto place = point == std::string::npos ? text.size() : point;
  while (place > 3) {
    place -= 3;
    text.insert(place, ",");
  }
  return text;
}

std::string message_of(const Finding& finding) {
  switch (finding.cause) {
    case Cause::drifted:
    case Cause::pending:
    case Cause::conflict:
    case Cause::unbased:
      return field_sentence(finding);
    case Cause::inexpressible:
      return inexpressible_sentence(finding);
    case Cause::missing:
      return who(finding) + " is declared" + on(finding) + " as " + finding.place.native_id +
             ", and nothing is there";
    case Cause::unmanaged:
      return finding.place.native_id + on(finding) + " is declared in no truth";
    case Cause::ineffective:
      if (finding.rule == partly_ineffective) {
        return who(finding) + " runs" + on(finding) +
               ", but not as it is written there: " + value_of(finding.live);
      }
      return who(finding) + on(finding) +
             " is configured and the platform does not act on it: " + value_of(finding.live);
    case Cause::overlap:
      if (finding.claimed_twice) {
        return who(finding) + on(finding) +
               ": several lines claim its id, so it was not compared: " + value_of(finding.live);
      }
      return who(finding) + on(finding) +
             ": the same work is done twice: " + value_of(finding.live);
    case Cause::invalid:
      return value_of(finding.truth);
    case Cause::waiver_expired:
      return "a waiver for " + who(finding) + on(finding) + " ran out and the difference stands";
    case Cause::waiver_expiring:
      return value_of(finding.truth) + ", and " + value_of(finding.live);
    case Cause::unread:
      if (finding.field) {
        return who(finding) + ": " + std::string(name(*finding.field)) + " was not read" +
               on(finding);
      }
      return (finding.workflow ? to_string(*finding.workflow) + on(finding)
                               : finding.place.platform + (finding.place.native_id.empty()
                                                               ? std::string()
                                                               : ", " + finding.place.native_id)) +
             " was not read: " + value_of(finding.live);
  }
  return {};
}

namespace {

std::string schedule_effect(const RunEffect& runs,
                            const std::optional<schedule::Comparison>& comparison) {
  const auto truth = runs.truth_per_month;
  const auto live = runs.live_per_month;
  if (!truth || !live || (*live == 0.0 && *truth == 0.0)) return {};
  const double more = *live - *truth;
  if (*live == 0.0 && runs.live_next.empty() && more < 0) {
    return "loses " + amount(*truth, "run") + " a month: nothing starts it";
  }
  if (std::abs(more) >= 0.05) {
    return "runs " + amount(std::abs(more), more < 0 ? "fewer time" : "more time") + " a month";
  }
  if (comparison && comparison->only_b_per_month && *comparison->only_b_per_month > 0) {
    return "runs as often, " + amount(*comparison->only_b_per_month, "time") +
           " a month at another time";
  }
  return "runs as often, at other times";
}

}  // namespace

std::string effect_of(const Finding& finding,
                      const std::optional<schedule::Comparison>& comparison) {
  // An ineffective detail of a job that runs has no effect on the runs.
  if (is_standing(finding)) return finding.runs ? standing_effect(finding) : std::string();
  if (finding.field == FieldId::enabled) return enabled_effect(finding);
  if (finding.field != FieldId::schedule || !finding.runs) return {};
  return schedule_effect(*finding.runs, comparison);
}

std::string effect_of_all(const std::vector<const Finding*>& findings) {
  const auto& first = *findings.front();
  if (findings.size() == 1) return first.effect;
  const bool same = std::all_of(findings.begin(), findings.end(), [&](const auto* finding) {
    return finding->effect == first.effect;
  });
  if (first.effect.empty() && same) return {};
  if (first.cause == Cause::ineffective && same && !first.workflow) return "none of them runs";
  if (!is_standing(first) && first.field != FieldId::enabled) {
    // A schedule that was set alike everywhere does the same everywhere.
    return same ? "each " + first.effect : std::string();
  }
  double sum = 0.0;
  bool all_known = true;
  bool all_run = true;
  for (const auto* finding : findings) {
    const bool runs = finding->looks_like && finding->looks_like->work != Likeness::Work::none;
    all_run = all_run && runs;
    if (runs || (is_standing(*finding) && !finding->workflow)) continue;
    const auto number = moved_runs(*finding);
    all_known = all_known && number;
    sum += number.value_or(0.0);
  }
  if (all_run) return "they still run there";
  if (sum == 0.0) return {};
  const bool stopped = is_standing(first) || first.live.value == "false";
  return std::string(stopped ? "lose " : "gain ") + (all_known ? "" : "at least ") +
         amount(sum, "run") + " a month together";
}

std::string next_step_of(const Finding& finding) {
  switch (finding.cause) {
    case Cause::drifted:
    case Cause::conflict:
    case Cause::unbased:
    case Cause::pending:
    case Cause::missing:
    case Cause::inexpressible:
    case Cause::ineffective:
    case Cause::overlap:
    case Cause::unmanaged:
    case Cause::waiver_expired:
    case Cause::waiver_expiring:
      return "plumbline explain " + finding.key;
    case Cause::invalid:
      return "correct the file, then run: plumbline validate";
    case Cause::unread:
      return "make it readable, then run: plumbline audit --platform " + finding.place.platform;
  }
  return {};
}

}  // namespace plumbline::reconcile
