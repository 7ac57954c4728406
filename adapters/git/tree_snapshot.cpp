#include "adapters/git/tree_snapshot.hpp"

#include <git2.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "adapters/git/text.hpp"
#include "adapters/git/tree_lookup.hpp"

namespace plumbline::adapters::git {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return result;
}

// Why a name in a tree is refused; empty if it is fine. Git itself refuses to check most of these
// out, so a tree that holds one was made by hand.
std::string flaw_of(std::string_view name) {
  if (name.empty()) return "an empty name";
  if (name == "." || name == "..") return "a name that leads elsewhere";
  if (lower(name) == ".git") return "the name of Git's own folder";
  if (!is_utf8(name)) return "a name that is not UTF-8";
  if (!is_clean_text(name)) return "a control character in its name";
  if (name.find('\\') != std::string_view::npos) return "a backslash in its name";
  if (name.find('/') != std::string_view::npos) return "a slash in its name";
  return {};
}

Error refusal(ErrorKind kind, std::string message, std::string hint, std::string_view path) {
  Error error;
  error.kind = kind;
  error.message = std::move(message);
  error.hint = std::move(hint);
  error.where.file = shown(path);
  return error;
}

class Walk {
 public:
  Walk(git_repository* repository, TreeSnapshot& into) : repository_(repository), into_(into) {}

  // False: too many entries, give up.
  [[nodiscard]] bool folder(const git_tree& tree, const std::string& prefix, std::size_t depth) {
    const std::size_t count = git_tree_entrycount(&tree);
    seen_ += count;
    if (seen_ > max_tree_entries) return false;
    for (std::size_t i = 0; i < count; ++i)
      if (!entry(*git_tree_entry_byindex(&tree, i), prefix, depth)) return false;
    return true;
  }

 private:
  bool entry(const git_tree_entry& entry, const std::string& prefix, std::size_t depth) {
    const std::string name = git_tree_entry_name(&entry);
    const std::string path = prefix + name;
    const auto type = git_tree_entry_type(&entry);
    const auto flaw = flaw_of(name);
    if (!flaw.empty() && (type != GIT_OBJECT_BLOB || is_truth_name(name))) {
      refuse(ErrorKind::invalid, "it has " + flaw, "rename it", path);
      return true;
    }
    if (type == GIT_OBJECT_TREE) return subfolder(entry, path, depth + 1);
    if (type == GIT_OBJECT_COMMIT) {
      refuse(ErrorKind::unsupported, "it is a submodule, which is not read",
             "give that repository a truth entry of its own", path);
      return true;
    }
    file(entry, name, path);
    return true;
  }

  bool subfolder(const git_tree_entry& entry, const std::string& path, std::size_t depth) {
    if (depth > max_tree_depth) {
      refuse(ErrorKind::invalid, "it lies more than 32 folders deep", "move it up", path);
      return true;
    }
    const auto tree = load_tree(repository_, *git_tree_entry_id(&entry));
    if (tree) return folder(**tree, path + "/", depth);
    auto error = tree.error();
    error.where.file = path;
    into_.refused.push_back(std::move(error));
    return true;
  }

  void file(const git_tree_entry& entry, const std::string& name, const std::string& path) {
    const auto mode = git_tree_entry_filemode(&entry);
    if (mode == GIT_FILEMODE_LINK) return link(name, path);
    if (!is_truth_name(name)) return;
    into_.files.push_back(
        {path, to_hex(*git_tree_entry_id(&entry)),
         mode == GIT_FILEMODE_BLOB_EXECUTABLE ? FileKind::executable : FileKind::regular});
  }

  void link(const std::string& name, const std::string& path) {
    if (is_truth_name(name)) {
      refuse(ErrorKind::unsupported, "it is a symbolic link, which is not followed",
             "commit the file itself", path);
    } else if (name.find('.') == std::string::npos) {
      into_.notes.push_back(
          shown(path) + " is a symbolic link; if it leads to a folder, nothing below it is read");
    }
  }

  void refuse(ErrorKind kind, std::string message, std::string hint, const std::string& path) {
    into_.refused.push_back(refusal(kind, std::move(message), std::move(hint), path));
  }

  git_repository* repository_;
  TreeSnapshot& into_;
  std::size_t seen_ = 0;
};

