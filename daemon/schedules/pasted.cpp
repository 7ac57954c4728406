#include "daemon/schedules/pasted.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "canonical-schema/codec/json_text.hpp"
#include "canonical-schema/excerpt.hpp"
#include "daemon/schedules/argument.hpp"
#include "daemon/schedules/pasted_text.hpp"

namespace plumbline::daemon {
namespace {

using Form = std::optional<PastedForm>;

constexpr std::size_t crontab_fields = 5;
/// A longer text was not pasted by anybody.
constexpr std::size_t longest_form = 10'000;

constexpr std::array<std::string_view, 8> crontab_macros{
    "@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"};
constexpr std::array<std::string_view, 10> schedule_keys{
    "schedule",       "schedules",          "cron",
    "cronExpression", "schedule_interval",  "schedule_expression",
    "cron_schedule",  "ScheduleExpression", "scheduleExpression",
    "timetable"};
constexpr std::array<std::string_view, 7> zone_keys{"timezone",
                                                    "timeZone",
                                                    "time_zone",
                                                    "tz",
                                                    "zone",
                                                    "schedule_expression_timezone",
                                                    "ScheduleExpressionTimezone"};
/// What starts a timer beside its calendar, or moves its runs.
constexpr std::array<std::string_view, 9> other_timer_keys{
    "OnActiveSec",      "OnBootSec",          "OnStartupSec",
    "OnUnitActiveSec",  "OnUnitInactiveSec",  "OnClockChange",
    "OnTimezoneChange", "RandomizedDelaySec", "RandomizedOffsetSec"};

struct Callee {
  std::string_view name;
  std::string_view dialect;
  std::string_view form;
  bool lists = false;  ///< all texts that it takes are schedules; else the second one is the zone
};
constexpr std::array callees{
    Callee{"CronTriggerTimetable", "airflow-trigger", "Airflow's CronTriggerTimetable"},
    Callee{"MultipleCronTriggerTimetable", "airflow-trigger",
           "Airflow's MultipleCronTriggerTimetable", true},
    Callee{"CronDataIntervalTimetable", "airflow-data-interval",
           "Airflow's CronDataIntervalTimetable"},
    Callee{"CronSchedule", "prefect", "Prefect's CronSchedule"},
    Callee{"Scheduled", "spring", "Spring's @Scheduled"},
};
/// With one of these a schedule is another than its text says.
constexpr std::array<std::string_view, 3> changing_keys{"day_or", "interval", "suspend"};
constexpr std::string_view if_harmless = "if that does not change when it runs, ";

bool is_one_of(const auto& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

/// In single quotes for a shell, which then takes it as it stands.
std::string shell_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// The argument that says the same, as a shell takes it.
std::string argument_text(const PastedForm& form, std::string_view dialect) {
  const std::string prefix = dialect.empty() ? "" : std::string(dialect) + ":";
  if (form.exprs.size() == 1) {
    return shell_text(prefix + form.exprs.front() + (form.zone.empty() ? "" : "@" + form.zone));
  }
  std::string list;
  for (const auto& expr : form.exprs) list += (list.empty() ? "" : ", ") + codec::json_string(expr);
  std::string text = "{\"dialect\": " + codec::json_string(dialect) + ", \"expr\": [" + list + "]";
  if (!form.zone.empty()) text += ", \"tz\": " + codec::json_string(form.zone);
  return shell_text(text + "}");
}

/// The form with a reason not to read it, and what to write instead under the condition.
PastedForm refused(PastedForm form, std::string obstacle, std::string_view condition) {
  form.obstacle = std::move(obstacle);
  form.advice = std::string(condition) + "write " +
                argument_text(form, form.dialects.empty() ? "" : form.dialects.front());
  return form;
}

/// The form beside which something stands that is not read.
PastedForm refused_beside(PastedForm form, std::string obstacle, std::string_view unread) {
  const auto entry = assignment_in(unread);
  form = refused(std::move(form), std::move(obstacle), if_harmless);
  if (entry && is_one_of(changing_keys, entry->key)) {
    form.advice = "without " + excerpt(entry->key) +
                  " it is another schedule; leave it out to ask about that one";
  }
  return form;
}

/// A value of YAML without the comment behind it.
std::string_view without_comment(std::string_view value) {
  return without_blanks(value.substr(0, std::min(value.find(" #"), value.find("\t#"))));
}

/// A value that stands without quotes may end with @ZONE.
void add_bare(PastedForm& form, std::string_view value) {
  const auto parts = split_argument(value, {"", {}});
  form.exprs.push_back(parts ? parts->expr : std::string(value));
  if (parts && form.zone.empty()) form.zone = parts->zone;
}

/// OnCalendar= of a timer, alone or with the lines around it.
Form timer_form(const std::vector<std::string_view>& lines) {
  PastedForm form{"OnCalendar= of a systemd timer", {"systemd"}, {}, {}, {}, {}};
  std::string beside;
  bool found = false;
  for (const auto line : lines) {
    const auto entry = assignment_in(line);
    if (!entry || entry->separator != '=') continue;
    if (is_one_of(other_timer_keys, entry->key) && entry->value != "0") beside = entry->key;
    if (entry->key != "OnCalendar") continue;
    found = true;
    if (entry->value.empty()) {
      form.exprs.clear();  // so systemd reads it
    } else if (lines.size() == 1) {
      add_bare(form, entry->value);
    } else {
      form.exprs.emplace_back(entry->value);
    }
  }
  if (!found || form.exprs.empty()) return std::nullopt;
  if (beside.empty()) return form;
  return refused(std::move(form),
                 beside + "= decides as well when it runs, and only its calendar can be read",
                 "for its calendar alone ");
}

/// A job of a crontab: its fields, and its command if it has one.
struct CrontabJob {
  std::string fields;
  std::string_view command;
};

std::optional<CrontabJob> crontab_job(std::string_view line) {
  const auto words = words_of_line(line);
  if (words.empty()) return std::nullopt;
  const bool macro = is_one_of(crontab_macros, words.front());
  const std::size_t count = macro ? 1 : crontab_fields;
  if (words.size() < count) return std::nullopt;
  CrontabJob job;
  for (std::size_t i = 0; i < count; ++i) {
    if (!macro && !may_be_field(words[i])) return std::nullopt;
    job.fields += (i == 0 ? "" : " ") + std::string(words[i]);
  }
  if (words.size() == count) return job;
  const auto next = words[count];
  // A sixth field, a comment, or a zone.
  const bool is_zone = next.front() >= 'A' && next.front() <= 'Z' && next.find('=') == next.npos;
  if (may_be_field(next) || next.front() == '#' || next.front() == '@' || is_zone) {
    return std::nullopt;
  }
  job.command = line.substr(static_cast<std::size_t>(next.data() - line.data()));
  return job;
}

PastedForm crontab_of_zone(PastedForm form) {
  auto debian = form;
  debian.zone.clear();
  form.obstacle = "cronie reads it in the zone of CRON_TZ, and Debian's cron does not know CRON_TZ";
  form.advice = "write " + argument_text(form, "cronie") + ", or " +
                argument_text(debian, "debian-cron") + " with the zone of the host behind an @";
  return form;
}

/// Lines of a crontab, or one that has a command.
Form crontab_form(const std::vector<std::string_view>& lines) {
  PastedForm form{"a line of a crontab", {"debian-cron", "cronie"}, {}, {}, {}, {}};
  bool has_command = false;
  bool has_settings = false;
  for (const auto line : lines) {
    if (const auto job = crontab_job(line)) {
      form.exprs.push_back(job->fields);
      if (job->command.empty()) continue;
      has_command = true;
      form.form = "a line of a crontab, with the command " + excerpt(job->command);
      continue;
    }
    const auto setting = assignment_in(line);
    if (!setting || setting->separator != '=') return std::nullopt;
    // Jenkins' own first line is like that.
    has_settings = has_settings || setting->key != "TZ";
    if (setting->key != "CRON_TZ") continue;
    const auto quoted = quoted_text(setting->value);
    form.zone = quoted ? quoted->text : std::string(setting->value);
  }
  if (form.exprs.empty() || (!has_command && !has_settings)) return std::nullopt;
  if (form.exprs.size() > 1) {
    form.form = "a crontab of " + std::to_string(form.exprs.size()) + " lines";
    form.exprs.resize(1);
    return refused(std::move(form), "it is no one schedule", "for the first of them ");
  }
  return form.zone.empty() ? form : crontab_of_zone(std::move(form));
}

/// The one text in quotes in a value such as pendulum.timezone("Europe/Berlin").
std::string zone_of_value(std::string_view value) {
  if (const auto plain = quoted_text(value)) return plain->text;
  const auto call = call_in(value);
  if (!call || call->arguments.size() != 1) return {};
  const auto inner = quoted_text(call->arguments.front());
  return inner ? inner->text : std::string();
}

/// Takes one argument of a timetable; false if it is none that is read.
bool take_argument(PastedForm& form, std::string_view argument, const Callee& callee) {
  const auto entry = assignment_in(argument);
  if (!entry && !callee.lists && !form.exprs.empty() && form.zone.empty()) {
    form.zone = zone_of_value(argument);
    return !form.zone.empty();
  }
  if (const auto text = quoted_text(argument)) {
    form.exprs.push_back(text->text);
    return true;
  }
  if (!entry || entry->separator != '=') return false;
  const auto text = quoted_text(entry->value);
  if (entry->key == "cron" && text) {
    form.exprs.push_back(text->text);
    return true;
  }
  if (!is_one_of(zone_keys, entry->key)) return false;
  form.zone = zone_of_value(entry->value);
  return !form.zone.empty();
}

Form call_form(std::string_view text) {
  const auto call = call_in(text);
  if (!call) return std::nullopt;
  const auto callee = std::ranges::find(callees, call->name, &Callee::name);
  if (callee == callees.end()) return std::nullopt;
  PastedForm form{
      std::string(callee->form), {std::string(callee->dialect)}, {}, call->zone, {}, {}};
  std::string unread;
  for (const auto argument : call->arguments) {
    if (!take_argument(form, argument, *callee)) unread = argument;
  }
  if (form.exprs.empty()) return std::nullopt;
  if (unread.empty()) return form;
  return refused_beside(std::move(form), "its argument " + excerpt(unread) + " is not read",
                        unread);
}

/// "schedule=…" with what Python programs write there.
Form python_form(const Assignment& entry) {
  if (entry.separator != '=') return std::nullopt;
  if (auto form = call_form(entry.value)) return form;
  if (entry.value == "None") {
    return PastedForm{
        entry.key + "=None, which nothing starts by time", {"trigger"}, {"manual"}, {}, {}, {}};
  }
  const auto call = call_in(entry.value);
  if (!call || (call->name != "timedelta" && call->name != "relativedelta")) return std::nullopt;
  const auto end = entry.value.rfind(')') + 1;
  return PastedForm{entry.key + "= of an Airflow DAG",
                    {"airflow"},
                    {std::string(entry.value.substr(0, end))},
                    call->zone,
                    {},
                    {}};
}

/// Adds the value of a key that names a schedule; false if it cannot be one.
bool take_schedule(PastedForm& form, const Assignment& entry) {
  if (entry.key == "schedule_interval") form.dialects = {"airflow"};
  form.form = "the value of " + entry.key;
  if (entry.value.empty()) return true;  // a list follows
  if (entry.key == "cron" && entry.separator == ':') {
    form.form += "; workflows of GitHub run in UTC, for which @UTC must stand behind it";
  }
  if (const auto text = quoted_text(entry.value)) {
    form.exprs.push_back(text->text);
    if (!text->zone.empty()) form.zone = text->zone;
    return true;
  }
  // Only YAML leaves the quotes out.
  if (entry.separator == ':') add_bare(form, without_comment(entry.value));
  return entry.separator == ':';
}

/// Adds a line of YAML's list of schedules; false if it is none.
bool take_item(PastedForm& form, std::string_view line) {
  if (!line.starts_with("- ")) return false;
  const auto value = without_blanks(line.substr(2));
  if (const auto text = quoted_text(value)) {
    form.exprs.push_back(text->text);
  } else {
    add_bare(form, without_comment(value));
  }
  return true;
}

/// Lines of a manifest or of a program that name a schedule and perhaps its zone.
Form keyed_form(const std::vector<std::string_view>& lines) {
  PastedForm form;
  std::string unread;
  bool in_list = false;
  for (const auto line : lines) {
    const auto entry = assignment_in(line);
    if (!entry && in_list && take_item(form, line)) continue;
    in_list = false;
    if (entry && is_one_of(schedule_keys, entry->key)) {
      if (auto python = python_form(*entry)) {
        return refused(*std::move(python), "the lines around it are not read", if_harmless);
      }
      if (!take_schedule(form, *entry)) return std::nullopt;
      in_list = entry->value.empty();
    } else if (entry && is_one_of(zone_keys, entry->key)) {
      const auto text = quoted_text(entry->value);
      form.zone = text ? text->text : std::string(without_comment(entry->value));
    } else if (!entry || !entry->value.empty()) {
      unread = line;
    }
  }
  if (form.exprs.empty()) return std::nullopt;
  if (unread.empty()) return form;
  return refused_beside(std::move(form), "the line " + excerpt(unread) + " beside it is not read",
                        unread);
}

/// A schedule that brought its quotes along.
Form quoted_form(std::string_view text) {
  auto quoted = quoted_text(text);
  if (!quoted) return std::nullopt;
  return PastedForm{"a text in quotes",      {}, {std::move(quoted->text)},
                    std::move(quoted->zone), {}, {}};
}

}  // namespace

std::optional<PastedForm> pasted_form(std::string_view text) {
  text = without_blanks(text);
  if (text.empty() || text.size() > longest_form) return std::nullopt;
  if (auto form = call_form(text)) return form;
  if (auto form = quoted_form(text)) return form;
  const auto entry = assignment_in(text);
  if (entry && is_one_of(schedule_keys, entry->key)) {
    if (auto form = python_form(*entry)) return form;
  }
  const auto lines = told_lines(text);
  if (auto form = timer_form(lines)) return form;
  if (auto form = crontab_form(lines)) return form;
  return keyed_form(lines);
}

}  // namespace plumbline::daemon
