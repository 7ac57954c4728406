#include "adapters/git/remote_url.hpp"

#include <string>
#include <utility>
#include <vector>

#include "adapters/git/cached_refs.hpp"
#include "adapters/git/remote_command.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {

using adapters::git::explain_git_failure;
using adapters::git::is_remote;
using adapters::git::parse_ls_remote;
using adapters::git::parse_remote_url;
using adapters::git::redact_urls;
using adapters::git::RemoteUrl;
using adapters::git::Scheme;

TEST_CASE("URLs of the four transports are taken as they stand", "[git]") {
  const auto [text, scheme, authority] = GENERATE(table<std::string, Scheme, std::string>({
      {"https://git.example.com/team/w.git", Scheme::https, "git.example.com"},
      {"https://git.example.com:8443/w", Scheme::https, "git.example.com:8443"},
      {"http://127.0.0.1:3000/w.git", Scheme::http, "127.0.0.1:3000"},
      {"http://localhost/w.git", Scheme::http, "localhost"},
      {"http://[::1]:80/w.git", Scheme::http, "[::1]:80"},
      {"ssh://git@git.example.com:2222/~/w.git", Scheme::ssh, "git.example.com:2222"},
      {"git@github.com:team/w.git", Scheme::ssh, "github.com"},
      {"host:w.git", Scheme::ssh, "host"},
      {"file:///srv/git/w.git", Scheme::file, ""},
  }));
  CAPTURE(text);
  CHECK(is_remote(text));
  const auto url = parse_remote_url(text, false);
  REQUIRE(url.has_value());
  CHECK(url->scheme == scheme);
  CHECK(url->text == text);
  CHECK(url->authority == authority);
}

TEST_CASE("paths are no URLs", "[git]") {
  for (const std::string path : {".", "/srv/git", "../w", "w.git", "a/b:c", "./a:b", "~/w"}) {
    CAPTURE(path);
    CHECK_FALSE(is_remote(path));
  }
}

TEST_CASE("dangerous URLs are refused with a hint and without their password", "[git]") {
  const std::vector<std::pair<std::string, ErrorKind>> rows = {
      {"https://user:hunter2@git.example.com/w.git", ErrorKind::invalid},
      {"https://hunter2@git.example.com/w.git", ErrorKind::invalid},
      {"ssh://git:hunter2@git.example.com/w.git", ErrorKind::invalid},
      {"http://git.example.com/w.git", ErrorKind::invalid},
      {"http://127.evil.example.com/w.git", ErrorKind::invalid},
      {"http://localhost.example.com/w.git", ErrorKind::invalid},
      {"git://git.example.com/w.git", ErrorKind::unsupported},
      {"ftp://git.example.com/w.git", ErrorKind::unsupported},
      {"HTTPS://git.example.com/w.git", ErrorKind::unsupported},
      {"ext::sh -c id", ErrorKind::invalid},
      {"ext::sh", ErrorKind::unsupported},
      {"fd::3", ErrorKind::unsupported},
      {"--upload-pack=id", ErrorKind::invalid},
      {"-oProxyCommand=id:w.git", ErrorKind::invalid},
      {"ssh://-oProxyCommand=id/w.git", ErrorKind::invalid},
      {"ssh://-oProxyCommand=id@host/w.git", ErrorKind::invalid},
      {"-user@host:w.git", ErrorKind::invalid},
      {"host:-w.git", ErrorKind::invalid},
      {"ssh://host", ErrorKind::invalid},
      {"https:///w.git", ErrorKind::invalid},
      {"https://git.example.com", ErrorKind::invalid},
      {"https://git.example.com/", ErrorKind::invalid},
      {"file://host/w.git", ErrorKind::invalid},
      {"file://", ErrorKind::invalid},
      {"https://git.example.com/w.git\n", ErrorKind::invalid},
      {"https://git.example.com/a b", ErrorKind::invalid},
      {"https://git.example.com/\x1b[2J", ErrorKind::invalid},
      {"https://git.example.com/\xff", ErrorKind::invalid},
      {"https://ho$(id)st/w.git", ErrorKind::invalid},
      {"https://host/`id`", ErrorKind::invalid},
      {"/srv/git", ErrorKind::invalid},
      {"", ErrorKind::invalid},
      {"https://host/" + std::string(5000, 'x'), ErrorKind::invalid},
  };
  for (const auto& [text, kind] : rows) {
    CAPTURE(text);
    const auto url = parse_remote_url(text, false);
    REQUIRE_FALSE(url.has_value());
    CHECK(url.error().kind == kind);
    CHECK_THAT(describe(url.error()), !ContainsSubstring("hunter2"));
  }
  CHECK(parse_remote_url("http://git.example.com/w.git", true).has_value());
}

