#include "adapters/cron/local_root.hpp"

#include <pwd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "adapters/system/file_system.hpp"

namespace plumbline::adapters::cron {
namespace {

using system::ConfinedTree;
using system::TreeNode;

/// dpkg's list of all packages may be larger than any crontab.
constexpr std::size_t largest_package_list = 64U << 20U;

FileFacts facts_of(const struct stat& stat) {
  FileFacts facts;
  facts.type = S_ISREG(stat.st_mode)   ? FileType::regular
               : S_ISDIR(stat.st_mode) ? FileType::directory
               : S_ISLNK(stat.st_mode) ? FileType::symbolic_link
                                       : FileType::other;
  facts.mode = stat.st_mode & 07777U;
  facts.uid = stat.st_uid;
  facts.links = static_cast<std::uint32_t>(std::min<nlink_t>(stat.st_nlink, 0xFFFFFFFFU));
  facts.mtime = Instant(Seconds(stat.st_mtim.tv_sec));
  return facts;
}

PathState state_of(int error) {
  if (error == 0) return PathState::ok;
  if (error == ENOENT || error == ENOTDIR) return PathState::absent;
  if (error == EACCES || error == EPERM) return PathState::denied;
  return PathState::unreadable;
}

std::string text_of(int error) { return error == 0 ? std::string{} : std::strerror(error); }

class Reading {
 public:
  Reading(const ConfinedTree& tree, bool is_this_machine, std::stop_token stop)
      : tree_(tree), is_this_machine_(is_this_machine), stop_(std::move(stop)) {}

  Result<HostSnapshot> run() {
    snapshot_.root_uid = tree_.owner();
    snapshot_.is_copy = !is_this_machine_;
    for (const auto& asked : asked_paths) {
      if (stop_.stop_requested()) return fail(ErrorKind::unreachable, "interrupted");
      snapshot_.paths.push_back(asked.folder ? folder(asked) : single(asked));
      if (total_ > largest_host) {
        return fail(ErrorKind::unsupported, "more than 256 MiB of crontabs",
                    "something unusual lies in the cron folders");
      }
    }
    std::sort(snapshot_.files.begin(), snapshot_.files.end(),
              [](const HostFile& a, const HostFile& b) { return a.path < b.path; });
    users();
    return std::move(snapshot_);
  }

 private:
  PathStatus single(const AskedPath& asked) {
    auto node = tree_.look(asked.path, false);
    PathStatus status{std::string(asked.path), state_of(node.error), text_of(node.error)};
    if (status.state != PathState::ok) return status;
    auto file =
        file_at(status.path, node, asked.facts_only, [&] { return tree_.look(asked.path, true); });
    if (asked.path == "/var/lib/dpkg/status") {
      packages(node);
      return status;
    }
    if (asked.path == "/usr/sbin/anacron") {
      const auto* opened = file.opened();
      snapshot_.anacron_installed =
          opened != nullptr && opened->type == FileType::regular && (opened->mode & 0111U) != 0;
    }
    status.state = file.state;
    status.detail = file.detail;
    snapshot_.files.push_back(std::move(file));
    return status;
  }

  /// On a running host a link into nothing is nothing; of a copy nobody knows what it led to.
  bool leads_out_of_copy(std::string_view path) {
    if (!snapshot_.is_copy) return false;
    for (std::size_t at = path.find('/', 1);; at = path.find('/', at + 1)) {
      const auto node = tree_.look(path.substr(0, at), false);
      if (node.error != 0) return false;
      if (S_ISLNK(node.stat.st_mode) && tree_.look(path.substr(0, at), true).error == ENOENT) {
        return true;
      }
      if (at == std::string_view::npos) return false;
    }
  }

