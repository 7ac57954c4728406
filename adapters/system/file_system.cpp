#include "adapters/system/file_system.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <memory>
#include <utility>

namespace plumbline::adapters::system {
namespace {

/// As many links as Linux itself follows.
constexpr int longest_link_chain = 40;

struct stat stat_of(int fd, int& error) {
  struct stat facts{};
  error = ::fstat(fd, &facts) == 0 ? 0 : errno;
  return facts;
}

UniqueFd open_path(int folder, const char* name) {
  return UniqueFd(::openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
}

std::string link_text_of(int fd) {
  std::string text(PATH_MAX, '\0');
  const auto length = ::readlinkat(fd, "", text.data(), text.size());
  if (length < 0) return {};
  text.resize(static_cast<std::size_t>(length));
  return text;
}

/// The names of `path`, in reverse, so that the next one is at the back.
void push_parts(std::string_view path, std::vector<std::string>& parts) {
  std::vector<std::string> forward;
  while (!path.empty()) {
    const auto slash = path.find('/');
    if (slash != 0) forward.emplace_back(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  }
  std::move(forward.rbegin(), forward.rend(), std::back_inserter(parts));
}

TreeNode failed(int error) {
  TreeNode node;
  node.error = error;
  return node;
}

/// Walks one path with a stack of open folders, so that ".." and links never leave the root.
class Walk {
 public:
  explicit Walk(int root) : root_(root) {}

  TreeNode run(std::string_view path, bool follow) {
    push_parts(path, todo_);
    while (!todo_.empty()) {
      const auto part = std::move(todo_.back());
      todo_.pop_back();
      if (part == ".") continue;
      if (part == "..") {
        if (!stack_.empty()) stack_.pop_back();
        continue;
      }
      if (const int error = enter(part, follow); error != 0) return failed(error);
    }
    TreeNode node;
    // The root itself: a second descriptor of the same folder.
    node.fd = stack_.empty() ? UniqueFd(::openat(root_, ".", O_PATH | O_CLOEXEC))
                             : std::move(stack_.back());
    if (!node.fd.valid()) return failed(errno);
    node.stat = stat_of(node.fd.get(), node.error);
    return node;
  }

 private:
  int enter(const std::string& part, bool follow) {
    auto fd = open_path(stack_.empty() ? root_ : stack_.back().get(), part.c_str());
    if (!fd.valid()) return errno;
    int error = 0;
    const auto facts = stat_of(fd.get(), error);
    if (error != 0) return error;
    const bool last = todo_.empty();
    if (S_ISLNK(facts.st_mode) && (!last || follow)) {
      if (++links_ > longest_link_chain) return ELOOP;
      const auto text = link_text_of(fd.get());
      if (text.empty()) return ENOENT;
      if (text.front() == '/') stack_.clear();
      push_parts(text, todo_);
      return 0;
    }
    if (!last && !S_ISDIR(facts.st_mode)) return ENOTDIR;
    stack_.push_back(std::move(fd));
    return 0;
  }

  int root_;
  std::vector<UniqueFd> stack_;
  std::vector<std::string> todo_;
  int links_ = 0;
};

bool same_state(const struct stat& a, const struct stat& b) {
  return a.st_ino == b.st_ino && a.st_dev == b.st_dev && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/// Opens the inode behind an O_PATH descriptor; no name is looked up, so nothing can be put in
/// its place.
UniqueFd reopen(int path_fd, int flags) {
  const auto name = "/proc/self/fd/" + std::to_string(path_fd);
  return UniqueFd(::open(name.c_str(), flags | O_CLOEXEC));
}

TreeBytes read_once(int fd, std::size_t largest) {
  TreeBytes result;
  const auto before = stat_of(fd, result.error);
  if (result.error != 0) return result;
  if (before.st_size < 0 || static_cast<std::uint64_t>(before.st_size) > largest) {
    result.too_large = true;
    return result;
  }
  // One byte more than announced, to notice growth.
  result.bytes.resize(static_cast<std::size_t>(before.st_size) + 1);
  std::size_t got = 0;
  while (got < result.bytes.size()) {
    const auto count =
        ::pread(fd, result.bytes.data() + got, result.bytes.size() - got, static_cast<off_t>(got));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      result.error = errno;
      return result;
    }
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  result.bytes.resize(got);
  const auto after = stat_of(fd, result.error);
  result.changed = got != static_cast<std::size_t>(before.st_size) || !same_state(before, after);
  return result;
}

}  // namespace

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}

UniqueFd::~UniqueFd() {
  if (fd_ >= 0) ::close(fd_);
}

int UniqueFd::release() noexcept { return std::exchange(fd_, -1); }

Result<ConfinedTree> ConfinedTree::open(const std::string& root) {
  UniqueFd fd(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) {
    const int error = errno;
    const auto kind = error == ENOENT    ? ErrorKind::not_found
                      : error == ENOTDIR ? ErrorKind::invalid
                                         : ErrorKind::forbidden;
    return fail(kind, "cannot open folder " + root + ": " + std::strerror(error),
                "check `root` of this platform");
  }
  int error = 0;
  const auto facts = stat_of(fd.get(), error);
  if (error != 0) return fail(ErrorKind::forbidden, "cannot look at " + root);
  return ConfinedTree(std::move(fd), facts.st_uid);
}

TreeNode ConfinedTree::look(std::string_view path, bool follow) const {
  return Walk(root_.get()).run(path, follow);
}

TreeNode ConfinedTree::look_in(const TreeNode& folder, std::string_view folder_path,
                               const std::string& name, bool follow) const {
  TreeNode node;
  node.fd = open_path(folder.fd.get(), name.c_str());
  if (!node.fd.valid()) return failed(errno);
  node.stat = stat_of(node.fd.get(), node.error);
  if (!follow || !S_ISLNK(node.stat.st_mode)) return node;
  return look(std::string(folder_path) + "/" + name, true);
}

std::string ConfinedTree::link_text(const TreeNode& link) {
  return S_ISLNK(link.stat.st_mode) ? link_text_of(link.fd.get()) : std::string{};
}

std::vector<std::string> ConfinedTree::names(const TreeNode& folder, int& error) {
  std::vector<std::string> found;
  error = 0;
  const int fd = ::openat(folder.fd.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    error = errno;
    return found;
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::fdopendir(fd), &::closedir);
  if (!listing) {
    error = errno;
    ::close(fd);
    return found;
  }
  errno = 0;
  while (const auto* entry = ::readdir(listing.get())) {
    const std::string_view name(static_cast<const char*>(entry->d_name));
    if (name != "." && name != "..") found.emplace_back(name);
  }
  error = errno;
  std::sort(found.begin(), found.end());
  return found;
}

TreeBytes ConfinedTree::read(const TreeNode& file, std::size_t largest) {
  TreeBytes result;
  if (!S_ISREG(file.stat.st_mode)) {
    result.error = EINVAL;
    return result;
  }
  const auto fd = reopen(file.fd.get(), O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!fd.valid()) {
    result.error = errno;
    return result;
  }
  constexpr int attempts = 3;
  for (int i = 0; i < attempts; ++i) {
    result = read_once(fd.get(), largest);
    if (!result.changed) break;
  }
  return result;
}

}  // namespace plumbline::adapters::system
