#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "adapters/git/remote_cache.hpp"
#include "adapters/git/repository.hpp"
#include "tests/adapters/git_support.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

namespace fs = std::filesystem;
using adapters::git::RemoteAccess;
using adapters::git::RemoteCache;
using adapters::git::RemoteCacheSettings;
using adapters::git::Repository;
using adapters::system::PosixProcessRunner;
using namespace std::chrono_literals;

// A repository to fetch, and a cache to fetch it into.
struct Setting {
  TempFolder folder;
  WorkTree tree{folder.path() / "work"};
  PosixProcessRunner runner;
  RemoteCache cache{RemoteCacheSettings{folder.path() / "cache", "git", "/usr/bin:/bin", {}},
                    runner};

  Setting() {
    tree.write("w/a.yaml", "1");
    tree.commit("first");
    tree.git({"tag", "--annotate", "--message=one", "v1"});
  }

  [[nodiscard]] std::string url() const { return "file://" + tree.path().string() + "/.git"; }

  std::string commit_of(const std::string& remote, const std::string& ref,
                        const RemoteAccess& access = {}) {
    const auto copy = cache.fetch(remote, access, {});
    if (!copy) FAIL(describe(copy.error()));
    const auto repository = Repository::open(*copy);
    if (!repository) FAIL(describe(repository.error()));
    const auto commit = repository->resolve(ref);
    return commit ? *commit : describe(commit.error());
  }

  Error refusal(const std::string& remote, const RemoteAccess& access = {}) {
    const auto copy = cache.fetch(remote, access, {});
    REQUIRE_FALSE(copy.has_value());
    CHECK_THAT(describe(copy.error()), !ContainsSubstring("rw-pass"));
    return copy.error();
  }

  [[nodiscard]] fs::path copy() const {
    for (const auto& entry : fs::directory_iterator(folder.path() / "cache"))
      return entry.path() / "repository.git";
    return {};
  }
};

RemoteAccess with_password(const std::string& user, const std::string& password) {
  RemoteAccess access;
  access.user = user;
  access.password.emplace(password);
  access.time_out = 20s;
  return access;
}

std::string host(int port) { return "127.0.0.1:" + std::to_string(port); }

}  // namespace

TEST_CASE("a remote's branches, tags and HEAD arrive and follow it", "[git][remote]") {
  Setting setting;
  const auto first = setting.tree.git({"rev-parse", "HEAD"});
  CHECK(setting.commit_of(setting.url(), "HEAD") == first);
  CHECK(setting.commit_of(setting.url(), "main") == first);
  CHECK(setting.commit_of(setting.url(), "v1") == first);
  setting.tree.write("w/a.yaml", "2");
  const auto second = setting.tree.commit("second");
  setting.tree.git({"checkout", "--quiet", "-b", "other"});
  CHECK(setting.commit_of(setting.url(), "main") == second);
  CHECK(setting.commit_of(setting.url(), "other") == second);
  setting.tree.git({"checkout", "--quiet", "main"});
  setting.tree.git({"reset", "--quiet", "--hard", first});
  setting.tree.git({"branch", "--quiet", "-D", "other"});
  setting.tree.git({"tag", "--delete", "v1"});
  CHECK(setting.commit_of(setting.url(), "main") == first);
  CHECK_THAT(setting.commit_of(setting.url(), "other"), ContainsSubstring("no branch"));
  CHECK_THAT(setting.commit_of(setting.url(), "v1"), ContainsSubstring("no branch"));
}

TEST_CASE("HEAD is the remote's: another branch, detached, or none", "[git][remote]") {
  Setting setting;
  const auto first = setting.tree.git({"rev-parse", "HEAD"});
  setting.tree.git({"checkout", "--quiet", "-b", "trunk"});
  setting.tree.write("w/a.yaml", "2");
  const auto second = setting.tree.commit("second");
  CHECK(setting.commit_of(setting.url(), "HEAD") == second);
  setting.tree.git({"checkout", "--quiet", "--detach", first});
  CHECK(setting.commit_of(setting.url(), "HEAD") == first);
  setting.tree.git({"symbolic-ref", "HEAD", "refs/heads/unborn"});
  CHECK(setting.commit_of(setting.url(), "HEAD") != first);
  CHECK(setting.commit_of(setting.url(), "main") == first);
}

