#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "daemon/config/config_reader.hpp"

namespace plumbline::daemon {
namespace {

constexpr std::size_t most_bytes = 4 * 1024 * 1024;

tl::unexpected<Error> unreadable(const std::filesystem::path& path, int reason) {
  const auto kind = reason == ENOENT || reason == ENOTDIR ? ErrorKind::not_found
                    : reason == EACCES || reason == EPERM ? ErrorKind::forbidden
                                                          : ErrorKind::unreachable;
  return fail(kind, std::string("cannot be read: ") + std::strerror(reason),
              "check the path and who may read it", Where{path.string(), 0, 0, "", "", ""});
}

Result<std::string> read_bytes(int file, const std::filesystem::path& path) {
  std::string bytes;
  char piece[65536];
  for (;;) {
    const ssize_t size = ::read(file, piece, sizeof piece);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return unreadable(path, errno);
    if (size == 0) return bytes;
    bytes.append(piece, static_cast<std::size_t>(size));
    if (bytes.size() > most_bytes)
      return fail(ErrorKind::invalid, "is larger than 4 MiB", "is this the right file?",
                  Where{path.string(), 0, 0, "", "", ""});
  }
}

Result<std::string> read_file(const std::filesystem::path& path) {
  // A pipe or a device could keep us waiting for ever.
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return unreadable(path, errno);
  struct stat status{};
  Result<std::string> bytes;
  if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    bytes = fail(ErrorKind::invalid, "is no regular file", "name a file",
                 Where{path.string(), 0, 0, "", "", ""});
  } else {
    bytes = read_bytes(file, path);
  }
  ::close(file);
  return bytes;
}

std::vector<std::filesystem::path> matching_files(const std::string& pattern) {
  glob_t found{};
  std::vector<std::filesystem::path> paths;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0)
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  return paths;
}

}  // namespace

ConfigFiles system_files() { return {read_file, matching_files}; }

}  // namespace plumbline::daemon
