#include "adapters/cron/job_line.hpp"

#include <algorithm>
#include <utility>

#include "adapters/cron/anacrontab.hpp"
#include "adapters/cron/host_facts.hpp"

namespace plumbline::adapters::cron {
namespace {

/// Past these a file is hostile or broken: what an entry sees of variables is copied for it.
constexpr std::ptrdiff_t most_lines = 50'000;
constexpr std::size_t most_variables = 32;

std::optional<Error> too_long(const HostFile& file) {
  if (std::count(file.content.begin(), file.content.end(), '\n') <= most_lines) {
    return std::nullopt;
  }
  Error error;
  error.kind = ErrorKind::unsupported;
  error.message = file.path + " has more than 50000 lines";
  error.hint = "see what writes it";
  return error;
}

Diagnostic told(std::string code, std::string message, std::string at,
                Severity severity = Severity::low) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.severity = severity;
  diagnostic.message = std::move(message);
  diagnostic.at = std::move(at);
  return diagnostic;
}

Severity severity_of(schedule::Lint::Level level) {
  switch (level) {
    case schedule::Lint::Level::info:
      return Severity::low;
    case schedule::Lint::Level::warning:
      return Severity::medium;
    case schedule::Lint::Level::critical:
      return Severity::high;
  }
  return Severity::low;
}

/// Reads one crontab from its first line to its last: assignments and markers hold for what
/// stands below them.
class TabReader {
 public:
  TabReader(const TabPlace& place, const LineContext& context)
      : place_(place),
        context_(context),
        document_(parse_crontab(place.file.content,
                                {context.rules.dialect, place.kind, place.owner == "root"},
                                context.syntax)) {}

  TabReading run() {
    verdict_ = place_.verdict;
    if (verdict_.counts()) verdict_ = judge_content(document_, context_.snapshot.users);
    for (std::size_t i = 0; i < document_.lines.size(); ++i) {
      number_ = static_cast<int>(i) + 1;
      line(document_.lines[i]);
    }
    drop_marker();
    const auto* opened = place_.file.opened();
    const bool nothing_to_read = opened == nullptr || opened->type != FileType::regular ||
                                 place_.file.state != PathState::ok;
    const bool untold = reading_.lines.empty() && reading_.spoiled.empty();
    if (!verdict_.counts() && untold && (broken_ || nothing_to_read)) {
      reading_.spoiled.push_back(ineffective_job(
          place_.source, verdict_.reason, verdict_.line > 0 ? at(verdict_.line) : place_.source));
    }
    return std::move(reading_);
  }

 private:
  [[nodiscard]] std::string at(int line) const {
    return place_.source + ":" + std::to_string(line);
  }

  void line(const CrontabLine& line) {
    switch (line.kind) {
      case LineKind::marker:
        return marker(line);
      case LineKind::environment:
        return assign(line);
      case LineKind::entry:
      case LineKind::paused:
      case LineKind::dormant:
        return entry(line);
      case LineKind::broken:
        return broken(line);
      case LineKind::comment:
        if (!line.problem.empty()) {
          reading_.diagnostics.push_back(told(
              "paused-line-broken", "a paused line holds no entry: " + line.problem, at(number_)));
        }
        return drop_marker();
      case LineKind::blank:
        return drop_marker();
    }
  }

  void marker(const CrontabLine& line) {
    drop_marker();
    marker_ = read_marker(document_.text(line.text));
    marker_line_ = number_;
  }

  /// A marker speaks of the line right below it only.
  void drop_marker() {
    if (marker_) {
      reading_.diagnostics.push_back(
          told("marker-alone", "the marker has no entry right below it", at(marker_line_)));
    }
    marker_.reset();
  }

  void assign(const CrontabLine& line) {
    drop_marker();
    const bool known = variable(line.name) != nullptr;
    if (!known && environment_ && environment_->size() >= most_variables) {
      if (!std::exchange(overflow_told_, true)) {
        reading_.diagnostics.push_back(told(
            "too-many-variables", "more than 32 variables, the rest is not shown", at(number_)));
      }
      return;
    }
    auto changed = environment_ ? *environment_ : std::map<std::string, Variable>{};
    changed[line.name] = {line.value, number_};
    environment_ = std::make_shared<const std::map<std::string, Variable>>(std::move(changed));
  }

