#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <stop_token>
#include <thread>

namespace plumbline::daemon {

/// Turns the first SIGINT or SIGTERM into a stop request, so that what is under way ends cleanly;
/// a second one, or the end of patience, end the process at once. Signals are taken by a thread of
/// its own: make this before any other thread.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// For what leaves nothing behind that would have to be ended cleanly: a reader of standard
  /// input, a long calculation. Patience is then a fifth of a second instead of five.
  void lose_patience() { patience_ = std::chrono::milliseconds{200}; }
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  /// 130 or 143 if a signal came.
  [[nodiscard]] std::optional<int> exit_code() const;

 private:
  std::stop_source source_;
  std::atomic<int> signal_{0};
  /// How long what is under way may take to end once it was asked to. Everything recorded is
  /// transactional, so ending the process loses nothing.
  std::atomic<std::chrono::milliseconds> patience_{std::chrono::seconds{5}};
  std::jthread waiter_;
};

}  // namespace plumbline::daemon