TEST_CASE("an empty repository is fetched and has no commits", "[git][remote]") {
  Setting setting;
  const WorkTree empty(setting.folder.path() / "empty");
  CHECK_THAT(setting.commit_of("file://" + empty.path().string(), "HEAD"),
             ContainsSubstring("no commits yet"));
}

TEST_CASE("when the remote is gone the old copy is not passed off as new", "[git][remote]") {
  Setting setting;
  setting.commit_of(setting.url(), "HEAD");
  fs::rename(setting.tree.path(), setting.folder.path() / "moved");
  CHECK(setting.refusal(setting.url()).kind == ErrorKind::not_found);
  CHECK(Repository::open(setting.copy()).has_value());
}

TEST_CASE("a damaged copy is fetched anew", "[git][remote]") {
  Setting setting;
  const auto first = setting.commit_of(setting.url(), "HEAD");
  const auto packs = setting.copy() / "objects/pack";
  SECTION("without packs") { fs::remove_all(packs); }
  SECTION("with truncated packs") {
    for (const auto& entry : fs::directory_iterator(packs))
      if (entry.path().extension() == ".pack") {
        fs::permissions(entry.path(), fs::perms::owner_write, fs::perm_options::add);
        fs::resize_file(entry.path(), 40);
      }
  }
  SECTION("without its HEAD file") { fs::remove(setting.copy() / "HEAD"); }
  SECTION("with a file where the folder should be") {
    const auto copy = setting.copy();
    fs::remove_all(copy);
    write_file(copy, "garbage");
  }
  SECTION("with the locks of a killed git") {
    write_file(setting.copy() / "packed-refs.lock", "");
    write_file(setting.copy() / "refs/heads/main.lock", "");
    setting.tree.write("w/a.yaml", "2");
    setting.tree.commit("second");
  }
  CHECK(setting.commit_of(setting.url(), "main") == setting.tree.git({"rev-parse", "main"}));
  CHECK(setting.commit_of(setting.url(), "v1") == first);
}

TEST_CASE("two fetchers of one URL take turns and both succeed", "[git][remote]") {
  Setting setting;
  for (int i = 0; i < 100; ++i) setting.tree.write("w/n" + std::to_string(i), std::to_string(i));
  setting.tree.commit("many");
  std::vector<int> succeeded(4, 0);
  {
    std::vector<std::jthread> threads;
    for (auto& count : succeeded)
      threads.emplace_back([&setting, &count] {
        for (int i = 0; i < 3; ++i) {
          const auto copy = setting.cache.fetch(setting.url(), {}, {});
          if (copy && Repository::open(*copy).and_then(
                          [](const Repository& repository) { return repository.resolve("main"); }))
            ++count;
        }
      });
  }
  CHECK(succeeded == std::vector<int>(4, 3));
}

TEST_CASE("hooks and configuration around the cache have no say", "[git][remote]") {
  Setting setting;
  const auto mark = setting.folder.path() / "hook-ran";
  setting.commit_of(setting.url(), "HEAD");
  write_file(setting.copy() / "hooks/reference-transaction",
             "#!/bin/sh\ntouch " + mark.string() + "\n", 0755);
  // A repository above the cache would be found by a careless git.
  run_program(setting.folder.path(), {"git", "init", "--quiet", "."});
  run_program(setting.folder.path(),
              {"git", "config", "url.file:///nowhere/.insteadOf", "file:///"});
  setting.tree.write("w/a.yaml", "2");
  const auto second = setting.tree.commit("second");
  CHECK(setting.commit_of(setting.url(), "main") == second);
  CHECK_FALSE(fs::exists(mark));
}

TEST_CASE("a stop request ends a fetch", "[git][remote]") {
  Setting setting;
  const ScriptedServer silent("");
  std::stop_source source;
  std::jthread later([&source] {
    std::this_thread::sleep_for(300ms);
    source.request_stop();
  });
  const auto began = std::chrono::steady_clock::now();
  const auto copy =
      setting.cache.fetch("http://" + host(silent.port()) + "/w.git", {}, source.get_token());
  REQUIRE_FALSE(copy.has_value());
  CHECK(copy.error().kind == ErrorKind::unreachable);
  CHECK_THAT(copy.error().message, ContainsSubstring("interrupted"));
  CHECK(std::chrono::steady_clock::now() - began < 10s);
}

