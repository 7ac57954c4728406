#include "adapters/git/handles.hpp"

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <sys/types.h>

#include <array>
#include <cstddef>

namespace plumbline::adapters::git {

void Free::operator()(git_commit* handle) const { git_commit_free(handle); }
void Free::operator()(git_object* handle) const { git_object_free(handle); }
void Free::operator()(git_odb* handle) const { git_odb_free(handle); }
void Free::operator()(git_odb_backend* handle) const { handle->free(handle); }
void Free::operator()(git_odb_object* handle) const { git_odb_object_free(handle); }
void Free::operator()(git_reference* handle) const { git_reference_free(handle); }
void Free::operator()(git_reference_iterator* handle) const { git_reference_iterator_free(handle); }
void Free::operator()(git_repository* handle) const { git_repository_free(handle); }
void Free::operator()(git_tree* handle) const { git_tree_free(handle); }

void start_libgit2() {
  // libgit2 keeps state of the process; it counts its users and we are one, until the end.
  struct Library {
    Library() {
      git_libgit2_init();
      // Extensions that change working trees or add remotes, never how objects are read. Without
      // this libgit2 refuses every repository that used `git sparse-checkout`.
      std::array<const char*, 3> harmless{"worktreeconfig", "partialclone", "preciousobjects"};
      git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless.data(), harmless.size());
      // A walk back meets each folder twice, as new and as old; libgit2 would keep only trees of up
      // to 4 KiB (a hundred files) in between. Blobs are never kept.
      git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, std::size_t{1} << 20);
      git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, ssize_t{32} << 20);
    }
    ~Library() { git_libgit2_shutdown(); }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
  };
  static const Library library;
}

namespace {

ErrorKind kind_of(int code, int error_class) {
  switch (code) {
    case GIT_ENOTFOUND:
    case GIT_EUNBORNBRANCH:
      return ErrorKind::not_found;
    case GIT_EAMBIGUOUS:
    case GIT_EINVALIDSPEC:
    case GIT_EPEEL:
    case GIT_EINVALID:
      return ErrorKind::invalid;
    case GIT_EOWNER:
      return ErrorKind::forbidden;
    case GIT_ELOCKED:
      return ErrorKind::conflict;
    case GIT_EAUTH:
    case GIT_ECERTIFICATE:
      return ErrorKind::unauthenticated;
    case GIT_EMISMATCH:
      return ErrorKind::corrupt;
    default:
      break;
  }
  // GIT_ERROR itself says nothing; what part of libgit2 speaks does.
  if (error_class == GIT_ERROR_OS || error_class == GIT_ERROR_NOMEMORY)
    return ErrorKind::unreachable;
  return ErrorKind::corrupt;
}

std::string hint_for(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::forbidden:
      return "run as the owner of the repository, or, if you trust it: git config --global --add "
             "safe.directory PATH";
    case ErrorKind::corrupt:
      return "git fsck says what is damaged; clone it anew";
    case ErrorKind::unreachable:
      return "check disk and permissions";
    case ErrorKind::not_found:
    case ErrorKind::invalid:
    case ErrorKind::unauthenticated:
    case ErrorKind::rate_limited:
    case ErrorKind::conflict:
    case ErrorKind::unsupported:
      return {};
  }
  return {};
}

}  // namespace

Error error_of(int code, const std::string& action) {
  const ::git_error* said = git_error_last();
  const std::string text = said != nullptr && said->message != nullptr ? said->message : "";
  ErrorKind kind = kind_of(code, said != nullptr ? said->klass : 0);
  // libgit2 has no code for "this repository uses what I do not know".
  if (text.find("unsupported extension") != std::string::npos ||
      text.find("unsupported repository version") != std::string::npos ||
      text.find("unknown object format") != std::string::npos)
    kind = ErrorKind::unsupported;
  Error error;
  error.kind = kind;
  error.message = text.empty() ? action : action + ": " + text;
  error.hint = hint_for(kind);
  if (code != GIT_EOWNER && text.find("Permission denied") != std::string::npos) {
    error.kind = ErrorKind::forbidden;
    error.hint = "give the user that runs plumbline read access";
  }
  return error;
}

bool is_partial_clone(git_repository* repository) {
  git_config* raw = nullptr;
  if (git_repository_config(&raw, repository) != 0) return false;
  const std::unique_ptr<git_config, decltype(&git_config_free)> config(raw, git_config_free);
  bool found = false;
  const auto look = [](const git_config_entry*, void* payload) {
    *static_cast<bool*>(payload) = true;
    return 0;
  };
  (void)git_config_foreach_match(raw, "^(extensions\\.partialclone|remote\\..*\\.promisor)$", look,
                                 &found);
  return found;
}

Error missing_object(git_repository* repository, Error error) {
  error.kind = ErrorKind::corrupt;
  if (is_partial_clone(repository)) {
    error.message += "; this is a partial clone, which left it out";
    error.hint = "clone without --filter, or: git fetch --refetch --no-filter";
    return error;
  }
  error.hint = "the repository is damaged: git fsck, then clone it anew";
  return error;
}

std::string to_hex(const git_oid& id) {
  std::array<char, GIT_OID_HEXSZ> digits{};
  git_oid_fmt(digits.data(), &id);
  return {digits.data(), digits.size()};
}

Result<git_oid> parse_id(std::string_view hex) {
  git_oid id{};
  if (hex.size() != GIT_OID_HEXSZ || git_oid_fromstrn(&id, hex.data(), hex.size()) != 0)
    return fail(ErrorKind::invalid, "'" + std::string(hex.substr(0, 80)) + "' is no object id",
                "an object id has 40 hexadecimal digits");
  return id;
}

Result<CommitHandle> find_commit(git_repository* repository, std::string_view id) {
  const auto parsed = parse_id(id);
  if (!parsed) return fail(parsed.error());
  git_commit* commit = nullptr;
  if (const int code = git_commit_lookup(&commit, repository, &*parsed); code != 0)
    return fail(error_of(code, "cannot read commit " + std::string(id)));
  return CommitHandle(commit);
}

}  // namespace plumbline::adapters::git
