#include <string>

#include "daemon/cli/command_table.hpp"

// The rows of `plumbline schedule …`.

namespace plumbline::daemon {
namespace {

constexpr std::string_view grammar =
    "How a schedule is written:  DIALECT:EXPR@ZONE\n"
    "  argo:0 9 * * 1-5@Europe/Berlin              Argo, in Berlin's time\n"
    "  aws-scheduler:cron(0 9 ? * MON-FRI *)@UTC   EventBridge Scheduler\n"
    "  croniter@6.2.4:0 9 * * *                    an engine's version; no zone is named\n"
    "  croniter>=5,<7:0 9 * * *                    any of several versions\n"
    "  jenkins:team/job:H H * * *                  the job's name decides what H is\n"
    "  every:90m  at:2026-12-31T23:00@Asia/Tokyo  trigger:manual    as in truth files\n"
    "  {\"dialect\": \"argo\", \"expr\": [\"0 9 * * *\", \"0 17 * * *\"], \"tz\": \"UTC\"}\n"
    "                                              several at once; also anchor, start, end,\n"
    "                                              jitter\n"
    "\n"
    "  The dialect ends at the first colon. The zone is what stands behind the last @, if "
    "something\n"
    "  stands before it and it has the form of a zone's name: @daily and @every 7d are no zones.\n"
    "  Without a dialect, a text is read only if all dialects that take it mean the same by it; "
    "the\n"
    "  output says what was assumed. What was copied with a schedule (OnCalendar=, the command of\n"
    "  a crontab's line, schedule='') is left out, or refused with the argument to write. With a\n"
    "  dialect or a zone as an option, the argument is taken as it is. Begin with -- if an\n"
    "  expression begins with a dash.\n";

constexpr std::string_view dialects =
    "Dialects:\n"
    "  portable               plain cron fields that mean the same wherever they are taken\n"
    "  debian-cron            Debian's and Ubuntu's cron, a crontab's five fields\n"
    "  cronie                 the cron of Fedora, Red Hat, Arch and others\n"
    "  aws-rule               EventBridge rules: cron() and rate(), always in UTC\n"
    "  aws-scheduler          EventBridge Scheduler: cron(), rate(), at(), in any zone\n"
    "  robfig                 Go programs that use robfig/cron\n"
    "  argo                   Argo's CronWorkflow\n"
    "  k8s-cronjob            Kubernetes' CronJob\n"
    "  quartz                 Quartz: seconds first, weekdays from 1 = Sunday\n"
    "  spring                 Spring's @Scheduled: seconds first\n"
    "  systemd                OnCalendar= of a systemd timer\n"
    "  croniter               Python programs that use croniter\n"
    "  airflow                Airflow, where it does not matter which timetable is meant\n"
    "  airflow-trigger        Airflow's CronTriggerTimetable: a run is dated when it starts\n"
    "  airflow-data-interval  Airflow's CronDataIntervalTimetable: a run is dated one tick back\n"
    "  temporal               Temporal's cron schedules\n"
    "  jenkins                a Jenkins job's timer; jenkins:JOB decides what H is\n"
    "  prefect                Prefect's schedules\n"
    "\n";

/// Of the group alone: the commands would be lost below such a list.
const std::string& dialects_and_grammar() {
  static const std::string text = std::string(dialects) + std::string(grammar);
  return text;
}

const OptionSpec json{"--json", 0, "", "Print JSON"};
const OptionSpec dialect{"--dialect", 0, "NAME", "The dialect; S is then read without one"};
const OptionSpec timezone{"--timezone", 0, "ZONE", "The zone; S is then read without one"};
const OptionSpec as_of{"--as-of", 0, "TIME", "Judge from this time on", {}, false, "now"};
const PositionalSpec one{"S", "The schedule", false};
const OptionSpec batch{
    "--batch", 0, "FILE",
    "Read {\"id\", \"dialect\", \"expr\", \"tz\"} from a JSON file and print JSON lines; - is "
    "standard input"};

CommandSpec group_row() {
  return {"schedule",
          "Compare and explain schedules of any system, by meaning",
          "Reads schedules as the systems they come from do. Needs no configuration and no "
          "network.",
          {{"plumbline schedule compare '0 9 * * 1-5@UTC' 'cron(0 9 ? * MON-FRI *)@UTC'",
            "whether, when and why two of them differ"},
           {"plumbline schedule next 'debian-cron:30 6 * * mon-fri@Europe/Berlin'",
            "the next times, in UTC and in the zone"}},
          {},
          {},
          false,
          dialects_and_grammar()};
}

CommandSpec compare_row() {
  return {
      "schedule compare",
      "Say whether two schedules are the same, and if not, when they differ",
      "Compares the instants at which two schedules fire, exactly and for all time from --as-of "
      "on: no sampling. Exit codes: 0 the same instants, 1 they differ, 3 it cannot be told (a "
      "zone, a start or a version is open), 4 a text that its system would refuse.\n\n"
      "--batch reads a list of {\"id\", \"a\", \"b\"} and prints {\"id\", \"relation\"} for "
      "each, in the order of the list. A broken entry does not stop the others: it has an "
      "\"error\" in place of the relation, and the exit code is 4.",
      {{"plumbline schedule compare '0 9 * * 1-5@UTC' 'cron(0 9 ? * MON-FRI *)@UTC'",
        "from two systems, as they were pasted"},
       {"plumbline schedule compare 'debian-cron:0 0 */2 * 1' 'argo:0 0 */2 * 1'",
        "one text, two meanings"},
       {"plumbline schedule compare --batch pairs.json --as-of 2026-01-01",
        "many pairs; - reads them from standard input"}},
      {{"A", "The first schedule", false}, {"B", "The second schedule", false}},
      {as_of,
       {"--batch", 0, "FILE", "Read pairs from a JSON file; - is standard input"},
       {"--dialect-a", 0, "NAME", "The dialect of A; A is then read without one"},
       {"--dialect-b", 0, "NAME", "The dialect of B"},
       {"--timezone-a", 0, "ZONE", "The zone of A; A is then read without one"},
       {"--timezone-b", 0, "ZONE", "The zone of B"},
       json},
      false,
      grammar};
}

CommandSpec next_row() {
  return {"schedule next",
          "Print the next times at which a schedule fires",
          "Prints instants in UTC and in the schedule's zones. --batch reads one JSON object a "
          "line, {\"dialect\", \"expr\", \"tz\", \"from\", \"count\"}, and prints a JSON list of "
          "instants for each.",
          {{"plumbline schedule next 'argo:0 9 * * 1-5@Europe/Berlin' --count 3", "three of them"},
           {"plumbline schedule next '0 9 * * *@UTC' --from 2026-03-28 --json", "from a day on"},
           {"plumbline schedule next --batch questions.jsonl", "many, a line each"}},
          {one},
          {{"--count", 'n', "NUMBER", "How many", {}, false, "10"},
           {"--from", 0, "TIME", "The first that may be printed", {}, false, "now"},
           {"--batch", 0, "FILE", "Read JSON lines from a file; - is standard input"},
           dialect,
           timezone,
           json},
          false,
          grammar};
}

CommandSpec lint_row() {
  return {
      "schedule lint",
      "Say what is dangerous in a schedule, and how to write it",
      "Lists what the reading of the text noticed, each with the part it is about. Exit codes: "
      "1 if something critical is among it, 4 for a text that its system would refuse.",
      {{"plumbline schedule lint 'debian-cron:0 22-4 * * *'", "accepted, and never runs"},
       {"plumbline schedule lint '0 2 31 * *@Europe/Berlin' --json", "for an editor or a check"}},
      {one},
      {as_of, batch, dialect, timezone, json},
      false,
      grammar};
}

CommandSpec explain_row() {
  return {"schedule explain",
          "Say a schedule in plain English",
          "Says when it fires, how often a month, when next, and what happens at the next change "
          "of the clock.",
          {{"plumbline schedule explain 'quartz:0 30 6 ? * 2-6@Europe/Berlin'",
            "to be checked by somebody who reads no cron"}},
          {one},
          {as_of, batch, dialect, timezone, json},
          false,
          grammar};
}

CommandSpec render_row() {
  return {
      "schedule render",
      "Write a schedule in another dialect",
      "Writes a schedule so that another system starts the same runs, reads that again and "
      "compares it; prints it only if it holds. Exit codes: 1 if the dialect cannot say it, "
      "with the reason and what comes nearest.",
      {{"plumbline schedule render 'debian-cron:30 6 * * mon-fri@UTC' --to aws-scheduler",
        "from a crontab to EventBridge"}},
      {one},
      {{"--to", 0, "DIALECT", "The dialect to write it in"}, as_of, batch, dialect, timezone, json},
      false,
      grammar};
}

CommandSpec calendar_row() {
  return {
      "schedule calendar",
      "Show the runs of a schedule day by day, or what a change makes of them",
      "Prints a table: of one schedule its runs, of two which runs are kept, moved, lost and "
      "new if A becomes B, and the days on which the clock changes. --svg draws the same.",
      {{"plumbline schedule calendar '0 9 * * 1-5@Europe/Berlin' '0 9 * * *@Europe/London'",
        "before and after"},
       {"plumbline schedule calendar '30 2 * * *@Europe/Berlin' --from 2026-03-27 --svg a.svg",
        "around a clock change, as a picture too"}},
      {{"A", "The schedule, or the one before"}, {"B", "The one after", false}},
      {{"--from", 0, "DATE", "The first day", {}, false, "today"},
       {"--days", 0, "NUMBER", "How many", {}, false, "14"},
       {"--in", 0, "ZONE", "The zone whose clock is shown", {}, false, "that of A, or of B"},
       {"--svg", 0, "FILE",
        "Draw it too, over an older picture but over no other file; - draws to standard output, "
        "in place of the table"},
       json},
      false,
      grammar};
}

}  // namespace

std::vector<CommandSpec> schedule_commands() {
  return {group_row(),   compare_row(), next_row(),    lint_row(),
          explain_row(), render_row(),  calendar_row()};
}

}  // namespace plumbline::daemon