TEST_CASE("a server that never answers is unreachable after the time-outs", "[git][remote]") {
  Setting setting;
  const ScriptedServer silent("");
  const auto began = std::chrono::steady_clock::now();
  RemoteAccess access;
  access.time_out = 2s;
  const std::string scheme = GENERATE("http", "https", "ssh");
  CAPTURE(scheme);
  CHECK(setting.refusal(scheme + "://" + host(silent.port()) + "/w.git", access).kind ==
        ErrorKind::unreachable);
  access.time_out = 20s;
  access.idle_time_out = 1s;
  CHECK(setting.refusal(scheme + "://" + host(silent.port()) + "/w.git", access).kind ==
        ErrorKind::unreachable);
  CHECK(std::chrono::steady_clock::now() - began < 12s);
}

TEST_CASE("a redirect is refused and the credentials stay here", "[git][remote]") {
  Setting setting;
  const ScriptedServer target("HTTP/1.1 401 no\r\nContent-Length: 0\r\n\r\n");
  const ScriptedServer redirecting("HTTP/1.1 302 there\r\nLocation: http://" + host(target.port()) +
                                   "/w.git/info/refs\r\nContent-Length: 0\r\n\r\n");
  const auto error = setting.refusal("http://" + host(redirecting.port()) + "/w.git",
                                     with_password("rw", "rw-pass"));
  CHECK(error.kind == ErrorKind::unsupported);
  CHECK_THAT(error.hint, ContainsSubstring("final URL"));
}

TEST_CASE("a port where nobody listens is unreachable", "[git][remote]") {
  Setting setting;
  const auto port = free_port();
  for (const std::string scheme : {"http", "https", "ssh"}) {
    CAPTURE(scheme);
    CHECK(setting.refusal(scheme + "://" + host(port) + "/w.git").kind == ErrorKind::unreachable);
  }
}

TEST_CASE("credentials that cannot be handed over are refused", "[git][remote]") {
  Setting setting;
  const std::string url = "https://127.0.0.1:1/w.git";
  CHECK(setting.refusal(url, with_password("rw", "a\nb")).kind == ErrorKind::invalid);
  CHECK(setting.refusal(url, with_password("r\nw", "a")).kind == ErrorKind::invalid);
  CHECK(setting.refusal(setting.url(), with_password("rw", "a")).kind == ErrorKind::invalid);
  CHECK(setting.refusal("git@host:w.git", with_password("rw", "a")).kind == ErrorKind::invalid);
}

TEST_CASE("a cache that cannot be written is an error that names it", "[git][remote]") {
  Setting setting;
  write_file(setting.folder.path() / "cache", "a file");
  const auto error = setting.refusal(setting.url());
  CHECK(error.kind == ErrorKind::unreachable);
  CHECK_THAT(error.message, ContainsSubstring((setting.folder.path() / "cache").string()));
}

TEST_CASE("real http and https give what the credentials may see", "[git][remote][bed]") {
  Setting setting;
  auto bed = Bed::start("bed-githttp.sh", setting.folder.path() / "bed");
  if (!bed) return;
  bed->publish("w", setting.tree);
  const auto head = setting.tree.git({"rev-parse", "HEAD"});
  const auto http = "http://" + host(bed->first_port()) + "/git/";
  const auto https = "https://" + host(bed->second_port()) + "/git/";
  auto good = with_password("ro", "ro-pass");
  good.ca_file = bed->folder() / "cert.pem";
  auto wrong = with_password("rw", "not-rw-pass");
  wrong.ca_file = good.ca_file;
  auto none = RemoteAccess{};
  none.ca_file = good.ca_file;
  auto unknown_authority = with_password("ro", "ro-pass");
  auto no_authority = with_password("ro", "ro-pass");
  no_authority.ca_file = "/no/such/file.pem";

  CHECK(setting.commit_of(https + "w.git", "main", good) == head);
  CHECK(setting.commit_of(http + "w.git", "v1", good) == head);
  setting.tree.write("w/a.yaml", "2");
  const auto second = setting.tree.commit("second");
  setting.tree.git({"push", "--quiet", "--mirror", (bed->folder() / "repos/w.git").string()});
  CHECK(setting.commit_of(https + "w.git", "main", good) == second);

  CHECK(setting.refusal(https + "w.git", wrong).kind == ErrorKind::unauthenticated);
  CHECK(setting.refusal(https + "w.git", none).kind == ErrorKind::unauthenticated);
  CHECK(setting.refusal(https + "missing.git", good).kind == ErrorKind::not_found);
  const auto untrusted = setting.refusal(https + "w.git", unknown_authority);
  CHECK(untrusted.kind == ErrorKind::unauthenticated);
  CHECK_THAT(untrusted.hint, ContainsSubstring("ca_file"));
  CHECK(setting.refusal(https + "w.git", no_authority).kind == ErrorKind::invalid);
}

