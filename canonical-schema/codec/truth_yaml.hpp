#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "canonical-schema/codec/truth_draft.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/truth.hpp"

// One file of truth (contract section 5), from bytes to values. Merging with defaults.yaml and
// everything that needs more than one file is truth_assembly.hpp.

namespace plumbline::codec {

/// What the name of a file says that it is.
enum class TruthFileRole { workflow_or_waiver, defaults };

/// What a file says; empty if not even its kind could be told.
using TruthContent = std::variant<std::monostate, TruthDraft, Waiver>;

/// A file of truth after reading. Beside problems, `content` holds what could be read all the
/// same: enough to say which workflow and platforms are concerned, never to be compared.
struct TruthFileReading {
  TruthContent content;
  std::vector<Error> problems;  ///< where.file, line and column set; empty = all is well
  /// False if the text ended early for YAML, so that what is missing may only be unseen.
  bool whole = false;
  /// Platforms that the text seems to name; only beside problems, where YAML may have ended early.
  std::vector<std::string> guessed_platforms;
};

/// Reads one file. `file` is its name for messages. The problems are every unknown or doubled
/// key, wrong type, missing unit, bad name and unknown word, with line, column and what to write
/// instead. A waiver's `source` has no repository yet. Never throws; ends quickly on hostile
/// input (yaml_document.hpp).
[[nodiscard]] TruthFileReading read_truth_file(std::string_view file, std::string_view bytes,
                                               TruthFileRole role);

}  // namespace plumbline::codec
