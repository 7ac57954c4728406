#include "tests/reconcile/scenario.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>

#include "canonical-schema/field_catalogue.hpp"
#include "tests/reconcile/bench.hpp"

namespace plumbline::test {
namespace {

using reconcile::AuditOutcome;
using reconcile::Finding;

/// `--- WORDS` and the lines below it.
struct Section {
  std::vector<std::string> words;
  std::string body;
  int line = 0;
};

std::vector<std::string> split(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.front() != '#') lines.push_back(line);
  }
  return lines;
}

/// The value of "KEY=VALUE" among the words; empty if it is not there.
std::string option(const std::vector<std::string>& words, const std::string& key) {
  for (const auto& word : words) {
    if (word.starts_with(key + "=")) return word.substr(key.size() + 1);
  }
  return {};
}

std::string trimmed(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

/// "drifted enabled high payments/orders host-17 cron.d/orders#orders [waived]".
std::string line_of(const Finding& finding) {
  std::string line = std::string(name(finding.cause)) + " " +
                     (finding.field ? std::string(name(*finding.field)) : "-") + " " +
                     name(finding.severity) + " " +
                     (finding.workflow ? to_string(*finding.workflow) : "-") + " " +
                     (finding.place.platform.empty() ? "-" : finding.place.platform) + " " +
                     (finding.place.native_id.empty() ? "-" : finding.place.native_id);
  if (finding.waiver) line += " [waived]";
  if (finding.mode == reconcile::Mode::observe) line += " [observed]";
  if (finding.status == reconcile::Status::reopened) line += " [reopened]";
  return line;
}

class Runner {
 public:
  explicit Runner(ScenarioOutcome& outcome) : outcome_(outcome) {}

  void run(const Section& section) {
    line_ = section.line;
    const auto& words = section.words;
    const auto step = steps().find(words.front());
    if (step == steps().end()) throw std::runtime_error("no section \"" + words.front() + "\"");
    if (words.size() < step->second.words) throw std::runtime_error("words are missing");
    step->second.take(*this, section);
  }

 private:
  struct Step {
    std::size_t words;
    std::function<void(Runner&, const Section&)> take;
  };

  static const std::map<std::string, Step>& steps() {
    static const std::map<std::string, Step> all{
        {"truth", {2, [](Runner& r, const Section& s) { r.bench_.truth[s.words[1]] = s.body; }}},
        {"base", {2, [](Runner& r, const Section& s) { r.add_base(s); }}},
        {"policy", {1, [](Runner& r, const Section& s) { r.bench_.policy = s.body; }}},
        {"host", {4, [](Runner& r, const Section& s) { r.add_host(s); }}},
        {"live", {3, [](Runner& r, const Section& s) { r.add_live(s); }}},
        {"unread", {2, [](Runner& r, const Section& s) { r.add_unread(s); }}},
        {"remove", {3, [](Runner& r, const Section& s) { r.remove(s); }}},
        {"history", {3, [](Runner& r, const Section& s) { r.add_history(s); }}},
        {"removed", {5, [](Runner& r, const Section& s) { r.add_removed(s); }}},
        {"scope", {2, [](Runner& r, const Section& s) { r.set_scope(s); }}},
        {"audit", {2, [](Runner& r, const Section& s) { r.audit(s); }}},
        {"expect", {1, [](Runner& r, const Section& s) { r.expect(s); }}},
    };
    return all;
  }

  void add_base(const Section& section) {
    if (!bench_.base) bench_.base.emplace();
    (*bench_.base)[section.words[1]] = section.body;
  }

  void add_host(const Section& section) {
    auto& host = bench_.hosts[section.words[1]];
    host.dialect = section.words[2];
    host.zone = section.words[3];
    if (auto name = option(section.words, "environment"); !name.empty()) host.environment = name;
    host.report_packages = option(section.words, "packages") == "report";
    host.without_spool = option(section.words, "copy") == "etc";
  }

  void add_live(const Section& section) {
    BenchFile file;
    file.text = section.body;
    if (const auto mode = option(section.words, "mode"); !mode.empty()) {
      file.mode = static_cast<unsigned>(std::stoul(mode, nullptr, 8));
    }
    file.from_package = option(section.words, "from") == "package";
    bench_.hosts[section.words[1]].files[section.words[2]] = std::move(file);
  }

  void add_unread(const Section& section) {
    const auto why = trimmed(section.body);
    if (section.words[1] == "truth") {
      bench_.truth_error = why;
    } else if (section.words.size() > 2) {
      bench_.hosts[section.words[1]].files[section.words[2]].denied = why;
    } else {
      bench_.hosts[section.words[1]].unreachable = why;
    }
  }

  void remove(const Section& section) {
    const auto& words = section.words;
    std::size_t gone = 0;
    if (words[1] == "truth") gone = bench_.truth.erase(words[2]);
    if (words[1] == "live") gone = bench_.hosts[words[2]].files.erase(words.at(3));
    if (gone == 0) throw std::runtime_error("nothing there to remove");
  }

  void add_history(const Section& section) {
    bench_.history[section.words[1]].emplace_back(at(section.words[2]), section.body);
  }

  void add_removed(const Section& section) {
    RemovedDeclaration declaration;
    const auto id = parse_workflow_id(section.words[1]);
    if (!id) throw std::runtime_error(describe(id.error()));
    declaration.workflow = *id;
    declaration.places = {{section.words[2], section.words[3]}};
    declaration.source.commit = std::string(40, 'c');
    declaration.at = at(section.words[4]);
    bench_.removed.push_back(std::move(declaration));
  }

  void set_scope(const Section& section) {
    bench_.scope = {};
    if (auto glob = option(section.words, "platform"); !glob.empty()) {
      bench_.scope.platforms = {glob};
    }
    if (auto glob = option(section.words, "team"); !glob.empty()) bench_.scope.teams = {glob};
    if (auto glob = option(section.words, "workflow"); !glob.empty()) {
      bench_.scope.workflows = {glob};
    }
  }

  void audit(const Section& section) {
    if (bench_.hosts.empty()) bench_.hosts["host-17"] = {};
    last_ = bench_.audit(at(section.words[1]));
  }

  void expect(const Section& section) {
    ++outcome_.checks;
    std::vector<std::string> wanted;
    for (const auto& line : lines_of(section.body)) {
      if (!said(line)) wanted.push_back(line);
    }
    std::vector<std::string> found;
    for (const auto& finding : last_.report.findings) found.push_back(line_of(finding));
    std::sort(wanted.begin(), wanted.end());
    std::sort(found.begin(), found.end());
    if (wanted == found) return;
    std::string both = "the findings differ\n  expected:";
    for (const auto& line : wanted) both += "\n    " + line;
    both += "\n  found:";
    for (const auto& line : found) both += "\n    " + line;
    for (const auto& finding : last_.report.findings) both += "\n      " + finding.message;
    mistake(both);
  }

  /// Judges a line that is no finding; false if it is one.
  bool said(const std::string& line) {
    const auto is = [&](const char* begin) { return line.starts_with(begin); };
    const auto rest = [&](const char* begin) { return line.substr(std::string(begin).size()); };
    if (line == "nothing") return true;
    if (is("exit ")) {
      check(std::stoi(rest("exit ")) == last_.report.exit_code, line, exit_text());
    } else if (is("verdict: ")) {
      check(rest("verdict: ") == name(last_.report.verdict), line, name(last_.report.verdict));
    } else if (is("message contains: ")) {
      check(some(messages(), rest("message contains: ")), line, joined(messages()));
    } else if (is("note contains: ")) {
      check(some(notes(), rest("note contains: ")), line, joined(notes()));
    } else if (is("no note contains: ")) {
      check(!some(notes(), rest("no note contains: ")), line, joined(notes()));
    } else if (is("resolved: ")) {
      check(some(endings(), rest("resolved: ")), line, joined(endings()));
    } else if (is("nothing resolved")) {
      check(endings().empty(), line, joined(endings()));
    } else if (is("recorded change: ")) {
      check(some(changes(), rest("recorded change: ")), line, joined(changes()));
    } else {
      return false;
    }
    return true;
  }

  [[nodiscard]] std::string exit_text() const {
    return "exit " + std::to_string(last_.report.exit_code);
  }

  [[nodiscard]] std::vector<std::string> messages() const {
    std::vector<std::string> texts;
    for (const auto& finding : last_.report.findings) {
      texts.push_back(finding.message + (finding.effect.empty() ? "" : " | " + finding.effect));
    }
    return texts;
  }

  [[nodiscard]] std::vector<std::string> notes() const {
    std::vector<std::string> texts;
    for (const auto& note : last_.report.notes) texts.push_back(note.text);
    for (const auto& finding : last_.report.findings) {
      texts.insert(texts.end(), finding.notes.begin(), finding.notes.end());
    }
    return texts;
  }

  [[nodiscard]] std::vector<std::string> endings() const {
    std::vector<std::string> texts;
    for (const auto& resolved : last_.report.resolved) texts.push_back(resolved.how);
    return texts;
  }

  [[nodiscard]] std::vector<std::string> changes() const {
    std::vector<std::string> texts;
    for (const auto& change : last_.update.changes) {
      texts.push_back(change.field + " " + change.from + " -> " + change.to);
    }
    return texts;
  }

  static bool some(const std::vector<std::string>& texts, const std::string& part) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](const auto& text) { return text.find(part) != std::string::npos; });
  }

  static std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += "\n    " + text;
    return all.empty() ? " nothing" : all;
  }

  void check(bool holds, const std::string& line, const std::string& found) {
    if (!holds) mistake("not so: " + line + "\n  found: " + found);
  }

  void mistake(const std::string& text) {
    outcome_.mistakes.push_back("line " + std::to_string(line_) + ": " + text);
  }

  ScenarioOutcome& outcome_;
  Bench bench_;
  AuditOutcome last_;
  int line_ = 0;
};

