#pragma once

#include <random>

#include "canonical-schema/field_catalogue.hpp"
#include "reconcile/report.hpp"
#include "reconcile/verdict.hpp"

// Reports that nobody would write: every member filled at random, texts hostile.

namespace plumbline::test {

/// What texts are put together from: everything that some reader of a report trips over.
[[nodiscard]] std::vector<std::string> hostile_pieces();

/// Equal seeds give equal reports.
class RandomReport {
 public:
  explicit RandomReport(std::uint64_t seed) : random_(seed) {}

  reconcile::AuditReport make() {
    reconcile::AuditReport report;
    report.estate = text();
    report.run_id = text();
    report.started_at = instant();
    report.finished_at = instant();
    some(report.truth, 3, [&] { return repository(); });
    some(report.coverage, 3, [&] { return coverage(); });
    some(report.findings, 6, [&] { return finding(); });
    some(report.notes, 3, [&] { return note(); });
    some(report.resolved, 2, [&] { return resolved(); });
    report.summary = summary();
    if (chance(2)) report.valid_until = instant();
    const Truth truth{report.truth, {}, {}, {}};
    const auto verdict =
        reconcile::verdict_of({report.findings, report.coverage, truth, Severity(number(4))});
    report.verdict = verdict.verdict;
    report.complete = verdict.complete;
    report.exit_code = verdict.exit_code;
    return report;
  }

  std::string text() {
    static const std::vector<std::string> pieces = hostile_pieces();
    std::string result;
    for (std::size_t i = number(8); i > 0; --i) result += pieces[number(pieces.size())];
    if (chance(200)) result.append(20000, 'w');
    return result;
  }

  std::size_t number(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }

 private:
  bool chance(std::size_t one_in) { return number(one_in) == 0; }
  Instant instant() { return Instant(Seconds(static_cast<std::int64_t>(number(4'000'000'000)))); }
  std::string hex(std::size_t digits) {
    std::string result;
    while (result.size() < digits) result += "0123456789abcdef"[number(16)];
    return result;
  }
  template <class T, class Make>
  void some(std::vector<T>& list, std::size_t most, Make make) {
    for (std::size_t i = number(most + 1); i > 0; --i) list.push_back(make());
  }
  std::vector<std::string> texts() {
    std::vector<std::string> list;
    some(list, 2, [&] { return text(); });
    return list;
  }
  GitSource git() { return {text(), hex(40), text(), int(number(1000)), int(number(100))}; }
  PlaceId place() { return {text(), text()}; }
  Error error() {
    return {ErrorKind(number(9)),
            text(),
            text(),
            {text(), int(number(9)), int(number(9)), text(), text(), text()},
            texts()};
  }
  std::optional<FieldId> field() {
    if (chance(3)) return std::nullopt;
    return FieldId(number(field_count));
  }
  TruthRepository repository() {
    TruthRepository repository{text(),  text(),     hex(40), text(), text(),
                               hex(40), number(99), {},      texts()};
    if (chance(3)) repository.error = error();
    return repository;
  }
  Diagnostic diagnostic() {
    return {text(), Severity(number(4)), text(), text(), Diagnostic::Raises(number(3))};
  }
  reconcile::Coverage coverage() {
    reconcile::Coverage entry{text(),
                              text(),
                              text(),
                              text(),
                              text(),
                              reconcile::CoverageState(number(3)),
                              number(99),
                              int(number(99)),
                              std::chrono::milliseconds(number(9999)),
                              {},
                              {}};
    some(entry.unread, 2, [&] { return UnreadPart{text(), error(), texts(), chance(2)}; });
    some(entry.diagnostics, 2, [&] { return diagnostic(); });
    return entry;
  }
  reconcile::Side side() {
    reconcile::Side side;
    side.state = Presence(number(6));
    side.value = chance(2) ? text() : "{\"k\":[1,\"\xE2\x80\xAE\"]}";
    side.text = text();
    side.reason = text();
    side.default_filled = chance(2);
    side.inferred = chance(2);
    if (chance(2)) side.git = git();
    if (chance(2)) side.live = reconcile::LiveOrigin{text(), text(), text(), instant()};
    return side;
  }
  reconcile::RunEffect runs() {
    reconcile::RunEffect runs;
    runs.relation = text();
    if (chance(2)) runs.truth_per_month = static_cast<double>(number(100000)) / 7.0;
    if (chance(2)) runs.live_per_month = static_cast<double>(number(100000)) / 7.0;
    some(runs.truth_next, 3, [&] { return instant(); });
    some(runs.live_next, 3, [&] { return instant(); });
    if (chance(2)) runs.first_only_truth = instant();
    if (chance(2)) runs.first_only_live = instant();
    return runs;
  }
  reconcile::Finding finding() {
    reconcile::Finding finding;
    finding.key = hex(32);
    finding.rule = text();
    finding.cause = reconcile::Cause(number(12));
    finding.severity = Severity(number(4));
    if (chance(2)) finding.workflow = WorkflowId{text(), text()};
    finding.place = place();
    finding.field = field();
    some(finding.leaves, 3, [&] { return reconcile::LeafDifference{text(), text(), text()}; });
    finding.truth = side();
    finding.live = side();
    if (chance(2)) finding.base = side();
    finding.tier = Tier(number(4));
    finding.owner = {text(), text(), text()};
    finding.sla = text();
    finding.environment = text();
    finding.cause_group = chance(2) ? "00ff" : hex(16);
    finding.status = reconcile::Status(number(3));
    finding.mode = reconcile::Mode(number(4));
    finding.message = text();
    finding.effect = text();
    finding.next_step = text();
    finding.notes = texts();
    if (chance(2)) finding.runs = runs();
    if (chance(4)) finding.waiver = reconcile::WaiverUse{text(), text(), instant(), git()};
    if (chance(3)) {
      finding.attribution = reconcile::Attribution{text(), text(), std::nullopt, text(), text()};
      if (chance(2)) finding.attribution->when = instant();
    }
    finding.first_seen = instant();
    finding.last_seen = instant();
    return finding;
  }
  reconcile::Note note() {
    return {reconcile::Note::Kind(number(4)), text(), place(), field(), text()};
  }
  reconcile::Resolved resolved() { return {hex(32), text(), text(), instant(), instant()}; }
  reconcile::Summary summary() {
    reconcile::Summary summary;
    for (auto* count :
         {&summary.workflows, &summary.places, &summary.findings, &summary.fresh, &summary.resolved,
          &summary.waived, &summary.held, &summary.observed, &summary.any_fields, &summary.agreeing,
          &summary.critical, &summary.high, &summary.medium, &summary.low}) {
      *count = number(5000);
    }
    summary.waived_by_team[text()] = number(9);
    summary.any_by_team[text()] = number(9);
    return summary;
  }

  std::mt19937_64 random_;
};

}  // namespace plumbline::test
