#include "adapters/system/secret.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

namespace plumbline::adapters::system {
namespace {

constexpr std::size_t max_secret = std::size_t{64} << 10;

Result<void> check_owner_and_mode(const struct stat& status, const std::string& name) {
  if (!S_ISREG(status.st_mode))
    return fail(ErrorKind::invalid, name + " is not a regular file", "name the file itself");
  const bool of_root = status.st_uid == 0;
  if (!of_root && status.st_uid != ::geteuid())
    return fail(ErrorKind::forbidden, "the secret " + name + " belongs to another user",
                "chown it to the user that runs plumbline, or to root");
  const mode_t others = status.st_mode & 0777U;
  const mode_t allowed = of_root ? 0040U : 0U;
  if ((others & ~allowed & 0077U) != 0)
    return fail(ErrorKind::forbidden, "others may read or write the secret " + name,
                "chmod 600 " + name);
  return {};
}

class OpenFile {
 public:
  explicit OpenFile(int fd) : fd_(fd) {}
  ~OpenFile() { ::close(fd_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

 private:
  int fd_;
};

tl::unexpected<Error> cannot_read(const std::string& name, int code) {
  return fail(ErrorKind::forbidden, "cannot read the secret " + name + ": " + std::strerror(code));
}

/// Reads until the file ends or `text` is full; the number of bytes.
Result<std::size_t> fill(int fd, std::string& text, const std::string& name) {
  std::size_t length = 0;
  while (length < text.size()) {
    const auto count = ::read(fd, text.data() + length, text.size() - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return cannot_read(name, errno);
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
  }
  return length;
}

}  // namespace

Secret::Secret(std::string_view text) : bytes_(text.begin(), text.end()) {}
Secret::~Secret() {
  if (!bytes_.empty()) explicit_bzero(bytes_.data(), bytes_.size());
}
Secret& Secret::operator=(Secret&& other) noexcept {
  // Ours ends up in `other`, which overwrites it when it goes.
  bytes_.swap(other.bytes_);
  return *this;
}

std::string redact(std::string text, const Secret& secret) {
  const auto hidden = secret.reveal();
  if (hidden.empty()) return text;
  constexpr std::string_view mask = "***";
  for (auto at = text.find(hidden); at != std::string::npos;
       at = text.find(hidden, at + mask.size()))
    text.replace(at, hidden.size(), mask);
  return text;
}

Result<Secret> read_secret_file(const std::filesystem::path& path) {
  const auto name = path.string();
  // O_NONBLOCK: a FIFO is refused below instead of blocking here.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    return fail(errno == ENOENT || errno == ENOTDIR ? ErrorKind::not_found : ErrorKind::forbidden,
                "cannot read the secret " + name + ": " + std::strerror(errno),
                "check the path and who may read it");
  const OpenFile file(fd);
  struct stat status{};
  if (::fstat(fd, &status) != 0) return cannot_read(name, errno);
  if (auto fine = check_owner_and_mode(status, name); !fine) return fail(fine.error());

  std::string text(max_secret + 1, '\0');
  const auto length = fill(fd, text, name);
  if (!length) return fail(length.error());
  std::string_view content(text.data(), *length);
  if (content.ends_with('\n')) content.remove_suffix(1);
  if (content.ends_with('\r')) content.remove_suffix(1);
  const bool too_long = *length > max_secret;
  const bool has_nul = content.find('\0') != std::string_view::npos;
  Secret secret(content);
  explicit_bzero(text.data(), text.size());
  if (too_long)
    return fail(ErrorKind::invalid, "the secret " + name + " is longer than 64 KiB",
                "is this the right file?");
  if (secret.reveal().empty()) return fail(ErrorKind::invalid, "the secret " + name + " is empty");
  if (has_nul)
    return fail(ErrorKind::invalid, "the secret " + name + " holds a NUL byte",
                "is this the right file?");
  return secret;
}

}  // namespace plumbline::adapters::system
