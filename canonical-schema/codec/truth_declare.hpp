#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/codec/truth_draft.hpp"
#include "canonical-schema/codec/truth_schedule.hpp"
#include "canonical-schema/truth.hpp"

namespace plumbline::codec {

/// The defaults.yaml above a folder, merged. `files` are their paths, outermost first; the spots
/// of `draft` count them from 1.
struct DefaultsChain {
  TruthDraft draft;
  std::vector<std::string> files;
};

/// Adds a defaults.yaml below the ones of `outer`.
[[nodiscard]] DefaultsChain with_defaults(const DefaultsChain& outer, TruthDraft inner,
                                          const std::string& file);

/// The team of a file: that of its truth entry, else its own (or its defaults'), else the first
/// folder below the entry's path; empty if none of them says.
[[nodiscard]] std::string team_of(const TruthRepository& repository,
                                  const Declared<std::string>& written, std::string_view file);

/// `file` as a path below the truth entry's own path.
[[nodiscard]] std::string_view below_entry(const TruthRepository& repository,
                                           std::string_view file);

/// The workflow that a file and the defaults above it declare. What is wrong with it once it is
/// merged (no zone, an expression that does not compile, no team, two equal places) goes to
/// `problems`.
[[nodiscard]] DeclaredWorkflow declare(TruthDraft draft, const DefaultsChain& defaults,
                                       const TruthRepository& repository, const std::string& file,
                                       ScheduleChecks& checks, DraftProblems& problems);

}  // namespace plumbline::codec
