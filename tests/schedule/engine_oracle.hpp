#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "canonical-schema/schedule/schedule.hpp"

// Real engines as oracles: programs under tests/oracles/ that answer what they make of expressions.

namespace plumbline::schedule::test {

/// Builds tests/oracles/NAME if need be and gives the command that answers. Throws
/// std::runtime_error with the reason if that fails: an oracle that is not there is no passed test.
[[nodiscard]] std::string oracle_command(const std::string& name);

/// One question: what the engine makes of `expr` from `start` on.
struct EngineQuestion {
  std::string expr;
  std::string zone;
  Instant start;
};

struct EngineAnswer {
  bool refused = false;
  std::string error;
  std::vector<Instant> fires;  ///< after `start`, in order
};

/// Asks `command` (run by the shell) all questions in one go, `count` instants each.
/// Throws std::runtime_error if it does not answer each with one line.
[[nodiscard]] std::vector<EngineAnswer> ask_engine(const std::string& command,
                                                   const std::vector<EngineQuestion>& questions,
                                                   std::size_t count);

/// The same of ourselves.
[[nodiscard]] EngineAnswer ask_ourselves(const std::string& dialect, const EngineQuestion& question,
                                         std::size_t count);

/// Why a disagreement is none of ours: a row of docs/schedule-disagreements.md ("" = no reason).
using Explain = std::function<std::string(const EngineQuestion&, const EngineAnswer& engine,
                                          const EngineAnswer& ours)>;

struct OracleTally {
  std::size_t asked = 0;
  std::size_t accepted = 0;  ///< by the engine
  std::size_t explained = 0;
  std::size_t unexplained = 0;
  std::string first;  ///< the first unexplained ones, for people
};
[[nodiscard]] OracleTally compare_with_engine(const std::string& command,
                                              const std::string& dialect,
                                              const std::vector<EngineQuestion>& questions,
                                              const Explain& explain);

/// What random expressions are made of: for each field in order, words of which one to three make
/// a list.
struct ExpressionWords {
  std::vector<std::vector<std::string>> fields;
  std::vector<std::string> whole;  ///< macros and the like, taken now and then
};

/// Random expressions of the dialect, about a third of them damaged, each from two starts: one at
/// random, one shortly before a clock change of its zone.
[[nodiscard]] std::vector<EngineQuestion> random_questions(std::uint32_t seed, std::size_t count,
                                                           const ExpressionWords& words,
                                                           const std::vector<std::string>& zones);

}  // namespace plumbline::schedule::test
