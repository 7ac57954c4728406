#include "daemon/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace plumbline::daemon {
namespace {

namespace fs = std::filesystem;

constexpr mode_t file_mode = 0666;  // less the umask

tl::unexpected<Error> cannot_write(const fs::path& path, int number) {
  const auto kind = number == EACCES || number == EPERM || number == EROFS ? ErrorKind::forbidden
                                                                           : ErrorKind::unreachable;
  return fail(kind, "cannot write " + path.string() + ": " + std::strerror(number),
              "is the folder there, may you write to it, and is there room?");
}

/// 0, or the number of the error.
int write_and_close(int descriptor, std::string_view bytes) {
  int failure = 0;
  while (!bytes.empty() && failure == 0) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      failure = errno;
    }
  }
  if (::close(descriptor) != 0 && failure == 0) failure = errno;
  return failure;
}

Result<void> write_into(const fs::path& path, std::string_view bytes) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot_write(path, errno);
  if (const int failure = write_and_close(descriptor, bytes)) return cannot_write(path, failure);
  return {};
}

}  // namespace

Result<void> write_whole_file(const fs::path& path, std::string_view bytes) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::is_directory(status)) {
    return fail(ErrorKind::invalid, path.string() + " is a folder", "name a file in it");
  }
  if (fs::exists(status) && !fs::is_regular_file(status)) return write_into(path, bytes);
  const fs::path place = fs::exists(status) ? fs::canonical(path, error) : path;
  const fs::path beside = place.string() + ".plumbline-" + std::to_string(::getpid());
  ::unlink(beside.c_str());
  const int descriptor =
      ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, file_mode);
  if (descriptor < 0) return cannot_write(path, errno);
  int failure = write_and_close(descriptor, bytes);
  if (failure == 0 && ::rename(beside.c_str(), place.c_str()) != 0) failure = errno;
  if (failure == 0) return {};
  ::unlink(beside.c_str());
  return cannot_write(path, failure);
}

}  // namespace plumbline::daemon
