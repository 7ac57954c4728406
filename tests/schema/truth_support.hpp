#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canonical-schema/codec/truth_assembly.hpp"
#include "canonical-schema/schedule/zone.hpp"

namespace plumbline::test {

/// A handful of zones with fixed offsets: truth files only need names that exist.
class FewZones final : public schedule::ZoneSource {
 public:
  FewZones() {
    add("UTC", 0);
    add("Europe/Berlin", 3600);
    add("America/New_York", -5 * 3600);
  }

  [[nodiscard]] Result<schedule::ZonePtr> load(std::string_view name) const override {
    const auto found = zones_.find(name);
    if (found != zones_.end()) return found->second;
    return fail(ErrorKind::not_found, "there is no time zone " + std::string(name),
                "did you mean Europe/Berlin?");
  }

 private:
  void add(const std::string& name, int offset) {
    schedule::Zone zone;
    zone.name = name;
    zone.digest = name;
    zone.initial_offset = Seconds{offset};
    zone.fixed_from_now = true;
    zones_.emplace(name, std::make_shared<const schedule::Zone>(zone));
  }

  std::map<std::string, schedule::ZonePtr, std::less<>> zones_;
};

using Files = std::vector<std::pair<std::string, std::string>>;

/// A truth entry named REPO whose folder is `workflows`.
inline codec::TruthInput truth_entry(const Files& files, const std::string& team = {},
                                     const std::string& repo = "repo") {
  codec::TruthInput input;
  input.repository.repo = repo;
  input.repository.commit = std::string(40, 'c');
  input.repository.path = "workflows";
  input.repository.team = team;
  for (const auto& [path, bytes] : files) {
    input.files.push_back(codec::TruthFile{path, bytes, std::nullopt});
  }
  return input;
}

inline Truth assembled(const Files& files, const std::string& team = {}) {
  return codec::assemble({truth_entry(files, team)}, FewZones());
}

/// "file:line:column: message (hint)" of every problem, one a line.
inline std::string problems_text(const Truth& truth) {
  std::string text;
  for (const auto& problem : truth.problems) text += describe(problem.error) + "\n";
  return text;
}

}  // namespace plumbline::test
