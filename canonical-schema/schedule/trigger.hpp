#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/time.hpp"

namespace plumbline::schedule {

/// What starts a workflow. `custom` is opaque text: equal only to equal text.
enum class TriggerKind { cron, every, at, event, manual, continuous, boot, once, custom };

/// How much is known of the zone in which a trigger's clock times are read.
enum class ZoneKnowledge {
  named,             ///< an IANA name, as written
  platform_default,  ///< the platform's own zone, which nothing names ("@platform-default")
  any,               ///< truth says `timezone: any`: clock times compared, zone not
  unobservable,      ///< the platform hides it
};

struct ZoneRef {
  ZoneKnowledge knowledge = ZoneKnowledge::platform_default;
  std::string name;  ///< only with `named`

  bool operator==(const ZoneRef&) const = default;
};

/// What an engine does with clock times that a clock change skips or repeats.
/// `resume` is Debian cron's catch-up: jobs of skipped minutes run right after the gap.
/// `undefined`: which copies run differs between versions and zones; both count until compared.
enum class GapPolicy { skip, shift, resume };
enum class FoldPolicy { first, second, both, undefined };

/// `elapsed` (Airflow, hour field `*`): the first run after a change comes as long after the last
/// one before it as the clock alone would say; gap and fold are then skip and both.
struct DstPolicy {
  GapPolicy gap = GapPolicy::skip;
  FoldPolicy fold = FoldPolicy::both;
  bool elapsed = false;

  bool operator==(const DstPolicy&) const = default;
};

/// Which date a run carries as its own (Airflow's logical date): the instant at which it starts, or
/// the start of the interval that ends there. Other engines give none.
enum class LogicalDate { none, tick, interval_start };

/// One trigger as somebody wrote it. Which members mean something depends on `kind`:
///   cron        dialect, expr, zone, dst      dialect "portable" in truth unless it names another
///   every       expr (a duration, or "1mo"), anchor
///   at          expr (local time YYYY-MM-DDTHH:MM[:SS]), zone
///   event       expr (its source, local), custom: expr (the text)
///   manual, continuous, boot, once: nothing
struct Trigger {
  TriggerKind kind = TriggerKind::manual;
  std::string dialect;
  std::string expr;
  ZoneRef zone;
  std::optional<Instant> anchor;
  std::optional<Instant> window_start;  ///< first instant that may fire
  std::optional<Instant> window_end;    ///< first instant that may not
  std::optional<DstPolicy> dst;         ///< only if truth states it
  std::optional<Seconds> jitter;        ///< each run starts up to this much later than its time
  bool enabled = true;

  bool operator==(const Trigger&) const = default;
};

/// The union of its triggers. Empty = nothing starts it = `manual`.
using Triggers = std::vector<Trigger>;

/// "cron", "every", …: the word of truth files and JSON.
[[nodiscard]] const char* name(TriggerKind kind);

}  // namespace plumbline::schedule
