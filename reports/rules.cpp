#include "reports/rules.hpp"

#include <algorithm>

namespace plumbline::reports {
namespace {

using reconcile::Cause;

// Never renumber; a rule that goes keeps its number.
constexpr std::array<RuleText, 22> table{{
    {"PL1001", "schedule",
     "The platform starts the workflow at other instants than truth says. Schedules are compared "
     "by when they fire under each engine's own rules, so a different text alone is no finding.",
     "Look at the next runs of both sides. Change the entry on the platform, or change "
     "`schedule:` in the truth file if the platform is right."},
    {"PL1002", "time zone",
     "Both sides fire at the same clock times in different time zones, so they run hours apart, "
     "or apart in summer only.",
     "Find out which zone the owner means. On cron the host's zone decides; `CRON_TZ` is ignored "
     "by Debian's cron."},
    {"PL1003", "enabled",
     "The workflow is paused where truth says that it runs, or runs where truth says that it is "
     "paused. Silence in truth means: it runs.",
     "Switch it back on, or state `enabled: false` with the reason. `enabled: operator` lets "
     "people toggle it."},
    {"PL1004", "retry",
     "Failed tries are repeated more or less often, or after other waits, than truth says.",
     "Change the retry setting on the platform (on cron: the wrapper), or `retry:` in truth. "
     "Before raising tries, check that the workflow says `idempotent: true`."},
    {"PL1005", "timeout", "A run or a task may last longer, or is ended sooner, than truth says.",
     "Change the limit on the platform (on cron: `timeout` in the command), or `timeout:` in "
     "truth."},
    {"PL1006", "concurrency and catch-up",
     "The number of runs at once, what happens to a start while the workflow is busy, or what "
     "happens to missed runs differs from truth.",
     "Change it on the platform (on cron: `flock`; missed runs: anacron), or `concurrency:` and "
     "`catchup:` in truth."},
    {"PL1007", "notifications",
     "Other people are told, on another channel or occasion, than truth says: often nobody any "
     "more.",
     "Restore the notification (on cron: `MAILTO`), or change `notify:` in truth."},
    {"PL1008", "owner and labels",
     "The owner or a label that the platform shows differs from what truth states.",
     "Correct whichever side is out of date; pages and tickets go to the owner in truth."},
    {"PL1009", "run-as",
     "The workflow runs as another user, role or service account than truth says.",
     "Treat it as a change of rights: find out who made it before changing anything. Names that "
     "mean the same belong into `principals:` of the policy."},
    {"PL1010", "local field",
     "A field that may differ by design (queue, pool, region, environment) differs from what "
     "truth states under `local:` of this place.",
     "Change the place, or the statement under `local:`; remove the statement if nobody needs it."},
    {"PL1011", "dependencies",
     "The workflow waits for other workflows than truth says, or no longer waits.",
     "Restore the dependency, or change `depends_on:` in truth."},
    {"PL1012", "action",
     "What runs is not what truth states, or not what was seen before: command, image or "
     "definition changed. The command of a script in `/etc/cron.daily` and the like is its path: a "
     "change of its content is recorded as a local change of `sha256`, and compared only where "
     "truth "
     "states that below `local:` of the place.",
     "Compare both commands. Change the entry back, or adopt the new digest under `action:` in "
     "truth."},
    {"PL2001", "missing",
     "Truth declares a place, and nothing is there. A place that could not be read is never "
     "called missing. Low, if truth has it off.",
     "Look at the notes first: they name the job that it may have become, or the broken line that "
     "may be it. Else create it on the platform (`plumbline explain` shows the line, if it can be "
     "told), or remove the place from truth."},
    {"PL2002", "unmanaged", "A workflow runs that no truth declares.",
     "Import it (`plumbline import`), or remove it from the platform. If truth declared it once, "
     "the note names the commit that removed it."},
    {"PL2003", "overlap",
     "The same work is done twice: two active places in one environment, one line repeated, or two "
     "jobs of one platform that start the same command as the same user at the same times. Or "
     "several lines claim one id and contradict each other, so that the place is not compared.",
     "Retire one of them, make one `role: standby`, or state `active_active: true` if it is "
     "meant. Give lines that claim one id their own, and see whether a marker lost its line."},
    {"PL2004", "ineffective",
     "The workflow is configured and the platform does not act on it: a file that cron ignores, "
     "a line that it refuses, a schedule that never fires.",
     "Correct the reason that the finding names (name, mode, owner, syntax), as `plumbline "
     "explain` "
     "says; nothing runs until then. Remove what no truth declares if it is a leftover."},
    {"PL2005", "inexpressible",
     "Truth states what this kind of platform cannot say, so it does not happen there.",
     "Move the workflow to a platform that can, drop the statement, or accept the gap with "
     "`accept_inexpressible: [FIELD]` at the place."},
    {"PL2006", "partly ineffective",
     "The job runs, and a part of what is written for it does nothing: a `CRON_TZ` that the daemon "
     "does not know, one line of several that it skips. So it runs otherwise than its text says.",
     "Take the part out that does nothing, or write it in a way that the platform acts on. In the "
     "case of `CRON_TZ` under Debian's cron: write the times in the host's zone."},
    {"PL3001", "truth invalid",
     "A truth file or waiver cannot be used. The rest of the estate is still audited; what the "
     "file declares is not. Low, if it is a waiver whose `select` names nothing there is.",
     "Correct the file at the place named; `plumbline validate` checks it before you commit. What "
     "hangs on the estate or on a policy in another repository, `plumbline audit` proves."},
    {"PL3002", "waiver expired",
     "A waiver ran out while the difference that it covered still stands.",
     "Settle the difference, or renew the waiver with a new date."},
    {"PL3003", "waiver about to expire",
     "A waiver ends soon and a difference that it covers still stands. How soon is `waivers: "
     "{remind: "
     "7d}` of the policy.",
     "Settle the difference before the waiver ends, or renew it."},
    {"PL9001", "unread",
     "Something that was asked for could not be read, so nothing is known of it. The audit is "
     "incomplete, and never clean.",
     "Follow the hint of the error: reach the host, grant the right to read, correct the "
     "connection."},
}};

}  // namespace

const std::array<RuleText, 22>& rules() { return table; }

const RuleText* rule(std::string_view id) {
  const auto* const found =
      std::find_if(table.begin(), table.end(), [&](const RuleText& row) { return row.id == id; });
  return found == table.end() ? nullptr : found;
}

std::string_view meaning(Cause cause) {
  switch (cause) {
    case Cause::drifted:
      return "truth stands where it stood, live moved: someone changed the platform";
    case Cause::pending:
      return "live stands where it stood, truth moved on: not rolled out yet";
    case Cause::conflict:
      return "truth and live both moved away from the base, to different values";
    case Cause::unbased:
      return "truth and live differ, and no earlier agreement is known";
    case Cause::missing:
      return "declared in truth, and nothing is there";
    case Cause::unmanaged:
      return "live, and no truth declares it";
    case Cause::ineffective:
      return "configured, and the platform does not act on it";
    case Cause::inexpressible:
      return "truth wants what this platform cannot say";
    case Cause::overlap:
      return "two places do the same work";
    case Cause::invalid:
      return "a truth file or waiver is wrong";
    case Cause::waiver_expired:
      return "a waiver ran out while the difference stands";
    case Cause::waiver_expiring:
      return "a waiver runs out soon, and the difference stands";
    case Cause::unread:
      return "asked for, and not read";
  }
  return {};
}

std::string rules_markdown() {
  std::string text =
      "# Rules\n\n"
      "Every finding carries one of these numbers. They are stable: a number is never used for\n"
      "anything else. This file is generated from `reports/rules.cpp`; a test keeps it current.\n";
  for (const auto& row : table) {
    text.append("\n## ").append(row.id).append(": ").append(row.title).append("\n\n");
    text.append(row.meaning).append("\n\n**What to do.** ").append(row.what_to_do).append("\n");
  }
  return text;
}

}  // namespace plumbline::reports
