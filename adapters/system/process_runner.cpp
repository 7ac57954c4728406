#include "adapters/system/process_runner.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
// glibc 2.36 forgot to say that these are C functions.
extern "C" {
#include <sys/pidfd.h>
}

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace plumbline::adapters::system {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Descriptors of ours stay above this, so that arranging 0, 1, 2, 3… in the child never overwrites
// one that is still to be placed.
constexpr int lowest_own_fd = 64;
// How long to wait for the rest of the output once the program itself is gone.
constexpr milliseconds drain_time{500};
// Only a fallback where the kernel has no pidfd.
constexpr milliseconds exit_poll{20};

class Fd {
 public:
  Fd() = default;
  explicit Fd(int number) : number_(number) {}
  ~Fd() { close(); }
  Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    close();
    number_ = std::exchange(other.number_, -1);
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_ = -1;
};

tl::unexpected<Error> fail_errno(int code, const std::string& action) {
  ErrorKind kind = ErrorKind::unreachable;
  if (code == ENOENT || code == ENOTDIR) kind = ErrorKind::not_found;
  if (code == EACCES || code == EPERM) kind = ErrorKind::forbidden;
  if (code == E2BIG || code == ENOEXEC) kind = ErrorKind::invalid;
  return fail(kind, action + ": " + std::strerror(code));
}

// A close-on-exec copy above lowest_own_fd; takes over `fd`.
Fd lift(Fd fd) { return Fd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, lowest_own_fd)); }

struct Pipe {
  Fd read;
  Fd write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno(errno, "cannot make a pipe");
  Pipe pipe{lift(Fd(ends[0])), lift(Fd(ends[1]))};
  if (!pipe.read.is_open() || !pipe.write.is_open()) return fail_errno(errno, "cannot make a pipe");
  return pipe;
}

void set_nonblocking(const Fd& fd) {
  ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
}

