#include <cstdlib>

#include <filesystem>
#include <set>

#include "daemon/audit_cycle.hpp"
#include "daemon/commands/commands.hpp"
#include "daemon/output_file.hpp"
#include "daemon/version.hpp"
#include "reconcile/verdict.hpp"
#include "reports/fixed_times.hpp"
#include "reports/json.hpp"
#include "reports/text.hpp"

namespace plumbline::daemon {
namespace {

struct Output {
  std::string format;
  std::string file;  ///< "-" = standard output
};

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// Which reports go where. Errors: invalid (more formats than places, two on standard output).
Result<std::vector<Output>> outputs(const Arguments& arguments) {
  auto formats = arguments.values("--output");
  if (formats.empty()) formats = {"text"};
  std::vector<std::string> files;
  for (const auto& value : arguments.values("--output-file")) {
    for (auto& file : split(value, ',')) files.push_back(std::move(file));
  }
  if (files.empty() && formats.size() == 1) files = {"-"};
  if (files.size() != formats.size()) {
    return fail(ErrorKind::invalid,
                std::to_string(formats.size()) + " formats and " + std::to_string(files.size()) +
                    " places to put them",
                "give --output-file as many names, separated by commas; - is standard output");
  }
  std::vector<Output> all;
  std::set<std::string> places;
  for (std::size_t i = 0; i < formats.size(); ++i) {
    const auto place = files[i] == "-"
                           ? files[i]
                           : std::filesystem::absolute(files[i]).lexically_normal().string();
    if (files[i].empty() || !places.insert(place).second) {
      return fail(ErrorKind::invalid, "two reports cannot go to '" + files[i] + "'",
                  "name another file for each format");
    }
    all.push_back({formats[i], files[i]});
  }
  return all;
}

std::string render(const std::string& format, const reconcile::AuditReport& report,
                   const Session& session, const Shell& shell, bool to_terminal) {
  if (format == "json") {
    return reports::to_json(report, {std::string(version_text), to_terminal});
  }
  reports::TextOptions options;
  options.style.width = session.console.width();
  options.style.colour = to_terminal && session.console.colour();
  options.style.ascii = !session.console.unicode();
  options.verbose = session.arguments.has("--verbose");
  options.only_new = session.arguments.value("--only") == "new";
  options.zones = &shell.zones();
  return reports::to_text(report, options);
}

Result<void> deliver(const Output& output, const std::string& text, const Console& console) {
  if (output.file == "-") return console.print(text);
  return write_whole_file(output.file, text);
}

/// Nothing may be written over what Plumbline itself reads or keeps.
Result<void> check_places(const std::vector<Output>& outputs, const Shell& shell) {
  for (const auto& output : outputs) {
    if (output.file == "-") continue;
    auto checked = check_report_place(output.file, shell.config(), shell.store_path());
    if (!checked) return checked;
  }
  return {};
}

/// The exit code, worse than the report's if a report could not be delivered.
int deliver_all(const std::vector<Output>& outputs, const reconcile::AuditReport& report,
                const Session& session, const Shell& shell) {
  for (const auto& output : outputs) {
    const bool to_console = output.file == "-";
    const auto text = render(output.format, report, session, shell, to_console);
    if (auto done = deliver(output, text, session.console); !done) {
      return reconcile::more_pressing(give_up(session, done.error()), report.exit_code);
    }
  }
  return report.exit_code;
}

AuditRequest request_of(const Session& session) {
  const auto& arguments = session.arguments;
  AuditRequest request;
  request.scope = {arguments.values("--platform"), arguments.values("--team"),
                   arguments.values("--workflow")};
  request.base_ref = arguments.value("--base-ref").value_or("");
  request.fail_on =
      severity_named(arguments.value("--fail-on").value_or("medium")).value_or(Severity::medium);
  request.now = present(session);
  request.deterministic = arguments.has("--deterministic");
  request.fixed_clock = std::getenv("SOURCE_DATE_EPOCH") != nullptr;
  return request;
}

/// A misspelled --team or --workflow must not pass for agreement.
std::optional<Error> selects_nothing(const reconcile::AuditScope& scope,
                                     const reconcile::AuditReport& report) {
  const bool selects = !scope.teams.empty() || !scope.workflows.empty();
  if (!selects || !report.complete || report.summary.workflows > 0 || !report.findings.empty()) {
    return std::nullopt;
  }
  const auto& glob = scope.workflows.empty() ? scope.teams.front() : scope.workflows.front();
  return Error{ErrorKind::invalid,
               "truth declares no workflow that '" + glob + "' selects",
               "workflows are TEAM/NAME or NAME, teams are the part before the slash",
               {},
               {}};
}

}  // namespace

int run_audit_command(const Session& session) {
  const auto wanted = outputs(session.arguments);
  if (!wanted) return give_up(session, wanted.error());
  int code = 0;
  const auto shell = open_shell(session, code);
  if (shell == nullptr) return code;
  if (shell->config().truth.empty()) {
    return give_up(session, Error{ErrorKind::invalid,
                                  "no truth is configured, so there is nothing to compare with",
                                  "name a repository under `truth:`; `plumbline inventory` lists "
                                  "what runs without one",
                                  {},
                                  {}});
  }
  if (auto fine = check_places(*wanted, *shell); !fine) return give_up(session, fine.error());
  std::unique_ptr<Store> store;
  if (!session.arguments.has("--no-store")) {
    auto opened = shell->open_store();
    if (!opened) return give_up(session, opened.error());
    store = std::move(*opened);
  }
  const auto request = request_of(session);
  auto sources = shell->sources(request.scope.platforms);
  TruthReader truth(shell->config(), shell->cache(), shell->runner(), shell->zones(), session.stop);
  const AuditPorts ports{shell->config(),
                         truth,
                         sources,
                         shell->zones(),
                         shell->zone_version(),
                         store.get(),
                         [&](std::string_view what) { session.console.progress(what); },
                         session.stop};
  auto report = run_audit(ports, request);
  session.console.settle();
  if (session.stop.stop_requested()) return reconcile::exit_code::interrupted;
  if (!report) return give_up(session, report.error());
  if (const auto error = selects_nothing(request.scope, *report)) return give_up(session, *error);
  if (request.deterministic) *report = reports::with_fixed_times(std::move(*report), request.now);
  return deliver_all(*wanted, *report, session, *shell);
}

}  // namespace plumbline::daemon
