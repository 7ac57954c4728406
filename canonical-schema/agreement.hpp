#pragma once

#include <map>
#include <optional>
#include <string>

#include "canonical-schema/time.hpp"
#include "canonical-schema/values.hpp"

// When two values of one kind of leaf agree (canonical-model.md). Schedules are not here: they
// agree by behaviour, which schedule/schedule.hpp decides.

namespace plumbline {

/// How far apart two values may lie and still agree. Empty = exact. `percent` is of truth's value.
struct Slack {
  std::optional<Seconds> amount;
  std::optional<double> percent;
  /// Names that mean the same principal: any name -> the first of its group.
  const std::map<std::string, std::string>* principals = nullptr;
};

enum class Agreement { agree, agree_with_note, differ };

struct Answer {
  Agreement agreement = Agreement::agree;
  std::string note;  ///< only with agree_with_note
};

[[nodiscard]] Answer agrees(const Limit& truth, const Limit& live, const Slack& slack);
[[nodiscard]] Answer agrees(const Seconds& truth, const Seconds& live, const Slack& slack);
[[nodiscard]] Answer agrees(const Count& truth, const Count& live, const Slack& slack);
[[nodiscard]] Answer agrees(const double& truth, const double& live, const Slack& slack);
/// Truth's `any` accepts everything, its `by_operator` both on and off.
[[nodiscard]] Answer agrees(const Jitter& truth, const Jitter& live, const Slack& slack);
[[nodiscard]] Answer agrees(const RetryOn& truth, const RetryOn& live, const Slack& slack);
[[nodiscard]] Answer agrees(const WhenBusy& truth, const WhenBusy& live, const Slack& slack);
[[nodiscard]] Answer agrees(const Switch& truth, const Switch& live, const Slack& slack);
[[nodiscard]] Answer agrees(const CatchUp& truth, const CatchUp& live, const Slack& slack);
/// Sets. Truth `on: failure` against a live `on: output` to the same people agrees with a note.
[[nodiscard]] Answer agrees(const Notifications& truth, const Notifications& live,
                            const Slack& slack);
/// Sets; `how` counts only where truth states it.
[[nodiscard]] Answer agrees(const Dependencies& truth, const Dependencies& live,
                            const Slack& slack);
/// Principals through the policy's map; other text exactly.
[[nodiscard]] Answer agrees(const std::string& truth, const std::string& live, const Slack& slack);
/// By digest if truth states one, else by the parts that truth states.
[[nodiscard]] Answer agrees(const Action& truth, const Action& live, const Slack& slack);
/// Only the keys that truth states.
[[nodiscard]] Answer agrees(const Labels& truth, const Labels& live, const Slack& slack);

}  // namespace plumbline
