#include "reconcile/compare.hpp"

#include <algorithm>

#include "canonical-schema/field_catalogue.hpp"
#include "canonical-schema/leaf_text.hpp"

namespace plumbline::reconcile {
namespace {

/// The stronger answer wins when the leaves of a field disagree among themselves.
int weight(FieldAnswer answer) {
  switch (answer) {
    case FieldAnswer::differ:
      return 6;
    case FieldAnswer::unread:
      return 5;
    case FieldAnswer::inexpressible:
      return 4;
    case FieldAnswer::cannot_compare:
      return 3;
    case FieldAnswer::note:
      return 2;
    case FieldAnswer::agree:
      return 1;
    case FieldAnswer::local:
      return 0;
  }
  return 0;
}

void strengthen(FieldComparison& result, FieldAnswer answer) {
  if (weight(answer) > weight(result.answer)) result.answer = answer;
}

Slack slack_of(FieldId field, const CompareContext& context) {
  Slack slack;
  if (context.slack) slack = (*context.slack)[static_cast<std::size_t>(field)];
  if (field == FieldId::run_as) slack.principals = context.principals;
  return slack;
}

/// Truth has a value, the platform shows none.
template <class Leaf, class T>
void judge_no_value(FieldComparison& result, const Leaf& leaf, const Declared<T>& truth,
                    const Observed<T>& live) {
  switch (live.state()) {
    case Presence::inexpressible:
      // Silence is content with a platform that has no such notion.
      if (truth.origin != Origin::stated) {
        strengthen(result, FieldAnswer::agree);
        return;
      }
      strengthen(result, FieldAnswer::inexpressible);
      result.unsayable.push_back({path(leaf), text(*truth.value), live.reason()});
      return;
    case Presence::unobservable:
    case Presence::dynamic:
      strengthen(result, FieldAnswer::cannot_compare);
      result.notes.push_back(path(leaf) + ": " + live.reason());
      return;
    case Presence::unread:
      strengthen(result, FieldAnswer::unread);
      result.unread_leaf = true;
      result.notes.push_back(path(leaf) + ": " +
                             (live.reason().empty() ? "not read" : live.reason()));
      return;
    case Presence::value:
    case Presence::absent:
      return;
  }
}

bool has_custom(const schedule::Triggers& triggers) {
  return std::any_of(triggers.begin(), triggers.end(), [](const auto& trigger) {
    return trigger.kind == schedule::TriggerKind::custom;
  });
}

bool states_anchor(const schedule::Triggers& truth) {
  return std::any_of(truth.begin(), truth.end(),
                     [](const auto& trigger) { return trigger.anchor.has_value(); });
}

/// What the relation of two schedules means for the field (contract 12.10).
class ScheduleJudge {
 public:
  ScheduleJudge(FieldComparison& result, const schedule::Triggers& truth,
                const schedule::Triggers& live, const CompareContext& context)
      : result_(result), truth_(truth), live_(live), context_(context) {}

  void judge(const schedule::Comparison& comparison) {
    using schedule::Relation;
    switch (comparison.relation) {
      case Relation::equal:
      case Relation::never_both:
        return strengthen(result_, FieldAnswer::agree);
      case Relation::equal_except_dst:
        return judge_clock_changes(comparison);
      case Relation::equal_firing:
        return note("the same instants, other run metadata");
      case Relation::unknown_phase:
        return judge_phase(comparison);
      case Relation::unknown_zone:
        return note("the same clock times; the zone is not known");
      case Relation::incomparable:
        // Opaque text is never drift; triggers of different kinds always are.
        if (!has_custom(truth_) && !has_custom(live_)) return differ(comparison);
        return cannot_compare(comparison, "opaque text");
      case Relation::ambiguous_version:
        return cannot_compare(comparison, "the engine's version is not known");
      case Relation::nondeterministic:
        if (!comparison.same_ranges) return differ(comparison);
        return note("a time is drawn at random, from the same range");
      case Relation::seasonal:
      case Relation::subset:
      case Relation::superset:
      case Relation::different:
      case Relation::never_a:
        return differ(comparison);
      // The platform does not act on it: that is the cause `ineffective`, not a difference too.
      case Relation::never_b:
        if (comparison.ended) return differ(comparison);
        return cannot_compare(comparison, "the live schedule never fires");
    }
  }

 private:
  void judge_clock_changes(const schedule::Comparison& comparison) {
    if (!context_.states_dst && !context_.critical) {
      return note("the same but within a day of a clock change");
    }
    result_.dst_only = !context_.states_dst;
    differ(comparison);
  }

  void judge_phase(const schedule::Comparison& comparison) {
    if (states_anchor(truth_)) {
      return cannot_compare(comparison, "when its interval began is not known");
    }
    note("the same interval; when it began is not known" +
         (comparison.reason.empty() ? "" : " (" + comparison.reason + ")"));
  }

  void differ(const schedule::Comparison& comparison) {
    strengthen(result_, FieldAnswer::differ);
    result_.zone_only = comparison.zone_only;
    result_.leaves.push_back(
        {comparison.zone_only ? "schedule.zone" : "schedule", text(truth_), text(live_)});
  }

  void note(const std::string& words) {
    strengthen(result_, FieldAnswer::note);
    result_.notes.push_back("schedule: " + words);
  }

  void cannot_compare(const schedule::Comparison& comparison, const std::string& why) {
    strengthen(result_, FieldAnswer::cannot_compare);
    result_.notes.push_back("schedule: " + (comparison.reason.empty() ? why : comparison.reason));
  }

