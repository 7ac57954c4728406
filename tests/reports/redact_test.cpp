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
      {"curl -H \"X-Api-Key: abc123\" h", "curl -H \"X-Api-Key: [redacted]\" h"},
      {"curl -u bob:secret h", "curl -u bob:[redacted] h"},
      {"mysqldump -u root -phunter2 db", "mysqldump -u root -p[redacted] db"},
      {"sshpass -p hunter2 ssh h", "sshpass -p [redacted] ssh h"},
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
  const auto* const text =
      GENERATE("", "/usr/bin/backup -p 22 -u root", "https://host:8080/a@b", "ssh://ops@host-17",
               "backup --password-file=/run/secret/x", "PGPASSWORD=$DB_PASSWORD pg_dump", "token",
               "--token-count 3", "--password=$(cat /x)", "https://u:$PASS@host/", "mysql -p db",
               "the secret: nobody knows", "cp -pr a b", "a basic example", "AKIA",
               "--password --user x", "30 6 * * mon-fri (Europe/Berlin)");
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
