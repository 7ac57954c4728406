#include "adapters/git/truth_source.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "adapters/git/history.hpp"
#include "adapters/git/tree_snapshot.hpp"

namespace plumbline::adapters::git {
namespace {

constexpr HistoryLimit how_far{200, 8};
constexpr std::array<std::string_view, 2> defaults_names{"defaults.yaml", "defaults.yml"};

codec::TruthFile read_file(const Repository& repository, const TreeFile& file) {
  codec::TruthFile read{file.path, {}, std::nullopt};
  if (auto bytes = repository.read_blob(file.blob, file.path)) {
    read.bytes = std::move(*bytes);
  } else {
    read.error = bytes.error();
  }
  return read;
}

/// True if it is the repository's fault and not that of what somebody committed. A truth without
/// that file would pass for one in which it was removed.
bool is_damage(const codec::TruthFile& file) {
  return file.error && file.error->kind != ErrorKind::invalid &&
         file.error->kind != ErrorKind::unsupported;
}

/// Where a defaults.yaml of `file` may lie, outermost first, from the entry's folder `top` on.
std::vector<std::string> defaults_paths(std::string_view file, std::string_view top) {
  std::vector<std::string> paths;
  const auto add = [&](std::string_view folder) {
    for (const auto name : defaults_names) {
      paths.push_back(folder.empty() ? std::string(name)
                                     : std::string(folder) + "/" + std::string(name));
    }
  };
  add(top);
  const std::size_t from = top.empty() ? 0 : top.size() + 1;
  for (auto slash = file.find('/', from); slash != std::string_view::npos;
       slash = file.find('/', slash + 1)) {
    add(file.substr(0, slash));
  }
  return paths;
}

/// Reads workflows as they were, each combination of file and defaults once.
class PastReader {
 public:
  PastReader(const Repository& repository, const TruthRepository& pinned,
             const schedule::ZoneSource& zones)
      : repository_(repository), pinned_(pinned), zones_(zones) {}

  /// The workflow that `file` declared at `commit`; nullopt if it was not there or not usable.
  std::optional<DeclaredWorkflow> at(const std::string& commit, const std::string& file) {
    const auto found = find_file(repository_, commit, file);
    if (!found) return std::nullopt;
    std::vector<TreeFile> defaults;
    std::string key = file + " " + found->blob;
    for (const auto& path : defaults_paths(file, pinned_.path)) {
      auto beneath = find_file(repository_, commit, path);
      if (!beneath) continue;
      key += " " + path + " " + beneath->blob;
      defaults.push_back(std::move(*beneath));
    }
    auto known = read_.find(key);
    if (known == read_.end()) known = read_.emplace(key, declared(*found, defaults)).first;
    auto workflow = known->second;
    if (workflow) workflow->commit = commit;
    return workflow;
  }

 private:
  [[nodiscard]] std::optional<DeclaredWorkflow> declared(
      const TreeFile& file, const std::vector<TreeFile>& defaults) const {
    std::vector<codec::TruthFile> beneath;
    beneath.reserve(defaults.size());
    for (const auto& one : defaults) beneath.push_back(read_file(repository_, one));
    return codec::declare_alone(pinned_, read_file(repository_, file), beneath, zones_);
  }

