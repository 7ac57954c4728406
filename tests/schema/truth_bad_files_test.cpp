#include <string>

#include "tests/schema/truth_support.hpp"
#include "tests/support/catch.hpp"

namespace plumbline::test {
namespace {

/// A mistake in a truth file: what is written, where it is reported, and a part of the sentence.
struct Mistake {
  std::string yaml;
  std::string at;  ///< "line:column"
  std::string says;
};

/// Three sound lines; what a row adds begins in line 4.
const std::string sound =
    "plumbline: v1\n"
    "workflow: orders\n"
    "places: [{platform: host-17, id: crontab#orders}]\n";

const std::vector<Mistake> mistakes_in_fields{
    // schedule
    {"schedule: 30 6 * * *\n", "4:11", "a schedule is a mapping"},
    {"schedule: manual\n", "4:11", "{trigger: manual}"},
    {"schedule: {cron: \"30 6 * * *\"}\n", "4:18", "`cron` without a timezone"},
    {"schedule: {at: 2026-12-31T23:00}\n", "4:16", "`at` without a timezone"},
    {"schedule: {timezone: UTC}\n", "4:11", "without a start"},
    {"schedule: {cron: \"30 6 * * *\", timezone: Europe/Berlim}\n", "4:42", "Europe/Berlim"},
    {"schedule: {cron: \"30 6 * * *\", timezone: [UTC]}\n", "4:42", "list"},
    {"schedule: {cron: \"61 6 * * *\", timezone: UTC}\n", "4:19", "61"},
    {"schedule: {cron: \"30 6 * * fryday\", timezone: UTC}\n", "4:28", "fryday"},
    {"schedule: {cron: \"30 6 * *\", timezone: UTC}\n", "4:", "fields"},
    {"schedule: {cron: \"\", timezone: UTC}\n", "4:18", "empty"},
    {"schedule: {cron: \"0 0 30 2 *\", timezone: UTC}\n", "4:18", "never fires"},
    {"schedule: {cron: 5, timezone: UTC}\n", "4:18", "5"},
    {"schedule: {cron: \"0 6 * * *\", dialect: portabel, timezone: UTC}\n", "4:40", "portabel"},
    {"schedule: {cron: \"0 6 * * *\", every: 90m, timezone: UTC}\n", "4:31", "two starts"},
    {"schedule: {every: 90m, trigger: manual}\n", "4:24", "two starts"},
    {"schedule: {every: 90}\n", "4:19", "unit"},
    {"schedule: {every: 0s}\n", "4:19", "interval of nothing"},
    {"schedule: {every: -5m}\n", "4:19", "-5m"},
    {"schedule: {every: 90m, dialect: quartz}\n", "4:33", "`dialect` without `cron`"},
    {"schedule: {cron: \"0 6 * * *\", timezone: UTC, anchor: 2026-01-01T00:00:00Z}\n", "4:54",
     "`anchor` without `every`"},
    {"schedule: {every: 90m, anchor: yesterday}\n", "4:32", "yesterday"},
    {"schedule: {at: 2026-13-01T00:00, timezone: UTC}\n", "4:", "2026-13-01T00:00"},
    {"schedule: {at: tomorrow, timezone: UTC}\n", "4:", "tomorrow"},
    {"schedule: {trigger: manuel}\n", "4:21", "manual"},
    {"schedule: {cron: \"0 6 * * *\", timezone: UTC, zone: UTC}\n", "4:46", "zone"},
    {"schedule: {crom: \"0 6 * * *\", timezone: UTC}\n", "4:12", "cron"},
    {"schedule:\n  - {cron: \"0 6 * * *\", timezone: UTC}\n  - {cron: \"0 25 * * *\", timezone: "
     "UTC}\n",
     "6:15", "25"},
    {"schedule:\n  - {trigger: manual}\n  - 5\n", "6:5", "mapping"},
    {"schedule: {every: 1h, window: {start: 2026-02-01, end: 2026-01-01}}\n", "4:31",
     "ends before it starts"},
    {"schedule: {every: 1h, window: {from: 2026-02-01}}\n", "4:32", "from"},
    {"schedule:\n", "4:", "schedule"},
    {"timezone: Mars/Olympus\nschedule: {cron: \"0 6 * * *\"}\n", "4:11", "Mars/Olympus"},
    {"dst: {gap: skip}\n", "4:12", "nothing about `repeat`"},
    {"dst: {repeat: both}\n", "4:15", "nothing about `gap`"},
    {"dst: {gap: jump, repeat: both}\n", "4:12", "skip"},
    {"dst: skip\n", "4:6", "mapping"},
    // enabled, catchup
    {"enabled: yes\n", "4:10", "true"},
    {"enabled: \"true\"\n", "4:10", "true"},
    {"enabled: on\n", "4:10", "true"},
    {"enabled: 1\n", "4:10", "true"},
    {"enabled: operater\n", "4:10", "true"},
    {"catchup: sometimes\n", "4:10", "sometimes"},
    {"catchup: {latest: 2}\n", "4:19", "unit"},
    {"catchup: {latest: 2h, all: 1d}\n", "4:10", "one rule"},
    {"catchup: {}\n", "4:10", "one rule"},
    {"catchup: [all]\n", "4:10", "list"},
    // concurrency
    {"concurrency: 1\n", "4:14", "mapping"},
    {"concurrency: {max: 0}\n", "4:20", "0"},
    {"concurrency: {max: -1}\n", "4:20", "-1"},
    {"concurrency: {max: one}\n", "4:20", "one"},
    {"concurrency: {max: 1.5}\n", "4:20", "1.5"},
    {"concurrency: {max: 99999999999999999999}\n", "4:20", "99999999999999999999"},
    {"concurrency: {max: 1, when_busy: wait}\n", "4:34", "wait"},
    {"concurrency: {maximum: 1}\n", "4:15", "maximum"},
    // retry
    {"retry: 3\n", "4:8", "mapping"},
    {"retry: {max: 3, delay: 300}\n", "4:24", "unit"},
    {"retry: {max: 3, delay: 5 minutes}\n", "4:24", "5 minutes"},
    {"retry: {max: \"3\"}\n", "4:14", "3"},
    {"retry: {max: 0x3}\n", "4:14", "0x3"},
    {"retry: {max: 03}\n", "4:14", "03"},
    {"retry: {max: 3, factor: 0.5}\n", "4:25", "0.5"},
    {"retry: {max: 3, factor: .inf}\n", "4:25", ".inf"},
    {"retry: {max: 3, factor: .nan}\n", "4:25", ".nan"},
    {"retry: {max: 3, factor: two}\n", "4:25", "two"},
    {"retry: {max: 3, max_delay: 0s}\n", "4:28", "`none`"},
    {"retry: {max: 3, maxdelay: 1h}\n", "4:17", "max_delay"},
    {"retry: {max: 3, jitter: some}\n", "4:25", "some"},
    {"retry: {max: 3, on: errors}\n", "4:21", "error"},
    {"retry: {max: 3, max: 4}\n", "4:17", "max"},
    // timeout
    {"timeout: 2h\n", "4:10", "does not say whose"},
    {"timeout: {run: 2}\n", "4:16", "unit"},
    {"timeout: {run: 0s}\n", "4:16", "`none`"},
    {"timeout: {run: never}\n", "4:16", "never"},
    {"timeout: {tasks: 30m}\n", "4:11", "task"},
    {"timeout: {run: 99999999999d}\n", "4:16", "99999999999d"},
    // notify, depends_on
    {"notify: ana@example.com\n", "4:9", "list"},
    {"notify: [ana@example.com]\n", "4:10", "mapping"},
    {"notify: [{channel: email, to: [a@b.c]}]\n", "4:10", "`on`"},
    {"notify: [{on: failure}]\n", "4:10", "`channel`"},
    {"notify: [{on: failing, channel: email}]\n", "4:15", "failing"},
    {"notify: [{on: failure, channel: email, to: a@b.c}]\n", "4:44", "list"},
    {"notify: [{on: failure, channel: email, to: [1]}]\n", "4:45", "1"},
    {"depends_on: payments/ingest\n", "4:13", "list"},
    {"depends_on: [ingest]\n", "4:14", "TEAM/NAME"},
    {"depends_on: [a/b/c]\n", "4:14", "TEAM/NAME"},
    {"depends_on: [{how: sensor}]\n", "4:14", "`workflow`"},
    // owner, run_as, action, labels
    {"owner: ana\n", "4:8", "mapping"},
    {"owner: {technical: [ana]}\n", "4:20", "list"},
    {"owner: {tecnical: ana}\n", "4:9", "technical"},
    {"run_as: [root]\n", "4:9", "list"},
    {"run_as: 0\n", "4:9", "0"},
    {"action: sha256:00\n", "4:9", "mapping"},
    {"action: {}\n", "4:9", "says nothing"},
    {"action: {digest: sha256:00}\n", "4:18", "64 hex digits"},
    {"action: {digest: md5:d41d8cd98f00b204e9800998ecf8427e}\n", "4:18", "64 hex digits"},
    {"labels: [a, b]\n", "4:9", "mapping"},
    {"labels: {a: {b: c}}\n", "4:13", "mapping"},
    // the rest of a workflow
    {"tier: urgent\n", "4:7", "urgent"},
    {"idempotent: maybe\n", "4:13", "true"},
    {"active_active: 2\n", "4:16", "true"},
    {"description: [x]\n", "4:14", "list"},
    {"description: \n", "4:", "description"},
    {"team: Data & Co\n", "4:7", "team"},
    {"kind: flow\n", "4:7", "workflow"},
    {"local: {queue: heavy}\n", "4:1", "local"},
    {"scheduel: {every: 1h}\n", "4:1", "schedule"},
    {"workflow: twice\n", "4:1", "workflow"},
    {"tasks: [load]\n", "4:8", "mapping"},
    {"tasks: {load: {timeout: 5}}\n", "4:25", "unit"},
    {"tasks: {load: {timeout: {run: 5m}}}\n", "4:26", "run"},
    {"tasks: {load: {schedule: {every: 1h}}}\n", "4:16", "schedule"},
    {"tasks: {load: 1h}\n", "4:15", "mapping"},
};

/// A required key under another name: it is missing and there is an unknown one.
const std::vector<Mistake> misnamed_keys{
    {"schedule: {trigger: {costum: x}}\n", "4:22", "did you mean `custom`"},
    {"notify: [{on: failure, chanel: email}]\n", "4:24", "did you mean `channel`"},
};

const std::vector<Mistake> mistakes_in_files{
    {"", "1:1", "no content"},
    {"\n\n# only a comment\n", "", "no content"},
    {"just text\n", "1:1", "mapping"},
    {"- a\n- b\n", "1:1", "mapping"},
    {"workflow: orders\n", "1:1", "no top-level `plumbline:`"},
    {"plumbline: v2\nworkflow: orders\nfuture: yes\n", "1:12", "newer plumbline"},
    {"plumbline: 1\nworkflow: orders\n", "1:12", "plumbline: v1"},
    {"plumbline: v1\nplaces: [{platform: p, id: i}]\n", "1:1", "`workflow`"},
    {"plumbline: v1\nworkflow: -x\nplaces: [{platform: p, id: i}]\n", "2:11", "workflow"},
    {"plumbline: v1\nworkflow: a b\nplaces: [{platform: p, id: i}]\n", "2:11", "a b"},
    {"plumbline: v1\nworkflow: 7\nplaces: [{platform: p, id: i}]\n", "2:11", "7"},
    {"plumbline: v1\nworkflow: ../x\nplaces: [{platform: p, id: i}]\n", "2:11", "../x"},
    {"plumbline: v1\nworkflow: x\n", "1:1", "lives nowhere"},
    {"plumbline: v1\nworkflow: x\nplaces: []\n", "3:9", "lives nowhere"},
    {"plumbline: v1\nworkflow: x\nplaces: host-17\n", "3:9", "list"},
    {"plumbline: v1\nworkflow: x\nplaces: [host-17]\n", "3:10", "mapping"},
    {"plumbline: v1\nworkflow: x\nplaces: [{id: i}]\n", "3:10", "`platform`"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platform: p}]\n", "3:10", "`id`"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platform: \"a b\", id: i}]\n", "3:21", "platform"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platform: p, id: \"\"}]\n", "3:28", "empty"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platform: p, id: 17}]\n", "3:28", "quotes"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platform: p, id: i, role: passive}]\n", "3:37",
     "passive"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platform: p, id: i, local: heavy}]\n", "3:38",
     "mapping"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platform: p, id: i, overrides: {retries: 3}}]\n",
     "3:43", "retry"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platform: p, id: i, overrides: {schedule: {cron: "
     "\"0 6 * * *\"}}}]\n",
     "3:60", "`cron` without a timezone"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platform: p, id: i, accept_inexpressible: retry}]\n",
     "3:53", "list"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platform: p, id: i, accept_inexpressible: [retries]}]"
     "\n",
     "3:54", "retry"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platform: p, id: i}, {platform: p, id: i}]\n", "3:32",
     "twice"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platfrom: p, id: i}]\n", "3:11", "platform"},
    // waivers
    {"plumbline: v1\nkind: waiver\nowner: a\nreason: b\nexpires: 2026-12-31\n", "1:1", "`select`"},
    {"plumbline: v1\nkind: waiver\nselect: {}\nowner: a\nreason: b\nexpires: 2026-12-31\n", "3:9",
     "everything"},
    {"plumbline: v1\nkind: waiver\nselect: {team: x}\nowner: a\nreason: b\nexpires: 2026-12-31\n",
     "3:10", "team"},
    {"plumbline: v1\nkind: waiver\nselect: {field: retires}\nowner: a\nreason: b\nexpires: "
     "2026-12-31\n",
     "3:17", "retry"},
    {"plumbline: v1\nkind: waiver\nselect: {field: retry}\nreason: b\nexpires: 2026-12-31\n", "1:1",
     "`owner`"},
    {"plumbline: v1\nkind: waiver\nselect: {field: retry}\nowner: a\nexpires: 2026-12-31\n", "1:1",
     "`reason`"},
    {"plumbline: v1\nkind: waiver\nselect: {field: retry}\nowner: a\nreason: b\n", "1:1",
     "`expires`"},
    {"plumbline: v1\nkind: waiver\nselect: {field: retry}\nowner: a\nreason: b\nexpires: soon\n",
     "6:10", "soon"},
    {"plumbline: v1\nkind: waiver\nselect: {field: retry}\nowner: a\nreason: b\nexpires: "
     "2026-02-30\n",
     "6:10", "2026-02-30"},
    {"plumbline: v1\nkind: waiver\nselect: {field: retry}\nowner: a\nreason: b\nexpires: "
     "2026-12-31\nplaces: []\n",
     "7:1", "places"},
    // YAML itself
    {"plumbline: v1\nworkflow: x\n\tplaces: []\n", "3:", "tab"},
    {"plumbline: v1\nworkflow: &a x\nplaces: [{platform: p, id: *a}]\n", "2:", "nchor"},
    {"plumbline: v1\nworkflow: !!str x\nplaces: [{platform: p, id: i}]\n", "2:", "tag"},
    {"plumbline: v1\nworkflow: x\nplaces: [{platform: p, id: i}\n", "", ""},
    {"plumbline: v1\n---\nplumbline: v1\n", "2:", "document"},
    {"plumbline: v1\nworkflow: \"\xff\xfe\"\n", "2:", "UTF-8"},
    {"plumbline: v1\nworkflow: x\x01y\n", "2:", "control"},
    {",", "1:1", ""},
    {"{", "1:", ""},
    {"a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "1:", ""},
};

