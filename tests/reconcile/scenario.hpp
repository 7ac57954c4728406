#pragma once

#include <filesystem>
#include <string>
#include <vector>

// The language of tests/scenarios/*.drift; its words are explained in tests/scenarios/README.md.

namespace plumbline::test {

/// What one `--- expect` section found wrong: empty = all as written.
struct ScenarioOutcome {
  std::string name;
  int checks = 0;
  std::vector<std::string> mistakes;
};

/// Runs one scenario file from top to bottom. A file that cannot be read as a scenario is a
/// mistake too.
[[nodiscard]] ScenarioOutcome run_scenario(const std::filesystem::path& file);

}  // namespace plumbline::test
