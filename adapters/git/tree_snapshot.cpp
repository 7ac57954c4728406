#include "adapters/git/tree_snapshot.hpp"

#include <git2.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "adapters/git/text.hpp"
#include "adapters/git/tree_link.hpp"
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

bool lies_in(std::string_view path, std::string_view folder) {
  return folder.empty() || path == folder ||
         (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

class Walk {
 public:
  Walk(const Repository& repository, const git_tree& root, TreeSnapshot& into)
      : repository_(repository), root_(root), into_(into) {}

  // Links that are only names to it: so no circle of links is walked.
  Walk& without_links() {
    judges_links_ = false;
    return *this;
  }

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
    const auto tree = load_tree(repository_.handle(), *git_tree_entry_id(&entry));
    if (tree) return folder(**tree, path + "/", depth);
    auto error = tree.error();
    error.where.file = path;
    into_.refused.push_back(std::move(error));
    return true;
  }

  void file(const git_tree_entry& entry, const std::string& name, const std::string& path) {
    const auto mode = git_tree_entry_filemode(&entry);
    if (mode == GIT_FILEMODE_LINK) return link(*git_tree_entry_id(&entry), name, path);
    if (!is_truth_name(name)) {
      if (is_truth_name(lower(name)))
        note(shown(path) + " is not read: its name ends in " + name.substr(name.rfind('.')));
      return;
    }
    into_.files.push_back(
        {path, to_hex(*git_tree_entry_id(&entry)),
         mode == GIT_FILEMODE_BLOB_EXECUTABLE ? FileKind::executable : FileKind::regular});
  }

  void link(const git_oid& id, const std::string& name, const std::string& path) {
    if (is_truth_name(name)) {
      return refuse(ErrorKind::unsupported, "it is a symbolic link, which is not followed",
                    "commit the file itself", path);
    }
    if (!judges_links_) return;
    const auto target = link_target(repository_, root_, path, id);
    if (!target) {
      into_.refused.push_back(target.error());
      return;
    }
    const auto what = shown(path) + " is a symbolic link to " + target->text;
    switch (target->kind) {
      case LinkTarget::Kind::file:
        return;
      case LinkTarget::Kind::folder:
        if (lies_in(target->path, into_.folder))
          return note(what + ", whose files are read where they lie");
        if (!holds_truth(target->path)) return;
        return refuse(ErrorKind::unsupported,
                      "it is a symbolic link to the folder " + in_quotes(target->text) +
                          ", which is not followed, so truth below it is not read",
                      "commit the folder itself, give it a truth entry of its own, or name it in "
                      "`ignore:`",
                      path);
      case LinkTarget::Kind::elsewhere:
        // Links to files nearly always have a suffix, and are nobody's truth.
        if (name.find('.') == std::string::npos)
          note(what + ", which is not in this commit; nothing behind it is read");
        return;
    }
  }

  // True if somebody might look for truth in this folder of the commit.
  [[nodiscard]] bool holds_truth(const std::string& path) const {
    const auto tree = folder_tree(repository_.handle(), into_.commit, path);
    TreeSnapshot there;
    there.folder = path;
    return !tree || !Walk(repository_, root_, there).without_links().folder(**tree, "", 0) ||
           !there.files.empty() || !there.refused.empty();
  }

  void note(std::string text) {
    if (into_.notes.size() < max_notes) into_.notes.push_back(std::move(text));
  }

  void refuse(ErrorKind kind, std::string message, std::string hint, const std::string& path) {
    into_.refused.push_back(refusal(kind, std::move(message), std::move(hint), path));
  }

  const Repository& repository_;
  const git_tree& root_;
  TreeSnapshot& into_;
  std::size_t seen_ = 0;
  bool judges_links_ = true;
};

// The same file on a system whose names ignore case, so one of the two gets lost there.
void note_case_twins(TreeSnapshot& snapshot) {
  std::map<std::string, std::string> first_of;
  for (const auto& file : snapshot.files) {
    const auto [at, fresh] = first_of.try_emplace(lower(file.path), file.path);
    if (!fresh && snapshot.notes.size() < max_notes)
      snapshot.notes.push_back(at->second + " and " + file.path + " differ in case only");
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
  const auto root = folder_tree(repository.handle(), commit, {});
  if (!root) return fail(root.error());
  if (!Walk(repository, **root, snapshot).folder(**tree, clean->empty() ? "" : *clean + "/", 0))
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