void check(const Mistake& mistake, const std::string& text) {
  const auto truth = assembled({{"workflows/payments/orders.yaml", text}});
  const auto problems = problems_text(truth);
  INFO(text);
  INFO(problems);
  CHECK(truth.workflows.empty());
  CHECK(truth.waivers.empty());
  REQUIRE_FALSE(truth.problems.empty());
  bool found = false;
  for (const auto& problem : truth.problems) {
    const auto line = describe(problem.error);
    CHECK(problem.error.kind == ErrorKind::invalid);
    CHECK(problem.error.where.file == "workflows/payments/orders.yaml");
    CHECK(problem.source.commit == std::string(40, 'c'));
    const bool here = line.find(".yaml:" + mistake.at) != std::string::npos;
    if (here && line.find(mistake.says) != std::string::npos) found = true;
  }
  CHECK(found);
}

TEST_CASE("every mistake in a field is named with its place", "[schema][truth]") {
  REQUIRE(truth_entry({}).files.empty());
  REQUIRE(assembled({{"workflows/payments/orders.yaml", sound}}).workflows.size() == 1);
  for (const auto& mistake : mistakes_in_fields) check(mistake, sound + mistake.yaml);
  for (const auto& mistake : misnamed_keys) check(mistake, sound + mistake.yaml);
}