  void broken(const CrontabLine& line) {
    if (!line.entry.command.empty()) return entry(line);
    broken_ = true;
    if (!place_.verdict.counts()) return drop_marker();
    reading_.diagnostics.push_back(told("broken-line", line.problem, at(number_)));
    // The marker tells which job it was meant to be.
    const auto marker = std::exchange(marker_, std::nullopt);
    const auto id = marker ? marker->id : std::nullopt;
    // Debian's cron drops the whole file for it, which every entry of the file then tells.
    const bool debian = context_.rules.dialect == Dialect::debian;
    if (debian && !id) return;
    reading_.spoiled.push_back(ineffective_job(
        place_.source + "#" + id.value_or("line-" + std::to_string(number_)),
        (debian ? verdict_.reason : "cronie skips this line: " + line.problem), at(number_)));
  }

  void entry(const CrontabLine& line) {
    JobLine job;
    job.source = place_.source;
    job.line = number_;
    job.user =
        place_.kind == TabKind::user ? place_.owner : std::string(document_.text(line.entry.user));
    job.command = std::string(document_.text(line.entry.command));
    job.trigger = trigger(line, job);
    job.environment = environment_;
    job.mail_on_failure = line.entry.mail_on_failure;
    if (line.entry.unlogged) job.local["unlogged"] = "true";
    const auto* opened = place_.file.opened();
    if (opened != nullptr) job.changed_at = opened->mtime;
    // /etc/crontab belongs to the package of cron itself, and everybody edits it.
    job.from_package =
        place_.source != "crontab" && context_.snapshot.package_files.count(place_.file.path) != 0;
    if (marker_) take_marker(job);
    standing(line, job);
    zone(job);
    reading_.lines.push_back(std::move(job));
  }

  schedule::Trigger trigger(const CrontabLine& line, JobLine& job) {
    schedule::Trigger trigger;
    const bool boot = line.entry.expr == "@reboot";
    trigger.kind = boot ? schedule::TriggerKind::boot : schedule::TriggerKind::cron;
    trigger.enabled = line.kind == LineKind::entry || line.kind == LineKind::broken;
    if (boot) return trigger;
    trigger.dialect = name(context_.rules.dialect);
    trigger.expr = line.entry.expr;
    trigger.zone = context_.zone;
    const auto& facts = context_.syntax.facts(trigger.expr);
    job.times = facts.times;
    for (const auto& lint : facts.lints) {
      if (lint.level == schedule::Lint::Level::info) continue;
      job.diagnostics.push_back(
          told(lint.code, lint.message, at(number_), severity_of(lint.level)));
    }
    return trigger;
  }

  void take_marker(JobLine& job) {
    job.marker = *std::exchange(marker_, std::nullopt);
    if (job.marker.id) job.own_id = *job.marker.id;
    for (const auto& problem : job.marker.problems) {
      job.diagnostics.push_back(told("marker-problem", problem, at(marker_line_)));
    }
  }

  void standing(const CrontabLine& line, JobLine& job) {
    if (line.kind == LineKind::dormant) {
      job.standing = Standing::dormant;
      job.standing_reason = "commented out in line " + std::to_string(number_);
      return;
    }
    const auto own = line_problem(document_, line, context_.snapshot.users);
    if (!verdict_.counts()) {
      job.standing = Standing::ineffective;
      job.standing_reason = verdict_.reason;
    } else if (!own.empty()) {
      job.standing = Standing::ineffective;
      job.standing_reason = "the daemon skips this line: " + own;
    } else if (line.entry.expr != "@reboot" && context_.syntax.facts(line.entry.expr).never_fires) {
      job.standing = Standing::ineffective;
      job.standing_reason = "its schedule is accepted and never fires";
    }
  }

  [[nodiscard]] const Variable* variable(const std::string& name) const {
    if (!environment_) return nullptr;
    const auto found = environment_->find(name);
    return found == environment_->end() ? nullptr : &found->second;
  }

  void zone(JobLine& job) {
    const auto* stated = variable("CRON_TZ");
    if (stated != nullptr && job.trigger.kind == schedule::TriggerKind::cron) {
      const auto rules = context_.zones.load(stated->value);
      if (context_.rules.dialect == Dialect::cronie) {
        cronie_zone(*stated, rules, job);
      } else {
        ignored_zone(*stated, rules, job);
      }
    }
    marker_zone(job);
  }

