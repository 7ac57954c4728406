#include "adapters/git/object_store.hpp"

#include <git2.h>
#include <git2/sys/repository.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "adapters/git/loose_backend.hpp"
#include "adapters/git/pack_backend.hpp"
#include "adapters/git/plain_file.hpp"
#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t deepest_alternate = 5;
constexpr std::size_t longest_list = std::size_t{1} << 20;
// As in libgit2: where an object is in both, the pack is quicker.
constexpr int packs_first = 2;
constexpr int loose_next = 1;

Result<void> add(git_odb* odb, OdbBackendHandle backend, int priority) {
  if (const int code = git_odb_add_backend(odb, backend.get(), priority); code != 0)
    return fail(error_of(code, "cannot make an object store"));
  (void)backend.release();  // the store's from now on
  return {};
}

Result<void> add_folder(git_odb* odb, const fs::path& folder) {
  if (auto fine = add(odb, open_loose(folder), loose_next); !fine) return fine;
  return open_packs(folder).and_then(
      [&](OdbBackendHandle packs) { return add(odb, std::move(packs), packs_first); });
}

Result<std::vector<fs::path>> alternates_of(const fs::path& folder) {
  const auto list = read_plain(folder / "info/alternates", longest_list);
  std::vector<fs::path> alternates;
  if (!list && list.error().kind == ErrorKind::not_found) return alternates;
  if (!list) return fail(list.error(), "while reading which other repositories it borrows from");
  std::string_view rest = *list;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!line.empty() && line.front() != '#') alternates.push_back(folder / line);
  }
  return alternates;
}

Result<fs::path> objects_folder(git_repository* repository) {
  git_buf path{};
  if (const int code = git_repository_item_path(&path, repository, GIT_REPOSITORY_ITEM_OBJECTS);
      code != 0)
    return fail(error_of(code, "cannot find the object store"));
  fs::path folder(std::string(path.ptr, path.size));
  git_buf_dispose(&path);
  return folder;
}

/// Adds a folder that is not known yet; those it borrows from, to be added next.
Result<std::vector<fs::path>> add_once(git_odb* odb, const fs::path& named,
                                       std::set<fs::path>& known) {
  std::error_code problem;
  const auto folder = fs::canonical(named, problem);
  if (problem == std::errc::permission_denied)
    return fail(ErrorKind::forbidden,
                "may not look into the objects in " + in_quotes(named.string()),
                "give the user that runs plumbline read access");
  if (problem || !known.insert(folder).second) return std::vector<fs::path>();
  if (auto fine = add_folder(odb, folder); !fine) return fail(fine.error());
  return alternates_of(folder);
}

}  // namespace

Result<OdbHandle> open_objects(git_repository* repository) {
  const auto own = objects_folder(repository);
  if (!own) return fail(own.error());
  std::vector<fs::path> level{*own};
  git_odb* raw = nullptr;
  if (const int code = git_odb_new(&raw); code != 0)
    return fail(error_of(code, "cannot make an object store"));
  OdbHandle odb(raw);
  std::set<fs::path> known;
  for (std::size_t depth = 0; depth <= deepest_alternate; ++depth) {
    std::vector<fs::path> next;
    for (const auto& each : level) {
      auto alternates = add_once(raw, each, known);
      if (!alternates) return fail(alternates.error());
      std::ranges::move(*alternates, std::back_inserter(next));
    }
    level = std::move(next);
  }
  if (const int code = git_repository_set_odb(repository, raw); code != 0)
    return fail(error_of(code, "cannot use the object store"));
  return odb;
}

}  // namespace plumbline::adapters::git
