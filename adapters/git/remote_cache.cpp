#include "adapters/git/remote_cache.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

#include "adapters/git/cached_refs.hpp"
#include "adapters/git/remote_command.hpp"

namespace plumbline::adapters::git {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds lock_poll{50};

tl::unexpected<Error> fail_cache(const fs::path& path, const std::string& problem) {
  return fail(ErrorKind::unreachable, "the cache " + path.string() + " cannot be used: " + problem,
              "give the user that runs plumbline a writable folder for it");
}

// Our own lock, beside git's: one fetch at a time for one URL. Goes with the descriptor, so a
// killed process leaves none behind.
class FetchLock {
 public:
  static Result<FetchLock> take(const fs::path& file, const RemoteCommand& command) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return fail_cache(file, std::strerror(errno));
    FetchLock lock(fd);
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) return fail_cache(file, std::strerror(errno));
      if (command.stop().stop_requested() || command.time_left().count() <= 0)
        return fail(command.out_of_time(), "while another process fetches it too");
      std::this_thread::sleep_for(lock_poll);
    }
    return lock;
  }
  ~FetchLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  FetchLock(FetchLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FetchLock& operator=(FetchLock&&) = delete;

 private:
  explicit FetchLock(int fd) : fd_(fd) {}
  int fd_;
};

Result<void> make_folder(const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return fail_cache(folder, problem.message());
  // What a private repository holds is nobody else's business.
  if (::chmod(folder.c_str(), 0700) != 0) return fail_cache(folder, std::strerror(errno));
  return {};
}

Result<void> remove_folder(const fs::path& folder) {
  std::error_code problem;
  fs::remove_all(folder, problem);
  if (problem) return fail_cache(folder, problem.message());
  return {};
}

Result<RemoteRefs> ask(const RemoteCommand& command, const fs::path& folder) {
  auto printed = command.ask(folder, {"ls-remote", "--symref", "--", command.url().text, "HEAD",
                                      "refs/heads/*", "refs/tags/*"});
  if (!printed) return fail(printed.error());
  return parse_ls_remote(*printed);
}

// All references move together or none does.
Result<void> fetch_into(const RemoteCommand& command, const fs::path& repository) {
  return command
      .run(repository.parent_path(),
           {"--git-dir=" + repository.string(), "fetch", "--quiet", "--atomic", "--prune",
            "--force", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--",
            command.url().text, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"})
      .transform([](const std::string&) {});
}

// Beside the old copy, which stays until the new one is whole.
Result<void> fetch_anew(const RemoteCommand& command, const fs::path& folder,
                        const fs::path& repository, const RemoteRefs& refs) {
  const auto fresh = folder / "new.git";
  const auto old = folder / "old.git";
  if (auto fine = remove_folder(fresh); !fine) return fine;
  if (auto fine = remove_folder(old); !fine) return fine;
  auto made = command.run(folder, {"init", "--quiet", "--bare", "--template=", fresh.string()});
  if (!made) return fail(made.error());
  if (auto fine = fetch_into(command, fresh); !fine) return fine;
  if (auto fine = set_head(fresh, refs); !fine) return fine;
  std::error_code problem;
  if (fs::exists(repository)) fs::rename(repository, old, problem);
  if (!problem) fs::rename(fresh, repository, problem);
  if (problem) return fail_cache(repository, problem.message());
  return remove_folder(old);
}

Result<void> bring_up_to_date(const RemoteCommand& command, const fs::path& folder,
                              const fs::path& repository) {
  const auto refs = ask(command, folder);
  if (!refs) return fail(refs.error());
  if (!is_sound(repository)) return fetch_anew(command, folder, repository, *refs);
  if (!holds(repository, *refs)) {
    auto fetched = fetch_into(command, repository);
    // Not the network's fault, so perhaps the copy's: a lock file left by a killed git, an object
    // lost deep down.
    if (!fetched && fetched.error().kind == ErrorKind::corrupt)
      return fetch_anew(command, folder, repository, *refs);
    if (!fetched) return fetched;
  }
  return set_head(repository, *refs);
}

}  // namespace

RemoteCache::RemoteCache(RemoteCacheSettings settings, system::ProcessRunner& runner)
    : settings_(std::move(settings)), runner_(runner) {
  // git is started in other folders than ours.
  std::error_code problem;
  if (settings_.root.empty()) return;
  if (auto absolute = fs::absolute(settings_.root, problem); !problem) settings_.root = absolute;
}

Result<fs::path> RemoteCache::fetch(std::string_view repo, const RemoteAccess& access,
                                    std::stop_token stop) {
  const auto url = parse_remote_url(repo, access.allow_http);
  if (!url) return fail(url.error());
  if (settings_.root.empty())
    return fail(ErrorKind::not_found,
                "there is no place for clones: neither HOME nor XDG_CACHE_HOME is set",
                "set one of them");
  const auto command = RemoteCommand::prepare(settings_, runner_, *url, access, std::move(stop));
  if (!command) return fail(command.error());
  const auto folder = settings_.root / folder_name(url->text);
  auto repository = folder / "repository.git";
  if (auto fine = make_folder(folder); !fine) return fail(fine.error());
  const auto lock = FetchLock::take(folder / "lock", *command);
  if (!lock) return fail(lock.error());
  if (auto fine = bring_up_to_date(*command, folder, repository); !fine) return fail(fine.error());
  return repository;
}

}  // namespace plumbline::adapters::git
