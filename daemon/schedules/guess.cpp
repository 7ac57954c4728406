#include "daemon/schedules/guess.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/dialect.hpp"

namespace plumbline::daemon {
namespace {

using schedule::Relation;

/// A longer text was not pasted by anybody.
constexpr std::size_t longest_guess = 10'000;

/// The dialects that read the texts alike.
struct Meaning {
  std::vector<std::string> dialects;
  schedule::CompiledPtr schedule;
  bool whole = false;  ///< one of them at least reads all of the text
};

struct Candidates {
  std::vector<Meaning> meanings;
  std::optional<Error> refusal;  ///< of the portable form, which says what a plain field is
};

schedule::Triggers triggers_in(const std::string& dialect, const std::vector<std::string>& exprs,
                               const schedule::ZoneRef& zone) {
  schedule::Triggers triggers;
  for (const auto& expr : exprs) {
    schedule::Trigger trigger;
    trigger.kind = schedule::TriggerKind::cron;
    trigger.dialect = dialect;
    trigger.expr = expr;
    trigger.zone = zone;
    triggers.push_back(std::move(trigger));
  }
  return triggers;
}

/// As with clock times, the dates that runs carry are left aside.
bool counted_alike(const schedule::IntervalPart& a, const schedule::IntervalPart& b) {
  return a.seconds == b.seconds && a.months == b.months && a.anchor == b.anchor &&
         a.window == b.window;
}

/// Clock changes aside: engines differ there, and nobody who names no engine can mean one of them.
bool alike(const schedule::Compiled& a, const schedule::Compiled& b) {
  const auto comparison = schedule::relate(a, b, Instant{});
  switch (comparison.relation) {
    case Relation::equal:
    case Relation::equal_except_dst:
    case Relation::equal_firing:
    case Relation::never_both:
      return true;
    case Relation::nondeterministic:
      return comparison.same_ranges;
    case Relation::unknown_phase:
      // Where it is counted from, neither of two equal texts says.
      return std::ranges::equal(a.intervals, b.intervals, counted_alike);
    case Relation::unknown_zone:
    case Relation::ambiguous_version:
    case Relation::seasonal:
    case Relation::subset:
    case Relation::superset:
    case Relation::different:
    case Relation::never_a:
    case Relation::never_b:
    case Relation::incomparable:
      return false;
  }
  return false;
}

/// False for an engine that skips what it does not understand: nobody means that.
bool reads_all(const schedule::Compiled& compiled) {
  return std::ranges::none_of(schedule::lints(compiled), [](const schedule::Lint& lint) {
    return lint.code == "junk-ignored";
  });
}

Candidates candidates(const std::vector<std::string>& exprs, const schedule::ZoneRef& zone,
                      const schedule::ZoneSource& zones, const std::vector<std::string>& among) {
  Candidates result;
  for (const auto& name : among) {
    auto compiled = schedule::compile(triggers_in(name, exprs, zone), zones);
    if (!compiled) {
      if (!result.refusal) result.refusal = std::move(compiled.error());
      continue;
    }
    const auto same = std::ranges::find_if(result.meanings, [&](const Meaning& meaning) {
      return alike(*meaning.schedule, **compiled);
    });
    if (same != result.meanings.end()) {
      same->dialects.push_back(name);
      same->whole = same->whole || reads_all(**compiled);
    } else {
      const bool whole = reads_all(**compiled);
      result.meanings.push_back({{name}, *std::move(compiled), whole});
    }
  }
  return result;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

tl::unexpected<Error> refuse_all(const std::string& text, const Candidates& found) {
  std::string plain = found.refusal ? found.refusal->message : std::string("it is empty");
  return fail(
      ErrorKind::invalid,
      "no dialect is named, and none takes " + excerpt(text) + "; as plain cron fields: " + plain,
      "write the dialect in front, DIALECT:EXPR; there are " + listed(schedule::dialect_names()));
}

Where dialect_open() {
  Where where;
  where.field = "dialect";
  return where;
}

tl::unexpected<Error> refuse_ambiguous(const std::string& text, const Candidates& found) {
  std::string hint = "write the dialect in front, DIALECT:EXPR. ";
  for (const auto& meaning : found.meanings) {
    if (&meaning != &found.meanings.front()) hint += "; ";
    hint += listed(meaning.dialects) + ": " + schedule::explain(*meaning.schedule);
  }
  return fail(ErrorKind::invalid,
              "no dialect is named, and " + excerpt(text) + " does not mean the same in all",
              std::move(hint), dialect_open());
}

tl::unexpected<Error> refuse_partly_read(const std::string& text, const Meaning& meaning) {
  return fail(ErrorKind::invalid,
              "no dialect is named, and " + listed(meaning.dialects) + " alone would take " +
                  excerpt(text) + ", skipping a part of it",
              "mend the text, or write the dialect in front if it is meant: " +
                  meaning.dialects.front() + ":EXPR (`schedule lint` shows what is skipped)",
              dialect_open());
}

std::string sentence_among(const Meaning& meaning) {
  const auto& first = meaning.dialects.front();
  if (meaning.dialects.size() == 1) return "read as " + first + ", the only one that takes it";
  const std::vector<std::string> others(meaning.dialects.begin() + 1, meaning.dialects.end());
  return "read as " + first + "; " + listed(others) + " would read it alike, clock changes aside";
}

/// EventBridge's forms are written like calls, and nobody else's are.
bool is_event_bridge(std::string_view text) {
  return std::ranges::any_of(std::array{"cron(", "rate(", "at("},
                             [&](std::string_view call) { return text.starts_with(call); });
}

std::string sentence_for(const Meaning& meaning) {
  if (meaning.dialects.front() == "portable") {
    return "no dialect is named: read as plain cron fields, which mean the same wherever they are "
           "taken; engines differ at clock changes, and here skipped times do not run, repeated "
           "ones run twice";
  }
  if (meaning.dialects.size() == 1) {
    return "no dialect is named: read as " + meaning.dialects.front() +
           ", the only one that takes this text";
  }
  return "no dialect is named: read as " + meaning.dialects.front() + "; " +
         listed(meaning.dialects) + " read it alike, clock changes aside, and no other takes it";
}

}  // namespace

Result<Guess> guess_dialect(const std::vector<std::string>& exprs, const schedule::ZoneRef& zone,
                            const schedule::ZoneSource& zones,
                            const std::vector<std::string>& among) {
  const auto& text = exprs.front();
  if (among.empty() && std::ranges::all_of(exprs, is_event_bridge)) {
    const auto call = text.substr(0, text.find('('));
    return Guess{"aws-scheduler", "no dialect is named: " + call +
                                      "(…) is EventBridge's, read as aws-scheduler" +
                                      (call == "at" ? "" : " (for a rule write aws-rule:)")};
  }
  if (text.find_first_not_of(" \t\r\n") == text.npos) {
    // Some system takes that too, as a job without a schedule; nobody pastes it for one.
    return fail(ErrorKind::invalid, "the schedule is empty",
                "write DIALECT:EXPR@ZONE; trigger:manual is one that nothing starts");
  }
  if (text.size() > longest_guess) {
    return fail(ErrorKind::invalid,
                "no dialect is named for a text of " + std::to_string(text.size()) + " bytes",
                "write the dialect in front, DIALECT:EXPR");
  }
  const auto found =
      candidates(exprs, zone, zones, among.empty() ? schedule::dialect_names() : among);
  if (found.meanings.empty()) return refuse_all(text, found);
  if (found.meanings.size() > 1) return refuse_ambiguous(text, found);
  const auto& meaning = found.meanings.front();
  // Most engines know no comments: that one alone skips it makes nobody its author.
  const bool is_commented = text.find('#') != text.npos && meaning.dialects.size() < 3 &&
                            (text.starts_with('#') || text.find(" #") != text.npos);
  if (!meaning.whole || is_commented) return refuse_partly_read(text, meaning);
  return Guess{meaning.dialects.front(),
               among.empty() ? sentence_for(meaning) : sentence_among(meaning)};
}

}  // namespace plumbline::daemon
