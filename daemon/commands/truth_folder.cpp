#include "daemon/commands/truth_folder.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "canonical-schema/codec/truth_assembly.hpp"

namespace plumbline::daemon {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = std::uintmax_t{1} << 20;
constexpr std::size_t most_files = 20'000;

bool is_yaml(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

std::vector<codec::TruthFile> files_of(const fs::path& folder) {
  std::vector<codec::TruthFile> files;
  std::error_code error;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator entry(folder, options, error), end;
       !error && entry != end && files.size() < most_files; entry.increment(error)) {
    std::error_code unknown;
    if (entry->path().filename().string().starts_with('.')) {
      entry.disable_recursion_pending();
      continue;
    }
    if (!is_yaml(entry->path()) || !entry->is_regular_file(unknown)) continue;
    if (entry->file_size(unknown) > largest_file || unknown) continue;
    std::ifstream file(entry->path(), std::ios::binary);
    files.push_back({entry->path().lexically_relative(folder).generic_string(),
                     std::string(std::istreambuf_iterator<char>(file), {}), std::nullopt});
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

}  // namespace

TruthFolder read_truth_folder(const fs::path& folder, const schedule::ZoneSource& zones) {
  TruthFolder known;
  const auto truth = codec::assemble({{{}, {}, files_of(folder)}}, zones);
  for (const auto& workflow : truth.workflows) {
    auto& places = known.workflows[workflow.id.name];
    for (const auto& place : workflow.places) {
      places.insert(place.id);
      known.places.emplace(place.id, workflow.files.front());
    }
  }
  for (const auto& problem : truth.problems) {
    const auto& file = problem.source.file;
    if (known.unusable.empty() || known.unusable.back() != file) known.unusable.push_back(file);
  }
  return known;
}

}  // namespace plumbline::daemon
