#include "tests/schedule/engine_oracle.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "canonical-schema/schedule/zone_walk.hpp"
#include "tests/schedule/schedules.hpp"

namespace plumbline::schedule::test {
namespace {

using namespace std::chrono;

constexpr std::size_t fires_asked = 25;

EngineAnswer parsed(const std::string& line) {
  EngineAnswer answer;
  const auto tab = line.find('\t');
  const auto word = line.substr(0, tab);
  const auto rest = tab == std::string::npos ? std::string() : line.substr(tab + 1);
  if (word == "error") {
    answer.refused = true;
    answer.error = rest;
    return answer;
  }
  if (word != "fires") throw std::runtime_error("the oracle answered: " + line);
  std::istringstream numbers(rest);
  for (std::int64_t second = 0; numbers >> second;)
    answer.fires.push_back(Instant{Seconds{second}});
  return answer;
}

std::string shown(const EngineAnswer& answer) {
  if (answer.refused) return "refused: " + answer.error;
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(answer.fires.size(), 3); ++i) {
    text += to_rfc3339(answer.fires[i]) + " ";
  }
  return text.empty() ? "never" : text + "… (" + std::to_string(answer.fires.size()) + ")";
}

/// A folder that goes when it goes.
class ScratchFolder {
 public:
  ScratchFolder() {
    auto name = (std::filesystem::temp_directory_path() / "plumbline-oracle-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A start at most a day before a clock change, so that the next fires meet it.
Instant before_a_change(const Zone& zone, std::mt19937& random) {
  const Instant from = as_of() + days{random() % 700};
  const Segment segment = segment_at(zone, from);
  if (segment.end == Instant::max()) return from;
  return segment.end - seconds{1 + random() % 80'000};
}

class RandomExpressions {
 public:
  RandomExpressions(std::uint32_t seed, const ExpressionWords& words)
      : random_(seed), words_(words) {}

  std::string next() {
    if (!words_.whole.empty() && random_() % 20 == 0) return damaged(pick(words_.whole), 4);
    std::string expr;
    for (const auto& field : words_.fields) {
      if (!expr.empty()) expr += random_() % 40 == 0 ? "  " : " ";
      expr += list(field);
    }
    return damaged(std::move(expr), 3);
  }
  std::mt19937& random() { return random_; }

 private:
  const std::string& pick(const std::vector<std::string>& from) {
    return from[random_() % from.size()];
  }
  std::string list(const std::vector<std::string>& words) {
    std::string text = pick(words);
    for (auto more = random_() % 6; more > 3; --more) text += "," + pick(words);
    return text;
  }
  /// One in `chance` loses, gains or changes a character or two.
  std::string damaged(std::string text, unsigned chance) {
    static const std::string odd = "0123456789*/-,?LW#~@ abHR+.:;%\"'";
    if (random_() % chance != 0) return text;
    for (auto times = 1 + random_() % 2; times > 0 && !text.empty(); --times) {
      const auto at = random_() % text.size();
      const char other = odd[random_() % odd.size()];
      switch (random_() % 3) {
        case 0:
          text.erase(at, 1);
          break;
        case 1:
          text.insert(at, 1, other);
          break;
        default:
          text[at] = other;
      }
    }
    return text;
  }

  std::mt19937 random_;
  const ExpressionWords& words_;
};

}  // namespace

std::string oracle_command(const std::string& name) {
  const std::string prepare = PLUMBLINE_SOURCE_DIR "/tests/oracles/prepare.sh " + name;
  std::FILE* pipe = ::popen(prepare.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + prepare);
  std::string command;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) command += buffer.data();
  if (::pclose(pipe) != 0 || command.empty()) throw std::runtime_error("it failed: " + prepare);
  command.pop_back();  // the end of the line
  return command;
}

std::vector<EngineAnswer> ask_engine(const std::string& command,
                                     const std::vector<EngineQuestion>& questions,
                                     std::size_t count) {
  const ScratchFolder folder;
  const auto asked = folder.path() / "questions";
  const auto answered = folder.path() / "answers";
  {
    std::ofstream out(asked);
    for (const auto& question : questions) {
      out << question.zone << '\t' << question.start.time_since_epoch().count() << '\t' << count
          << '\t' << question.expr << '\n';
    }
  }
  const auto run = command + " <'" + asked.string() + "' >'" + answered.string() + "'";
  if (std::system(run.c_str()) != 0) throw std::runtime_error("the oracle failed: " + command);
  std::ifstream in(answered);
  std::vector<EngineAnswer> answers;
  for (std::string line; std::getline(in, line);) answers.push_back(parsed(line));
  if (answers.size() != questions.size()) throw std::runtime_error("the oracle lost a question");
  return answers;
}

EngineAnswer ask_ourselves(const std::string& dialect, const EngineQuestion& question,
                           std::size_t count) {
  EngineAnswer answer;
  const auto schedule = compile({cron(dialect, question.expr, question.zone)}, zones());
  if (!schedule) {
    answer.refused = true;
    answer.error = describe(schedule.error());
    return answer;
  }
  answer.fires = next_fires(**schedule, question.start + seconds{1}, count);
  return answer;
}

OracleTally compare_with_engine(const std::string& command, const std::string& dialect,
                                const std::vector<EngineQuestion>& questions,
                                const Explain& explain) {
  const auto answers = ask_engine(command, questions, fires_asked);
  OracleTally tally;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    ++tally.asked;
    if (!answers[i].refused) ++tally.accepted;
    const auto ours = ask_ourselves(dialect, questions[i], fires_asked);
    if (ours.refused == answers[i].refused && ours.fires == answers[i].fires) continue;
    if (!explain(questions[i], answers[i], ours).empty()) {
      ++tally.explained;
      continue;
    }
    if (++tally.unexplained > 12) continue;
    tally.first += "\n  \"" + questions[i].expr + "\" " + questions[i].zone + " from " +
                   to_rfc3339(questions[i].start) + "\n    engine " + shown(answers[i]) +
                   "\n    ours   " + shown(ours);
  }
  return tally;
}

std::vector<EngineQuestion> random_questions(std::uint32_t seed, std::size_t count,
                                             const ExpressionWords& words,
                                             const std::vector<std::string>& zone_names) {
  RandomExpressions expressions(seed, words);
  auto& random = expressions.random();
  std::vector<EngineQuestion> questions;
  while (questions.size() < count) {
    const auto expr = expressions.next();
    const auto& zone = zone_names[random() % zone_names.size()];
    const auto loaded = zones().load(zone);
    if (!loaded) throw std::runtime_error("no zone " + zone);
    questions.push_back({expr, zone, as_of() + seconds{random() % 150'000'000}});
    questions.push_back({expr, zone, before_a_change(**loaded, random)});
  }
  return questions;
}

}  // namespace plumbline::schedule::test
