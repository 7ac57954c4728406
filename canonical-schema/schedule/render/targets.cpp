#include <array>
#include <chrono>

#include "canonical-schema/duration.hpp"
#include "canonical-schema/schedule/render/calendar_text.hpp"
#include "canonical-schema/schedule/render/cron_text.hpp"
#include "canonical-schema/schedule/render/target.hpp"
#include "canonical-schema/schedule/render/trigger_text.hpp"

// One row a dialect. A further dialect is a further row.

namespace plumbline::schedule {
namespace {

using SecondsField = CronGrammar::SecondsField;
using YearField = CronGrammar::YearField;
using Nth = CronGrammar::NthWeekday;

constexpr CronGrammar five_fields{};
constexpr CronGrammar digits_only{.weekdays = WeekdayNames::from_zero};
constexpr CronGrammar croniter_columns{.seconds = SecondsField::last_if_needed,
                                       .years = YearField::if_needed,
                                       .nth = Nth::from_zero,
                                       .last_weekday_leads = true,
                                       .last_workday = "31W"};
constexpr CronGrammar aws_cron{.years = YearField::always,
                               .weekdays = WeekdayNames::upper,
                               .nth = Nth::from_one,
                               .steps_from_value = true,
                               .question_mark = true,
                               .begin = "cron(",
                               .end = ")"};
constexpr CronGrammar quartz_cron{.seconds = SecondsField::first,
                                  .years = YearField::if_needed,
                                  .weekdays = WeekdayNames::upper,
                                  .nth = Nth::from_one,
                                  .steps_from_value = true,
                                  .question_mark = true};
constexpr CronGrammar spring_cron{.seconds = SecondsField::first, .weekdays = WeekdayNames::upper};
constexpr CronGrammar temporal_cron{.seconds = SecondsField::first_if_needed,
                                    .years = YearField::if_needed};

template <const CronGrammar& grammar>
std::string cron_line(const ClockLine& line) {
  return cron_text(line, grammar);
}

RenderTarget portable() {
  RenderTarget target;
  target.dialect = "portable";
  target.title = "the portable form";
  // Two restricted day fields mean different things to different engines: it has none.
  target.clock.days.combination = DayWords::Combination::exclusive;
  target.clock_text = cron_line<five_fields>;
  target.interval = portable_interval;
  target.phase = PhasePlace::beside;
  target.once = portable_once;
  target.signal = portable_signal;
  target.dst = true;
  target.spread = true;
  return target;
}

RenderTarget debian_cron() {
  RenderTarget target;
  target.dialect = "debian-cron";
  target.title = "Debian cron";
  target.clock_text = cron_line<five_fields>;
  target.zone = ZonePlace::host;
  target.star_decides = true;
  target.lines_run_twice = true;
  target.signal = vixie_signal;
  return target;
}

RenderTarget cronie() {
  RenderTarget target = debian_cron();
  target.dialect = "cronie";
  target.title = "cronie";
  target.zone = ZonePlace::beside;
  target.note = "the zone goes into a CRON_TZ= line before the entry";
  return target;
}

constexpr const char* load_phase = "@every counts from the moment the schedule is loaded";

RenderTarget robfig() {
  RenderTarget target;
  target.dialect = "robfig";
  target.title = "robfig/cron";
  target.clock_text = cron_line<five_fields>;
  target.zone_prefix = "CRON_TZ=";
  target.lines_run_twice = true;
  target.interval = robfig_interval;
  target.phase_note = load_phase;
  return target;
}

RenderTarget argo() {
  RenderTarget target = robfig();
  target.dialect = "argo";
  target.title = "an Argo CronWorkflow";
  target.zone_prefix = nullptr;
  target.lines_run_twice = false;
  return target;
}

RenderTarget kubernetes() {
  RenderTarget target = argo();
  target.dialect = "k8s-cronjob";
  target.title = "a Kubernetes CronJob";
  target.one_line = true;
  return target;
}

/// What Quartz and EventBridge know of days.
DayWords exclusive_days() {
  DayWords days;
  days.combination = DayWords::Combination::exclusive;
  days.last = days.last_offset = days.last_workday = days.workday_near = true;
  days.nth_weekday = days.last_weekday = true;
  return days;
}

RenderTarget aws_rule() {
  RenderTarget target;
  target.dialect = "aws-rule";
  target.title = "an EventBridge rule";
  target.clock.days = exclusive_days();
  target.clock.years = true;
  target.clock_text = cron_line<aws_cron>;
  target.zone = ZonePlace::utc;
  target.several_note = "each line is a rule of its own";
  target.lines_run_twice = true;
  target.interval = aws_interval;
  target.phase_note = "rate() counts from the creation of the rule";
  return target;
}

RenderTarget aws_scheduler() {
  RenderTarget target = aws_rule();
  target.dialect = "aws-scheduler";
  target.title = "EventBridge Scheduler";
  target.zone = ZonePlace::beside;
  target.several_note = "each line is a schedule of its own";
  target.phase = PhasePlace::beside;
  target.once = aws_once;
  target.window = true;
  target.spread = true;  // a flexible window
  target.spread_unit = std::chrono::minutes{1};
  target.longest_spread = std::chrono::minutes{1440};
  return target;
}

RenderTarget quartz() {
  RenderTarget target;
  target.dialect = "quartz";
  target.title = "Quartz";
  target.clock.days = exclusive_days();
  target.clock.days.last_workday_offset = true;
  target.clock.seconds = true;
  target.clock.years = true;
  target.clock_text = cron_line<quartz_cron>;
  target.several_note = "each line is a trigger of its own";
  target.lines_run_twice = true;
  target.window = true;
  return target;
}

RenderTarget spring() {
  RenderTarget target;
  target.dialect = "spring";
  target.title = "Spring";
  DayWords& days = target.clock.days;
  days.combination = DayWords::Combination::both;
  days.last = days.last_offset = days.last_workday = true;
  days.workday_near = days.strays = true;
  days.nth_weekday = days.last_weekday = days.special_lists = true;
  target.clock.seconds = true;
  target.clock_text = cron_line<spring_cron>;
  target.several_note = "each line is an annotation of its own";
  target.lines_run_twice = true;
  return target;
}

constexpr const char* several_timetables =
    "several lines are a MultipleCronTriggerTimetable: a change of the DAG's code";

RenderTarget croniter() {
  RenderTarget target;
  target.dialect = "croniter";
  target.title = "croniter";
  DayWords& days = target.clock.days;
  days.last = days.last_workday = days.nth_weekday = days.last_weekday = true;
  days.workday_near = true;
  days.last_near = 28;
  target.clock.seconds = true;
  target.clock.years = true;
  target.clock_text = cron_line<croniter_columns>;
  return target;
}

RenderTarget airflow() {
  RenderTarget target = croniter();
  target.dialect = "airflow";
  target.title = "Airflow";
  target.several_note = several_timetables;
  target.interval = airflow_interval;
  target.phase_note = "a timedelta counts from the DAG's start_date or from its last run";
  target.signal = airflow_signal;
  target.window = true;
  return target;
}

/// The same text under the name of one kind of timetable.
RenderTarget airflow_as(std::string_view dialect) {
  RenderTarget target = airflow();
  target.dialect = dialect;
  return target;
}

RenderTarget temporal() {
  RenderTarget target;
  target.dialect = "temporal";
  target.title = "Temporal";
  target.clock.days.combination = DayWords::Combination::both;
  target.clock.seconds = true;
  target.clock.years = true;
  target.clock_text = cron_line<temporal_cron>;
  target.interval = temporal_interval;
  target.phase = PhasePlace::in_text;
  target.window = true;
  target.spread = true;
  return target;
}

RenderTarget jenkins() {
  RenderTarget target;
  target.dialect = "jenkins";
  target.title = "Jenkins";
  target.clock.days.combination = DayWords::Combination::both;
  target.clock_text = cron_line<digits_only>;
  target.joined_by = "\n";
  return target;
}

RenderTarget systemd() {
  RenderTarget target;
  target.dialect = "systemd";
  target.title = "systemd";
  DayWords& days = target.clock.days;
  days.combination = DayWords::Combination::both;
  days.last = days.last_offset = days.last_range = true;
  target.clock.seconds = true;
  target.clock.years = true;
  target.clock_text = calendar_text;
  target.zone = ZonePlace::in_text;
  target.several_note = "each line is an OnCalendar= of the same timer";
  target.spread = true;
  return target;
}

}  // namespace

std::span<const RenderTarget> render_targets() {
  static const std::array all{portable(),
                              debian_cron(),
                              cronie(),
                              robfig(),
                              argo(),
                              kubernetes(),
                              airflow(),
                              airflow_as("airflow-trigger"),
                              airflow_as("airflow-data-interval"),
                              croniter(),
                              aws_rule(),
                              aws_scheduler(),
                              quartz(),
                              spring(),
                              temporal(),
                              jenkins(),
                              systemd()};
  return all;
}

}  // namespace plumbline::schedule
