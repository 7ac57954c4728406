#include "reports/schedule_json.hpp"

#include "reports/json_writer.hpp"

namespace plumbline::reports {
namespace {

const char* level_word(schedule::Lint::Level level) {
  switch (level) {
    case schedule::Lint::Level::info:
      return "info";
    case schedule::Lint::Level::warning:
      return "warning";
    case schedule::Lint::Level::critical:
      return "critical";
  }
  return "";
}

void put_rate(JsonWriter& json, std::string_view key, std::optional<double> rate) {
  json.key(key);
  if (rate) {
    json.decimal(*rate);
  } else {
    json.null();
  }
}

void put_moment(JsonWriter& json, Instant at, const std::vector<schedule::ZonePtr>& zones) {
  json.begin_object().key("utc").string(to_rfc3339(at)).key("local").begin_array();
  for (const auto& zone : zones) {
    json.begin_object().key("zone").string(zone->name);
    json.key("time").string(rfc3339_in(at, *zone)).end_object();
  }
  json.end_array().end_object();
}

void put_lints(JsonWriter& json, const schedule::Compiled& schedule) {
  json.key("lints").begin_array();
  for (const auto& lint : schedule::lints(schedule)) {
    json.begin_object().key("code").string(lint.code).key("level").string(level_word(lint.level));
    json.key("message").string(lint.message);
    json.key("begin").number(static_cast<std::int64_t>(lint.begin));
    json.key("end").number(static_cast<std::int64_t>(lint.end)).end_object();
  }
  json.end_array();
}

/// The members that tell a schedule, into an object that is open.
void put_schedule(JsonWriter& json, const ShownSchedule& shown) {
  json.key("dialect").string(shown.dialect).key("expr").begin_array();
  for (const auto& expr : shown.exprs) json.string(expr);
  json.end_array().key("tz").string_or_null(shown.zone);
  json.key("words").string(schedule::explain(*shown.compiled));
  put_rate(json, "runs_per_month", schedule::runs_per_month(*shown.compiled));
  json.key("never_fires").boolean(schedule::never_fires(*shown.compiled));
  json.key("clock_changes").string_or_null(clock_change_words(*shown.compiled));
  json.key("assumed").begin_array();
  for (const auto& sentence : shown.assumed) json.string(sentence);
  json.end_array();
  put_lints(json, *shown.compiled);
}

/// Null, or that its last run is past.
void put_over(JsonWriter& json, const ShownSchedule& shown, Instant as_of) {
  json.key("over").string_or_null(over_words(*shown.compiled, as_of));
}

void put_rendered(JsonWriter& json, const schedule::Rendered& rendered) {
  json.begin_object().key("lines").begin_array();
  for (const auto& line : rendered.lines) json.string(line);
  json.end_array().key("tz").string_or_null(zone_name(rendered.zone));
  json.key("relation").string(schedule::name(rendered.relation)).key("notes").begin_array();
  for (const auto& note : rendered.notes) json.string(note);
  json.end_array().end_object();
}

void put_rendered(JsonWriter& json, std::string_view key,
                  const std::optional<schedule::Rendered>& rendered) {
  json.key(key);
  if (rendered) {
    put_rendered(json, *rendered);
  } else {
    json.null();
  }
}

JsonWriter begun(const std::string& id = {}) {
  JsonWriter json(id.empty() ? JsonWriter::Style::pretty : JsonWriter::Style::compact);
  json.begin_object();
  if (!id.empty()) json.key("id").embedded(id);
  json.key("schema_version").number(1);
  return json;
}

std::string ended(JsonWriter& json) {
  json.end_object();
  return json.take() + "\n";
}

}  // namespace

std::string compare_json(const ShownComparison& shown) {
  auto json = begun();
  const auto& comparison = shown.comparison;
  json.key("relation").string(schedule::name(comparison.relation));
  json.key("sentence").string(sentence(shown));
  json.key("reason").string_or_null(comparison.reason);
  json.key("summary").string_or_null(shown.difference.summary);
  json.key("cause").string_or_null(shown.difference.cause);
  json.key("hint").string_or_null(shown.difference.hint);
  json.key("as_of").string(to_rfc3339(shown.as_of));
  for (const auto& [key, side] : {std::pair{"a", &shown.a}, std::pair{"b", &shown.b}}) {
    json.key(key).begin_object();
    put_schedule(json, *side);
    put_over(json, *side, shown.as_of);
    json.end_object();
  }
  const auto zones = zones_of(*shown.a.compiled, *shown.b.compiled);
  for (const auto& [key, at] : {std::pair{"first_only_a", comparison.first_only_a},
                                std::pair{"first_only_b", comparison.first_only_b}}) {
    json.key(key);
    if (at) {
      put_moment(json, *at, zones);
    } else {
      json.null();
    }
  }
  put_rate(json, "only_a_per_month", comparison.only_a_per_month);
  put_rate(json, "only_b_per_month", comparison.only_b_per_month);
  json.key("zone_only").boolean(comparison.zone_only);
  json.key("same_ranges").boolean(comparison.same_ranges);
  return ended(json);
}

std::string next_json(const ShownSchedule& shown, Instant from, const std::vector<Instant>& fires) {
  auto json = begun();
  put_schedule(json, shown);
  json.key("from").string(to_rfc3339(from)).key("instants").begin_array();
  const auto zones = zones_of(*shown.compiled);
  for (const auto at : fires) put_moment(json, at, zones);
  json.end_array();
  // Why there may be more of them than these.
  json.key("unknown").string_or_null(unknown_instants(shown));
  return ended(json);
}

std::string lint_json(const ShownSchedule& shown, Instant as_of, const std::string& id) {
  auto json = begun(id);
  put_schedule(json, shown);
  put_over(json, shown, as_of);
  return ended(json);
}

std::string render_json(const ShownSchedule& shown, const std::string& dialect,
                        const schedule::Rendering& rendering, const std::string& id) {
  auto json = begun(id);
  put_schedule(json, shown);
  json.key("to").string(dialect);
  put_rendered(json, "text", rendering.text);
  json.key("reason").string_or_null(rendering.reason);
  put_rendered(json, "nearest", rendering.nearest);
  json.key("for_other_seasons").begin_array();
  for (const auto& other : rendering.for_other_seasons) put_rendered(json, other);
  json.end_array();
  return ended(json);
}

std::string explain_json(const ShownSchedule& shown, Instant as_of, const std::string& id) {
  auto json = begun(id);
  put_schedule(json, shown);
  put_over(json, shown, as_of);
  const auto zones = zones_of(*shown.compiled);
  json.key("next");
  if (const auto fires = schedule::next_fires(*shown.compiled, as_of, 1); !fires.empty()) {
    put_moment(json, fires.front(), zones);
  } else {
    json.null();
  }
  json.key("next_clock_changes").begin_array();
  for (const auto& zone : zones) {
    if (const auto change = next_clock_change(*zone, as_of)) {
      json.begin_object().key("zone").string(zone->name);
      json.key("at").string(to_rfc3339(change->at)).end_object();
    }
  }
  json.end_array();
  return ended(json);
}

}  // namespace plumbline::reports
