#include "adapters/git/remote_command.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

using Clock = std::chrono::steady_clock;

bool is_http(Scheme scheme) { return scheme == Scheme::https || scheme == Scheme::http; }

const char* name(Scheme scheme) {
  switch (scheme) {
    case Scheme::https:
      return "https";
    case Scheme::http:
      return "http";
    case Scheme::ssh:
      return "ssh";
    case Scheme::file:
      return "file";
  }
  return "";
}

// For the one shell word list that git insists on (GIT_SSH_COMMAND).
std::string shell_word(std::string_view text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

// A path as the value of an ssh option: one word, and no %-tokens in it.
std::string ssh_path(const std::string& option, const std::filesystem::path& path) {
  std::string value;
  for (const char c : path.string()) value += c == '%' ? "%%" : std::string(1, c);
  return " " + shell_word("-o" + option + "=\"" + value + "\"");
}

std::string ssh_command(const RemoteAccess& access) {
  const auto seconds = std::to_string(std::max<long long>(1, access.idle_time_out.count()));
  std::string command =
      "ssh -oBatchMode=yes -oStrictHostKeyChecking=yes -oUpdateHostKeys=no -oControlMaster=no"
      " -oPermitLocalCommand=no -oClearAllForwardings=yes -oForwardAgent=no"
      " -oServerAliveCountMax=1 -oServerAliveInterval=" +
      seconds + " -oConnectTimeout=" + seconds;
  if (!access.identity_file.empty())
    command += " -oIdentitiesOnly=yes" + ssh_path("IdentityFile", access.identity_file);
  if (!access.known_hosts.empty())
    command +=
        ssh_path("UserKnownHostsFile", access.known_hosts) + " -oGlobalKnownHostsFile=/dev/null";
  return command;
}

std::vector<std::string> environment(const RemoteCacheSettings& settings, const RemoteUrl& url,
                                     const RemoteAccess& access) {
  std::vector<std::string> variables{
      "PATH=" + settings.search_path,
      "LC_ALL=C",
      "HOME=" + settings.root.string(),
      "GIT_TERMINAL_PROMPT=0",
      "GIT_CONFIG_GLOBAL=/dev/null",
      "GIT_CONFIG_NOSYSTEM=1",
      "GIT_OPTIONAL_LOCKS=0",
      "GIT_CEILING_DIRECTORIES=" + settings.root.string(),
      std::string("GIT_ALLOW_PROTOCOL=") + name(url.scheme),
  };
  if (url.scheme == Scheme::ssh) {
    variables.push_back("GIT_SSH_VARIANT=ssh");
    variables.push_back("GIT_SSH_COMMAND=" + ssh_command(access));
  }
  variables.insert(variables.end(), settings.environment.begin(), settings.environment.end());
  return variables;
}

std::vector<std::string> configuration(const RemoteUrl& url, const RemoteAccess& access,
                                       bool has_credential) {
  std::vector<std::string> values{
      "core.hooksPath=/dev/null", "core.fsmonitor=false",    "gc.auto=0",
      "maintenance.auto=false",   "protocol.version=2",      "transfer.fsckObjects=true",
      "fetch.unpackLimit=1",      "submodule.recurse=false", "credential.helper=",
  };
  if (is_http(url.scheme)) {
    values.push_back("http.followRedirects=false");
    values.push_back("http.sslVerify=true");
    values.push_back("http.lowSpeedLimit=1");
    values.push_back("http.lowSpeedTime=" +
                     std::to_string(std::max<long long>(1, access.idle_time_out.count())));
    if (!access.ca_file.empty()) values.push_back("http.sslCAInfo=" + access.ca_file.string());
    // Only this server gets to see them. Descriptor 3 holds the answer; opened anew each time, so
    // git may ask again.
    if (has_credential)
      values.push_back(std::string("credential.") + name(url.scheme) + "://" + url.authority +
                       ".helper=!f() { test \"$1\" = get && cat /proc/self/fd/3; }; f");
  }
  std::vector<std::string> arguments;
  for (auto& value : values) {
    arguments.emplace_back("-c");
    arguments.push_back(std::move(value));
  }
  return arguments;
}

Result<void> check_files(const RemoteAccess& access) {
  const std::pair<const char*, const std::filesystem::path*> files[] = {
      {"ca_file", &access.ca_file},
      {"identity_file", &access.identity_file},
      {"known_hosts", &access.known_hosts}};
  for (const auto& [key, path] : files)
    if (!path->empty() && ::access(path->c_str(), R_OK) != 0)
      return fail(ErrorKind::invalid,
                  std::string(key) + " " + in_quotes(path->string()) +
                      " cannot be read: " + std::strerror(errno),
                  "check the path and who may read it");
  return {};
}

Result<void> check_credentials(const RemoteUrl& url, const RemoteAccess& access) {
  if (!access.password && access.user.empty()) return {};
  if (!is_http(url.scheme))
    return fail(ErrorKind::invalid, "user and password are for https, not for " + url.text,
                "for ssh, write the user into the URL and name a key: identity_file");
  constexpr std::string_view breaking("\n\r\0", 3);
  const bool user_breaks = access.user.find_first_of(breaking) != std::string::npos;
  const bool password_breaks = access.password && access.password->reveal().find_first_of(
                                                      breaking) != std::string_view::npos;
  if (user_breaks || password_breaks)
    return fail(ErrorKind::invalid,
                std::string("the ") + (user_breaks ? "user" : "password") + " for " + url.text +
                    " has more than one line",
                "the file must hold the password alone");
  return {};
}

// A file without a name that holds git's answer form; -1 if there is nothing to say.
Result<int> credential_file(const RemoteAccess& access) {
  if (!access.password) return -1;
  const int fd = ::memfd_create("credential", MFD_CLOEXEC);
  if (fd < 0)
    return fail(ErrorKind::unreachable,
                std::string("cannot hold the credentials in memory: ") + std::strerror(errno));
  const auto put = [fd](std::string_view text) {
    while (!text.empty()) {
      const auto count = ::write(fd, text.data(), text.size());
      if (count <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  };
  // Many servers take a token as the password of any user.
  put("username=" + (access.user.empty() ? std::string("git") : access.user) + "\npassword=");
  put(access.password->reveal());
  put("\n");
  return fd;
}

}  // namespace

Result<RemoteCommand> RemoteCommand::prepare(const RemoteCacheSettings& settings,
                                             system::ProcessRunner& runner, const RemoteUrl& url,
                                             const RemoteAccess& access, std::stop_token stop) {
  if (auto fine = check_credentials(url, access); !fine) return fail(fine.error());
  if (auto fine = check_files(access); !fine) return fail(fine.error());
  const auto fd = credential_file(access);
  if (!fd) return fail(fd.error());
  return RemoteCommand(settings, runner, url, access, std::move(stop), *fd);
}

RemoteCommand::RemoteCommand(const RemoteCacheSettings& settings, system::ProcessRunner& runner,
                             const RemoteUrl& url, const RemoteAccess& access, std::stop_token stop,
                             int credential_fd)
    : settings_(settings),
      runner_(runner),
      url_(url),
      access_(access),
      stop_(std::move(stop)),
      deadline_(Clock::now() + access.time_out),
      credential_fd_(credential_fd) {}

RemoteCommand::RemoteCommand(RemoteCommand&& other) noexcept
    : settings_(other.settings_),
      runner_(other.runner_),
      url_(other.url_),
      access_(other.access_),
      stop_(std::move(other.stop_)),
      deadline_(other.deadline_),
      credential_fd_(std::exchange(other.credential_fd_, -1)) {}

RemoteCommand::~RemoteCommand() {
  if (credential_fd_ >= 0) ::close(credential_fd_);
}

std::chrono::milliseconds RemoteCommand::time_left() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
}

Error RemoteCommand::out_of_time() const {
  Error error;
  error.kind = ErrorKind::unreachable;
  error.message = stop_.stop_requested()
                      ? "fetching " + url_.text + " was interrupted"
                      : "fetching " + url_.text + " took longer than " +
                            std::to_string(access_.time_out.count()) + " seconds";
  error.hint = stop_.stop_requested() ? "" : "check the host and the network, or raise timeout";
  return error;
}

Result<std::string> RemoteCommand::run(const std::filesystem::path& folder,
                                       const std::vector<std::string>& arguments) const {
  return run_within(folder, arguments, time_left());
}

Result<std::string> RemoteCommand::ask(const std::filesystem::path& folder,
                                       const std::vector<std::string>& arguments) const {
  return run_within(folder, arguments,
                    std::min<std::chrono::milliseconds>(time_left(), 2 * access_.idle_time_out));
}

Result<std::string> RemoteCommand::run_within(const std::filesystem::path& folder,
                                              const std::vector<std::string>& arguments,
                                              std::chrono::milliseconds limit) const {
  if (stop_.stop_requested() || time_left().count() <= 0) return fail(out_of_time());
  system::ProcessRequest request;
  request.argv.push_back(settings_.git.string());
  auto values = configuration(url_, access_, credential_fd_ >= 0);
  request.argv.insert(request.argv.end(), values.begin(), values.end());
  request.argv.insert(request.argv.end(), arguments.begin(), arguments.end());
  request.environment = environment(settings_, url_, access_);
  request.working_directory = folder.string();
  if (credential_fd_ >= 0) request.inherited_fds = {credential_fd_};
  request.time_out = limit;
  auto outcome = runner_.run(request, stop_);
  if (!outcome) return fail(outcome.error(), "while fetching " + url_.text);
  if (outcome->timed_out && time_left().count() > 0)
    return fail(ErrorKind::unreachable,
                "cannot fetch " + url_.text + ": the server does not answer",
                "check the host and the network");
  if (outcome->interrupted || outcome->timed_out) return fail(out_of_time());
  if (outcome->truncated)
    return fail(ErrorKind::corrupt, url_.text + " sends an endless list of branches and tags");
  if (outcome->succeeded()) return std::move(outcome->output);
  auto said = access_.password ? system::redact(std::move(outcome->error_tail), *access_.password)
                               : std::move(outcome->error_tail);
  return fail(explain_git_failure(said, url_));
}

}  // namespace plumbline::adapters::git
