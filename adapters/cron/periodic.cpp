#include "adapters/cron/periodic.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "adapters/cron/job_fields.hpp"
#include "adapters/cron/shell_list.hpp"
#include "canonical-schema/codec/digest.hpp"

namespace plumbline::adapters::cron {
namespace {

constexpr std::string_view anacron_program = "/usr/sbin/anacron";

std::string_view folder_named(std::string_view path) {
  constexpr std::string_view etc = "/etc/";
  if (!path.starts_with(etc)) return {};
  path.remove_prefix(etc.size());
  while (path.ends_with('/')) path.remove_suffix(1);
  const auto* found = std::find(periodic_folders.begin(), periodic_folders.end(), path);
  return found == periodic_folders.end() ? std::string_view{} : *found;
}

bool yields_to_anacron(const JobLine& line) {
  return !line.by_anacron && line.command.find(anacron_program) != std::string::npos &&
         line.command.find("||") != std::string::npos;
}

/// The lines that really start the folder on this host.
std::vector<const JobLine*> acting(const PeriodicFolder& folder, bool anacron) {
  std::vector<const JobLine*> lines;
  for (const auto* line : folder.started_by) {
    if (line->standing == Standing::dormant || (anacron && yields_to_anacron(*line))) continue;
    lines.push_back(line);
  }
  return lines;
}

void set_ineffective(LiveWorkflow& job, std::string reason) {
  job.standing = Standing::ineffective;
  job.standing_reason = std::move(reason);
}

class FolderReader {
 public:
  FolderReader(const PeriodicFolder& folder, const LineContext& context)
      : folder_(folder),
        context_(context),
        lines_(acting(folder, context.snapshot.anacron_installed)) {
    lsb_names_ = std::any_of(lines_.begin(), lines_.end(), [](const JobLine* line) {
      return line->command.find("--lsbsysinit") != std::string::npos;
    });
  }

  std::vector<LiveWorkflow> run() {
    std::vector<LiveWorkflow> jobs;
    const auto path = "/etc/" + std::string(folder_.name);
    for (const auto* file : context_.snapshot.in_folder(path)) {
      const std::string script = file->path.substr(path.size() + 1);
      const auto verdict = judge_script(*file, script, context_.rules.dialect, lsb_names_);
      if (verdict.kind == Verdict::Kind::leftover) continue;
      jobs.push_back(job(*file, script, verdict));
    }
    return jobs;
  }

 private:
  [[nodiscard]] LiveWorkflow job(const HostFile& file, const std::string& script,
                                 const Verdict& verdict) const {
    LiveWorkflow job;
    job.id = std::string(folder_.name) + "/" + script;
    fill(job, file);
    job.from_package = context_.snapshot.package_files.count(file.path) != 0;
    if (const auto* opened = file.opened()) job.changed_at = opened->mtime;
    if (file.state == PathState::ok && !file.content.empty()) {
      job.local["sha256"] = codec::sha256_hex(file.content);
    }
    if (!verdict.counts()) {
      set_ineffective(job, verdict.reason);
    } else if (lines_.empty() && !folder_.unread) {
      set_ineffective(job, "nothing runs the scripts in /etc/" + std::string(folder_.name));
    } else if (!lines_.empty() && std::all_of(lines_.begin(), lines_.end(), ignored)) {
      set_ineffective(job, "what runs the scripts is ignored itself (" + lines_[0]->at() +
                               "): " + lines_[0]->standing_reason);
    }
    return job;
  }

  static bool ignored(const JobLine* line) { return line->standing == Standing::ineffective; }

  void fill(LiveWorkflow& job, const HostFile& file) const {
    JobLine start;
    start.source = job.id;
    start.command = file.path;
    start.user = lines_.empty() ? "root" : lines_[0]->user;
    start.by_anacron = !lines_.empty() && lines_[0]->by_anacron;
    if (!lines_.empty()) {
      start.environment = lines_[0]->environment;
      start.trigger = lines_[0]->trigger;
    }
    auto reading = read_job(start, context_.rules.dialect);
    job.fields = std::move(reading.fields);
    job.local = std::move(reading.local);
    job.native_paths.fill(job.id);
    for (std::size_t i = 1; i < lines_.size(); ++i) {
      start.trigger = lines_[i]->trigger;
      add_line(read_job(start, context_.rules.dialect), job.fields);
    }
    if (lines_.empty()) {
      const std::string why =
          folder_.unread ? "the crontab that may start it was not read" : "nothing starts it";
      job.fields.schedule = folder_.unread ? Observed<schedule::Triggers>::unread(why)
                                           : Observed<schedule::Triggers>::of({});
      job.fields.enabled =
          folder_.unread ? Observed<Switch>::unread(why) : Observed<Switch>::of(Switch::off);
      return;
    }
    for (const auto field : {FieldId::schedule, FieldId::enabled, FieldId::notify}) {
      job.native_paths[static_cast<std::size_t>(field)] = lines_[0]->at();
    }
  }

  const PeriodicFolder& folder_;
  const LineContext& context_;
  std::vector<const JobLine*> lines_;
  bool lsb_names_ = false;
};

}  // namespace

std::string_view started_folder(const JobLine& line) {
  if (line.command.find("run-parts") == std::string::npos) return {};
  const auto list = parse_list(line.command);
  bool behind_run_parts = false;
  for (const auto& token : list.tokens) {
    if (token.kind != TokenKind::word) continue;
    if (base_name(token.value) == "run-parts") behind_run_parts = true;
    if (!behind_run_parts) continue;
    if (const auto folder = folder_named(token.value); !folder.empty()) return folder;
  }
  return {};
}

std::vector<LiveWorkflow> read_periodic(const PeriodicFolder& folder, const LineContext& context) {
  return FolderReader(folder, context).run();
}

}  // namespace plumbline::adapters::cron
