#pragma once

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

#include "adapters/cron/cron_translate.hpp"
#include "adapters/cron/host_snapshot.hpp"
#include "adapters/cron/local_root.hpp"
#include "adapters/system/zone_data.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::adapters::cron::test {

using plumbline::test::ContainsSubstring;

/// The lines of a remote answer that say of every asked path but `told` that it is absent.
inline std::string absent_paths(const std::set<std::string_view>& told) {
  std::string lines;
  for (const auto& asked : asked_paths) {
    if (asked.not_by_ssh || told.contains(asked.path)) continue;
    lines += "path absent " + std::string(asked.path) + "\n";
  }
  return lines;
}

/// A folder tree that goes away with this object.
class TempTree {
 public:
  TempTree() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "plumbline-cron-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
    ::chmod(pattern.c_str(), 0755);
  }
  TempTree(const TempTree&) = delete;
  TempTree& operator=(const TempTree&) = delete;
  ~TempTree() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  void write(const std::string& name, std::string_view content, unsigned mode = 0644) const {
    const auto target = path_ / name;
    std::filesystem::create_directories(target.parent_path());
    std::ofstream(target, std::ios::binary) << content;
    ::chmod(target.c_str(), mode);
  }
  void link(const std::string& to, const std::string& name) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::filesystem::create_symlink(to, path_ / name);
  }

 private:
  std::filesystem::path path_;
};

/// What is read of a tree. `options` where nothing in it shows which cron it runs.
inline LiveListing listing_of(const std::string& root, TranslateOptions options = {}) {
  static const system::ZoneData zones;
  LocalRoot reader(root);
  auto snapshot = reader.read({});
  REQUIRE(snapshot);
  const auto context = understand(*snapshot, options, zones);
  if (!context) FAIL(describe(context.error()));
  return translate(*snapshot, *context, options, zones);
}

/// The first workflow whose id begins like that.
inline const LiveWorkflow& job(const LiveListing& listing, const std::string& prefix) {
  const auto found = std::find_if(listing.workflows.begin(), listing.workflows.end(),
                                  [&](const auto& each) { return each.id.starts_with(prefix); });
  if (found == listing.workflows.end()) {
    std::string all;
    for (const auto& each : listing.workflows) all += each.id + " ";
    FAIL("no job " << prefix << " among " << all);
  }
  return *found;
}

}  // namespace plumbline::adapters::cron::test