TEST_CASE("a password is in no argument and no environment while git runs", "[git][remote][bed]") {
  Setting setting;
  auto bed = Bed::start("bed-githttp.sh", setting.folder.path() / "bed");
  if (!bed) return;
  bed->publish("w", setting.tree);
  // Stands before the real git and keeps what it was started with.
  const auto kept = setting.folder.path() / "kept";
  write_file(setting.folder.path() / "bin/git",
             "#!/bin/sh\n{ env; echo \"$@\"; } >>" + kept.string() + "\nexec /usr/bin/git \"$@\"\n",
             0755);
  RemoteCache cache(
      {setting.folder.path() / "cache", setting.folder.path() / "bin/git", "/usr/bin:/bin", {}},
      setting.runner);
  const auto copy = cache.fetch("http://" + host(bed->first_port()) + "/git/w.git",
                                with_password("ro", "ro-pass"), {});
  REQUIRE(copy.has_value());
  std::ifstream file(kept);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  CHECK_THAT(text, ContainsSubstring("ls-remote"));
  CHECK_THAT(text, ContainsSubstring("GIT_TERMINAL_PROMPT=0"));
  CHECK_THAT(text, !ContainsSubstring("ro-pass"));
}

TEST_CASE("real ssh gives what the key may see and checks the host's key", "[git][remote][bed]") {
  Setting setting;
  auto bed = Bed::start("bed-gitssh.sh", setting.folder.path() / "bed");
  if (!bed) return;
  bed->publish("w", setting.tree);
  const auto head = setting.tree.git({"rev-parse", "HEAD"});
  const auto user = run_program("/", {"id", "-un"});
  const auto base =
      "ssh://" + user + "@" + host(bed->first_port()) + (bed->folder() / "repos/").string();
  // A name that neither a shell nor ssh may take apart.
  const auto keys = setting.folder.path() / "the keys, it's $HOME %h";
  fs::create_directory(keys);
  fs::copy_file(bed->folder() / "id", keys / "id");
  fs::copy_file(bed->folder() / "known_hosts", keys / "known_hosts");
  RemoteAccess good;
  good.time_out = 20s;
  good.identity_file = keys / "id";
  good.known_hosts = keys / "known_hosts";
  auto unknown_host = RemoteAccess{};
  unknown_host.identity_file = good.identity_file;
  unknown_host.known_hosts = setting.folder.path() / "empty";
  write_file(unknown_host.known_hosts, "");
  auto unknown_key = RemoteAccess{};
  unknown_key.known_hosts = good.known_hosts;
  unknown_key.identity_file = setting.folder.path() / "other";
  run_program("/", {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f",
                    unknown_key.identity_file.string()});

  CHECK(setting.commit_of(base + "w.git", "main", good) == head);
  CHECK(setting.refusal(base + "missing.git", good).kind == ErrorKind::not_found);
  const auto untrusted = setting.refusal(base + "w.git", unknown_host);
  CHECK(untrusted.kind == ErrorKind::unauthenticated);
  CHECK_THAT(untrusted.hint, ContainsSubstring("known_hosts"));
  const auto refused = setting.refusal(base + "w.git", unknown_key);
  CHECK(refused.kind == ErrorKind::unauthenticated);
  CHECK_THAT(refused.hint, ContainsSubstring("identity_file"));
  CHECK(setting.refusal("git://" + host(bed->second_port()) + "/w.git").kind ==
        ErrorKind::unsupported);
}

}  // namespace plumbline::test
