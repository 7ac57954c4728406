#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "reports/display_text.hpp"
#include "reports/json.hpp"
#include "reports/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_report.hpp"

using namespace plumbline;
using namespace plumbline::reports;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

bool is_harmless(const std::string& line) { return visible(line) == line && !line.ends_with(' '); }

}  // namespace

TEST_CASE("every report is JSON that names every finding once", "[reports][property]") {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    CAPTURE(seed);
    const auto report = test::RandomReport(seed).make();
    const auto text = to_json(report, {"0.1.0", seed % 2 == 0});
    const auto json = nlohmann::json::parse(text, nullptr, false);
    REQUIRE_FALSE(json.is_discarded());
    REQUIRE(json["schema_version"] == 1);
    REQUIRE(json["exit_code"] == report.exit_code);
    REQUIRE(json["verdict"] == reconcile::name(report.verdict));
    REQUIRE(json["complete"] == report.complete);
    std::vector<std::string> keys;
    for (const auto& finding : json["findings"]) keys.push_back(finding["key"]);
    REQUIRE(keys.size() == report.findings.size());
    for (std::size_t i = 0; i < keys.size(); ++i) REQUIRE(keys[i] == report.findings[i].key);
    const bool steers = std::any_of(text.begin(), text.end(), [](char c) {
      return (c >= 0 && c < 0x20 && c != '\n') || c == 0x7F;
    });
    REQUIRE_FALSE(steers);
    REQUIRE(text.find("\xE2\x80\xAE") == std::string::npos);
  }
}

TEST_CASE("no text of an estate can steer the terminal or forge a line", "[reports][property]") {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    CAPTURE(seed);
    test::RandomReport random(seed);
    const auto report = random.make();
    TextOptions options;
    options.style.width = 40 + random.number(120);
    options.verbose = seed % 3 == 0;
    const auto text = to_text(report, options);
    for (const auto& line : lines_of(text)) {
      CAPTURE(line);
      REQUIRE(is_harmless(line));
    }
    const auto last = "Exit code " + std::to_string(report.exit_code) + ": ";
    REQUIRE(text.find("\n" + last) != std::string::npos);
  }
}

TEST_CASE("verdict, completeness and exit code agree with each other", "[reports][property]") {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    CAPTURE(seed);
    const auto report = test::RandomReport(seed).make();
    const bool any = std::any_of(report.findings.begin(), report.findings.end(), reconcile::counts);
    switch (report.verdict) {
      case reconcile::Verdict::agree:
        REQUIRE((report.exit_code == 0 && report.complete && !any));
        break;
      case reconcile::Verdict::findings:
        REQUIRE((any && (report.exit_code == 1 || (report.exit_code == 0 && report.complete))));
        break;
      case reconcile::Verdict::incomplete:
        REQUIRE(((report.exit_code == 2 || report.exit_code == 3) && !report.complete));
        break;
      case reconcile::Verdict::invalid:
        REQUIRE(report.exit_code == 4);
        break;
    }
  }
}
