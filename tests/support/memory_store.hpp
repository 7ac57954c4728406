#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "daemon/store/store.hpp"

namespace plumbline::test {

/// A store that forgets when it is destroyed: for tests of whatever uses a store, and the model
/// that the real one is compared with. `fail_with`, if set, is what every method returns.
class MemoryStore final : public daemon::Store {
 public:
  std::optional<Error> fail_with;

  Result<reconcile::Memory> load() override {
    if (fail_with) return fail(*fail_with);
    reconcile::Memory memory;
    memory.places = places_;
    for (const auto& incident : incidents_) {
      if (!incident.closed_at) memory.open[incident.key] = incident;
    }
    for (const auto& incident : incidents_) {
      if (!incident.closed_at || memory.open.contains(incident.key)) continue;
      if (incident.cause == reconcile::waiting_cause) continue;
      auto& closed = memory.closed[incident.key];
      closed = std::max(closed, *incident.closed_at);
    }
    memory.generation = generation();
    if (!runs_.empty()) {
      memory.last_run_at = runs_.back().record.started;
      memory.zone_version = runs_.back().record.zone_version;
    }
    return memory;
  }

  Result<void> record(const daemon::RunRecord& run,
                      const reconcile::MemoryUpdate& update) override {
    if (auto allowed = check(run); !allowed) return allowed;
    auto incidents = incidents_;
    if (!apply(incidents, run, update)) return fail(ErrorKind::conflict, "not open, or open");
    incidents_ = std::move(incidents);
    for (const auto& [id, memory] : update.places) {
      if (memory == reconcile::PlaceMemory{}) {
        places_.erase(id);
      } else {
        places_[id] = memory;
      }
    }
    changes_.insert(changes_.end(), update.changes.begin(), update.changes.end());
    seen_.clear();
    for (const auto& key : update.still_open) seen_.insert(key);
    for (const auto& incident : update.openings) seen_.insert(incident.key);
    runs_.push_back({run, run.id, run.report});
    return {};
  }

  Result<std::optional<daemon::CachedRun>> cached(std::string_view inputs_digest) override {
    if (fail_with) return fail(*fail_with);
    if (runs_.empty() || inputs_digest.empty() ||
        runs_.back().record.inputs_digest != inputs_digest)
      return std::optional<daemon::CachedRun>();
    const auto& last = runs_.back();
    return std::optional<daemon::CachedRun>(
        daemon::CachedRun{last.report_of, last.record.finished, last.record.exit_code, last.report,
                          last.record.valid_until, generation()});
  }

  Result<void> touch(const daemon::RunRecord& run) override {
    if (auto allowed = check(run); !allowed) return allowed;
    if (runs_.empty() || run.inputs_digest.empty() ||
        runs_.back().record.inputs_digest != run.inputs_digest)
      return fail(ErrorKind::conflict, "other inputs");
    for (auto& incident : incidents_) {
      if (!incident.closed_at && seen_.contains(incident.key)) incident.last_seen = run.started;
    }
    Run repeated{run, runs_.back().report_of, runs_.back().report};
    repeated.record.valid_until = runs_.back().record.valid_until;
    runs_.push_back(std::move(repeated));
    return {};
  }

  Result<std::vector<reconcile::FieldChange>> changes(const PlaceId& place, std::string_view field,
                                                      std::size_t limit) override {
    return newest(changes_, limit, [&](const auto& change) {
      return change.place == place && (field.empty() || change.field == field);
    });
  }

  Result<std::vector<reconcile::Incident>> incidents(std::string_view key) override {
    return newest(incidents_, incidents_.size(),
                  [&](const auto& incident) { return incident.key == key; });
  }

  Result<std::vector<reconcile::Incident>> incidents_at(const PlaceId& place,
                                                        std::size_t limit) override {
    return newest(incidents_, limit, [&](const auto& incident) { return incident.place == place; });
  }

  Result<std::vector<daemon::RunSummary>> runs(std::size_t limit) override {
    if (fail_with) return fail(*fail_with);
    std::vector<daemon::RunSummary> found;
    for (auto run = runs_.rbegin(); run != runs_.rend() && found.size() < limit; ++run)
      found.push_back({run->record.id, run->record.started, run->record.finished,
                       run->record.verdict, run->record.exit_code, run->report_of});
    return found;
  }

  Result<std::size_t> place_count() override {
    if (fail_with) return fail(*fail_with);
    return places_.size();
  }

 private:
  struct Run {
    daemon::RunRecord record;
    std::string report_of;
    std::string report;
  };

  [[nodiscard]] std::int64_t generation() const { return static_cast<std::int64_t>(runs_.size()); }

  [[nodiscard]] Result<void> check(const daemon::RunRecord& run) const {
    if (fail_with) return fail(*fail_with);
    const bool is_known = std::any_of(runs_.begin(), runs_.end(),
                                      [&](const Run& known) { return known.record.id == run.id; });
    if (is_known || run.generation != generation())
      return fail(ErrorKind::conflict, "another run was recorded meanwhile");
    return {};
  }

  static reconcile::Incident* open_one(std::vector<reconcile::Incident>& incidents,
                                       const std::string& key) {
    const auto found = std::find_if(incidents.begin(), incidents.end(), [&](const auto& incident) {
      return incident.key == key && !incident.closed_at;
    });
    return found == incidents.end() ? nullptr : &*found;
  }

  static bool apply(std::vector<reconcile::Incident>& incidents, const daemon::RunRecord& run,
                    const reconcile::MemoryUpdate& update) {
    for (const auto& key : update.still_open) {
      auto* incident = open_one(incidents, key);
      if (incident == nullptr) return false;
      incident->last_seen = run.started;
    }
    for (const auto& [key, state_hash] : update.moved) {
      auto* incident = open_one(incidents, key);
      if (incident == nullptr) return false;
      incident->state_hash = state_hash;
    }
    for (const auto& closing : update.closings) {
      auto* incident = open_one(incidents, closing.key);
      if (incident == nullptr) return false;
      incident->closed_at = closing.at;
      incident->how_closed = closing.how;
    }
    for (const auto& opening : update.openings) {
      if (open_one(incidents, opening.key) != nullptr) return false;
      incidents.push_back(opening);
    }
    return true;
  }

  template <class Row, class Matches>
  [[nodiscard]] Result<std::vector<Row>> newest(const std::vector<Row>& rows, std::size_t limit,
                                                Matches is_asked) const {
    if (fail_with) return fail(*fail_with);
    std::vector<Row> found;
    for (auto row = rows.rbegin(); row != rows.rend() && found.size() < limit; ++row) {
      if (is_asked(*row)) found.push_back(*row);
    }
    return found;
  }

  std::map<PlaceId, reconcile::PlaceMemory> places_;
  std::vector<reconcile::Incident> incidents_;
  std::vector<reconcile::FieldChange> changes_;
  std::vector<Run> runs_;
  std::set<std::string> seen_;  ///< keys that the last run saw open
};

}  // namespace plumbline::test
