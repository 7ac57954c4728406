#include "adapters/cron/host_snapshot.hpp"

#include <algorithm>

namespace plumbline::adapters::cron {

const char* name(PathState state) {
  switch (state) {
    case PathState::ok:
      return "ok";
    case PathState::absent:
      return "absent";
    case PathState::denied:
      return "denied";
    case PathState::not_a_file:
      return "not_a_file";
    case PathState::unreadable:
      return "unreadable";
  }
  return "unreadable";
}

const PathStatus* HostSnapshot::status(std::string_view path) const {
  const auto found = std::find_if(paths.begin(), paths.end(),
                                  [&](const PathStatus& asked) { return asked.path == path; });
  return found == paths.end() ? nullptr : &*found;
}

const HostFile* HostSnapshot::file(std::string_view path) const {
  const auto found = std::lower_bound(
      files.begin(), files.end(), path,
      [](const HostFile& file, std::string_view wanted) { return file.path < wanted; });
  return found == files.end() || found->path != path ? nullptr : &*found;
}

std::vector<const HostFile*> HostSnapshot::in_folder(std::string_view folder) const {
  const auto prefix = std::string(folder) + "/";
  auto at = std::lower_bound(
      files.begin(), files.end(), prefix,
      [](const HostFile& file, const std::string& wanted) { return file.path < wanted; });
  std::vector<const HostFile*> inside;
  for (; at != files.end() && at->path.starts_with(prefix); ++at) {
    if (at->path.find('/', prefix.size()) == std::string::npos) inside.push_back(&*at);
  }
  return inside;
}

}  // namespace plumbline::adapters::cron
