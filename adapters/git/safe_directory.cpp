#include "adapters/git/safe_directory.hpp"

#include <git2.h>

#include <memory>

#include "adapters/git/handles.hpp"

namespace plumbline::adapters::git {
namespace {

struct Search {
  std::string_view folder;
  bool found = false;
};

int look_at(const git_config_entry* entry, void* payload) {
  auto& search = *static_cast<Search*>(payload);
  const std::string_view value = entry->value != nullptr ? entry->value : "";
  if (value.empty()) {
    search.found = false;
  } else if (value == "*" || value == search.folder) {
    search.found = true;
  } else if (value.ends_with("/*")) {
    search.found = search.found || search.folder.starts_with(value.substr(0, value.size() - 1));
  }
  return 0;
}

}  // namespace

std::string trusted_directory(std::string_view git_folder) {
  while (git_folder.size() > 1 && git_folder.ends_with('/')) git_folder.remove_suffix(1);
  constexpr std::string_view inner = "/.git";
  if (git_folder.ends_with(inner)) git_folder.remove_suffix(inner.size());
  return std::string(git_folder);
}

bool is_trusted(std::string_view folder) {
  git_config* raw = nullptr;
  if (folder.empty() || git_config_open_default(&raw) != 0) return false;
  const std::unique_ptr<git_config, decltype(&git_config_free)> config(raw, git_config_free);
  Search search{folder};
  (void)git_config_get_multivar_foreach(raw, "safe.directory", nullptr, look_at, &search);
  return search.found;
}

}  // namespace plumbline::adapters::git
