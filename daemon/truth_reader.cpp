#include "daemon/truth_reader.hpp"

#include <algorithm>

#include "adapters/git/remote_url.hpp"
#include "adapters/git/repository.hpp"
#include "adapters/git/tree_snapshot.hpp"
#include "canonical-schema/codec/digest.hpp"
#include "daemon/secrets.hpp"
#include "reconcile/policy_yaml.hpp"
#include "reports/redact.hpp"

namespace plumbline::daemon {
namespace {

namespace git = adapters::git;

/// All problems of a policy as one error: an audit under half a policy would judge wrongly.
Error joined(const std::vector<Error>& errors) {
  Error first = errors.front();
  for (std::size_t i = 1; i < errors.size(); ++i) first.trail.push_back(describe(errors[i]));
  return first;
}

/// `notes` gets what a reader may take for the policy and is not.
Result<std::string> policy_bytes(const git::Repository& repository, const std::string& commit,
                                 const std::string& file, const std::string& folder,
                                 std::vector<std::string>& notes) {
  auto found = git::find_file(repository, commit, file);
  // The default policy may also lie beside the truth files.
  if (!folder.empty() && folder != ".") {
    auto beside = git::find_file(repository, commit, folder + "/" + file);
    if (beside && found) {
      notes.push_back(beside->path + " is ignored: " + found->path + " is the policy");
    } else if (beside && found.error().kind == ErrorKind::not_found) {
      found = std::move(beside);
    }
  }
  if (!found) return fail(found.error());
  return repository.read_blob(found->blob, found->path);
}

void add_past(const git::TruthLocation& location, const TruthRepository& pinned,
              const reconcile::HistoryQuestions& questions, const schedule::ZoneSource& zones,
              reconcile::HistoryAnswers& answers) {
  std::vector<std::string> files;
  for (const auto& [repo, file] : questions.files) {
    if (repo == location.repo) files.push_back(file);
  }
  if (files.empty()) return;
  auto past = git::past_declarations(location, pinned, files, zones);
  if (!past) return;
  for (auto& [file, versions] : *past) {
    for (auto& version : versions) {
      if (version.workflow) reports::redact(*version.workflow);
    }
    answers.files[{location.repo, file}] = std::move(versions);
  }
}

void add_removed(const git::TruthLocation& location, const TruthRepository& pinned,
                 const schedule::ZoneSource& zones, reconcile::HistoryAnswers& answers) {
  auto removed = git::removed_declarations(location, pinned, zones);
  if (!removed) return;
  std::move(removed->begin(), removed->end(), std::back_inserter(answers.removed));
}

}  // namespace

struct TruthReader::PolicyPlace {
  git::Repository repository;
  std::string commit;
  std::string folder;  ///< of truth, where the policy may lie as well
};

TruthReader::TruthReader(const Config& config, git::RemoteCache& cache,
                         adapters::system::ProcessRunner& runner, const schedule::ZoneSource& zones,
                         std::stop_token stop)
    : config_(config), cache_(cache), runner_(runner), zones_(zones), stop_(std::move(stop)) {}

Result<std::filesystem::path> TruthReader::local_copy(
    const std::string& repo, const std::optional<Credentials>& credentials) {
  if (!git::is_remote(repo)) return std::filesystem::path(repo);
  const auto access = remote_access(credentials, runner_, stop_);
  if (!access) return fail(access.error(), "while logging in to " + repo);
  return cache_.fetch(repo, *access, stop_);
}

void TruthReader::locate() {
  located_.clear();
  for (const auto& entry : config_.truth) {
    Located located;
    located.location = {entry.repo, {}, entry.ref, entry.path, entry.team, entry.ignore};
    auto local = local_copy(entry.repo, entry.credentials);
    if (local) {
      located.location.local = std::move(*local);
    } else {
      located.error = local.error();
    }
    located_.push_back(std::move(located));
  }
}

Result<PinnedTruth> TruthReader::pin() {
  locate();
  PinnedTruth pinned;
  for (const auto& located : located_) {
    if (located.error) {
      const auto& at = located.location;
      pinned.repositories.push_back(
          {at.repo, at.ref, {}, at.path, at.team, {}, 0, located.error, {}});
    } else {
      pinned.repositories.push_back(git::pin(located.location));
    }
  }
  auto policy = read_policy(pinned.repositories);
  if (!policy) return fail(policy.error(), "while reading the policy");
  pinned.policy = std::move(*policy);
  pinned_ = pinned.repositories;
  return pinned;
}

Result<std::optional<TruthReader::PolicyPlace>> TruthReader::policy_place(
    const std::vector<TruthRepository>& pinned) {
  const auto& entry = config_.policy;
  if (!entry.repo.empty()) {
    const auto local = local_copy(entry.repo, entry.credentials);
    if (!local) return fail(local.error());
    auto repository = git::Repository::open(*local);
    if (!repository) return fail(repository.error());
    const auto commit = repository->resolve(entry.ref);
    if (!commit) return fail(commit.error());
    return PolicyPlace{std::move(*repository), *commit, {}};
  }
  if (pinned.empty() || pinned.front().error) return std::nullopt;
  auto repository = git::Repository::open(located_.front().location.local);
  if (!repository) return fail(repository.error());
  return PolicyPlace{std::move(*repository), pinned.front().commit, pinned.front().path};
}

Result<reconcile::Policy> TruthReader::read_policy(std::vector<TruthRepository>& pinned) {
  const auto& entry = config_.policy;
  const auto place = policy_place(pinned);
  if (!place) return fail(place.error());
  Result<std::string> bytes = fail(ErrorKind::not_found, "no truth is configured");
  if (const auto& at = *place) {
    std::vector<std::string> notes;
    bytes = policy_bytes(at->repository, at->commit, entry.file, at->folder, notes);
    // Only the first repository of truth has a folder in which a second one may lie.
    for (auto& note : notes) pinned.front().notes.push_back(std::move(note));
  }
  if (!bytes) {
    // Without a policy file the built-in defaults hold, unless somebody said that there is one.
    if (bytes.error().kind == ErrorKind::not_found && !entry.stated) return reconcile::Policy{};
    return fail(bytes.error());
  }
  auto reading = reconcile::parse_policy(*bytes, entry.file);
  if (!reading.ok()) return fail(joined(reading.errors));
  reading.policy.digest = codec::sha256_hex(*bytes);
  return std::move(reading.policy);
}

Truth TruthReader::read_all(const std::vector<TruthRepository>& pinned) {
  std::vector<codec::TruthInput> inputs;
  for (std::size_t i = 0; i < pinned.size(); ++i) {
    if (pinned[i].error) {
      inputs.push_back(codec::TruthInput{pinned[i], {}, {}});
      continue;
    }
    auto input = git::read_truth(located_[i].location, pinned[i]);
    if (input) {
      inputs.push_back(std::move(*input));
    } else {
      inputs.push_back(codec::TruthInput{pinned[i], {}, {}});
      inputs.back().repository.error = input.error();
    }
  }
  auto truth = codec::assemble(inputs, zones_);
  reports::redact(truth);
  return truth;
}

Truth TruthReader::read(const PinnedTruth& pinned) {
  auto truth = read_all(pinned.repositories);
  if (truth.problems.empty()) return truth;
  for (std::size_t i = 0; i < located_.size() && i < pinned.repositories.size(); ++i) {
    if (located_[i].error || pinned.repositories[i].error) continue;
    // Without the history a problem names no platform, and nothing undeclared is reported at all.
    (void)git::add_last_good_platforms(located_[i].location, pinned.repositories[i], zones_, truth)
        .has_value();
  }
  return truth;
}

Result<Truth> TruthReader::read_at(const std::string& ref) {
  std::vector<TruthRepository> at_ref;
  for (const auto& located : located_) {
    if (located.error) return fail(*located.error);
    auto location = located.location;
    location.ref = ref;
    at_ref.push_back(git::pin(location));
    if (at_ref.back().error) return fail(*at_ref.back().error);
  }
  return read_all(at_ref);
}

reconcile::HistoryAnswers TruthReader::answer(const reconcile::HistoryQuestions& questions) {
  reconcile::HistoryAnswers answers;
  for (std::size_t i = 0; i < located_.size() && i < pinned_.size(); ++i) {
    const auto& location = located_[i].location;
    if (located_[i].error || pinned_[i].error) continue;
    add_past(location, pinned_[i], questions, zones_, answers);
    if (questions.removed) add_removed(location, pinned_[i], zones_, answers);
  }
  return answers;
}

}  // namespace plumbline::daemon