  const Repository& repository_;
  const TruthRepository& pinned_;
  const schedule::ZoneSource& zones_;
  std::map<std::string, std::optional<DeclaredWorkflow>> read_;
};

using Histories = std::map<std::string, std::vector<FileVersion>>;

Result<Histories> histories_with_defaults(const Repository& repository,
                                          const TruthRepository& pinned,
                                          const std::vector<std::string>& files) {
  std::set<std::string> paths(files.begin(), files.end());
  for (const auto& file : files) {
    for (auto& path : defaults_paths(file, pinned.path)) paths.insert(std::move(path));
  }
  return histories(repository, pinned.commit, paths, how_far);
}

/// Which history has the newest commit of those that are next; none is their number.
std::size_t newest_of(const std::vector<std::vector<FileVersion>>& histories,
                      const std::vector<std::size_t>& next) {
  std::size_t newest = histories.size();
  for (std::size_t i = 0; i < histories.size(); ++i) {
    if (next[i] == histories[i].size()) continue;
    const bool later = newest == histories.size() ||
                       histories[i][next[i]].commit.at > histories[newest][next[newest]].commit.at;
    if (later) newest = i;
  }
  return newest;
}

/// The commits that changed a file or a defaults.yaml above it, newest first. Each history keeps
/// its order, since commits of one second cannot be told apart by their time.
std::vector<Commit> changes_of(const std::string& file, const std::string& top,
                               const Histories& versions) {
  std::vector<std::vector<FileVersion>> histories;
  auto paths = defaults_paths(file, top);
  paths.push_back(file);
  for (const auto& path : paths) {
    const auto found = versions.find(path);
    if (found != versions.end()) histories.push_back(found->second);
  }
  std::vector<Commit> commits;
  std::set<std::string> seen;
  std::vector<std::size_t> next(histories.size(), 0);
  while (true) {
    const auto newest = newest_of(histories, next);
    if (newest == histories.size()) return commits;
    const auto& commit = histories[newest][next[newest]++].commit;
    if (seen.insert(commit.id).second) commits.push_back(commit);
  }
}

std::string author_of(const Commit& commit) {
  return commit.author_name + " <" + commit.author_email + ">";
}

}  // namespace

TruthRepository pin(const TruthLocation& location) {
  TruthRepository pinned{
      location.repo, location.ref, {}, location.path, location.team, {}, 0, std::nullopt, {}};
  const auto place_error = [&](Error error) {
    error.trail.push_back("while reading truth in " + location.repo);
    pinned.error = std::move(error);
    return pinned;
  };
  const auto folder = clean_path(location.path);
  if (!folder) return place_error(folder.error());
  pinned.path = *folder;
  const auto repository = Repository::open(location.local);
  if (!repository) return place_error(repository.error());
  const auto commit = repository->resolve(location.ref);
  if (!commit) return place_error(commit.error());
  pinned.commit = *commit;
  const auto tree = tree_id(*repository, *commit, *folder);
  if (!tree) return place_error(tree.error());
  pinned.tree = *tree;
  return pinned;
}

Result<codec::TruthInput> read_truth(const TruthLocation& location, const TruthRepository& pinned) {
  codec::TruthInput input{pinned, location.ignore, {}};
  const auto repository = Repository::open(location.local);
  if (!repository) return fail(repository.error(), "while reading truth in " + location.repo);
  const auto tree = read_tree(*repository, pinned.commit, pinned.path);
  if (!tree) return fail(tree.error(), "while reading truth in " + location.repo);
  input.files.reserve(tree->files.size());
  for (const auto& file : tree->files) input.files.push_back(read_file(*repository, file));
  for (const auto& refused : tree->refused) {
    input.files.push_back(codec::TruthFile{refused.where.file, {}, refused});
  }
  const auto damaged = std::find_if(input.files.begin(), input.files.end(), is_damage);
  if (damaged != input.files.end())
    return fail(*damaged->error, "while reading truth in " + location.repo);
  input.repository.files = tree->files.size();
  auto& notes = input.repository.notes;
  notes.insert(notes.end(), tree->notes.begin(), tree->notes.end());
  return input;
}

Result<std::map<std::string, std::vector<PastDeclaration>>> past_declarations(
    const TruthLocation& location, const TruthRepository& pinned,
    const std::vector<std::string>& files, const schedule::ZoneSource& zones) {
  const auto repository = Repository::open(location.local);
  if (!repository) return fail(repository.error());
  const auto versions = histories_with_defaults(*repository, pinned, files);
  if (!versions) return fail(versions.error());
  PastReader reader(*repository, pinned, zones);
  std::map<std::string, std::vector<PastDeclaration>> past;
  for (const auto& file : files) {
    if (versions->count(file) == 0) continue;
    for (const auto& commit : changes_of(file, pinned.path, *versions)) {
      past[file].push_back({commit.id, commit.at, author_of(commit), reader.at(commit.id, file)});
    }
  }
  return past;
}

Result<std::vector<RemovedDeclaration>> removed_declarations(const TruthLocation& location,
                                                             const TruthRepository& pinned,
                                                             const schedule::ZoneSource& zones) {
  const auto repository = Repository::open(location.local);
  if (!repository) return fail(repository.error());
  const auto files = removed_files(*repository, pinned.commit, pinned.path, how_far.commits);
  if (!files) return fail(files.error());
  PastReader reader(*repository, pinned, zones);
  std::vector<RemovedDeclaration> removed;
  for (const auto& file : *files) {
    // The removing commit's parent still held it, with the defaults of that time.
    const auto parent = repository->resolve(file.commit.id + "~1");
    if (!parent) continue;
    const auto workflow = reader.at(*parent, file.path);
    if (!workflow) continue;
    RemovedDeclaration declaration;
    declaration.workflow = workflow->id;
    for (const auto& place : workflow->places) declaration.places.push_back(place.id);
    declaration.source = GitSource{pinned.repo, file.commit.id, file.path, 0, 0};
    declaration.at = file.commit.at;
    removed.push_back(std::move(declaration));
  }
  return removed;
}

Result<void> add_last_good_platforms(const TruthLocation& location, const TruthRepository& pinned,
                                     const schedule::ZoneSource& zones, Truth& truth) {
  std::set<std::string> files;
  for (const auto& problem : truth.problems) {
    if (problem.source.repo == pinned.repo) files.insert(problem.source.file);
  }
  if (files.empty()) return {};
  const auto past = past_declarations(location, pinned, {files.begin(), files.end()}, zones);
  if (!past) return fail(past.error());
  for (auto& problem : truth.problems) {
    const auto found = past->find(problem.source.file);
    if (problem.source.repo != pinned.repo || found == past->end()) continue;
    const auto good =
        std::find_if(found->second.begin(), found->second.end(),
                     [](const auto& version) { return version.workflow.has_value(); });
    if (good == found->second.end()) continue;
    std::set<std::string> platforms(problem.platforms.begin(), problem.platforms.end());
    for (const auto& place : good->workflow->places) platforms.insert(place.id.platform);
    problem.platforms.assign(platforms.begin(), platforms.end());
  }
  return {};
}

}  // namespace plumbline::adapters::git
