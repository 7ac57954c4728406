#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canonical-schema/result.hpp"

namespace plumbline::adapters::system {

/// A file descriptor that is closed when it goes.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept;
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd();

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }

 private:
  int release() noexcept;

  int fd_ = -1;
};

/// What a step in a tree gave. `error` is an errno, 0 = done; `stat` is that of the thing itself,
/// or with `follow` of what it leads to.
struct TreeNode {
  UniqueFd fd;  ///< O_PATH: good for stat and for looking further, not for reading
  struct stat stat{};
  int error = 0;
};

/// Bytes of a file, or why not. `changed`: it kept changing while it was read.
struct TreeBytes {
  std::string bytes;
  int error = 0;
  bool changed = false;
  bool too_large = false;
};

/// A folder tree that nothing leads out of: symbolic links, absolute ones and "..", are resolved
/// as if the root were `/`. Read only; pipes and devices are never opened. One thread at a time.
class ConfinedTree {
 public:
  /// Errors: not_found, forbidden, invalid (not a folder).
  [[nodiscard]] static Result<ConfinedTree> open(const std::string& root);

  /// Looks at `path` (absolute inside the tree). Links on the way are followed, the last one
  /// only with `follow`.
  [[nodiscard]] TreeNode look(std::string_view path, bool follow) const;
  /// The same for a name in a folder that look() gave; `folder_path` is where that folder is.
  [[nodiscard]] TreeNode look_in(const TreeNode& folder, std::string_view folder_path,
                                 const std::string& name, bool follow) const;
  /// The text of the symbolic link at hand; empty if it is none.
  [[nodiscard]] static std::string link_text(const TreeNode& link);
  /// The names in a folder, sorted, without "." and "..". Sets `error` to an errno.
  [[nodiscard]] static std::vector<std::string> names(const TreeNode& folder, int& error);
  /// Reads a regular file, at most `largest` bytes, whole or not at all.
  [[nodiscard]] static TreeBytes read(const TreeNode& file, std::size_t largest);

  /// Who owns the root folder.
  [[nodiscard]] std::uint32_t owner() const { return owner_; }

 private:
  ConfinedTree(UniqueFd root, std::uint32_t owner) : root_(std::move(root)), owner_(owner) {}

  UniqueFd root_;
  std::uint32_t owner_;
};

}  // namespace plumbline::adapters::system
