#include "adapters/git/loose_backend.hpp"

#include <git2.h>
#include <git2/sys/odb_backend.h>

#include <algorithm>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "adapters/git/loose_object.hpp"

namespace plumbline::adapters::git {
namespace {

namespace fs = std::filesystem;

struct LooseBackend : git_odb_backend {
  fs::path folder;

  [[nodiscard]] fs::path file_of(const git_oid& id) const {
    const auto hex = to_hex(id);
    return folder / hex.substr(0, 2) / hex.substr(2);
  }
};

const LooseBackend& self(git_odb_backend* backend) { return *static_cast<LooseBackend*>(backend); }

// The way of an Error through C: error_of() makes one again of code, class and message.
int report(const Error& error) {
  const bool of_system = error.kind == ErrorKind::unreachable || error.kind == ErrorKind::forbidden;
  git_error_set_str(of_system ? GIT_ERROR_OS : GIT_ERROR_ODB, error.message.c_str());
  return error.kind == ErrorKind::not_found ? GIT_ENOTFOUND : GIT_ERROR;
}

int type_of(git_object_t* type, const std::string& name, const fs::path& file) {
  *type = git_object_string2type(name.c_str());
  if (git_object_typeisloose(*type) != 0) return 0;
  return report({ErrorKind::corrupt, "'" + file.string() + "' is no kind of object", {}, {}, {}});
}

int read_file(void** bytes, std::size_t* size, git_object_t* type, git_odb_backend* backend,
              const fs::path& file) {
  const auto object = read_loose_object(file);
  if (!object) return report(object.error());
  if (const int code = type_of(type, object->type, file); code != 0) return code;
  *size = object->bytes.size();
  // libgit2 takes a buffer of its own, with a NUL behind the bytes.
  auto* buffer = static_cast<char*>(git_odb_backend_data_alloc(backend, *size + 1));
  if (buffer == nullptr) return GIT_ERROR;
  std::ranges::copy(object->bytes, buffer);
  buffer[*size] = '\0';
  *bytes = buffer;
  return 0;
}

int read(void** bytes, std::size_t* size, git_object_t* type, git_odb_backend* backend,
         const git_oid* id) {
  return read_file(bytes, size, type, backend, self(backend).file_of(*id));
}

int read_header(std::size_t* size, git_object_t* type, git_odb_backend* backend,
                const git_oid* id) {
  const auto file = self(backend).file_of(*id);
  const auto header = read_loose_header(file);
  if (!header) return report(header.error());
  *size = header->size;
  return type_of(type, header->type, file);
}

int exists(git_odb_backend* backend, const git_oid* id) {
  std::error_code unreadable;
  return fs::exists(self(backend).file_of(*id), unreadable) ? 1 : 0;
}

// The one object here whose id begins with the `length` digits of `prefix`.
int exists_prefix(git_oid* found, git_odb_backend* backend, const git_oid* prefix,
                  std::size_t length) {
  const auto hex = to_hex(*prefix);
  const auto wanted = hex.substr(2, std::min<std::size_t>(length, hex.size()) - 2);
  int matches = 0;
  std::error_code unreadable;
  for (fs::directory_iterator at(self(backend).folder / hex.substr(0, 2), unreadable), end;
       !unreadable && at != end; at.increment(unreadable)) {
    const auto name = at->path().filename().string();
    const auto id = parse_id(hex.substr(0, 2) + name);
    if (!id || !name.starts_with(wanted)) continue;
    *found = *id;
    ++matches;
  }
  if (matches == 1) return 0;
  if (matches == 0) return GIT_ENOTFOUND;
  git_error_set_str(GIT_ERROR_ODB, "several objects begin with these digits");
  return GIT_EAMBIGUOUS;
}

int read_prefix(git_oid* found, void** bytes, std::size_t* size, git_object_t* type,
                git_odb_backend* backend, const git_oid* prefix, std::size_t length) {
  const int code = exists_prefix(found, backend, prefix, length);
  return code != 0 ? code : read(bytes, size, type, backend, found);
}

void destroy(git_odb_backend* backend) { delete static_cast<LooseBackend*>(backend); }

}  // namespace

OdbBackendHandle open_loose(const fs::path& objects) {
  auto backend = std::make_unique<LooseBackend>();
  git_odb_init_backend(backend.get(), GIT_ODB_BACKEND_VERSION);
  backend->read = read;
  backend->read_prefix = read_prefix;
  backend->read_header = read_header;
  backend->exists = exists;
  backend->exists_prefix = exists_prefix;
  backend->free = destroy;
  backend->folder = objects;
  return OdbBackendHandle(backend.release());
}

}  // namespace plumbline::adapters::git
