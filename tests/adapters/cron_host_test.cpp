#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/cron/cron_adapter.hpp"
#include "adapters/cron/host_stream.hpp"
#include "adapters/cron/local_root.hpp"
#include "adapters/cron/tar.hpp"
#include "adapters/system/zone_data.hpp"
#include "tests/adapters/cron_support.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::adapters::cron {
namespace {

using test::ContainsSubstring;
using test::job;
using test::listing_of;
using test::TempTree;

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path(PLUMBLINE_SOURCE_DIR) / "tests/adapters/fixtures/cron" / name;
}

std::set<std::string> codes(const LiveWorkflow& job) {
  std::set<std::string> found;
  for (const auto& diagnostic : job.diagnostics) found.insert(diagnostic.code);
  return found;
}

/// The tree in which the real cron's verdicts were recorded, without unpacking it: owners and
/// modes are those of the archive, so no root is needed.
HostSnapshot recorded_tree() {
  const auto tree = slurp(fixture("rules-tree.tar"));
  const auto good = read_tar(tree);
  REQUIRE(good);
  std::string answer =
      "plumbline-cron 1\npath ok /etc/crontab\npath ok /etc/cron.d\n"
      "path ok /var/spool/cron/crontabs\n" +
      test::absent_paths({"/etc/crontab", "/etc/cron.d", "/var/spool/cron/crontabs"}) +
      "inside folder /etc/cron.d/adir\n"
      "links 2 x etc/cron.d/good\nlinks 2 x etc/cron.d/hardlink\n"
      "user root:x:0:0::/root:/bin/sh\nuser daemon:x:1:1::/:/bin/sh\nuser bin:x:2:2::/:/bin/sh\n"
      "user sys:x:3:3::/:/bin/sh\nuser games:x:5:60::/:/bin/sh\nusers complete\nplumbline-tar\n";
  answer += tree.substr(0, good->consumed) + "plumbline-tar-end 0\nplumbline-end\n";
  auto snapshot = parse_host_stream(answer);
  if (!snapshot) FAIL(describe(snapshot.error()));
  for (auto& file : snapshot->files) {
    if (file.path != "/etc/cron.d/symlink") continue;
    file.target = snapshot->file("/etc/cron.d/good")->self;
    file.content = snapshot->file("/etc/cron.d/good")->content;
  }
  return *snapshot;
}

TEST_CASE("which crontabs count agrees with what the real cron said", "[adapters][cron]") {
  const auto snapshot = recorded_tree();
  const system::ZoneData zones;
  TranslateOptions options{"debian-cron", "Europe/Berlin", {}};
  const auto context = understand(snapshot, options, zones);
  REQUIRE(context);
  const auto listing = translate(snapshot, *context, options, zones);
  struct Case {
    std::string id;
    std::string reason;  ///< empty = it runs
  };
  const std::vector<Case> cases{
      {"crontab#etc-crontab", ""},
      {"cron.d/9start#9start", ""},
      {"cron.d/UPPER#UPPER", ""},
      {"cron.d/exec#exec", ""},
      {"cron.d/under_score-1#under_score-1", ""},
      {"cron.d/unread#unread", ""},
      {"cron.d/crlf#", ""},
      {"cron.d/crontz#crontz", ""},
      {"cron.d/pct#pct", ""},
      {"cron.d/cmt#trailing", ""},
      {"cron.d/nicklow#nick-lower", ""},
      {"cron.d/dashn#-n", ""},
      {"user/root#root-spool-600", ""},
      {"user/bin#bin-spool-owned-by-root", ""},
      {"cron.d/adir", "NOT A REGULAR FILE"},
      {"cron.d/badline", "bad minute"},
      {"cron.d/bom", "bad minute"},
      {"cron.d/dash", "bad minute"},
      {"cron.d/dangling", "CAN'T OPEN SYMLINK"},
      {"cron.d/emptycmd", "bad command"},
      {"cron.d/nousercol", "bad command"},
      {"cron.d/nouser", "bad username"},
      {"cron.d/longcmd", "command too long"},
      {"cron.d/nickup", "bad time specifier"},
      {"cron.d/nonl", "Missing newline before EOF"},
      {"cron.d/good", "NUMBER OF HARD LINKS > 1"},
      {"cron.d/hardlink", "NUMBER OF HARD LINKS > 1"},
      {"cron.d/symlink", "NUMBER OF HARD LINKS > 1"},
      {"cron.d/grpw", "INSECURE MODE (group/other writable)"},
      {"cron.d/othw", "INSECURE MODE (group/other writable)"},
      {"cron.d/notroot", "WRONG FILE OWNER"},
      {"cron.d/dot.name", "the name has other characters"},
      {"user/daemon", "INSECURE MODE (mode 0600 expected)"},
      {"user/ghost", "ORPHAN (no passwd entry)"},
      {"user/sys", "WRONG FILE OWNER"},
  };
  for (const auto& each : cases) {
    CAPTURE(each.id);
    const auto& found = job(listing, each.id);
    CAPTURE(found.id, found.standing_reason);
    CHECK((found.standing == Standing::configured) == each.reason.empty());
    CHECK_THAT(found.standing_reason, ContainsSubstring(each.reason));
  }
  // What cron skips without a word is no job at all.
  for (const auto& each : listing.workflows) {
    CHECK_FALSE(each.id.starts_with("cron.d/.hidden"));
    CHECK_FALSE(each.id.starts_with("cron.d/tilde~"));
  }
}

