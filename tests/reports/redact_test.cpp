#include "reports/redact.hpp"

#include <nlohmann/json.hpp>

#include "reports/json.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sample_report.hpp"

using namespace plumbline;
using namespace plumbline::reports;
using Catch::Matchers::Contains;

TEST_CASE("secrets are left out by their form", "[reports][redact]") {
  const auto [text, shown] = GENERATE(table<std::string, std::string>({
      {"curl https://bob:s3cret@host/x", "curl https://bob:[redacted]@host/x"},
      {"psql postgres://u:p%40ss@db:5432/x", "psql postgres://u:[redacted]@db:5432/x"},
      {"git clone https://x:a@b@host/y", "git clone https://x:[redacted]@host/y"},
      {"backup --password=hunter2 --all", "backup --password=[redacted] --all"},
      {"backup --password hunter2 --all", "backup --password [redacted] --all"},
      {"backup --password='two words' x", "backup --password='[redacted]' x"},
      {"PGPASSWORD=abc pg_dump db", "PGPASSWORD=[redacted] pg_dump db"},
      {"AWS_SECRET_ACCESS_KEY=abc/def+ghi aws s3 ls", "AWS_SECRET_ACCESS_KEY=[redacted] aws s3 ls"},
      {"curl 'https://h/x?api_key=abc&n=1'", "curl 'https://h/x?api_key=[redacted]&n=1'"},
      {"curl -H 'Authorization: Bearer abcdefghijklmnop'",
       "curl -H 'Authorization: Bearer [redacted]'"},
      {"curl -H 'authorization: basic dXNlcjpwYXNzd29yZA=='",
       "curl -H 'authorization: basic [redacted]'"},
      {"curl -H 'Authorization: token 0123abcd' h", "curl -H 'Authorization: token [redacted]' h"},
      {"curl -H Authorization:0123abcd h", "curl -H Authorization:[redacted] h"},
      {"curl https://hooks.slack.com/services/T0/B0/abc -d x",
       "curl https://hooks.slack.com/services/[redacted] -d x"},
      {"curl -H \"X-Api-Key: abc123\" h", "curl -H \"X-Api-Key: [redacted]\" h"},
      {"curl -u bob:secret h", "curl -u bob:[redacted] h"},
      {"mysqldump -u root -phunter2 db", "mysqldump -u root -p[redacted] db"},
      {"sshpass -p hunter2 ssh h", "sshpass -p [redacted] ssh h"},
      {"curl --proxy-user a:PW http://h", "curl --proxy-user a:[redacted] http://h"},
      {"curl -ubob:PW h", "curl -ubob:[redacted] h"},
      {"curl -u 'bob:P W' h", "curl -u 'bob:[redacted]' h"},
      {"/usr/bin/curl -s --user=bob:PW h", "/usr/bin/curl -s --user=bob:[redacted] h"},
      {"curl -b session=PW h", "curl -b session=[redacted] h"},
      {"curl -b 'session=PW; b=c' h", "curl -b 'session=[redacted]' h"},
      {"docker login -u x -p PW r.example", "docker login -u x -p [redacted] r.example"},
      {"mongodump -u x -p PW --db y", "mongodump -u x -p [redacted] --db y"},
      {"sqlcmd -S h -P PW -Q x", "sqlcmd -S h -P [redacted] -Q x"},
      {"redis-cli -a PW flushall", "redis-cli -a [redacted] flushall"},
      {"ldapsearch -x -w PW -b dc=x", "ldapsearch -x -w [redacted] -b dc=x"},
      {"htpasswd -b /etc/f bob PW", "htpasswd -b /etc/f bob [redacted]"},
      {"htpasswd -nbB bob PW", "htpasswd -nbB bob [redacted]"},
      {"lftp -u bob,PW h", "lftp -u bob,[redacted] h"},
      {"sqlplus -s scott/PW@db @/srv/x.sql", "sqlplus -s scott/[redacted]@db @/srv/x.sql"},
      {"impdp system/PW@db dumpfile=a/b", "impdp system/[redacted]@db dumpfile=a/b"},
      {"export PASS=PW; x", "export PASS=[redacted]; x"},
      {"DB_PASS=PW x", "DB_PASS=[redacted] x"},
      {"echo PW | sudo -S reboot", "echo [redacted] | sudo -S reboot"},
      {"echo 'P W' | sudo -u x -S y", "echo '[redacted]' | sudo -u x -S y"},
      {"openssl enc -k PW -in x", "openssl enc -k [redacted] -in x"},
      {"openssl enc -pass pass:PW -in x", "openssl enc -pass pass:[redacted] -in x"},
      {"zip -r -P PW a.zip b", "zip -r -P [redacted] a.zip b"},
      {"7z a -pPW a.7z b", "7z a -p[redacted] a.7z b"},
      {"owner=\"password=PW\"", "owner=\"password=[redacted]\""},
      {"x AKIAIOSFODNN7EXAMPLE y", "x [redacted] y"},
      {"x ghp_abcdefghijklmnopqrstuvwxyz0123456789 y", "x [redacted] y"},
      {"x eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl y", "x [redacted] y"},
      {R"({"password":"hunter2","user":"bob"})", R"({"password":"[redacted]","user":"bob"})"},
      {"-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----x", "[redacted]x"},
      {"-----BEGIN PRIVATE KEY-----\nabc", "[redacted]"},
  }));
  CHECK(redacted(text) == shown);
  CHECK(redacted(shown) == shown);
}

