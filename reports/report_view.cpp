#include "reports/report_view.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "reconcile/verdict.hpp"

namespace plumbline::reports {
namespace {

using reconcile::AuditReport;
using reconcile::Cause;
using reconcile::Finding;
using reconcile::Side;
using reconcile::Status;

std::string number_text(std::size_t number) {
  auto text = std::to_string(number);
  for (auto at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string severities_text(const reconcile::Summary& summary) {
  std::string text;
  const auto add = [&](std::size_t number, Severity severity) {
    if (number == 0) return;
    if (!text.empty()) text += ", ";
    text += number_text(number) + " " + name(severity);
  };
  add(summary.critical, Severity::critical);
  add(summary.high, Severity::high);
  add(summary.medium, Severity::medium);
  add(summary.low, Severity::low);
  return text;
}

std::string unread_text(const AuditReport& report) {
  const auto in_state = [&](reconcile::CoverageState state) {
    return static_cast<std::size_t>(
        std::count_if(report.coverage.begin(), report.coverage.end(),
                      [&](const auto& entry) { return entry.state == state; }));
  };
  std::string text;
  const auto add = [&](std::size_t number, std::string_view one, std::string_view many,
                       std::string_view state) {
    if (number == 0) return;
    if (!text.empty()) text += ", ";
    text += counted(number, one, many) + " " + std::string(state);
  };
  add(in_state(reconcile::CoverageState::unread), "platform", "platforms", "unread");
  add(in_state(reconcile::CoverageState::partial), "platform", "platforms", "read in part");
  const auto repositories =
      std::count_if(report.truth.begin(), report.truth.end(),
                    [](const auto& entry) { return entry.error.has_value(); });
  add(static_cast<std::size_t>(repositories), "truth repository", "truth repositories", "unread");
  return text.empty() ? "not everything was read" : text;
}

std::string since_text(const AuditReport& report, std::optional<Instant> since) {
  const auto& summary = report.summary;
  std::string text;
  if (summary.findings > 0) text += number_text(summary.fresh) + " new";
  if (summary.resolved > 0) {
    if (!text.empty()) text += ", ";
    text += number_text(summary.resolved) + " resolved";
  }
  if (text.empty() || !since) return text;
  const bool same_day = std::chrono::floor<std::chrono::days>(*since) ==
                        std::chrono::floor<std::chrono::days>(report.started_at);
  const auto minute = minute_text(*since);
  return text + " since " + (same_day ? minute.substr(11) : minute);
}

/// What the findings that count are about.
struct Touched {
  std::set<std::pair<std::string, PlaceId>> declared;
  std::set<PlaceId> undeclared;
  std::set<std::pair<std::string, std::string>> files;  ///< of truth, by repository
  std::set<std::string> waivers;                        ///< by key
};

Touched touched_by(const std::vector<Finding>& findings) {
  Touched touched;
  for (const auto& finding : findings) {
    if (!reconcile::counts(finding)) continue;
    if (finding.cause == Cause::invalid) {
      const auto& git = finding.truth.git;
      if (git) touched.files.emplace(git->repo, git->file);
    } else if (finding.cause == Cause::waiver_expiring) {
      touched.waivers.insert(finding.key);
    } else if (finding.workflow) {
      touched.declared.emplace(to_string(*finding.workflow), finding.place);
    } else {
      touched.undeclared.insert(finding.place);
    }
  }
  return touched;
}

/// "2 of 12 declared and 3 undeclared places, 1 truth file".
std::string touched_text(const AuditReport& report) {
  const auto [declared, undeclared, files, waivers] = touched_by(report.findings);
  std::string text;
  if (!declared.empty()) {
    text = number_text(declared.size()) + " of " + number_text(report.summary.places) + " declared";
  }
  if (!undeclared.empty()) {
    if (!text.empty()) text += " and ";
    text += number_text(undeclared.size()) + " undeclared";
  }
  const auto last = undeclared.empty() ? report.summary.places : undeclared.size();
  if (!text.empty()) text += last == 1 ? " place" : " places";
  if (!files.empty()) {
    if (!text.empty()) text += undeclared.empty() || declared.empty() ? " and " : ", ";
    text += counted(files.size(), "truth file");
  }
  if (waivers.empty()) return text;
  return text + (text.empty() ? "" : ", ") + counted(waivers.size(), "waiver");
}

std::string findings_text(const AuditReport& report) {
  const auto& summary = report.summary;
  std::string text = counted(summary.findings, "finding");
  const auto severities = severities_text(summary);
  if (!severities.empty()) text += " (" + severities + ")";
  return text + " in " + touched_text(report);
}

/// " but for 1 waived finding and 2 differences that policy only observes": what agreement leaves
/// out.
std::string exceptions_text(const AuditReport& report) {
  const auto waiting = static_cast<std::size_t>(
      std::count_if(report.notes.begin(), report.notes.end(),
                    [](const auto& note) { return note.kind == reconcile::Note::Kind::waiting; }));
  std::vector<std::string> parts;
  if (report.summary.waived > 0) parts.push_back(counted(report.summary.waived, "waived finding"));
  if (report.summary.observed > 0) {
    parts.push_back(counted(report.summary.observed, "difference") + " that policy only observes");
  }
  if (waiting > 0) {
    parts.push_back(counted(waiting, "difference that waits for its grace time",
                            "differences that wait for their grace time"));
  }
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += (i == 0 ? " but for " : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  }
  return text;
}

/// "21 of 32 places", or "32 places" if a place's details are all that was not read.
std::string read_places_text(const reconcile::Summary& summary) {
  if (summary.unread_places == 0) return counted(summary.places, "place");
  return number_text(summary.places - std::min(summary.places, summary.unread_places)) + " of " +
         counted(summary.places, "place");
}

/// Where an undeclared workflow stands: "cron.d/foo" of "cron.d/foo#run-1234". Empty if its id
/// does not tell.
std::string source_of(const Finding& finding) {
  const auto& id = finding.place.native_id;
  const auto mark = id.find_last_of("#/");
  return mark == std::string::npos ? std::string() : id.substr(0, mark);
}

/// Undeclared workflows by platform and source, those that look like a missing one left out: they
/// have more to say.
std::map<std::pair<std::string, std::string>, std::size_t> undeclared_in(
    const AuditReport& report) {
  std::map<std::pair<std::string, std::string>, std::size_t> numbers;
  for (const auto& finding : report.findings) {
    if (finding.cause != Cause::unmanaged || finding.looks_like) continue;
    const auto source = source_of(finding);
    if (!source.empty()) ++numbers[{finding.place.platform, source}];
  }
  return numbers;
}

/// Groups findings as they come.
class Grouping {
 public:
  Grouping(const AuditReport& report, std::vector<FindingGroup>& groups)
      : groups_(groups), undeclared_(undeclared_in(report)) {}

  void add(const Finding& finding) {
    auto& group = group_of(finding);
    group.severity = std::max(group.severity, finding.severity);
    group.members.push_back(&finding);
  }

 private:
  FindingGroup& group_of(const Finding& finding) {
    // Fewer than these are as easily read one by one.
    constexpr std::size_t fewest_undeclared = 3;
    auto key = finding.cause_group;
    std::string source;
    if (finding.cause == Cause::unmanaged && !finding.looks_like) {
      source = source_of(finding);
      const auto number = undeclared_.find({finding.place.platform, source});
      if (number == undeclared_.end() || number->second < fewest_undeclared) source.clear();
      if (!source.empty()) key = finding.place.platform + '\0' + source;
    }
    auto index = groups_.size();
    if (!key.empty()) index = known_.try_emplace(std::move(key), index).first->second;
    if (index == groups_.size()) groups_.push_back({Severity::low, std::move(source), {}});
    return groups_[index];
  }

  std::vector<FindingGroup>& groups_;
  std::map<std::pair<std::string, std::string>, std::size_t> undeclared_;
  std::map<std::string, std::size_t> known_;
};

}  // namespace

ReportView view_of(const AuditReport& report, bool only_new) {
  ReportView view;
  Grouping grouping(report, view.open);
  for (const auto& finding : report.findings) {
    if (finding.cause == Cause::unread) {
      view.unread.push_back(&finding);
    } else if (finding.waiver) {
      view.waived.push_back(&finding);
    } else if (finding.mode == reconcile::Mode::observe) {
      view.observed.push_back(&finding);
    } else if (only_new && finding.status == Status::open) {
      ++view.hidden;
    } else {
      grouping.add(finding);
    }
  }
  // Members point into one list in report order, so their addresses tell which came first.
  std::sort(view.open.begin(), view.open.end(), [](const auto& a, const auto& b) {
    return a.severity != b.severity ? a.severity > b.severity
                                    : a.members.front() < b.members.front();
  });
  return view;
}

std::string verdict_line(const AuditReport& report, std::optional<Instant> since) {
  if (report.exit_code == reconcile::exit_code::failed) {
    return "No truth repository could be read, so nothing was compared";
  }
  if (report.verdict == reconcile::Verdict::invalid) {
    return "No truth file is usable, so nothing was compared; " +
           counted(report.summary.findings, "finding");
  }
  std::string text;
  if (report.summary.findings > 0) {
    text = findings_text(report);
  } else if (report.complete) {
    text = "In agreement: " + counted(report.summary.places, "place") + " of " +
           counted(report.summary.workflows, "workflow") + " match truth" + exceptions_text(report);
  } else {
    text = "No findings in what was read: " + read_places_text(report.summary) +
           exceptions_text(report);
  }
  const auto history = since_text(report, since);
  if (!history.empty()) text += "; " + history;
  if (!report.complete) text += "; INCOMPLETE: " + unread_text(report);
  return text;
}

std::string_view cause_word(const Finding& finding) {
  return finding.rule == reconcile::partly_ineffective ? "partly ineffective" : name(finding.cause);
}

std::vector<const Finding*> same_change(const AuditReport& report, const Finding& finding) {
  std::vector<const Finding*> others;
  if (finding.cause_group.empty()) return others;
  for (const auto& other : report.findings) {
    if (other.cause_group == finding.cause_group && other.key != finding.key) {
      others.push_back(&other);
    }
  }
  return others;
}

std::string_view exit_code_meaning(int exit_code) {
  using namespace reconcile;
  switch (exit_code) {
    case exit_code::agree:
      return "everything was read, and nothing reaches --fail-on";
    case exit_code::findings:
      return "findings at or above --fail-on";
    case exit_code::failed:
      return "could not run";
    case exit_code::incomplete:
      return "nothing found, but not everything was read";
    case exit_code::invalid:
      return "truth, configuration or arguments are invalid";
    case exit_code::refused:
      return "refused by a review or duty rule";
    case exit_code::conflict:
      return "live moved since the plan";
    case exit_code::interrupted:
    case exit_code::terminated:
      return "interrupted";
    default:
      return "unforeseen failure";
  }
}

std::string counted(std::size_t number, std::string_view one, std::string_view many) {
  auto text = number_text(number) + " ";
  if (number == 1) return text.append(one);
  if (!many.empty()) return text.append(many);
  return text.append(one).append("s");
}

std::string minute_text(Instant at) {
  auto text = to_rfc3339(at);
  const auto separator = text.find('T');
  if (separator == std::string::npos) return text;
  text[separator] = ' ';
  return text.substr(0, text.size() - 4) + " UTC";  // without ":SSZ"
}

std::string weekday_minute_text(Instant at) {
  constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const std::chrono::weekday day(std::chrono::floor<std::chrono::days>(at));
  return std::string(days.at(day.c_encoding())) + " " + minute_text(at);
}

std::string where_text(const GitSource& source) {
  auto text = source.file;
  if (source.line > 0) text += ":" + std::to_string(source.line);
  return text;
}

std::string where_text(const reconcile::LiveOrigin& origin) {
  return origin.native_path.empty() ? origin.id : origin.native_path;
}

std::string where_text(const Side& side) {
  if (side.git) return where_text(*side.git);
  if (side.live) return where_text(*side.live);
  return {};
}

std::string value_text(const Side& side) {
  if (!side.text.empty()) return side.text;
  if (!side.reason.empty()) return side.reason;
  return side.state == Presence::value ? std::string() : std::string(name(side.state));
}

}  // namespace plumbline::reports
