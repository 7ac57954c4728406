#pragma once

#include <string>
#include <string_view>

#include "canonical-schema/result.hpp"

namespace plumbline::adapters::git {

enum class Scheme { https, http, ssh, file };

/// A remote repository that we are willing to hand to the git program.
struct RemoteUrl {
  Scheme scheme = Scheme::https;
  std::string text;       ///< as configured; holds no password and no control character
  std::string authority;  ///< "host" or "host:port" without a user; empty for file
};

/// True if `repo` is to be fetched (a URL, or `user@host:path`); false if it is a local path.
[[nodiscard]] bool is_remote(std::string_view repo);

/// Accepts https://, ssh://, user@host:path and file://; http:// to this machine, or anywhere with
/// `allow_http`. Errors, all invalid or unsupported with a hint: user or password in an http(s)
/// URL or a password in an ssh one (a file holds those), git:// and other transports (`ext::`),
/// anything that git or ssh could take for an option, control characters, no host, no path.
/// No message repeats what stands before the `@`.
[[nodiscard]] Result<RemoteUrl> parse_remote_url(std::string_view repo, bool allow_http);

/// `text` with user and password of every URL in it replaced by "***".
[[nodiscard]] std::string redact_urls(std::string_view text);

}  // namespace plumbline::adapters::git
