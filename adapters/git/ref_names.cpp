#include "adapters/git/ref_names.hpp"

#include <git2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <utility>

namespace plumbline::adapters::git {
namespace {

constexpr std::size_t max_names = 10'000;

// Levenshtein's distance; names are short.
std::size_t distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t changed = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j + 1] + 1, row[j] + 1, changed});
    }
  }
  return row.back();
}

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
    const auto apart = distance(name, candidate);
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
