#include <unistd.h>

#include <fstream>
#include <map>

#include "tests/support/catch.hpp"
#include "tests/support/doc_examples.hpp"

#include "daemon/config/config_places.hpp"
#include "daemon/config/config_reader.hpp"

using namespace plumbline;
using namespace plumbline::test;
using namespace plumbline::daemon;
namespace fs = std::filesystem;

namespace {

/// Files that exist in memory only. A glob matches by its directory and ending: "/etc/t/*.yaml".
struct FakeFiles {
  std::map<fs::path, std::string> content;

  [[nodiscard]] ConfigFiles port() const {
    return {[this](const fs::path& path) -> Result<std::string> {
              const auto found = content.find(path);
              if (found == content.end()) return fail(ErrorKind::not_found, "cannot be read");
              return found->second;
            },
            [this](const std::string& pattern) {
              std::vector<fs::path> paths;
              const bool is_glob = pattern.find('*') != std::string::npos;
              for (const auto& [path, text] : content) {
                const bool matches = is_glob ? path.parent_path() == fs::path(pattern).parent_path()
                                             : path == fs::path(pattern);
                if (matches) paths.push_back(path);
              }
              return paths;
            }};
  }
};

ConfigReading parse(const std::string& text, const FakeFiles& files = {}) {
  const auto port = files.port();
  return parse_config(text, "/etc/plumbline/plumbline.yaml", "/home/ana", port);
}

Config good(const std::string& text, const FakeFiles& files = {}) {
  auto reading = parse(text, files);
  for (const auto& error : reading.errors) UNSCOPED_INFO(describe(error));
  REQUIRE(reading.ok());
  return reading.config;
}

const std::string head = "estate: acme\n";

}  // namespace

