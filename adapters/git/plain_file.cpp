#include "adapters/git/plain_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

ErrorKind kind_of_errno(int code) {
  if (code == ENOENT || code == ENOTDIR) return ErrorKind::not_found;
  if (code == EACCES || code == EPERM) return ErrorKind::forbidden;
  // What opening a socket says.
  if (code == ENXIO) return ErrorKind::corrupt;
  return ErrorKind::unreachable;
}

tl::unexpected<Error> failed(const std::filesystem::path& file, int code) {
  return fail(kind_of_errno(code),
              in_quotes(file.string()) + ": " + std::generic_category().message(code));
}

}  // namespace

Result<system::UniqueFd> open_plain(const std::filesystem::path& file) {
  system::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid()) return failed(file, errno);
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return failed(file, errno);
  if (!S_ISREG(status.st_mode))
    return fail(ErrorKind::corrupt, in_quotes(file.string()) + " is no regular file");
  return fd;
}

Result<std::size_t> read_some(const system::UniqueFd& file, char* buffer, std::size_t room) {
  std::size_t length = 0;
  while (length < room) {
    const auto count = ::read(file.get(), buffer + length, room - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(ErrorKind::unreachable, std::generic_category().message(errno));
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
  }
  return length;
}

Result<std::string> read_plain(const std::filesystem::path& file, std::size_t most) {
  const auto fd = open_plain(file);
  if (!fd) return fail(fd.error());
  std::string text(most + 1, '\0');
  const auto length = read_some(*fd, text.data(), text.size());
  if (!length) return fail(length.error());
  if (*length > most)
    return fail(ErrorKind::corrupt,
                in_quotes(file.string()) + " is longer than " + std::to_string(most) + " bytes");
  text.resize(*length);
  return text;
}

}  // namespace plumbline::adapters::git
