#include "tests/reconcile/bench.hpp"

#include <algorithm>
#include <stdexcept>

#include "adapters/cron/cron_defaults.hpp"
#include "adapters/cron/cron_translate.hpp"
#include "adapters/system/zone_data.hpp"
#include "reconcile/policy_yaml.hpp"

namespace plumbline::test {
namespace {

using adapters::cron::FileType;
using adapters::cron::HostFile;
using adapters::cron::HostSnapshot;
using adapters::cron::PathState;

std::string path_of(const std::string& source, const std::string& dialect) {
  if (!source.starts_with("user/")) return "/etc/" + source;
  const auto user = source.substr(5);
  return (dialect == "cronie" ? "/var/spool/cron/" : "/var/spool/cron/crontabs/") + user;
}

unsigned right_mode(const std::string& source) {
  if (source.starts_with("user/")) return 0600;
  const bool script = source.starts_with("cron.") && !source.starts_with("cron.d/");
  return script ? 0755 : 0644;
}

HostFile host_file(const std::string& source, const BenchFile& file, const std::string& dialect) {
  HostFile made;
  made.path = path_of(source, dialect);
  made.self.type = FileType::regular;
  made.self.mode = file.mode != 0 ? file.mode : right_mode(source);
  made.content = file.text;
  if (!file.denied.empty()) {
    made.state = PathState::denied;
    made.detail = file.denied;
    made.content.clear();
  }
  return made;
}

HostSnapshot snapshot_of(const BenchHost& host) {
  HostSnapshot snapshot;
  for (const auto& asked : adapters::cron::asked_paths) {
    const bool left_out = host.without_spool && asked.path.starts_with("/var/spool");
    const auto state = left_out ? PathState::absent : PathState::ok;
    snapshot.paths.push_back({std::string(asked.path), state, {}});
  }
  snapshot.is_copy = host.without_spool;
  for (const auto& [source, file] : host.files) {
    snapshot.files.push_back(host_file(source, file, host.dialect));
    if (file.from_package) snapshot.package_files.insert(snapshot.files.back().path);
  }
  std::sort(snapshot.files.begin(), snapshot.files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  snapshot.anacron_installed = host.files.contains("anacrontab");
  return snapshot;
}

Result<LiveListing> listing_of(const BenchHost& host) {
  if (!host.unreachable.empty()) return fail(ErrorKind::unreachable, host.unreachable);
  const auto snapshot = snapshot_of(host);
  const adapters::cron::TranslateOptions options{host.dialect, host.zone, {}};
  const auto context = adapters::cron::understand(snapshot, options, real_zones());
  if (!context) return fail(context.error());
  return adapters::cron::translate(snapshot, *context, options, real_zones());
}

reconcile::Policy policy_of(const std::string& text) {
  if (text.empty()) return {};
  auto reading = reconcile::parse_policy(text, "policy.yaml");
  if (!reading.ok()) throw std::runtime_error(describe(reading.errors.front()));
  return std::move(reading.policy);
}

TruthRepository repository_at(char commit) {
  TruthRepository repository;
  repository.repo = "truth";
  repository.ref = "main";
  repository.commit = std::string(40, commit);
  return repository;
}

reconcile::Incident& open_one(reconcile::Memory& memory, const std::string& key) {
  const auto found = memory.open.find(key);
  if (found == memory.open.end()) throw std::logic_error("not open: " + key);
  return found->second;
}

}  // namespace

const schedule::ZoneSource& real_zones() {
  static const adapters::system::ZoneData zones;
  return zones;
}

Instant at(const std::string& rfc3339) {
  const auto parsed = parse_instant(rfc3339);
  if (!parsed) throw std::runtime_error(describe(parsed.error()));
  return *parsed;
}

void apply(reconcile::Memory& memory, const reconcile::MemoryUpdate& update, Instant now) {
  for (const auto& [id, place] : update.places) {
    if (place == reconcile::PlaceMemory{}) {
      memory.places.erase(id);
    } else {
      memory.places[id] = place;
    }
  }
  for (const auto& key : update.still_open) open_one(memory, key).last_seen = now;
  for (const auto& [key, hash] : update.moved) open_one(memory, key).state_hash = hash;
  for (const auto& closing : update.closings) {
    const bool counted = open_one(memory, closing.key).cause != reconcile::waiting_cause;
    memory.open.erase(closing.key);
    if (counted) memory.closed[closing.key] = closing.at;
  }
  for (const auto& incident : update.openings) {
    if (!memory.open.emplace(incident.key, incident).second) {
      throw std::logic_error("opened twice: " + incident.key);
    }
    memory.closed.erase(incident.key);
  }
  memory.last_run_at = now;
  ++memory.generation;
}

Truth Bench::assemble(const std::map<std::string, std::string>& files, char commit) const {
  codec::TruthInput input{repository_at(commit), {}, {}};
  if (!truth_error.empty()) {
    input.repository.error = Error{ErrorKind::unreachable, truth_error, {}, {}, {}};
  } else {
    for (const auto& [path, bytes] : files) input.files.push_back({path, bytes, std::nullopt});
  }
  return codec::assemble({input}, real_zones());
}

reconcile::PlatformReading Bench::read(const std::string& name, Instant now) const {
  const auto& host = hosts.at(name);
  reconcile::PlatformReading reading;
  reading.name = name;
  reading.kind = "cron";
  reading.environment = host.environment;
  reading.dialect = host.dialect;
  reading.profile = adapters::cron::cron_profile(host.dialect);
  reading.report_packages = host.report_packages;
  reading.listing = listing_of(host);
  reading.read_at = now;
  return reading;
}

reconcile::HistoryAnswers Bench::answer(const reconcile::HistoryQuestions& asked) const {
  reconcile::HistoryAnswers answers;
  if (asked.removed) answers.removed = removed;
  for (const auto& file : asked.files) {
    const auto known = history.find(file.second);
    if (known == history.end()) continue;
    char commit = 'd';
    for (const auto& [when, text] : known->second) {
      const auto repository = repository_at(commit++);
      answers.files[file].push_back(PastDeclaration{
          repository.commit, when, "ana",
          codec::declare_alone(repository, {file.second, text, std::nullopt}, {}, real_zones())});
    }
  }
  return answers;
}

reconcile::AuditOutcome Bench::look(Instant now) const {
  const Truth now_truth = assemble(truth, 'a');
  const auto base_truth = base ? std::optional(assemble(*base, 'b')) : std::nullopt;
  const auto judged_by = policy_of(policy);
  std::vector<reconcile::PlatformReading> platforms;
  for (const auto& [name, host] : hosts) platforms.push_back(read(name, now));
  const reconcile::AuditInput input{"bench",      now_truth, base_truth ? &*base_truth : nullptr,
                                    platforms,    memory,    judged_by,
                                    real_zones(), scope,     Severity::medium,
                                    now};
  const auto compared = reconcile::compare(input);
  return reconcile::conclude(compared, answer(reconcile::questions(compared)));
}

reconcile::AuditOutcome Bench::audit(Instant now) {
  auto outcome = look(now);
  apply(memory, outcome.update, now);
  return outcome;
}

}  // namespace plumbline::test
