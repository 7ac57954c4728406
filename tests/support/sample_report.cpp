#include "tests/support/sample_report.hpp"

namespace plumbline::test {

Instant sample_time(int hour, int day) {
  using namespace std::chrono;
  return Instant(sys_days(year(2026) / 11 / day)) + hours(hour);
}

GitSource sample_git(std::string file, int line) {
  return {"https://git.example.com/payments/workflows.git",
          "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678", std::move(file), line, 3};
}

reconcile::Side truth_value(std::string value, std::string text, std::string file, int line) {
  reconcile::Side side;
  side.state = Presence::value;
  side.value = std::move(value);
  side.text = std::move(text);
  side.git = sample_git(std::move(file), line);
  return side;
}

reconcile::Side live_value(std::string value, std::string text, PlaceId place,
                           std::string native_path) {
  reconcile::Side side;
  side.state = Presence::value;
  side.value = std::move(value);
  side.text = std::move(text);
  side.live = reconcile::LiveOrigin{place.platform, place.native_id, std::move(native_path),
                                    sample_time(9)};
  return side;
}

reconcile::Side base_value(std::string value, std::string text) {
  reconcile::Side side;
  side.state = Presence::value;
  side.value = std::move(value);
  side.text = std::move(text);
  return side;
}

// A finding with all that every finding has; the key is made from workflow, place and rule.
reconcile::Finding sample_finding(reconcile::Cause cause, std::string workflow, PlaceId place,
                                  std::optional<FieldId> field, Severity severity) {
  reconcile::Finding finding;
  finding.cause = cause;
  finding.severity = severity;
  if (!workflow.empty()) {
    const auto slash = workflow.find('/');
    finding.workflow = WorkflowId{workflow.substr(0, slash), workflow.substr(slash + 1)};
  }
  finding.field = field;
  finding.rule = field ? std::string(spec(*field).rule) : reconcile::rule_of(cause);
  finding.key = reconcile::finding_key("acme", workflow, place,
                                       field ? name(*field) : reconcile::name(cause));
  finding.place = std::move(place);
  finding.environment = "production";
  finding.status = reconcile::Status::open;
  finding.first_seen = sample_time(9, 18);
  finding.last_seen = sample_time(9);
  finding.next_step = "plumbline explain " + finding.key;
  return finding;
}

reconcile::Finding paused_by_hand() {
  const PlaceId place{"host-17", "cron.d/orders#load-orders"};
  auto finding = sample_finding(reconcile::Cause::drifted, "payments/daily-orders", place,
                                FieldId::enabled, Severity::critical);
  finding.truth = truth_value("true", "on", "workflows/daily-orders.yaml", 14);
  finding.live = live_value("false", "off", place, "cron.d/orders:12");
  finding.base = base_value("true", "on");
  finding.leaves = {{"enabled", "on", "off"}};
  finding.tier = Tier::critical;
  finding.owner = {"Retail finance", "@payments-data", "https://runbooks.example.com/daily-orders"};
  finding.sla = "done by 08:00 on working days";
  finding.status = reconcile::Status::fresh;
  finding.first_seen = sample_time(9);
  finding.message = "payments/daily-orders is off on host-17; truth says on";
  finding.effect = "loses 21.7 runs a month";
  finding.runs = reconcile::RunEffect{};
  finding.runs->relation = "equal";
  finding.runs->truth_per_month = 21.741;
  finding.runs->live_per_month = 0.0;
  finding.runs->truth_next = {sample_time(5, 23) + std::chrono::minutes(30),
                              sample_time(5, 24) + std::chrono::minutes(30)};
  finding.attribution = reconcile::Attribution{"ana", "edited the file", sample_time(8), "medium",
                                               "mtime of /etc/cron.d/orders"};
  return finding;
}

reconcile::Finding moved_in_git() {
  const PlaceId place{"host-17", "crontab#nightly-close"};
  auto finding = sample_finding(reconcile::Cause::pending, "finance/nightly-close", place,
                                FieldId::schedule, Severity::high);
  finding.truth = truth_value(
      R"([{"kind":"cron","dialect":"portable","expr":"30 2 * * mon-fri","zone":"Europe/Berlin"}])",
      "30 2 * * mon-fri (Europe/Berlin)", "workflows/close/nightly.yaml", 7);
  finding.live = live_value(
      R"([{"kind":"cron","dialect":"debian-cron","expr":"30 2 * * *","zone":"Europe/Berlin"}])",
      "30 2 * * * (Europe/Berlin)", place, "crontab:31");
  finding.base = base_value(finding.live.value, finding.live.text);
  finding.base->inferred = true;
  finding.base->git = sample_git("workflows/close/nightly.yaml", 7);
  finding.base->git->commit = "0f1e2d3c4b5a69788796a5b4c3d2e1f001122334";
  finding.owner.technical = "@finance-platform";
  finding.message =
      "finance/nightly-close runs at 30 2 * * * (Europe/Berlin) on host-17; truth moved to "
      "30 2 * * mon-fri (Europe/Berlin): not rolled out since then, or set back by hand";
  finding.effect = "runs 8.7 more times a month";
  finding.runs = reconcile::RunEffect{"subset",
                                      21.741,
                                      30.437,
                                      {sample_time(1, 23) + std::chrono::minutes(30)},
                                      {sample_time(1, 22) + std::chrono::minutes(30)},
                                      std::nullopt,
                                      sample_time(1, 22) + std::chrono::minutes(30)};
  return finding;
}

reconcile::Finding both_moved() {
  const PlaceId place{"host-18", "user/etl#load"};
  auto finding = sample_finding(reconcile::Cause::conflict, "etl/load", place, FieldId::timeout,
                                Severity::medium);
  finding.truth = truth_value(R"({"run":7200})", "run 2h", "workflows/etl/load.yaml", 9);
  finding.live = live_value(R"({"run":1800})", "run 30m", place, "user/etl:4");
  finding.base = base_value(R"({"run":3600})", "run 1h");
  finding.leaves = {{"timeout.run", "2h", "30m"}, {"timeout.task", "1h", "none"}};
  finding.status = reconcile::Status::reopened;
  finding.message =
      "etl/load has timeout run 30m on host-18; truth says run 2h, and both moved away from run 1h";
  finding.notes = {"the wrapper is `timeout 30m`, in the command itself"};
  return finding;
}

// The same mail setting emptied on `count` hosts: one cause group.
std::vector<reconcile::Finding> emptied_everywhere(int count) {
  std::vector<reconcile::Finding> findings;
  for (int i = 1; i <= count; ++i) {
    const PlaceId place{"web-" + std::to_string(100 + i), "cron.d/backup#backup"};
    auto finding = sample_finding(reconcile::Cause::drifted, "infra/backup", place, FieldId::notify,
                                  Severity::medium);
    finding.truth =
        truth_value(R"([{"on":"output","channel":"email","to":["ops@example.com"]}])",
                    "output by email to ops@example.com", "workflows/infra/backup.yaml", 21);
    finding.live = live_value("[]", "nobody", place, "cron.d/backup:1");
    finding.base = base_value(finding.truth.value, finding.truth.text);
    finding.cause_group = "00ff00ff00ff00ff";
    finding.message = "infra/backup has notify nobody on " + place.platform +
                      "; truth says output by email to ops@example.com";
    findings.push_back(std::move(finding));
  }
  return findings;
}

// Findings about whole places, and what else has no field.
std::vector<reconcile::Finding> whole_places() {
  using reconcile::Cause;
  std::vector<reconcile::Finding> findings;
  auto missing = sample_finding(Cause::missing, "hr/export", {"host-18", "cron.d/hr#export"},
                                std::nullopt, Severity::high);
  missing.truth = truth_value("", "declared", "workflows/hr/export.yaml", 18);
  missing.message = "hr/export is declared on host-18 as cron.d/hr#export, and nothing is there";
  missing.effect = "loses 4.3 runs a month";
  findings.push_back(missing);

  const PlaceId ignored_place{"host-17", "cron.d/report.sh#report"};
  auto ignored = sample_finding(Cause::ineffective, "sales/report", ignored_place, std::nullopt,
                                Severity::high);
  ignored.truth = truth_value("", "declared", "workflows/sales/report.yaml", 11);
  ignored.live =
      live_value("", "cron reads no file whose name has a dot", ignored_place, "cron.d/report.sh");
  ignored.message =
      "sales/report on host-17 is configured and the platform does not act on it: cron reads no "
      "file whose name has a dot";
  ignored.effect = "does not run";
  findings.push_back(ignored);

  auto impossible = sample_finding(Cause::inexpressible, "etl/load", {"host-18", "user/etl#load"},
                                   FieldId::retry, Severity::low);
  impossible.rule = "PL2005";
  impossible.truth = truth_value(R"({"max":3})", "max 3", "workflows/etl/load.yaml", 12);
  impossible.live.state = Presence::inexpressible;
  impossible.live.reason = "a crontab has no retries";
  impossible.message = "etl/load: retry cannot be said on host-18; retry.max 3: a crontab has none";
  findings.push_back(impossible);

  const PlaceId twice_place{"host-17", "crontab#rotate"};
  auto twice =
      sample_finding(Cause::overlap, "infra/rotate", twice_place, std::nullopt, Severity::high);
  twice.truth = truth_value("", "declared", "workflows/infra/rotate.yaml", 3);
  twice.live =
      live_value("", "crontab:40 and crontab:44 are the same line", twice_place, "crontab:40");
  twice.message =
      "infra/rotate on host-17: the same work is done twice: crontab:40 and crontab:44 are the "
      "same line";
  findings.push_back(twice);

  const PlaceId unknown_place{"host-17", "user/bob#\x1b[2Jfetch\xE2\x80\xAE"};
  auto unknown = sample_finding(Cause::unmanaged, "", unknown_place, std::nullopt, Severity::low);
  unknown.live = live_value("", "*/5 * * * * (Europe/Berlin), command /home/bob/fetch",
                            unknown_place, "user/bob:2");
  unknown.message = unknown_place.native_id + " on host-17 is declared in no truth";
  findings.push_back(unknown);
  return findings;
}

std::vector<reconcile::Finding> about_truth() {
  using reconcile::Cause;
  std::vector<reconcile::Finding> findings;
  auto invalid =
      sample_finding(Cause::invalid, "payments/refunds", {}, std::nullopt, Severity::high);
  invalid.truth = truth_value("", "unknown key 'shedule' (did you mean 'schedule'?)",
                              "workflows/refunds.yaml", 5);
  invalid.message = "unknown key 'shedule' (did you mean 'schedule'?)";
  invalid.next_step = "correct the file, then run: plumbline validate";
  findings.push_back(invalid);

  const PlaceId place{"host-17", "crontab#archive"};
  auto expired =
      sample_finding(Cause::waiver_expired, "legal/archive", place, std::nullopt, Severity::medium);
  expired.truth = truth_value("", "expired 2026-11-20", "waivers/archive.yaml", 1);
  expired.message = "a waiver for legal/archive on host-17 ran out and the difference stands";
  findings.push_back(expired);

  auto unread = sample_finding(Cause::unread, "legal/hold", {"host-19", "crontab#hold"},
                               std::nullopt, Severity::medium);
  unread.live.reason = "host-19 could not be reached";
  unread.message = "legal/hold on host-19 was not read: host-19 could not be reached";
  unread.next_step = "make it readable, then run: plumbline audit --platform host-19";
  findings.push_back(unread);

  auto unbased =
      sample_finding(Cause::unbased, "legal/archive", place, FieldId::run_as, Severity::high);
  unbased.truth = truth_value(R"("svc-legal")", "svc-legal", "workflows/legal/archive.yaml", 6);
  unbased.live = live_value(R"("root")", "root", place, "crontab:52");
  unbased.message =
      "legal/archive runs as root on host-17; truth says svc-legal, and it is not known which of "
      "them moved";
  findings.push_back(unbased);

  auto waived = sample_finding(Cause::drifted, "ads/import", {"host-17", "crontab#ads"},
                               FieldId::action, Severity::medium);
  waived.truth = truth_value(R"({"digest":"sha256:aa"})", "command /opt/ads/run aaaaaaaaaaaa",
                             "workflows/ads.yaml", 8);
  waived.live = live_value(R"({"digest":"sha256:bb"})", "command /opt/ads/run --full bbbbbbbbbbbb",
                           waived.place, "crontab:60");
  waived.base = base_value(waived.truth.value, waived.truth.text);
  waived.message = "ads/import runs something else on host-17 than before: /opt/ads/run --full";
  waived.waiver = reconcile::WaiverUse{"ana@example.com", "Vendor outage, see INC-1234",
                                       sample_time(23, 30), sample_git("waivers/ads.yaml", 1)};
  findings.push_back(waived);

  auto observed = sample_finding(Cause::drifted, "lab/probe", {"lab-1", "crontab#probe"},
                                 FieldId::concurrency, Severity::low);
  observed.truth = truth_value(R"({"max":1})", "max 1", "workflows/lab/probe.yaml", 4);
  observed.live = live_value(R"({"max":null})", "max unlimited", observed.place, "crontab:3");
  observed.base = base_value(observed.truth.value, observed.truth.text);
  observed.environment = "test";
  observed.mode = reconcile::Mode::observe;
  observed.message = "lab/probe has concurrency max unlimited on lab-1; truth says max 1";
  findings.push_back(observed);
  return findings;
}

std::vector<reconcile::Coverage> sample_coverage() {
  using reconcile::Coverage;
  using reconcile::CoverageState;
  std::vector<Coverage> list;
  Coverage partial;
  partial.platform = "host-18";
  partial.kind = "cron";
  partial.version = "1.6.1";
  partial.description = "cronie, zone UTC";
  partial.environment = "production";
  partial.state = CoverageState::partial;
  partial.workflows = 14;
  partial.requests = 1;
  partial.duration = std::chrono::milliseconds(310);
  partial.unread = {{"user crontabs",
                     Error{ErrorKind::forbidden,
                           "permission denied",
                           "let the reading user run the script with sudo: `sudo: true`",
                           {},
                           {}},
                     {"user/"}}};
  Coverage read = partial;
  read.platform = "host-17";
  read.version = "3.0pl1-162";
  read.description = "Debian cron, zone Europe/Berlin";
  read.state = CoverageState::read;
  read.workflows = 23;
  read.unread.clear();
  read.diagnostics = {{"zone-files-differ", Severity::low,
                       "/etc/timezone says UTC, /etc/localtime is Europe/Berlin", "/etc/timezone",
                       Diagnostic::Raises::nothing}};
  Coverage unread;
  unread.platform = "host-19";
  unread.kind = "cron";
  unread.environment = "production";
  unread.unread = {{"everything",
                    Error{ErrorKind::unreachable,
                          "host-19 did not answer within 10 s",
                          "try `ssh ops@host-19 true`",
                          {},
                          {"while connecting to ops@host-19"}},
                    {}}};
  list.push_back(std::move(read));
  list.push_back(std::move(partial));
  list.push_back(std::move(unread));
  return list;
}

// Counts what the findings say, as the audit does.
void fill_summary(reconcile::AuditReport& report) {
  auto& summary = report.summary;
  summary.resolved = report.resolved.size();
  for (const auto& finding : report.findings) {
    if (finding.waiver) {
      ++summary.waived;
      if (finding.workflow) ++summary.waived_by_team[finding.workflow->team];
    } else if (finding.mode == reconcile::Mode::observe) {
      ++summary.observed;
    }
    if (!reconcile::counts(finding)) continue;
    ++summary.findings;
    if (finding.status == reconcile::Status::fresh) ++summary.fresh;
    switch (finding.severity) {
      case Severity::critical:
        ++summary.critical;
        break;
      case Severity::high:
        ++summary.high;
        break;
      case Severity::medium:
        ++summary.medium;
        break;
      case Severity::low:
        ++summary.low;
        break;
    }
  }
}

reconcile::AuditReport sample_report() {
  reconcile::AuditReport report;
  report.estate = "acme";
  report.run_id = "20261121T090000Z-7f3a";
  report.started_at = sample_time(9);
  report.finished_at = sample_time(9) + Seconds(2);
  report.truth = {{"https://git.example.com/payments/workflows.git",
                   "main",
                   "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678",
                   "workflows",
                   "",
                   "",
                   41,
                   std::nullopt,
                   {}}};
  report.coverage = sample_coverage();
  report.findings = {paused_by_hand(), moved_in_git(), both_moved()};
  const auto append = [&](std::vector<reconcile::Finding> more) {
    for (auto& finding : more) report.findings.push_back(std::move(finding));
  };
  append(emptied_everywhere(12));
  append(whole_places());
  append(about_truth());
  std::sort(report.findings.begin(), report.findings.end(), reconcile::comes_before);
  using Kind = reconcile::Note::Kind;
  report.notes = {{Kind::not_compared,
                   "etl/load",
                   {"host-18", "user/etl#load"},
                   FieldId::notify,
                   "the wrapper is followed by a pipe, so what it tells cannot be read"},
                  {Kind::agrees_with_note,
                   "infra/rotate",
                   {"host-17", "crontab#rotate"},
                   FieldId::schedule,
                   "equal except at clock changes"},
                  {Kind::waiting,
                   "hr/people",
                   {"host-17", "crontab#people"},
                   FieldId::schedule,
                   "differs since 08:40, counts after 09:40"},
                  {Kind::platform,
                   "",
                   {"host-17", ""},
                   std::nullopt,
                   "/etc/timezone says UTC, /etc/localtime is Europe/Berlin"}};
  report.resolved = {{"0123456789abcdef0123456789abcdef",
                      "hr/payslips is off on host-17; truth says on", "set back by hand",
                      sample_time(7, 20), sample_time(9)}};
  report.summary.workflows = 23;
  report.summary.places = 37;
  report.summary.agreeing = 377;
  report.summary.any_fields = 4;
  report.summary.any_by_team = {{"etl", 1}, {"payments", 3}};
  report.valid_until = sample_time(23, 30);
  fill_summary(report);
  report.verdict = reconcile::Verdict::findings;
  report.complete = false;
  report.exit_code = reconcile::exit_code::findings;
  return report;
}

// Nothing wrong, everything read.
reconcile::AuditReport clean_report() {
  reconcile::AuditReport report;
  report.estate = "acme";
  report.run_id = "20261121T090000Z-7f3b";
  report.started_at = sample_time(9);
  report.finished_at = sample_time(9) + Seconds(1);
  report.truth = sample_report().truth;
  report.coverage = {sample_coverage().front()};
  report.summary.workflows = 9;
  report.summary.places = 12;
  report.summary.agreeing = 144;
  report.verdict = reconcile::Verdict::agree;
  report.complete = true;
  report.exit_code = reconcile::exit_code::agree;
  return report;
}

}  // namespace plumbline::test
