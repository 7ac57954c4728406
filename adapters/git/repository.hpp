#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "adapters/git/handles.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/time.hpp"

namespace plumbline::adapters::git {

/// A commit, as far as a report speaks of it. Names and addresses are as written in the commit,
/// with bytes that are not UTF-8 replaced.
struct Commit {
  std::string id;  ///< 40 hex
  Instant at;      ///< committer time: when it entered this history
  std::string author_name;
  std::string author_email;

  bool operator==(const Commit&) const = default;
};

/// A repository's object store, for reading. Never looks at a working tree, never runs filters,
/// hooks or any other program, never writes.
///
/// One handle a thread: a handle and everything read through it stays on one thread; open
/// another one (0.1 ms) for another thread. libgit2 checks the hash of every object it reads and
/// we leave that on: a flipped bit is an error, not a value.
class Repository {
 public:
  /// Opens the repository that `path` is or lies in: bare, working tree, linked working tree or a
  /// folder inside one. Errors: not_found (no such path, or no repository there), forbidden (it
  /// belongs to another user and safe.directory does not name it), unsupported (object format or
  /// extension that we cannot read), corrupt.
  [[nodiscard]] static Result<Repository> open(const std::filesystem::path& path);

  /// The commit that `ref` names, 40 hex: a branch, remote branch (`origin/main`), tag (peeled),
  /// full name (`refs/…`), commit id (in full or from 4 digits), `HEAD`, or one of these with
  /// `~n` or `^n`. A name that is both a branch and a tag of another commit is refused rather
  /// than guessed. Errors: not_found (the hint lists the nearest names), invalid (ambiguous, not
  /// a commit, not a ref at all), corrupt.
  [[nodiscard]] Result<std::string> resolve(std::string_view ref) const;

  /// The best common ancestor of two commits, 40 hex. Errors: not_found (unrelated histories, or
  /// one of them is not here), corrupt, invalid (not a full commit id).
  [[nodiscard]] Result<std::string> merge_base(std::string_view one, std::string_view other) const;

  /// Who and when. Errors: not_found, invalid (not a full commit id), corrupt.
  [[nodiscard]] Result<Commit> commit(std::string_view id) const;

  /// Largest file that is read as truth, bytes.
  static constexpr std::size_t max_blob = std::size_t{1} << 20;

  /// The bytes of a file by its blob id; `path` is only for messages. The size is looked up
  /// before anything is loaded. Errors: invalid (over 1 MiB, or not a blob id), unsupported (a
  /// Git LFS pointer: the text is not in the repository), corrupt (missing or damaged object).
  [[nodiscard]] Result<std::string> read_blob(std::string_view id, std::string_view path) const;

  /// Where it was found: the .git folder or the bare repository.
  [[nodiscard]] std::filesystem::path location() const;

  /// For the other files of this folder.
  [[nodiscard]] git_repository* handle() const { return repository_.get(); }
  [[nodiscard]] git_odb* objects() const { return objects_.get(); }

 private:
  Repository(RepositoryHandle repository, OdbHandle objects);

  RepositoryHandle repository_;
  OdbHandle objects_;
};

}  // namespace plumbline::adapters::git
