#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-schema/fields.hpp"
#include "canonical-schema/result.hpp"

namespace plumbline {

/// One row of a kind's default table: what the platform makes of silence.
struct DefaultRow {
  FieldId field;
  std::string_view leaf;     ///< "max"; empty if the field has one leaf
  std::string_view meaning;  ///< for people and docs: "none", "inexpressible: …"
  std::string_view since;    ///< first version it holds for; empty = all
  std::string_view until;    ///< first version it no longer holds for; empty = none
  std::string_view source;   ///< where that is written or how it was found
};

/// A stated value that a platform cannot say or that goes past its limits.
struct Inexpressible {
  FieldId field;
  std::string leaf;    ///< may be empty
  std::string reason;  ///< "Debian cron reads every entry in the host's zone"

  bool operator==(const Inexpressible&) const = default;
};

/// What a kind of platform, in one version, makes of silence and what it cannot say.
struct KindProfile {
  std::string kind;
  std::string version;
  /// A leaf that has a value = the platform's default; `inexpressible` = the kind has no such
  /// notion; `unread` = no default (watched or not compared).
  LiveFields defaults;
  std::vector<DefaultRow> rows;
  /// The kind has no way to say "there, and off": a standby place may hold nothing at all.
  bool standby_may_be_empty = false;
  /// What of a declaration this kind cannot express or exceeds, beyond what `defaults` says.
  /// `dialect` is the place's schedule dialect if it is known ("debian-cron"), else empty.
  std::vector<Inexpressible> (*limits)(const TruthFields& stated,
                                       std::string_view dialect) = nullptr;
  /// Why no workflow of this kind can have that native id, with what to write instead as hint;
  /// nullopt if one may.
  std::optional<Error> (*id_flaw)(std::string_view id) = nullptr;
};

}  // namespace plumbline
