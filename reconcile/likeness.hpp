#pragma once

#include "reconcile/audit.hpp"

namespace plumbline::reconcile {

/// Marks missing places and what else stands on their platform (undeclared workflows, whether they
/// run or not; ids that several lines claim) that are most likely one job which was moved, renamed
/// or edited (`looks_like`, both ways). Only where exactly one of each fits: a likeness is shown to
/// people and never pairs anything.
void mark_likely(ComparedEstate& estate);

/// Marks missing places in whose file stands a line that is no entry and may be theirs
/// (`hidden_by`).
void mark_hidden(ComparedEstate& estate);

}  // namespace plumbline::reconcile
