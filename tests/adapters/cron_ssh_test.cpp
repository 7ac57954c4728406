#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "adapters/cron/cron_adapter.hpp"
#include "adapters/cron/ssh_host.hpp"
#include "adapters/system/process_runner.hpp"
#include "adapters/system/zone_data.hpp"
#include "tests/adapters/cron_support.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::adapters::cron {
namespace {

using test::ContainsSubstring;
using test::TempTree;

const std::vector<std::string> search_path{
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"};

std::string run(std::vector<std::string> argv) {
  system::PosixProcessRunner runner;
  system::ProcessRequest request;
  request.argv = std::move(argv);
  request.environment = search_path;
  const auto outcome = runner.run(request, {});
  return outcome ? outcome->output + outcome->error_tail : describe(outcome.error());
}

/// A port that is free now.
int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  REQUIRE(::bind(fd, generic, size) == 0);
  REQUIRE(::getsockname(fd, generic, &size) == 0);
  ::close(fd);
  return ntohs(address.sin_port);
}

/// A real sshd that shows a private crontab tree.
class SshBed {
 public:
  explicit SshBed(const TempTree& tree) {
    const auto said = run({"bash", script(), "start", dir_.path().string(),
                           std::to_string(free_port()), tree.path().string(), "Europe/Berlin"});
    up_ = said.find("ssh_config=") != std::string::npos;
    if (!up_) WARN(said);
  }
  SshBed(const SshBed&) = delete;
  SshBed& operator=(const SshBed&) = delete;
  ~SshBed() { run({"bash", script(), "stop", dir_.path().string()}); }

  [[nodiscard]] bool up() const { return up_; }
  [[nodiscard]] std::string file(const std::string& name) const {
    return (dir_.path() / name).string();
  }
  [[nodiscard]] SshSettings settings() const {
    SshSettings settings;
    settings.destination = "bed";
    settings.config_file = file("ssh_config");
    settings.environment = search_path;
    settings.timeout = std::chrono::seconds(20);
    return settings;
  }

