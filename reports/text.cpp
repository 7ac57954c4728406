#include "reports/text.hpp"

#include <algorithm>
#include <map>

#include "reconcile/verdict.hpp"
#include "reports/finding_text.hpp"
#include "reports/report_view.hpp"

namespace plumbline::reports {
namespace {

using reconcile::AuditReport;
using reconcile::Coverage;
using reconcile::CoverageState;
using reconcile::Finding;
using reconcile::Note;

constexpr std::size_t shown_reservations = 3;

Ink verdict_ink(const AuditReport& report) {
  switch (report.verdict) {
    case reconcile::Verdict::agree:
      return Ink::green;
    case reconcile::Verdict::findings:
      return report.exit_code == reconcile::exit_code::agree ? Ink::yellow : Ink::red;
    case reconcile::Verdict::incomplete:
      return Ink::yellow;
    case reconcile::Verdict::invalid:
      return Ink::red;
  }
  return Ink::plain;
}

std::string dot_text(const Page& page) {
  return " " + std::string(symbol(Symbol::dot, page.style())) + " ";
}

void put_head(Page& page, const AuditReport& report, const TextOptions& options) {
  // The verdict is bold by its colour already; plain text needs no mark.
  page.paragraph(std::size_t{0}, {verdict_line(report, options.since), verdict_ink(report)});
  std::vector<Span> pieces{{report.estate, Ink::dim}};
  for (const auto& repository : report.truth) {
    if (repository.error || (report.truth.size() > 1 && !options.verbose)) continue;
    pieces.push_back(
        {"truth " + repository.ref + " at " + repository.commit.substr(0, 8), Ink::dim});
  }
  if (report.truth.size() > 1 && !options.verbose) {
    pieces.push_back(
        {counted(report.truth.size(), "truth repository", "truth repositories"), Ink::dim});
  }
  pieces.push_back({minute_text(report.started_at), Ink::dim});
  page.flow(0, pieces, dot_text(page));
}

void put_error(Page& page, std::size_t indent, const std::string& what, const Error& error) {
  const auto message = what.empty() ? error.message : what + ": " + error.message;
  page.paragraph(indent, {message, Ink::plain});
  for (const auto& step : error.trail) page.paragraph(indent, {step, Ink::dim});
  if (!error.hint.empty()) {
    page.paragraph(
        Span{std::string(indent, ' ') + std::string(symbol(Symbol::arrow, page.style())) + " ",
             Ink::cyan},
        {error.hint, Ink::plain});
  }
}

/// The mark in front of a platform.
Span mark_of(CoverageState state, const TextStyle& style) {
  const auto mark = [&](Symbol which, Ink ink) {
    return Span{"  " + std::string(symbol(which, style)) + " ", ink};
  };
  switch (state) {
    case CoverageState::read:
      return mark(Symbol::check, Ink::green);
    case CoverageState::partial:
      return mark(Symbol::half, Ink::yellow);
    case CoverageState::unread:
      return mark(Symbol::cross, Ink::red);
  }
  return {};
}

/// "web-01 (cron 3.0) read in part: 12 workflows, Debian 12".
std::string platform_text(const Coverage& entry) {
  const bool unread = entry.state == CoverageState::unread;
  std::string text = entry.platform;
  if (!entry.kind.empty()) text += " (" + entry.kind;
  if (!entry.version.empty()) text += " " + entry.version;
  if (!entry.kind.empty()) text += ")";
  if (entry.state == CoverageState::partial) text += " read in part";
  text += unread ? " NOT READ" : ": " + counted(entry.workflows, "workflow");
  if (!entry.description.empty()) text += ", " + entry.description;
  return text;
}

void put_platform(Page& page, const Coverage& entry) {
  const bool unread = entry.state == CoverageState::unread;
  page.paragraph(mark_of(entry.state, page.style()),
                 {platform_text(entry), unread ? Ink::bold : Ink::plain});
  for (const auto& part : entry.unread) put_error(page, 6, part.what, part.error);
  for (const auto& diagnostic : entry.diagnostics) {
    page.paragraph(Span{"      note: ", Ink::dim}, {diagnostic.message, Ink::plain});
  }
}

void put_truth(Page& page, const TruthRepository& repository) {
  if (repository.error) {
    page.paragraph(Span{"  " + std::string(symbol(Symbol::cross, page.style())) + " ", Ink::red},
                   {"truth " + repository.repo + " NOT READ", Ink::bold});
    put_error(page, 6, {}, *repository.error);
  } else if (!repository.notes.empty()) {
    page.paragraph(std::size_t{2}, {"truth " + repository.repo, Ink::plain});
  }
  for (const auto& note : repository.notes) {
    page.paragraph(Span{"      note: ", Ink::dim}, {note, Ink::plain});
  }
}

void put_coverage(Page& page, const AuditReport& report, const TextOptions& options) {
  page.blank();
  std::size_t read = 0;
  std::size_t workflows = 0;
  for (const auto& entry : report.coverage) {
    if (entry.state == CoverageState::read) ++read;
    workflows += entry.workflows;
  }
  const bool all = read == report.coverage.size();
  page.paragraph(std::size_t{0}, {"Read " + (all ? "all of " : std::to_string(read) + " of ") +
                                      counted(report.coverage.size(), "platform") + ": " +
                                      counted(workflows, "live workflow") + ", " +
                                      counted(report.summary.agreeing, "field") + " in agreement",
                                  Ink::plain});
  for (const auto& entry : report.coverage) {
    if (options.verbose || entry.state != CoverageState::read) put_platform(page, entry);
  }
  for (const auto& repository : report.truth) put_truth(page, repository);
}

void put_findings(Page& page, const ReportView& view, const TextOptions& options) {
  std::optional<Severity> current;
  for (const auto& group : view.open) {
    if (current != group.severity) {
      current = group.severity;
      std::string title = name(group.severity);
      for (auto& c : title) c = static_cast<char>(c - 'a' + 'A');
      page.heading({title, ink_of(group.severity)});
    }
    put_group(page, group, options);
  }
  if (view.hidden > 0) {
    page.blank();
    page.paragraph(std::size_t{0}, {"Only new ones are shown; " +
                                        counted(view.hidden, "finding is", "findings are") +
                                        " still open from earlier runs",
                                    Ink::dim});
  }
}

/// True if the lines on coverage said it already.
bool is_told(const Finding& unread, const AuditReport& report) {
  return unread.place.platform == "truth" ||
         std::any_of(report.coverage.begin(), report.coverage.end(), [&](const auto& entry) {
           return entry.platform == unread.place.platform && entry.state != CoverageState::read;
         });
}

void put_set_aside(Page& page, const AuditReport& report, const ReportView& view) {
  auto unread = view.unread;
  std::erase_if(unread, [&](const auto* finding) { return is_told(*finding, report); });
  if (!unread.empty()) {
    page.heading({"NOT READ", Ink::yellow});
    for (const auto* finding : unread) put_short(page, *finding, {});
  }
  if (!view.waived.empty()) {
    page.heading({"WAIVED", Ink::dim});
    for (const auto* finding : view.waived) {
      put_short(page, *finding,
                "until " + minute_text(finding->waiver->expires) + " by " + finding->waiver->owner +
                    ": " + finding->waiver->reason);
      page.paragraph(4, {"plumbline explain " + finding->key, Ink::dim});
    }
  }
  if (!view.observed.empty()) {
    page.heading({"OBSERVED ONLY", Ink::dim});
    for (const auto* finding : view.observed) {
      put_short(page, *finding, "policy sets mode observe here, so it does not count");
    }
  }
}

void put_resolved(Page& page, const AuditReport& report) {
  if (report.resolved.empty()) return;
  page.heading({"RESOLVED", Ink::green});
  for (const auto& entry : report.resolved) {
    page.paragraph(Span{"  " + std::string(symbol(Symbol::check, page.style())) + " ", Ink::green},
                   {entry.message, Ink::plain});
    page.paragraph(4, {entry.how + ", was open since " + minute_text(entry.first_seen), Ink::dim});
  }
}

std::string_view title(Note::Kind kind) {
  switch (kind) {
    case Note::Kind::not_compared:
      return "not compared";
    case Note::Kind::agrees_with_note:
      return "agreeing with a reservation";
    case Note::Kind::waiting:
      return "waiting for a grace time";
    case Note::Kind::platform:
      return "about platforms";
    case Note::Kind::local_change:
      return "local change";
    case Note::Kind::zone_data:
      return "time zone data";
  }
  return {};
}

std::string note_text(const Note& note) {
  std::string text = note.workflow;
  if (!note.place.platform.empty()) text += (text.empty() ? "" : " on ") + note.place.platform;
  // A workflow may have several places on one platform, each with its own settings.
  const bool names_place = note.workflow.empty() || note.kind == Note::Kind::local_change;
  if (names_place && !note.place.native_id.empty()) text += " " + note.place.native_id;
  if (note.field) text += (text.empty() ? "" : ", ") + std::string(name(*note.field));
  return text.empty() ? note.text : text + ": " + note.text;
}

/// What "in agreement" leaves open, said once for all places of which it is true.
void put_reservations(Page& page, const std::vector<Note>& notes) {
  std::map<std::pair<std::optional<FieldId>, std::string>, std::vector<const Note*>> by_text;
  for (const auto& note : notes) {
    if (note.kind == Note::Kind::agrees_with_note)
      by_text[{note.field, note.text}].push_back(&note);
  }
  std::size_t shown = 0;
  for (const auto& [what, members] : by_text) {
    if (++shown > shown_reservations) break;
    auto text = note_text(*members.front());
    if (members.size() > 1) {
      text = counted(members.size(), "place");
      if (what.first) text += ", " + std::string(name(*what.first));
      text += ": " + what.second;
    }
    page.paragraph(Span{"  " + std::string(symbol(Symbol::dot, page.style())) + " ", Ink::dim},
                   {text, Ink::dim});
  }
}

void put_notes(Page& page, const AuditReport& report, const TextOptions& options) {
  if (report.notes.empty()) return;
  if (options.verbose) {
    page.heading({"NOT COMPARED, AND WHY", Ink::dim});
    for (const auto& note : report.notes) {
      page.paragraph(Span{"  " + std::string(symbol(Symbol::dot, page.style())) + " ", Ink::dim},
                     {std::string(title(note.kind)) + ": " + note_text(note), Ink::dim});
    }
    return;
  }
  std::map<Note::Kind, std::size_t> numbers;
  for (const auto& note : report.notes) ++numbers[note.kind];
  if (const auto local = numbers.extract(Note::Kind::local_change)) {
    page.paragraph(std::size_t{0},
                   {"Beside that: " + counted(local.mapped(), "local setting") +
                        " changed since the last audit (recorded, not compared; --verbose says "
                        "which)",
                    Ink::dim});
  }
  for (const auto& note : report.notes) {
    if (note.kind != Note::Kind::zone_data) continue;
    page.paragraph(std::size_t{0}, {"Beside that: " + note.text, Ink::dim});
    numbers.erase(note.kind);
  }
  if (numbers.empty()) return;
  std::string text;
  for (const auto& [kind, number] : numbers) {
    text += (text.empty() ? "" : ", ") + std::to_string(number) + " " + std::string(title(kind));
  }
  page.paragraph(std::size_t{0},
                 {"Beside that: " + text + " (--verbose says which and why)", Ink::dim});
  put_reservations(page, report.notes);
}

std::string by_team(const std::map<std::string, std::size_t>& numbers) {
  std::string text;
  for (const auto& [team, number] : numbers) {
    text += (text.empty() ? " (" : ", ") + team + " " + std::to_string(number);
  }
  return text.empty() ? text : text + ")";
}

void put_silenced(Page& page, const AuditReport& report) {
  if (report.summary.any_fields > 0) {
    page.paragraph(std::size_t{0},
                   {counted(report.summary.any_fields, "field") + " made local by `any`" +
                        by_team(report.summary.any_by_team),
                    Ink::dim});
  }
  if (report.summary.waived > 0) {
    page.paragraph(std::size_t{0}, {counted(report.summary.waived, "finding") + " waived" +
                                        by_team(report.summary.waived_by_team),
                                    Ink::dim});
  }
}

void put_closing(Page& page, const AuditReport& report, const ReportView& view) {
  if (!view.open.empty()) {
    const auto& first = *view.open.front().members.front();
    page.verbatim(0, {"Next: plumbline explain " + first.key, Ink::plain});
  } else if (!report.complete) {
    page.paragraph(std::size_t{0}, {"Next: make readable what was not read", Ink::plain});
  }
  page.paragraph(std::size_t{0}, {"Exit code " + std::to_string(report.exit_code) + ": " +
                                      std::string(exit_code_meaning(report.exit_code)),
                                  Ink::plain});
}

}  // namespace

std::string to_text(const AuditReport& report, const TextOptions& options) {
  Page page(options.style);
  const auto view = view_of(report, options.only_new);
  put_head(page, report, options);
  put_coverage(page, report, options);
  put_findings(page, view, options);
  put_set_aside(page, report, view);
  put_resolved(page, report);
  page.blank();
  put_notes(page, report, options);
  put_silenced(page, report);
  page.blank();
  put_closing(page, report, view);
  return page.take();
}

}  // namespace plumbline::reports
