#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/cron/cron_translate.hpp"
#include "adapters/cron/effectiveness.hpp"
#include "adapters/cron/host_reader.hpp"
#include "adapters/cron/local_root.hpp"
#include "adapters/system/process_runner.hpp"
#include "adapters/system/zone_data.hpp"
#include "tests/adapters/cron_support.hpp"
#include "tests/support/catch.hpp"

// The real Debian cron says which files count and why not; we have to say the same.

namespace plumbline::adapters::cron {
namespace {

using test::TempTree;

constexpr auto source_dir = PLUMBLINE_SOURCE_DIR;

bool beds_required() {
  const char* value = std::getenv("PLUMBLINE_REQUIRE_BEDS");
  return value != nullptr && std::string(value) == "1";
}

/// False: the bed is missing here; a failure where beds are required.
bool bed(bool there, const std::string& what) {
  if (there) return true;
  if (beds_required()) FAIL("bed missing: " + what);
  WARN("skipped, bed missing: " + what);
  return false;
}

std::string run(std::vector<std::string> argv) {
  system::PosixProcessRunner runner;
  system::ProcessRequest request;
  request.argv = std::move(argv);
  request.environment = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                         "HOME=/root"};
  if (const char* clock = std::getenv("VCLOCK_SO")) {
    request.environment.push_back(std::string("VCLOCK_SO=") + clock);
  }
  const auto outcome = runner.run(request, {});
  if (!outcome) return describe(outcome.error());
  return outcome->output + outcome->error_tail;
}

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

bool has_oracle() {
  return ::geteuid() == 0 && std::filesystem::exists("/usr/sbin/cron") &&
         std::filesystem::exists(std::string(source_dir) + "/tests/beds/oracle-cron.sh");
}

std::string oracle(const std::string& flags, const std::string& path) {
  return run({"bash", std::string(source_dir) + "/tests/beds/oracle-cron.sh", flags, path,
              "Europe/Berlin", "2026-01-05 00:00", "1"});
}

/// What crontab(1) complains of, "bad minute", or "fine". (Its line numbers are off by one.)
std::string crontab_says(const std::string& path) {
  const auto said = run({"crontab", "-n", path});
  if (said.find("successfully checked") != std::string::npos) return "fine";
  if (said.find("missing newline") != std::string::npos) return "missing newline before EOF";
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) {
    // "/tmp/x":3: bad minute
    const auto quote = line.rfind("\":");
    if (quote == std::string::npos) continue;
    const auto colon = line.find(':', quote + 2);
    return line.substr(colon + 2);
  }
  return said;
}

std::string we_say(const std::string& bytes) {
  ScheduleSyntax syntax(Dialect::debian);
  const auto document = parse_crontab(bytes, {Dialect::debian, TabKind::user, true}, syntax);
  for (const auto& line : document.lines) {
    if (line.kind == LineKind::broken) return line.problem;
  }
  return "fine";
}

TEST_CASE("crontab(1) and we refuse the same lines with the same words", "[adapters][cron][bed]") {
  if (!bed(std::filesystem::exists("/usr/bin/crontab") &&
               std::filesystem::exists("/var/spool/cron/crontabs"),
           "crontab -n")) {
    return;
  }
  const std::vector<std::string> minutes{
      "*",     "0",     "59",  "60",   "0-59", "0-60",  "50-10", "*/5", "*/0", "*/90",       "5/20",
      "1-5/2", "1-",    "-1",  "0,,5", "0,5",  ",5",    "5,",    "?",   "L",   "H",          "0x5",
      "+5",    "0~10",  "5#2", "0!zz", "*foo", "1-5#3", "1a",    "~",   "*,1", "1,*",        "*-5",
      "5-5",   "1-5/0", "007", "1/",   "*/",   "*/a",   "1-5/",  "jan", "sun", "99999999999"};
  const std::vector<std::string> lines{"A=b",
                                       "A = b",
                                       "A=",
                                       "A=\"\"",
                                       "A=\"b",
                                       "A=\"b\" c",
                                       "'A=b'",
                                       "A b=c",
                                       "=b",
                                       "A",
                                       "export A=b",
                                       "\"A\"=b",
                                       "*=5 * * * * x",
                                       "@daily x",
                                       "@Daily x",
                                       "@daily",
                                       "@",
                                       "@reboot x",
                                       "@every 5m x",
                                       "0 0 * * 7 x",
                                       "0 0 * * 8 x",
                                       "0 0 * jan-mar mon-fri x",
                                       "0 0 * * fri-sun x",
                                       "0 0 0 * * x",
                                       "0 0 32 * * x",
                                       "0 0 * 13 * x",
                                       "0 24 * * * x",
                                       "0 0 L * * x",
                                       "0 0 15W * * x",
                                       "* * * * *",
                                       "* * * * * ",
                                       "* * * * * *",
                                       "* * * * * * x",
                                       "* * *",
                                       "*",
                                       "5 5",
                                       "- * * * * x",
                                       "-* * * * * x",
                                       "\r",
                                       "\f",
                                       "* * * * * x\r",
                                       "  \t* * * * * x",
                                       "\xEF\xBB\xBF* * * * * x",
                                       "# c",
                                       "",
                                       "* * * * * " + std::string(998, 'x'),
                                       "* * * * * " + std::string(999, 'x'),
                                       "0 0 * * januar x",
                                       "0 0 * * mo x",
                                       "0 0 * * MON x",
                                       "0 0 1 * */2 x"};
  std::vector<std::string> texts;
  for (const auto& minute : minutes) texts.push_back(minute + " * * * * x\n");
  for (const auto& line : lines) texts.push_back(line + "\n");
  for (const auto& line : lines) texts.push_back("* * * * * ok\n" + line);
  TempTree tree;
  for (const auto& text : texts) {
    CAPTURE(text.substr(0, 80));
    tree.write("tab", text);
    CHECK(we_say(text) == crontab_says((tree.path() / "tab").string()));
  }
}

