#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"

// Owners for libgit2's C handles, and the one place where its return codes become Errors. The
// types are only declared here, so that git2.h stays inside this folder's .cpp files.

struct git_commit;
struct git_object;
struct git_odb;
struct git_odb_backend;
struct git_odb_object;
struct git_oid;
struct git_reference;
struct git_reference_iterator;
struct git_repository;
struct git_tree;

namespace plumbline::adapters::git {

/// Frees any handle of libgit2 that this folder owns.
struct Free {
  void operator()(git_commit* handle) const;
  void operator()(git_object* handle) const;
  void operator()(git_odb* handle) const;
  void operator()(git_odb_backend* handle) const;
  void operator()(git_odb_object* handle) const;
  void operator()(git_reference* handle) const;
  void operator()(git_reference_iterator* handle) const;
  void operator()(git_repository* handle) const;
  void operator()(git_tree* handle) const;
};

using CommitHandle = std::unique_ptr<git_commit, Free>;
using ObjectHandle = std::unique_ptr<git_object, Free>;
using OdbBackendHandle = std::unique_ptr<git_odb_backend, Free>;
using OdbHandle = std::unique_ptr<git_odb, Free>;
using OdbObjectHandle = std::unique_ptr<git_odb_object, Free>;
using ReferenceHandle = std::unique_ptr<git_reference, Free>;
using ReferenceIteratorHandle = std::unique_ptr<git_reference_iterator, Free>;
using RepositoryHandle = std::unique_ptr<git_repository, Free>;
using TreeHandle = std::unique_ptr<git_tree, Free>;

/// Starts libgit2 once for the process; every way into this folder calls it first.
void start_libgit2();

/// What libgit2 said about its last failure on this thread; `code` is its return value. `action`
/// is what failed ("cannot read tree 1a2b…"), the text of libgit2 is added to it.
[[nodiscard]] Error error_of(int code, const std::string& action);

/// True if the clone left out objects on purpose (`git clone --filter=…`).
[[nodiscard]] bool is_partial_clone(git_repository* repository);

/// For an object that something names and that is not here: corrupt, with what to do; says so if
/// it is a partial clone that left it out.
[[nodiscard]] Error missing_object(git_repository* repository, Error error);

/// "40 lower-case hex" of an object id.
[[nodiscard]] std::string to_hex(const git_oid& id);

/// Reads a full id. Errors: invalid.
[[nodiscard]] Result<git_oid> parse_id(std::string_view hex);

/// The commit with this full id. Errors: not_found, invalid, corrupt.
[[nodiscard]] Result<CommitHandle> find_commit(git_repository* repository, std::string_view id);

}  // namespace plumbline::adapters::git
