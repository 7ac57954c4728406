#include "daemon/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "adapters/git/remote_url.hpp"

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
  // Not what a pipe or a device can do.
  if (failure == 0 && ::fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS)
    failure = errno;
  if (::close(descriptor) != 0 && failure == 0) failure = errno;
  return failure;
}

Result<void> write_into(const fs::path& path, std::string_view bytes) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot_write(path, errno);
  if (const int failure = write_and_close(descriptor, bytes)) return cannot_write(path, failure);
  return {};
}

/// Writes beside `place` and moves that there; an error names `path`, as the user wrote it.
Result<void> move_into(const fs::path& place, const fs::path& path, std::string_view bytes) {
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

/// 0, or the number of the error.
int read_to_end(int descriptor, std::string& bytes) {
  std::array<char, 65536> piece{};
  for (;;) {
    const auto count = ::read(descriptor, piece.data(), piece.size());
    if (count == 0) return 0;
    if (count > 0) {
      bytes.append(piece.data(), static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      return errno;
    }
  }
}

/// Where a path leads, as far as it exists.
fs::path real_place(const fs::path& path) {
  std::error_code error;
  const auto absolute = fs::absolute(path, error);
  const auto real = fs::weakly_canonical(absolute, error);
  return error ? absolute.lexically_normal() : real;
}

/// True if both are one file, by whatever names.
bool is_same(const fs::path& one, const fs::path& other) {
  std::error_code error;
  return real_place(one) == real_place(other) || fs::equivalent(one, other, error);
}

bool is_inside(const fs::path& path, const fs::path& folder) {
  const auto place = real_place(path);
  const auto root = real_place(folder);
  return std::mismatch(root.begin(), root.end(), place.begin(), place.end()).first == root.end();
}

/// What `path` is to a local repository of truth; empty = nothing.
std::string role_in(const TruthEntry& entry, const fs::path& path) {
  if (adapters::git::is_remote(entry.repo)) return {};
  const fs::path root(entry.repo);
  std::error_code error;
  const bool is_bare = fs::exists(root / "HEAD", error) && fs::exists(root / "objects", error);
  if (is_inside(path, is_bare ? root : root / ".git")) return "part of the repository of truth";
  const auto extension = path.extension();
  const bool is_yaml = extension == ".yaml" || extension == ".yml";
  return is_yaml && is_inside(path, root / entry.path) ? "a truth file" : "";
}

bool is_policy(const Config& config, const fs::path& path) {
  const auto& policy = config.policy;
  if (!policy.repo.empty()) return is_same(path, fs::path(policy.repo) / policy.file);
  if (config.truth.empty()) return false;
  const auto& first = config.truth.front();
  return is_same(path, fs::path(first.repo) / policy.file) ||
         is_same(path, fs::path(first.repo) / first.path / policy.file);
}

/// What `path` is to the audit; empty = nothing.
std::string role_of(const fs::path& path, const Config& config, const fs::path& store) {
  // What SQLite keeps beside a database.
  constexpr std::array logs{"-wal", "-shm", "-journal"};
  if (!store.empty() && is_same(path, store)) return "the store";
  if (!store.empty() && std::any_of(logs.begin(), logs.end(), [&](const char* end) {
        return is_same(path, real_place(store).string() + end);
      })) {
    return "a log of the store";
  }
  if (std::any_of(config.files.begin(), config.files.end(),
                  [&](const fs::path& file) { return is_same(path, file); })) {
    return "the configuration";
  }
  if (is_policy(config, path)) return "the policy";
  for (const auto& [name, platform] : config.platforms) {
    const bool is_tree = platform.kind == "cron" && platform.cron.ssh.empty() &&
                         real_place(platform.cron.root) != fs::path("/");
    if (is_tree && is_inside(path, platform.cron.root)) return "in the tree of platform " + name;
  }
  for (const auto& entry : config.truth) {
    if (auto role = role_in(entry, path); !role.empty()) return role;
  }
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
  return move_into(fs::exists(status) ? fs::canonical(path, error) : path, path, bytes);
}

Result<std::optional<std::string>> read_own_file(const fs::path& path) {
  const auto refused = [&](const std::string& what) {
    return fail(ErrorKind::conflict, path.string() + " is " + what,
                "remove it; nothing is read or written through it");
  };
  // The name of a pipe must not keep us waiting, nor that of a link lead elsewhere.
  const int file = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (file < 0) {
    if (errno == ENOENT) return std::nullopt;
    if (errno == ELOOP) return refused("a symbolic link");
    if (errno == ENXIO) return refused("no regular file");
    return fail(ErrorKind::forbidden, "cannot read " + path.string() + ": " + std::strerror(errno),
                "may you read it?");
  }
  std::string bytes;
  struct stat status{};
  const bool is_file = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode);
  const int failure = is_file ? read_to_end(file, bytes) : 0;
  ::close(file);
  if (!is_file) return refused("no regular file");
  if (failure == 0) return std::optional(std::move(bytes));
  return fail(ErrorKind::unreachable,
              "cannot read " + path.string() + ": " + std::strerror(failure),
              "check the disk that holds it");
}

Result<void> replace_file(const fs::path& path, std::string_view bytes) {
  return move_into(path, path, bytes);
}

Result<void> check_report_place(const fs::path& path, const Config& config, const fs::path& store) {
  const auto role = role_of(path, config, store);
  if (role.empty()) return {};
  return fail(ErrorKind::conflict, "--output-file: " + path.string() + " is " + role,
              "name another file for the report; nothing was written");
}

}  // namespace plumbline::daemon
