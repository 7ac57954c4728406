#include "adapters/git/cached_refs.hpp"

#include <git2.h>

#include <algorithm>
#include <optional>

#include "adapters/git/handles.hpp"
#include "adapters/git/object_store.hpp"
#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

Result<RepositoryHandle> open_bare(const std::filesystem::path& path) {
  start_libgit2();
  git_repository* raw = nullptr;
  if (const int code = git_repository_open_bare(&raw, path.c_str()); code != 0)
    return fail(error_of(code, "cannot open the cached copy " + path.string()));
  RepositoryHandle repository(raw);
  if (auto objects = open_objects(raw); !objects) return fail(objects.error());
  return repository;
}

// Branches and tags with what they point at, not peeled; nullopt if that cannot be read.
std::optional<std::map<std::string, std::string>> local_targets(git_repository* repository) {
  git_reference_iterator* raw = nullptr;
  if (git_reference_iterator_new(&raw, repository) != 0) return std::nullopt;
  const ReferenceIteratorHandle iterator(raw);
  std::map<std::string, std::string> targets;
  git_reference* next = nullptr;
  int code = 0;
  while ((code = git_reference_next(&next, iterator.get())) == 0) {
    const ReferenceHandle reference(next);
    const git_oid* target = git_reference_target(next);
    if (target == nullptr) return std::nullopt;
    targets[git_reference_name(next)] = to_hex(*target);
  }
  if (code != GIT_ITEROVER) return std::nullopt;
  return targets;
}

bool is_readable(git_odb* objects, const std::string& hex) {
  const auto id = parse_id(hex);
  git_odb_object* raw = nullptr;
  if (!id || git_odb_read(&raw, objects, &*id) != 0) return false;
  git_odb_object_free(raw);
  return true;
}

bool is_kept(std::string_view name) {
  return (name.starts_with("refs/heads/") || name.starts_with("refs/tags/")) &&
         !name.ends_with("^{}");
}

Result<void> add_line(std::string_view line, RemoteRefs& refs) {
  const auto tab = line.find('\t');
  if (tab == std::string_view::npos)
    return fail(ErrorKind::corrupt, "git ls-remote printed " + in_quotes(line),
                "is this git 2.28 or later?");
  const auto target = line.substr(0, tab);
  const auto name = line.substr(tab + 1);
  constexpr std::string_view symbolic = "ref: ";
  if (target.starts_with(symbolic)) {
    if (name == "HEAD") refs.head_branch = target.substr(symbolic.size());
    return {};
  }
  if (const auto id = parse_id(target); !id) {
    if (target.size() == 64)
      return fail(ErrorKind::unsupported, "the repository uses SHA-256 object names",
                  "only SHA-1 repositories can be read");
    return fail(ErrorKind::corrupt, "git ls-remote printed " + in_quotes(line));
  }
  if (name == "HEAD") refs.head_commit = target;
  if (is_kept(name)) refs.targets.emplace(name, target);
  return {};
}

}  // namespace

Result<RemoteRefs> parse_ls_remote(std::string_view output) {
  RemoteRefs refs;
  while (!output.empty()) {
    const auto line = output.substr(0, output.find('\n'));
    output.remove_prefix(std::min(line.size() + 1, output.size()));
    if (auto fine = add_line(line, refs); !fine) return fail(fine.error());
  }
  return refs;
}

bool is_sound(const std::filesystem::path& path) {
  const auto repository = open_bare(path);
  git_odb* raw = nullptr;
  if (!repository || git_repository_odb(&raw, repository->get()) != 0) return false;
  const OdbHandle objects(raw);
  const auto targets = local_targets(repository->get());
  return targets && std::ranges::all_of(*targets, [&](const auto& each) {
           return is_readable(objects.get(), each.second);
         });
}

bool holds(const std::filesystem::path& path, const RemoteRefs& refs) {
  const auto repository = open_bare(path);
  if (!repository) return false;
  const auto targets = local_targets(repository->get());
  return targets && *targets == refs.targets;
}

Result<void> set_head(const std::filesystem::path& path, const RemoteRefs& refs) {
  const auto repository = open_bare(path);
  if (!repository) return fail(repository.error());
  const auto id = parse_id(refs.head_commit);
  const bool detached = refs.head_branch.empty() && id.has_value();
  // A branch that cannot exist on the remote, so that HEAD resolves to nothing, not to the past.
  const std::string branch =
      refs.head_branch.empty() ? "refs/heads/the-remote-has-no-head" : refs.head_branch;
  const int code = detached ? git_repository_set_head_detached(repository->get(), &*id)
                            : git_repository_set_head(repository->get(), branch.c_str());
  if (code != 0) return fail(error_of(code, "cannot set HEAD of the cached copy " + path.string()));
  return {};
}

std::string folder_name(std::string_view url) {
  git_oid id{};
  git_odb_hash(&id, url.data(), url.size(), GIT_OBJECT_BLOB);
  return to_hex(id);
}

}  // namespace plumbline::adapters::git