  void cronie_zone(const Variable& stated, const Result<schedule::ZonePtr>& rules, JobLine& job) {
    if (rules) {
      job.trigger.zone = {schedule::ZoneKnowledge::named, stated.value};
      return;
    }
    job.trigger.zone = {schedule::ZoneKnowledge::unobservable, {}};
    job.diagnostics.push_back(told("cron-tz-unknown",
                                   "CRON_TZ=" + stated.value +
                                       " is no zone that is known here; cronie takes it all the "
                                       "same",
                                   at(stated.line), Severity::high));
  }

  /// Debian's cron has no CRON_TZ: whoever wrote it believes in a zone that does not hold.
  void ignored_zone(const Variable& stated, const Result<schedule::ZonePtr>& rules, JobLine& job) {
    if (rules && context_.zone_rules != nullptr && same_rules(**rules, *context_.zone_rules)) {
      return;
    }
    auto diagnostic = told("cron-tz-ignored",
                           "CRON_TZ=" + stated.value +
                               " has no effect in Debian's cron: the job runs in the "
                               "host's zone" +
                               (context_.zone.name.empty() ? "" : ", " + context_.zone.name),
                           at(stated.line), Severity::high);
    diagnostic.raises = Diagnostic::Raises::ineffective;
    job.diagnostics.push_back(std::move(diagnostic));
  }

  void marker_zone(JobLine& job) {
    if (!job.marker.tz || *job.marker.tz == job.trigger.zone.name) return;
    const auto claimed = context_.zones.load(*job.marker.tz);
    const auto held = context_.zones.load(job.trigger.zone.name);
    if (claimed && held && same_rules(**claimed, **held)) return;
    job.diagnostics.push_back(
        told("marker-zone-differs",
             "the marker says tz=" + *job.marker.tz + ", the daemon reads this line in " +
                 (job.trigger.zone.name.empty() ? "another zone" : job.trigger.zone.name),
             job.at(), Severity::high));
  }

  const TabPlace& place_;
  const LineContext& context_;
  CrontabDocument document_;
  Verdict verdict_;
  TabReading reading_;
  Environment environment_;
  std::optional<Marker> marker_;
  int marker_line_ = 0;
  int number_ = 0;
  bool broken_ = false;
  bool overflow_told_ = false;
};

}  // namespace

LiveWorkflow ineffective_job(std::string id, std::string reason, const std::string& at) {
  LiveWorkflow job;
  job.id = std::move(id);
  job.standing = Standing::ineffective;
  job.standing_reason = std::move(reason);
  job.native_paths.fill(at);
  return job;
}

TabReading read_tab(const TabPlace& place, const LineContext& context) {
  if (auto error = too_long(place.file)) {
    TabReading reading;
    reading.unread = std::move(error);
    return reading;
  }
  return TabReader(place, context).run();
}

TabReading read_anacrontab(const HostFile& file, const LineContext& context) {
  TabReading reading;
  reading.unread = too_long(file);
  if (reading.unread) return reading;
  std::map<std::string, Variable> variables;
  for (auto& line : parse_anacrontab(file.content, context.rules.dialect)) {
    JobLine job;
    job.source = "anacrontab";
    job.line = line.line;
    switch (line.kind) {
      case AnacronLineKind::environment:
        if (variables.size() < most_variables) variables[line.name] = {line.value, line.line};
        continue;
      case AnacronLineKind::broken:
        reading.spoiled.push_back(ineffective_job("anacrontab#line-" + std::to_string(line.line),
                                                  line.problem, job.at()));
        continue;
      case AnacronLineKind::job:
        break;
    }
    job.user = "root";
    job.command = std::move(line.command);
    job.own_id = std::move(line.id);
    job.trigger.kind = schedule::TriggerKind::every;
    job.trigger.expr = std::move(line.every);
    job.by_anacron = true;
    job.environment = std::make_shared<const std::map<std::string, Variable>>(variables);
    job.local["delay"] = std::to_string(line.delay_minutes) + "m";
    if (const auto* opened = file.opened()) job.changed_at = opened->mtime;
    if (!context.snapshot.anacron_installed) {
      job.standing = Standing::ineffective;
      job.standing_reason = "anacron is not installed";
    }
    reading.lines.push_back(std::move(job));
  }
  return reading;
}

}  // namespace plumbline::adapters::cron
