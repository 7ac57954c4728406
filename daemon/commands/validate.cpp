#include <algorithm>
#include <filesystem>
#include <fstream>

#include "adapters/git/remote_url.hpp"
#include "canonical-schema/codec/json_text.hpp"
#include "canonical-schema/codec/truth_assembly.hpp"
#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/schedule/schedule.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/platforms.hpp"
#include "reconcile/expressible.hpp"
#include "reconcile/policy_yaml.hpp"
#include "reconcile/verdict.hpp"
#include "reconcile/waiver.hpp"
#include "reports/report_view.hpp"

namespace plumbline::daemon {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_truth_file = std::size_t{1} << 20;
constexpr int deepest_folder = 32;

/// What `validate` has to say.
struct Validation {
  std::size_t files = 0;
  std::size_t workflows = 0;
  std::vector<Error> errors;
  std::vector<Error> warnings;
  bool unread = false;    ///< a remote repository, which offline cannot be checked
  bool unusable = false;  ///< policy, or not one usable truth file
};

codec::TruthFile read_file(const fs::path& path, std::string name) {
  codec::TruthFile file{std::move(name), {}, std::nullopt};
  std::error_code error;
  const auto refuse = [&](ErrorKind kind, std::string message, std::string hint) {
    file.error =
        Error{kind, std::move(message), std::move(hint), Where{file.path, 0, 0, {}, {}, {}}, {}};
    return file;
  };
  const auto status = fs::symlink_status(path, error);
  if (fs::is_symlink(status)) {
    return refuse(ErrorKind::unsupported, "this is a symbolic link",
                  "truth is read from Git, which does not follow links: commit the file itself");
  }
  if (!fs::exists(status)) return refuse(ErrorKind::not_found, "no such file", "check the path");
  if (!fs::is_regular_file(status)) {
    return refuse(ErrorKind::unsupported, "this is no regular file", "name a file or a folder");
  }
  if (fs::file_size(path, error) > largest_truth_file) {
    return refuse(ErrorKind::invalid, "this file is larger than 1 MiB", "split it");
  }
  std::ifstream stream(path, std::ios::binary);
  file.bytes.assign(std::istreambuf_iterator<char>(stream), {});
  if (!stream && !stream.eof()) {
    return refuse(ErrorKind::forbidden, "this file cannot be read", "check its mode");
  }
  return file;
}

bool is_truth_name(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

/// `a.YAML`, which audits pass over.
bool is_nearly_truth_name(const fs::path& path) {
  auto ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return ending == ".yaml" || ending == ".yml";
}

/// Truth files of a working tree below `folder`, named as they would be in the repository.
void collect(const fs::path& folder, const fs::path& root, int depth, codec::TruthInput& input) {
  std::error_code error;
  std::vector<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(folder, error)) entries.push_back(entry.path());
  std::sort(entries.begin(), entries.end());
  for (const auto& path : entries) {
    if (path.filename() == ".git") continue;
    const auto status = fs::symlink_status(path, error);
    if (fs::is_directory(status) && depth < deepest_folder) {
      collect(path, root, depth + 1, input);
    } else if (is_truth_name(path)) {
      input.files.push_back(read_file(path, fs::relative(path, root, error).generic_string()));
    } else if (is_nearly_truth_name(path)) {
      input.repository.notes.push_back(fs::relative(path, root, error).generic_string());
    }
  }
}

codec::TruthInput input_of(const TruthEntry& entry) {
  codec::TruthInput input;
  input.repository.repo = entry.repo;
  input.repository.ref = entry.ref;
  input.repository.team = entry.team;
  input.repository.path = entry.path == "." ? std::string() : entry.path;
  input.ignore = entry.ignore;
  const fs::path root(entry.repo);
  collect(root / entry.path, root, 0, input);
  return input;
}

/// The files and folders named on the command line, as one repository.
codec::TruthInput input_of(const std::vector<std::string>& names) {
  codec::TruthInput input;
  for (const auto& name : names) {
    std::error_code error;
    if (fs::is_directory(name, error)) {
      collect(name, ".", 0, input);
    } else {
      input.files.push_back(read_file(name, name));
    }
  }
  return input;
}

/// The policy at the root of the repository, else beside its truth files, as an audit looks for it;
/// nullopt if there is none, or it is unusable.
std::optional<reconcile::Policy> check_policy(const std::string& name, const TruthEntry& entry,
                                              Validation& validation) {
  const auto file = fs::path(entry.repo) / name;
  const auto beside = fs::path(entry.repo) / entry.path / name;
  std::error_code error;
  const bool both =
      fs::exists(file, error) && fs::exists(beside, error) && !fs::equivalent(file, beside, error);
  if (both) {
    validation.warnings.push_back(Error{ErrorKind::conflict,
                                        "this policy is ignored: " + file.string() + " holds",
                                        "keep one of the two",
                                        Where{beside.string(), 0, 0, {}, {}, {}},
                                        {}});
  }
  std::ifstream stream(fs::exists(file, error) ? file : beside, std::ios::binary);
  if (!stream) return std::nullopt;
  const std::string bytes(std::istreambuf_iterator<char>(stream), {});
  const auto reading = reconcile::parse_policy(bytes, fs::path(name).filename().string());
  ++validation.files;
  validation.unusable = validation.unusable || !reading.ok();
  validation.errors.insert(validation.errors.end(), reading.errors.begin(), reading.errors.end());
  if (!reading.ok()) return std::nullopt;
  return reading.policy;
}

/// What an audit would say of waivers: for nothing that there is, or too long for policy.
void check_waivers(const Truth& truth, const Config& config, const reconcile::Policy& policy,
                   const Session& session, const schedule::ZoneSource& zones,
                   Validation& validation) {
  const auto now = present(session);
  for (auto& problem : reconcile::overlong_waivers(truth.waivers, policy.waivers, now)) {
    validation.errors.push_back(std::move(problem.error));
  }
  // What is not read may have what a waiver is for.
  if (validation.unread) return;
  std::vector<reconcile::PlatformReading> platforms;
  for (const auto& entry : config.platforms) platforms.emplace_back().name = entry.first;
  const reconcile::Memory nothing;
  const reconcile::AuditInput input{config.estate, truth, nullptr, platforms, nothing,
                                    policy,        zones, {},      {},        now};
  for (auto& problem : reconcile::idle_waivers(input)) {
    validation.warnings.push_back(std::move(problem.error));
  }
}

/// Texts that an engine accepts and does not read as they look.
void warn_of_schedule(const DeclaredWorkflow& workflow, const TruthFields& fields,
                      const schedule::ZoneSource& zones, Validation& validation) {
  if (!fields.schedule.value) return;
  const auto compiled = schedule::compile(*fields.schedule.value, zones);
  if (!compiled) return;
  const auto source = workflow.source(fields.schedule.spot);
  for (const auto& lint : schedule::lints(**compiled)) {
    if (lint.level != schedule::Lint::Level::critical) continue;
    validation.warnings.push_back(
        Error{ErrorKind::invalid,
              lint.message,
              "docs/schedule-lints.md, " + lint.code + ", says what to write instead",
              Where{source.file, source.line, source.column, {}, {}, "schedule"},
              {}});
  }
}

/// What no platform of that kind can say, and an id that none of its jobs can have.
void check_place(const DeclaredWorkflow& workflow, const DeclaredPlace& place, const Config& config,
                 Validation& validation) {
  const auto source = workflow.source(place.spot);
  const Where where{source.file, source.line, source.column, place.id.platform, {}, {}};
  const auto platform = config.platforms.find(place.id.platform);
  if (platform == config.platforms.end()) {
    validation.warnings.push_back(Error{ErrorKind::not_found,
                                        "no platform of this name is configured",
                                        "add it to plumbline.yaml, or correct the place",
                                        where,
                                        {}});
    return;
  }
  const auto& entry = platform->second;
  const auto profile = profile_of(entry.kind, "");
  auto flaw = profile.id_flaw != nullptr ? profile.id_flaw(place.id.native_id) : std::nullopt;
  if (flaw) {
    flaw->where = where;
    validation.errors.push_back(std::move(*flaw));
  }
  if (!entry.readable) return;
  for (const auto& item :
       reconcile::inexpressible_in(workflow, place, profile, entry.cron.dialect)) {
    auto at = where;
    at.field = std::string(name(item.field)) + (item.leaf.empty() ? "" : "." + item.leaf);
    validation.warnings.push_back(Error{
        ErrorKind::unsupported,
        item.reason,
        "accept_inexpressible: [" + std::string(name(item.field)) + "] says that this is known",
        at,
        {}});
  }
}

void check_places(const Truth& truth, const Config& config, Validation& validation) {
  for (const auto& workflow : truth.workflows) {
    for (const auto& place : workflow.places) {
      check_place(workflow, place, config, validation);
    }
  }
}

Error not_read(const std::string& file) {
  return {ErrorKind::unsupported,
          "this file is not read: its name ends in " + fs::path(file).extension().string(),
          "if it is truth, rename it: .yaml or .yml",
          Where{file, 0, 0, {}, {}, {}},
          {}};
}

/// Truth as it was read; its problems are told.
Truth check(const std::vector<codec::TruthInput>& inputs, const Config* config,
            const schedule::ZoneSource& zones, Validation& validation) {
  auto truth = codec::assemble(inputs, zones);
  for (const auto& input : inputs) {
    validation.files += input.files.size();
    for (const auto& file : input.repository.notes) validation.warnings.push_back(not_read(file));
  }
  validation.workflows = truth.workflows.size();
  for (const auto& problem : truth.problems) {
    auto error = problem.error;
    if (error.where.file.empty()) error.where.file = problem.source.file;
    validation.errors.push_back(std::move(error));
  }
  if (config != nullptr) check_places(truth, *config, validation);
  for (const auto& workflow : truth.workflows) {
    warn_of_schedule(workflow, workflow.fields, zones, validation);
    for (const auto& place : workflow.places) {
      warn_of_schedule(workflow, place.overrides.fields(), zones, validation);
    }
  }
  validation.unusable = validation.unusable || (!truth.problems.empty() &&
                                                truth.workflows.empty() && truth.waivers.empty());
  return truth;
}

int code_of(const Validation& validation) {
  if (validation.unusable) return reconcile::exit_code::invalid;
  if (!validation.errors.empty()) return reconcile::exit_code::findings;
  return validation.unread ? reconcile::exit_code::incomplete : reconcile::exit_code::agree;
}

std::string json_of(const Error& error, const char* level) {
  return std::string("{\"level\": \"") + level +
         "\", \"file\": " + codec::json_string(error.where.file) +
         ", \"line\": " + std::to_string(error.where.line) +
         ", \"column\": " + std::to_string(error.where.column) +
         ", \"field\": " + codec::json_string(error.where.field) +
         ", \"message\": " + codec::json_string(error.message) +
         ", \"hint\": " + codec::json_string(error.hint) + "}\n";
}

std::string report(const Validation& validation, bool json) {
  std::string text;
  for (const auto& error : validation.errors) {
    text += json ? json_of(error, "error") : describe(error) + "\n";
  }
  for (const auto& warning : validation.warnings) {
    text += json ? json_of(warning, "warning") : "warning: " + describe(warning) + "\n";
  }
  if (json) return text;
  using reports::counted;
  text += counted(validation.files, "file") + ", " + counted(validation.workflows, "workflow") +
          ": " + counted(validation.errors.size(), "error") + ", " +
          counted(validation.warnings.size(), "warning") + "\n";
  return text;
}

}  // namespace

int run_validate_command(const Session& session) {
  Validation validation;
  const auto names = session.arguments.positional("FILE");
  if (!names.empty()) {
    const adapters::system::ZoneData zones;
    (void)check({input_of(names)}, nullptr, zones, validation);
  } else {
    int code = 0;
    const auto shell = open_shell(session, code);
    if (shell == nullptr) return code;
    const auto& config = shell->config();
    std::vector<codec::TruthInput> inputs;
    std::optional<reconcile::Policy> policy;
    for (const auto& entry : config.truth) {
      if (adapters::git::is_remote(entry.repo)) {
        session.console.say(entry.repo + " is remote: not checked offline");
        validation.unread = true;
        continue;
      }
      inputs.push_back(input_of(entry));
      if (&entry == &config.truth.front() && config.policy.repo.empty()) {
        policy = check_policy(config.policy.file, entry, validation);
      }
    }
    const auto truth = check(inputs, &config, shell->zones(), validation);
    check_waivers(truth, config, policy.value_or(reconcile::Policy{}), session, shell->zones(),
                  validation);
  }
  const auto done = session.console.print(report(validation, session.arguments.has("--json")));
  return done ? code_of(validation) : give_up(session, done.error());
}

}  // namespace plumbline::daemon
