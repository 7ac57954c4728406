#include "daemon/interrupts.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace plumbline::daemon {
namespace {

/// Wakes the waiter at the end; nothing else of ours uses it.
constexpr int wake_signal = SIGUSR2;
constexpr int signal_base = 128;

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, wake_signal}) sigaddset(&set, signal);
  return set;
}

constexpr int no_signal = 0;

/// The next signal; `no_signal` if a stop was asked for and patience is over.
int next_signal(const sigset_t& waited, bool stopping, std::chrono::milliseconds patience) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(patience);
  const timespec wait{whole.count(), std::chrono::nanoseconds{patience - whole}.count()};
  for (;;) {
    const int signal =
        stopping ? sigtimedwait(&waited, nullptr, &wait) : sigwaitinfo(&waited, nullptr);
    if (signal > 0) return signal;
    if (errno == EAGAIN) return no_signal;
  }
}

}  // namespace

Interrupts::Interrupts() {
  std::signal(SIGPIPE, SIG_IGN);
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  waiter_ = std::jthread([this] {
    const sigset_t waited = watched();
    for (;;) {
      const int signal = next_signal(waited, signal_.load() != 0, patience_.load());
      if (signal == wake_signal) return;
      const int before = signal_.exchange(signal == no_signal ? signal_.load() : signal);
      if (before != 0) _exit(signal_base + signal_.load());
      source_.request_stop();
    }
  });
}

Interrupts::~Interrupts() { pthread_kill(waiter_.native_handle(), wake_signal); }

std::optional<int> Interrupts::exit_code() const {
  const int signal = signal_.load();
  return signal == 0 ? std::nullopt : std::optional(signal_base + signal);
}

}  // namespace plumbline::daemon