TEST_CASE("LSB names count instead of the classical ones with -l", "[adapters][cron]") {
  HostRules rules;
  rules.lsb_names = true;
  for (const std::string good : {"abc", "9a", "a-b", "com.example-job", "_x.y-z", "a.b-c-d"}) {
    CAPTURE(good);
    CHECK(judge_system_name(good, rules).counts());
  }
  for (const std::string bad : {"UPPER", "a_b", "a.b", "-a", "a.b-", "x-a.dpkg", "a b"}) {
    CAPTURE(bad);
    CHECK_FALSE(judge_system_name(bad, rules).counts());
  }
}

TEST_CASE("cronie counts other names, modes and links than Debian's cron", "[adapters][cron]") {
  HostRules rules;
  rules.dialect = Dialect::cronie;
  HostFile file;
  file.self = {FileType::regular, 0644, 0, 1, {}};
  CHECK(judge_system_file(file, "job.sh", rules).counts());
  CHECK(judge_system_file(file, "x.rpmsave", rules).kind == Verdict::Kind::leftover);
  file.self.mode = 0755;
  CHECK(judge_system_file(file, "x", rules).reason == "BAD FILE MODE");
  file.self.mode = 0664;
  CHECK(judge_system_file(file, "x", rules).reason == "BAD FILE MODE");
  file.self.mode = 0600;
  file.self.links = 2;
  CHECK(judge_system_file(file, "x", rules).counts());
  file.self.uid = 7;
  CHECK(judge_system_file(file, "x", rules).reason == "WRONG FILE OWNER");
  file.self.type = FileType::directory;
  CHECK(judge_system_file(file, "x", rules).reason == "NOT REGULAR");
}

TEST_CASE("a tree on disk is read with its facts, and nothing leads out of it",
          "[adapters][cron]") {
  TempTree tree;
  tree.write("etc/crontab", "0 1 * * * root a\n");
  tree.write("etc/passwd", "root:x:0:0::/root:/bin/sh\n");
  tree.write("opt/real", "0 2 * * * root b\n");
  tree.link("/opt/real", "etc/cron.d/inside");
  tree.link("../../../../../../../../etc/passwd", "etc/cron.d/climbs");
  tree.link("/etc/shadow", "etc/cron.d/outside");
  tree.link("loop", "etc/cron.d/loop");
  REQUIRE(::mkfifo((tree.path() / "etc/cron.d/pipe").c_str(), 0600) == 0);
  LocalRoot reader(tree.path().string());
  const auto snapshot = reader.read({});
  REQUIRE(snapshot);
  CHECK(snapshot->is_copy);
  CHECK(snapshot->file("/etc/cron.d/inside")->content == "0 2 * * * root b\n");
  CHECK(snapshot->file("/etc/cron.d/climbs")->content == "root:x:0:0::/root:/bin/sh\n");
  CHECK_FALSE(snapshot->file("/etc/cron.d/outside")->target);
  CHECK_FALSE(snapshot->file("/etc/cron.d/loop")->target);
  CHECK(snapshot->file("/etc/cron.d/pipe")->self.type == FileType::other);
  CHECK(snapshot->status("/etc/anacrontab")->state == PathState::absent);
  CHECK(LocalRoot("/no/such/folder").read({}).error().kind == ErrorKind::not_found);
}

