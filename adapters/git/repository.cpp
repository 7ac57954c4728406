#include "adapters/git/repository.hpp"

#include <git2.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "adapters/git/object_store.hpp"
#include "adapters/git/ref_names.hpp"
#include "adapters/git/repository_files.hpp"
#include "adapters/git/safe_directory.hpp"
#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

constexpr std::size_t longest_ref = 1024;

// Only what a configuration may sensibly pin. `:` would name files or search messages, `..`
// ranges, `@{` this clone's private log, `^{/` searches again.
Result<void> check_ref(std::string_view ref) {
  const auto refused = [&](const std::string& why) {
    return fail(ErrorKind::invalid, in_quotes(ref) + " is no ref: " + why,
                "a ref is a branch, a tag, a commit id or HEAD");
  };
  if (ref.empty()) return refused("it is empty");
  if (ref.size() > longest_ref) return refused("it is longer than 1024 bytes");
  if (!is_clean_text(ref)) return refused("it holds control characters or is not UTF-8");
  if (ref.front() == '-') return refused("it begins with '-'");
  for (const std::string_view syntax : {":", "..", "@{", "^{/", " ", "*", "?", "[", "\\"})
    if (ref.find(syntax) != std::string_view::npos)
      return refused("it holds '" + std::string(syntax) + "'");
  return {};
}

Result<ObjectHandle> peel_to_commit(ObjectHandle object, std::string_view ref) {
  git_object* peeled = nullptr;
  if (const int code = git_object_peel(&peeled, object.get(), GIT_OBJECT_COMMIT); code != 0) {
    if (code == GIT_EPEEL || code == GIT_EINVALIDSPEC)
      return fail(ErrorKind::invalid,
                  in_quotes(ref) + " names a " +
                      git_object_type2string(git_object_type(object.get())) + ", not a commit",
                  "name a branch, a tag of a commit, or a commit id");
    auto error = error_of(code, "cannot read the commit of " + in_quotes(ref));
    if (code == GIT_ENOTFOUND) error.kind = ErrorKind::corrupt;
    return fail(std::move(error));
  }
  return ObjectHandle(peeled);
}

Result<ObjectHandle> look_up(git_repository* repository, const std::string& ref) {
  git_object* object = nullptr;
  if (const int code = git_revparse_single(&object, repository, ref.c_str()); code != 0)
    return fail(error_of(code, "cannot resolve " + in_quotes(ref)));
  return ObjectHandle(object);
}

// "main" where branch and tag "main" are different commits: git itself only warns and takes the
// tag, which is nearly never what was meant.
Result<void> check_unambiguous(git_repository* repository, const std::string& ref) {
  git_oid branch{};
  git_oid tag{};
  const bool both =
      git_reference_name_to_id(&branch, repository, ("refs/heads/" + ref).c_str()) == 0 &&
      git_reference_name_to_id(&tag, repository, ("refs/tags/" + ref).c_str()) == 0;
  if (!both) return {};
  auto tagged = look_up(repository, "refs/tags/" + ref).and_then([&](ObjectHandle object) {
    return peel_to_commit(std::move(object), ref);
  });
  if (tagged && git_oid_equal(git_object_id(tagged->get()), &branch) != 0) return {};
  return fail(ErrorKind::invalid,
              in_quotes(ref) + " is both a branch and a tag, of different commits",
              "write refs/heads/" + ref + " or refs/tags/" + ref);
}

// True if a branch or tag is there and the object it names is not.
bool leads_nowhere(const Repository& repository, std::string_view ref) {
  const std::string name(ref.substr(0, ref.find_first_of("~^")));
  git_reference* raw = nullptr;
  if (git_reference_dwim(&raw, repository.handle(), name.c_str()) != 0) return false;
  const ReferenceHandle reference(raw);
  git_reference* direct = nullptr;
  if (git_reference_resolve(&direct, raw) != 0) return false;
  const ReferenceHandle resolved(direct);
  git_odb_object* object = nullptr;
  const int code = git_odb_read(&object, repository.objects(), git_reference_target(direct));
  const OdbObjectHandle owner(object);
  return code != 0;
}

