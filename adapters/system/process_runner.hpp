#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

#include "canonical-schema/result.hpp"

namespace plumbline::adapters::system {

/// One run of one program. There is never a shell between us and it.
struct ProcessRequest {
  /// argv[0] is an absolute path, or a bare name that is looked up in the PATH of `environment`.
  std::vector<std::string> argv;
  /// "NAME=value". The child sees exactly these: nothing of our own environment is passed on.
  std::vector<std::string> environment;
  /// Empty: ours.
  std::string working_directory;
  /// Written to the child's standard input, which is then closed. Empty: /dev/null.
  std::string input;
  /// Open descriptors handed on: the i-th is number 3 + i in the child. All others are closed.
  std::vector<int> inherited_fds;
  /// More output than this ends the run (ProcessOutcome::truncated): nobody feeds us without end.
  std::size_t max_output = std::size_t{64} << 20;
  /// Of standard error the last so many bytes are kept; the run goes on.
  std::size_t max_error_tail = std::size_t{64} << 10;
  std::chrono::milliseconds time_out = std::chrono::seconds(60);
  /// Longest time without a byte on either stream; 0: no such limit.
  std::chrono::milliseconds idle_time_out{0};
  /// Between SIGTERM and SIGKILL when we end the run.
  std::chrono::milliseconds grace = std::chrono::seconds(2);
};

/// How a run ended. Exactly one of `exit_code` (0 or more) and `signal` (above 0) is meaningful;
/// the flags say that it was we who ended it.
struct ProcessOutcome {
  int exit_code = -1;
  int signal = 0;
  std::string output;
  std::string error_tail;
  bool timed_out = false;    ///< total or idle time-out
  bool truncated = false;    ///< more than max_output bytes
  bool interrupted = false;  ///< the stop token asked

  /// The program ended by itself with exit code 0 and all of its output is here.
  [[nodiscard]] bool succeeded() const {
    return exit_code == 0 && !timed_out && !truncated && !interrupted;
  }
};

/// The port through which anything of ours starts a program.
class ProcessRunner {
 public:
  virtual ~ProcessRunner() = default;
  /// Runs to the end; what the program did, failing included, is in the outcome. Any number of
  /// threads at once. Errors, all meaning that it was never started: not_found (no such program
  /// or working directory), forbidden (not executable), invalid (empty argv, NUL bytes),
  /// unreachable (out of processes, memory or descriptors: may work later).
  [[nodiscard]] virtual Result<ProcessOutcome> run(const ProcessRequest& request,
                                                   std::stop_token stop) = 0;
};

/// Real processes, each in a process group of its own. On time-out, interruption or too much
/// output the whole group gets SIGTERM, then SIGKILL; what a finished program left running in
/// its group is killed too. Leaves no zombie and no open descriptor; safe against SIGPIPE.
/// Needs SIGCHLD not to be ignored by the process.
class PosixProcessRunner final : public ProcessRunner {
 public:
  [[nodiscard]] Result<ProcessOutcome> run(const ProcessRequest& request,
                                           std::stop_token stop) override;
};

}  // namespace plumbline::adapters::system
