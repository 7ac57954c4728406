#include "daemon/secrets.hpp"

#include <cstdlib>
#include <utility>

namespace plumbline::daemon {
namespace {

using adapters::system::Secret;

Result<Secret> from_credential(const std::string& name) {
  const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
  if (directory == nullptr || *directory == '\0') {
    return fail(ErrorKind::not_found, "credential '" + name + "' is not here",
                "it is set by the service manager: LoadCredential=" + name + ":FILE");
  }
  return adapters::system::read_secret_file(std::filesystem::path(directory) / name);
}

Result<Secret> from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') {
    return fail(ErrorKind::not_found, "the environment variable " + name + " is not set",
                "set it, or use a file");
  }
  return Secret(value);
}

/// The command is split at blanks; there is no shell between us and it.
std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words(1);
  for (const char c : command) {
    if (c != ' ' && c != '\t') {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

Result<Secret> from_command(const std::string& command, adapters::system::ProcessRunner& runner,
                            std::stop_token stop) {
  adapters::system::ProcessRequest request;
  request.argv = words_of(command);
  for (const char* name : {"PATH", "HOME"}) {
    if (const char* value = std::getenv(name)) {
      request.environment.push_back(std::string(name) + "=" + value);
    }
  }
  request.max_output = std::size_t{64} << 10;
  request.time_out = std::chrono::seconds(30);
  auto outcome = runner.run(request, std::move(stop));
  if (!outcome) return fail(outcome.error(), "while asking a command for a secret");
  if (!outcome->succeeded()) {
    // Neither its output nor its complaints are shown: either may hold the secret.
    return fail(ErrorKind::unreachable, "the command that prints a secret failed",
                "run it by hand: " + request.argv.front());
  }
  std::string_view text = outcome->output;
  if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  return Secret(text);
}

}  // namespace

Result<Secret> resolve_secret(const SecretReference& reference,
                              adapters::system::ProcessRunner& runner, std::stop_token stop) {
  switch (reference.kind) {
    case SecretReference::Kind::file:
      return adapters::system::read_secret_file(reference.value);
    case SecretReference::Kind::credential:
      return from_credential(reference.value);
    case SecretReference::Kind::env:
      return from_environment(reference.value);
    case SecretReference::Kind::command:
      return from_command(reference.value, runner, std::move(stop));
  }
  return fail(ErrorKind::invalid, "no secret");
}

Result<adapters::git::RemoteAccess> remote_access(const std::optional<Credentials>& credentials,
                                                  adapters::system::ProcessRunner& runner,
                                                  std::stop_token stop) {
  adapters::git::RemoteAccess access;
  if (!credentials) return access;
  access.user = credentials->user;
  access.identity_file = credentials->identity_file;
  access.known_hosts = credentials->known_hosts;
  access.ca_file = credentials->ca_file;
  const auto& reference = credentials->password ? credentials->password : credentials->token;
  if (reference) {
    auto secret = resolve_secret(*reference, runner, std::move(stop));
    if (!secret) return fail(secret.error());
    access.password = std::move(*secret);
  }
  return access;
}

}  // namespace plumbline::daemon
