#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/fields.hpp"

// A declared job as a crontab would hold it, for people to paste. Nothing here writes anywhere.

namespace plumbline::adapters::cron {

/// The lines of a job, and what of its declaration they leave out.
struct EntryText {
  std::vector<std::string> lines;
  std::string zone;               ///< in which the times are meant; empty = not known
  std::vector<FieldId> left_out;  ///< stated, and to be added by hand
};

/// The lines that stand at the native id `id` ("cron.d/orders#load") when truth holds there: a
/// marker if the name is not one that the command gives by itself, then one line for each
/// trigger, with `timeout` and `flock` where truth states them. nullopt if truth or `command` (the
/// inner command, as it was last seen) does not tell enough, or a crontab cannot say it.
[[nodiscard]] std::optional<EntryText> entry_text(const TruthFields& truth, const std::string& id,
                                                  const std::string& command);

}  // namespace plumbline::adapters::cron
