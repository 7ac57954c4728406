#include "adapters/git/history.hpp"

#include <git2.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "adapters/git/text.hpp"
#include "adapters/git/tree_diff.hpp"
#include "adapters/git/tree_lookup.hpp"
#include "adapters/git/tree_snapshot.hpp"

namespace plumbline::adapters::git {
namespace {

// A commit on the way back, and its first parent if that is here.
struct Step {
  CommitHandle commit;
  CommitHandle parent;
};

// nullptr at a root and at the edge of a shallow clone.
Result<CommitHandle> parent_of(const Repository& repository, const git_commit& commit,
                               unsigned index) {
  if (git_commit_parentcount(&commit) <= index) return CommitHandle();
  git_commit* parent = nullptr;
  const int code = git_commit_parent(&parent, &commit, index);
  if (code == 0) return CommitHandle(parent);
  if (code == GIT_ENOTFOUND && git_repository_is_shallow(repository.handle()) == 1)
    return CommitHandle();
  auto error = error_of(code, "cannot read a parent of commit " + to_hex(*git_commit_id(&commit)));
  error.kind = ErrorKind::corrupt;
  return fail(std::move(error));
}

// Walks first parents, at most `commits` of them. `visit` sees each commit with its parent and
// says whether to go on.
Result<void> walk_back(const Repository& repository, std::string_view from, std::size_t commits,
                       const std::function<Result<bool>(const Step&)>& visit) {
  auto commit = find_commit(repository.handle(), from);
  if (!commit) return fail(commit.error());
  Step step{std::move(*commit), {}};
  for (std::size_t i = 0; i < commits && step.commit; ++i) {
    auto parent = parent_of(repository, *step.commit, 0);
    if (!parent) return fail(parent.error());
    step.parent = std::move(*parent);
    const auto go_on = visit(step);
    if (!go_on) return fail(go_on.error());
    if (!*go_on) break;
    step.commit = std::move(step.parent);
  }
  return {};
}

const git_oid* tree_of(const CommitHandle& commit) {
  return commit ? git_commit_tree_id(commit.get()) : nullptr;
}

// Every folder above one of the paths, with a trailing slash, and the root.
std::unordered_set<std::string> folders_above(const std::set<std::string>& paths) {
  std::unordered_set<std::string> folders{""};
  for (const auto& path : paths)
    for (auto slash = path.rfind('/'); slash != std::string::npos && slash > 0;
         slash = path.rfind('/', slash - 1))
      if (!folders.insert(path.substr(0, slash + 1)).second) break;
  return folders;
}

class HistorySearch {
 public:
  HistorySearch(const Repository& repository, const std::set<std::string>& paths,
                HistoryLimit limit)
      : repository_(repository), limit_(limit), folders_(folders_above(paths)) {
    for (const auto& path : paths) files_[path];
    unfinished_ = limit.versions > 0 ? files_.size() : 0;
  }

  Result<bool> look_at(const Step& step) {
    std::optional<Commit> described;
    const auto visit = [&](const FileChange& change) {
      const auto file = files_.find(change.path);
      if (file == files_.end() || file->second.size() >= limit_.versions) return;
      if (!described) described = describe_commit(*step.commit);
      file->second.push_back(
          {*described, change.after != nullptr ? to_hex(*change.after) : "", true});
      if (file->second.size() == limit_.versions) --unfinished_;
    };
    // At a shallow edge what the commit changed is unknown: what it holds is the oldest we know.
    const bool is_edge = !step.parent && git_commit_parentcount(step.commit.get()) > 0;
    remember_oldest(is_edge ? step.commit : step.parent);
    if (is_edge || unfinished_ == 0) return false;
    if (auto fine = diff_trees(repository_.handle(), tree_of(step.parent), tree_of(step.commit), "",
                               wanted(), visit);
        !fine)
      return fail(fine.error());
    return unfinished_ > 0;
  }

  // What the files held where the search ended, if no commit of the walk made it so.
  Result<std::map<std::string, std::vector<FileVersion>>> finish() {
    if (oldest_tree_ && unfinished_ > 0)
      if (auto fine = add_oldest(); !fine) return fail(fine.error());
    std::map<std::string, std::vector<FileVersion>> result;
    for (auto& [path, versions] : files_) result[path] = std::move(versions);
    return result;
  }

 private:
  [[nodiscard]] FolderFilter wanted() const {
    return [this](const std::string& prefix) { return folders_.contains(prefix); };
  }

  void remember_oldest(const CommitHandle& commit) {
    oldest_tree_.reset();
    if (!commit) return;
    oldest_ = describe_commit(*commit);
    oldest_tree_ = *tree_of(commit);
  }

  Result<void> add_oldest() {
    const auto visit = [&](const FileChange& held) {
      const auto file = files_.find(held.path);
      if (file != files_.end() && file->second.size() < limit_.versions)
        file->second.push_back({oldest_, to_hex(*held.after), false});
    };
    return diff_trees(repository_.handle(), nullptr, &*oldest_tree_, "", wanted(), visit);
  }

