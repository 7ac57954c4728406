#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "canonical-schema/observed.hpp"
#include "canonical-schema/schedule/trigger.hpp"
#include "canonical-schema/values.hpp"

namespace plumbline {

/// The canonical fields, in the order of the catalogue and of every report.
enum class FieldId : std::uint8_t {
  schedule,
  enabled,
  catchup,
  concurrency,
  retry,
  timeout,
  notify,
  depends_on,
  owner,
  run_as,
  action,
  labels,
  local,  ///< all that differs by design; compared only where truth states it
};
inline constexpr std::size_t field_count = 13;

/// The leaves of the canonical fields. `Leaf` says what is known of each:
/// Fields<Observed> is a live workflow, Fields<Declared> is what truth says.
/// field_catalogue.hpp names every leaf once; nothing else lists them.
template <template <class> class Leaf>
struct Fields {
  Leaf<schedule::Triggers> schedule;
  Leaf<Switch> enabled;
  Leaf<CatchUp> catchup;
  Leaf<Count> concurrency_max;
  Leaf<WhenBusy> concurrency_when_busy;
  Leaf<Count> retry_max;  ///< tries after the first
  Leaf<Seconds> retry_delay;
  Leaf<double> retry_factor;
  Leaf<Limit> retry_max_delay;
  Leaf<Jitter> retry_jitter;
  Leaf<RetryOn> retry_on;
  Leaf<Limit> timeout_run;   ///< the whole run
  Leaf<Limit> timeout_task;  ///< one try of one task
  Leaf<Notifications> notify;
  Leaf<Dependencies> depends_on;
  Leaf<std::string> owner_business;
  Leaf<std::string> owner_technical;
  Leaf<std::string> owner_support;
  Leaf<std::string> run_as;
  Leaf<Action> action;
  Leaf<Labels> labels;

  bool operator==(const Fields&) const = default;
};

/// Where a declared value comes from. `silent`: nobody said anything. `any`: truth made the
/// field local here. `built_in`: what silence means on every platform (enabled: true, …).
/// `platform_default`: what silence means on that kind and version.
enum class Origin : std::uint8_t { silent, stated, any, built_in, platform_default };

/// A line and column of one of the files a declaration was put together from: `file` is an index
/// into DeclaredWorkflow::files, -1 = nowhere.
struct Spot {
  std::int32_t file = -1;
  std::int32_t line = 0;
  std::int32_t column = 0;

  bool operator==(const Spot&) const = default;
};

/// What truth says about one leaf. `value` is set for stated, built_in and platform_default.
template <class T>
struct Declared {
  Origin origin = Origin::silent;
  std::optional<T> value;
  Spot spot;

  bool operator==(const Declared&) const = default;
};

using LiveFields = Fields<Observed>;
using TruthFields = Fields<Declared>;

}  // namespace plumbline
