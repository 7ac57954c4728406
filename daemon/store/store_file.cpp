#include "daemon/store/store_file.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "daemon/store/failpoint.hpp"

namespace plumbline::daemon {
namespace {

namespace fs = std::filesystem;

constexpr const char* group_name = "plumbline";

class FileHandle {
 public:
  explicit FileHandle(int number) : number_(number) {}
  FileHandle(FileHandle&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileHandle& operator=(FileHandle&&) = delete;
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;
  ~FileHandle() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

tl::unexpected<Error> refused(const std::string& what, const fs::path& path, int reason) {
  const bool is_right = reason == EACCES || reason == EPERM || reason == EROFS;
  return fail(is_right ? ErrorKind::forbidden : ErrorKind::unreachable,
              what + " " + path.string() + ": " + std::strerror(reason),
              is_right ? "give this user the right to write there, name another place under "
                         "`store: {path: …}`, or use --no-store"
                       : "check the disk that holds it; nothing was recorded");
}

/// The group that shares a store below /var, if the system has it.
std::optional<gid_t> sharing_group(const fs::path& path) {
  const auto below = path.lexically_relative("/var");
  if (below.empty() || *below.begin() == "..") return std::nullopt;
  group found{};
  group* result = nullptr;
  std::array<char, 16384> buffer{};
  if (::getgrnam_r(group_name, &found, buffer.data(), buffer.size(), &result) != 0 ||
      result == nullptr)
    return std::nullopt;
  return found.gr_gid;
}

/// Gives `handle` to the group with `shared` if that is possible, else `own` alone.
void set_mode(const FileHandle& handle, std::optional<gid_t> group, mode_t shared, mode_t own) {
  const bool is_shared =
      group.has_value() && ::fchown(handle.number(), static_cast<uid_t>(-1), *group) == 0;
  // Not the umask but the contract decides (contract 12.18). That it fails on file systems
  // without modes is no reason to work without a memory.
  static_cast<void>(::fchmod(handle.number(), is_shared ? shared : own));
}

/// Makes what is missing of `directory`. Only its last part is ours and gets our modes.
Result<void> make_directory(const fs::path& directory) {
  std::error_code error;
  if (fs::is_directory(directory, error)) return {};
  for (auto above = directory; above.has_relative_path(); above = above.parent_path()) {
    const auto status = fs::status(above, error);
    if (fs::exists(status) && !fs::is_directory(status))
      return fail(ErrorKind::unsupported,
                  "store: " + above.string() + " is in the way: it is not a directory",
                  "name a file in a directory under `store: {path: …}`");
  }
  fs::create_directories(directory.parent_path(), error);
  if (error) return refused("cannot make", directory.parent_path(), error.value());
  if (::mkdir(directory.c_str(), 0700) != 0) {
    if (errno == EEXIST && fs::is_directory(directory, error)) return {};  // another process
    return refused("cannot make", directory, errno);
  }
  const FileHandle handle(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle) set_mode(handle, sharing_group(directory), 02770, 0700);
  return {};
}

/// What kind of thing that is no file lies somewhere, in words.
std::string kind_text(mode_t mode) {
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return S_ISCHR(mode) || S_ISBLK(mode) ? "a device" : "something else";
}

tl::unexpected<Error> no_file(const fs::path& path, const std::string& what) {
  return fail(ErrorKind::unsupported, "store: " + path.string() + " is " + what + ", not a file",
              "name a file under `store: {path: …}`, such as " +
                  (path.parent_path() / "plumbline.db").string());
}

/// In a directory where everybody may lay files, the store must be a file of our own: a link
/// could point at any file of ours, and another's file could hold any history.
Result<void> check_not_planted(const fs::path& path, const struct stat& file) {
  struct stat directory{};
  if (::stat(path.parent_path().c_str(), &directory) != 0)
    return refused("cannot look into", path.parent_path(), errno);
  if ((directory.st_mode & S_IWOTH) == 0) return {};
  if (S_ISREG(file.st_mode) && file.st_uid == ::geteuid()) return {};
  return fail(ErrorKind::forbidden,
              path.string() +
                  (S_ISLNK(file.st_mode) ? " is a symbolic link" : " is not a file of this user") +
                  " in a directory that everybody may write to",
              "put the store into a directory of its own");
}

/// A link leads to a file that is there, or it was made by mistake: SQLite would open a device,
/// and even lay a journal beside it.
Result<void> check_target(const fs::path& path) {
  std::error_code error;
  const auto link = [](const fs::path& target) { return "a symbolic link to " + target.string(); };
  struct stat file{};
  if (::stat(path.c_str(), &file) != 0) {
    if (errno == ENOENT)
      return fail(ErrorKind::unsupported,
                  "store: " + path.string() + " is " + link(fs::read_symlink(path, error)) +
                      ", which is not there",
                  "remove the link, or name the file itself under `store: {path: …}`");
    return refused("cannot look at", path, errno);
  }
  if (S_ISREG(file.st_mode)) return {};
  return no_file(path, link(fs::canonical(path, error)) + ", " + kind_text(file.st_mode));
}

/// Whatever lies at `path` is a file, or nothing does. Nothing is opened to find out: opening a
/// pipe waits, and opening a device may do anything.
Result<void> check_is_file(const fs::path& path) {
  struct stat file{};
  if (::lstat(path.c_str(), &file) != 0) {
    if (errno == ENOENT) return {};
    return refused("cannot look at", path, errno);
  }
  if (S_ISDIR(file.st_mode)) return no_file(path, "a directory");
  if (auto checked = check_not_planted(path, file); !checked) return checked;
  if (S_ISLNK(file.st_mode)) return check_target(path);
  if (!S_ISREG(file.st_mode)) return no_file(path, kind_text(file.st_mode));
  return {};
}

/// What SQLite keeps beside a database it opens without a look at what it is.
Result<void> check_companions(const fs::path& path) {
  std::error_code error;
  const auto real = fs::weakly_canonical(path, error);
  const auto& place = error ? path : real;
  for (const char* end : {"-wal", "-shm", "-journal"}) {
    const fs::path companion = place.string() + end;
    struct stat file{};
    if (::lstat(companion.c_str(), &file) != 0) {
      if (errno == ENOENT) continue;
      return refused("cannot look at", companion, errno);
    }
    if (auto checked = check_not_planted(companion, file); !checked) return checked;
    if (S_ISREG(file.st_mode)) continue;
    return fail(ErrorKind::unsupported,
                "store: " + companion.string() + " is " +
                    (S_ISLNK(file.st_mode) ? "a symbolic link" : kind_text(file.st_mode)) +
                    ", not a file",
                "remove it: beside the store, only SQLite's own files have such a name");
  }
  return {};
}

Result<void> make_file(const fs::path& path) {
  const FileHandle handle(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!handle) {
    if (errno == EEXIST) return {};
    return refused("cannot make the store", path, errno);
  }
  set_mode(handle, sharing_group(path), 0660, 0600);
  // The name must survive a power cut as the content does.
  const FileHandle directory(
      ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory) static_cast<void>(::fsync(directory.number()));
  PLUMBLINE_FAILPOINT("store.created");
  return {};
}

}  // namespace

Result<void> prepare_store_file(const fs::path& path) {
  if (path.empty() || !path.is_absolute())
    return fail(ErrorKind::invalid, "the store needs an absolute path, not '" + path.string() + "'",
                "name a file under `store: {path: …}`");
  // `.` and names that end with a slash mean directories, whether they are there or not.
  if (!path.has_filename() || path.filename() == ".") return no_file(path, "a directory");
  if (auto made = make_directory(path.parent_path()); !made) return made;
  if (auto checked = check_is_file(path); !checked) return checked;
  if (auto checked = check_companions(path); !checked) return checked;
  return make_file(path);
}

Result<FileIdentity> identity_of(const fs::path& path) {
  struct stat file{};
  if (::stat(path.c_str(), &file) != 0) return refused("cannot look at", path, errno);
  return FileIdentity{file.st_dev, file.st_ino};
}

}  // namespace plumbline::daemon
