#pragma once

#include <atomic>
#include <optional>
#include <stop_token>
#include <thread>

namespace plumbline::daemon {

/// Turns the first SIGINT or SIGTERM into a stop request, so that what is under way ends cleanly;
/// a second one, or five seconds, end the process at once. Signals are taken by a thread of its
/// own: make this before any other thread.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  /// 130 or 143 if a signal came.
  [[nodiscard]] std::optional<int> exit_code() const;

 private:
  std::stop_source source_;
  std::atomic<int> signal_{0};
  std::jthread waiter_;
};

}  // namespace plumbline::daemon
