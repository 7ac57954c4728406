#include <algorithm>
#include <filesystem>
#include <set>

#include "canonical-schema/codec/json_text.hpp"
#include "canonical-schema/codec/truth_writer.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/commands/live.hpp"
#include "daemon/commands/truth_folder.hpp"
#include "daemon/config/config_reader.hpp"
#include "daemon/output_file.hpp"
#include "reconcile/verdict.hpp"
#include "reports/display_text.hpp"
#include "reports/redact.hpp"
#include "reports/report_view.hpp"

namespace plumbline::daemon {
namespace {

namespace fs = std::filesystem;

/// What this program calls the machine it runs on when nothing is configured.
constexpr std::string_view this_host = "this-host";

/// A configuration to begin with: this machine, and truth below `path` of the folder it lies in.
std::string starter_config(const std::string& path) {
  return "config_version: 1\n"
         "estate: my-estate\n"
         "truth:\n"
         "  - {repo: ., path: " +
         codec::json_string(path) +
         "}\n"
         "platforms:\n"
         "  this-host: {kind: cron}\n";
}

struct Imported {
  std::size_t written = 0;
  std::size_t unchanged = 0;
  std::size_t of_packages = 0;        ///< left out, and no finding of an audit either
  std::size_t others = 0;             ///< jobs of the platform that belong to no package
  bool started = false;               ///< wrote defaults.yaml, for want of a job
  std::vector<std::string> declared;  ///< "ID is already declared in FILE"
  std::vector<std::string> announcements;
  std::vector<std::string> warnings;  ///< what is accepted and not read as it looks
  std::vector<Error> refused;
};

/// A configuration with this machine and nothing else, for a first import.
std::unique_ptr<Shell> shell_for(const Session& session, const std::string& platform, int& code) {
  const auto directories = process_directories();
  const bool configured =
      session.arguments.has("--config") || find_config("", directories).has_value();
  if (configured || platform != this_host) return open_shell(session, code);
  auto reading = parse_config(starter_config("workflows"), directories.working / "plumbline.yaml",
                              directories.home, system_files());
  reading.config.files.clear();  // there is no such file, and the user is told so
  return std::make_unique<Shell>(std::move(reading.config), directories, session.stop);
}

/// Why a live workflow gets no truth file; empty = it gets one.
std::string left_out(const LiveWorkflow& live) {
  if (live.standing == Standing::dormant) return "commented out";
  if (live.standing == Standing::ineffective) {
    return "the platform does not act on it: " + live.standing_reason;
  }
  if (live.ambiguous) return "several entries claim this id and contradict each other";
  return {};
}

class Import {
 public:
  Import(const Session& session, const Shell& shell, fs::path out)
      : session_(session),
        shell_(shell),
        out_(std::move(out)),
        there_(read_truth_folder(out_, shell.zones())) {}

  Imported run(const reconcile::PlatformReading& platform, const std::string& team) {
    take_names(platform);
    for (const auto& file : there_.unusable) {
      result_.announcements.push_back((out_ / file).string() +
                                      " is no usable truth file: what it declares is not known");
    }
    for (const auto& live : platform.listing->workflows) {
      if (live.from_package && !platform.report_packages && live.standing == Standing::configured) {
        ++result_.of_packages;
        continue;
      }
      result_.others += live.standing != Standing::dormant;
      const auto why = left_out(live);
      if (why.empty()) {
        write(platform, live, team);
      } else if (live.standing != Standing::dormant) {
        result_.announcements.push_back(live.id + ": " + why);
      }
    }
    if (result_.others == 0 && there_.workflows.empty() && there_.unusable.empty()) start(team);
    return std::move(result_);
  }

 private:
  /// The names that the folder gives to workflows other than those which are imported now.
  void take_names(const reconcile::PlatformReading& platform) {
    std::set<PlaceId> imported;
    for (const auto& live : platform.listing->workflows) imported.insert({platform.name, live.id});
    for (const auto& [name, places] : there_.workflows) {
      const bool other = std::none_of(places.begin(), places.end(),
                                      [&](const auto& id) { return imported.contains(id); });
      if (other) taken_.insert(name);
    }
  }

  void write(const reconcile::PlatformReading& platform, const LiveWorkflow& live,
             const std::string& team) {
    codec::ImportTarget target;
    target.team = team;
    target.name = codec::import_name(platform.name, live.id, taken_);
    target.platform = platform.name;
    taken_.insert(target.name);
    const auto declared = there_.places.find({platform.name, live.id});
    if (declared != there_.places.end() && declared->second != target.name + ".yaml") {
      result_.declared.push_back(live.id + " is already declared in " +
                                 (out_ / declared->second).string());
      return;
    }
    const auto truth =
        codec::write_truth(live, target, platform.profile, shell_.zones(), present(session_));
    for (const auto& note : truth.notes) result_.announcements.push_back(live.id + ": " + note);
    for (const auto& diagnostic : live.diagnostics) {
      const auto line = live.id + ": " + diagnostic.message;
      if (diagnostic.raises != Diagnostic::Raises::nothing) {
        result_.announcements.push_back(line);
      } else if (diagnostic.severity >= Severity::high) {
        result_.warnings.push_back(line);
      }
    }
    if (truth.text.find(reports::redaction_mark) != std::string::npos) {
      session_.console.say(live.id +
                           ": a secret was left out of its truth file; it is better kept out of "
                           "the " +
                           platform.kind + " entry as well");
    }
    keep(out_ / (target.name + ".yaml"), truth.text);
  }

