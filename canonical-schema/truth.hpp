#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "canonical-schema/fields.hpp"
#include "canonical-schema/ids.hpp"
#include "canonical-schema/result.hpp"
#include "canonical-schema/severity.hpp"
#include "canonical-schema/time.hpp"

// What Git says: the truth side of a comparison.

namespace plumbline {

/// A position in a file of a truth repository.
struct GitSource {
  std::string repo;
  std::string commit;  ///< 40 hex; empty when a working tree was read (validate)
  std::string file;    ///< below the repository's root
  int line = 0;
  int column = 0;

  bool operator==(const GitSource&) const = default;
};

enum class Role { active, standby };

/// What a place says otherwise than its workflow. Most say nothing, and nothing is kept of those:
/// an estate has very many places.
class Overrides {  // NOLINT(cppcoreguidelines-special-member-functions): assigns by value
 public:
  Overrides() = default;
  explicit Overrides(TruthFields fields)
      : fields_(fields == TruthFields{} ? nullptr
                                        : std::make_unique<TruthFields>(std::move(fields))) {}
  Overrides(const Overrides& other)
      : fields_(other.fields_ ? std::make_unique<TruthFields>(*other.fields_) : nullptr) {}
  Overrides(Overrides&&) noexcept = default;
  Overrides& operator=(Overrides other) noexcept {
    fields_ = std::move(other.fields_);
    return *this;
  }
  ~Overrides() = default;

  /// Silent where the workflow's own value holds.
  [[nodiscard]] const TruthFields& fields() const {
    static const TruthFields silent;
    return fields_ ? *fields_ : silent;
  }
  bool operator==(const Overrides& other) const { return fields() == other.fields(); }

 private:
  std::unique_ptr<TruthFields> fields_;
};

/// One place as truth declares it.
struct DeclaredPlace {
  PlaceId id;
  Role role = Role::active;
  std::vector<FieldId> accept_inexpressible;
  std::map<std::string, std::string> local;  ///< canonical text by native path
  Overrides overrides;
  Spot spot;

  bool operator==(const DeclaredPlace&) const = default;
};

/// One workflow as truth declares it, `defaults.yaml` merged in.
struct DeclaredWorkflow {
  WorkflowId id;
  std::string description;
  std::string sla;
  Tier tier = Tier::normal;
  bool idempotent = false;
  bool active_active = false;
  TruthFields fields;
  std::map<std::string, TruthFields> tasks;  ///< exceptions by task path
  std::vector<DeclaredPlace> places;
  std::string repo;
  std::string commit;
  /// files[0] is the workflow's own; others are the defaults.yaml that a value came from.
  std::vector<std::string> files;
  Spot spot;

  bool operator==(const DeclaredWorkflow&) const = default;

  /// Where a value was written; the workflow's own first line if nowhere.
  [[nodiscard]] GitSource source(const Spot& at) const;
};

/// A waiver file (contract section 5). Empty globs match everything; not all are empty.
struct Waiver {
  std::string workflow;
  std::string platform;
  std::string field;
  std::string owner;
  std::string reason;
  Instant expires;  ///< last second in which it holds
  std::string team;
  GitSource source;

  bool operator==(const Waiver&) const = default;
};

/// A truth file, or a part of one, that cannot be used: a finding `invalid`.
struct TruthProblem {
  Error error;  ///< where.file/line/column are set
  GitSource source;
  std::optional<WorkflowId> workflow;  ///< if it could be told
  /// Platforms that the file names as far as it could be read; `unmanaged` is withheld there
  /// (contract 12.9).
  std::vector<std::string> platforms;

  bool operator==(const TruthProblem&) const = default;
};

/// One truth entry of the configuration, as read. With `error` set nothing of it was read.
struct TruthRepository {
  std::string repo;
  std::string ref;
  std::string commit;
  std::string path;
  std::string team;
  std::string tree;  ///< id of the tree at `path`: equal = nothing changed
  std::size_t files = 0;
  std::optional<Error> error;
  std::vector<std::string> notes;  ///< what was not followed there, and why that does no harm

  bool operator==(const TruthRepository&) const = default;
};

/// A declaration that an earlier commit held and the pinned one does not.
struct RemovedDeclaration {
  WorkflowId workflow;
  std::vector<PlaceId> places;
  GitSource source;  ///< commit = the one that removed it
  Instant at;

  bool operator==(const RemovedDeclaration&) const = default;
};

/// All truth entries together, at their pinned commits.
struct Truth {
  std::vector<TruthRepository> repositories;
  std::vector<DeclaredWorkflow> workflows;  ///< sorted by id, without repeats
  std::vector<Waiver> waivers;
  std::vector<TruthProblem> problems;

  bool operator==(const Truth&) const = default;
};

/// A file's earlier declaration, newest first in lists: what a place's fields were then.
struct PastDeclaration {
  std::string commit;
  Instant at;
  std::string author;
  std::optional<DeclaredWorkflow> workflow;  ///< nullopt if that version could not be read

  bool operator==(const PastDeclaration&) const = default;
};

}  // namespace plumbline
