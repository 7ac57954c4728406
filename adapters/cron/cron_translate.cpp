#include "adapters/cron/cron_translate.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "adapters/cron/job_groups.hpp"
#include "adapters/cron/job_line.hpp"
#include "adapters/cron/periodic.hpp"
#include "canonical-schema/glob.hpp"

namespace plumbline::adapters::cron {
namespace {

constexpr std::string_view cron_d = "/etc/cron.d";

bool is_unread(PathState state) {
  return state == PathState::denied || state == PathState::unreadable;
}

UnreadPart unread_part(std::string what, PathState state, const std::string& detail,
                       std::vector<std::string> prefixes) {
  UnreadPart part;
  part.error.kind = state == PathState::denied ? ErrorKind::forbidden : ErrorKind::unreachable;
  part.error.message = what + " could not be read" + (detail.empty() ? "" : ": " + detail);
  part.error.hint = state == PathState::denied
                        ? "read as root: run Plumbline with sudo, or set `sudo: true` beside `ssh`"
                        : "try again, and see what is wrong with it";
  part.what = std::move(what);
  part.id_prefixes = std::move(prefixes);
  return part;
}

class Translation {
 public:
  Translation(const HostSnapshot& snapshot, const HostContext& context,
              const std::vector<std::string>& sources, const schedule::ZoneSource& zones)
      : snapshot_(snapshot),
        sources_(sources),
        syntax_(context.rules.dialect),
        zone_unread_(context.zone.unread),
        lines_{snapshot, context.rules, context.zone.ref, context.zone.rules.get(),
               zones,    syntax_} {
    listing_.kind = "cron";
    listing_.dialect = name(context.rules.dialect);
    const bool debian = context.rules.dialect == Dialect::debian;
    listing_.description = std::string(debian ? "Debian cron" : "cronie") + ", zone " +
                           (context.zone.ref.name.empty() ? "unknown" : context.zone.ref.name);
    listing_.diagnostics = context.zone.diagnostics;
    for (const auto& glob : sources) {
      listing_.asked.push_back(glob);
      listing_.asked.push_back(glob + "#*");
    }
  }

  LiveListing run() {
    system_crontab();
    cron_d_files();
    user_tabs();
    anacrontab();
    for (auto& [source, lines] : jobs_) {
      if (asked_for(source)) keep(group_jobs(lines, lines_.rules.dialect));
    }
    for (const auto folder : periodic_folders) periodic(folder);
    not_read_facts();
    if (!snapshot_.users.complete) {
      diagnose("users-unknown", "the users of the host could not be read: none is called unknown",
               "/etc/passwd");
    }
    sort_jobs();
    listing_.workflows.shrink_to_fit();  // kept until the end of the audit
    return std::move(listing_);
  }

  /// One file only.
  LiveListing run_file(const std::string& source) {
    const auto& file = snapshot_.files.front();
    if (source == "anacrontab") {
      take(read_anacrontab(file, lines_), source);
    } else if (source.starts_with("user/")) {
      take(read_tab({source, file, TabKind::user, source.substr(5), {}}, lines_), source);
    } else {
      take(read_tab({source, file, TabKind::system, {}, {}}, lines_), source);
    }
    for (auto& [name, lines] : jobs_) keep(group_jobs(lines, lines_.rules.dialect));
    sort_jobs();
    return std::move(listing_);
  }

 private:
  [[nodiscard]] bool asked_for(std::string_view source) const {
    return sources_.empty() ||
           std::any_of(sources_.begin(), sources_.end(),
                       [&](const std::string& glob) { return glob_matches(glob, source); });
  }

  void diagnose(std::string code, std::string message, std::string at) {
    Diagnostic diagnostic;
    diagnostic.code = std::move(code);
    diagnostic.message = std::move(message);
    diagnostic.at = std::move(at);
    listing_.diagnostics.push_back(std::move(diagnostic));
  }

  /// What every job hangs on, and what could not be read of it.
  void not_read_facts() {
    if (zone_unread_) {
      listing_.unread.push_back({"the host's zone", *zone_unread_, {}, false});
    }
    const auto* passwd = snapshot_.status("/etc/passwd");
    if (passwd == nullptr || passwd->state == PathState::absent || passwd->state == PathState::ok) {
      return;
    }
    auto part = unread_part("/etc/passwd", passwd->state, passwd->detail, {});
    part.hides_workflows = false;
    listing_.unread.push_back(std::move(part));
  }

