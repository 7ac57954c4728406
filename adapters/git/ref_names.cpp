#include "adapters/git/ref_names.hpp"

#include <git2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "canonical-schema/nearest.hpp"

namespace plumbline::adapters::git {
namespace {

constexpr std::size_t max_names = 10'000;

}  // namespace

Result<std::vector<std::string>> ref_names(git_repository* repository) {
  std::vector<std::string> names;
  git_reference_iterator* raw = nullptr;
  if (const int code = git_reference_iterator_new(&raw, repository); code != 0)
    return fail(error_of(code, "cannot list the branches and tags"));
  const ReferenceIteratorHandle iterator(raw);
  constexpr std::array<std::string_view, 3> shown{"refs/heads/", "refs/tags/", "refs/remotes/"};
  const char* full = nullptr;
  while (names.size() < max_names && git_reference_next_name(&full, iterator.get()) == 0) {
    const std::string_view name(full);
    for (const auto prefix : shown)
      if (name.starts_with(prefix)) names.emplace_back(name.substr(prefix.size()));
  }
  return names;
}

std::vector<std::string> nearest(std::string_view name, std::vector<std::string> candidates,
                                 std::size_t count) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  ranked.reserve(candidates.size());
  for (auto& candidate : candidates) {
    const auto apart = edit_distance(name, candidate, std::max(name.size(), candidate.size()));
    ranked.emplace_back(apart, std::move(candidate));
  }
  std::ranges::sort(ranked);
  std::vector<std::string> result;
  for (auto& [apart, candidate] : ranked) {
    if (result.size() == count) break;
    result.push_back(std::move(candidate));
  }
  return result;
}

}  // namespace plumbline::adapters::git