  /// Git keeps no empty folder, and an audit needs the one that it is told to read.
  void start(const std::string& team) {
    const auto path = out_ / "defaults.yaml";
    const auto before = read_own_file(path);
    if (before && *before) return;
    const auto done =
        before ? replace_file(path, "plumbline: v1\nteam: " + team + "\n") : fail(before.error());
    if (!done) {
      result_.refused.push_back(done.error());
      return;
    }
    result_.started = true;
  }

  void keep(const fs::path& path, const std::string& text) {
    const auto before = read_own_file(path);
    if (!before) {
      result_.refused.push_back(before.error());
      return;
    }
    if (*before == text) {
      ++result_.unchanged;
      return;
    }
    if (*before && !session_.arguments.has("--force")) {
      result_.refused.push_back(Error{ErrorKind::conflict,
                                      path.string() + " exists and differs",
                                      "compare them, then use --force to overwrite it",
                                      {},
                                      {}});
      return;
    }
    if (auto done = replace_file(path, text); !done) {
      result_.refused.push_back(done.error());
      return;
    }
    ++result_.written;
  }

  const Session& session_;
  const Shell& shell_;
  fs::path out_;
  TruthFolder there_;
  std::set<std::string> taken_;
  Imported result_;
};

/// Why there is nothing to declare, and what to do about it.
std::string nothing_text(const Imported& imported, const fs::path& out) {
  std::string text = "there is no job here, so there is nothing to declare\n";
  if (imported.of_packages > 0) {
    text =
        "every job here belongs to an installed package, so there is nothing to declare; set "
        "`packages: report` of the platform to watch them, and import again\n";
  }
  if (imported.started) {
    text += "wrote " + reports::visible((out / "defaults.yaml").string()) +
            ", so that there is a folder to commit\n";
  }
  return text;
}

std::string summary_text(const Imported& imported, const fs::path& out) {
  const bool silent = imported.declared.empty() && imported.announcements.empty();
  if (imported.others == 0 && silent) return nothing_text(imported, out);
  std::string text = "wrote " + reports::counted(imported.written, "truth file") + " to " +
                     reports::visible(out.string());
  if (imported.unchanged > 0) {
    text += ", " + std::to_string(imported.unchanged) +
            (imported.unchanged == 1 ? " was there" : " were there");
  }
  text += "\n";
  if (imported.of_packages > 0) {
    text += reports::counted(imported.of_packages, "job") +
            " of installed packages left out, here and in audits; `packages: report` of the "
            "platform takes them in\n";
  }
  for (const auto& line : imported.declared) text += reports::visible(line) + "\n";
  if (!imported.announcements.empty()) text += "not clean in the next audit:\n";
  for (const auto& line : imported.announcements) text += "  " + reports::visible(line) + "\n";
  if (!imported.warnings.empty()) text += "not read as it looks:\n";
  for (const auto& line : imported.warnings) text += "  " + reports::visible(line) + "\n";
  return text;
}

std::string json_list(const std::vector<std::string>& lines) {
  std::string text = "[";
  for (const auto& line : lines) {
    text += (text.size() > 1 ? ", " : "") + codec::json_string(line);
  }
  return text + "]";
}

std::string summary_json(const Imported& imported) {
  std::string text = "{\"written\": " + std::to_string(imported.written) +
                     ", \"unchanged\": " + std::to_string(imported.unchanged) +
                     ", \"of_packages\": " + std::to_string(imported.of_packages) +
                     ", \"refused\": " + std::to_string(imported.refused.size()) +
                     ", \"announcements\": " + json_list(imported.announcements) +
                     ", \"warnings\": " + json_list(imported.warnings);
  return text + ", \"declared\": " + json_list(imported.declared) + "}\n";
}

Error missing_option(const std::string& option) {
  return Error{ErrorKind::invalid,
               option + " is required",
               "plumbline import --platform this-host --team ops --out workflows/",
               {},
               {}};
}

void say_what_is_next(const Session& session, bool configured, const std::string& out) {
  if (!configured) {
    session.console.say("\nno configuration was found; to begin, put this into plumbline.yaml:\n");
    session.console.say(starter_config(fs::path(out).lexically_normal().generic_string()));
  }
  session.console.say("next: commit the files to the truth repository, then: plumbline audit");
}

}  // namespace

int run_import_command(const Session& session) {
  const auto name = session.arguments.value("--platform");
  const auto out = session.arguments.value("--out");
  if (!name) return give_up(session, missing_option("--platform"));
  if (!out) return give_up(session, missing_option("--out"));
  const auto team = session.arguments.value("--team").value_or(*name);
  if (!is_name(team)) {
    return give_up(session, Error{ErrorKind::invalid,
                                  "'" + team + "' is not a team's name",
                                  "use letters, digits, '.', '_' and '-'",
                                  {},
                                  {}});
  }
  int code = 0;
  const auto shell = shell_for(session, *name, code);
  if (shell == nullptr) return code;
  if (!shell->config().platforms.contains(*name)) {
    return give_up(session, Error{ErrorKind::invalid,
                                  "no platform '" + *name + "' is configured",
                                  "`plumbline platforms` lists them",
                                  {},
                                  {}});
  }
  const auto platforms = read_platforms(session, *shell, {*name});
  if (platforms.empty() || !platforms.front().listing) return reconcile::exit_code::failed;
  std::error_code error;
  fs::create_directories(*out, error);
  const auto imported = Import(session, *shell, *out).run(platforms.front(), team);
  for (const auto& refused : imported.refused) session.console.complain(refused);
  const auto done = session.console.print(
      session.arguments.has("--json") ? summary_json(imported) : summary_text(imported, *out));
  if (!done) return give_up(session, done.error());
  if (!imported.refused.empty()) return reconcile::exit_code::failed;
  say_what_is_next(session, !shell->config().files.empty(), *out);
  return completeness(platforms);
}

}  // namespace plumbline::daemon