  void keep(std::vector<LiveWorkflow> jobs) {
    std::move(jobs.begin(), jobs.end(), std::back_inserter(listing_.workflows));
  }

  /// True if the path is there and was read. What could not be read is listed as unread.
  bool readable(std::string_view path, std::string_view source, std::vector<std::string> prefixes) {
    const auto* status = snapshot_.status(path);
    if (status == nullptr || status->state == PathState::absent) return false;
    if (is_unread(status->state)) {
      unread_sources_ = true;
      if (asked_for(source)) {
        listing_.unread.push_back(
            unread_part(status->path, status->state, status->detail, std::move(prefixes)));
      }
      return false;
    }
    return true;
  }

  /// The same for a folder; what stands in its place is told.
  bool readable_folder(std::string_view path, std::string_view source, std::string prefix) {
    if (!readable(path, source, {std::move(prefix)})) return false;
    if (snapshot_.status(path)->state != PathState::not_a_file) return true;
    if (asked_for(source)) {
      diagnose("not-a-folder",
               std::string(path) + " is not a folder: neither cron nor Plumbline finds a job there",
               std::string(path));
    }
    return false;
  }

  /// Lines go to their source; they are grouped when all are known, since run-parts lines are
  /// needed for the periodic folders.
  void take(TabReading reading, const std::string& source) {
    for (auto& line : reading.lines) {
      const auto folder = started_folder(line);
      auto& home = folder.empty() ? jobs_[source] : starters_[std::string(folder)];
      home.push_back(std::move(line));
    }
    if (!asked_for(source)) return;
    keep(std::move(reading.spoiled));
    std::move(reading.diagnostics.begin(), reading.diagnostics.end(),
              std::back_inserter(listing_.diagnostics));
    if (reading.unread) {
      listing_.unread.push_back({source, std::move(*reading.unread), {source + "#"}});
    }
  }

  /// A tab that may not count, at a place where tabs lie.
  void tab(const TabPlace& place) {
    if (place.verdict.kind == Verdict::Kind::leftover) {
      if (asked_for(place.source)) {
        diagnose("leftover-file", place.file.path + " is " + place.verdict.reason, place.source);
      }
      return;
    }
    if (is_unread(place.file.state) && place.verdict.counts()) {
      unread_sources_ = true;
      if (asked_for(place.source)) {
        listing_.unread.push_back(unread_part(place.file.path, place.file.state, place.file.detail,
                                              {place.source + "#"}));
      }
      return;
    }
    take(read_tab(place, lines_), place.source);
  }

  void system_crontab() {
    if (!readable("/etc/crontab", "crontab", {"crontab#"})) return;
    if (const auto* file = snapshot_.file("/etc/crontab")) {
      tab({"crontab", *file, TabKind::system, {}, judge_system_file(*file, {}, lines_.rules)});
    }
  }

  void cron_d_files() {
    if (!readable_folder(cron_d, "cron.d/", "cron.d/")) return;
    for (const auto* file : snapshot_.in_folder(cron_d)) {
      const auto name = file->path.substr(cron_d.size() + 1);
      tab({"cron.d/" + name,
           *file,
           TabKind::system,
           {},
           judge_system_file(*file, name, lines_.rules)});
    }
  }

  /// Debian's daemon, and Debian's build of cronie, have the tabs one folder deeper.
  void user_tabs() {
    constexpr std::string_view deeper = "/var/spool/cron/crontabs";
    constexpr std::string_view plain = "/var/spool/cron";
    const auto* status = snapshot_.status(deeper);
    const bool there = status != nullptr && status->state != PathState::absent;
    const auto spool = lines_.rules.dialect == Dialect::debian || there ? deeper : plain;
    if (!readable_folder(spool, "user/", "user/")) return no_spool(spool);
    for (const auto* file : snapshot_.in_folder(spool)) {
      const auto user = file->path.substr(spool.size() + 1);
      if (file->self.type == FileType::directory) continue;  // atjobs, atspool, tabs
      tab({"user/" + user, *file, TabKind::user, user,
           judge_user_tab(*file, user, lines_.rules, snapshot_.users)});
    }
  }