// libgit2 reports a damaged packed-refs once and takes it for empty ever after, so this is the
// first thing to look up.
Result<void> check_packed_refs(git_repository* repository) {
  git_oid id{};
  const int code = git_reference_name_to_id(&id, repository, "refs/plumbline/never-there");
  if (code == 0 || code == GIT_ENOTFOUND) return {};
  return fail(error_of(code, "cannot read the branches and tags"));
}

Error unresolved(const Repository& repository, std::string_view ref, Error error) {
  if (error.kind == ErrorKind::invalid) {
    error.hint = "give more digits of the commit id, or a branch or tag";
    return error;
  }
  if (error.kind != ErrorKind::not_found) return error;
  if (leads_nowhere(repository, ref)) {
    error.kind = ErrorKind::corrupt;
    error.hint = "git fsck says what is damaged; clone it anew";
    return error;
  }
  if (git_repository_is_shallow(repository.handle()) == 1) {
    error.message = "there is no " + in_quotes(ref) + " here: this clone is shallow";
    error.hint =
        "git fetch --unshallow, or --deepen=N; in CI fetch the whole history (fetch-depth: 0)";
    return error;
  }
  auto names = ref_names(repository.handle());
  if (!names) return names.error();
  if (names->empty()) {
    error.message = "the repository has no commits yet, so there is no " + in_quotes(ref);
    error.hint = "commit and push something first";
    return error;
  }
  error.message = "there is no branch, tag or commit " + in_quotes(ref);
  error.hint = "the nearest names are " + joined(nearest(ref, std::move(*names), 3));
  return error;
}

// Where the repository that `path` lies in is, whoever owns it; empty if there is none.
std::string found_at(const std::filesystem::path& path) {
  git_buf found{};
  const bool is_there = git_repository_discover(&found, path.c_str(), 0, nullptr) == 0;
  std::string where = is_there ? std::string(found.ptr, found.size) : std::string();
  git_buf_dispose(&found);
  return where;
}

Error not_opened(int code, const std::filesystem::path& path) {
  const auto name = in_quotes(path.string());
  auto error = error_of(code, "cannot open the Git repository at " + name);
  const auto found = found_at(path);
  // libgit2 1.5 says "not found" where another user owns it and no safe.directory is configured
  // at all.
  if (code == GIT_EOWNER || (code == GIT_ENOTFOUND && !found.empty())) {
    const auto directory = trusted_directory(found);
    return {ErrorKind::forbidden,
            "the Git repository at " + name + " belongs to another user",
            "run as its owner, or, if you trust it: git config --global --add safe.directory '" +
                shown(directory) + "' as the user that runs plumbline",
            {},
            {}};
  }
  if (code != GIT_ENOTFOUND) return error;
  error.message = "there is no Git repository at " + name;
  error.hint = "check `repo:` of the truth entry, or run git init there";
  return error;
}

// libgit2 1.5 does not know the patterns that git takes for safe.directory, so we look ourselves.
// Its check is one switch for the process; truth is opened by one thread.
int open_if_trusted(git_repository** repository, const std::filesystem::path& path) {
  const int code = git_repository_open_ext(repository, path.c_str(), 0, nullptr);
  if (code != GIT_EOWNER || !is_trusted(trusted_directory(found_at(path)))) return code;
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  const int again = git_repository_open_ext(repository, path.c_str(), 0, nullptr);
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
  return again;
}

bool is_lfs_pointer(std::string_view content) {
  constexpr std::size_t longest_pointer = 1024;
  return content.size() < longest_pointer &&
         (content.starts_with("version https://git-lfs.github.com/spec/") ||
          content.starts_with("version https://hawser.github.com/spec/"));
}

}  // namespace

Repository::Repository(RepositoryHandle repository, OdbHandle objects)
    : repository_(std::move(repository)), objects_(std::move(objects)) {}

