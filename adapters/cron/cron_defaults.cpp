#include "adapters/cron/cron_defaults.hpp"

#include <algorithm>
#include <utility>

#include "adapters/cron/periodic.hpp"

namespace plumbline::adapters::cron {
namespace {

constexpr std::string_view cron_manual = "cron(8), crontab(5) of Debian cron 3.0pl1-162";

std::vector<DefaultRow> rows() {
  return {
      {FieldId::catchup, "", "none: a missed run is never made up", "", "",
       "cron(8); canonical model section 3"},
      {FieldId::concurrency, "max", "unlimited: every start is a process of its own", "", "",
       cron_manual},
      {FieldId::concurrency, "when_busy", "allow", "", "", cron_manual},
      {FieldId::retry, "max", "0: cron starts a command once", "", "", cron_manual},
      {FieldId::retry, "delay", "0s: nothing is retried", "", "", cron_manual},
      {FieldId::retry, "factor", "1: nothing is retried", "", "", cron_manual},
      {FieldId::retry, "max_delay", "none: nothing is retried", "", "", cron_manual},
      {FieldId::retry, "jitter", "none: nothing is retried", "", "", cron_manual},
      {FieldId::retry, "on", "failure", "", "", "retry(1) 1.0.5: --until=success"},
      {FieldId::timeout, "run", "none: cron waits for ever", "", "", cron_manual},
      {FieldId::timeout, "task", "inexpressible: a job is one process", "", "",
       "canonical model section 5"},
      {FieldId::depends_on, "", "inexpressible: cron knows no order of jobs", "", "", cron_manual},
      {FieldId::labels, "", "inexpressible: crontabs have no labels", "", "", cron_manual},
  };
}

LiveFields defaults() {
  LiveFields fields;
  fields.catchup = Observed<CatchUp>::of(CatchUp{CatchUp::Rule::none, std::nullopt});
  fields.concurrency_max = Observed<Count>::of(Count{});
  fields.concurrency_when_busy = Observed<WhenBusy>::of(WhenBusy::allow);
  fields.retry_max = Observed<Count>::of(Count{0});
  fields.retry_delay = Observed<Seconds>::of(Seconds{0});
  fields.retry_factor = Observed<double>::of(1.0);
  fields.retry_max_delay = Observed<Limit>::of(Limit{});
  fields.retry_jitter = Observed<Jitter>::of(Jitter::none);
  fields.retry_on = Observed<RetryOn>::of(RetryOn::failure);
  fields.timeout_run = Observed<Limit>::of(Limit{});
  fields.timeout_task = Observed<Limit>::inexpressible("a cron job is one process");
  fields.depends_on = Observed<Dependencies>::inexpressible("cron knows no order of jobs");
  fields.labels = Observed<Labels>::inexpressible("crontabs have no labels");
  return fields;
}

const char* why_not(schedule::TriggerKind kind) {
  switch (kind) {
    case schedule::TriggerKind::event:
      return "cron starts jobs by time and at boot, not by events";
    case schedule::TriggerKind::continuous:
      return "cron starts jobs at minutes; it keeps nothing running";
    case schedule::TriggerKind::at:
    case schedule::TriggerKind::once:
      return "a crontab has no years: what runs once belongs into at(1)";
    case schedule::TriggerKind::cron:
    case schedule::TriggerKind::every:
    case schedule::TriggerKind::manual:
    case schedule::TriggerKind::boot:
    case schedule::TriggerKind::custom:
      return nullptr;
  }
  return nullptr;
}

/// What no crontab and no wrapper can say, whatever the dialect.
std::vector<Inexpressible> limits(const TruthFields& stated, std::string_view /*dialect*/) {
  std::vector<Inexpressible> found;
  const auto refuse = [&](FieldId field, std::string leaf, std::string reason) {
    found.push_back({field, std::move(leaf), std::move(reason)});
  };
  if (stated.schedule.value) {
    for (const auto& trigger : *stated.schedule.value) {
      if (const auto* reason = why_not(trigger.kind)) refuse(FieldId::schedule, "", reason);
    }
  }
  if (stated.catchup.value && stated.catchup.value->rule == CatchUp::Rule::all) {
    refuse(FieldId::catchup, "", "neither cron nor anacron makes up more than the latest run");
  }
  const auto& max = stated.concurrency_max.value;
  if (max && max->number && *max->number > 1) {
    refuse(FieldId::concurrency, "max", "flock lets one run at a time, or all");
  }
  if (stated.concurrency_when_busy.value == WhenBusy::replace) {
    refuse(FieldId::concurrency, "when_busy", "flock can skip or wait, it ends no other run");
  }
  if (stated.retry_jitter.value == Jitter::full) {
    refuse(FieldId::retry, "jitter", "retry(1) waits exactly as long as it is told");
  }
  const auto& notify = stated.notify.value;
  if (notify && std::ranges::find(*notify, NotifyOn::late, &Notification::on) != notify->end()) {
    refuse(FieldId::notify, "", "cron does not notice that a job is late");
  }
  return found;
}

/// Entries of a crontab are `SOURCE#NAME`, scripts of the periodic folders `FOLDER/SCRIPT`.
std::optional<Error> id_flaw(std::string_view id) {
  const auto hash = id.find('#');
  const bool periodic =
      std::any_of(periodic_folders.begin(), periodic_folders.end(), [&](std::string_view folder) {
        return id.size() > folder.size() + 1 && id.starts_with(folder) && id[folder.size()] == '/';
      });
  const bool entry = hash != std::string_view::npos && hash > 0 && hash + 1 < id.size();
  if (entry || periodic) return std::nullopt;
  const auto source = std::string(id.substr(0, hash));
  Error error;
  error.kind = ErrorKind::invalid;
  error.message = "\"" + std::string(id) + "\" names no job: a crontab holds many";
  error.hint = "write " + (source.empty() ? std::string("SOURCE") : source) +
               "#NAME; `plumbline inventory` lists the ids, and `# plumbline: id=NAME` above a "
               "line gives it one";
  return error;
}

}  // namespace

KindProfile cron_profile(std::string_view dialect) {
  KindProfile profile;
  profile.kind = "cron";
  profile.version = std::string(dialect);
  profile.defaults = defaults();
  profile.rows = rows();
  profile.standby_may_be_empty = true;
  profile.limits = &limits;
  profile.id_flaw = &id_flaw;
  return profile;
}

}  // namespace plumbline::adapters::cron
