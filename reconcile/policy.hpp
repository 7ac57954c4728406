#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "canonical-schema/fields.hpp"
#include "canonical-schema/glob.hpp"
#include "canonical-schema/severity.hpp"
#include "canonical-schema/time.hpp"
#include "reconcile/finding.hpp"

namespace plumbline::reconcile {

/// Globs (canonical-schema/glob.hpp) over a finding; empty = matches everything. In lists the first
/// match wins.
struct Selector {
  std::string workflow;
  std::string platform;
  std::string environment;
  std::string field;
  std::string rule;
  std::string cause;
  std::string team;
  std::optional<Tier> tier;

  bool operator==(const Selector&) const = default;
};

struct SeverityRule {
  Selector select;
  Severity severity = Severity::low;

  bool operator==(const SeverityRule&) const = default;
};

/// A difference smaller than `amount` agrees (durations), smaller than `percent` of the truth
/// value likewise (numbers and durations); one younger than `grace` does not count yet.
struct Tolerance {
  Selector select;
  std::optional<Seconds> amount;
  std::optional<double> percent;
  std::optional<Seconds> grace;

  bool operator==(const Tolerance&) const = default;
};

struct ModeRule {
  Selector select;
  Mode mode = Mode::propose;

  bool operator==(const ModeRule&) const = default;
};

/// What waivers and `any` may do. Empty lists = no limit.
struct WaiverLimits {
  std::optional<Seconds> longest;
  std::vector<std::string> fields;           ///< only these may be waived
  std::vector<std::string> never_fields;     ///< these may not
  std::optional<Severity> highest_severity;  ///< findings above may not be waived
  /// How long before a waiver ends it becomes a finding; 0 = never.
  Seconds remind{std::chrono::hours(24 * 7)};

  bool operator==(const WaiverLimits&) const = default;
};

/// The policy file as values (contract section 5). Without a file the defaults below hold.
struct Policy {
  std::vector<SeverityRule> severities;
  std::vector<Tolerance> tolerances;
  std::vector<ModeRule> modes;
  /// Run-as names that mean the same: any name of a group -> the group's first name.
  std::map<std::string, std::string> principals;
  Seconds rollout_within{std::chrono::hours(24)};
  Seconds operator_off{std::chrono::hours(24 * 7)};
  WaiverLimits waivers;
  /// Sections of the change queue (approvals, people, rollout waves, freeze, flap, expiry) are
  /// checked for shape when the file is read and used from there on by the queue.
  std::string digest;  ///< of the file's bytes; empty = built in

  bool operator==(const Policy&) const = default;
};

/// What is matched against a selector.
struct Subject {
  std::string workflow;  ///< team/name; empty for unmanaged
  std::string team;
  std::string platform;
  std::string environment;
  std::string field;
  std::string rule;
  std::string cause;
  Tier tier = Tier::normal;
};
[[nodiscard]] bool matches(const Selector& selector, const Subject& subject);

}  // namespace plumbline::reconcile