Result<std::string> find_program(const ProcessRequest& request) {
  const std::string& name = request.argv.front();
  if (name.find('/') != std::string::npos) return name;
  constexpr std::string_view variable = "PATH=";
  for (const auto& entry : request.environment) {
    if (!std::string_view(entry).starts_with(variable)) continue;
    std::string_view folders = std::string_view(entry).substr(variable.size());
    while (!folders.empty()) {
      const auto colon = std::min(folders.find(':'), folders.size());
      auto file = std::string(folders.substr(0, colon)) + "/" + name;
      struct stat status{};
      if (file.front() == '/' && ::stat(file.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
          ::access(file.c_str(), X_OK) == 0)
        return file;
      folders.remove_prefix(std::min(colon + 1, folders.size()));
    }
  }
  return fail(ErrorKind::not_found, "there is no program " + name + " in the search path",
              "install " + name + " or give its absolute path");
}

Result<void> check(const ProcessRequest& request) {
  if (request.argv.empty() || request.argv.front().empty())
    return fail(ErrorKind::invalid, "no program was named");
  const auto has_nul = [](const std::string& text) { return text.find('\0') != std::string::npos; };
  if (std::ranges::any_of(request.argv, has_nul) ||
      std::ranges::any_of(request.environment, has_nul) || has_nul(request.working_directory))
    return fail(ErrorKind::invalid, "an argument of " + request.argv.front() + " holds a NUL byte");
  return {};
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  // posix_spawn promises not to write through them.
  for (const auto& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

class SpawnSetup {
 public:
  SpawnSetup() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    // The child starts with nothing blocked and nothing ignored, whatever this thread did.
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnSetup() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;

  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

// The parent's ends of a running child.
struct Child {
  pid_t pid = -1;
  Fd gone;  // pidfd; not open where the kernel has none
  Fd input;
  Fd output;
  Fd errors;
};

Result<Child> start(const ProcessRequest& request) {
  const auto program = find_program(request);
  if (!program) return fail(program.error());
  const auto action = "cannot start " + request.argv.front();
  auto out = make_pipe();
  auto err = make_pipe();
  auto in = request.input.empty()
                ? Result<Pipe>(Pipe{lift(Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC))), {}})
                : make_pipe();
  if (!out || !err || !in) return fail((!out ? out : !err ? err : in).error(), action);

  SpawnSetup setup;
  ::posix_spawn_file_actions_adddup2(&setup.actions, in->read.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&setup.actions, out->write.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&setup.actions, err->write.get(), STDERR_FILENO);
  std::vector<Fd> lifted;
  int next = STDERR_FILENO + 1;
  for (const int fd : request.inherited_fds) {
    lifted.emplace_back(::fcntl(fd, F_DUPFD_CLOEXEC, lowest_own_fd));
    if (!lifted.back().is_open()) return fail_errno(errno, action);
    ::posix_spawn_file_actions_adddup2(&setup.actions, lifted.back().get(), next++);
  }
  ::posix_spawn_file_actions_addclosefrom_np(&setup.actions, next);
  if (!request.working_directory.empty())
    ::posix_spawn_file_actions_addchdir_np(&setup.actions, request.working_directory.c_str());

  const auto argv = pointers(request.argv);
  const auto environment = pointers(request.environment);
  Child child;
  if (const int code = ::posix_spawn(&child.pid, program->c_str(), &setup.actions,
                                     &setup.attributes, argv.data(), environment.data());
      code != 0)
    return fail_errno(code, action);
  child.gone = Fd(::pidfd_open(child.pid, 0));
  child.input = std::move(in->write);
  child.output = std::move(out->read);
  child.errors = std::move(err->read);
  if (child.input.is_open()) set_nonblocking(child.input);
  set_nonblocking(child.output);
  set_nonblocking(child.errors);
  return child;
}

// While it lives, writing into a closed pipe is EPIPE on this thread and no signal.
class SigpipeBlocked {
 public:
  SigpipeBlocked() {
    ::sigemptyset(&sigpipe_);
    ::sigaddset(&sigpipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }
  ~SigpipeBlocked() {
    if (raised_ && ::sigismember(&before_, SIGPIPE) == 0) {
      const timespec at_once{};
      ::sigtimedwait(&sigpipe_, nullptr, &at_once);
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeBlocked(const SigpipeBlocked&) = delete;
  SigpipeBlocked& operator=(const SigpipeBlocked&) = delete;
  void raised() { raised_ = true; }

 private:
  sigset_t sigpipe_{};
  sigset_t before_{};
  bool raised_ = false;
};

// Carries bytes between us and one child until it is gone.
class Conversation {
 public:
  Conversation(const ProcessRequest& request, Child child)
      : request_(request), child_(std::move(child)), started_(Clock::now()), heard_(started_) {}

  ProcessOutcome carry_on(const std::stop_token& stop) {
    Fd wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    const std::stop_callback on_stop(stop, [&wake] {
      const std::uint64_t one = 1;
      [[maybe_unused]] const auto written = ::write(wake.get(), &one, sizeof one);
    });
    while (!finished()) {
      step(wake);
      decide(stop.stop_requested());
    }
    // Whatever it left running in its group goes too. The group id cannot be anybody else's yet:
    // the child is not reaped.
    if (!reaped_elsewhere_) ::kill(-child_.pid, SIGKILL);
    reap();
    return std::move(outcome_);
  }

 private:
  [[nodiscard]] bool finished() const {
    if (!exited_) return false;
    const bool drained = !child_.output.is_open() && !child_.errors.is_open();
    return drained || Clock::now() - exited_at_ >= drain_time;
  }

  // Waits until something happens or the next limit is reached, and moves what can be moved.
  void step(const Fd& wake) {
    std::array<pollfd, 5> watched{{{child_.input.get(), POLLOUT, 0},
                                   {child_.output.get(), POLLIN, 0},
                                   {child_.errors.get(), POLLIN, 0},
                                   {exited_ ? -1 : child_.gone.get(), POLLIN, 0},
                                   {ending_ || exited_ ? -1 : wake.get(), POLLIN, 0}}};
    const auto wait = std::clamp<long long>(until_next_limit().count(), 0, 60'000);
    ::poll(watched.data(), watched.size(), static_cast<int>(wait));
    if (watched[0].revents != 0) feed();
    if (watched[1].revents != 0) hear(child_.output, false);
    if (watched[2].revents != 0) hear(child_.errors, true);
    if (!exited_) look_for_exit();
  }

  [[nodiscard]] milliseconds until_next_limit() const {
    const auto now = Clock::now();
    auto limit = now + std::chrono::minutes(1);
    if (exited_) {
      limit = exited_at_ + drain_time;
    } else if (ending_) {
      limit = killed_ ? now + exit_poll : ending_at_ + request_.grace;
    } else {
      limit = started_ + request_.time_out;
      if (request_.idle_time_out.count() > 0)
        limit = std::min(limit, heard_ + request_.idle_time_out);
    }
    if (!exited_ && !child_.gone.is_open()) limit = std::min(limit, now + exit_poll);
    return std::chrono::ceil<milliseconds>(limit - now);
  }

  void decide(bool stop_requested) {
    const auto now = Clock::now();
    if (exited_) return;
    if (ending_) {
      if (!killed_ && now - ending_at_ >= request_.grace) {
        ::kill(-child_.pid, SIGKILL);
        killed_ = true;
      }
      return;
    }
    const bool idle = request_.idle_time_out.count() > 0 && now - heard_ >= request_.idle_time_out;
    outcome_.interrupted = stop_requested;
    outcome_.timed_out = !stop_requested && (idle || now - started_ >= request_.time_out);
    if (outcome_.interrupted || outcome_.timed_out || outcome_.truncated) {
      ::kill(-child_.pid, SIGTERM);
      ending_ = true;
      ending_at_ = now;
      child_.input.close();
    }
  }

  void feed() {
    SigpipeBlocked guard;
    const auto rest = std::string_view(request_.input).substr(fed_);
    const auto count = ::write(child_.input.get(), rest.data(), rest.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count < 0 && errno == EPIPE) guard.raised();
    if (count > 0) fed_ += static_cast<std::size_t>(count);
    if (count < 0 || fed_ == request_.input.size()) child_.input.close();
  }

  void hear(Fd& from, bool is_error) {
    std::array<char, 65536> buffer;
    const auto count = ::read(from.get(), buffer.data(), buffer.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return from.close();
    heard_ = Clock::now();
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
    if (is_error) {
      outcome_.error_tail += bytes;
      const auto excess = outcome_.error_tail.size() -
                          std::min(outcome_.error_tail.size(), request_.max_error_tail);
      outcome_.error_tail.erase(0, excess);
      return;
    }
    const auto room = request_.max_output - outcome_.output.size();
    outcome_.output += bytes.substr(0, room);
    if (bytes.size() > room) outcome_.truncated = true;
  }

  void look_for_exit() {
    siginfo_t info{};
    const int code =
        ::waitid(P_PID, static_cast<id_t>(child_.pid), &info, WEXITED | WNOHANG | WNOWAIT);
    reaped_elsewhere_ = code != 0 && errno == ECHILD;
    if (info.si_pid != child_.pid && !reaped_elsewhere_) return;
    exited_ = true;
    exited_at_ = Clock::now();
    child_.input.close();
  }

  void reap() {
    int status = 0;
    while (::waitpid(child_.pid, &status, 0) < 0)
      if (errno != EINTR) return;
    if (WIFEXITED(status)) outcome_.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) outcome_.signal = WTERMSIG(status);
  }

  const ProcessRequest& request_;
  Child child_;
  ProcessOutcome outcome_;
  Clock::time_point started_;
  Clock::time_point heard_;
  Clock::time_point ending_at_;
  Clock::time_point exited_at_;
  std::size_t fed_ = 0;
  bool ending_ = false;
  bool killed_ = false;
  bool exited_ = false;
  bool reaped_elsewhere_ = false;
};

}  // namespace

Result<ProcessOutcome> PosixProcessRunner::run(const ProcessRequest& request,
                                               std::stop_token stop) {
  if (auto fine = check(request); !fine) return fail(fine.error());
  auto child = start(request);
  if (!child) return fail(child.error());
  return Conversation(request, std::move(*child)).carry_on(stop);
}

}  // namespace plumbline::adapters::system