  FieldComparison& result_;
  const schedule::Triggers& truth_;
  const schedule::Triggers& live_;
  const CompareContext& context_;
};

void judge_schedule(FieldComparison& result, const schedule::Triggers& truth,
                    const schedule::Triggers& live, CompareContext& context) {
  const auto& compiled_truth = context.schedules.compiled(truth, context.dialect);
  const auto& compiled_live = context.schedules.compiled(live, context.dialect);
  if (!compiled_truth || !compiled_live) {
    const auto& error = compiled_truth ? compiled_live.error() : compiled_truth.error();
    strengthen(result, FieldAnswer::cannot_compare);
    result.notes.push_back("schedule: " + describe(error));
    return;
  }
  const auto& comparison = context.schedules.related(*compiled_truth, *compiled_live);
  result.schedule = comparison;
  result.never_fires = schedule::never_fires(**compiled_live);
  ScheduleJudge(result, truth, live, context).judge(comparison);
}

template <class Leaf, class T>
void judge_leaf(FieldComparison& result, const Leaf& leaf, const Declared<T>& truth,
                const Observed<T>& live, CompareContext& context) {
  if (!truth.value) return;  // silent or `any`
  const T* value = live.get();
  if (value == nullptr) return judge_no_value(result, leaf, truth, live);
  if constexpr (std::is_same_v<T, schedule::Triggers>) {
    judge_schedule(result, *truth.value, *value, context);
  } else {
    const auto answer = agrees(*truth.value, *value, slack_of(leaf.field, context));
    switch (answer.agreement) {
      case Agreement::agree:
        return strengthen(result, FieldAnswer::agree);
      case Agreement::agree_with_note:
        strengthen(result, FieldAnswer::note);
        result.notes.push_back(path(leaf) + ": " + answer.note);
        return;
      case Agreement::differ:
        strengthen(result, FieldAnswer::differ);
        result.leaves.push_back({path(leaf), text(*truth.value), text(*value)});
        return;
    }
  }
}

bool both(const Declared<Count>& truth, const Observed<Count>& live, const Count& wanted) {
  const Count* value = live.get();
  return truth.value && value != nullptr && *truth.value == wanted && *value == wanted;
}

/// Leaves that mean nothing beside another: no retries have no delay, unlimited runs never wait.
bool is_idle(FieldId field, std::string_view leaf, const TruthFields& truth,
             const LiveFields& live) {
  if (field == FieldId::retry && leaf != "max") {
    return both(truth.retry_max, live.retry_max, Count{0});
  }
  if (field == FieldId::concurrency && leaf == "when_busy") {
    return both(truth.concurrency_max, live.concurrency_max, Count{});
  }
  return false;
}

bool fires_by_time(const TruthFields& truth, const LiveFields& live, CompareContext& context) {
  const auto fires = [&](const schedule::Triggers& triggers) {
    const auto& compiled = context.schedules.compiled(triggers, context.dialect);
    return compiled && schedule::fires_by_time(**compiled);
  };
  const auto* triggers = live.schedule.get();
  return (truth.schedule.value && fires(*truth.schedule.value)) ||
         (triggers != nullptr && fires(*triggers));
}

/// Notes what the kind said beforehand that it cannot express of this field as truth states it.
void note_limits(FieldComparison& result, const CompareContext& context) {
  for (const auto& limit : context.limits) {
    if (limit.field != result.field) continue;
    strengthen(result, FieldAnswer::inexpressible);
    const std::string leaf =
        std::string(name(limit.field)) + (limit.leaf.empty() ? "" : "." + limit.leaf);
    result.unsayable.push_back({leaf, {}, limit.reason});
    result.past_limits = true;
  }
}

/// True if the platform cannot say what truth states for this leaf, so that there is nothing to
/// compare. A schedule is compared all the same: what cannot be said of it does not run, but what
/// stands there instead does.
bool is_past_limits(FieldId field, std::string_view leaf, const CompareContext& context) {
  return field != FieldId::schedule &&
         std::any_of(context.limits.begin(), context.limits.end(), [&](const auto& limit) {
           return limit.field == field && (limit.leaf.empty() || limit.leaf == leaf);
         });
}

}  // namespace

FieldComparison compare_field(FieldId field, const TruthFields& truth, const LiveFields& live,
                              CompareContext& context) {
  FieldComparison result;
  result.field = field;
  note_limits(result, context);
  if (field == FieldId::catchup && !result.past_limits && truth.catchup.origin != Origin::silent &&
      !fires_by_time(truth, live, context)) {
    return result;  // nothing can be missed
  }
  for_each_leaf([&](const auto& leaf) {
    if (leaf.field != field || is_idle(field, leaf.name, truth, live)) return;
    if (is_past_limits(field, leaf.name, context)) return;
    judge_leaf(result, leaf, leaf.access(truth), leaf.access(live), context);
  });
  return result;
}

std::vector<FieldComparison> compare_fields(const TruthFields& truth, const LiveFields& live,
                                            CompareContext& context) {
  std::vector<FieldComparison> results;
  results.reserve(field_count);
  for (const auto& row : field_catalogue) {
    if (row.id != FieldId::local) results.push_back(compare_field(row.id, truth, live, context));
  }
  return results;
}

bool field_agrees(FieldId field, const TruthFields& truth, const LiveFields& live,
                  CompareContext& context) {
  const auto answer = compare_field(field, truth, live, context).answer;
  return answer == FieldAnswer::agree || answer == FieldAnswer::note;
}

}  // namespace plumbline::reconcile
