#include "reports/report_view.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

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

std::string findings_text(const AuditReport& report) {
  const auto& summary = report.summary;
  std::string text = counted(summary.findings, "finding");
  const auto severities = severities_text(summary);
  if (!severities.empty()) text += " (" + severities + ")";
  return text + " in " + counted(summary.places, "place");
}

}  // namespace

ReportView view_of(const AuditReport& report, bool only_new) {
  ReportView view;
  std::map<std::string_view, std::size_t> groups;
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
      auto index = view.open.size();
      if (!finding.cause_group.empty()) {
        index = groups.try_emplace(finding.cause_group, index).first->second;
      }
      if (index == view.open.size()) view.open.emplace_back();
      auto& group = view.open[index];
      group.severity = std::max(group.severity, finding.severity);
      group.members.push_back(&finding);
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
           counted(report.summary.workflows, "workflow") +
           (report.summary.waived > 0
                ? " match truth but for " + counted(report.summary.waived, "waived finding")
                : std::string(" match truth"));
  } else {
    text = "No findings in what was read: " + counted(report.summary.places, "place");
  }
  const auto history = since_text(report, since);
  if (!history.empty()) text += "; " + history;
  if (!report.complete) text += "; INCOMPLETE: " + unread_text(report);
  return text;
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
