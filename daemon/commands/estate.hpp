#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "daemon/commands/commands.hpp"
#include "daemon/store/store.hpp"
#include "daemon/truth_reader.hpp"
#include "reconcile/audit.hpp"

namespace plumbline::daemon {

/// The estate as it is now, compared but not recorded: what `diff` and `explain` look at.
/// Not movable: `compared` points into the rest.
struct LiveEstate {
  PinnedTruth pinned;
  Truth truth;
  Truth base_truth;
  bool has_base_truth = false;
  std::vector<reconcile::PlatformReading> platforms;
  reconcile::Memory memory;
  std::unique_ptr<Store> store;
  std::optional<reconcile::AuditInput> input;
  reconcile::ComparedEstate compared;
  reconcile::HistoryAnswers answers;
};

/// Reads and compares what `scope` asks for, under the options --base-ref and --no-store.
/// Errors: as run_audit().
[[nodiscard]] Result<std::unique_ptr<LiveEstate>> read_estate(const Session& session, Shell& shell,
                                                              reconcile::AuditScope scope);

}  // namespace plumbline::daemon