TEST_CASE("one mistake is one problem", "[schema][truth]") {
  for (const auto& mistake : mistakes_in_fields) {
    const auto truth = assembled({{"workflows/payments/orders.yaml", sound + mistake.yaml}});
    INFO(mistake.yaml);
    INFO(problems_text(truth));
    CHECK(truth.problems.size() == 1);
  }
}

TEST_CASE("every mistake in a file as a whole is named with its place", "[schema][truth]") {
  for (const auto& mistake : mistakes_in_files) check(mistake, mistake.yaml);
}

TEST_CASE("all mistakes of a file are reported at once", "[schema][truth]") {
  const auto truth = assembled({{"workflows/payments/orders.yaml",
                                 sound + "enabled: yes\nretry: {max: three, delay: 5}\n"
                                         "schedule: {cron: \"61 * * * *\", timezone: Nowhere}\n"
                                         "teir: critical\n"}});
  const auto problems = problems_text(truth);
  INFO(problems);
  CHECK(truth.problems.size() >= 5);
  CHECK(problems.find("orders.yaml:4:10") != std::string::npos);
  CHECK(problems.find("orders.yaml:5:14") != std::string::npos);
  CHECK(problems.find("orders.yaml:5:28") != std::string::npos);
  CHECK(problems.find("orders.yaml:7:1") != std::string::npos);
  CHECK(truth.problems.front().workflow == WorkflowId{"payments", "orders"});
  CHECK(truth.problems.front().platforms == std::vector<std::string>{"host-17"});
}

TEST_CASE("a file that is no YAML still tells which platforms it is about", "[schema][truth]") {
  const auto truth =
      assembled({{"workflows/payments/orders.yaml",
                  "plumbline: v1\nworkflow: [orders\nplaces:\n  - platform: host-17\n"
                  "    id: x\n  - {platform: \"aws-eu\", id: y}\n"}});
  REQUIRE(truth.problems.size() == 1);
  CHECK(truth.problems.front().platforms == std::vector<std::string>{"aws-eu", "host-17"});
}

}  // namespace
}  // namespace plumbline::test
