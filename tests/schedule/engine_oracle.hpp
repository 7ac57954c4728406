#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "canonical-schema/schedule/schedule.hpp"

// Real engines as oracles: programs under tests/oracles/ that answer what they make of expressions.

namespace plumbline::schedule::test {

/// A program under tests/oracles/ that is ready to be asked.
struct Oracle {
  std::string command;  ///< run by the shell, questions on its standard input
  std::string version;  ///< the engine's, as prepare.sh says it; "" = it does not
};

/// Builds tests/oracles/NAME if need be. `name` is what prepare.sh takes, so that it may hold
/// arguments ("croniter 6.2.4"). nullopt where the toolchain or the network that it needs is absent
/// (prepare.sh exits with 3 and says on stderr what is). Throws std::runtime_error for everything
/// else: an oracle that is broken is no passed test.
[[nodiscard]] std::optional<Oracle> prepared_oracle(const std::string& name);

/// One question: what the engine makes of `expr` from `start` on.
struct EngineQuestion {
  std::string expr;
  std::string zone;
  Instant start;
};

struct EngineAnswer {
  bool refused = false;
  std::string error;           ///< for people: recorded answers do not hold it
  std::vector<Instant> fires;  ///< after `start`, in order
};

/// Asks `command` all questions in one go, `count` instants each.
/// Throws std::runtime_error if it does not answer each with one line.
[[nodiscard]] std::vector<EngineAnswer> ask_engine(const std::string& command,
                                                   const std::vector<EngineQuestion>& questions,
                                                   std::size_t count);

/// What random expressions are made of: for each field in order, words of which one to three make
/// a list.
struct ExpressionWords {
  std::vector<std::vector<std::string>> fields;
  std::vector<std::string> whole;  ///< macros and the like, taken now and then
};

/// Why a disagreement is none of ours: a short name of a row of docs/schedule-disagreements.md
/// ("" = no reason).
using Explain = std::function<std::string(const EngineQuestion&, const EngineAnswer& engine,
                                          const EngineAnswer& ours)>;

/// A stretch of time that an engine is run through on a simulated clock.
struct SimulatedTime {
  std::string zone;
  std::string start;  ///< the first second after what is asked as the start
};

/// An engine that we are held against. Defaults fit engines that read cron fields in the zone that
/// stands beside the text.
struct Engine {
  std::string name;     ///< of the recorded answers' file, and for the command line: [a-z0-9.-]+
  std::string title;    ///< for people, with its version unless prepare.sh says that
  std::string oracle;   ///< for prepared_oracle()
  std::string dialect;  ///< ours
  std::vector<std::string> zones;
  Explain explain;
  ExpressionWords words;
  /// Writes an expression where words of fields do not make one; some are damaged afterwards.
  std::function<std::string(std::mt19937&)> write = {};
  /// How we read a question, unless it is a cron trigger of `dialect` in the question's zone.
  std::function<Trigger(const EngineQuestion&)> trigger = {};
  /// Where not empty, the only starts: an engine on a simulated clock cannot be asked about any
  /// other, and what it fires is seen for `simulated_for` from the start on.
  std::vector<SimulatedTime> simulated = {};
  Seconds simulated_for{0};
  /// How many questions the full proof asks.
  std::size_t full_count = 100'000;
  /// More disagreements than this, though explained, are a predicate that explains too much.
  double explained_share = 0.02;
};

/// Our answer to the question.
[[nodiscard]] EngineAnswer ask_ourselves(const Engine& engine, const EngineQuestion& question,
                                         std::size_t count);

struct OracleTally {
  std::size_t asked = 0;
  std::size_t accepted = 0;  ///< by the engine
  std::size_t agreed = 0;
  std::map<std::string, std::size_t> explained;  ///< by row
  std::size_t unexplained = 0;
  std::string first;  ///< the first unexplained ones, for people

  [[nodiscard]] std::size_t explained_in_all() const;
};

/// How many instants each question asks for.
inline constexpr std::size_t fires_asked = 25;

/// Our answers against those of the engine, question by question.
[[nodiscard]] OracleTally compared(const Engine& engine,
                                   const std::vector<EngineQuestion>& questions,
                                   const std::vector<EngineAnswer>& answers);

/// Random expressions of the engine, about a third of them damaged, each from two starts: one at
/// random, one shortly before a clock change of its zone. The same for the same seed and tz data.
[[nodiscard]] std::vector<EngineQuestion> random_questions(const Engine& engine, std::uint32_t seed,
                                                           std::size_t count);

}  // namespace plumbline::schedule::test
