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
void remember_place(const ComparedPlace& place, const WaivedFields& waived,
                    const AuditInput& input, Bases& bases, MemoryUpdate& update);

/// Which incidents open, go on and end. An incident ends only if its place was looked at and
/// read in this audit: what was not read is never resolved.
void remember_incidents(const std::vector<Finding>& findings, const std::vector<Finding>& waiting,
                        const ComparedEstate& estate, MemoryUpdate& update,
                        std::vector<Resolved>& resolved);

}  // namespace plumbline::reconcile
