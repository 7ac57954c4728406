#include "adapters/git/tree_diff.hpp"

#include <git2.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "adapters/git/tree_lookup.hpp"

namespace plumbline::adapters::git {
namespace {

constexpr int max_depth = 64;

bool is_tree(const git_tree_entry& entry) { return git_tree_entry_type(&entry) == GIT_OBJECT_TREE; }

// Git's order within a tree: by bytes, a folder as if its name ended in a slash. So a file and a
// folder of one name are two entries.
int compare(const git_tree_entry& one, const git_tree_entry& other) {
  const std::string_view a = git_tree_entry_name(&one);
  const std::string_view b = git_tree_entry_name(&other);
  const auto common = std::min(a.size(), b.size());
  if (const int order = a.substr(0, common).compare(b.substr(0, common)); order != 0) return order;
  const auto next = [common](std::string_view name, const git_tree_entry& entry) {
    if (name.size() > common) return static_cast<int>(static_cast<unsigned char>(name[common]));
    return is_tree(entry) ? int{'/'} : 0;
  };
  return next(a, one) - next(b, other);
}

class Diff {
 public:
  Diff(git_repository* repository, const FolderFilter& wanted,
       const std::function<void(const FileChange&)>& visit)
      : repository_(repository), wanted_(wanted), visit_(visit) {}

  Result<void> trees(const git_oid* before, const git_oid* after, const std::string& prefix,
                     int depth) {
    if (before != nullptr && after != nullptr && git_oid_equal(before, after) != 0) return {};
    if (depth > max_depth || !wanted_(prefix)) return {};
    auto old_tree = before != nullptr ? load_tree(repository_, *before) : Result<TreeHandle>();
    auto new_tree = after != nullptr ? load_tree(repository_, *after) : Result<TreeHandle>();
    if (!old_tree) return fail(old_tree.error());
    if (!new_tree) return fail(new_tree.error());
    return entries(old_tree->get(), new_tree->get(), prefix, depth);
  }

 private:
  static const git_tree_entry* entry_at(const git_tree* tree, std::size_t i) {
    return tree != nullptr ? git_tree_entry_byindex(tree, i) : nullptr;
  }

  /// Below 0 if `before` comes first, 0 for one path; what is not there comes last.
  static int order_of(const git_tree_entry* before, const git_tree_entry* after) {
    if (before == nullptr) return 1;
    if (after == nullptr) return -1;
    return compare(*before, *after);
  }

  Result<void> entries(const git_tree* before, const git_tree* after, const std::string& prefix,
                       int depth) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (true) {
      const git_tree_entry* old_entry = entry_at(before, i);
      const git_tree_entry* new_entry = entry_at(after, j);
      if (old_entry == nullptr && new_entry == nullptr) return {};
      const int order = order_of(old_entry, new_entry);
      if (order < 0) new_entry = nullptr;
      if (order > 0) old_entry = nullptr;
      if (old_entry != nullptr) ++i;
      if (new_entry != nullptr) ++j;
      if (auto fine = entry(old_entry, new_entry, prefix, depth); !fine) return fine;
    }
  }

  Result<void> entry(const git_tree_entry* before, const git_tree_entry* after,
                     const std::string& prefix, int depth) {
    const git_oid* old_id = before != nullptr ? git_tree_entry_id(before) : nullptr;
    const git_oid* new_id = after != nullptr ? git_tree_entry_id(after) : nullptr;
    const git_tree_entry& any = before != nullptr ? *before : *after;
    if (is_tree(any)) {
      if (old_id != nullptr && new_id != nullptr && git_oid_equal(old_id, new_id) != 0) return {};
      return trees(old_id, new_id, prefix + git_tree_entry_name(&any) + "/", depth + 1);
    }
    if (before != nullptr && !is_file(*before)) old_id = nullptr;
    if (after != nullptr && !is_file(*after)) new_id = nullptr;
    const bool same = old_id == nullptr || new_id == nullptr ? old_id == new_id
                                                             : git_oid_equal(old_id, new_id) != 0;
    if (same) return {};
    const std::string path = prefix + git_tree_entry_name(&any);
    visit_({path, old_id, new_id});
    return {};
  }

  static bool is_file(const git_tree_entry& entry) {
    return git_tree_entry_type(&entry) == GIT_OBJECT_BLOB &&
           git_tree_entry_filemode(&entry) != GIT_FILEMODE_LINK;
  }

  git_repository* repository_;
  const FolderFilter& wanted_;
  const std::function<void(const FileChange&)>& visit_;
};

}  // namespace

Result<void> diff_trees(git_repository* repository, const git_oid* before, const git_oid* after,
                        const std::string& prefix, const FolderFilter& wanted,
                        const std::function<void(const FileChange&)>& visit) {
  return Diff(repository, wanted, visit).trees(before, after, prefix, 0);
}

}  // namespace plumbline::adapters::git