TEST_CASE("the owner of a tree counts as its root", "[adapters][cron]") {
  TempTree tree;
  tree.write("etc/crontab", "0 1 * * * root a\n");
  tree.write("var/spool/cron/crontabs/ana", "0 2 * * * b\n", 0600);
  tree.write("etc/passwd", "root:x:0:0::/:/bin/sh\nana:x:4242:4242::/:/bin/sh\n");
  const auto listing = listing_of(tree.path().string());
  CHECK(job(listing, "crontab#a").standing == Standing::configured);
  CHECK(job(listing, "user/ana#b").standing == Standing::configured);
}

TEST_CASE("the daemon is told from signs, never guessed", "[adapters][cron]") {
  const auto found = [](const std::vector<std::pair<std::string, std::string>>& files) {
    HostSnapshot snapshot;
    for (const auto& [path, content] : files) {
      HostFile file;
      file.path = path;
      file.self.type = FileType::regular;
      file.content = content;
      snapshot.files.push_back(file);
      snapshot.paths.push_back({path, PathState::ok, {}});
    }
    std::sort(snapshot.files.begin(), snapshot.files.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    const auto dialect = find_dialect(snapshot);
    return dialect ? std::string(name(*dialect)) : std::string(name(dialect.error().kind));
  };
  CHECK(found({{"/etc/os-release", "NAME=x\nID=debian\n"}}) == "debian-cron");
  CHECK(found({{"/etc/os-release", "ID=mint\nID_LIKE=\"ubuntu debian\"\n"}}) == "debian-cron");
  CHECK(found({{"/usr/lib/os-release", "ID=\"rhel\"\n"}}) == "cronie");
  CHECK(found({{"/etc/default/cron", ""}}) == "debian-cron");
  CHECK(found({{"/etc/cron.d/0hourly", ""}}) == "cronie");
  CHECK(found({{"/etc/anacrontab", "START_HOURS_RANGE=3-22\n"}}) == "cronie");
  CHECK(found({{"/var/spool/cron/ana", "0 0 * * * x\n"}}) == "cronie");
  CHECK(found({{"/etc/crontab", "# For details see man 4 crontabs\n"}}) == "cronie");
  CHECK(found({{"/etc/crontab", "17 * * * * root run-parts --report /etc/cron.hourly\n"}}) ==
        "debian-cron");
  CHECK(found({}) == "invalid");
  CHECK(found({{"/etc/os-release", "ID=debian\n"}, {"/etc/sysconfig/crond", ""}}) == "invalid");
  CHECK(found({{"/etc/os-release", "ID=alpine\n"}}) == "unsupported");
}

TEST_CASE("a host becomes jobs with ids, fields and places", "[adapters][cron]") {
  TempTree tree;
  tree.write("etc/os-release", "ID=debian\n");
  tree.write("etc/passwd", "root:x:0:0::/:/bin/sh\nana:x:7:7::/:/bin/sh\n");
  tree.link("/usr/share/zoneinfo/Europe/Berlin", "etc/localtime");
  tree.write("etc/crontab",
             "SHELL=/bin/sh\nMAILTO=ops@x,dev@x\nDB_PASSWORD=geheim\n"
             "17 * * * * root cd / && run-parts --report /etc/cron.hourly\n"
             "25 6 * * * root test -x /usr/sbin/anacron || { cd / && run-parts --report "
             "/etc/cron.daily; }\n"
             "# plumbline: id=backup owner=@data tz=Asia/Tokyo\n"
             "0 2 * * * root chronic flock -n /run/b timeout 1h /opt/backup --all\n"
             "0 3 * * 1 ana report\n0 4 * * 1 ana report\n0 3 * * 1 ana report\n"
             "0 5 * * * ana same\n0 5 * * * root same\n"
             "#plumbline:paused# 0 6 * * * ana halted\n#0 7 * * * ana dormant\n"
             "CRON_TZ=Asia/Tokyo\n0 8 * * * ana far\n"
             "# plumbline: id=two\n0 9 * * * ana one\n# plumbline: id=two\n0 9 * * * ana other\n"
             "@reboot ana up\nMAILTO=\"\"\n9 9 * * * ana quiet\\%x%in%put\n");
  tree.write("etc/cron.hourly/tick", "#!/bin/sh\n", 0755);
  tree.write("etc/cron.daily/ok", "#!/bin/sh\n", 0755);
  tree.write("etc/cron.daily/job.sh", "#!/bin/sh\n", 0755);
  tree.write("etc/cron.daily/off", "#!/bin/sh\n", 0644);
  tree.write("etc/cron.weekly/lost", "#!/bin/sh\n", 0755);
  tree.write("etc/anacrontab", "7 10 weekly run-parts /etc/cron.weekly\n@monthly 5 own tidy\n");
  const auto listing = listing_of(tree.path().string());
  CHECK(listing.kind == "cron");
  CHECK(listing.description == "Debian cron, zone Europe/Berlin");
  CHECK(listing.unread.empty());

  const auto& backup = job(listing, "crontab#backup");
  CHECK(backup.id == "crontab#backup");
  CHECK(backup.fields.timeout_run == Observed<Limit>::of(Limit{Seconds{3600}}));
  CHECK(backup.fields.concurrency_max == Observed<Count>::of(Count{1}));
  CHECK(backup.fields.owner_technical == Observed<std::string>::of("@data"));
  CHECK(backup.fields.action.get()->parts.at("command") == "/opt/backup --all");
  CHECK(*backup.fields.notify.get() ==
        Notifications{{NotifyOn::failure, "email", {"dev@x", "ops@x"}}});
  CHECK(backup.native_path(FieldId::schedule) == "crontab:7");
  CHECK(backup.native_path(FieldId::notify) == "crontab:2");
  CHECK(backup.local.at("env.SHELL") == "/bin/sh");
  CHECK(backup.local.at("env.DB_PASSWORD") == "(hidden)");
  CHECK(codes(backup) == std::set<std::string>{"marker-zone-differs"});
  const auto& trigger = backup.fields.schedule.get()->at(0);
  CHECK(trigger.expr == "0 2 * * *");
  CHECK(trigger.dialect == "debian-cron");
  CHECK(trigger.zone.name == "Europe/Berlin");

  const auto& report = job(listing, "crontab#report-");
  CHECK(report.id.size() == std::string("crontab#report-").size() + 8);
  CHECK(report.fields.schedule.get()->size() == 2);
  CHECK(codes(report) == std::set<std::string>{"repeated-line"});
  CHECK(report.diagnostics[0].raises == Diagnostic::Raises::overlap);
  CHECK(report.fields.run_as == Observed<std::string>::of("ana"));

  const auto& same = job(listing, "crontab#same-");
  CHECK(same.id.ends_with("@ana"));
  const auto& halted = job(listing, "crontab#halted-");
  CHECK(halted.fields.enabled == Observed<Switch>::of(Switch::off));
  CHECK(halted.standing == Standing::configured);
  CHECK(job(listing, "crontab#dormant-").standing == Standing::dormant);
  const auto& far = job(listing, "crontab#far-");
  CHECK(far.fields.schedule.get()->at(0).zone.name == "Europe/Berlin");
  CHECK(codes(far) == std::set<std::string>{"cron-tz-ignored"});
  CHECK(far.diagnostics[0].raises == Diagnostic::Raises::ineffective);
  CHECK(job(listing, "crontab#two").ambiguous);
  CHECK(job(listing, "crontab#up-").fields.schedule.get()->at(0).kind ==
        schedule::TriggerKind::boot);
  const auto& quiet = job(listing, "crontab#quietx-");
  CHECK(quiet.fields.notify == Observed<Notifications>::of({}));
  CHECK(quiet.fields.action.get()->parts.at("input") == "in\nput");

  CHECK(job(listing, "cron.hourly/tick").fields.schedule.get()->at(0).expr == "17 * * * *");
  CHECK(job(listing, "cron.daily/ok").native_path(FieldId::schedule) == "crontab:5");
  CHECK_THAT(job(listing, "cron.daily/job.sh").standing_reason, ContainsSubstring("run-parts"));
  CHECK_THAT(job(listing, "cron.daily/off").standing_reason, ContainsSubstring("not executable"));
  CHECK_THAT(job(listing, "cron.weekly/lost").standing_reason, ContainsSubstring("anacron"));
  CHECK(job(listing, "anacrontab#own").standing_reason == "anacron is not installed");
  CHECK(std::is_sorted(listing.workflows.begin(), listing.workflows.end(),
                       [](const auto& a, const auto& b) { return a.id < b.id; }));
}

TEST_CASE("lines repeat each other by their times, not by their text", "[adapters][cron]") {
  const auto repeated = [](const std::string& first, const std::string& second) {
    TempTree tree;
    tree.write("etc/crontab", first + " ana report\n" + second + " ana report\n");
    tree.write("etc/os-release", "ID=debian\n");
    tree.write("etc/passwd", "root:x:0:0::/:/bin/sh\nana:x:4242:4242::/:/bin/sh\n");
    return codes(job(listing_of(tree.path().string()), "crontab#report-")) ==
           std::set<std::string>{"repeated-line"};
  };
  CHECK(repeated("0 3 * * 1", "0 3 * * 1"));
  CHECK(repeated("0 3 * * 1", "00 03 * * mon"));
  CHECK(repeated("@daily", "0 0 * * *"));
  CHECK(repeated("*/30 * * * *", "*/30 0-23 * * *"));
  CHECK(repeated("@reboot", "@reboot"));
  CHECK_FALSE(repeated("0 3 * * 1", "0 3 * * 2"));
  CHECK_FALSE(repeated("0 3 * * *", "0 3 * * 2"));
  CHECK_FALSE(repeated("@reboot", "@daily"));
}

TEST_CASE("anacron takes the daily scripts where it is installed", "[adapters][cron]") {
  TempTree tree;
  tree.write("etc/os-release", "ID=debian\n");
  tree.write(
      "etc/crontab",
      "25 6 * * * root test -x /usr/sbin/anacron || { cd / && run-parts /etc/cron.daily; }\n");
  tree.write("etc/anacrontab", "1 5 cron.daily run-parts --report /etc/cron.daily\n");
  tree.write("etc/cron.daily/ok", "x", 0755);
  tree.write("usr/sbin/anacron", "x", 0755);
  const auto listing = listing_of(tree.path().string());
  const auto& ok = job(listing, "cron.daily/ok");
  CHECK(ok.fields.schedule.get()->at(0).kind == schedule::TriggerKind::every);
  CHECK(ok.fields.schedule.get()->at(0).expr == "1d");
  CHECK(ok.fields.catchup.get()->rule == CatchUp::Rule::latest);
}

TEST_CASE("cronie reads CRON_TZ and skips only what is broken", "[adapters][cron]") {
  TempTree tree;
  tree.write("etc/os-release", "ID=fedora\n");
  tree.write("etc/localtime-note", "");
  tree.write("etc/passwd", "root:x:0:0::/:/bin/sh\n");
  tree.write("etc/cron.d/x.y",
             "0 1 * * * root a\nCRON_TZ=Asia/Tokyo\n0 2 * * * root b\n0 3 * * * nobody c\nbroken\n"
             "0 4 * * * root -n d\n0 5 * * * root last");
  const auto listing = listing_of(tree.path().string());
  CHECK(job(listing, "cron.d/x.y#a-").standing == Standing::configured);
  CHECK(job(listing, "cron.d/x.y#b-").fields.schedule.get()->at(0).zone.name == "Asia/Tokyo");
  CHECK_THAT(job(listing, "cron.d/x.y#c-").standing_reason, ContainsSubstring("bad username"));
  CHECK(job(listing, "cron.d/x.y#line-5").standing == Standing::ineffective);
  CHECK(job(listing, "cron.d/x.y#d-").fields.notify.get()->at(0).on == NotifyOn::failure);
  CHECK_THAT(job(listing, "cron.d/x.y#last-").standing_reason, ContainsSubstring("newline"));
}

TEST_CASE("what may not be read is unread, never missing", "[adapters][cron]") {
  HostSnapshot snapshot;
  snapshot.paths = {{"/etc/crontab", PathState::ok, {}},
                    {"/etc/cron.d", PathState::ok, {}},
                    {"/var/spool/cron/crontabs", PathState::denied, {}},
                    {"/etc/anacrontab", PathState::unreadable, "input/output error"}};
  HostFile secret;
  secret.path = "/etc/cron.d/secret";
  secret.self = {FileType::regular, 0600, 0, 1, {}};
  secret.state = PathState::denied;
  snapshot.files.push_back(secret);
  const system::ZoneData zones;
  const TranslateOptions options{"debian-cron", "UTC", {}};
  const auto listing = translate(snapshot, *understand(snapshot, options, zones), options, zones);
  REQUIRE(listing.unread.size() == 3);
  CHECK(listing.unread[0].id_prefixes == std::vector<std::string>{"cron.d/secret#"});
  CHECK(listing.unread[1].id_prefixes == std::vector<std::string>{"user/"});
  CHECK(listing.unread[1].error.kind == ErrorKind::forbidden);
  CHECK(listing.unread[2].error.kind == ErrorKind::unreachable);
  TranslateOptions one = options;
  one.sources = {"crontab"};
  CHECK(translate(snapshot, *understand(snapshot, one, zones), one, zones).unread.empty());
}

TEST_CASE("what the jobs of a host hang on is unread when it is broken", "[adapters][cron]") {
  struct Row {
    const char* path;
    const char* content;  // nullptr = a named pipe
    const char* what;     // of the unread part; empty = none
  };
  const Row rows[] = {
      {"etc/localtime", "no zone at all", "the host's zone"},
      {"etc/localtime", "", "the host's zone"},
      {"etc/localtime", nullptr, "the host's zone"},
      {"etc/passwd", nullptr, "/etc/passwd"},
      {"etc/passwd", "", ""},
      {"etc/timezone", "Europe/Berlin\n", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.path, row.what);
    TempTree tree;
    tree.write("etc/os-release", "ID=debian\n");
    tree.write("etc/crontab", "0 1 * * * root a\n");
    if (row.content != nullptr) tree.write(row.path, row.content);
    if (row.content == nullptr) REQUIRE(::mkfifo((tree.path() / row.path).c_str(), 0644) == 0);
    const auto listing = listing_of(tree.path().string());
    CHECK(listing.workflows.size() == 1);
    if (*row.what == 0) {
      CHECK(listing.unread.empty());
      continue;
    }
    REQUIRE(listing.unread.size() == 1);
    CHECK(listing.unread[0].what == row.what);
    CHECK_FALSE(listing.unread[0].hides_workflows);
  }
}

TEST_CASE("a stated zone needs no /etc/localtime", "[adapters][cron]") {
  TempTree tree;
  tree.write("etc/os-release", "ID=debian\n");
  tree.write("etc/localtime", "no zone at all");
  tree.write("etc/crontab", "0 1 * * * root a\n");
  const auto listing = listing_of(tree.path().string(), {"", "Europe/Berlin", {}});
  CHECK(listing.unread.empty());
}

TEST_CASE("a copied tree whose links lead out of it is not read there", "[adapters][cron]") {
  for (const std::string link : {"etc/cron.d", "var/spool/cron", "var"}) {
    CAPTURE(link);
    TempTree tree;
    tree.write("etc/os-release", "ID=debian\n");
    tree.write("etc/crontab", "0 1 * * * root a\n");
    tree.link("/srv/elsewhere", link);
    const auto listing = listing_of(tree.path().string(), {"debian-cron", "UTC", {}});
    REQUIRE(listing.unread.size() == 1);
    CHECK_THAT(listing.unread[0].error.message, ContainsSubstring("a link on its way"));
  }
}

TEST_CASE("a listing says which sources were asked for", "[adapters][cron]") {
  TempTree tree;
  tree.write("etc/os-release", "ID=debian\n");
  tree.write("etc/crontab", "0 1 * * * root a\n");
  tree.write("etc/cron.d/b", "0 1 * * * root b\n");
  const auto listing = listing_of(tree.path().string(), {"", "UTC", {"cron.d/*"}});
  CHECK(listing.workflows.size() == 1);
  CHECK(listing.asked == std::vector<std::string>{"cron.d/*", "cron.d/*#*"});
}

TEST_CASE("a reading has one digest for equal content", "[adapters][cron]") {
  TempTree tree;
  tree.write("etc/os-release", "ID=debian\n");
  tree.write("etc/crontab", "0 1 * * * root a\n");
  const system::ZoneData zones;
  const auto digest = [&](const std::string& timezone) {
    const auto source = make_cron_source(std::make_unique<LocalRoot>(tree.path().string()),
                                         {"", timezone, {}}, zones);
    auto reading = source->read({});
    REQUIRE(reading);
    CHECK((*reading)->normalise().workflows.size() == 1);
    return (*reading)->digest();
  };
  const auto before = digest("UTC");
  CHECK(digest("UTC") == before);
  CHECK(digest("Europe/Berlin") != before);
  ::chmod((tree.path() / "etc/crontab").c_str(), 0664);
  CHECK(digest("UTC") != before);
}

TEST_CASE("a hostile crontab of many variables ends in time", "[adapters][cron]") {
  TempTree tree;
  tree.write("etc/os-release", "ID=fedora\n");
  std::string lines;
  for (int i = 0; i < 5'000; ++i) {
    lines += "V" + std::to_string(i) + "=x\n* * * * * root c" + std::to_string(i) + "\n";
  }
  tree.write("etc/crontab", lines);
  CHECK(listing_of(tree.path().string()).workflows.size() == 5'000);
  tree.write("etc/crontab", std::string(300'000, '\n'));
  CHECK(listing_of(tree.path().string()).unread.size() == 1);
}

}  // namespace
}  // namespace plumbline::adapters::cron
