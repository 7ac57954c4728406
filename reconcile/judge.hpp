#pragma once

#include <optional>
#include <vector>

#include "reconcile/audit.hpp"
#include "reconcile/base.hpp"
#include "reconcile/finding.hpp"
#include "reconcile/report.hpp"

namespace plumbline::reconcile {

/// What became of one place: findings, and what is to be said beside them.
struct Judgement {
  std::vector<Finding> findings;
  /// Differences that do not count yet (policy's grace, `operator` switched off lately): noted,
  /// and remembered so that their time runs.
  std::vector<Finding> waiting;
  std::vector<Note> notes;
  /// When the judgement may change by itself (a grace time ends, …).
  std::optional<Instant> changes_at;
};

/// Judges places one after the other: causes, severities, sides, sentences.
class Judge {
 public:
  Judge(const AuditInput& input, Schedules& schedules, Bases& bases);

  [[nodiscard]] Judgement judge(const ComparedPlace& place);

 private:
  void judge_fields(const ComparedPlace& place, Judgement& out);
  void judge_difference(const ComparedPlace& place, const FieldComparison& comparison,
                        Judgement& out);
  void judge_inexpressible(const ComparedPlace& place, const FieldComparison& comparison,
                           Judgement& out);
  void judge_watched(const ComparedPlace& place, Judgement& out);
  void judge_moved(const ComparedPlace& place, const FieldComparison& comparison, Side base,
                   Judgement& out);
  void judge_diagnostics(const ComparedPlace& place, Judgement& out);
  void note_odd_schedule(const ComparedPlace& place, Judgement& out) const;
  void judge_unread(const ComparedPlace& place, FieldId field,
                    const std::vector<std::string>& notes, Judgement& out);
  [[nodiscard]] Finding about(const ComparedPlace& place, Cause cause, std::string words) const;
  void raise(Finding finding, Judgement& out) const;
  static void mark_oddities(Finding& finding, const LiveWorkflow& live);
  static void mark_relations(Finding& finding, const ComparedPlace& place);
  void judge_standing(const ComparedPlace& place, Judgement& out);
  [[nodiscard]] Finding start(const ComparedPlace& place, Cause cause,
                              std::optional<FieldId> field) const;
  void set_cause(Finding& finding, const ComparedPlace& place, FieldId field);
  void set_runs(Finding& finding, const ComparedPlace& place, Judgement& out);
  /// The runs a schedule stands for, if they can be told. The judgement may change with the next.
  void count_runs(const schedule::Triggers& triggers, const ComparedPlace& place,
                  std::optional<double>& per_month, std::vector<Instant>& next, Judgement& out);
  void set_severity(Finding& finding, Severity severity, Judgement& out) const;
  void judge_operator(const ComparedPlace& place, Judgement& out);
  void finish_or_wait(Finding finding, const ComparedPlace& place,
                      const std::optional<schedule::Comparison>& comparison, Judgement& out);
  void finish(Finding finding, const std::optional<schedule::Comparison>& comparison,
              Judgement& out) const;
  void note_each(const ComparedPlace& place, const FieldComparison& comparison,
                 Judgement& out) const;
  void note(const ComparedPlace& place, Note::Kind kind, std::optional<FieldId> field,
            std::string text, Judgement& out) const;

  const AuditInput& input_;
  Schedules& schedules_;
  Bases& bases_;
};

/// Moves `at` to `candidate` if that is earlier and still to come.
void earliest(std::optional<Instant>& at, Instant candidate, Instant now);

}  // namespace plumbline::reconcile
