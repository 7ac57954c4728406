#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "adapters/git/remote_cache.hpp"
#include "adapters/git/truth_source.hpp"
#include "canonical-schema/schedule/zone.hpp"
#include "canonical-schema/truth.hpp"
#include "daemon/config/config.hpp"
#include "reconcile/audit.hpp"
#include "reconcile/policy.hpp"

namespace plumbline::daemon {

/// The commits and the policy that one audit is judged by.
struct PinnedTruth {
  std::vector<TruthRepository> repositories;  ///< in configuration order
  reconcile::Policy policy;
};

/// Truth of all configured entries: remote ones by way of the cache, each at one pinned commit.
/// Reads only. One thread.
class TruthReader {
 public:
  TruthReader(const Config& config, adapters::git::RemoteCache& cache,
              adapters::system::ProcessRunner& runner, const schedule::ZoneSource& zones,
              std::stop_token stop);

  /// Brings remote entries up to date, resolves every ref and reads the policy. Entries that
  /// cannot be reached carry their error. Errors: invalid (the policy, all its problems at once),
  /// or as Repository, when a stated policy cannot be read.
  [[nodiscard]] Result<PinnedTruth> pin();
  /// Everything at the pinned commits.
  [[nodiscard]] Truth read(const PinnedTruth& pinned);
  /// Every entry at another ref of its own repository. Errors: the first entry's that has none.
  [[nodiscard]] Result<Truth> read_at(const std::string& ref);
  /// What the histories tell. What cannot be read is left out: a base is then unknown.
  [[nodiscard]] reconcile::HistoryAnswers answer(const reconcile::HistoryQuestions& questions);

 private:
  struct Located {
    adapters::git::TruthLocation location;
    std::optional<Error> error;
  };
  Result<std::filesystem::path> local_copy(const std::string& repo,
                                           const std::optional<Credentials>& credentials);
  void locate();
  struct PolicyPlace;
  /// Nothing where no truth is configured that it could lie in.
  Result<std::optional<PolicyPlace>> policy_place(const std::vector<TruthRepository>& pinned);
  Result<reconcile::Policy> read_policy(std::vector<TruthRepository>& pinned);
  [[nodiscard]] Truth read_all(const std::vector<TruthRepository>& pinned);

  const Config& config_;
  adapters::git::RemoteCache& cache_;
  adapters::system::ProcessRunner& runner_;
  const schedule::ZoneSource& zones_;
  std::stop_token stop_;
  std::vector<Located> located_;
  std::vector<TruthRepository> pinned_;
};

}  // namespace plumbline::daemon