TEST_CASE("users and passwords go out of every URL in a text", "[git]") {
  CHECK(redact_urls("fatal: https://a:b@h/p and ssh://x@h:1/p x@y") ==
        "fatal: https://***@h/p and ssh://***@h:1/p x@y");
  CHECK(redact_urls("https://h/p@v1") == "https://h/p@v1");
  CHECK(redact_urls("https://a:b@c@h/p") == "https://***@h/p");
  CHECK(redact_urls("") == "");
}

TEST_CASE("what git says becomes a kind and a hint", "[git]") {
  const auto [said, kind] = GENERATE(table<std::string, ErrorKind>({
      {"fatal: Authentication failed for 'https://h/w.git/'", ErrorKind::unauthenticated},
      {"fatal: could not read Username for 'https://h': terminal prompts disabled",
       ErrorKind::unauthenticated},
      {"git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.",
       ErrorKind::unauthenticated},
      {"Host key verification failed.\nfatal: Could not read from remote repository.",
       ErrorKind::unauthenticated},
      {"fatal: unable to access 'https://h/': SSL certificate problem: self-signed certificate",
       ErrorKind::unauthenticated},
      {"fatal: unable to access 'https://h/': The requested URL returned error: 403",
       ErrorKind::forbidden},
      {"fatal: unable to access 'https://h/': The requested URL returned error: 429",
       ErrorKind::rate_limited},
      {"fatal: unable to access 'https://h/': The requested URL returned error: 502",
       ErrorKind::unreachable},
      {"fatal: repository 'https://h/w.git/' not found", ErrorKind::not_found},
      {"fatal: '/srv/w.git' does not appear to be a git repository", ErrorKind::not_found},
      {"fatal: unable to access 'https://h/': Operation too slow. Less than 1 bytes/sec",
       ErrorKind::unreachable},
      {"fatal: unable to access 'https://h/': Could not resolve host: h", ErrorKind::unreachable},
      {"error: inflate: data stream error\nfatal: loose object is corrupt", ErrorKind::corrupt},
      {"", ErrorKind::corrupt},
  }));
  CAPTURE(said);
  const RemoteUrl url{Scheme::https, "https://h/w.git", "h"};
  const auto error = explain_git_failure(said, url);
  CHECK(error.kind == kind);
  CHECK_THAT(error.message, ContainsSubstring("https://h/w.git"));
  CHECK_FALSE(error.hint.empty());
}

TEST_CASE("the list of a remote's refs is read strictly", "[git]") {
  const std::string one(40, '1');
  const std::string two(40, '2');
  const auto refs = parse_ls_remote("ref: refs/heads/main\tHEAD\n" + one + "\tHEAD\n" + one +
                                    "\trefs/heads/main\n" + two + "\trefs/tags/v1\n" + one +
                                    "\trefs/tags/v1^{}\n" + one + "\trefs/pull/1/head\n");
  REQUIRE(refs.has_value());
  CHECK(refs->head_branch == "refs/heads/main");
  CHECK(refs->head_commit == one);
  CHECK(refs->targets ==
        std::map<std::string, std::string>{{"refs/heads/main", one}, {"refs/tags/v1", two}});
  CHECK(parse_ls_remote("")->targets.empty());
  CHECK(parse_ls_remote("garbage\n").error().kind == ErrorKind::corrupt);
  CHECK(parse_ls_remote("123\tHEAD\n").error().kind == ErrorKind::corrupt);
  CHECK(parse_ls_remote(std::string(64, '1') + "\tHEAD\n").error().kind == ErrorKind::unsupported);
}

}  // namespace plumbline::test