 private:
  static std::string script() {
    return std::string(PLUMBLINE_SOURCE_DIR) + "/tests/beds/bed-ssh.sh";
  }
  TempTree dir_;
  bool up_ = false;
};

bool bed_possible() {
  const bool there = ::geteuid() == 0 && std::filesystem::exists("/usr/sbin/sshd");
  const char* required = std::getenv("PLUMBLINE_REQUIRE_BEDS");
  if (!there && required != nullptr && std::string(required) == "1") FAIL("no sshd, or not root");
  if (!there) WARN("skipped, bed missing: sshd as root");
  return there;
}

Result<HostSnapshot> read(const SshSettings& settings) {
  system::PosixProcessRunner runner;
  return SshHost(settings, runner).read({});
}

TEST_CASE("a host is read over a real ssh with owners, modes and links", "[adapters][cron][bed]") {
  if (!bed_possible()) return;
  TempTree tree;
  tree.write("etc/crontab", "0 1 * * * root system\n");
  tree.write("etc/cron.d/mine", "0 2 * * * root mine\n");
  tree.write("etc/cron.d/loose", "0 2 * * * root loose\n", 0666);
  tree.write("etc/cron.d/strange.name", "0 2 * * * root strange\n");
  tree.write("etc/cron.d/blank name", "0 2 * * * root blank\n");
  tree.write("var/spool/cron/crontabs/root", "0 3 * * * tab\n", 0600);
  tree.write("var/spool/cron/crontabs/ghost", "0 3 * * * ghost\n", 0600);
  tree.link("/etc/cron.d/mine", "etc/cron.d/link");
  tree.link("/nowhere", "etc/cron.d/dangling");
  std::filesystem::create_hard_link(tree.path() / "etc/cron.d/mine",
                                    tree.path() / "etc/cron.d/second");
  std::filesystem::create_directory(tree.path() / "etc/cron.d/folder");
  const SshBed bed(tree);
  REQUIRE(bed.up());
  const auto snapshot = read(bed.settings());
  if (!snapshot) FAIL(describe(snapshot.error()));
  CHECK(snapshot->file("/etc/cron.d/mine")->self.links == 2);
  CHECK(snapshot->file("/etc/cron.d/loose")->self.mode == 0666);
  CHECK(snapshot->file("/etc/cron.d/link")->content == "0 2 * * * root mine\n");
  CHECK(snapshot->file("/etc/cron.d/link")->target->links == 2);
  CHECK_FALSE(snapshot->file("/etc/cron.d/dangling")->target);
  CHECK(snapshot->file("/etc/cron.d/blank name") != nullptr);
  CHECK(snapshot->file("/var/spool/cron/crontabs/root")->self.mode == 0600);
  CHECK(snapshot->users.complete);
  CHECK_FALSE(snapshot->users.knows("ghost"));
  const system::ZoneData zones;
  const auto context = understand(*snapshot, {}, zones);
  REQUIRE(context);
  CHECK(context->rules.dialect == Dialect::debian);
  CHECK(context->zone.ref.name == "Europe/Berlin");
  const auto listing = translate(*snapshot, *context, {}, zones);
  const auto standing = [&](const std::string& prefix) {
    for (const auto& job : listing.workflows) {
      if (job.id.starts_with(prefix)) {
        return job.standing == Standing::configured ? std::string("counts") : job.standing_reason;
      }
    }
    return std::string("not there");
  };
  CHECK(standing("crontab#system-") == "counts");
  CHECK(standing("user/root#tab-") == "counts");
  CHECK(standing("user/ghost#") == "ORPHAN (no passwd entry)");
  CHECK(standing("cron.d/mine#") == "NUMBER OF HARD LINKS > 1");
  CHECK(standing("cron.d/loose#") == "INSECURE MODE (group/other writable)");
  CHECK(standing("cron.d/folder") == "NOT A REGULAR FILE");
  CHECK(standing("cron.d/dangling") == "CAN'T OPEN SYMLINK");
}

TEST_CASE("what goes wrong with ssh is told apart, and nothing is called missing",
          "[adapters][cron][bed]") {
  if (!bed_possible()) return;
  TempTree tree;
  tree.write("etc/crontab", "0 1 * * * root system\n");
  tree.write("etc/cron.d/secret", "0 1 * * * root secret\n", 0600);
  tree.write("var/spool/cron/crontabs/root", "0 3 * * * tab\n", 0600);
  const SshBed bed(tree);
  REQUIRE(bed.up());
  SECTION("a wrong host key is refused") {
    auto settings = bed.settings();
    settings.known_hosts = bed.file("known_hosts_wrong");
    const auto snapshot = read(settings);
    REQUIRE_FALSE(snapshot);
    CHECK(snapshot.error().kind == ErrorKind::unauthenticated);
    CHECK_THAT(snapshot.error().hint, ContainsSubstring("known_hosts"));
  }
  SECTION("a wrong key is refused") {
    auto settings = bed.settings();
    std::filesystem::copy_file(bed.file("client_wrong"), bed.file("client"),
                               std::filesystem::copy_options::overwrite_existing);
    const auto snapshot = read(settings);
    REQUIRE_FALSE(snapshot);
    CHECK(snapshot.error().kind == ErrorKind::unauthenticated);
  }
  SECTION("an unknown host is unreachable") {
    auto settings = bed.settings();
    settings.destination = "no-such-host.invalid";
    const auto snapshot = read(settings);
    REQUIRE_FALSE(snapshot);
    CHECK(snapshot.error().kind == ErrorKind::unreachable);
  }
  SECTION("a session that is cut is unreachable") {
    // The account's command ends with ssh's own code, or in the middle of its answer.
    for (const std::string command : {"exit 255", "sh -s | head -c 3000", "sh -s | head -c 20",
                                      "kill -9 $PPID", "true", "echo hello; sh -s"}) {
      CAPTURE(command);
      const auto keys = bed.file("authorized_keys");
      const auto key = run({"cat", bed.file("client.pub")});
      std::ofstream(keys) << "command=\"" << command << "\" " << key;
      const auto snapshot = read(bed.settings());
      REQUIRE_FALSE(snapshot);
      CHECK((snapshot.error().kind == ErrorKind::unreachable ||
             snapshot.error().kind == ErrorKind::corrupt));
    }
  }
  SECTION("a host without tar is told") {
    const auto key = run({"cat", bed.file("client.pub")});
    std::ofstream(bed.file("authorized_keys"))
        << "command=\"sed s/command.-v.tar/false/ | sh -s\" " << key;
    const auto snapshot = read(bed.settings());
    REQUIRE_FALSE(snapshot);
    CHECK(snapshot.error().kind == ErrorKind::unsupported);
    CHECK_THAT(snapshot.error().message, ContainsSubstring("no tar"));
  }
  SECTION("paths that the account may not read are denied") {
    ::chmod((tree.path() / "var/spool/cron/crontabs").c_str(), 0700);
    const auto key = run({"cat", bed.file("client.pub")});
    std::ofstream(bed.file("authorized_keys"))
        << "command=\"setpriv --reuid 65534 --regid 65534 --clear-groups sh -s\" " << key;
    const auto snapshot = read(bed.settings());
    if (!snapshot) FAIL(describe(snapshot.error()));
    REQUIRE(snapshot->file("/etc/cron.d/secret") != nullptr);
    CHECK(snapshot->file("/etc/cron.d/secret")->state == PathState::denied);
    CHECK(snapshot->status("/var/spool/cron/crontabs")->state == PathState::denied);
  }
  SECTION("what lies behind a folder that the account may not search is denied, not absent") {
    ::chmod((tree.path() / "var").c_str(), 0700);
    tree.write("etc/secret/d/job", "0 1 * * * root hidden\n");
    ::chmod((tree.path() / "etc/secret").c_str(), 0700);
    std::filesystem::remove_all(tree.path() / "etc/cron.daily");
    tree.link("secret/d", "etc/cron.daily");
    std::filesystem::remove(tree.path() / "etc/crontab");
    tree.link("secret/d/job", "etc/crontab");
    tree.link("../secret/d/job", "etc/cron.d/linked");
    tree.link("../nowhere", "etc/cron.d/dangling");
    const auto key = run({"cat", bed.file("client.pub")});
    // The bed shows only cron's own folders: this account reads the whole tree as its root.
    std::ofstream(bed.file("authorized_keys"))
        << "command=\"sed 's#^cd / #cd " << tree.path().string()
        << " #' | setpriv --reuid 65534 --regid 65534 --clear-groups sh -s\" " << key;
    const auto snapshot = read(bed.settings());
    if (!snapshot) FAIL(describe(snapshot.error()));
    for (const char* path : {"/var/spool/cron/crontabs", "/var/spool/cron", "/etc/cron.daily"}) {
      CAPTURE(path);
      CHECK(snapshot->status(path)->state == PathState::denied);
    }
    CHECK(snapshot->file("/etc/crontab")->state == PathState::denied);
    CHECK(snapshot->file("/etc/cron.d/linked")->state == PathState::denied);
    CHECK(snapshot->file("/etc/cron.d/dangling")->state == PathState::ok);
    CHECK(snapshot->status("/etc/anacrontab")->state == PathState::absent);
  }
  SECTION("a tar that drops a file and fails leaves that file unread") {
    tree.write("bin/tar",
               "#!/bin/sh\n[ \"$1\" = -cf ] || exec /usr/bin/tar \"$@\"\n"
               "/usr/bin/tar --exclude=etc/cron.d/secret \"$@\"\nexit 2\n",
               0755);
    const auto key = run({"cat", bed.file("client.pub")});
    std::ofstream(bed.file("authorized_keys"))
        << "command=\"PATH=" << (tree.path() / "bin").string() << ":$PATH sh -s\" " << key;
    const auto snapshot = read(bed.settings());
    if (!snapshot) FAIL(describe(snapshot.error()));
    CHECK(snapshot->file("/etc/cron.d/secret")->state == PathState::unreadable);
    CHECK(snapshot->file("/etc/crontab")->state == PathState::ok);
  }
}

TEST_CASE("destinations that ssh could take for options are refused", "[adapters][cron]") {
  for (const std::string bad : {"", "-oProxyCommand=x", "-l", "a b", "user@", "@host", "-x@host",
                                "user@-host", "a\nb", "a\tb", "a\x7F"}) {
    CAPTURE(bad);
    SshSettings settings;
    settings.destination = bad;
    const auto argv = ssh_arguments(settings);
    REQUIRE_FALSE(argv);
    CHECK(argv.error().kind == ErrorKind::invalid);
  }
  SshSettings settings;
  settings.destination = "ops@host-17";
  settings.known_hosts = "/a b/%h";
  const auto argv = ssh_arguments(settings);
  REQUIRE(argv);
  CHECK(std::count(argv->begin(), argv->end(), "-oBatchMode=yes") == 1);
  CHECK(std::count(argv->begin(), argv->end(), "-oStrictHostKeyChecking=yes") == 1);
  CHECK(std::count(argv->begin(), argv->end(), "-oUserKnownHostsFile=\"/a b/%%h\"") == 1);
  CHECK((*argv)[argv->size() - 2] == "ops@host-17");
  CHECK((*argv)[argv->size() - 3] == "--");
  settings.known_hosts = "/a\"b";
  CHECK_FALSE(ssh_arguments(settings));
}

TEST_CASE("settings that contradict each other are refused", "[adapters][cron]") {
  system::PosixProcessRunner runner;
  const system::ZoneData zones;
  CronSettings settings;
  settings.sudo = true;
  CHECK(make_cron_source(settings, {runner, zones}).error().kind == ErrorKind::invalid);
  settings.ssh = "host";
  CHECK(make_cron_source(settings, {runner, zones}));
  settings.root = "/srv/tree";
  CHECK(make_cron_source(settings, {runner, zones}).error().kind == ErrorKind::invalid);
}

}  // namespace
}  // namespace plumbline::adapters::cron
