#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/result.hpp"
#include "canonical-schema/time.hpp"

namespace plumbline::adapters::cron {

/// How reading one of the paths we ask for went. `denied` and `unreadable` mean unread: what is
/// there is not known, and nothing may be called missing because of it.
enum class PathState { ok, absent, denied, not_a_file, unreadable };

[[nodiscard]] const char* name(PathState state);

/// A path that was asked for, absolute, and what came of it. `detail` is for people.
struct PathStatus {
  std::string path;
  PathState state = PathState::absent;
  std::string detail;

  bool operator==(const PathStatus&) const = default;
};

enum class FileType { regular, directory, symbolic_link, other };

/// Facts of one inode.
struct FileFacts {
  FileType type = FileType::other;
  std::uint32_t mode = 0;  ///< permission bits, 07777
  std::uint32_t uid = 0;
  std::uint32_t links = 1;
  Instant mtime{};

  bool operator==(const FileFacts&) const = default;
};

/// One file of the host. For a symbolic link `self` are the link's own facts, `target` those of
/// what it leads to (nullopt: it leads nowhere, or out of the tree), and `content` the target's.
/// `content` is empty where `state` is not ok.
struct HostFile {
  std::string path;  ///< absolute, "/etc/cron.d/backup"
  FileFacts self;
  std::optional<FileFacts> target;
  std::string link_text;
  PathState state = PathState::ok;
  std::string detail;
  std::string content;

  /// What opening the path gives.
  [[nodiscard]] const FileFacts* opened() const {
    if (self.type != FileType::symbolic_link) return &self;
    return target ? &*target : nullptr;
  }
  bool operator==(const HostFile&) const = default;
};

/// The users of the host. `complete` is false where they could not be read: then nobody may be
/// called unknown.
struct HostUsers {
  std::map<std::string, std::uint32_t, std::less<>> uids;
  bool complete = false;

  [[nodiscard]] bool knows(std::string_view user) const {
    return !complete || uids.find(user) != uids.end();
  }
  bool operator==(const HostUsers&) const = default;
};

/// Everything a listing is made from, as bytes and facts; nothing is parsed yet.
struct HostSnapshot {
  std::vector<PathStatus> paths;  ///< one for each of asked_paths
  std::vector<HostFile> files;    ///< sorted by path: the files themselves and those in folders
  HostUsers users;
  std::uint32_t root_uid = 0;      ///< who counts as root: the owner of `/`
  bool is_copy = false;            ///< a tree somewhere, not the root of a running system
  bool anacron_installed = false;  ///< /usr/sbin/anacron can be run
  std::set<std::string, std::less<>> package_files;  ///< below /etc/cron*, as dpkg knows them

  [[nodiscard]] const PathStatus* status(std::string_view path) const;
  [[nodiscard]] const HostFile* file(std::string_view path) const;
  /// The files directly in a folder, in path order: [first, last) of `files`.
  [[nodiscard]] std::vector<const HostFile*> in_folder(std::string_view folder) const;
  bool operator==(const HostSnapshot&) const = default;
};

/// A path we ask every host for. Of folders the files directly inside are read, of
/// `facts_only` paths no content. A remote host tells of `not_by_ssh` ones in other words.
struct AskedPath {
  std::string_view path;
  bool folder = false;
  bool facts_only = false;
  bool not_by_ssh = false;
};

/// The constant list: the crontabs of both daemons, the periodic folders, anacron, and what tells
/// the zone and the daemon.
inline constexpr std::array<AskedPath, 18> asked_paths{{
    {"/etc/crontab"},
    {"/etc/cron.d", true},
    {"/etc/cron.hourly", true},
    {"/etc/cron.daily", true},
    {"/etc/cron.weekly", true},
    {"/etc/cron.monthly", true},
    {"/etc/anacrontab"},
    {"/var/spool/cron/crontabs", true},  // Debian
    {"/var/spool/cron", true},           // cronie
    {"/etc/localtime"},
    {"/etc/timezone"},
    {"/etc/default/cron"},
    {"/etc/sysconfig/crond", false, true},
    {"/etc/os-release"},
    {"/usr/lib/os-release"},
    {"/usr/sbin/anacron", false, true, true},
    {"/etc/passwd"},
    {"/var/lib/dpkg/status", false, true, true},
}};

/// Most that is kept of a host; past it a file is unreadable, or the host corrupt.
inline constexpr std::size_t largest_file = 16U << 20U;
inline constexpr std::size_t largest_host = 256U << 20U;

}  // namespace plumbline::adapters::cron
