#include "daemon/interrupts.hpp"

#include <unistd.h>

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

}  // namespace

Interrupts::Interrupts() {
  std::signal(SIGPIPE, SIG_IGN);
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  waiter_ = std::jthread([this] {
    const sigset_t waited = watched();
    for (;;) {
      int signal = 0;
      if (sigwait(&waited, &signal) != 0 || signal == wake_signal) return;
      if (signal_.exchange(signal) != 0) _exit(signal_base + signal);
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
