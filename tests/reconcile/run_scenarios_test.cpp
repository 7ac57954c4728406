#include <algorithm>
#include <filesystem>
#include <vector>

#include "tests/reconcile/scenario.hpp"
#include "tests/support/catch.hpp"

using namespace plumbline::test;

namespace {

std::vector<std::filesystem::path> scenario_files() {
  std::vector<std::filesystem::path> files;
  const auto folder = std::filesystem::path(PLUMBLINE_SOURCE_DIR) / "tests/scenarios";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".drift") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("every scenario ends as it says", "[reconcile][scenarios]") {
  const auto files = scenario_files();
  CHECK(files.size() >= 35);
  for (const auto& file : files) {
    DYNAMIC_SECTION(file.stem().string()) {
      const auto outcome = run_scenario(file);
      INFO(outcome.name);
      for (const auto& mistake : outcome.mistakes)
        FAIL_CHECK(file.filename().string() << ", " << mistake);
      CHECK(outcome.checks > 0);
    }
  }
}