  const Repository& repository_;
  HistoryLimit limit_;
  std::unordered_set<std::string> folders_;
  std::unordered_map<std::string, std::vector<FileVersion>> files_;
  std::size_t unfinished_ = 0;
  // Where the walk stands: the next commit it would look at; no tree once the root was seen.
  Commit oldest_;
  std::optional<git_oid> oldest_tree_;
};

// The blob at `path` in a commit; empty if there is no file.
Result<std::string> blob_at(const Repository& repository, const git_commit& commit,
                            const std::string& path) {
  const auto root = load_tree(repository.handle(), *git_commit_tree_id(&commit));
  if (!root) return fail(root.error());
  git_tree_entry* entry = nullptr;
  const int code = git_tree_entry_bypath(&entry, root->get(), path.c_str());
  if (code == GIT_ENOTFOUND) return std::string();
  if (code != 0) return fail(error_of(code, "cannot look up " + in_quotes(path)));
  std::string blob =
      git_tree_entry_type(entry) == GIT_OBJECT_BLOB ? to_hex(*git_tree_entry_id(entry)) : "";
  git_tree_entry_free(entry);
  return blob;
}

// The first parent that already holds `blob` at `path`; nullptr if this commit brought it.
Result<CommitHandle> parent_with_same(const Repository& repository, const git_commit& commit,
                                      const std::string& path, const std::string& blob) {
  for (unsigned i = 0; i < git_commit_parentcount(&commit); ++i) {
    auto parent = parent_of(repository, commit, i);
    if (!parent) return fail(parent.error());
    if (!*parent) continue;
    const auto held = blob_at(repository, **parent, path);
    if (!held) return fail(held.error());
    if (*held == blob) return parent;
  }
  return CommitHandle();
}

/// Collects what a walk back finds removed below a folder. The first thing met about a path says
/// what is with it now.
class RemovalSearch {
 public:
  RemovalSearch(const Repository& repository, std::string below)
      : repository_(repository), below_(std::move(below)) {}

  /// False where the history ends.
  Result<bool> look_at(const Step& step) {
    if (!step.parent) return false;
    // Folders on the way to `below_`, and everything inside it.
    const FolderFilter wanted = [&](const std::string& prefix) {
      return prefix.starts_with(below_) || below_.starts_with(prefix);
    };
    const auto visit = [&](const FileChange& change) { note(change, *step.commit); };
    if (auto fine = diff_trees(repository_.handle(), tree_of(step.parent), tree_of(step.commit), "",
                               wanted, visit);
        !fine)
      return fail(fine.error());
    return true;
  }

  std::vector<RemovedFile> finish() {
    std::ranges::sort(removed_, {}, &RemovedFile::path);
    return std::move(removed_);
  }

 private:
  void note(const FileChange& change, const git_commit& commit) {
    if (!change.path.starts_with(below_) || !is_truth_name(change.path)) return;
    if (!met_.insert(change.path).second || change.after != nullptr) return;
    removed_.push_back({change.path, describe_commit(commit), to_hex(*change.before)});
  }

  const Repository& repository_;
  std::string below_;
  std::unordered_set<std::string> met_;
  std::vector<RemovedFile> removed_;
};

}  // namespace

Result<std::map<std::string, std::vector<FileVersion>>> histories(
    const Repository& repository, std::string_view commit, const std::set<std::string>& paths,
    HistoryLimit limit) {
  HistorySearch search(repository, paths, limit);
  if (auto fine = walk_back(repository, commit, limit.commits,
                            [&](const Step& step) { return search.look_at(step); });
      !fine)
    return fail(fine.error());
  return search.finish();
}

Result<std::vector<RemovedFile>> removed_files(const Repository& repository,
                                               std::string_view commit, std::string_view folder,
                                               std::size_t commits) {
  const auto clean = clean_path(folder);
  if (!clean) return fail(clean.error());
  RemovalSearch search(repository, clean->empty() ? "" : *clean + "/");
  if (auto fine = walk_back(repository, commit, commits,
                            [&](const Step& step) { return search.look_at(step); });
      !fine)
    return fail(fine.error());
  return search.finish();
}

Result<Commit> last_change(const Repository& repository, std::string_view commit,
                           std::string_view path, std::size_t commits) {
  const auto clean = clean_path(path);
  if (!clean) return fail(clean.error());
  auto at = find_commit(repository.handle(), commit);
  if (!at) return fail(at.error());
  const auto blob = blob_at(repository, **at, *clean);
  if (!blob) return fail(blob.error());
  Where where;
  where.file = *clean;
  if (blob->empty())
    return fail(ErrorKind::not_found, "there is no such file at commit " + std::string(commit), {},
                where);
  for (std::size_t i = 0; i < commits; ++i) {
    auto parent = parent_with_same(repository, **at, *clean, *blob);
    if (!parent) return fail(parent.error());
    if (!*parent) return describe_commit(**at);
    at = std::move(parent);
  }
  return fail(ErrorKind::not_found,
              "the file was last changed more than " + std::to_string(commits) + " commits ago", {},
              where);
}

}  // namespace plumbline::adapters::git
