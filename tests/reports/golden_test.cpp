#include <cstdlib>
#include <fstream>
#include <sstream>

#include "reports/explain.hpp"
#include "reports/json.hpp"
#include "reports/rules.hpp"
#include "reports/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sample_report.hpp"

using namespace plumbline;
using namespace plumbline::reports;

namespace {

const std::string source_dir = PLUMBLINE_SOURCE_DIR;

/// Compares with an approved file; tests/golden/approve.sh writes them anew.
void check_approved(const std::string& path, const std::string& bytes) {
  const auto file = source_dir + "/" + path;
  if (std::getenv("PLUMBLINE_APPROVE") != nullptr) {
    std::ofstream(file, std::ios::binary) << bytes;
    return;
  }
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream approved;
  approved << stream.rdbuf();
  CAPTURE(path);
  CHECK(approved.str() == bytes);
}

TextOptions options(std::size_t width, bool colour) {
  TextOptions options;
  options.style.width = width;
  options.style.colour = colour;
  options.since = test::sample_time(8);
  return options;
}

ExplainInput explain_input() {
  ExplainInput input;
  input.kind = "cron";
  input.native = "#plumbline:paused# 30 6 * * mon-fri etl /opt/orders/load --password=hunter2";
  input.diagnostics = {{"paused", Severity::low, "the line is paused by its marker",
                        "cron.d/orders:12", Diagnostic::Raises::nothing}};
  input.tolerance = {};
  reconcile::Incident earlier;
  earlier.first_seen = test::sample_time(7, 2);
  earlier.closed_at = test::sample_time(10, 2);
  earlier.how_closed = "set back by hand";
  input.incidents = {earlier};
  reconcile::FieldChange change;
  change.from = "true";
  change.to = "false";
  change.after = test::sample_time(8);
  change.seen_at = test::sample_time(9);
  change.changed_at = test::sample_time(8) + std::chrono::minutes(12);
  input.changes = {change};
  return input;
}

}  // namespace

TEST_CASE("the text report is the approved one", "[reports][golden]") {
  const auto report = test::sample_report();
  check_approved("tests/golden/report-80.txt", to_text(report, options(80, false)));
  check_approved("tests/golden/report-120.txt", to_text(report, options(120, false)));
  check_approved("tests/golden/report-80-colour.txt", to_text(report, options(80, true)));
  check_approved("tests/golden/report-120-colour.txt", to_text(report, options(120, true)));
  auto verbose = options(120, false);
  verbose.verbose = true;
  check_approved("tests/golden/report-120-verbose.txt", to_text(report, verbose));
  check_approved("tests/golden/clean-80.txt", to_text(test::clean_report(), options(80, false)));
}

TEST_CASE("the JSON report is the approved one", "[reports][golden]") {
  check_approved("tests/golden/report.json", to_json(test::sample_report(), {"0.1.0", true}));
}

TEST_CASE("the explanation of a finding is the approved one", "[reports][golden]") {
  check_approved("tests/golden/explain-80.txt",
                 explain(test::paused_by_hand(), explain_input(), options(80, false)));
}

TEST_CASE("docs/rules.md is current", "[reports][golden]") {
  check_approved("docs/rules.md", rules_markdown());
}
