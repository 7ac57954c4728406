#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <tuple>

#include "canonical-schema/fields.hpp"
#include "canonical-schema/severity.hpp"

namespace plumbline {

/// What it means that truth leaves a field out (contract section 2).
enum class Silence {
  built_in,          ///< the same on every platform: enabled is true, the schedule is manual
  platform_default,  ///< the kind's default table
  watched,           ///< compared with the last observed value
  not_compared,
};

/// One canonical field. Every row lives here once; compare, JSON Schema, docs and reports loop
/// over it.
struct FieldSpec {
  FieldId id;
  std::string_view name;
  std::string_view rule;  ///< PL1001, …
  Severity severity;
  Silence silence;
  std::string_view written;  ///< how truth writes it
  std::string_view meaning;
};

inline constexpr std::array<FieldSpec, field_count> field_catalogue{{
    {FieldId::schedule, "schedule", "PL1001", Severity::high, Silence::built_in,
     "one trigger or a list", "when it starts; silence = nothing starts it by time"},
    {FieldId::enabled, "enabled", "PL1003", Severity::high, Silence::built_in,
     "true | false | operator", "whether its triggers are on; silence = true"},
    {FieldId::catchup, "catchup", "PL1006", Severity::medium, Silence::platform_default,
     "false | true | none | latest | all | {latest: 2h} | {all: 1d}",
     "what happens to runs that were missed"},
    {FieldId::concurrency, "concurrency", "PL1006", Severity::medium, Silence::platform_default,
     "{max: 1, when_busy: skip | queue | replace | allow}", "how many runs at once"},
    {FieldId::retry, "retry", "PL1004", Severity::medium, Silence::platform_default,
     "{max, delay, factor, max_delay, jitter, on}", "tries after the first, and the waits between"},
    {FieldId::timeout, "timeout", "PL1005", Severity::medium, Silence::platform_default,
     "{run: 2h, task: 30m}", "limits of the whole run and of one try of one task"},
    {FieldId::notify, "notify", "PL1007", Severity::medium, Silence::watched,
     "list of {on, channel, to}", "who is told, and when"},
    {FieldId::depends_on, "depends_on", "PL1011", Severity::medium, Silence::watched,
     "list of TEAM/NAME", "the workflows it waits for"},
    {FieldId::owner, "owner", "PL1008", Severity::low, Silence::not_compared,
     "{business, technical, support}", "who answers for it"},
    {FieldId::run_as, "run_as", "PL1009", Severity::high, Silence::watched, "text",
     "the role, service account or user it runs as"},
    {FieldId::action, "action", "PL1012", Severity::medium, Silence::watched,
     "{digest} or readable parts", "what runs; compared for each place on its own"},
    {FieldId::labels, "labels", "PL1008", Severity::low, Silence::not_compared, "map",
     "free labels; only keys that truth states"},
    {FieldId::local, "local", "PL1010", Severity::low, Silence::not_compared, "`local:` of a place",
     "what differs by design"},
}};

/// The row of a field.
[[nodiscard]] constexpr const FieldSpec& spec(FieldId id) {
  return field_catalogue[static_cast<std::size_t>(id)];
}
[[nodiscard]] constexpr std::string_view name(FieldId id) { return spec(id).name; }
/// The field called `text` in truth, reports and policy.
[[nodiscard]] std::optional<FieldId> field_named(std::string_view text);

/// One leaf: its field, its name below the field (empty if the field has one leaf only), and how
/// to get at it in any Fields<…>.
template <class Access>
struct LeafSpec {
  FieldId field;
  std::string_view name;
  Access access;
};
template <class Access>
LeafSpec(FieldId, const char*, Access) -> LeafSpec<Access>;

#define PLUMBLINE_LEAF(FIELD, NAME, MEMBER)                                   \
  LeafSpec {                                                                  \
    FieldId::FIELD, NAME, [](auto& fields) -> auto& { return fields.MEMBER; } \
  }

/// Every leaf, in catalogue order. The macro above is the only way to write "this member of any
/// Fields<…>" as a value.
inline constexpr std::tuple leaf_catalogue{
    PLUMBLINE_LEAF(schedule, "", schedule),
    PLUMBLINE_LEAF(enabled, "", enabled),
    PLUMBLINE_LEAF(catchup, "", catchup),
    PLUMBLINE_LEAF(concurrency, "max", concurrency_max),
    PLUMBLINE_LEAF(concurrency, "when_busy", concurrency_when_busy),
    PLUMBLINE_LEAF(retry, "max", retry_max),
    PLUMBLINE_LEAF(retry, "delay", retry_delay),
    PLUMBLINE_LEAF(retry, "factor", retry_factor),
    PLUMBLINE_LEAF(retry, "max_delay", retry_max_delay),
    PLUMBLINE_LEAF(retry, "jitter", retry_jitter),
    PLUMBLINE_LEAF(retry, "on", retry_on),
    PLUMBLINE_LEAF(timeout, "run", timeout_run),
    PLUMBLINE_LEAF(timeout, "task", timeout_task),
    PLUMBLINE_LEAF(notify, "", notify),
    PLUMBLINE_LEAF(depends_on, "", depends_on),
    PLUMBLINE_LEAF(owner, "business", owner_business),
    PLUMBLINE_LEAF(owner, "technical", owner_technical),
    PLUMBLINE_LEAF(owner, "support", owner_support),
    PLUMBLINE_LEAF(run_as, "", run_as),
    PLUMBLINE_LEAF(action, "", action),
    PLUMBLINE_LEAF(labels, "", labels),
};
#undef PLUMBLINE_LEAF

/// Calls fn(leaf) for every leaf of the catalogue, in order.
template <class Fn>
constexpr void for_each_leaf(Fn&& fn) {
  std::apply([&](const auto&... leaf) { (fn(leaf), ...); }, leaf_catalogue);
}

/// "retry.max", "schedule".
template <class Access>
[[nodiscard]] std::string path(const LeafSpec<Access>& leaf) {
  std::string text(name(leaf.field));
  if (!leaf.name.empty()) text.append(".").append(leaf.name);
  return text;
}

}  // namespace plumbline
