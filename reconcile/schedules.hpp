#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "canonical-schema/schedule/schedule.hpp"

namespace plumbline::reconcile {

/// Compiles and compares schedules, each text and each pair once. Most of an estate shares a few
/// hundred schedules, so this is what keeps a large audit cheap.
/// Not thread-safe; lives for one audit.
class Schedules {
 public:
  /// Witnesses and next runs are told from `as_of` on. Both references must outlive this.
  Schedules(const schedule::ZoneSource& zones, Instant as_of) : zones_(&zones), as_of_(as_of) {}

  /// The compiled form, kept; errors are kept too. `dialect` is the place's own, under whose
  /// rules portable text is read ("debian-cron"; empty = none known).
  [[nodiscard]] const Result<schedule::CompiledPtr>& compiled(const schedule::Triggers& triggers,
                                                              const std::string& dialect);
  /// schedule::relate() of two compiled forms, kept.
  [[nodiscard]] const schedule::Comparison& related(const schedule::CompiledPtr& truth,
                                                    const schedule::CompiledPtr& live);
  [[nodiscard]] Instant as_of() const { return as_of_; }

 private:
  const schedule::ZoneSource* zones_;
  Instant as_of_;
  /// Nodes, so that references stay good.
  std::unordered_map<std::string, Result<schedule::CompiledPtr>> compiled_;
  std::map<std::pair<const schedule::Compiled*, const schedule::Compiled*>, schedule::Comparison>
      related_;
};

}  // namespace plumbline::reconcile
