#include "adapters/system/process_runner.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stop_token>
#include <thread>
#include <type_traits>

#include "adapters/system/secret.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

namespace fs = std::filesystem;
using adapters::system::PosixProcessRunner;
using adapters::system::ProcessOutcome;
using adapters::system::ProcessRequest;
using adapters::system::read_secret_file;
using adapters::system::Secret;
using namespace std::chrono_literals;

ProcessRequest shell(const std::string& script) {
  ProcessRequest request;
  request.argv = {"/bin/sh", "-c", script};
  request.environment = {"PATH=/usr/bin:/bin"};
  return request;
}

ProcessOutcome outcome_of(const ProcessRequest& request, std::stop_token stop = {}) {
  PosixProcessRunner runner;
  auto outcome = runner.run(request, std::move(stop));
  REQUIRE(outcome.has_value());
  return std::move(*outcome);
}

std::size_t open_descriptors() {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), {}));
}

class Elapsed {
 public:
  [[nodiscard]] std::chrono::milliseconds so_far() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 began_);
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

struct TempFile {
  TempFile(const std::string& content, mode_t mode) {
    std::string pattern = (fs::temp_directory_path() / "plumbline-secret-XXXXXX").string();
    ::close(::mkstemp(pattern.data()));
    path = pattern;
    std::ofstream(path, std::ios::binary) << content;
    ::chmod(path.c_str(), mode);
  }
  ~TempFile() { fs::remove(path); }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  fs::path path;
};

}  // namespace

TEST_CASE("a program's output, errors and exit code come back apart", "[process]") {
  const auto outcome = outcome_of(shell("printf out; printf err >&2; exit 7"));
  CHECK(outcome.output == "out");
  CHECK(outcome.error_tail == "err");
  CHECK(outcome.exit_code == 7);
  CHECK(outcome.signal == 0);
  CHECK_FALSE(outcome.succeeded());
}

TEST_CASE("a program sees the given environment, folder and descriptors and no others",
          "[process]") {
  ::setenv("PLUMBLINE_TEST_LEAK", "leaked", 1);
  auto request = shell("env; pwd; ls /proc/self/fd | tr '\\n' ' '; cat <&3");
  request.environment.emplace_back("ONE=two three");
  request.working_directory = "/usr";
  const int fd = ::memfd_create("test", 0);
  REQUIRE(::write(fd, "handed on", 9) == 9);
  ::lseek(fd, 0, SEEK_SET);
  request.inherited_fds = {fd};
  const auto outcome = outcome_of(request);
  ::close(fd);
  CHECK_THAT(outcome.output, ContainsSubstring("ONE=two three\n"));
  CHECK_THAT(outcome.output, !ContainsSubstring("leaked"));
  CHECK_THAT(outcome.output, ContainsSubstring("/usr\n"));
  // ls itself opens number 4 to read the folder.
  CHECK_THAT(outcome.output, ContainsSubstring("\n0 1 2 3 4 handed on"));
}

TEST_CASE("arguments reach a program untouched by any shell", "[process]") {
  ProcessRequest request;
  request.argv = {"printf", "%s|", "$(id)", "a b", "*", "'\"", ""};
  request.environment = {"PATH=/nowhere:/usr/bin:/bin"};
  CHECK(outcome_of(request).output == "$(id)|a b|*|'\"||");
}

TEST_CASE("more input than a pipe holds reaches a program that answers while it reads",
          "[process]") {
  auto request = shell("cat");
  request.input.assign(std::size_t{8} << 20, 'x');
  const auto outcome = outcome_of(request);
  CHECK(outcome.succeeded());
  CHECK(outcome.output == request.input);
}

TEST_CASE("a program that ignores its input is no failure", "[process]") {
  auto request = shell("exec 0<&-; echo done");
  request.input.assign(std::size_t{4} << 20, 'x');
  const auto outcome = outcome_of(request);
  CHECK(outcome.output == "done\n");
  CHECK(outcome.succeeded());
}

