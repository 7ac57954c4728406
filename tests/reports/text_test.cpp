#include "reports/text.hpp"

#include "reports/display_text.hpp"
#include "reports/report_view.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sample_report.hpp"

using namespace plumbline;
using namespace plumbline::reports;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

/// Berlin as it is in 2026.
class BerlinOnly : public schedule::ZoneSource {
 public:
  Result<schedule::ZonePtr> load(std::string_view name) const override {
    if (name != "Europe/Berlin") return fail(ErrorKind::not_found, "no such zone");
    auto zone = std::make_shared<schedule::Zone>();
    zone->initial_offset = Seconds(3600);
    zone->transitions = {{Instant(Seconds(1774746000)), Seconds(7200)},
                         {Instant(Seconds(1792890000)), Seconds(3600)}};
    return schedule::ZonePtr(zone);
  }
};

TextOptions plain(std::size_t width = 100) {
  TextOptions options;
  options.style.width = width;
  return options;
}

}  // namespace

TEST_CASE("the verdict comes first", "[reports][text]") {
  auto report = test::sample_report();
  report.summary = {};
  report.summary.findings = 3;
  report.summary.critical = 1;
  report.summary.high = 2;
  report.summary.places = 37;
  report.summary.fresh = 2;
  report.summary.resolved = 1;
  report.complete = true;
  CHECK(verdict_line(report, test::sample_time(8)) ==
        "3 findings (1 critical, 2 high) in 19 of 37 declared and 1 undeclared place, 1 truth "
        "file; 2 new, 1 resolved since 08:00 UTC");
  CHECK(verdict_line(report, test::sample_time(8, 20)) ==
        "3 findings (1 critical, 2 high) in 19 of 37 declared and 1 undeclared place, 1 truth "
        "file; 2 new, 1 resolved since 2026-11-20 08:00 UTC");
  CHECK_THAT(to_text(report, plain(140)), StartsWith(verdict_line(report)));
}

TEST_CASE("the verdict sounds clean only if all was read", "[reports][text]") {
  auto report = test::clean_report();
  CHECK(verdict_line(report) == "In agreement: 12 places of 9 workflows match truth");
  report.complete = false;
  report.verdict = reconcile::Verdict::incomplete;
  report.exit_code = 3;
  report.coverage.front().state = reconcile::CoverageState::unread;
  CHECK(verdict_line(report) ==
        "No findings in what was read: 12 places; INCOMPLETE: 1 platform unread");
  report.exit_code = 2;
  CHECK_THAT(verdict_line(report), StartsWith("No truth repository could be read"));
  report.exit_code = 4;
  report.verdict = reconcile::Verdict::invalid;
  CHECK_THAT(verdict_line(report), StartsWith("No truth file is usable"));
}

TEST_CASE("an unread platform is shown with its error and hint", "[reports][text]") {
  const auto text = to_text(test::sample_report(), plain());
  CHECK_THAT(text, Contains("✗ host-19 (cron) NOT READ"));
  CHECK_THAT(text, Contains("host-19 did not answer within 10 s"));
  CHECK_THAT(text, Contains("→ try `ssh ops@host-19 true`"));
  CHECK_THAT(text, !Contains("host-17 (cron"));
}

TEST_CASE("one change on many places is shown once", "[reports][text]") {
  auto options = plain(140);
  auto text = to_text(test::sample_report(), options);
  CHECK_THAT(text, Contains("the same change in 11 other places"));
  CHECK_THAT(text, Contains("web-108") && !Contains("web-109") && Contains("and 4 more"));
  options.verbose = true;
  CHECK_THAT(to_text(test::sample_report(), options), Contains("web-112"));
}

TEST_CASE("every member of a change is named with key and owner", "[reports][text]") {
  auto report = test::sample_report();
  for (auto& finding : report.findings) {
    if (finding.cause_group == "00ff00ff00ff00ff") finding.owner.technical = "@on-call";
  }
  auto options = plain(140);
  options.verbose = true;
  const auto text = to_text(report, options);
  for (const auto& finding : report.findings) {
    if (finding.cause_group != "00ff00ff00ff00ff") continue;
    CHECK_THAT(text, Contains(finding.key.substr(0, 12) + "  infra/backup  " +
                              finding.place.platform + "  cron.d/backup#backup  @on-call"));
  }
}