TEST_CASE("the configuration of the contract is read", "[daemon][config]") {
  FakeFiles files;
  files.content["/etc/plumbline/teams/payments.yaml"] =
      "platforms:\n  host-9: {kind: cron, ssh: ops@host-9, identity_file: keys/id}\n";
  const Config config = good(R"(config_version: 1
estate: acme
truth:
  - {repo: https://git.example.com/payments/workflows.git, ref: main, path: workflows, team: payments}
  - repo: ../truth
    ignore: [README.yaml, "docs/*"]
    credentials: {user: plumbline, password_file: ~/.git-password}
  - {repo: "git@git.example.com:governance.git", push: true, credentials: {identity_file: /k}}
platforms:
  airflow-prod: {kind: airflow, url: https://airflow.example.com, environment: production,
                 credentials: {user: plumbline, password_file: /run/credentials/airflow},
                 write_credentials: {user: plumbline-apply, token_env: AIRFLOW_TOKEN}}
  aws-eu:       {kind: stepfunctions, region: eu-central-1}
  argo-batch:   {kind: argo, kubeconfig: ~/.kube/config, namespaces: [batch]}
  k8s:          {kind: cronjob, context: prod}
  host-17:      {kind: cron, ssh: ops@host-17, sudo: true, sources: ["cron.d/*"], packages: report,
                 dialect: cronie, timezone: Europe/Berlin, known_hosts: /etc/known,
                 timeout: 30s, max_in_flight: 2, read_only: true, environment: staging,
                 defaults: {timeout: {run: 2h}, retry: {max: 2}}}
  this-host:    {kind: cron}
  image:        {kind: cron, root: images/debian}
audit: {interval: 30m, jitter: 1m}
store: {path: state/acme.db}
policy: {repo: https://git.example.com/governance.git, ref: main, file: rules/policy.yaml}
ledger: {head: {repo: https://git.example.com/heads.git, ref: main}}
include: [teams/*.yaml]
)",
                             files);
  CHECK(config.estate == "acme");
  REQUIRE(config.truth.size() == 3);
  CHECK(config.truth[0].repo == "https://git.example.com/payments/workflows.git");
  CHECK(config.truth[0].ref == "main");
  CHECK(config.truth[0].path == "workflows");
  CHECK(config.truth[0].team == "payments");
  CHECK(config.truth[1].repo == "/etc/truth");
  CHECK(config.truth[1].ref == "HEAD");
  CHECK(config.truth[1].path == ".");
  CHECK(config.truth[1].ignore == std::vector<std::string>{"README.yaml", "docs/*"});
  CHECK(config.truth[1].credentials->password ==
        SecretReference{SecretReference::Kind::file, "/home/ana/.git-password"});
  CHECK(config.truth[1].where.line == 5);
  CHECK(config.truth[2].repo == "git@git.example.com:governance.git");
  CHECK(config.truth[2].push);
  CHECK(config.truth[2].credentials->identity_file == "/k");

  CHECK(config.platforms.size() == 8);
  CHECK_FALSE(config.platforms.at("airflow-prod").readable);
  CHECK(config.platforms.at("argo-batch").kind == "argo");
  const auto& host = config.platforms.at("host-17");
  CHECK(host.readable);
  CHECK(host.environment == "staging");
  CHECK(host.timeout == Seconds(30));
  CHECK(host.max_in_flight == 2);
  CHECK(host.read_only);
  CHECK(host.cron.ssh == "ops@host-17");
  CHECK(host.cron.root == "/");
  CHECK(host.cron.sudo);
  CHECK(host.cron.sources == std::vector<std::string>{"cron.d/*"});
  CHECK(host.cron.report_packages);
  CHECK(host.cron.dialect == "cronie");
  CHECK(host.cron.timezone == "Europe/Berlin");
  CHECK(host.cron.known_hosts == "/etc/known");
  CHECK(host.defaults.timeout_run.origin == Origin::stated);
  CHECK(host.defaults.retry_max.value.has_value());
  CHECK(host.defaults.retry_delay.origin == Origin::silent);
  CHECK(config.platforms.at("this-host").cron == CronEntry{});
  CHECK(config.platforms.at("this-host").environment == "production");
  CHECK(config.platforms.at("image").cron.root == "/etc/plumbline/images/debian");
  CHECK(config.platforms.at("host-9").cron.identity_file == "/etc/plumbline/teams/keys/id");
  CHECK(config.platforms.at("host-9").where.file == "/etc/plumbline/teams/payments.yaml");

  CHECK(config.audit_interval == Seconds(1800));
  CHECK(config.audit_jitter == Seconds(60));
  CHECK(config.store_path == "/etc/plumbline/state/acme.db");
  CHECK(config.policy.stated);
  CHECK(config.policy.file == "rules/policy.yaml");
  CHECK(config.files.size() == 2);
}

TEST_CASE("what is left out has its default", "[daemon][config]") {
  const Config config = good(head);
  CHECK(config.truth.empty());
  CHECK(config.platforms.empty());
  CHECK(config.audit_interval == Seconds(3600));
  CHECK(config.store_path.empty());
  CHECK_FALSE(config.policy.stated);
  CHECK(config.policy.file == "policy.yaml");
}

TEST_CASE("the digest follows every byte of every file", "[daemon][config]") {
  FakeFiles files;
  files.content["/etc/plumbline/a.yaml"] = "platforms: {}\n";
  const std::string text = head + "include: [a.yaml]\n";
  const auto before = good(text, files).digest;
  CHECK(good(text, files).digest == before);
  CHECK(good(text + "# more\n", files).digest != before);
  files.content["/etc/plumbline/a.yaml"] += "# more\n";
  CHECK(good(text, files).digest != before);
}

TEST_CASE("the examples of docs/configuration.md are read", "[daemon][config]") {
  const auto examples = doc_examples("configuration.md", "yaml");
  CHECK(examples.size() == 2);
  for (const auto& example : examples) {
    CAPTURE(example);
    CHECK_FALSE(good(example).truth.empty());
  }
}

namespace {

struct BadCase {
  const char* text;
  int line;
  int column;
  const char* says;  ///< part of the message or the hint
};

const BadCase bad_cases[] = {
    // The file as a whole.
    {"", 1, 1, ""},
    {"- estate\n", 1, 1, ""},
    {"estate: acme\nestate: acme\n", 2, 1, "estate"},
    {"estate: acme\n\tstore: {}\n", 2, 1, "tab"},
    {"truth: []\n", 1, 1, "estate"},
    {"estate:\n", 1, 1, "no value"},
    {"estate: 12\n", 1, 9, "quotes"},
    {"estate: [acme]\n", 1, 9, "a list"},
    {"estate: a c m e\n", 1, 9, "is no name"},
    {"estate: ../acme\n", 1, 9, "is no name"},
    {"estate: acme\nplatform: {}\n", 2, 1, "platforms"},
    {"estate: acme\nplatfroms: {}\n", 2, 1, "platforms"},
    {"estate: acme\nconfig_version: 2\n", 2, 17, "newer"},
    {"estate: acme\nconfig_version: 0\n", 2, 17, "config_version: 1"},
    {"estate: acme\nconfig_version: one\n", 2, 17, ""},
    {"estate: acme\nx: &a {}\ny: *a\n", 2, 4, ""},
    // Truth.
    {"estate: acme\ntruth: {repo: x}\n", 2, 8, "list"},
    {"estate: acme\ntruth: [x]\n", 2, 9, "mapping"},
    {"estate: acme\ntruth: [{ref: main}]\n", 2, 9, "repo"},
    {"estate: acme\ntruth: [{repo: }]\n", 2, 10, "no value"},
    {"estate: acme\ntruth: [{repo: x, branch: main}]\n", 2, 19, "branch"},
    {"estate: acme\ntruth: [{repo: x, reff: main}]\n", 2, 19, "ref"},
    {"estate: acme\ntruth: [{repo: x, ref: -main}]\n", 2, 24, "no branch"},
    {"estate: acme\ntruth: [{repo: x, ref: a..b}]\n", 2, 24, "no branch"},
    {"estate: acme\ntruth: [{repo: x, ref: 'a b'}]\n", 2, 24, "no branch"},
    {"estate: acme\ntruth: [{repo: x, ref: HEAD~1}]\n", 2, 24, "no branch"},
    {"estate: acme\ntruth: [{repo: x, path: ../y}]\n", 2, 25, "leaves the repository"},
    {"estate: acme\ntruth: [{repo: x, path: a/../../y}]\n", 2, 25, "leaves the repository"},
    {"estate: acme\ntruth: [{repo: x, path: /y}]\n", 2, 25, "leaves the repository"},
    {"estate: acme\ntruth: [{repo: x, team: -a}]\n", 2, 25, "is no name"},
    {"estate: acme\ntruth: [{repo: x, ignore: docs}]\n", 2, 27, "list"},
    {"estate: acme\ntruth: [{repo: x, push: yes}]\n", 2, 25, "true"},
    {"estate: acme\ntruth: [{repo: x}, {repo: ./x}]\n", 2, 20, "twice"},
    {"estate: acme\ntruth: [{repo: '--upload-pack=x'}]\n", 2, 16, "no address"},
    {"estate: acme\ntruth: [{repo: 'https://a b/'}]\n", 2, 16, "no address"},
    {"estate: acme\ntruth: [{repo: 'https://u:p@h/x'}]\n", 2, 16, "password_file"},
    {"estate: acme\ntruth: [{repo: ~bob/x}]\n", 2, 16, "in full"},
    // Secrets.
    {"estate: acme\ntruth: [{repo: x, password: s}]\n", 2, 19, "password_file"},
    {"estate: acme\ntruth: [{repo: x, credentials: {password: s}}]\n", 2, 33, "password_env"},
    {"estate: acme\ntruth: [{repo: x, credentials: {token: s}}]\n", 2, 33, "token_command"},
    {"estate: acme\ntruth: [{repo: x, credentials: {api_key: s}}]\n", 2, 33, "may not stand"},
    {"estate: acme\ntruth: [{repo: x, credentials: secret}]\n", 2, 32, "mapping"},
    {"estate: acme\ntruth: [{repo: x, credentials: {password_env: a-b}}]\n", 2, 47, "variable"},
    {"estate: acme\ntruth: [{repo: x, credentials: {password_credential: a/b}}]\n", 2, 54,
     "LoadCredential"},
    {"estate: acme\ntruth: [{repo: x, credentials: {password_env: A, password_file: b}}]\n", 2, 47,
     "two places"},
    {"estate: acme\ntruth: [{repo: x, credentials: {usr: a}}]\n", 2, 33, "user"},
    {"estate: acme\ntoken: abc\n", 2, 1, "token_file"},
    {"estate: acme\nplatforms: {a: {kind: airflow, credentials: {password: x}}}\n", 2, 46,
     "password_credential"},
    // Platforms.
    {"estate: acme\nplatforms: [a]\n", 2, 12, "by name"},
    {"estate: acme\nplatforms: {a b: {kind: cron}}\n", 2, 13, "no name of a platform"},
    {"estate: acme\nplatforms: {a: cron}\n", 2, 16, "mapping"},
    {"estate: acme\nplatforms: {a: {}}\n", 2, 16, "kind"},
    {"estate: acme\nplatforms: {a: {kind: corn}}\n", 2, 23, "cron"},
    {"estate: acme\nplatforms: {a: {kind: cron, url: x}}\n", 2, 29, "url"},
    {"estate: acme\nplatforms: {a: {kind: cron, credentials: {user: x}}}\n", 2, 29, "credentials"},
    {"estate: acme\nplatforms: {a: {kind: airflow, ssh: x}}\n", 2, 32, "ssh"},
    {"estate: acme\nplatforms: {a: {kind: cron, ssh: -oProxyCommand=x}}\n", 2, 34, "no address"},
    {"estate: acme\nplatforms: {a: {kind: cron, ssh: ops@-x}}\n", 2, 34, "no address"},
    {"estate: acme\nplatforms: {a: {kind: cron, ssh: 'a b'}}\n", 2, 34, "no address"},
    {"estate: acme\nplatforms: {a: {kind: cron, ssh: 'a;b'}}\n", 2, 34, "no address"},
    {"estate: acme\nplatforms: {a: {kind: cron, ssh: h, root: x}}\n", 2, 43, "its own root"},
    {"estate: acme\nplatforms: {a: {kind: cron, root: /mnt, ssh: h}}\n", 2, 35, "its own root"},
    {"estate: acme\nplatforms: {a: {kind: cron, identity_file: x}}\n", 2, 44, "without `ssh`"},
    {"estate: acme\nplatforms: {a: {kind: cron, sudo: 'true'}}\n", 2, 35, ""},
    {"estate: acme\nplatforms: {a: {kind: cron, sources: []}}\n", 2, 38, "reads nothing"},
    {"estate: acme\nplatforms: {a: {kind: cron, packages: all}}\n", 2, 39, "inventory"},
    {"estate: acme\nplatforms: {a: {kind: cron, dialect: vixie}}\n", 2, 38, "debian-cron"},
    {"estate: acme\nplatforms: {a: {kind: cron, timezone: ../x}}\n", 2, 39, "no time zone"},
    {"estate: acme\nplatforms: {a: {kind: cron, timezone: /etc/x}}\n", 2, 39, "no time zone"},
    {"estate: acme\nplatforms: {a: {kind: cron, timeout: 30}}\n", 2, 38, "unit"},
    {"estate: acme\nplatforms: {a: {kind: cron, timeout: 0s}}\n", 2, 38, "between 1s and 1h"},
    {"estate: acme\nplatforms: {a: {kind: cron, timeout: 2h}}\n", 2, 38, "between 1s and 1h"},
    {"estate: acme\nplatforms: {a: {kind: cron, max_in_flight: 0}}\n", 2, 44, "1"},
    {"estate: acme\nplatforms: {a: {kind: cron, max_in_flight: 101}}\n", 2, 44, "100"},
    {"estate: acme\nplatforms: {a: {kind: cron, environment: 'x y'}}\n", 2, 42, "is no name"},
    {"estate: acme\nplatforms: {a: {kind: cron, defaults: {schedule: x}}}\n", 2, 40, "no default"},
    {"estate: acme\nplatforms: {a: {kind: cron, defaults: {retries: 3}}}\n", 2, 40, "retry"},
    {"estate: acme\nplatforms: {a: {kind: cron, defaults: {retry: any}}}\n", 2, 47, "a value"},
    {"estate: acme\nplatforms: {a: {kind: cron, defaults: {timeout: {run: 5}}}}\n", 2, 55, "unit"},
    {"estate: acme\nplatforms:\n  a: {kind: cron}\n  a: {kind: cron}\n", 4, 3, "a"},
    // The rest.
    {"estate: acme\naudit: {interval: 1}\n", 2, 19, "unit"},
    {"estate: acme\naudit: {interval: 5s}\n", 2, 19, "one minute"},
    {"estate: acme\naudit: {interval: 5m, jitter: 5m}\n", 2, 31, "jitter"},
    {"estate: acme\naudit: {every: 5m}\n", 2, 9, "every"},
    {"estate: acme\nstore: x.db\n", 2, 8, "mapping"},
    {"estate: acme\nstore: {file: x.db}\n", 2, 9, "file"},
    {"estate: acme\nstore: {path: ''}\n", 2, 15, ""},
    {"estate: acme\npolicy: {file: ../p.yaml}\n", 2, 16, "leaves"},
    {"estate: acme\npolicy: {fiel: p.yaml}\n", 2, 10, "file"},
    {"estate: acme\nledger: {head: {ref: main}}\n", 2, 16, "repo"},
    {"estate: acme\nledger: {key: x}\n", 2, 10, "key"},
    {"estate: acme\ninclude: teams/*.yaml\n", 2, 10, "list"},
    {"estate: acme\ninclude: [none.yaml]\n", 2, 11, "no file"},
    {"estate: acme\ntruth: []\n", 2, 8, "names no truth"},
    {"estate: acme\ninclude: ['/etc/plumbline/plumbline.yaml']\n", 2, 11, ""},
};

}  // namespace

TEST_CASE("what is wrong in a configuration is told with its place", "[daemon][config]") {
  for (const auto& bad : bad_cases) {
    CAPTURE(bad.text);
    const auto reading = parse(bad.text);
    REQUIRE_FALSE(reading.ok());
    const auto& error = reading.errors.front();
    INFO(describe(error));
    CHECK(error.kind == ErrorKind::invalid);
    CHECK(error.where.file == "/etc/plumbline/plumbline.yaml");
    CHECK(error.where.line == bad.line);
    CHECK(error.where.column == bad.column);
    CHECK_THAT(error.message + " | " + error.hint, ContainsSubstring(bad.says));
    CHECK_FALSE(error.hint.empty());
  }
}

TEST_CASE("all mistakes of all files are told at once, in order", "[daemon][config]") {
  FakeFiles files;
  files.content["/etc/plumbline/teams/a.yaml"] =
      "truth: []\nplatforms:\n  host-17: {kind: cron}\n  other: {kind: cron, sudo: 1}\n";
  files.content["/etc/plumbline/teams/b.yaml"] = "platforms: {b: {kind: corn}}\n";
  const auto reading = parse(
      "estate: acme\nplatforms:\n  host-17: {kind: cron, timeout: 5}\nstore: 3\n"
      "include: [teams/*.yaml]\n",
      files);
  std::vector<std::string> places;
  for (const auto& error : reading.errors)
    places.push_back(error.where.file.substr(15) + ":" + std::to_string(error.where.line));
  CHECK(places == std::vector<std::string>{"plumbline.yaml:3", "plumbline.yaml:4", "teams/a.yaml:1",
                                           "teams/a.yaml:3", "teams/a.yaml:4", "teams/b.yaml:1"});
}

TEST_CASE("a secret is never repeated in a message", "[daemon][config]") {
  for (const char* text :
       {"estate: acme\npassword: s3cr3t\n",
        "estate: acme\ntruth: [{repo: 'https://u:s3cr3t@h/x'}]\n",
        "estate: acme\ntruth: [{repo: x, credentials: {token: s3cr3t}}]\n",
        "estate: acme\ntruth: [{repo: 'https://h/x.git?token=s3cr3t'}]\n",
        "estate: acme\ntruth: [{repo: 'https://h/x.git#s3cr3t'}]\n",
        "estate: acme\nplatforms: {a: {kind: cron, ssh: 'bob:s3cr3t@h'}}\n",
        "estate: acme\ntruth: [{repo: x, credentials: {token_env: 's3cr3t-x'}}]\n",
        "estate: acme\ntruth: [{repo: x, credentials: {token_credential: 's3cr3t/x'}}]\n"}) {
    const auto reading = parse(text);
    REQUIRE_FALSE(reading.ok());
    for (const auto& error : reading.errors)
      CHECK(describe(error).find("s3cr3t") == std::string::npos);
  }
}

TEST_CASE("what is allowed and rarely meant is told", "[daemon][config]") {
  struct Case {
    const char* text;
    const char* warning;  ///< empty = none
  };
  const Case cases[] = {
      {"include: ['teems/*.yaml']\n", "no file matches /etc/plumbline/teems/*.yaml"},
      {"platforms: {a: {kind: cron}, b: {kind: cron}}\n", "platforms a and b read the same"},
      {"platforms: {a: {kind: cron, root: x}, b: {kind: cron, root: ./x/}}\n", "a and b"},
      {"platforms: {a: {kind: cron, ssh: h}, b: {kind: cron, ssh: h}}\n", "a and b"},
      {"platforms: {a: {kind: cron, ssh: h}, b: {kind: cron}}\n", ""},
      {"platforms: {a: {kind: cron, root: x}, b: {kind: cron, root: z}}\n", ""},
      {"platforms: {a: {kind: cron, sources: [crontab]}, b: {kind: cron}}\n", ""},
      {"platforms: {a: {kind: argo}, b: {kind: argo}}\n", ""},
  };
  for (const auto& row : cases) {
    CAPTURE(row.text);
    const auto reading = parse("estate: acme\n" + std::string(row.text));
    CHECK(reading.ok());
    REQUIRE(reading.warnings.size() == (*row.warning == '\0' ? 0U : 1U));
    if (*row.warning == '\0') continue;
    CHECK_THAT(reading.warnings.front().message, ContainsSubstring(row.warning));
    CHECK(reading.warnings.front().where.line == 2);
  }
}

TEST_CASE("a platform that two files name is refused with both places", "[daemon][config]") {
  FakeFiles files;
  files.content["/etc/plumbline/a.yaml"] = "platforms:\n  host-17: {kind: cron}\n";
  const auto reading =
      parse("estate: acme\nplatforms:\n  host-17: {kind: cron}\ninclude: [a.yaml]\n", files);
  REQUIRE(reading.errors.size() == 1);
  CHECK(reading.errors[0].where.file == "/etc/plumbline/a.yaml");
  CHECK_THAT(reading.errors[0].hint, ContainsSubstring("/etc/plumbline/plumbline.yaml:3"));
}

TEST_CASE("a file is included once, and only files that can be read", "[daemon][config]") {
  FakeFiles files;
  files.content["/etc/plumbline/teams/a.yaml"] = "platforms: {}\n";
  CHECK(good(head + "include: [none/*.yaml]\n", files).files.size() == 1);
  CHECK_FALSE(parse(head + "include: [teams/a.yaml, teams/*.yaml]\n", files).ok());
  files.content["/etc/plumbline/plumbline.yaml"] = head;
  CHECK_FALSE(parse(head + "include: ['*.yaml']\n", files).ok());
}

TEST_CASE("real files are read, and what is no file is refused", "[daemon][config]") {
  std::string pattern = (fs::temp_directory_path() / "plumbline-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  const fs::path folder = pattern;
  fs::create_directory(folder / "teams");
  std::ofstream(folder / "plumbline.yaml") << "estate: acme\ninclude: [teams/*.yaml]\n";
  std::ofstream(folder / "teams" / "b.yaml") << "platforms: {b: {kind: cron}}\n";
  std::ofstream(folder / "teams" / "a.yaml") << "platforms: {a: {kind: cron}}\n";
  const auto reading = read_config(folder / "plumbline.yaml", "", system_files());
  CHECK(reading.ok());
  CHECK(reading.config.files == std::vector<fs::path>{folder / "plumbline.yaml",
                                                      folder / "teams/a.yaml",
                                                      folder / "teams/b.yaml"});

  CHECK(read_config(folder / "none.yaml", "", system_files()).errors.at(0).kind ==
        ErrorKind::not_found);
  CHECK(read_config(folder, "", system_files()).errors.at(0).kind == ErrorKind::invalid);
  CHECK(read_config("/dev/zero", "", system_files()).errors.at(0).kind == ErrorKind::invalid);
  std::ofstream(folder / "big.yaml") << std::string(5 << 20, '#');
  CHECK_THAT(read_config(folder / "big.yaml", "", system_files()).errors.at(0).message,
             ContainsSubstring("4 MiB"));

  Directories directories;
  directories.working = folder;
  CHECK(*find_config("", directories) == folder / "plumbline.yaml");
  CHECK(*find_config("teams/a.yaml", directories) == folder / "teams/a.yaml");
  CHECK(find_config("none.yaml", directories).error().kind == ErrorKind::not_found);
  directories.working = folder / "teams";
  directories.home = folder;
  fs::create_directories(folder / ".config/plumbline");
  std::ofstream(folder / ".config/plumbline/plumbline.yaml") << head;
  CHECK(*find_config("", directories) == folder / ".config/plumbline/plumbline.yaml");
  directories.config_home = folder / "none";
  const auto missing = find_config("", directories);
  if (!fs::exists("/etc/plumbline/plumbline.yaml")) {
    REQUIRE_FALSE(missing);
    CHECK_THAT(missing.error().message, ContainsSubstring("/etc/plumbline/plumbline.yaml"));
  }
  fs::remove_all(folder);
}

TEST_CASE("state and cache lie where systemd, XDG and home say, in this order",
          "[daemon][config]") {
  Directories directories;
  directories.home = "/home/ana";
  CHECK(default_store_path("acme", directories) == "/home/ana/.local/state/plumbline/acme.db");
  CHECK(cache_directory(directories) == "/home/ana/.cache/plumbline");
  CHECK(default_store_path("acme", Directories{}).empty());
  CHECK(cache_directory(Directories{}).empty());
  directories.state_home = "/x/state";
  directories.cache_home = "/x/cache";
  CHECK(default_store_path("acme", directories) == "/x/state/plumbline/acme.db");
  CHECK(cache_directory(directories) == "/x/cache/plumbline");
  ::setenv("STATE_DIRECTORY", "/var/lib/plumbline:/var/lib/other", 1);
  ::setenv("CACHE_DIRECTORY", "/var/cache/plumbline", 1);
  ::setenv("XDG_STATE_HOME", "not/absolute", 1);
  const Directories own = process_directories();
  ::unsetenv("STATE_DIRECTORY");
  ::unsetenv("CACHE_DIRECTORY");
  ::unsetenv("XDG_STATE_HOME");
  CHECK(own.state_home.empty());
  CHECK(own.working == fs::current_path());
  CHECK(default_store_path("acme", own) == "/var/lib/plumbline/acme.db");
  CHECK(cache_directory(own) == "/var/cache/plumbline");
}
