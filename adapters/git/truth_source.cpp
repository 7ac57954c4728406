#include "adapters/git/truth_source.hpp"

#include <set>

#include "adapters/git/history.hpp"
#include "adapters/git/tree_snapshot.hpp"

namespace plumbline::adapters::git {
namespace {

constexpr std::size_t past_commits = 200;
constexpr std::string_view defaults_name = "defaults.yaml";

codec::TruthFile read_file(const Repository& repository, const TreeFile& file) {
  codec::TruthFile read{file.path, {}, std::nullopt};
  if (auto bytes = repository.read_blob(file.blob, file.path)) {
    read.bytes = std::move(*bytes);
  } else {
    read.error = bytes.error();
  }
  return read;
}

/// The folders that a file lies in, outermost first, from the entry's folder on.
std::vector<std::string> folders_of(std::string_view file, std::string_view top) {
  std::vector<std::string> folders;
  std::size_t from = top.empty() || top == "." ? 0 : top.size() + 1;
  if (from == 0) folders.emplace_back();
  if (from > 0) folders.emplace_back(top);
  for (auto slash = file.find('/', from); slash != std::string_view::npos;
       slash = file.find('/', slash + 1)) {
    folders.emplace_back(file.substr(0, slash));
  }
  return folders;
}

/// The defaults.yaml files above `file` at one commit, outermost first.
std::vector<codec::TruthFile> defaults_above(const Repository& repository,
                                             const std::string& commit, std::string_view file,
                                             std::string_view top) {
  std::vector<codec::TruthFile> defaults;
  for (const auto& folder : folders_of(file, top)) {
    const std::string path =
        folder.empty() ? std::string(defaults_name) : folder + "/" + std::string(defaults_name);
    if (const auto found = find_file(repository, commit, path)) {
      defaults.push_back(read_file(repository, *found));
    }
  }
  return defaults;
}

std::optional<DeclaredWorkflow> declared_then(const Repository& repository,
                                              const TruthRepository& pinned,
                                              const std::string& commit, const std::string& path,
                                              const std::string& blob,
                                              const schedule::ZoneSource& zones) {
  TruthRepository then = pinned;
  then.commit = commit;
  return codec::declare_alone(then, read_file(repository, TreeFile{path, blob}),
                              defaults_above(repository, commit, path, pinned.path), zones);
}

}  // namespace

TruthRepository pin(const TruthLocation& location) {
  TruthRepository pinned{location.repo, location.ref, {}, location.path,
                         location.team, {},           0,  std::nullopt};
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
  input.repository.files = tree->files.size();
  return input;
}

Result<std::map<std::string, std::vector<PastDeclaration>>> past_declarations(
    const TruthLocation& location, const TruthRepository& pinned,
    const std::vector<std::string>& files, const schedule::ZoneSource& zones) {
  const auto repository = Repository::open(location.local);
  if (!repository) return fail(repository.error());
  // A defaults.yaml that changed changes what the file below it said, though the file did not.
  std::set<std::string> paths(files.begin(), files.end());
  for (const auto& file : files) {
    for (const auto& folder : folders_of(file, pinned.path)) {
      paths.insert(folder.empty() ? std::string(defaults_name)
                                  : folder + "/" + std::string(defaults_name));
    }
  }
  const auto versions = histories(*repository, pinned.commit, paths, {past_commits, 8});
  if (!versions) return fail(versions.error());
  std::map<std::string, std::vector<PastDeclaration>> past;
  for (const auto& file : files) {
    // Every commit at which the file or a defaults.yaml above it changed, newest first.
    std::map<std::pair<Instant, std::string>, Commit, std::greater<>> commits;
    const auto collect = [&](const std::string& path) {
      const auto found = versions->find(path);
      if (found == versions->end()) return;
      for (const auto& version : found->second) {
        commits.emplace(std::pair{version.commit.at, version.commit.id}, version.commit);
      }
    };
    collect(file);
    for (const auto& folder : folders_of(file, pinned.path)) {
      collect(folder.empty() ? std::string(defaults_name)
                             : folder + "/" + std::string(defaults_name));
    }
    for (const auto& [key, commit] : commits) {
      const auto then = find_file(*repository, commit.id, file);
      if (!then) continue;
      past[file].push_back(
          {commit.id, commit.at, commit.author_email,
           declared_then(*repository, pinned, commit.id, file, then->blob, zones)});
    }
  }
  return past;
}

Result<std::vector<RemovedDeclaration>> removed_declarations(const TruthLocation& location,
                                                             const TruthRepository& pinned,
                                                             const schedule::ZoneSource& zones) {
  const auto repository = Repository::open(location.local);
  if (!repository) return fail(repository.error());
  const auto files = removed_files(*repository, pinned.commit, pinned.path, past_commits);
  if (!files) return fail(files.error());
  std::vector<RemovedDeclaration> removed;
  for (const auto& file : *files) {
    // The removing commit's parent still held it, with the defaults of that time.
    const auto parent = repository->resolve(file.commit.id + "~1");
    if (!parent) continue;
    const auto workflow = declared_then(*repository, pinned, *parent, file.path, file.blob, zones);
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

}  // namespace plumbline::adapters::git