// The same file on a system whose names ignore case, so one of the two gets lost there.
void note_case_twins(TreeSnapshot& snapshot) {
  std::map<std::string, std::string> first_of;
  for (const auto& file : snapshot.files) {
    const auto [at, fresh] = first_of.try_emplace(lower(file.path), file.path);
    if (!fresh) snapshot.notes.push_back(at->second + " and " + file.path + " differ in case only");
  }
}

struct ParentAndName {
  std::string folder;
  std::string name;
};

ParentAndName split(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return {{}, path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

bool is_truth_name(std::string_view name) {
  return (name.ends_with(".yaml") && name.size() > 5) ||
         (name.ends_with(".yml") && name.size() > 4);
}

Result<std::string> clean_path(std::string_view path) {
  const auto refused = [&](const std::string& why) {
    return fail(ErrorKind::invalid, "the path " + in_quotes(path) + " has " + why,
                "write it from the root of the repository on, e.g. teams/workflows");
  };
  if (path.starts_with('/')) return refused("a leading slash");
  std::string clean;
  while (!path.empty()) {
    const auto part = path.substr(0, path.find('/'));
    if (!part.empty() && part != ".") {
      if (const auto flaw = flaw_of(part); !flaw.empty()) return refused(flaw);
      clean += (clean.empty() ? "" : "/") + std::string(part);
    }
    path.remove_prefix(std::min(part.size() + 1, path.size()));
  }
  return clean;
}

Result<TreeSnapshot> read_tree(const Repository& repository, std::string_view commit,
                               std::string_view folder) {
  auto clean = clean_path(folder);
  if (!clean) return fail(clean.error());
  const auto tree = folder_tree(repository.handle(), commit, *clean);
  if (!tree) return fail(tree.error());
  TreeSnapshot snapshot;
  snapshot.commit = commit;
  snapshot.folder = *clean;
  snapshot.tree = to_hex(*git_tree_id(tree->get()));
  if (!Walk(repository.handle(), snapshot).folder(**tree, clean->empty() ? "" : *clean + "/", 0))
    return fail(ErrorKind::invalid,
                "there are more than 200,000 files and folders below " + in_quotes(*clean),
                "point `path:` of the truth entry at the folder that holds the truth files");
  std::ranges::sort(snapshot.files, {}, &TreeFile::path);
  note_case_twins(snapshot);
  return snapshot;
}

Result<std::string> tree_id(const Repository& repository, std::string_view commit,
                            std::string_view folder) {
  const auto clean = clean_path(folder);
  if (!clean) return fail(clean.error());
  return folder_tree(repository.handle(), commit, *clean).transform([](const TreeHandle& tree) {
    return to_hex(*git_tree_id(tree.get()));
  });
}

Result<TreeFile> find_file(const Repository& repository, std::string_view commit,
                           std::string_view path) {
  const auto clean = clean_path(path);
  if (!clean) return fail(clean.error());
  const auto [folder, name] = split(*clean);
  const auto tree = folder_tree(repository.handle(), commit, folder);
  if (!tree) return fail(tree.error());
  const git_tree_entry* entry = git_tree_entry_byname(tree->get(), name.c_str());
  const auto refused = [&](ErrorKind kind, const std::string& message, const std::string& hint) {
    return fail(refusal(kind, message, hint, *clean));
  };
  if (entry == nullptr)
    return refused(ErrorKind::not_found, "there is no such file at commit " + std::string(commit),
                   "check the path and the ref");
  switch (git_tree_entry_filemode(entry)) {
    case GIT_FILEMODE_BLOB:
      return TreeFile{*clean, to_hex(*git_tree_entry_id(entry)), FileKind::regular};
    case GIT_FILEMODE_BLOB_EXECUTABLE:
      return TreeFile{*clean, to_hex(*git_tree_entry_id(entry)), FileKind::executable};
    case GIT_FILEMODE_COMMIT:
      return refused(ErrorKind::unsupported, "it is a submodule, which is not read",
                     "name a file of the repository itself");
    case GIT_FILEMODE_LINK:
      return refused(ErrorKind::invalid, "it is a symbolic link, which is not followed",
                     "name the file itself");
    case GIT_FILEMODE_TREE:
    case GIT_FILEMODE_UNREADABLE:
      break;
  }
  return refused(ErrorKind::invalid, "it is not a file", "name a file");
}

}  // namespace plumbline::adapters::git
