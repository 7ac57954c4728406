#include "tests/schedule/engine_oracle.hpp"

#include <sys/wait.h>

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

/// What prepare.sh exits with where an oracle cannot be had.
constexpr int absent_toolchain = 3;
constexpr std::size_t shown_at_most = 12;

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

/// Three instants, the first of them number `from`.
std::string shown(const EngineAnswer& answer, std::size_t from) {
  if (answer.refused) return "refused: " + answer.error;
  if (answer.fires.empty()) return "never";
  std::string text = from == 0 ? "" : "… ";
  for (auto i = from; i < std::min(answer.fires.size(), from + 3); ++i) {
    text += to_rfc3339(answer.fires[i]) + " ";
  }
  return text + "… (" + std::to_string(answer.fires.size()) + ")";
}

/// How many instants both begin with.
std::size_t common_fires(const EngineAnswer& a, const EngineAnswer& b) {
  const auto [end, ignored] = std::ranges::mismatch(a.fires, b.fires);
  return static_cast<std::size_t>(end - a.fires.begin());
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
  RandomExpressions(std::uint32_t seed, const Engine& engine) : random_(seed), engine_(engine) {}

  std::string next() {
    const auto& words = engine_.words;
    if (!words.whole.empty() && random_() % 20 == 0) return damaged(pick(words.whole), 4);
    if (engine_.write) return damaged(engine_.write(random_), 3);
    std::string expr;
    for (const auto& field : words.fields) {
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
  const Engine& engine_;
};

}  // namespace

std::optional<Oracle> prepared_oracle(const std::string& name) {
  const std::string prepare = PLUMBLINE_SOURCE_DIR "/tests/oracles/prepare.sh " + name;
  std::FILE* pipe = ::popen(prepare.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + prepare);
  std::string output;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) output += buffer.data();
  const int status = ::pclose(pipe);
  if (WIFEXITED(status) && WEXITSTATUS(status) == absent_toolchain) return std::nullopt;
  Oracle oracle;
  std::istringstream lines(output);
  if (status != 0 || !std::getline(lines, oracle.command)) {
    throw std::runtime_error("it failed: " + prepare);
  }
  std::getline(lines, oracle.version);
  return oracle;
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

EngineAnswer ask_ourselves(const Engine& engine, const EngineQuestion& question,
                           std::size_t count) {
  EngineAnswer answer;
  const auto trigger = engine.trigger ? engine.trigger(question)
                                      : cron(engine.dialect, question.expr, question.zone);
  const auto schedule = compile({trigger}, zones());
  if (!schedule) {
    answer.refused = true;
    answer.error = describe(schedule.error());
    return answer;
  }
  answer.fires = next_fires(**schedule, question.start + seconds{1}, count);
  if (!engine.simulated.empty()) {
    std::erase_if(answer.fires,
                  [&](Instant at) { return at > question.start + engine.simulated_for; });
  }
  return answer;
}

std::size_t OracleTally::explained_in_all() const {
  std::size_t all = 0;
  for (const auto& [row, count] : explained) all += count;
  return all;
}

OracleTally compared(const Engine& engine, const std::vector<EngineQuestion>& questions,
                     const std::vector<EngineAnswer>& answers) {
  OracleTally tally;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    ++tally.asked;
    if (!answers[i].refused) ++tally.accepted;
    const auto ours = ask_ourselves(engine, questions[i], fires_asked);
    if (ours.refused == answers[i].refused && ours.fires == answers[i].fires) {
      ++tally.agreed;
      continue;
    }
    const auto row = engine.explain(questions[i], answers[i], ours);
    if (!row.empty()) {
      ++tally.explained[row];
      continue;
    }
    if (++tally.unexplained > shown_at_most) continue;
    const auto from = common_fires(answers[i], ours);
    tally.first += "\n  \"" + questions[i].expr + "\" " + questions[i].zone + " from " +
                   to_rfc3339(questions[i].start) + "\n    engine " + shown(answers[i], from) +
                   "\n    ours   " + shown(ours, from);
  }
  return tally;
}

std::vector<EngineQuestion> random_questions(const Engine& engine, std::uint32_t seed,
                                             std::size_t count) {
  RandomExpressions expressions(seed, engine);
  auto& random = expressions.random();
  std::vector<EngineQuestion> questions;
  while (questions.size() < count) {
    const auto expr = expressions.next();
    if (!engine.simulated.empty()) {
      for (int i = 0; i < 2; ++i) {
        const auto& time = engine.simulated[random() % engine.simulated.size()];
        questions.push_back({expr, time.zone, utc(time.start) - seconds{1}});
      }
      continue;
    }
    const auto& zone = engine.zones[random() % engine.zones.size()];
    const auto loaded = zones().load(zone);
    if (!loaded) throw std::runtime_error("no zone " + zone);
    questions.push_back({expr, zone, as_of() + seconds{random() % 150'000'000}});
    questions.push_back({expr, zone, before_a_change(**loaded, random)});
  }
  return questions;
}

}  // namespace plumbline::schedule::test
