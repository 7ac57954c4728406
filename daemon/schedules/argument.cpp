#include "daemon/schedules/argument.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/dialect.hpp"
#include "daemon/schedules/guess.hpp"
#include "daemon/schedules/pasted.hpp"
#include "daemon/schedules/usual_names.hpp"

namespace plumbline::daemon {
namespace {

using schedule::TriggerKind;
using schedule::ZoneKnowledge;

/// Families whose argument follows a colon, as in jenkins:team/job.
constexpr std::array<std::string_view, 1> colon_families{"jenkins"};
/// A text with as many words as this may be an expression.
constexpr std::size_t fewest_fields = 5;
constexpr std::string_view blanks = " \t\r\n";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(blanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

/// "croniter@6.2.4", "croniter>=5,<7", "argo"; not "RRULE", "*", "Mon *-*-* 9".
bool looks_like_dialect(std::string_view text) {
  const auto mark = text.find_first_of("@<>=");
  const auto family = text.substr(0, mark);
  if (family.empty() || !is_letter(family.front())) return false;
  const bool word = std::ranges::all_of(
      family, [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
  // What a text begins with in capitals, such as RRULE, is a property of a calendar.
  const bool capitals = std::ranges::none_of(family, [](char c) { return c >= 'a' && c <= 'z'; });
  return word && !capitals && text.find_first_of(blanks) == text.npos;
}

bool looks_like_zone(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return false;
  return std::ranges::all_of(text, [](char c) {
    return is_letter(c) || is_digit(c) || c == '/' || c == '_' || c == '+' || c == '-';
  });
}

std::size_t count_words(std::string_view text) {
  std::size_t words = 0;
  for (auto at = text.find_first_not_of(blanks); at != text.npos; ++words) {
    const auto end = text.find_first_of(blanks, at);
    at = end == text.npos ? text.npos : text.find_first_not_of(blanks, end);
  }
  return words;
}

/// Where the dialect's name ends, npos if none is there.
Result<std::size_t> end_of_dialect(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos || !looks_like_dialect(text.substr(0, colon))) return text.npos;
  const auto family = text.substr(0, colon);
  if (std::ranges::find(colon_families, family) == colon_families.end()) return colon;
  const auto second = text.find(':', colon + 1);
  if (second == text.npos) return colon;
  const auto between = text.substr(colon + 1, second - colon - 1);
  if (count_words(between) < fewest_fields && between.find('\n') == between.npos) return second;
  return fail(ErrorKind::invalid,
              excerpt(between) + " may be the name of a job or the beginning of its schedule",
              "give the dialect as an option, --dialect 'jenkins:JOB' (compare: --dialect-a and "
              "--dialect-b), and the schedule alone as the argument");
}

/// Where the `@` of the zone stands, npos if none is named.
std::size_t zone_mark(std::string_view text) {
  const auto mark = text.rfind('@');
  if (mark == text.npos || trimmed(text.substr(0, mark)).empty()) return text.npos;
  const auto name = trimmed(text.substr(mark + 1));
  return name.empty() || looks_like_zone(name) ? mark : text.npos;
}

schedule::ZoneRef zone_named(const std::string& name) {
  if (name.empty() || name == "platform-default" || name == "@platform-default") return {};
  if (name == "any") return {ZoneKnowledge::any, {}};
  return {ZoneKnowledge::named, name};
}

constexpr std::array<std::string_view, 3> truth_forms{"every", "at", "trigger"};

/// What truth files write beside `cron`, as dialects of its own.
std::optional<TriggerKind> kind_named(std::string_view dialect, std::string_view expr) {
  if (dialect == "every") return TriggerKind::every;
  if (dialect == "at") return TriggerKind::at;
  if (dialect != "trigger") return std::nullopt;
  for (const auto kind : {TriggerKind::manual, TriggerKind::event, TriggerKind::continuous,
                          TriggerKind::boot, TriggerKind::once}) {
    if (expr == schedule::name(kind)) return kind;
  }
  return std::nullopt;
}

Result<void> check_zone(const std::string& name, const schedule::ZoneSource& zones) {
  if (zone_named(name).knowledge != ZoneKnowledge::named) return {};
  const auto zone = zones.load(name);
  if (zone) return {};
  Error error = zone.error();
  error.kind = ErrorKind::invalid;
  error.where = {};
  error.where.field = "tz";
  return fail(std::move(error));
}

/// A name that is nearly one: the compiler would list all there are.
Result<void> check_dialect(const std::string& name) {
  const auto dialect = schedule::find_dialect(name);
  if (dialect || dialect.error().kind != ErrorKind::not_found) return {};
  const auto meant = meant_dialect(name, schedule::dialect_names());
  // The right family with a version that it does not take has been told so.
  if (!meant || *meant == name.substr(0, name.find_first_of("@:<>="))) return {};
  return fail(ErrorKind::not_found, dialect.error().message, "did you mean " + *meant + "?");
}

/// Where nothing starts a workflow its system and its zone are still not to be misspelt.
Result<void> check_nothing(const codec::WrittenSchedule& written,
                           const schedule::ZoneSource& zones) {
  if (auto ok = check_zone(written.zone, zones); !ok) return ok;
  const auto is_form = [&](std::string_view form) { return written.dialect == form; };
  if (written.dialect.empty() || std::ranges::any_of(truth_forms, is_form)) return {};
  if (auto ok = check_dialect(written.dialect); !ok) return ok;
  const auto dialect = schedule::find_dialect(written.dialect);
  if (!dialect) return fail(dialect.error());
  return {};
}

bool ignores_zone(const NamedSchedule& schedule) {
  const bool is_utc = schedule.zone == "UTC" || schedule.zone == "Etc/UTC";
  return schedule.dialect == "aws-rule" && !is_utc &&
         zone_named(schedule.zone).knowledge == ZoneKnowledge::named;
}

Where dialect_open() {
  Where where;
  where.field = "dialect";
  return where;
}

Result<NamedSchedule> named(NamedSchedule schedule, const codec::WrittenSchedule& written,
                            const schedule::ZoneSource& zones) {
  if (auto ok = check_zone(schedule.zone, zones); !ok) return fail(std::move(ok.error()));
  if (schedule.dialect.empty()) {
    auto guess = guess_dialect(schedule.exprs, zone_named(schedule.zone), zones);
    if (!guess) return fail(std::move(guess.error()));
    schedule.dialect = std::move(guess->dialect);
    schedule.assumed.push_back(std::move(guess->sentence));
  }
  if (ignores_zone(schedule)) {
    schedule.zone_note =
        "EventBridge rules are always in UTC: the zone " + schedule.zone + " is not used";
    schedule.assumed.push_back(schedule.zone_note);
  }
  const auto kind_of = [&](const std::string& expr) { return kind_named(schedule.dialect, expr); };
  if (std::ranges::none_of(schedule.exprs,
                           [&](const std::string& expr) { return kind_of(expr).has_value(); })) {
    if (auto ok = check_dialect(schedule.dialect); !ok) return fail(std::move(ok.error()));
  }
  for (const auto& expr : schedule.exprs) {
    schedule::Trigger trigger;
    const auto kind = kind_of(expr);
    trigger.kind = kind.value_or(TriggerKind::cron);
    if (!kind) trigger.dialect = schedule.dialect;
    trigger.expr = expr;
    trigger.zone = zone_named(schedule.zone);
    trigger.anchor = written.anchor;
    trigger.window_start = written.start;
    trigger.window_end = written.end;
    trigger.jitter = written.jitter;
    schedule.triggers.push_back(std::move(trigger));
  }
  return schedule;
}

/// What was copied with something around it: its schedule, unless that is not all there is to it.
Result<NamedSchedule> read_form(PastedForm form, const StatedParts& stated,
                                const schedule::ZoneSource& zones) {
  if (!form.obstacle.empty()) {
    return fail(ErrorKind::invalid, "this is " + form.form + ": " + form.obstacle,
                std::move(form.advice), dialect_open());
  }
  if (stated.zone && !form.zone.empty() && *stated.zone != form.zone) {
    return fail(ErrorKind::invalid,
                "this is " + form.form + ", which names the zone " + excerpt(form.zone),
                "leave the option out, or give it the schedule alone", dialect_open());
  }
  NamedSchedule schedule;
  schedule.exprs = std::move(form.exprs);
  schedule.zone = stated.zone.value_or(form.zone);
  std::string sentence = "this is " + form.form;
  if (form.dialects.size() > 1) {
    auto guess = guess_dialect(schedule.exprs, zone_named(schedule.zone), zones, form.dialects);
    if (!guess) return fail(std::move(guess.error()));
    schedule.dialect = std::move(guess->dialect);
    sentence += ": " + guess->sentence;
  } else if (!form.dialects.empty()) {
    schedule.dialect = form.dialects.front();
    sentence += ": read as " + schedule.dialect + ":" + schedule.exprs.front();
    if (schedule.exprs.size() > 1) sentence += " and what else it lists";
  }
  schedule.assumed.push_back(std::move(sentence));
  return named(std::move(schedule), {}, zones);
}

}  // namespace

Result<ArgumentParts> split_argument(std::string_view text, const StatedParts& stated) {
  ArgumentParts parts{stated.dialect.value_or(""), {}, stated.zone.value_or("")};
  if (!stated.dialect) {
    const auto end = end_of_dialect(text);
    if (!end) return fail(end.error());
    if (*end != text.npos) {
      parts.dialect = text.substr(0, *end);
      text.remove_prefix(*end + 1);
    }
  }
  if (!stated.zone) {
    if (const auto mark = zone_mark(text); mark != text.npos) {
      parts.zone = trimmed(text.substr(mark + 1));
      if (parts.zone.empty()) {
        return fail(ErrorKind::invalid, "the zone behind the last @ is empty",
                    "write a zone there, for example @Europe/Berlin, or leave the @ out");
      }
      text = text.substr(0, mark);
    }
  }
  parts.expr = stated.dialect && stated.zone ? text : trimmed(text);
  return parts;
}

Result<NamedSchedule> read_argument(std::string_view text, const StatedParts& stated,
                                    const schedule::ZoneSource& zones) {
  if (!stated.dialect && !stated.zone && trimmed(text).starts_with('{')) {
    auto written = codec::read_schedule_json(text);
    if (!written) {
      Error error = std::move(written.error());
      error.kind = ErrorKind::invalid;
      return fail(std::move(error));
    }
    return named_schedule(*written, zones);
  }
  if (!stated.dialect) {
    if (auto form = pasted_form(text)) return read_form(*std::move(form), stated, zones);
  }
  auto parts = split_argument(text, stated);
  if (!parts) return fail(std::move(parts.error()));
  return named(
      {std::move(parts->dialect), {std::move(parts->expr)}, std::move(parts->zone), {}, {}, {}}, {},
      zones);
}

Result<NamedSchedule> named_schedule(const codec::WrittenSchedule& written,
                                     const schedule::ZoneSource& zones) {
  if (written.nothing) {
    if (auto ok = check_nothing(written, zones); !ok) return fail(std::move(ok.error()));
    return NamedSchedule{written.dialect, {schedule::name(TriggerKind::manual)}, {}, {}, {}, {}};
  }
  if (!written.pasted.empty() || written.exprs.empty()) {
    return read_argument(written.pasted, {}, zones);
  }
  return named({written.dialect, written.exprs, written.zone, {}, {}, {}}, written, zones);
}

}  // namespace plumbline::daemon