TEST_CASE("a program that does not end is ended with its whole group", "[process]") {
  auto request = shell("trap '' TERM; sleep 60 & echo $!; wait; sleep 60");
  request.time_out = 200ms;
  request.grace = 100ms;
  const Elapsed elapsed;
  const auto outcome = outcome_of(request);
  CHECK(outcome.timed_out);
  CHECK(outcome.signal == SIGKILL);
  CHECK(elapsed.so_far() < 5s);
  const auto child = std::stoi(outcome.output);
  std::this_thread::sleep_for(50ms);
  // Gone, or a zombie that only init can reap.
  std::ifstream status("/proc/" + std::to_string(child) + "/stat");
  std::string text((std::istreambuf_iterator<char>(status)), {});
  CHECK((text.empty() || text.find(") Z") != std::string::npos));
}

TEST_CASE("a polite program may tidy up before it is killed", "[process]") {
  auto request = shell("trap 'echo tidied; exit 3' TERM; echo ready; while :; do sleep 0.05; done");
  request.time_out = 300ms;
  const auto outcome = outcome_of(request);
  CHECK(outcome.timed_out);
  CHECK(outcome.output == "ready\ntidied\n");
  CHECK(outcome.exit_code == 3);
  CHECK_FALSE(outcome.succeeded());
}

TEST_CASE("silence ends a run, talk keeps it alive", "[process]") {
  auto silent = shell("echo a; sleep 60");
  silent.idle_time_out = 200ms;
  const Elapsed elapsed;
  CHECK(outcome_of(silent).timed_out);
  CHECK(elapsed.so_far() < 5s);
  auto talking = shell("for i in 1 2 3 4 5 6; do echo $i; sleep 0.1; done");
  talking.idle_time_out = 400ms;
  CHECK(outcome_of(talking).succeeded());
}

TEST_CASE("a stop request interrupts a run, also one made before it", "[process]") {
  std::stop_source source;
  std::jthread later([&source] {
    std::this_thread::sleep_for(100ms);
    source.request_stop();
  });
  const Elapsed elapsed;
  const auto outcome = outcome_of(shell("sleep 60"), source.get_token());
  CHECK(outcome.interrupted);
  CHECK_FALSE(outcome.timed_out);
  CHECK(outcome_of(shell("sleep 60"), source.get_token()).interrupted);
  CHECK(elapsed.so_far() < 5s);
}

TEST_CASE("endless output is cut and the program ended", "[process]") {
  auto request = shell("yes");
  request.max_output = 100'000;
  const auto outcome = outcome_of(request);
  CHECK(outcome.truncated);
  CHECK(outcome.output.size() == 100'000);
  CHECK_FALSE(outcome.succeeded());
}

TEST_CASE("of endless complaints the end is kept", "[process]") {
  auto request = shell("seq 1 100000 >&2; echo the reason >&2");
  request.max_error_tail = 1000;
  const auto outcome = outcome_of(request);
  CHECK(outcome.succeeded());
  CHECK(outcome.error_tail.size() == 1000);
  CHECK_THAT(outcome.error_tail, ContainsSubstring("100000\nthe reason\n"));
}

TEST_CASE("what a finished program leaves behind does not hold us up", "[process]") {
  const Elapsed elapsed;
  const auto outcome = outcome_of(shell("sleep 60 & echo parent done"));
  CHECK(outcome.output == "parent done\n");
  CHECK(outcome.succeeded());
  CHECK(elapsed.so_far() < 5s);
}

TEST_CASE("what cannot be started is an error with its kind", "[process]") {
  PosixProcessRunner runner;
  const auto kind = [&](std::vector<std::string> argv, std::string folder = {}) {
    ProcessRequest request;
    request.argv = std::move(argv);
    request.environment = {"PATH=/usr/bin:/bin"};
    request.working_directory = std::move(folder);
    const auto outcome = runner.run(request, {});
    REQUIRE_FALSE(outcome.has_value());
    return outcome.error().kind;
  };
  const auto before = open_descriptors();
  CHECK(kind({}) == ErrorKind::invalid);
  CHECK(kind({""}) == ErrorKind::invalid);
  CHECK(kind({"/bin/echo", std::string("a\0b", 3)}) == ErrorKind::invalid);
  CHECK(kind({"no-such-program-anywhere"}) == ErrorKind::not_found);
  CHECK(kind({"/no/such/program"}) == ErrorKind::not_found);
  CHECK(kind({"/bin/echo"}, "/no/such/folder") == ErrorKind::not_found);
  const TempFile no_program("text", 0644);
  CHECK(kind({no_program.path.string()}) == ErrorKind::forbidden);
  CHECK(open_descriptors() == before);
}

TEST_CASE("many runs at once leave no descriptor and no zombie", "[process]") {
  const auto before = open_descriptors();
  std::vector<std::size_t> wrong(8, 0);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
      threads.emplace_back([&wrong, t] {
        PosixProcessRunner runner;
        for (int i = 0; i < 25; ++i) {
          auto request = shell("cat");
          request.input = std::to_string(t) + "/" + std::to_string(i);
          const auto outcome = runner.run(request, {});
          if (!outcome || outcome->output != request.input || !outcome->succeeded()) ++wrong[t];
        }
      });
  }
  CHECK(std::ranges::count(wrong, 0U) == 8);
  CHECK(open_descriptors() == before);
  std::ifstream children("/proc/self/task/" + std::to_string(::getpid()) + "/children");
  std::string pids((std::istreambuf_iterator<char>(children)), {});
  CHECK(pids.empty());
}

