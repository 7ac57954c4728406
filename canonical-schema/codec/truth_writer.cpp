#include "canonical-schema/codec/truth_writer.hpp"

#include <algorithm>
#include <variant>

#include "canonical-schema/codec/digest.hpp"
#include "canonical-schema/codec/fields_json.hpp"
#include "canonical-schema/codec/truth_yaml.hpp"
#include "canonical-schema/codec/yaml_scalar.hpp"
#include "canonical-schema/duration.hpp"
#include "canonical-schema/ids.hpp"
#include "canonical-schema/leaf_text.hpp"
#include "canonical-schema/value_words.hpp"

namespace plumbline::codec {
namespace {

using schedule::Trigger;
using schedule::TriggerKind;
using schedule::ZoneKnowledge;

constexpr std::size_t longest_name = 128;
constexpr std::size_t suffix_digits = 4;
/// What the reader takes for `retry.factor`.
constexpr double least_factor = 1;
constexpr double largest_factor = 1000;

/// What the functions below hand to each other.
struct Draft {
  std::string out;
  std::vector<std::string> notes;
  const schedule::ZoneSource* zones = nullptr;
  Instant as_of;
};

/// False for values that no truth file may hold, because no platform should have them.
bool sayable(const std::string& value) { return !value.empty(); }
bool sayable(Seconds value) { return value >= Seconds{0} && value <= longest_duration; }
bool sayable(const Limit& value) {
  return !value.span || (*value.span > Seconds{0} && sayable(*value.span));
}
bool sayable(double value) { return value >= least_factor && value <= largest_factor; }
template <class T>
bool sayable(const T&) {
  return true;
}

std::string limit_text(const Limit& value) { return value.span ? text(*value.span) : "none"; }

std::string count_text(const Count& value) {
  return value.number ? std::to_string(*value.number) : "unlimited";
}

/// A value that stands where truth's silence would mean another one; null otherwise.
template <class T>
const T* off_default(const Observed<T>& live, const Observed<T>& standard) {
  const T* value = live.get();
  if (value == nullptr) return nullptr;
  if (!sayable(*value)) return nullptr;
  const T* silent = standard.get();
  return silent != nullptr && *silent == *value ? nullptr : value;
}

/// Collects "key: value" members of a flow mapping.
class Members {
 public:
  void add(std::string_view key, const std::string& value) {
    if (!text_.empty()) text_ += ", ";
    text_.append(key).append(": ").append(value);
  }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] std::string flow() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

std::string flow_list(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out += ", ";
    out += yaml_scalar(item);
  }
  return out + "]";
}

/// True if the expression means under portable rules what it means under its own. The clock is
/// UTC here: what an engine does at a clock change belongs to the engine, not to the text.
bool means_the_same_portably(const Trigger& trigger, const Draft& draft) {
  if (trigger.dialect.empty() || trigger.dialect == "portable") return true;
  Trigger own = trigger;
  own.zone = {ZoneKnowledge::named, "UTC"};
  own.enabled = true;
  Trigger portable = own;
  portable.dialect = "portable";
  const auto a = schedule::compile({own}, *draft.zones);
  const auto b = schedule::compile({portable}, *draft.zones);
  if (!a || !b) return false;
  return schedule::relate(**a, **b, draft.as_of).relation == schedule::Relation::equal;
}

void add_zone(Members& members, const Trigger& trigger, Draft& draft) {
  if (trigger.zone.knowledge == ZoneKnowledge::named) {
    members.add("timezone", yaml_scalar(trigger.zone.name));
    return;
  }
  members.add("timezone", "any");
  draft.notes.push_back("schedule: the platform does not tell the zone of '" + trigger.expr +
                        "', so the file says `timezone: any`: clock times are compared, the zone "
                        "is not");
}

Members trigger_members(const Trigger& trigger, Draft& draft) {
  Members members;
  switch (trigger.kind) {
    case TriggerKind::cron:
      members.add("cron", yaml_quoted(trigger.expr));
      if (!means_the_same_portably(trigger, draft)) {
        members.add("dialect", yaml_scalar(trigger.dialect));
      }
      add_zone(members, trigger, draft);
      break;
    case TriggerKind::every:
      members.add("every", yaml_quoted(trigger.expr));
      if (trigger.anchor) members.add("anchor", to_rfc3339(*trigger.anchor));
      break;
    case TriggerKind::at:
      members.add("at", yaml_quoted(trigger.expr));
      add_zone(members, trigger, draft);
      break;
    case TriggerKind::custom:
      members.add("trigger", "{custom: " + yaml_quoted(trigger.expr) + "}");
      break;
    case TriggerKind::event:
    case TriggerKind::manual:
    case TriggerKind::continuous:
    case TriggerKind::boot:
    case TriggerKind::once:
      members.add("trigger", std::string(word(trigger_words, trigger.kind)));
      break;
  }
  if (trigger.window_start || trigger.window_end) {
    Members window;
    if (trigger.window_start) window.add("start", yaml_quoted(to_rfc3339(*trigger.window_start)));
    if (trigger.window_end) window.add("end", yaml_quoted(to_rfc3339(*trigger.window_end)));
    members.add("window", window.flow());
  }
  if (trigger.jitter) members.add("jitter", to_text(*trigger.jitter));
  return members;
}

void write_schedule(Draft& draft, const LiveFields& live) {
  const auto* all = live.schedule.get();
  if (all == nullptr) return;
  schedule::Triggers written;
  std::copy_if(all->begin(), all->end(), std::back_inserter(written),
               [](const Trigger& trigger) { return trigger.enabled; });
  // All of them off is `enabled: false`; the schedule is then what would run (canonical model 2).
  if (written.empty()) written = *all;
  const bool manual = std::all_of(written.begin(), written.end(), [](const Trigger& trigger) {
    return trigger.kind == TriggerKind::manual;
  });
  if (manual) return;
  draft.out += "schedule:";
  if (written.size() == 1) {
    draft.out += " " + trigger_members(written.front(), draft).flow() + "\n";
    return;
  }
  draft.out += "\n";
  for (const auto& trigger : written) {
    draft.out += "  - " + trigger_members(trigger, draft).flow() + "\n";
  }
}

std::string catchup_text(const CatchUp& value) {
  if (value.rule == CatchUp::Rule::not_all) return "false";
  const std::string rule = value.rule == CatchUp::Rule::none     ? "none"
                           : value.rule == CatchUp::Rule::latest ? "latest"
                                                                 : "all";
  return value.within ? "{" + rule + ": " + text(*value.within) + "}" : rule;
}

Members retry_members(const LiveFields& live, const LiveFields& standard) {
  Members members;
  if (const auto* max = off_default(live.retry_max, standard.retry_max)) {
    members.add("max", count_text(*max));
  }
  if (const auto* delay = off_default(live.retry_delay, standard.retry_delay)) {
    members.add("delay", text(*delay));
  }
  if (const auto* factor = off_default(live.retry_factor, standard.retry_factor)) {
    members.add("factor", text(*factor));
  }
  if (const auto* max_delay = off_default(live.retry_max_delay, standard.retry_max_delay)) {
    members.add("max_delay", limit_text(*max_delay));
  }
  if (const auto* jitter = off_default(live.retry_jitter, standard.retry_jitter)) {
    members.add("jitter", text(*jitter));
  }
  if (const auto* on = off_default(live.retry_on, standard.retry_on)) members.add("on", text(*on));
  return members;
}

Members timeout_members(const LiveFields& live, const LiveFields& standard) {
  Members members;
  if (const auto* run = off_default(live.timeout_run, standard.timeout_run)) {
    members.add("run", limit_text(*run));
  }
  if (const auto* task = off_default(live.timeout_task, standard.timeout_task)) {
    members.add("task", limit_text(*task));
  }
  return members;
}

void write_runs(Draft& draft, const LiveFields& live, const LiveFields& standard) {
  const auto* enabled = live.enabled.get();
  if (enabled != nullptr && *enabled == Switch::off) draft.out += "enabled: false\n";
  if (const auto* catchup = off_default(live.catchup, standard.catchup)) {
    draft.out += "catchup: " + catchup_text(*catchup) + "\n";
  }
  Members concurrency;
  if (const auto* max = off_default(live.concurrency_max, standard.concurrency_max)) {
    concurrency.add("max", count_text(*max));
  }
  const auto* busy = off_default(live.concurrency_when_busy, standard.concurrency_when_busy);
  if (busy != nullptr) concurrency.add("when_busy", text(*busy));
  if (!concurrency.empty()) draft.out += "concurrency: " + concurrency.flow() + "\n";
  const auto retry = retry_members(live, standard);
  if (!retry.empty()) draft.out += "retry: " + retry.flow() + "\n";
  const auto timeout = timeout_members(live, standard);
  if (!timeout.empty()) draft.out += "timeout: " + timeout.flow() + "\n";
}

void write_notify(Draft& draft, const Notifications& notify) {
  if (notify.empty()) {
    draft.out += "notify: []\n";
    return;
  }
  draft.out += "notify:\n";
  for (const auto& one : notify) {
    Members members;
    members.add("on", std::string(word(notify_on_words, one.on)));
    members.add("channel", yaml_scalar(one.channel));
    members.add("to", flow_list(one.to));
    draft.out += "  - " + members.flow() + "\n";
  }
}

void write_dependencies(Draft& draft, const Dependencies& dependencies) {
  if (dependencies.empty()) {
    draft.out += "depends_on: []\n";
    return;
  }
  draft.out += "depends_on:\n";
  for (const auto& one : dependencies) {
    Members members;
    members.add("workflow", yaml_scalar(one.workflow));
    if (!one.how.empty()) members.add("how", yaml_scalar(one.how));
    draft.out += "  - " + members.flow() + "\n";
  }
}

void write_people(Draft& draft, const LiveFields& live) {
  if (const auto* notify = live.notify.get()) write_notify(draft, *notify);
  if (const auto* dependencies = live.depends_on.get()) write_dependencies(draft, *dependencies);
  Members owner;
  const Observed<std::string> unset;
  if (const auto* name = off_default(live.owner_business, unset)) {
    owner.add("business", yaml_scalar(*name));
  }
  if (const auto* name = off_default(live.owner_technical, unset)) {
    owner.add("technical", yaml_scalar(*name));
  }
  if (const auto* name = off_default(live.owner_support, unset)) {
    owner.add("support", yaml_scalar(*name));
  }
  if (!owner.empty()) draft.out += "owner: " + owner.flow() + "\n";
  if (const auto* run_as = off_default(live.run_as, unset)) {
    draft.out += "run_as: " + yaml_scalar(*run_as) + "\n";
  }
  const auto* action = live.action.get();
  if (action != nullptr && !action->digest.empty()) {
    draft.out += "action: {digest: " + yaml_quoted(action->digest) + "}\n";
  }
}

/// The leaves that single tasks may have.
LiveFields task_leaves(const LiveFields& fields) {
  LiveFields kept;
  kept.retry_max = fields.retry_max;
  kept.retry_delay = fields.retry_delay;
  kept.retry_factor = fields.retry_factor;
  kept.retry_max_delay = fields.retry_max_delay;
  kept.retry_jitter = fields.retry_jitter;
  kept.retry_on = fields.retry_on;
  kept.timeout_task = fields.timeout_task;
  return kept;
}

/// The leaves that most tasks share; of equally many, those of the first task in id order.
LiveFields most_common(const std::map<std::string, LiveFields>& tasks) {
  std::map<std::string, std::size_t> counts;
  for (const auto& [path, fields] : tasks) ++counts[fields_json(task_leaves(fields))];
  std::size_t most = 0;
  for (const auto& [json, count] : counts) most = std::max(most, count);
  for (const auto& [path, fields] : tasks) {
    auto leaves = task_leaves(fields);
    if (counts[fields_json(leaves)] == most) return leaves;
  }
  return {};
}

/// The live fields with the tasks folded in: what the file's own retry and timeout should say.
LiveFields folded(const LiveWorkflow& live) {
  LiveFields fields = live.fields;
  if (live.tasks.empty()) return fields;
  const LiveFields shared = most_common(live.tasks);
  fields.retry_max = shared.retry_max;
  fields.retry_delay = shared.retry_delay;
  fields.retry_factor = shared.retry_factor;
  fields.retry_max_delay = shared.retry_max_delay;
  fields.retry_jitter = shared.retry_jitter;
  fields.retry_on = shared.retry_on;
  fields.timeout_task = shared.timeout_task;
  return fields;
}

void write_tasks(Draft& draft, const LiveWorkflow& live, const LiveFields& fields) {
  bool first = true;
  for (const auto& [path, task] : live.tasks) {
    Members members;
    const auto leaves = task_leaves(task);
    const auto retry = retry_members(leaves, fields);
    if (!retry.empty()) members.add("retry", retry.flow());
    if (const auto* timeout = off_default(leaves.timeout_task, fields.timeout_task)) {
      members.add("timeout", limit_text(*timeout));
    }
    if (members.empty()) continue;
    if (first) draft.out += "tasks:\n";
    first = false;
    draft.out += "  " + yaml_quoted(path) + ": " + members.flow() + "\n";
  }
}

void write_header(Draft& draft, const ImportTarget& target) {
  for (const auto& line : target.header) {
    std::string shown = "# " + line;
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; },
        ' ');
    draft.out += shown + "\n";
  }
  draft.out += "plumbline: v1\n";
  draft.out += "workflow: " + yaml_scalar(target.name) + "\n";
  draft.out += "team: " + yaml_scalar(target.team) + "\n";
}

