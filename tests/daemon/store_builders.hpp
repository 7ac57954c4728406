#pragma once

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "daemon/store/sqlite_store.hpp"

namespace plumbline::test {

/// A directory that is removed with everything in it.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "plumbline-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no scratch directory");
    path_ = pattern;
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ScratchDirectory(ScratchDirectory&&) = delete;
  ScratchDirectory& operator=(ScratchDirectory&&) = delete;
  ~ScratchDirectory() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline Instant at(std::int64_t seconds) { return Instant(Seconds(1'800'000'000 + seconds)); }

inline daemon::RunRecord a_run(const std::string& id, std::int64_t generation,
                               const std::string& inputs = "inputs") {
  daemon::RunRecord run;
  run.id = id;
  run.started = at(generation * 3600);
  run.finished = at(generation * 3600 + 5);
  run.verdict = "findings";
  run.exit_code = 1;
  run.inputs_digest = inputs;
  run.report = "report of " + id;
  run.generation = generation;
  return run;
}

inline reconcile::Incident an_incident(const std::string& key, const PlaceId& place,
                                       std::int64_t seconds) {
  reconcile::Incident incident;
  incident.key = key;
  incident.state_hash = "hash of " + key;
  incident.cause = "drifted";
  incident.severity = "high";
  incident.workflow = "payments/daily-orders";
  incident.place = place;
  incident.field = "enabled";
  incident.truth = "on";
  incident.live = "off";
  incident.message = "payments/daily-orders is off on host-17, truth says on";
  incident.after = at(seconds - 3600);
  incident.first_seen = at(seconds);
  incident.last_seen = at(seconds);
  return incident;
}

inline reconcile::FieldChange a_change(const PlaceId& place, const std::string& field,
                                       const std::string& from, const std::string& to,
                                       std::int64_t seconds) {
  return {place,       "payments/daily-orders", field, from, to, std::nullopt,
          at(seconds), at(seconds - 9)};
}

/// One random step of a history, allowed by `memory`: some places, changes, openings, closings.
inline reconcile::MemoryUpdate a_random_update(std::mt19937& random,
                                               const reconcile::Memory& memory,
                                               std::int64_t seconds) {
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(random()) % limit; };
  reconcile::MemoryUpdate update;
  for (unsigned count = below(6); count > 0; --count) {
    const PlaceId place{"host-" + std::to_string(below(4)), "crontab#" + std::to_string(below(9))};
    auto& texts = update.places[place];
    if (below(5) != 0)
      texts = {"{\"n\":" + std::to_string(random()) + "}", below(2) == 0 ? "" : "{}", "{}"};
    update.changes.push_back(a_change(place, "field" + std::to_string(below(3)), "1",
                                      std::to_string(random()), seconds));
  }
  for (unsigned key = 0; key < 12; ++key) {
    const std::string name = "key" + std::to_string(key);
    if (!memory.open.contains(name)) {
      if (below(3) != 0) continue;
      update.openings.push_back(
          an_incident(name, {"host-" + std::to_string(below(4)), "crontab#1"}, seconds));
    } else if (below(3) == 0) {
      update.closings.push_back({name, "corrected", at(seconds)});
      if (below(3) == 0)
        update.openings.push_back(an_incident(name, {"host-0", "crontab#2"}, seconds));
    } else if (below(4) != 0) {  // else its platform was not read
      update.still_open.push_back(name);
      if (below(3) == 0) update.moved[name] = "hash " + std::to_string(random());
    }
  }
  return update;
}

}  // namespace plumbline::test
