#include "adapters/cron/job_fields.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/cron/wrappers.hpp"
#include "canonical-schema/codec/digest.hpp"

namespace plumbline::adapters::cron {
namespace {

/// "a@x, b@y" as a sorted set.
std::vector<std::string> addresses(std::string_view text) {
  std::vector<std::string> found;
  while (!text.empty()) {
    const auto length = std::min(text.find_first_of(", \t"), text.size());
    if (length > 0) found.emplace_back(text.substr(0, length));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

const Variable* variable(const JobLine& line, const std::string& name) {
  if (!line.environment) return nullptr;
  const auto found = line.environment->find(name);
  return found == line.environment->end() ? nullptr : &found->second;
}

/// Names that often hold secrets: the value is not shown anywhere.
bool may_be_secret(std::string_view name) {
  std::string upper(name);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char byte) {
    return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
  });
  constexpr std::array<std::string_view, 7> hints{"PASS", "SECRET",     "TOKEN", "KEY",
                                                  "PWD",  "CREDENTIAL", "DSN"};
  return std::any_of(hints.begin(), hints.end(),
                     [&](std::string_view hint) { return upper.find(hint) != std::string::npos; });
}

class JobReader {
 public:
  JobReader(const JobLine& line, Dialect dialect) : line_(line), dialect_(dialect) {}

  JobReading run() {
    const bool percent = !line_.by_anacron;  // anacron gives the command to the shell as it is
    const auto parts =
        percent ? split_percent(line_.command, dialect_) : CommandParts{line_.command, {}, false};
    wrappers_ = read_wrappers(parts.command);
    result_.name = wrappers_.name;
    action(parts);
    schedule();
    wrapper_fields();
    people();
    local();
    result_.native_paths.fill(line_.at());
    if (mailto_ != nullptr) {
      result_.native_paths[static_cast<std::size_t>(FieldId::notify)] = line_.at(mailto_->line);
    }
    return std::move(result_);
  }

 private:
  void action(const CommandParts& parts) {
    auto key = wrappers_.inner;
    Action action;
    action.parts["command"] = wrappers_.inner;
    if (parts.has_input) {
      key += '\0';
      key += parts.input;
      action.parts["input"] = parts.input;
    }
    action.digest = "sha256:" + codec::sha256_hex(key);
    result_.digest = action.digest;
    result_.command_key = line_.user + '\0' + key;
    result_.fields.action = Observed<Action>::of(std::move(action));
  }

  void schedule() {
    auto& fields = result_.fields;
    fields.schedule = Observed<schedule::Triggers>::of({line_.trigger});
    fields.enabled = Observed<Switch>::of(
        line_.trigger.enabled && line_.standing != Standing::dormant ? Switch::on : Switch::off);
    CatchUp catchup;
    catchup.rule = line_.by_anacron ? CatchUp::Rule::latest : CatchUp::Rule::none;
    fields.catchup = Observed<CatchUp>::of(catchup);
  }

  void wrapper_fields() {
    auto& fields = result_.fields;
    fields.timeout_run = wrappers_.timeout_run;
    fields.timeout_task =
        Observed<Limit>::inexpressible("a cron job is one process: it has `run` only");
    fields.concurrency_max = wrappers_.concurrency_max;
    fields.concurrency_when_busy = wrappers_.concurrency_when_busy;
    if (line_.by_anacron && wrappers_.not_understood.empty() &&
        fields.concurrency_max == Observed<Count>::of(Count{})) {
      // anacron locks each job's time stamp while it runs.
      fields.concurrency_max = Observed<Count>::of(Count{1});
      fields.concurrency_when_busy = Observed<WhenBusy>::of(WhenBusy::skip);
    }
    fields.retry_max = wrappers_.retry_max;
    fields.retry_delay = wrappers_.retry_delay;
    fields.retry_factor = wrappers_.retry_factor;
    fields.retry_max_delay = wrappers_.retry_max_delay;
    if (wrappers_.not_understood.empty()) {
      fields.retry_jitter = Observed<Jitter>::absent(Jitter::none);
      fields.retry_on = Observed<RetryOn>::absent(RetryOn::failure);
    } else {
      fields.retry_jitter = Observed<Jitter>::unobservable(wrappers_.not_understood);
      fields.retry_on = Observed<RetryOn>::unobservable(wrappers_.not_understood);
    }
  }

