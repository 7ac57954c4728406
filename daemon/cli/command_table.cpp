#include "daemon/cli/command_table.hpp"

#include <algorithm>
#include <array>

namespace plumbline::daemon {
namespace {

const OptionSpec json{"--json", 0, "", "Print JSON"};
const OptionSpec platform{"--platform", 'p', "GLOB", "Only these platforms", {}, true};
const OptionSpec base_ref{
    "--base-ref", 0, "REF",
    "Judge against truth at this commit as the base (in a pull request: the merge base)"};
const OptionSpec no_store{"--no-store", 0, "", "Neither read nor write the store"};
const OptionSpec deterministic{"--deterministic", 0, "",
                               "Fix all times, so that equal input gives equal bytes"};

CommandSpec audit_row() {
  return {"audit",
          "Compare every platform with truth and report",
          "Reads truth at one pinned commit per repository and the live configuration of every "
          "platform, compares them three-way, field by field and by meaning, reports, and records "
          "what was seen. It never writes to a platform or to Git.\n\n"
          "The exit code is 0 only if everything asked for was read and nothing at or above "
          "--fail-on was found.",
          {{"plumbline audit", "the whole estate"},
           {"plumbline audit --platform 'host-*' --only new", "what is new on some hosts"},
           {"plumbline audit --base-ref origin/main --output json", "in a pull request"},
           {"plumbline audit --output text --output json --output-file -,audit.json",
            "several reports of one audit"}},
          {},
          {{"--output", 'o', "FORMAT", "How to report", {"text", "json"}, true, "text"},
           {"--output-file", 0, "FILES",
            "Where each report goes: as many names as formats, separated by commas; - is standard "
            "output"},
           platform,
           {"--team", 't', "GLOB", "Only workflows of these teams", {}, true},
           {"--workflow", 'w', "GLOB", "Only these workflows (TEAM/NAME or NAME)", {}, true},
           {"--only", 0, "WHAT", "List only these findings; the exit code stands on all", {"new"}},
           {"--fail-on",
            0,
            "SEVERITY",
            "Lowest severity that makes the exit code 1",
            {"low", "medium", "high", "critical"},
            false,
            "medium"},
           base_ref,
           no_store,
           deterministic,
           {"--verbose", 'v', "", "List notes, waived findings and everything not compared"}}};
}

CommandSpec validate_row() {
  return {"validate",
          "Check truth, policy and configuration, offline",
          "Reads the working tree if truth is a local repository, so that a file can be checked "
          "before it is committed. Says also what the kind of a declared place cannot express. "
          "Never uses the network.",
          {{"plumbline validate", "everything that plumbline.yaml names"},
           {"plumbline validate workflows/payments/*.yaml", "some files, without a configuration"}},
          {{"FILE", "Truth files or folders to check instead of the configured ones", false, true}},
          {json}};
}

CommandSpec inventory_row() {
  return {"inventory",
          "List every live workflow, managed or not",
          "Reads the platforms and prints what is there, with canonical and local fields.",
          {{"plumbline inventory --platform this-host", "what this machine runs"},
           {"plumbline inventory --json | jq .id", "one JSON object a line"}},
          {},
          {platform, json}};
}

CommandSpec import_row() {
  return {"import",
          "Write truth files for what runs on a platform",
          "Writes one truth file for each live workflow of a platform, so that, once they are "
          "committed, the next audit is clean. It announces what it could not make clean, such as "
          "files that the platform ignores. It reads no truth: the repository need not exist yet.",
          {{"plumbline import --platform this-host --team ops --out workflows/",
            "this machine's crontabs as truth"}},
          {},
          {{"--platform", 'p', "NAME", "The platform to read"},
           {"--team",
            't',
            "TEAM",
            "The team that owns the workflows",
            {},
            false,
            "the platform's name"},
           {"--out", 'o', "DIR", "Where the files go; made if it is not there"},
           {"--force", 0, "", "Overwrite files that differ"},
           json}};
}

CommandSpec diff_row() {
  return {"diff",
          "Show one workflow: truth, base and every place, side by side",
          "Compares one workflow field by field in all its places.",
          {{"plumbline diff payments/daily-orders", "every field of every place"}},
          {{"WORKFLOW", "TEAM/NAME, or NAME if it is the only one"}},
          {platform, base_ref, no_store, json}};
}

CommandSpec explain_row() {
  return {"explain",
          "Explain one finding",
          "Tells what differs, where each value was read, how it was normalised, by which rule and "
          "policy it is a finding, what happened before, and what can be done.",
          {{"plumbline explain 3f2a90c1", "a key, or enough of its beginning"}},
          {{"KEY", "A finding's key, or at least its first four digits"}},
          {base_ref, no_store, json}};
}

CommandSpec normalise_row() {
  return {
      "normalise",
      "Turn native documents into canonical JSON, offline",
      "Reads files as a platform of the given kind would and prints one JSON object a workflow. "
      "A file that cannot be read gives a message, and exit code 4 after all others were done.",
      {{"plumbline normalise --kind cron --source crontab /etc/crontab", "a system crontab"},
       {"plumbline normalise --kind cron --source user/ana --timezone Europe/Berlin ana.tab",
        "a user's crontab"}},
      {{"FILE", "Files to read; - is standard input", true, true}},
      {{"--kind", 'k', "KIND", "What the files are", {"cron"}},
       {"--source",
        0,
        "SOURCE",
        "Where the file stands: crontab, cron.d/NAME, user/NAME or anacrontab",
        {},
        false,
        "cron.d/FILE"},
       {"--timezone", 0, "ZONE", "The host's zone", {}, false, "not known"},
       {"--user", 0, "NAME", "Whose crontab it is, with --source user"},
       {"--dialect",
        0,
        "NAME",
        "The cron that reads it",
        {"debian-cron", "cronie"},
        false,
        "debian-cron"},
       // There is no other output: who asks everywhere for JSON gets it here too.
       json},
      false};
}

CommandSpec platforms_row() {
  return {"platforms",
          "List the configured platforms and whether they can be read",
          "Reads each platform and prints its kind, version, zone, environment and state.",
          {{"plumbline platforms", "all of them"}},
          {},
          {platform, json}};
}

CommandSpec schema_row() {
  return {
      "schema",
      "Print the JSON Schema of truth, policy or the field catalogue",
      "For editors and checks. `fields` prints the field catalogue as Markdown.",
      {{"plumbline schema > truth.schema.json", "for an editor"},
       {"plumbline schema policy", "of the policy file"}},
      {{"WHAT", "Which one", false, false, {"truth", "defaults", "waiver", "policy", "fields"}}},
      {},
      false};
}

CommandSpec version_row() {
  return {"version", "Print the version and what it was built with", "", {}, {}, {json}, false};
}

CommandSpec completion_row() {
  return {"completion",
          "Print a completion script for a shell",
          "",
          {{"plumbline completion bash > /etc/bash_completion.d/plumbline", "for all users"}},
          {{"SHELL", "Which shell", true, false, {"bash", "zsh", "fish"}}},
          {},
          false};
}

CommandSpec man_row() {
  return {"man",
          "Print a manual page, or write all of them",
          "The pages are made from the same table as --help.",
          {{"plumbline man | man -l -", "read the manual"},
           {"plumbline man --out /usr/share/man/man1", "write plumbline.1 and one page a command"}},
          {{"COMMAND", "The command to describe", false, true}},
          {{"--out", 0, "DIR", "Write all pages there"}},
          false};
}

const std::vector<CommandSpec>& table() {
  static const std::vector<CommandSpec> rows = [] {
    std::vector<CommandSpec> all{audit_row(), validate_row(), inventory_row(), import_row(),
                                 diff_row(),  explain_row(),  normalise_row(), platforms_row()};
    for (auto& row : schedule_commands()) all.push_back(std::move(row));
    for (auto row : {schema_row, version_row, completion_row, man_row}) all.push_back(row());
    return all;
  }();
  return rows;
}

}  // namespace

std::span<const CommandSpec> commands() { return table(); }

std::span<const OptionSpec> common_options() {
  static const std::array<OptionSpec, 4> options{{
      {"--config",
       'c',
       "FILE",
       "The configuration",
       {},
       false,
       "./plumbline.yaml, or that of the user or of the system"},
      {"--colour", 0, "WHEN", "Colours", {"auto", "always", "never"}, false, "auto"},
      {"--quiet", 'q', "", "No progress and no hints"},
      {"--help", 'h', "", "Show this help"},
  }};
  return options;
}

const CommandSpec* command_named(std::string_view name) {
  const auto all = commands();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& row) { return row.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<const CommandSpec*> commands_of(const CommandSpec& group) {
  std::vector<const CommandSpec*> found;
  const auto beginning = std::string(group.name) + " ";
  for (const auto& row : commands()) {
    if (row.name.starts_with(beginning)) found.push_back(&row);
  }
  return found;
}

std::string page_name(const CommandSpec& command) {
  std::string name = "plumbline-" + std::string(command.name);
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

}  // namespace plumbline::daemon