/// Reads the file back: what it cannot be read for is better known now than at the next audit.
void check_file(Draft& draft, const LiveWorkflow& live) {
  const auto reading =
      read_truth_file("the new file", draft.out, TruthFileRole::workflow_or_waiver);
  for (const auto& problem : reading.problems) {
    draft.notes.push_back("correct this by hand: " + describe(problem));
  }
  const auto* read = std::get_if<TruthDraft>(&reading.content);
  if (read == nullptr || read->places.empty() || !reading.problems.empty()) return;
  if (read->places.front().place.id.native_id != live.id) {
    draft.notes.push_back(
        "the id holds bytes that are no UTF-8, which YAML cannot say: rename the job");
  }
}

/// What stands for a byte of an id in a name.
char name_letter(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  const bool kept =
      (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  return kept ? c : '-';
}

}  // namespace

WrittenTruth write_truth(const LiveWorkflow& live, const ImportTarget& target,
                         const KindProfile& profile, const schedule::ZoneSource& zones,
                         Instant as_of) {
  Draft draft;
  draft.zones = &zones;
  draft.as_of = as_of;
  const LiveFields fields = folded(live);
  write_header(draft, target);
  write_schedule(draft, fields);
  write_runs(draft, fields, profile.defaults);
  write_people(draft, fields);
  write_tasks(draft, live, fields);
  draft.out += "places:\n  - platform: " + yaml_scalar(target.platform) +
               "\n    id: " + yaml_scalar(live.id) + "\n";
  check_file(draft, live);
  return {std::move(draft.out), std::move(draft.notes)};
}

std::string import_name(std::string_view platform, std::string_view id,
                        const std::set<std::string>& taken) {
  std::string readable;
  for (const char c : id) readable += name_letter(c);
  std::string stem = std::string(platform) + "-" + readable;
  const bool unchanged = readable == id && stem.size() <= longest_name;
  if (unchanged && taken.count(stem) == 0) return stem;
  const std::string digits = sha256_hex(id);
  for (std::size_t count = suffix_digits; count <= digits.size(); count += suffix_digits) {
    stem.resize(std::min(stem.size(), longest_name - 1 - count));
    std::string name = stem + "-" + digits.substr(0, count);
    if (taken.count(name) == 0) return name;
  }
  return stem + "-" + digits;
}

}  // namespace plumbline::codec
