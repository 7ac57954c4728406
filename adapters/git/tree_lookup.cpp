#include "adapters/git/tree_lookup.hpp"

#include <git2.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "adapters/git/ref_names.hpp"
#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

std::vector<std::string> folders_in(const git_tree& tree) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < git_tree_entrycount(&tree); ++i) {
    const git_tree_entry* entry = git_tree_entry_byindex(&tree, i);
    if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
      names.emplace_back(git_tree_entry_name(entry));
  }
  return names;
}

std::string kind_of(const git_tree_entry& entry) {
  if (git_tree_entry_type(&entry) == GIT_OBJECT_COMMIT) return "a submodule";
  return git_tree_entry_filemode(&entry) == GIT_FILEMODE_LINK ? "a symbolic link" : "a file";
}

tl::unexpected<Error> no_such_folder(const git_tree& parent, std::string_view name,
                                     std::string_view commit, const std::string& folder) {
  auto names = folders_in(parent);
  const std::string hint =
      names.empty() ? "there are no folders there"
                    : "the nearest folders there are " + joined(nearest(name, std::move(names), 3));
  Where where;
  where.file = folder;
  return fail(ErrorKind::not_found,
              "there is no folder " + in_quotes(folder) + " at commit " + std::string(commit), hint,
              where);
}

}  // namespace

Result<TreeHandle> load_tree(git_repository* repository, const git_oid& id) {
  git_tree* tree = nullptr;
  if (const int code = git_tree_lookup(&tree, repository, &id); code != 0) {
    auto error = error_of(code, "cannot read the folder's object " + to_hex(id));
    if (code == GIT_ENOTFOUND) return fail(missing_object(repository, std::move(error)));
    return fail(std::move(error));
  }
  return TreeHandle(tree);
}

Result<TreeHandle> folder_tree(git_repository* repository, std::string_view commit,
                               const std::string& folder) {
  const auto found = find_commit(repository, commit);
  if (!found) return fail(found.error());
  auto tree = load_tree(repository, *git_commit_tree_id(found->get()));
  std::string_view rest = folder;
  while (tree && !rest.empty()) {
    const std::string name(rest.substr(0, rest.find('/')));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    const git_tree_entry* entry = git_tree_entry_byname(tree->get(), name.c_str());
    if (entry == nullptr) return no_such_folder(**tree, name, commit, folder);
    if (git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
      Where where;
      where.file = folder;
      return fail(ErrorKind::invalid,
                  in_quotes(name) + " in " + in_quotes(folder) + " is " + kind_of(*entry) +
                      ", not a folder",
                  "`path:` names the folder that holds the truth files; links and submodules are "
                  "not followed",
                  where);
    }
    const git_oid id = *git_tree_entry_id(entry);
    tree = load_tree(repository, id);
  }
  return tree;
}

}  // namespace plumbline::adapters::git