TEST_CASE("the real cron acts on exactly the files that we call effective",
          "[adapters][cron][bed]") {
  if (!bed(has_oracle(), "oracle-cron.sh (root, cron)")) return;
  TempTree tree;
  const auto archive = std::string(source_dir) + "/tests/adapters/fixtures/cron/rules-tree.tar";
  run({"tar", "-C", tree.path().string(), "-xpf", archive});
  tree.write("etc/passwd", slurp("/etc/passwd"));
  tree.write("etc/cron.d/blank-crlf", "\r\n* * * * * root crlf-blank\n");
  tree.write("etc/cron.d/comment-end", "* * * * * root comment-end\n# no newline");
  tree.write("etc/cron.d/long", std::string(10'002, '\n') + "* * * * * root long-ok\n");
  tree.write("etc/cron.d/longer", std::string(10'003, '\n') + "* * * * * root too-long\n");
  tree.write("etc/cron.d/badspool", "* * * * * root badspool\n", 0640);
  tree.write("var/spool/cron/crontabs/games", "* * * * * games-link\n", 0600);
  const auto log = oracle("-tv", tree.path().string());
  REQUIRE(log.find("CMD (etc-crontab)") != std::string::npos);

  static const system::ZoneData zones;
  LocalRoot reader(tree.path().string());
  auto snapshot = reader.read({});
  REQUIRE(snapshot);
  snapshot->root_uid = 0;  // as on a real host
  const TranslateOptions options{"debian-cron", "Europe/Berlin", {}};
  const auto listing = translate(*snapshot, *understand(*snapshot, options, zones), options, zones);
  int compared = 0;
  for (const auto& job : listing.workflows) {
    CAPTURE(job.id, job.standing_reason);
    if (job.fields.enabled == Observed<Switch>::of(Switch::off)) continue;  // paused by us
    if (job.standing == Standing::configured) {
      const auto command = job.fields.action.get()->parts.at("command");
      CHECK(log.find("CMD (" + command) != std::string::npos);
      ++compared;
      continue;
    }
    if (job.standing != Standing::ineffective) continue;
    // The log names the file beside the reason.
    const auto hash = job.id.find('#');
    const auto file = job.id.substr(job.id.find('/') + 1, hash - job.id.find('/') - 1);
    const auto reason = job.standing_reason.substr(0, job.standing_reason.find(" ("));
    if (reason.starts_with("the name")) {
      CHECK(log.find("(*system*" + file + ")") == std::string::npos);
    } else {
      std::istringstream lines(log);
      bool said = false;
      for (std::string line; std::getline(lines, line);) {
        said = said || (line.find(file) != std::string::npos &&
                        line.find(reason.substr(0, reason.find(','))) != std::string::npos);
      }
      CHECK(said);
    }
    ++compared;
  }
  CHECK(compared >= 35);
}

TEST_CASE("every crontab of the corpus gets the verdict of the real cron",
          "[adapters][cron][bed]") {
  std::filesystem::path shared = std::filesystem::path(source_dir) / "../shared";
  if (const char* stated = std::getenv("PLUMBLINE_SHARED")) shared = stated;
  const auto corpus = shared / "corpus/files/cron";
  if (!std::filesystem::exists(corpus)) {
    WARN("skipped, no corpus");
    return;
  }
  if (!bed(has_oracle(), "oracle-cron.sh (root, cron)")) return;
  HostUsers users;
  add_passwd(slurp("/etc/passwd"), users);
  users.complete = true;
  int files = 0;
  for (const auto& each : std::filesystem::recursive_directory_iterator(corpus)) {
    if (!each.is_regular_file()) continue;
    CAPTURE(each.path().filename().string());
    const auto bytes = slurp(each.path());
    for (const auto kind : {TabKind::system, TabKind::user}) {
      ScheduleSyntax syntax(Dialect::debian);
      const auto document = parse_crontab(bytes, {Dialect::debian, kind, true}, syntax);
      const auto verdict = judge_content(document, users);
      TempTree tree;
      const auto place =
          kind == TabKind::system ? "etc/cron.d/file" : "var/spool/cron/crontabs/root";
      tree.write(place, bytes, 0600);
      tree.write("etc/crontab", "");
      const auto log = oracle("-tv", tree.path().string());
      CAPTURE(verdict.reason, log);
      const bool refused = log.find("this crontab file will be ignored") != std::string::npos;
      CHECK(refused == !verdict.counts());
      if (!verdict.counts() && verdict.reason.starts_with("Syntax error")) {
        const auto words = verdict.reason.substr(verdict.reason.find('(') + 1);
        CHECK(log.find("Error: " + words.substr(0, words.find(" in line"))) != std::string::npos);
      }
    }
    ++files;
  }
  CHECK(files >= 30);
}

}  // namespace
}  // namespace plumbline::adapters::cron