  /// A host without a spool has no user crontabs; of a copy of a host that is not sure.
  void no_spool(std::string_view spool) {
    const auto* status = snapshot_.status(spool);
    const bool absent = status == nullptr || status->state == PathState::absent;
    if (!snapshot_.is_copy || !absent || !asked_for("user/")) return;
    const std::string path(spool);
    const auto message = "the tree has no " + path + ": no user crontabs were read";
    diagnose("no-spool", message, path);
    UnreadPart part;
    part.what = path;
    part.error.kind = ErrorKind::not_found;
    part.error.message = message;
    part.error.hint = "copy that folder as well, empty if nobody has a crontab";
    part.id_prefixes = {"user/"};
    listing_.left_out.push_back(std::move(part));
  }

  void anacrontab() {
    if (!readable("/etc/anacrontab", "anacrontab", {"anacrontab#"})) return;
    if (const auto* file = snapshot_.file("/etc/anacrontab")) {
      take(read_anacrontab(*file, lines_), "anacrontab");
    }
  }

  void periodic(std::string_view name) {
    const auto prefix = std::string(name) + "/";
    if (!readable_folder("/etc/" + std::string(name), name, prefix)) return;
    if (!asked_for(name) && !asked_for(prefix)) return;
    PeriodicFolder folder{name, {}, unread_sources_};
    for (const auto& line : starters_[std::string(name)]) folder.started_by.push_back(&line);
    keep(read_periodic(folder, lines_));
  }

  /// Ids are unique: what is left of repeats is one job that nobody can compare.
  void sort_jobs() {
    auto& jobs = listing_.workflows;
    std::sort(jobs.begin(), jobs.end(), [](const LiveWorkflow& a, const LiveWorkflow& b) {
      return a.id != b.id ? a.id < b.id
                          : a.native_path(FieldId::schedule) < b.native_path(FieldId::schedule);
    });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (kept > 0 && jobs[kept - 1].id == jobs[i].id) {
        jobs[kept - 1].ambiguous = true;
        continue;
      }
      if (kept != i) jobs[kept] = std::move(jobs[i]);
      ++kept;
    }
    jobs.resize(kept);
  }

  const HostSnapshot& snapshot_;
  const std::vector<std::string>& sources_;
  ScheduleSyntax syntax_;
  const std::optional<Error>& zone_unread_;
  LineContext lines_;
  LiveListing listing_;
  std::map<std::string, std::vector<JobLine>> jobs_;      // by source
  std::map<std::string, std::vector<JobLine>> starters_;  // by periodic folder
  bool unread_sources_ = false;
};

}  // namespace

Result<HostContext> understand(const HostSnapshot& snapshot, const TranslateOptions& options,
                               const schedule::ZoneSource& zones) {
  HostContext context;
  if (options.dialect.empty()) {
    const auto found = find_dialect(snapshot);
    if (!found) return fail(found.error());
    context.rules.dialect = *found;
  } else if (const auto stated = dialect_named(options.dialect)) {
    context.rules.dialect = *stated;
  } else {
    return fail(ErrorKind::invalid, "\"" + options.dialect + "\" is no dialect of cron",
                "write debian-cron or cronie");
  }
  context.rules.lsb_names = context.rules.dialect == Dialect::debian && uses_lsb_names(snapshot);
  context.rules.root_uid = snapshot.root_uid;
  if (!options.timezone.empty()) {
    // A zone that somebody stated and that does not exist is a mistake, not an unknown zone.
    if (const auto known = zones.load(options.timezone); !known) {
      return fail(known.error(), "while reading the platform's `timezone`");
    }
  }
  context.zone = find_zone(snapshot, options.timezone, zones);
  return context;
}

LiveListing translate(const HostSnapshot& snapshot, const HostContext& context,
                      const TranslateOptions& options, const schedule::ZoneSource& zones) {
  return Translation(snapshot, context, options.sources, zones).run();
}

LiveListing translate_file(const LoneFile& file, const HostContext& context,
                           const schedule::ZoneSource& zones) {
  HostSnapshot snapshot;
  snapshot.anacron_installed = true;
  HostFile only;
  only.path = "/" + file.source;
  only.self.type = FileType::regular;
  only.content = file.bytes;
  snapshot.files.push_back(std::move(only));
  return Translation(snapshot, context, {}, zones).run_file(file.source);
}

}  // namespace plumbline::adapters::cron