  void people() {
    auto& fields = result_.fields;
    notify();
    const bool may_switch_user = hides("sudo") || hides("systemd-run");
    fields.run_as = may_switch_user
                        ? Observed<std::string>::unobservable(wrappers_.not_understood)
                        : Observed<std::string>::of(wrappers_.run_as.value_or(line_.user));
    fields.depends_on = Observed<Dependencies>::inexpressible("cron knows no order of jobs");
    fields.labels = Observed<Labels>::inexpressible("crontabs have no labels");
    const std::string no_owner = "no marker names an owner";
    fields.owner_business = Observed<std::string>::unobservable(no_owner);
    fields.owner_support = Observed<std::string>::unobservable(no_owner);
    fields.owner_technical = line_.marker.owner ? Observed<std::string>::of(*line_.marker.owner)
                                                : Observed<std::string>::unobservable(no_owner);
  }

  /// A wrapper of that name is in a command that was not understood.
  [[nodiscard]] bool hides(std::string_view wrapper) const {
    return !wrappers_.not_understood.empty() && wrappers_.inner.find(wrapper) != std::string::npos;
  }

  /// Mail goes to MAILTO, to nobody if that is empty, to the user if nothing says.
  void notify() {
    mailto_ = variable(line_, "MAILTO");
    auto all = wrappers_.pings;
    const bool failures_only = wrappers_.only_on_failure || line_.mail_on_failure;
    const auto to =
        mailto_ != nullptr ? addresses(mailto_->value) : std::vector<std::string>{line_.user};
    if (!to.empty()) {
      all.push_back({failures_only ? NotifyOn::failure : NotifyOn::output, "email", to});
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    if (hides("chronic")) {
      result_.fields.notify = Observed<Notifications>::unobservable(wrappers_.not_understood);
    } else if (mailto_ == nullptr && wrappers_.pings.empty() && !failures_only) {
      result_.fields.notify = Observed<Notifications>::absent(std::move(all));
    } else {
      result_.fields.notify = Observed<Notifications>::of(std::move(all));
    }
  }

  void local() {
    result_.local = line_.local;
    result_.local.insert(wrappers_.local.begin(), wrappers_.local.end());
    if (wrappers_.run_as) result_.local["user"] = line_.user;
    if (!line_.environment) return;
    for (const auto& [name, set] : *line_.environment) {
      const bool zone = name == "CRON_TZ" && dialect_ == Dialect::cronie;
      if (name == "MAILTO" || zone) continue;
      // An assignment nearer to the command has taken the place of this one.
      result_.local.try_emplace("env." + name, may_be_secret(name) ? "(hidden)" : set.value);
    }
  }

  const JobLine& line_;
  Dialect dialect_;
  WrapperReading wrappers_;
  const Variable* mailto_ = nullptr;
  JobReading result_;
};

template <class T>
void fold(Observed<T>& into, const Observed<T>& line) {
  if (into == line) return;
  into = Observed<T>::unobservable("the lines of this job do not say the same");
}

}  // namespace

JobReading read_job(const JobLine& line, Dialect dialect) { return JobReader(line, dialect).run(); }

std::map<std::string, std::string> local_of(
    const std::vector<const std::map<std::string, std::string>*>& lines) {
  std::map<std::string, std::string> joined;
  for (const auto* line : lines) joined.insert(line->begin(), line->end());
  for (auto& [path, value] : joined) {
    const auto said = [&path = path](const auto* line) {
      const auto found = line->find(path);
      return found == line->end() ? std::string("not set") : found->second;
    };
    const bool same = std::all_of(lines.begin(), lines.end(),
                                  [&](const auto* line) { return said(line) == value; });
    if (same) continue;
    value.clear();
    for (const auto* line : lines) value += (value.empty() ? "" : "; ") + said(line);
  }
  return joined;
}

void add_line(const JobReading& line, LiveFields& into) {
  auto triggers = into.schedule.get() ? *into.schedule.get() : schedule::Triggers{};
  for (const auto& trigger : *line.fields.schedule.get()) {
    const bool repeated = std::find(triggers.begin(), triggers.end(), trigger) != triggers.end();
    if (!repeated) triggers.push_back(trigger);
  }
  const auto* before = into.enabled.get();
  const auto* now = line.fields.enabled.get();
  const bool on =
      (before != nullptr && *before == Switch::on) || (now != nullptr && *now == Switch::on);
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field == FieldId::schedule || leaf.field == FieldId::enabled) return;
    fold(leaf.access(into), leaf.access(line.fields));
  });
  into.schedule = Observed<schedule::Triggers>::of(std::move(triggers));
  into.enabled = Observed<Switch>::of(on ? Switch::on : Switch::off);
}

}  // namespace plumbline::adapters::cron