Result<Repository> Repository::open(const std::filesystem::path& path) {
  start_libgit2();
  const auto name = in_quotes(path.string());
  std::error_code problem;
  if (!std::filesystem::exists(path, problem)) {
    const bool denied = problem == std::errc::permission_denied;
    return fail(denied ? ErrorKind::forbidden : ErrorKind::not_found,
                denied ? "may not look into " + name : "there is no " + name,
                denied ? "give the user that runs plumbline read access"
                       : "check `repo:` of the truth entry; a URL needs its scheme, e.g. https://");
  }
  if (auto fine = check_repository_files(path); !fine)
    return fail(fine.error(), "while opening the Git repository at " + name);
  git_repository* raw = nullptr;
  if (const int code = open_if_trusted(&raw, path); code != 0) {
    return fail(not_opened(code, path));
  }
  RepositoryHandle repository(raw);
  if (auto fine = check_packed_refs(raw); !fine)
    return fail(fine.error(), "while opening the Git repository at " + name);
  auto objects = open_objects(raw);
  if (!objects) return fail(objects.error(), "while opening the Git repository at " + name);
  return Repository(std::move(repository), std::move(*objects));
}

Result<std::string> Repository::resolve(std::string_view ref) const {
  if (auto fine = check_ref(ref); !fine) return fail(fine.error());
  const std::string name(ref);
  if (auto fine = check_unambiguous(handle(), name); !fine) return fail(fine.error());
  auto object = look_up(handle(), name);
  if (!object) return fail(unresolved(*this, ref, object.error()));
  const auto commit = peel_to_commit(std::move(*object), ref);
  if (!commit) return fail(commit.error());
  return to_hex(*git_object_id(commit->get()));
}

Result<std::string> Repository::merge_base(std::string_view one, std::string_view other) const {
  // Each by itself, so that a missing one is named.
  const auto first = find_commit(handle(), one);
  const auto second = find_commit(handle(), other);
  if (!first || !second) return fail((first ? second : first).error());
  git_oid base{};
  if (const int code = git_merge_base(&base, handle(), git_commit_id(first->get()),
                                      git_commit_id(second->get()));
      code != 0) {
    auto error = error_of(
        code, "cannot find the merge base of " + std::string(one) + " and " + std::string(other));
    if (code == GIT_ENOTFOUND) error.hint = "the two share no history, or the clone is shallow";
    return fail(std::move(error));
  }
  return to_hex(base);
}

Result<Commit> Repository::commit(std::string_view id) const {
  return find_commit(handle(), id).transform([](const CommitHandle& found) {
    return describe_commit(*found);
  });
}

Result<std::string> Repository::read_blob(std::string_view id, std::string_view path) const {
  Where where;
  where.file = path;
  const auto parsed = parse_id(id);
  if (!parsed) return fail(parsed.error().kind, parsed.error().message, parsed.error().hint, where);
  const auto unreadable = [&](int code) {
    auto error = error_of(code, "cannot read the file's object " + std::string(id));
    // The tree names it, so it should be here.
    if (code == GIT_ENOTFOUND) error = missing_object(handle(), std::move(error));
    error.where = where;
    return fail(std::move(error));
  };
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (const int code = git_odb_read_header(&size, &type, objects(), &*parsed); code != 0)
    return unreadable(code);
  if (type != GIT_OBJECT_BLOB)
    return fail(ErrorKind::invalid, std::string(id) + " is no file", {}, where);
  if (size > max_blob)
    return fail(ErrorKind::invalid,
                "the file has " + std::to_string(size) + " bytes, more than 1 MiB",
                "one workflow a file; keep data elsewhere", where);
  git_odb_object* raw = nullptr;
  if (const int code = git_odb_read(&raw, objects(), &*parsed); code != 0) return unreadable(code);
  const OdbObjectHandle object(raw);
  std::string content(static_cast<const char*>(git_odb_object_data(raw)), git_odb_object_size(raw));
  if (is_lfs_pointer(content))
    return fail(ErrorKind::unsupported, "the file is a Git LFS pointer, its text is elsewhere",
                "take truth files out of LFS: git lfs migrate export --include=PATH", where);
  return content;
}

std::filesystem::path Repository::location() const { return git_repository_path(handle()); }

}  // namespace plumbline::adapters::git