/// The header goes into `outcome`, the rest is sections.
std::vector<Section> read_sections(std::istream& file, ScenarioOutcome& outcome) {
  std::vector<Section> sections;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.starts_with("--- ")) {
      sections.push_back({split(line.substr(4)), {}, number});
    } else if (!sections.empty()) {
      sections.back().body += line + "\n";
    } else if (line.starts_with("name: ")) {
      outcome.name = line.substr(6);
    } else if (!line.empty() && line.front() != '#' && !line.starts_with("description: ") &&
               !line.starts_with("tags: ") && line.front() != ' ') {
      throw std::runtime_error("line " + std::to_string(number) + ": not a header line");
    }
  }
  return sections;
}

}  // namespace

ScenarioOutcome run_scenario(const std::filesystem::path& path) {
  ScenarioOutcome outcome;
  try {
    std::ifstream file(path);
    const auto sections = read_sections(file, outcome);
    Runner runner(outcome);
    for (const auto& section : sections) {
      try {
        runner.run(section);
      } catch (const std::exception& error) {
        throw std::runtime_error("line " + std::to_string(section.line) + ": " + error.what());
      }
    }
    if (outcome.name.empty()) outcome.mistakes.push_back("it has no name");
    if (outcome.checks == 0) outcome.mistakes.push_back("it expects nothing");
  } catch (const std::exception& error) {
    outcome.mistakes.push_back(error.what());
  }
  return outcome;
}

}  // namespace plumbline::test
