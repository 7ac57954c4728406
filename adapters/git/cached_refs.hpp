#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"

namespace plumbline::adapters::git {

/// What a remote says it holds: branches, tags and where HEAD points.
struct RemoteRefs {
  std::map<std::string, std::string> targets;  ///< "refs/heads/main" -> 40 hex
  std::string head_branch;                     ///< "refs/heads/main"; empty if HEAD is detached
  std::string head_commit;                     ///< empty: the remote shows no HEAD

  bool operator==(const RemoteRefs&) const = default;
};

/// Reads the output of `git ls-remote --symref`. Errors: corrupt.
[[nodiscard]] Result<RemoteRefs> parse_ls_remote(std::string_view output);

/// True if the bare repository opens and every branch and tag of it leads to a readable object.
/// A truncated pack or a missing object at a tip makes it false.
[[nodiscard]] bool is_sound(const std::filesystem::path& repository);

/// True if branches and tags are exactly these.
[[nodiscard]] bool holds(const std::filesystem::path& repository, const RemoteRefs& refs);

/// Points HEAD where the remote's points. If the remote shows none, HEAD leads nowhere.
[[nodiscard]] Result<void> set_head(const std::filesystem::path& repository,
                                    const RemoteRefs& refs);

/// A folder name for a URL: equal URLs, equal names; no character of the URL in it.
[[nodiscard]] std::string folder_name(std::string_view url);

}  // namespace plumbline::adapters::git