TEST_CASE("undeclared workflows of one file are one block", "[reports][text]") {
  auto report = test::sample_report();
  const auto undeclared = std::find_if(
      report.findings.begin(), report.findings.end(),
      [](const auto& finding) { return finding.cause == reconcile::Cause::unmanaged; });
  REQUIRE(undeclared != report.findings.end());
  auto more = *undeclared;
  report.findings = {more};
  CHECK_THAT(to_text(report, plain()), !Contains("workflows in user/bob"));
  for (const char digit : {'1', '2', '3'}) {
    more.key[0] = digit;
    report.findings.push_back(more);
  }
  auto text = to_text(report, plain());
  CHECK_THAT(text, Contains("4 workflows in user/bob on host-17 are declared in no truth"));
  for (const auto& finding : report.findings) {
    CHECK_THAT(text, Contains(finding.key.substr(0, 12)));
  }
  CHECK_THAT(text, Contains("command /home/bob/fetch"));
  // One that looks like a missing job has more to say, and stands alone.
  report.findings.back().looks_like = reconcile::Likeness{"user/bob#old", "", "the same name"};
  text = to_text(report, plain());
  CHECK_THAT(text, Contains("3 workflows in user/bob") && Contains("fetch<U+202E> on host-17 is"));
}

TEST_CASE("what was not read is told once", "[reports][text]") {
  const auto text = to_text(test::sample_report(), plain());
  CHECK_THAT(text, !Contains("legal/hold on host-19 was not read"));
  auto report = test::sample_report();
  report.coverage.pop_back();  // no platform of that name is configured
  CHECK_THAT(to_text(report, plain()), Contains("legal/hold on host-19 was not read"));
}

TEST_CASE("groups come by severity, then in report order", "[reports][text]") {
  const auto report = test::sample_report();
  const auto view = view_of(report);
  for (std::size_t i = 1; i < view.open.size(); ++i) {
    CHECK(view.open[i - 1].severity >= view.open[i].severity);
  }
  CHECK(view.open.front().members.front()->rule == "PL1003");
  CHECK(view.waived.size() == 1);
  CHECK(view.observed.size() == 1);
  CHECK(view.unread.size() == 1);
}

TEST_CASE("only new ones leave out what is still open and say so", "[reports][text]") {
  auto options = plain();
  options.only_new = true;
  const auto text = to_text(test::sample_report(), options);
  CHECK_THAT(text, Contains("payments/daily-orders"));   // new
  CHECK_THAT(text, Contains("etl/load has timeout"));    // reopened
  CHECK_THAT(text, !Contains("finance/nightly-close"));  // open
  CHECK_THAT(text, Contains("21 findings are still open from earlier runs"));
}

TEST_CASE("next runs are told in the schedule's own zone too", "[reports][text]") {
  const BerlinOnly zones;
  auto options = plain(140);
  options.zones = &zones;
  const auto text = to_text(test::sample_report(), options);
  CHECK_THAT(text, Contains("next Mon 2026-11-23 01:30 UTC (02:30 Europe/Berlin)"));
}

TEST_CASE("notes are counted, and listed if verbose", "[reports][text]") {
  auto options = plain();
  CHECK_THAT(to_text(test::sample_report(), options),
             Contains("1 not compared, 1 agreeing with a reservation") &&
                 !Contains("the wrapper is followed by a pipe"));
  options.verbose = true;
  CHECK_THAT(to_text(test::sample_report(), options),
             Contains("the wrapper is followed by a pipe"));
}

TEST_CASE("a reservation is told even if not verbose, once for all its places", "[reports][text]") {
  using reconcile::Note;
  auto report = test::clean_report();
  const Note note{Note::Kind::agrees_with_note,
                  "shop/report",
                  {"host-17", "crontab#report"},
                  FieldId::notify,
                  "it is told of any output"};
  report.notes = {note};
  CHECK_THAT(to_text(report, plain()),
             Contains("shop/report on host-17, notify: it is told of any output"));
  report.notes.push_back(note);
  report.notes.back().workflow = "shop/other";
  const auto text = to_text(report, plain());
  CHECK_THAT(text, Contains("2 places, notify: it is told of any output") && !Contains("shop/"));
  for (int i = 0; i < 9; ++i) {
    report.notes.push_back(note);
    report.notes.back().text = "reservation " + std::to_string(i);
  }
  CHECK_THAT(to_text(report, plain()), Contains("reservation 1") && !Contains("reservation 5"));
}

