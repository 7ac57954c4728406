#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

#include "adapters/git/remote_command.hpp"
#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

struct Row {
  std::string_view said;  // a piece of git's, curl's or ssh's message in the C locale
  ErrorKind kind;
  std::string_view meaning;
  std::string_view hint;
};

constexpr std::string_view credentials_hint =
    "check credentials: {user, password_file} of the truth entry, and what that account may read";
constexpr std::string_view host_key_hint =
    "if the key is right, add it to known_hosts: ssh-keyscan HOST, compared with what its owner "
    "publishes";
constexpr std::string_view ca_hint =
    "if an authority of your own signed it, name its certificate: ca_file";
constexpr std::string_view not_found_hint =
    "check the URL; many servers say so too when the credentials may not see it";
constexpr std::string_view network_hint =
    "check that the host is up and that this machine may "
    "reach it";

// The first row that fits counts, so what is special stands before what is general.
constexpr Row rows[] = {
    {"HOST IDENTIFICATION HAS CHANGED", ErrorKind::unauthenticated,
     "the server shows another host key than the one we know", host_key_hint},
    {"Host key verification failed", ErrorKind::unauthenticated,
     "the server's host key is not known", host_key_hint},
    {"dubious ownership", ErrorKind::forbidden, "the repository belongs to another user",
     "run as its owner, or name it by its path and add it to safe.directory"},
    {"error setting certificate", ErrorKind::invalid, "ca_file cannot be used",
     "it must be a readable file of PEM certificates"},
    {"certificate", ErrorKind::unauthenticated, "the server's certificate is not trusted", ca_hint},
    {"Authentication failed", ErrorKind::unauthenticated, "the server refuses the credentials",
     credentials_hint},
    {"could not read Username", ErrorKind::unauthenticated, "the server asks for credentials",
     credentials_hint},
    {"could not read Password", ErrorKind::unauthenticated, "the server asks for a password",
     credentials_hint},
    {"returned error: 401", ErrorKind::unauthenticated, "the server refuses the credentials",
     credentials_hint},
    {"Permission denied (", ErrorKind::unauthenticated, "the server refuses the key",
     "check identity_file, and that the server knows its public half"},
    {"returned error: 403", ErrorKind::forbidden, "the server forbids reading it",
     credentials_hint},
    {"returned error: 429", ErrorKind::rate_limited, "the server asks for fewer requests",
     "audit less often, or ask its owner"},
    {"returned error: 30", ErrorKind::unsupported, "the server redirects, which is not followed",
     "write the final URL"},
    {"returned error: 404", ErrorKind::not_found, "the server has no such repository",
     not_found_hint},
    {"' not found", ErrorKind::not_found, "the server has no such repository", not_found_hint},
    {"Repository not found", ErrorKind::not_found, "the server has no such repository",
     not_found_hint},
    {"does not appear to be a git repository", ErrorKind::not_found,
     "the server has no such repository", not_found_hint},
    {"does not exist", ErrorKind::not_found, "the server has no such repository", not_found_hint},
    {"too slow", ErrorKind::unreachable, "the server went silent", network_hint},
    {"timed out", ErrorKind::unreachable, "the server does not answer in time", network_hint},
    {"Could not resolve host", ErrorKind::unreachable, "the host's name is not known",
     network_hint},
    {"Failed to connect", ErrorKind::unreachable, "the host refuses the connection", network_hint},
    {"Couldn't connect", ErrorKind::unreachable, "the host refuses the connection", network_hint},
    {"Connection refused", ErrorKind::unreachable, "the host refuses the connection", network_hint},
    {"No space left on device", ErrorKind::unreachable, "the disk of the cache is full",
     "free some space"},
    {"returned error: 5", ErrorKind::unreachable, "the server has a failure of its own",
     "try again later"},
    {"fsck error", ErrorKind::corrupt, "the server sent an object that git's checks refuse",
     "git fsck in the repository itself says which"},
    {"unable to access", ErrorKind::unreachable, "the server cannot be reached", network_hint},
    {"Connection closed", ErrorKind::unreachable, "the server closed the connection", network_hint},
    {"Connection reset", ErrorKind::unreachable, "the server closed the connection", network_hint},
    {"hung up unexpectedly", ErrorKind::unreachable, "the server closed the connection",
     network_hint},
    {"Could not read from remote repository", ErrorKind::unreachable, "the server cannot be read",
     network_hint},
};

// The lines that say why, without the advice that ssh and git print around them.
std::string gist(std::string_view said) {
  std::string kept;
  while (!said.empty()) {
    const auto line = said.substr(0, said.find('\n'));
    said.remove_prefix(std::min(line.size() + 1, said.size()));
    if (!line.starts_with("fatal:") && !line.starts_with("error:") && !line.starts_with("ssh:") &&
        !line.starts_with("remote:"))
      continue;
    kept += (kept.empty() ? "" : "; ") + shown(line);
  }
  return kept.empty() ? shown(said) : kept;
}

}  // namespace

Error explain_git_failure(const std::string& said, const RemoteUrl& url) {
  const auto row = std::ranges::find_if(
      rows, [&](const Row& each) { return said.find(each.said) != std::string::npos; });
  const auto place = "cannot fetch " + url.text + ": ";
  const auto detail = gist(redact_urls(said));
  Error error;
  if (row == std::end(rows)) {
    error.kind = ErrorKind::corrupt;
    error.message = place + (detail.empty() ? "git failed and said nothing" : detail);
    error.hint = "try git ls-remote by hand";
    return error;
  }
  error.kind = row->kind;
  error.message = place + std::string(row->meaning) + (detail.empty() ? "" : " (" + detail + ")");
  error.hint = row->hint;
  return error;
}

}  // namespace plumbline::adapters::git