TEST_CASE("what is no secret stays as it is", "[reports][redact]") {
  const auto* const text = GENERATE(
      "", "/usr/bin/backup -p 22 -u root", "https://host:8080/a@b", "ssh://ops@host-17",
      "backup --password-file=/run/secret/x", "PGPASSWORD=$DB_PASSWORD pg_dump", "token",
      "--token-count 3", "--password=$(cat /x)", "https://u:$PASS@host/", "mysql -p db",
      "the secret: nobody knows", "cp -pr a b", "a basic example", "AKIA", "--password --user x",
      "curl -H \"Authorization: Bearer $TOKEN\" h", "serve -p 8080", "ssh -p 22 h", "mkdir -p a/b",
      "cp -p a b", "tar -p -xf a", "docker run -p 8080:80 x",
      "docker login h; docker run -p 80:80 x", "curl -s h | ssh -p 22 x", "curl -b cookies.txt h",
      "curl -u $USER:$PW h", "mongodump -p --db x", "scp -P 2222 a h:b", "7z a -p x",
      "zip -r a.zip b", "sqlplus / as sysdba", "sqlplus -s $LOGIN @/srv/x.sql",
      "sqlplus -s u <scripts/a.sql", "sqlplus -s u < scripts/a.sql", "echo done | mail -s x ops",
      "echo y | sudo tee f", "htpasswd -c f bob", "openssl x509 -in a/b", "COMPASS=north x",
      "--bypass 3", "redis-cli -h a get b", "ldapsearch -x -b dc=x",
      "30 6 * * mon-fri (Europe/Berlin)");
  CHECK(redacted(text) == text);
}

TEST_CASE("redacted JSON stays JSON", "[reports][redact]") {
  CHECK(redacted_json(R"({"digest":"sha256:aa","parts":{"command":"x --password=\"a b\" y"}})") ==
        R"({"digest":"sha256:aa","parts":{"command":"x --password=\"[redacted]\" y"}})");
  CHECK(redacted_json(R"({"env":{"DB_PASSWORD":"hun\"ter2"},"n":1.50})") ==
        R"({"env":{"DB_PASSWORD":"[redacted]"},"n":1.5})");
  CHECK(redacted_json(R"(["a\"b",1.50])") == R"(["a\"b",1.50])");
  CHECK(redacted_json("[1,2]") == "[1,2]");
  const auto text = GENERATE(as<std::string>{}, R"(["--password=a\\b\"c"])",
                             R"(["PGPASSWORD=\"x y\\\" z"])", R"(["mysql -p\u0041bc"])");
  CHECK(nlohmann::json::accept(redacted_json(text)));
}

TEST_CASE("no secret of a report reaches a renderer", "[reports][redact]") {
  auto report = test::sample_report();
  const std::string secret = "--password=hunter2";
  for (auto& finding : report.findings) {
    finding.message += secret;
    finding.effect += secret;
    finding.notes.push_back(secret);
    finding.leaves.push_back({"action", secret, secret});
    for (auto* side : {&finding.truth, &finding.live}) {
      side->text = secret;
      side->reason = secret;
      side->value = "{\"parts\":{\"command\":\"" + secret + "\"}}";
    }
    finding.base = finding.live;
  }
  report.notes.front().text = secret;
  report.resolved.front().message = secret;
  report.coverage.back().unread.front().error.message = secret;
  redact(report);
  const auto json = to_json(report, {"0.1.0", false});
  CHECK_THAT(json, !Contains("hunter2"));
  CHECK_THAT(json, Contains("--password=[redacted]"));
}

TEST_CASE("truth and live that differ in a secret only are the same after the door",
          "[reports][redact]") {
  const auto action = [](const std::string& command) { return Action{{}, {{"command", command}}}; };
  LiveListing listing;
  listing.workflows.resize(1);
  auto& live = listing.workflows.front();
  live.fields.action = Observed<Action>::of(action("load --token=abc"));
  live.fields.notify = Observed<Notifications>::absent(
      Notifications{{NotifyOn::failure, "ping", {"https://u:abc@h/x"}}});
  live.local = {{"env.PGPASSWORD", "abc"}, {"nice", "10"}};
  redact(listing);
  CHECK(live.fields.action.get()->parts.at("command") == "load --token=[redacted]");
  CHECK(live.fields.notify.default_filled());
  CHECK(live.fields.notify.get()->front().to.front() == "https://u:[redacted]@h/x");
  CHECK(live.local ==
        std::map<std::string, std::string>{{"env.PGPASSWORD", "[redacted]"}, {"nice", "10"}});
  Truth truth;
  truth.workflows.resize(1);
  auto& declared = truth.workflows.front();
  declared.fields.action.value = action("load --token=xyz");
  declared.places.resize(1);
  declared.places.front().local = {{"env.PGPASSWORD", "xyz"}, {"nice", "10"}};
  redact(truth);
  CHECK(*declared.fields.action.value == *live.fields.action.get());
  CHECK(declared.places.front().local == live.local);
}

TEST_CASE("the events of an audit are kept without secrets", "[reports][redact]") {
  reconcile::MemoryUpdate update;
  update.openings.resize(1);
  auto& incident = update.openings.front();
  incident.truth = incident.live = incident.message = "x --password=hunter2";
  update.changes.resize(1);
  auto& change = update.changes.front();
  change.from = change.to = R"({"parts":{"command":"x --password=hunter2"}})";
  redact(update);
  for (const auto& text :
       {incident.truth, incident.live, incident.message, change.from, change.to}) {
    CHECK_THAT(text, !Contains("hunter2"));
  }
}
