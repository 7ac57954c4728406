#include "adapters/git/remote_url.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "adapters/git/text.hpp"

namespace plumbline::adapters::git {
namespace {

constexpr std::size_t longest_url = 4096;

struct Parts {
  std::string_view scheme;
  std::string_view user;  // with a password, if there is one
  std::string_view authority;
  std::string_view path;
};

// "user@host:path": no scheme, and the colon comes before any slash.
bool is_scp_like(std::string_view repo) {
  const auto colon = repo.find(':');
  return colon != std::string_view::npos && colon > 0 && repo.find('/') > colon &&
         repo.find("://") == std::string_view::npos;
}

Parts take_apart(std::string_view url) {
  Parts parts;
  const auto mark = url.find("://");
  if (mark == std::string_view::npos) {
    const auto colon = url.find(':');
    parts.scheme = "ssh";
    parts.authority = url.substr(0, colon);
    parts.path = url.substr(colon + 1);
  } else {
    parts.scheme = url.substr(0, mark);
    url.remove_prefix(mark + 3);
    const auto slash = std::min(url.find('/'), url.size());
    parts.authority = url.substr(0, slash);
    parts.path = url.substr(slash);
  }
  if (const auto at = parts.authority.rfind('@'); at != std::string_view::npos) {
    parts.user = parts.authority.substr(0, at);
    parts.authority.remove_prefix(at + 1);
  }
  return parts;
}

bool is_loopback(std::string_view authority) {
  if (authority.starts_with("[::1]")) return true;
  const auto host = authority.substr(0, authority.find(':'));
  const bool numeric = host.find_first_not_of("0123456789.") == std::string_view::npos;
  return host == "localhost" || (numeric && host.starts_with("127."));
}

// Letters, digits, dots and dashes, an IPv6 address in brackets, and a port.
bool is_authority(std::string_view text) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]%";
  return !text.empty() && text.front() != '-' && text.front() != ':' &&
         text.find_first_not_of(allowed) == std::string_view::npos;
}

/// Why a URL is refused, and what to write instead.
struct Refusal {
  ErrorKind kind = ErrorKind::invalid;
  const char* why;
  const char* hint;
};

std::optional<Refusal> refusal_of_ssh(const Parts& parts) {
  if (parts.user.find(':') != std::string_view::npos)
    return Refusal{ErrorKind::invalid, "it holds a password", "use a key: identity_file names it"};
  if (parts.user.starts_with('-') || parts.path.starts_with('-'))
    return Refusal{ErrorKind::invalid, "a part of it begins with '-', like an option", ""};
  return std::nullopt;
}

std::optional<Refusal> refusal_of_http(const Parts& parts, bool allow_http) {
  if (!parts.user.empty())
    return Refusal{ErrorKind::invalid, "it holds a user or a password",
                   "write credentials: {user: NAME, password_file: /path} beside it"};
  if (parts.scheme == "http" && !allow_http && !is_loopback(parts.authority))
    return Refusal{ErrorKind::invalid, "http shows everything to everybody on the way",
                   "use https://, or say allow_http: true"};
  return std::nullopt;
}

std::optional<Refusal> refusal_of(const Parts& parts, bool allow_http) {
  constexpr std::array<std::string_view, 4> schemes{"https", "http", "ssh", "file"};
  if (std::ranges::find(schemes, parts.scheme) == schemes.end())
    return Refusal{
        ErrorKind::unsupported, "the transport is not allowed",
        "use https://, ssh:// or a local path; git:// neither hides nor proves anything"};
  if (parts.scheme == "file") {
    if (parts.authority.empty() && parts.user.empty() && parts.path.size() >= 2)
      return std::nullopt;
    return Refusal{ErrorKind::invalid, "a file URL has three slashes and a path",
                   "e.g. file:///srv/git/workflows.git"};
  }
  if (!is_authority(parts.authority))
    return Refusal{ErrorKind::invalid, "it names no host that could exist",
                   "e.g. https://git.example.com/team/workflows.git"};
  if (parts.path.empty() || parts.path == "/")
    return Refusal{ErrorKind::invalid, "it has no path",
                   "e.g. https://git.example.com/team/workflows.git"};
  return parts.scheme == "ssh" ? refusal_of_ssh(parts) : refusal_of_http(parts, allow_http);
}

Scheme scheme_of(std::string_view name) {
  if (name == "http") return Scheme::http;
  if (name == "ssh") return Scheme::ssh;
  return name == "file" ? Scheme::file : Scheme::https;
}

}  // namespace

bool is_remote(std::string_view repo) {
  return repo.find("://") != std::string_view::npos || is_scp_like(repo);
}

Result<RemoteUrl> parse_remote_url(std::string_view repo, bool allow_http) {
  if (repo.size() > longest_url)
    return fail(ErrorKind::invalid, "a repository URL is longer than 4096 bytes");
  const auto safe_text = in_quotes(redact_urls(repo));
  if (!is_clean_text(repo) || repo.find_first_of(" \"'`\\<>") != std::string_view::npos)
    return fail(ErrorKind::invalid,
                "the repository " + safe_text + " holds a space, quote or control character",
                "write them as %20 and the like");
  // "ext::sh -c …" and other helpers: a transport that runs programs.
  if (repo.find("::") < std::min(repo.find('/'), repo.find('[')))
    return fail(ErrorKind::unsupported,
                "the repository " + safe_text + " is refused: remote helpers run programs",
                "use https://, ssh:// or a local path");
  if (repo.starts_with('-') || !is_remote(repo))
    return fail(ErrorKind::invalid, "the repository " + safe_text + " is no URL",
                "e.g. https://git.example.com/team/workflows.git");
  const auto parts = take_apart(repo);
  if (const auto refusal = refusal_of(parts, allow_http))
    return fail(refusal->kind, "the repository " + safe_text + " is refused: " + refusal->why,
                refusal->hint);
  return RemoteUrl{scheme_of(parts.scheme), std::string(repo), std::string(parts.authority)};
}

std::string redact_urls(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto mark = text.find("://");
    if (mark == std::string_view::npos) break;
    out += text.substr(0, mark + 3);
    text.remove_prefix(mark + 3);
    const auto authority = text.substr(0, text.find_first_of("/ \t\r\n'\""));
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
      out += "***";
      text.remove_prefix(at);
    }
  }
  return out.append(text);
}

}  // namespace plumbline::adapters::git
