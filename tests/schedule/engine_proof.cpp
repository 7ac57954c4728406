#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <set>
#include <span>
#include <stdexcept>
#include <string>

#include "tests/schedule/engines.hpp"
#include "tests/schedule/recorded_answers.hpp"
#include "tests/schedule/schedules.hpp"

// Holds our readings against the engines: a program, since it is a test of ctest twice an engine
// (recorded, live), the full proof (tools/schedule-proof), and what records the answers.

namespace plumbline::schedule::test {
namespace {

constexpr std::uint32_t seed_of_recorded = 1;
constexpr std::uint32_t seed_of_live = 2;
constexpr std::uint32_t seed_of_proof = 20260401;
constexpr std::size_t recorded_questions = 20'000;
constexpr std::size_t live_questions = 1'000;

const Engine& engine_named(const std::string& name) {
  const auto found = std::ranges::find(engines(), name, &Engine::name);
  if (found == engines().end()) throw std::runtime_error("no engine " + name);
  return *found;
}

std::string path_of_recorded(const Engine& engine) {
  return PLUMBLINE_SOURCE_DIR "/tests/schedule/recorded/" + engine.name + ".gz";
}

/// Says what is wrong with the tally: disagreements, or questions that prove little.
bool holds(const Engine& engine, const OracleTally& tally) {
  const auto fails = [&](const std::string& why) {
    std::fprintf(stderr, "%s: %s\n", engine.name.c_str(), why.c_str());
    return false;
  };
  bool all = tally.asked > 0 || fails("nothing was asked");
  if (tally.unexplained > 0) {
    all = fails(std::to_string(tally.unexplained) + " unexplained, the first:" + tally.first);
  }
  if (tally.accepted * 2 < tally.asked) all = fails("the engine refuses more than half");
  if ((tally.asked - tally.accepted) * 50 < tally.asked) all = fails("too few are malformed");
  const auto share =
      static_cast<double>(tally.explained_in_all()) / static_cast<double>(tally.asked);
  if (share > engine.explained_share) all = fails("too much of it is explained away");
  return all;
}

void print_tally(const Engine& engine, const OracleTally& tally) {
  std::printf("%s: %zu asked, %zu accepted, %zu agreed, %zu explained, %zu unexplained\n",
              engine.name.c_str(), tally.asked, tally.accepted, tally.agreed,
              tally.explained_in_all(), tally.unexplained);
  for (const auto& [row, count] : tally.explained) std::printf("  %6zu %s\n", count, row.c_str());
}

bool check_recorded(const Engine& engine) {
  const auto all = read_recorded(path_of_recorded(engine));
  if (all.questions.size() < std::min(recorded_questions, engine.full_count)) {
    throw std::runtime_error("too few recorded answers: " + path_of_recorded(engine));
  }
  // UTC has no rules that could change.
  if (const auto utc = all.digests.find("UTC");
      utc == all.digests.end() || (*zones().load("UTC"))->digest != utc->second) {
    throw std::runtime_error("zones are digested in another way than in " +
                             path_of_recorded(engine) + ": record the answers anew");
  }
  const auto recorded = of_unchanged_zones(all);
  if (const auto changed = all.questions.size() - recorded.questions.size(); changed > 0) {
    std::printf("WARN: %s: %zu questions left out, about zones whose rules have changed since\n",
                engine.title.c_str(), changed);
  }
  const auto tally = compared(engine, recorded.questions, recorded.answers);
  print_tally(engine, tally);
  return holds(engine, tally);
}

bool ask_live(const Engine& engine, std::size_t count) {
  const auto oracle = prepared_oracle(engine.oracle);
  if (!oracle) {
    // tools/test shows such lines at its end.
    std::printf("WARN: %s is not asked: it cannot be had here\n", engine.title.c_str());
    return true;
  }
  const auto questions = random_questions(engine, seed_of_live, count);
  const auto tally =
      compared(engine, questions, ask_engine(oracle->command, questions, fires_asked));
  print_tally(engine, tally);
  return holds(engine, tally);
}

/// The oracle where it must be there.
Oracle required_oracle(const Engine& engine) {
  auto oracle = prepared_oracle(engine.oracle);
  if (!oracle) throw std::runtime_error(engine.title + " cannot be had here");
  return std::move(*oracle);
}

bool record(const Engine& engine) {
  const auto oracle = required_oracle(engine);
  RecordedAnswers recorded;
  recorded.version = oracle.version;
  recorded.questions =
      random_questions(engine, seed_of_recorded, std::min(recorded_questions, engine.full_count));
  recorded.answers = ask_engine(oracle.command, recorded.questions, fires_asked);
  for (const auto& zone : engine.zones) {
    const auto loaded = zones().load(zone);
    if (!loaded) throw std::runtime_error("no zone " + zone);
    recorded.digests[zone] = (*loaded)->digest;
  }
  write_recorded(path_of_recorded(engine), recorded);
  return check_recorded(engine);
}

/// Prints a row of docs/schedule-proof.md.
bool prove(const Engine& engine) {
  const auto oracle = required_oracle(engine);
  const auto questions = random_questions(engine, seed_of_proof, engine.full_count);
  const auto tally =
      compared(engine, questions, ask_engine(oracle.command, questions, fires_asked));
  std::string explained;
  for (const auto& [row, count] : tally.explained) {
    explained += (explained.empty() ? "" : "; ") + row + " " + std::to_string(count);
  }
  std::string date(sizeof "YYYY-MM-DD" - 1, '\0');
  const std::time_t now = std::time(nullptr);
  std::strftime(date.data(), date.size() + 1, "%Y-%m-%d", std::gmtime(&now));
  const auto version = oracle.version.empty() ? std::string() : " " + oracle.version;
  std::printf("| %s | %s%s | %s | %zu | %zu | %zu | %zu | %zu | %s |\n", engine.name.c_str(),
              engine.title.c_str(), version.c_str(), date.c_str(), tally.asked, tally.accepted,
              tally.agreed, tally.explained_in_all(), tally.unexplained, explained.c_str());
  return holds(engine, tally);
}

int usage() {
  std::fputs(
      "engine_proof names               every engine's name\n"
      "engine_proof names NAME...       fails unless it is these\n"
      "engine_proof recorded NAME       our answers against the recorded ones\n"
      "engine_proof live NAME [COUNT]   against the engine itself, if it is there\n"
      "engine_proof prove NAME          in full: prints a row of docs/schedule-proof.md\n"
      "engine_proof record NAME         asks the engine and writes recorded/NAME.gz\n",
      stderr);
  return 2;
}

int names(std::span<char* const> expected) {
  std::set<std::string> all;
  for (const auto& engine : engines()) all.insert(engine.name);
  if (expected.empty()) {
    for (const auto& engine : engines()) std::puts(engine.name.c_str());
    return 0;
  }
  if (all == std::set<std::string>(expected.begin(), expected.end())) return 0;
  std::fputs("the engines of engines.cpp are not those that are tested\n", stderr);
  return 1;
}

int run(std::span<char* const> arguments) {
  if (!arguments.empty() && std::string(arguments[0]) == "names") {
    return names(arguments.subspan(1));
  }
  if (arguments.size() < 2) return usage();
  const std::string mode = arguments[0];
  const Engine& engine = engine_named(arguments[1]);
  if (mode == "recorded") return check_recorded(engine) ? 0 : 1;
  if (mode == "prove") return prove(engine) ? 0 : 1;
  if (mode == "record") return record(engine) ? 0 : 1;
  if (mode != "live") return usage();
  const auto count = arguments.size() > 2 ? std::stoul(arguments[2]) : live_questions;
  return ask_live(engine, count) ? 0 : 1;
}

}  // namespace
}  // namespace plumbline::schedule::test

int main(int argc, char** argv) {
  try {
    return plumbline::schedule::test::run(
        std::span<char* const>(argv, static_cast<std::size_t>(argc)).subspan(1));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "engine_proof: %s\n", error.what());
    return 1;
  }
}