  PathStatus folder(const AskedPath& asked) {
    const auto node = tree_.look(asked.path, true);
    PathStatus status{std::string(asked.path), state_of(node.error), text_of(node.error)};
    if (status.state == PathState::absent && leads_out_of_copy(asked.path)) {
      status.state = PathState::unreadable;
      status.detail = "a link on its way leads to where this copy has nothing";
    }
    if (status.state != PathState::ok) return status;
    if (!S_ISDIR(node.stat.st_mode)) {
      status.state = PathState::not_a_file;
      status.detail = "not a folder";
      return status;
    }
    int error = 0;
    const auto names = ConfinedTree::names(node, error);
    if (error != 0) {
      status.state =
          state_of(error) == PathState::denied ? PathState::denied : PathState::unreadable;
      status.detail = text_of(error);
      return status;
    }
    for (const auto& name : names) {
      const auto inside = tree_.look_in(node, asked.path, name, false);
      if (inside.error == ENOENT) continue;  // gone meanwhile
      auto file = file_at(status.path + "/" + name, inside, false,
                          [&] { return tree_.look_in(node, asked.path, name, true); });
      snapshot_.files.push_back(std::move(file));
    }
    return status;
  }

  /// `follow` looks at the same name through its links.
  template <class Follow>
  HostFile file_at(std::string path, const TreeNode& node, bool facts_only, Follow follow) {
    HostFile file;
    file.path = std::move(path);
    if (node.error != 0) {
      file.state = state_of(node.error);
      file.detail = text_of(node.error);
      return file;
    }
    file.self = facts_of(node.stat);
    if (file.self.type != FileType::symbolic_link) {
      if (!facts_only) content(node, file);
      return file;
    }
    file.link_text = ConfinedTree::link_text(node);
    const auto target = follow();
    if (target.error == EACCES || target.error == EPERM) {
      file.state = PathState::denied;
      file.detail = text_of(target.error);
    }
    if (target.error != 0) return file;
    file.target = facts_of(target.stat);
    if (!facts_only) content(target, file);
    return file;
  }

  void content(const TreeNode& node, HostFile& file) {
    if (!S_ISREG(node.stat.st_mode)) {
      file.state = PathState::not_a_file;
      file.detail = "not a regular file";
      return;
    }
    auto got = ConfinedTree::read(node, largest_file);
    if (got.error != 0) {
      const bool denied = state_of(got.error) == PathState::denied;
      file.state = denied ? PathState::denied : PathState::unreadable;
      file.detail = text_of(got.error);
    } else if (got.too_large) {
      file.state = PathState::unreadable;
      file.detail = "larger than 16 MiB";
    } else if (got.changed) {
      file.state = PathState::unreadable;
      file.detail = "changes while it is read";
    } else {
      total_ += got.bytes.size();
      file.content = std::move(got.bytes);
    }
  }

  void packages(const TreeNode& node) {
    const auto list = ConfinedTree::read(node, largest_package_list);
    add_package_files(list.bytes, snapshot_.package_files);
  }

  void users() {
    const auto* passwd = snapshot_.file("/etc/passwd");
    if (passwd != nullptr && passwd->state == PathState::ok) {
      add_passwd(passwd->content, snapshot_.users);
      snapshot_.users.complete = true;
    }
    if (!is_this_machine_) return;
    // Directories such as LDAP know more users than the file.
    for (const auto& name : possible_users(snapshot_)) {
      if (snapshot_.users.uids.count(name) == 0) ask_system(name);
    }
  }

  void ask_system(const std::string& name) {
    struct passwd entry{};
    struct passwd* found = nullptr;
    std::array<char, 16'384> buffer{};
    const int error = ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
    if (found != nullptr) snapshot_.users.uids.emplace(name, entry.pw_uid);
    // A directory that does not answer is no proof that the user is unknown.
    if (error != 0 && error != ENOENT && error != ESRCH) snapshot_.users.complete = false;
  }

  const ConfinedTree& tree_;
  bool is_this_machine_;
  std::stop_token stop_;
  std::size_t total_ = 0;
  HostSnapshot snapshot_;
};

}  // namespace

Result<HostSnapshot> LocalRoot::read(std::stop_token stop) {
  const auto tree = ConfinedTree::open(root_);
  if (!tree) return fail(tree.error());
  return Reading(*tree, root_ == "/", std::move(stop)).run();
}

}  // namespace plumbline::adapters::cron
