#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/git/repository.hpp"
#include "canonical-schema/result.hpp"

namespace plumbline::adapters::git {

enum class FileKind { regular, executable };

/// A file of a tree; its content is not read yet.
struct TreeFile {
  std::string path;  ///< below the repository's root, with '/'
  std::string blob;  ///< 40 hex: equal = same bytes
  FileKind kind = FileKind::regular;

  bool operator==(const TreeFile&) const = default;
};

/// The truth files below one folder at one commit.
///
/// What counts: files named `*.yaml` or `*.yml`. Other names are nobody's truth and are skipped,
/// whatever they are. Refused, one Error each in `refused` with where.file set, while the rest
/// goes on: symbolic links named like truth files or that lead to a folder of the same commit that
/// is not below this one, submodules (they may hold truth that we
/// cannot see), and files named like truth, or folders of any kind, whose name is `..`, `.` or
/// `.git`, holds a backslash or control character, or is not UTF-8; folders deeper than 32;
/// folders whose object is missing or damaged (corrupt).
struct TreeSnapshot {
  std::string commit;
  std::string folder;           ///< normalised; empty: the root
  std::string tree;             ///< id of the folder's tree: equal = nothing below it changed
  std::vector<TreeFile> files;  ///< sorted by path
  std::vector<Error> refused;
  /// Worth telling, not wrong, the first 20 of it: names that differ in case only, names like
  /// `a.YAML`, which are not read, links that lead to a folder below this one or out of the commit.
  std::vector<std::string> notes;
};

inline constexpr std::size_t max_tree_depth = 32;
inline constexpr std::size_t max_tree_entries = 200'000;
inline constexpr std::size_t max_notes = 20;

/// Lists the truth files below `folder` ("" and "." mean the root) at a full commit id, without
/// reading them. Errors: not_found (no such folder at that commit: the hint names those that
/// are), invalid (a file, a link or an unclean path; or more than 200,000 entries below it: half
/// a truth would pass for removals, so that is no partial answer), corrupt.
[[nodiscard]] Result<TreeSnapshot> read_tree(const Repository& repository, std::string_view commit,
                                             std::string_view folder);

/// The id of the tree at `folder`, for "is anything different". Errors as read_tree.
[[nodiscard]] Result<std::string> tree_id(const Repository& repository, std::string_view commit,
                                          std::string_view folder);

/// One file by its path, e.g. the policy. Errors: not_found, invalid (a folder, a link or an
/// unclean path), unsupported (a submodule), corrupt.
[[nodiscard]] Result<TreeFile> find_file(const Repository& repository, std::string_view commit,
                                         std::string_view path);

/// `path` without leading "./", doubled and trailing slashes. Errors: invalid (absolute, `..`,
/// `.git`, backslash, control characters, not UTF-8).
[[nodiscard]] Result<std::string> clean_path(std::string_view path);

/// True for the names that are read as truth: *.yaml, *.yml.
[[nodiscard]] bool is_truth_name(std::string_view name);

}  // namespace plumbline::adapters::git