TEST_CASE("a secret cannot be copied or printed", "[secret]") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<Secret>);
  STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<Secret>);
  Secret secret("hunter2");
  Secret moved(std::move(secret));
  CHECK(moved.reveal() == "hunter2");
  CHECK(redact("a hunter2 b hunter2", moved) == "a *** b ***");
  CHECK(redact("nothing", Secret("")) == "nothing");
}

TEST_CASE("a secret file gives its content without one newline", "[secret]") {
  const auto [content, expected] = GENERATE(table<std::string, std::string>({
      {"hunter2\n", "hunter2"},
      {"hunter2\r\n", "hunter2"},
      {"hunter2", "hunter2"},
      {"two\n\n", "two\n"},
      {" spaces count ", " spaces count "},
  }));
  CAPTURE(content);
  const TempFile file(content, 0600);
  const auto secret = read_secret_file(file.path);
  REQUIRE(secret.has_value());
  CHECK(secret->reveal() == expected);
}

TEST_CASE("a secret file that others may read, or that is none, is refused", "[secret]") {
  const auto kind = [](const std::string& content, mode_t mode) {
    const TempFile file(content, mode);
    const auto secret = read_secret_file(file.path);
    REQUIRE_FALSE(secret.has_value());
    CHECK_THAT(describe(secret.error()), !ContainsSubstring("hunter2"));
    return secret.error().kind;
  };
  CHECK(kind("hunter2", 0644) == ErrorKind::forbidden);
  CHECK(kind("hunter2", 0660) == ErrorKind::forbidden);
  CHECK(kind("hunter2", 0602) == ErrorKind::forbidden);
  CHECK(kind("", 0600) == ErrorKind::invalid);
  CHECK(kind("\n", 0600) == ErrorKind::invalid);
  CHECK(kind(std::string("hun\0ter", 7), 0600) == ErrorKind::invalid);
  CHECK(kind(std::string(65'537, 'x'), 0600) == ErrorKind::invalid);
  CHECK(read_secret_file("/no/such/file").error().kind == ErrorKind::not_found);
  CHECK(read_secret_file("/tmp").error().kind == ErrorKind::invalid);
  if (::geteuid() == 0) {
    const TempFile granted("hunter2", 0440);
    CHECK(read_secret_file(granted.path).has_value());
    REQUIRE(::chown(granted.path.c_str(), 65534, 65534) == 0);
    CHECK(read_secret_file(granted.path).error().kind == ErrorKind::forbidden);
  }
}

}  // namespace plumbline::test
