#include "tests/adapters/git_support.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "adapters/system/process_runner.hpp"
#include "canonical-schema/result.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

namespace fs = std::filesystem;
constexpr const char* search_path =
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::vector<std::string> plain_environment() {
  return {search_path, "LC_ALL=C", "HOME=/nonexistent", "GIT_CONFIG_GLOBAL=/dev/null",
          "GIT_CONFIG_NOSYSTEM=1"};
}

std::string checked(const adapters::system::ProcessRequest& request) {
  adapters::system::PosixProcessRunner runner;
  auto outcome = runner.run(request, {});
  if (!outcome) throw std::runtime_error(describe(outcome.error()));
  if (!outcome->succeeded())
    throw std::runtime_error(request.argv.front() + " failed: " + outcome->error_tail);
  if (outcome->output.ends_with('\n')) outcome->output.pop_back();
  return outcome->output;
}

}  // namespace

TempFolder::TempFolder() {
  std::string pattern = (fs::temp_directory_path() / "plumbline-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void write_file(const fs::path& file, std::string_view content, unsigned mode) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
  ::chmod(file.c_str(), static_cast<mode_t>(mode));
}

std::string run_program(const fs::path& folder, std::vector<std::string> argv,
                        const std::string& input) {
  adapters::system::ProcessRequest request;
  request.argv = std::move(argv);
  request.environment = plain_environment();
  request.working_directory = folder.string();
  request.input = input;
  return checked(request);
}

WorkTree::WorkTree(fs::path folder) : folder_(std::move(folder)) {
  fs::create_directories(folder_);
  git({"init", "--quiet", "--initial-branch=main", "."});
}

std::string WorkTree::git(std::vector<std::string> arguments, const std::string& input) {
  const auto date = std::to_string(1767225600 + 3600 * hours_) + " +0000";
  adapters::system::ProcessRequest request;
  request.argv = std::move(arguments);
  request.argv.insert(request.argv.begin(), "git");
  request.environment = plain_environment();
  for (const char* role : {"AUTHOR", "COMMITTER"}) {
    request.environment.push_back(std::string("GIT_") + role + "_NAME=Ana");
    request.environment.push_back(std::string("GIT_") + role + "_EMAIL=ana@example.com");
    request.environment.push_back(std::string("GIT_") + role + "_DATE=" + date);
  }
  request.working_directory = folder_.string();
  request.input = input;
  return checked(request);
}

void WorkTree::write(const std::string& path, std::string_view content) {
  write_file(folder_ / path, content);
}

void WorkTree::remove(const std::string& path) { fs::remove_all(folder_ / path); }

std::string WorkTree::commit(const std::string& message, const std::string& author) {
  ++hours_;
  git({"add", "--all"});
  git({"commit", "--quiet", "--allow-empty", "--author=" + author, "--message=" + message});
  return git({"rev-parse", "HEAD"});
}

std::string WorkTree::blob(const std::string& content) {
  return git({"hash-object", "-w", "--stdin"}, content);
}

std::string WorkTree::commit_tree(const std::string& mktree_lines) {
  const auto tree = git({"mktree", "--missing", "-z"}, mktree_lines);
  return git({"commit-tree", "-m", "made by hand", tree});
}

adapters::git::Repository WorkTree::open() const {
  auto repository = adapters::git::Repository::open(folder_);
  if (!repository) throw std::runtime_error(describe(repository.error()));
  return std::move(*repository);
}

std::optional<Bed> Bed::start(const std::string& script, const fs::path& folder) {
  const auto file = std::string(PLUMBLINE_SOURCE_DIR) + "/tests/beds/" + script;
  const int first = free_port();
  const int second = free_port();
  try {
    run_program("/", {"bash", file, "install", folder.string()});
    Bed bed(file, folder, first, second);
    run_program("/", {"bash", file, "start", folder.string(), std::to_string(first),
                      std::to_string(second)});
    return bed;
  } catch (const std::runtime_error& problem) {
    if (std::getenv("PLUMBLINE_REQUIRE_BEDS") != nullptr) FAIL(problem.what());
    WARN("not run, " << script << " did not start: " << problem.what());
    return std::nullopt;
  }
}

Bed::Bed(std::string script, fs::path folder, int first, int second)
    : script_(std::move(script)), folder_(std::move(folder)), ports_{first, second} {}

Bed::Bed(Bed&& other) noexcept
    : script_(std::exchange(other.script_, {})),
      folder_(std::move(other.folder_)),
      ports_{other.ports_[0], other.ports_[1]} {}

Bed::~Bed() {
  if (script_.empty()) return;
  try {
    run_program("/", {"bash", script_, "stop", folder_.string()});
  } catch (const std::runtime_error& problem) {
    WARN(problem.what());
  }
}

void Bed::publish(const std::string& name, WorkTree& tree) {
  run_program("/", {"bash", script_, "repo", folder_.string(), name});
  tree.git({"push", "--quiet", "--mirror", (folder_ / "repos" / (name + ".git")).string()});
}

namespace {

struct Listener {
  int fd = -1;
  int port = 0;
};

Listener listen_somewhere() {
  Listener listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), 0};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener.fd, generic, length) != 0 || ::listen(listener.fd, 16) != 0 ||
      ::getsockname(listener.fd, generic, &length) != 0)
    throw std::runtime_error("cannot listen on loopback");
  listener.port = ntohs(address.sin_port);
  return listener;
}

}  // namespace

int free_port() {
  const auto listener = listen_somewhere();
  ::close(listener.fd);
  return listener.port;
}

struct ScriptedServer::Worker {
  Worker(int fd, std::string answer)
      : listener(fd),
        thread([this, answer = std::move(answer)](std::stop_token stop) { serve(stop, answer); }) {}
  ~Worker() {
    thread.request_stop();
    thread.join();
    for (const int fd : accepted) ::close(fd);
    ::close(listener);
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void serve(const std::stop_token& stop, const std::string& answer) {
    while (!stop.stop_requested()) {
      pollfd watched{listener, POLLIN, 0};
      if (::poll(&watched, 1, 20) <= 0) continue;
      const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      accepted.push_back(fd);
      if (answer.empty()) continue;
      std::array<char, 4096> request{};
      [[maybe_unused]] const auto heard = ::recv(fd, request.data(), request.size(), 0);
      ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
      ::shutdown(fd, SHUT_WR);
    }
  }

  int listener;
  std::vector<int> accepted;
  std::jthread thread;
};

ScriptedServer::ScriptedServer(std::string answer) {
  const auto listener = listen_somewhere();
  port_ = listener.port;
  worker_ = std::make_unique<Worker>(listener.fd, std::move(answer));
}

ScriptedServer::~ScriptedServer() = default;

}  // namespace plumbline::test
