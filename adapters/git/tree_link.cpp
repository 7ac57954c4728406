#include "adapters/git/tree_link.hpp"

#include <git2.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

// PATH_MAX: no checkout could make a longer one.
constexpr std::size_t longest_target = 4096;

// Follows `path` from the folder `parts`; false where it leads out of the root.
bool follow(std::string_view path, std::vector<std::string_view>& parts) {
  while (!path.empty()) {
    const auto part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return false;
    } else {
      parts.pop_back();
    }
  }
  return true;
}

// `target` seen from the folder of `link`, below the root; nullopt where it leads out.
std::optional<std::string> resolved(std::string_view link, std::string_view target) {
  if (target.starts_with('/')) return std::nullopt;
  std::vector<std::string_view> parts;
  const auto slash = link.rfind('/');
  if (slash != std::string_view::npos) follow(link.substr(0, slash), parts);
  if (!follow(target, parts)) return std::nullopt;
  std::string path;
  for (const auto part : parts) path += (path.empty() ? "" : "/") + std::string(part);
  return path;
}

}  // namespace

Result<LinkTarget> link_target(const Repository& repository, const git_tree& root,
                               const std::string& path, const git_oid& blob) {
  const auto text = repository.read_blob(to_hex(blob), path);
  if (!text) return fail(text.error());
  LinkTarget target{LinkTarget::Kind::elsewhere, shown(*text), {}};
  if (text->size() > longest_target) return target;
  const auto within = resolved(path, *text);
  if (!within) return target;
  git_tree_entry* entry = nullptr;
  if (!within->empty() && git_tree_entry_bypath(&entry, &root, within->c_str()) != 0) return target;
  const auto type = within->empty() ? GIT_OBJECT_TREE : git_tree_entry_type(entry);
  git_tree_entry_free(entry);
  target.path = *within;
  target.kind = type == GIT_OBJECT_BLOB ? LinkTarget::Kind::file : LinkTarget::Kind::folder;
  return target;
}

}  // namespace plumbline::adapters::git
