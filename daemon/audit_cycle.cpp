#include "daemon/audit_cycle.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "canonical-schema/codec/digest.hpp"
#include "daemon/version.hpp"
#include "reports/redact.hpp"
#include "reports/report_archive.hpp"

namespace plumbline::daemon {
namespace {

constexpr std::size_t platforms_at_once = 8;
/// Each one lost is another audit's success, so this is how many may run at once for certain.
constexpr int attempts_to_record = 64;

void add_all(codec::LengthPrefixedDigest& digest, const std::vector<std::string>& texts) {
  digest.add(std::to_string(texts.size()));
  for (const auto& text : texts) digest.add(text);
}

/// Over everything that the verdict follows from. Equal digest = equal report, as long as no
/// point in time passes at which it changes by itself.
std::string inputs_digest(const AuditPorts& ports, const AuditRequest& request,
                          const PinnedTruth& pinned, const std::vector<RawReading>& raw) {
  codec::LengthPrefixedDigest digest;
  digest.add(version_text);
  digest.add(ports.config.digest);
  digest.add(ports.zone_version);
  digest.add(name(request.fail_on));
  add_all(digest, request.scope.platforms);
  add_all(digest, request.scope.teams);
  add_all(digest, request.scope.workflows);
  digest.add(pinned.policy.digest);
  for (const auto& repository : pinned.repositories) {
    digest.add(repository.commit);
    digest.add(repository.tree);
    digest.add(repository.error ? describe(*repository.error) : std::string());
  }
  for (const auto& reading : raw) {
    digest.add(reading.entry->name);
    digest.add(reading.reading ? (*reading.reading)->digest() : describe(reading.reading.error()));
  }
  return digest.hex();
}

/// False if something of truth may read otherwise though no commit moves, once its repository is
/// mended: such a report must not stand for the next one.
bool is_settled(const Truth& truth) {
  const auto lies_in_text = [](const Error& error) {
    return error.kind == ErrorKind::invalid || error.kind == ErrorKind::unsupported;
  };
  return std::all_of(truth.problems.begin(), truth.problems.end(),
                     [&](const auto& problem) { return lies_in_text(problem.error); }) &&
         std::none_of(truth.repositories.begin(), truth.repositories.end(),
                      [](const auto& repository) { return repository.error.has_value(); });
}

std::string new_run_id(const AuditRequest& request) {
  if (request.deterministic) return "deterministic";
  const auto ticks = std::chrono::system_clock::now().time_since_epoch().count();
  return codec::sha256_hex(std::to_string(ticks) + "/" + std::to_string(getpid())).substr(0, 16);
}

Instant clock_now(const AuditRequest& request) {
  if (request.deterministic || request.fixed_clock) return request.now;
  return std::chrono::time_point_cast<Seconds>(std::chrono::system_clock::now());
}

RunRecord run_record(const AuditPorts& ports, const reconcile::AuditReport& report,
                     std::string digest, std::int64_t generation) {
  RunRecord run;
  run.id = report.run_id;
  run.started = report.started_at;
  run.finished = report.finished_at;
  run.verdict = reconcile::name(report.verdict);
  run.exit_code = report.exit_code;
  run.inputs_digest = std::move(digest);
  run.valid_until = report.valid_until;
  run.generation = generation;
  run.zone_version = ports.zone_version;
  return run;
}

/// Nothing changed since the last run: its report holds, only the times move on.
Result<std::optional<reconcile::AuditReport>> unchanged(const AuditPorts& ports,
                                                        const AuditRequest& request,
                                                        const std::string& digest) {
  if (ports.store == nullptr || request.deterministic || !request.base_ref.empty()) {
    return std::nullopt;
  }
  const auto cached = ports.store->cached(digest);
  if (!cached) return fail(cached.error());
  if (!*cached) return std::nullopt;
  const auto& last = **cached;
  if (last.valid_until && *last.valid_until <= request.now) return std::nullopt;
  auto report = reports::restore_report(last.report);
  // A report that an older program wrote is simply made anew.
  if (!report) return std::nullopt;
  report->run_id = new_run_id(request);
  report->started_at = request.now;
  report->finished_at = clock_now(request);
  report->resolved.clear();
  std::erase_if(report->notes, [](const reconcile::Note& note) {
    return note.kind == reconcile::Note::Kind::local_change ||
           note.kind == reconcile::Note::Kind::zone_data;
  });
  report->summary.resolved = 0;
  report->summary.fresh = 0;
  for (auto& finding : report->findings) {
    finding.status = reconcile::Status::open;
    finding.last_seen = request.now;
  }
  if (auto kept = ports.store->touch(run_record(ports, *report, digest, last.generation)); !kept) {
    if (kept.error().kind == ErrorKind::conflict) return std::nullopt;
    return fail(kept.error());
  }
  return std::optional(std::move(*report));
}

/// Without room for temporary files no zone can be read, and every schedule would seem wrong: that
/// is this machine's fault and not truth's.
Result<void> check_zones(const schedule::ZoneSource& zones) {
  const auto zone = zones.load("Europe/London");
  if (zone || zone.error().kind != ErrorKind::unreachable) return {};
  return fail(zone.error(), "while preparing the audit");
}

tl::unexpected<Error> interrupted() {
  return fail(ErrorKind::unreachable, "interrupted", "nothing was recorded");
}

struct Judged {
  reconcile::AuditOutcome outcome;
  std::int64_t generation = 0;
};

Result<Judged> judge(const AuditPorts& ports, const AuditRequest& request, const Truth& truth,
                     const Truth* base_truth,
                     const std::vector<reconcile::PlatformReading>& platforms,
                     const reconcile::Policy& policy) {
  reconcile::Memory memory;
  if (ports.store != nullptr) {
    auto loaded = ports.store->load();
    if (!loaded) return fail(loaded.error(), "while reading what earlier audits saw");
    memory = std::move(*loaded);
  }
  const reconcile::AuditInput input{
      ports.config.estate, truth,         base_truth,      platforms,  memory, policy,
      ports.zones,         request.scope, request.fail_on, request.now};
  const auto compared = reconcile::compare(input);
  const auto answers = ports.truth.answer(reconcile::questions(compared));
  Judged judged{reconcile::conclude(compared, answers), memory.generation};
  if (!memory.zone_version.empty() && memory.zone_version != ports.zone_version) {
    judged.outcome.report.notes.push_back(
        {reconcile::Note::Kind::zone_data,
         {},
         {},
         std::nullopt,
         "the time zone data of this machine is " + ports.zone_version + ", the last audit's was " +
             memory.zone_version + ": schedules may run at other times than they did by it"});
  }
  return judged;
}

void complete(reconcile::AuditReport& report, const AuditRequest& request) {
  report.run_id = new_run_id(request);
  report.finished_at = clock_now(request);
  if (!request.deterministic) return;
  for (auto& entry : report.coverage) entry.duration = std::chrono::milliseconds{0};
}

/// A scope of teams or workflows asks for the platforms on which those live, and for no other: a
/// host that is down elsewhere does not make it incomplete.
void narrow(std::vector<ConfiguredSource>& sources, const Truth& truth,
            const reconcile::AuditScope& scope) {
  const auto platforms = reconcile::platforms_of(truth, scope);
  std::erase_if(sources,
                [&](const auto& source) { return !platforms.contains(source.entry->name); });
}

bool is_recorded(const AuditPorts& ports, const AuditRequest& request) {
  return ports.store != nullptr && request.base_ref.empty() && !request.deterministic;
}

/// Another audit was quicker: its report if it had the same inputs; nullopt if this one is to be
/// judged once more.
Result<std::optional<reconcile::AuditReport>> report_of_quicker(const AuditPorts& ports,
                                                                const AuditRequest& request,
                                                                const std::string& digest) {
  if (ports.stop.stop_requested()) return interrupted();
  if (digest.empty()) return std::nullopt;
  auto same = unchanged(ports, request, digest);
  if (!same) return fail(same.error(), "while looking up the last run");
  return same;
}

/// Judges and records, once more if another audit was quicker. If that one had the same inputs,
/// its report holds.
Result<reconcile::AuditReport> judge_and_record(
    const AuditPorts& ports, const AuditRequest& request, const std::string& digest,
    const Truth& truth, const Truth* base_truth,
    const std::vector<reconcile::PlatformReading>& platforms, const reconcile::Policy& policy) {
  for (int attempt = 1;; ++attempt) {
    auto judged = judge(ports, request, truth, base_truth, platforms, policy);
    if (!judged) return fail(judged.error());
    auto& report = judged->outcome.report;
    complete(report, request);
    // Messages quote files that only a person can read right: once more, before anything keeps or
    // shows them.
    reports::redact(report);
    reports::redact(judged->outcome.update);
    if (!is_recorded(ports, request)) return std::move(report);
    auto run = run_record(ports, report, digest, judged->generation);
    run.report = reports::serialise_report(report);
    const auto kept = ports.store->record(run, judged->outcome.update);
    if (kept) return std::move(report);
    if (kept.error().kind != ErrorKind::conflict || attempt == attempts_to_record) {
      return fail(kept.error(), "while recording the audit");
    }
    auto same = report_of_quicker(ports, request, digest);
    if (!same) return fail(same.error());
    if (*same) return std::move(**same);
  }
}

}  // namespace

Result<reconcile::AuditReport> run_audit(const AuditPorts& ports, const AuditRequest& request) {
  if (auto fine = check_zones(ports.zones); !fine) return fail(fine.error());

  // 1. Which commits are truth, and which policy holds.
  ports.progress("reading truth");
  const auto pinned = ports.truth.pin();
  if (!pinned) return fail(pinned.error());
  std::optional<Truth> truth;
  if (!request.scope.teams.empty() || !request.scope.workflows.empty()) {
    truth = ports.truth.read(*pinned);
    narrow(ports.sources, *truth, request.scope);
  }

  // 2. What every platform says: bytes only. One that cannot be read fails alone.
  const auto count = ports.sources.size();
  auto raw = read_all(ports.sources, platforms_at_once, ports.stop, [&](std::size_t done) {
    ports.progress("read " + std::to_string(done) + " of " + std::to_string(count) + " platforms");
  });

  if (ports.stop.stop_requested()) return interrupted();

  // 3. Nothing changed? Then nothing is parsed.
  const auto digest = inputs_digest(ports, request, *pinned, raw);
  auto same = unchanged(ports, request, digest);
  if (!same) return fail(same.error(), "while looking up the last run");
  if (*same) return std::move(**same);

  // 4. Both sides, normalised.
  ports.progress("parsing truth");
  if (!truth) truth = ports.truth.read(*pinned);
  Truth base_truth;
  if (!request.base_ref.empty()) {
    auto base = ports.truth.read_at(request.base_ref);
    if (!base) return fail(base.error(), "while reading truth at " + request.base_ref);
    base_truth = std::move(*base);
  }
  std::vector<reconcile::PlatformReading> platforms;
  for (auto& reading : raw) {
    platforms.push_back(normalise(reading, request.now));
    // The bytes of a large estate are not kept beside what was made of them.
    reading.reading = fail(ErrorKind::not_found, "normalised");
  }
  raw.clear();

  // 5. Compared, judged and remembered.
  ports.progress("comparing");
  return judge_and_record(ports, request, is_settled(*truth) ? digest : std::string(), *truth,
                          request.base_ref.empty() ? nullptr : &base_truth, platforms,
                          pinned->policy);
}

}  // namespace plumbline::daemon
