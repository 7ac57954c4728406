#include "adapters/git/pack_backend.hpp"

#include <git2.h>
#include <git2/sys/odb_backend.h>

#include <map>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "adapters/git/loose_object.hpp"
#include "adapters/git/pack_index.hpp"
#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

namespace fs = std::filesystem;

struct PackBackend : git_odb_backend {
  fs::path folder;
  std::map<fs::path, OdbBackendHandle> packs;  ///< by the file of the index

  Result<void> load();
  Result<void> load_one(const fs::path& index);
};

PackBackend& self(git_odb_backend* backend) { return *static_cast<PackBackend*>(backend); }

Result<void> PackBackend::load_one(const fs::path& index) {
  auto pack = index;
  pack.replace_extension(".pack");
  std::error_code problem;
  const auto status = fs::status(pack, problem);
  if (!fs::exists(status)) return {};
  if (!fs::is_regular_file(status))
    return fail(ErrorKind::corrupt, in_quotes(pack.string()) + " is no regular file",
                "git fsck says what is damaged; clone it anew");
  const auto size = fs::file_size(pack, problem);
  auto fine = check_pack_index(index, problem ? 0 : size);
  // Packs come and go while git works on the repository.
  if (!fine && fine.error().kind == ErrorKind::not_found) return {};
  if (!fine) return fine;
  git_odb_backend* reader = nullptr;
  if (const int code = git_odb_backend_one_pack(&reader, index.c_str()); code != 0)
    return code == GIT_ENOTFOUND
               ? Result<void>()
               : fail(error_of(code, "cannot open the pack " + in_quotes(pack.string())));
  packs.emplace(index, OdbBackendHandle(reader));
  return {};
}

Result<void> PackBackend::load() {
  std::error_code problem;
  for (fs::directory_iterator at(folder, problem), end; !problem && at != end;
       at.increment(problem)) {
    const auto& index = at->path();
    if (index.extension() != ".idx" || packs.contains(index)) continue;
    if (auto fine = load_one(index); !fine) return fine;
  }
  if (!problem || problem == std::errc::no_such_file_or_directory) return {};
  const bool denied = problem == std::errc::permission_denied;
  return fail(denied ? ErrorKind::forbidden : ErrorKind::corrupt,
              "cannot list the packs in " + in_quotes(folder.string()) + ": " + problem.message(),
              denied ? "give the user that runs plumbline read access"
                     : "git fsck says what is damaged; clone it anew");
}

// Which pack it was stands in no message of libgit2.
int name_pack(int code, const fs::path& index) {
  const ::git_error* said = git_error_last();
  const std::string text = said != nullptr && said->message != nullptr ? said->message : "";
  const int error_class = said != nullptr ? said->klass : GIT_ERROR_ODB;
  git_error_set_str(error_class, ("pack of " + in_quotes(index.string()) + ": " + text).c_str());
  return code;
}

int read_header(std::size_t* size, git_object_t* type, git_odb_backend* backend,
                const git_oid* id) {
  for (const auto& [index, pack] : self(backend).packs) {
    const int code = pack->read_header(size, type, pack.get(), id);
    if (code == 0) return 0;
    if (code != GIT_ENOTFOUND) return name_pack(code, index);
  }
  return GIT_ENOTFOUND;
}

int read(void** bytes, std::size_t* size, git_object_t* type, git_odb_backend* backend,
         const git_oid* id) {
  for (const auto& [index, pack] : self(backend).packs) {
    int code = pack->read_header(size, type, pack.get(), id);
    if (code == GIT_ENOTFOUND) continue;
    // A pack may unfold to a thousand times its size.
    if (code == 0 && *size > max_object) {
      git_error_set_str(GIT_ERROR_ODB, ("the object has " + std::to_string(*size) +
                                        " bytes, and more than 64 MiB are not read")
                                           .c_str());
      return name_pack(GIT_ERROR, index);
    }
    if (code == 0) code = pack->read(bytes, size, type, pack.get(), id);
    return code == 0 ? 0 : name_pack(code, index);
  }
  return GIT_ENOTFOUND;
}

int exists(git_odb_backend* backend, const git_oid* id) {
  for (const auto& [index, pack] : self(backend).packs)
    if (pack->exists(pack.get(), id) != 0) return 1;
  return 0;
}

int exists_prefix(git_oid* found, git_odb_backend* backend, const git_oid* prefix,
                  std::size_t length) {
  int result = GIT_ENOTFOUND;
  for (const auto& [index, pack] : self(backend).packs) {
    git_oid here{};
    const int code = pack->exists_prefix(&here, pack.get(), prefix, length);
    if (code == GIT_ENOTFOUND) continue;
    if (code != 0) return code;
    if (result == 0 && git_oid_equal(found, &here) == 0) {
      git_error_set_str(GIT_ERROR_ODB, "several objects begin with these digits");
      return GIT_EAMBIGUOUS;
    }
    *found = here;
    result = 0;
  }
  return result;
}

int read_prefix(git_oid* found, void** bytes, std::size_t* size, git_object_t* type,
                git_odb_backend* backend, const git_oid* prefix, std::size_t length) {
  const int code = exists_prefix(found, backend, prefix, length);
  return code != 0 ? code : read(bytes, size, type, backend, found);
}

int refresh(git_odb_backend* backend) {
  const auto fine = self(backend).load();
  if (fine) return 0;
  git_error_set_str(GIT_ERROR_ODB, fine.error().message.c_str());
  return GIT_ERROR;
}

void destroy(git_odb_backend* backend) { delete static_cast<PackBackend*>(backend); }

}  // namespace

Result<OdbBackendHandle> open_packs(const fs::path& objects) {
  auto backend = std::make_unique<PackBackend>();
  git_odb_init_backend(backend.get(), GIT_ODB_BACKEND_VERSION);
  backend->read = read;
  backend->read_prefix = read_prefix;
  backend->read_header = read_header;
  backend->exists = exists;
  backend->exists_prefix = exists_prefix;
  backend->refresh = refresh;
  backend->free = destroy;
  backend->folder = objects / "pack";
  if (auto fine = backend->load(); !fine) return fail(fine.error());
  return OdbBackendHandle(backend.release());
}

}  // namespace plumbline::adapters::git