TEST_CASE("local changes are counted in a line of their own, and listed if verbose",
          "[reports][text]") {
  using reconcile::Note;
  auto report = test::clean_report();
  report.notes = {{Note::Kind::local_change,
                   "shop/report",
                   {"host-17", "cron.d/shop#report"},
                   std::nullopt,
                   "env.PATH from \"/a\" to not set"}};
  auto options = plain(200);
  CHECK_THAT(to_text(report, options),
             Contains("Beside that: 1 local setting changed since the last audit (recorded, not "
                      "compared; --verbose says which)") &&
                 !Contains("env.PATH") && !Contains("says which and why"));
  options.verbose = true;
  CHECK_THAT(to_text(report, options),
             Contains("local change: shop/report on host-17 cron.d/shop#report: env.PATH from "
                      "\"/a\" to not set"));
}

TEST_CASE("plain text has no escape sequence, ASCII no other character", "[reports][text]") {
  auto options = plain();
  CHECK_THAT(to_text(test::sample_report(), options), !Contains("\x1b"));
  options.style.ascii = true;
  const auto text = to_text(test::sample_report(), options);
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
  CHECK(ascii);
}

TEST_CASE("a report fits its width", "[reports][text]") {
  const auto width = GENERATE(std::size_t{60}, std::size_t{80}, std::size_t{100}, std::size_t{140});
  const auto text = to_text(test::sample_report(), plain(width));
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find('\n', begin);
    const auto line = text.substr(begin, end - begin);
    CAPTURE(line);
    CHECK(display_width(line) <= width);
    begin = end + 1;
  }
}

TEST_CASE("agreement names what it leaves out", "[reports][text]") {
  auto report = test::clean_report();
  CHECK_THAT(verdict_line(report), !Contains("but for"));
  report.summary.observed = 1;
  CHECK_THAT(verdict_line(report),
             Contains("match truth but for 1 difference that policy only observes"));
  report.summary.waived = 2;
  report.notes.push_back({reconcile::Note::Kind::waiting, {}, {}, std::nullopt, "later"});
  CHECK_THAT(verdict_line(report),
             Contains("match truth but for 2 waived findings, 1 difference that policy only "
                      "observes and 1 difference that waits for its grace time"));
}

TEST_CASE("an incomplete audit counts the places that were read", "[reports][text]") {
  auto report = test::clean_report();
  report.complete = false;
  report.exit_code = 3;
  report.verdict = reconcile::Verdict::incomplete;
  report.summary.places = 32;
  report.summary.unread_places = 11;
  CHECK_THAT(verdict_line(report), StartsWith("No findings in what was read: 21 of 32 places"));
}

TEST_CASE("a waiver that ends is no undeclared place", "[reports][text]") {
  auto report = test::clean_report();
  reconcile::Finding finding;
  finding.key = "00aa";
  finding.cause = reconcile::Cause::waiver_expiring;
  report.findings = {finding};
  report.summary.findings = 1;
  CHECK_THAT(verdict_line(report), Contains("in 1 waiver") && !Contains("undeclared"));
}

TEST_CASE("what is not known is not called none", "[reports][text]") {
  auto report = test::clean_report();
  auto finding = test::paused_by_hand();
  finding.field = FieldId::schedule;
  finding.live.value = "[]";
  finding.runs.emplace();
  finding.runs->truth_per_month = 487.0;
  finding.runs->live_per_month = 0.0;
  report.findings = {finding};
  report.summary.findings = 1;
  CHECK_THAT(to_text(report, plain()), Contains("next run not known") && Contains("no next run"));
}

TEST_CASE("a file that is passed over is one block", "[reports][text]") {
  auto report = test::clean_report();
  for (const auto* const id : {"cron.d/orders.bak#a", "cron.d/orders.bak#b"}) {
    reconcile::Finding finding;
    finding.key = std::string("00aabbccddee") + id;
    finding.cause = reconcile::Cause::ineffective;
    finding.rule = "PL2004";
    finding.severity = Severity::high;
    finding.place = {"batch", id};
    finding.live.text = "the name is wrong";
    finding.cause_group = "one";
    finding.effect = "it does not run";
    report.findings.push_back(finding);
  }
  report.summary.findings = 2;
  CHECK_THAT(to_text(report, plain(200)),
             Contains("2 jobs in cron.d/orders.bak on batch are configured and the platform does "
                      "not act on them: the name is wrong") &&
                 Contains("none of them runs") && Contains("cron.d/orders.bak#b"));
}
