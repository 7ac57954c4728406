#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "canonical-schema/schedule/trigger.hpp"
#include "canonical-schema/truth.hpp"
#include "canonical-schema/values.hpp"

// The words of every enumeration that truth files and JSON spell out. Reader, writer, JSON
// Schema and hints loop over these tables; nothing else lists the words.

namespace plumbline {

/// One value and its word.
template <class Enum>
struct Word {
  Enum value;
  std::string_view text;
};

inline constexpr std::array<Word<Jitter>, 3> jitter_words{
    {{Jitter::none, "none"}, {Jitter::full, "full"}, {Jitter::any, "any"}}};

inline constexpr std::array<Word<RetryOn>, 3> retry_on_words{
    {{RetryOn::failure, "failure"}, {RetryOn::error, "error"}, {RetryOn::any, "any"}}};

inline constexpr std::array<Word<WhenBusy>, 4> when_busy_words{{{WhenBusy::skip, "skip"},
                                                                {WhenBusy::queue, "queue"},
                                                                {WhenBusy::replace, "replace"},
                                                                {WhenBusy::allow, "allow"}}};

inline constexpr std::array<Word<NotifyOn>, 5> notify_on_words{{{NotifyOn::failure, "failure"},
                                                                {NotifyOn::success, "success"},
                                                                {NotifyOn::late, "late"},
                                                                {NotifyOn::start, "start"},
                                                                {NotifyOn::output, "output"}}};

inline constexpr std::array<Word<Role>, 2> role_words{
    {{Role::active, "active"}, {Role::standby, "standby"}}};

inline constexpr std::array<Word<Tier>, 4> tier_words{{{Tier::critical, "critical"},
                                                       {Tier::important, "important"},
                                                       {Tier::normal, "normal"},
                                                       {Tier::low, "low"}}};

inline constexpr std::array<Word<schedule::GapPolicy>, 3> gap_words{
    {{schedule::GapPolicy::skip, "skip"},
     {schedule::GapPolicy::shift, "shift"},
     {schedule::GapPolicy::resume, "resume"}}};

inline constexpr std::array<Word<schedule::FoldPolicy>, 3> fold_words{
    {{schedule::FoldPolicy::first, "first"},
     {schedule::FoldPolicy::second, "second"},
     {schedule::FoldPolicy::both, "both"}}};

inline constexpr std::array<Word<schedule::TriggerKind>, 9> trigger_words{
    {{schedule::TriggerKind::cron, "cron"},
     {schedule::TriggerKind::every, "every"},
     {schedule::TriggerKind::at, "at"},
     {schedule::TriggerKind::event, "event"},
     {schedule::TriggerKind::manual, "manual"},
     {schedule::TriggerKind::continuous, "continuous"},
     {schedule::TriggerKind::boot, "boot"},
     {schedule::TriggerKind::once, "once"},
     {schedule::TriggerKind::custom, "custom"}}};

/// The word of `value`; empty if the table has none.
template <class Table, class Enum>
[[nodiscard]] constexpr std::string_view word(const Table& words, Enum value) {
  for (const auto& row : words) {
    if (row.value == value) return row.text;
  }
  return {};
}

/// The value that `text` names in a table.
template <class Enum, std::size_t size>
[[nodiscard]] constexpr std::optional<Enum> named(const std::array<Word<Enum>, size>& words,
                                                  std::string_view text) {
  for (const auto& row : words) {
    if (row.text == text) return row.value;
  }
  return std::nullopt;
}

}  // namespace plumbline
