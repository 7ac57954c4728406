#pragma once

#include <set>
#include <utility>
#include <vector>

#include "reconcile/audit.hpp"
#include "reconcile/base.hpp"
#include "reconcile/judge.hpp"

namespace plumbline::reconcile {

/// The fields that a waiver covers, by place.
using WaivedFields = std::set<std::pair<PlaceId, FieldId>>;
[[nodiscard]] WaivedFields waived_fields(const std::vector<Finding>& findings);

/// What this audit adds to the memory of one place: new last, base and watched values, and the
/// field changes since the last audit. A base advances only where truth and live agree.
void remember_place(const ComparedPlace& place, const WaivedFields& waived, const AuditInput& input,
                    Bases& bases, MemoryUpdate& update);

/// Forgets places that neither truth nor their platform has any more, if both were read in full;
/// that they are gone is a change.
void remember_gone(const ComparedEstate& estate, MemoryUpdate& update);

/// What an audit found, by how it counts.
struct SeenFindings {
  const std::vector<Finding>& findings;  ///< reported; a waiver marks and does not end them
  const std::vector<Finding>& waiting;   ///< differences that do not count yet
  const std::vector<Finding>& withheld;  ///< not told and not opened now, but not over either
};

/// Which incidents open, go on and end. An incident ends only if its place was looked at and
/// read in this audit, and truth about it could be read: what was not read is never resolved.
void remember_incidents(const SeenFindings& found, const ComparedEstate& estate,
                        MemoryUpdate& update, std::vector<Resolved>& resolved);

}  // namespace plumbline::reconcile
