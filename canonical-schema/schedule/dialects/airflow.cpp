#include <algorithm>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialects/asset_condition.hpp"
#include "canonical-schema/schedule/dialects/croniter.hpp"
#include "canonical-schema/schedule/dialects/families.hpp"
#include "canonical-schema/schedule/dialects/field_spec.hpp"
#include "canonical-schema/schedule/dialects/python_delta.hpp"

// What Airflow takes for `schedule`, as its API and its source print it.

namespace plumbline::schedule {
namespace {

using Readings = std::vector<Reading>;

/// What reads cron text where no version is named.
constexpr std::string_view usual_croniter = "6.2.4";
/// The newest, which Airflow takes as well.
constexpr std::string_view newest_croniter = "7.0.0";

Result<CroniterCall> call_of(std::string_view argument) {
  constexpr std::string_view engine = "croniter";
  // A bare number would be Airflow's own to everybody, and that decides nothing.
  if (!argument.empty() && (argument == engine || !argument.starts_with(engine))) {
    return fail(ErrorKind::not_found, "there is no version of croniter in " + excerpt(argument),
                "Airflow reads cron text by the croniter beside it: write for example "
                "airflow@croniter6.2.4");
  }
  if (!argument.empty()) argument.remove_prefix(engine.size());
  auto version = croniter_version(argument.empty() ? usual_croniter : argument);
  if (!version) return fail(std::move(version.error()));
  return CroniterCall{*version, CroniterDays::either, true};
}

Readings one_of(TriggerKind kind, std::string text = {}) {
  Reading reading;
  reading.kind = kind;
  reading.text = std::move(text);
  return {std::move(reading)};
}

/// The expressions of a MultipleCronTriggerTimetable as its summary joins them, or the text alone.
std::vector<Piece> joined_crons(std::string_view text) {
  std::vector<Piece> parts;
  for (std::size_t begin = 0;;) {
    const auto end = std::min(text.find(", ", begin), text.size());
    const Piece part{text.substr(begin, end - begin), begin};
    const auto columns = split_words(part.text).size();
    if (columns < 5 || columns > 7) return {{text, 0}};
    parts.push_back(part);
    if (end == text.size()) return parts;
    begin = end + 2;
  }
}

/// Cron text at a place of the whole; errors and lints point into the whole.
Result<Readings> read_cron(const CroniterCall& call, std::string_view whole, Piece part,
                           std::vector<Lint>& lints) {
  const auto text = part.text == "@quarterly" ? std::string_view("0 0 1 */3 *") : part.text;
  std::vector<Lint> found;
  auto readings = read_croniter(call, text, found);
  for (auto& lint : found) {
    if (lint.end > 0) {
      lint.begin += part.at;
      lint.end += part.at;
    }
    lints.push_back(std::move(lint));
  }
  if (!readings && readings.error().where.column > 0) {
    readings.error().where.column += column_of(whole, part.at) - 1;
  }
  return readings;
}

Result<Readings> read_crons(const CroniterCall& call, std::string_view whole, Piece text,
                            std::vector<Lint>& lints) {
  Readings all;
  const auto parts = joined_crons(text.text);
  if (parts.size() > most_readings) {
    return not_read(whole, text.at,
                    "a timetable of more than " + std::to_string(most_readings) +
                        " cron expressions is not compared",
                    "join what runs at the same minutes");
  }
  for (const auto& part : parts) {
    auto readings = read_cron(call, whole, {part.text, text.at + part.at}, lints);
    if (!readings) return readings;
    std::ranges::move(*readings, std::back_inserter(all));
  }
  return all;
}

/// An asset condition, and after " or " the times of an AssetOrTimeSchedule.
Result<Readings> read_assets(const CroniterCall& call, std::string_view text,
                             std::vector<Lint>& lints) {
  auto condition = asset_condition(text);
  if (!condition) return fail(std::move(condition.error()));
  auto readings = one_of(TriggerKind::event, std::move(condition->text));
  const auto rest = text.substr(condition->end);
  if (rest.empty()) return readings;
  constexpr std::string_view joint = " or ";
  if (!rest.starts_with(joint)) {
    return refuse(text, condition->end, "text after the asset condition: " + excerpt(rest),
                  "join assets with & and |");
  }
  const auto at = condition->end + joint.size();
  auto times = read_crons(call, text, {text.substr(at), at}, lints);
  if (!times) return times;
  std::ranges::move(*times, std::back_inserter(readings));
  return readings;
}

Result<Readings> read_text(const CroniterCall& call, std::string_view text,
                           std::vector<Lint>& lints) {
  if (text == "None") return one_of(TriggerKind::manual);
  if (text == "@once") return one_of(TriggerKind::once);
  if (text == "@continuous") return one_of(TriggerKind::continuous);
  if (begins_like_asset_condition(text)) return read_assets(call, text, lints);
  if (!is_python_delta(text)) return read_crons(call, text, {text, 0}, lints);
  auto period = python_delta(text);
  if (!period) return fail(std::move(period.error()));
  Reading reading;
  reading.kind = TriggerKind::every;
  reading.period = *period;
  return Readings{std::move(reading)};
}

/// Where no version is named, says if another that Airflow installs reads the text otherwise.
void note_other_version(std::string_view text, const Readings& usual, std::vector<Lint>& lints) {
  const auto version = croniter_version(newest_croniter);
  if (!version) return;
  std::vector<Lint> unused;
  const auto newest = read_text({*version, CroniterDays::either, true}, text, unused);
  if (newest && *newest == usual) return;
  add_note(lints, "version-sensitive", Lint::Level::warning,
           "read by croniter " + std::string(usual_croniter) + "; croniter " +
               std::string(newest_croniter) +
               (newest ? " reads it otherwise" : " refuses it: " + newest.error().message) +
               "; name the one beside your Airflow, airflow@croniter" +
               std::string(newest_croniter),
           0, 0);
}

Result<Readings> read(const DialectProfile& profile, std::string_view argument,
                      std::string_view text, std::vector<Lint>& lints) {
  auto call = call_of(argument);
  if (!call) return fail(std::move(call.error()));
  auto readings = read_text(*call, text, lints);
  if (!readings) return readings;
  if (argument.empty()) note_other_version(text, *readings, lints);
  const bool interval = profile.name == "airflow-data-interval";
  for (auto& reading : *readings) {
    if (reading.kind != TriggerKind::cron && reading.kind != TriggerKind::every) continue;
    reading.logical_date = interval ? LogicalDate::interval_start : LogicalDate::tick;
  }
  return readings;
}

/// Where the hour field is a star it counts on by elapsed time; else a skipped time runs later by
/// the gap and a repeated one in its second copy.
DstPolicy policy(const CronFields& fields) {
  if (fields.hour_star) return {GapPolicy::skip, FoldPolicy::both, true};
  return {GapPolicy::shift, FoldPolicy::second};
}

}  // namespace

DialectRows airflow_dialects() {
  DialectProfile airflow;
  airflow.name = "airflow";
  airflow.title = "Airflow";
  airflow.read = read;
  airflow.dst = policy;

  DialectProfile trigger = airflow;
  trigger.name = "airflow-trigger";

  DialectProfile data_interval = airflow;
  data_interval.name = "airflow-data-interval";
  return {airflow, trigger, data_interval};
}

}  // namespace plumbline::schedule
