#include "daemon/schedules/shown.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "reconcile/verdict.hpp"
#include "reports/schedule_text.hpp"

namespace plumbline::daemon {
namespace {

/// Bytes before the column, which counts characters from 1.
std::size_t byte_of_column(const std::string& text, int column) {
  std::size_t at = 0;
  for (int left = column - 1; left > 0 && at < text.size(); --left) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  }
  return at;
}

/// Engines that run in UTC what names no zone.
struct UtcEngine {
  std::string_view dialect;
  std::string_view title;
};
constexpr std::array utc_engines{UtcEngine{"aws-scheduler", "EventBridge Scheduler"},
                                 UtcEngine{"temporal", "Temporal"}};

ShownResult compiled(Result<NamedSchedule> named, const schedule::ZoneSource& zones) {
  if (!named) return {{}, fail(std::move(named.error()))};
  auto compiled = compile_named(*named, zones);
  return {*std::move(named), std::move(compiled)};
}

}  // namespace

Result<schedule::CompiledPtr> compile_named(NamedSchedule& named,
                                            const schedule::ZoneSource& zones) {
  auto compiled = schedule::compile(named.triggers, zones);
  const auto engine = std::ranges::find(utc_engines, named.dialect, &UtcEngine::dialect);
  const bool open = compiled && named.zone.empty() && reports::lacks_zone(**compiled);
  if (!open || engine == utc_engines.end()) return compiled;
  auto triggers = named.triggers;
  for (auto& trigger : triggers) trigger.zone = {schedule::ZoneKnowledge::named, "UTC"};
  auto in_utc = schedule::compile(triggers, zones);
  if (!in_utc) return compiled;
  named.triggers = std::move(triggers);
  named.zone_note = "no zone is named: " + std::string(engine->title) + " then runs it in UTC";
  named.assumed.push_back(named.zone_note);
  return in_utc;
}

reports::ShownSchedule ShownResult::shown() const {
  return {named.dialect, named.exprs, named.zone, named.assumed, named.triggers, *compiled};
}

ShownResult show_argument(std::string_view text, const StatedParts& stated,
                          const schedule::ZoneSource& zones) {
  return compiled(read_argument(text, stated, zones), zones);
}

ShownResult show_written(const codec::WrittenSchedule& written, const schedule::ZoneSource& zones) {
  return compiled(named_schedule(written, zones), zones);
}

ShownResult show_argument(const Session& session, const schedule::ZoneSource& zones) {
  const StatedParts stated{session.arguments.value("--dialect"),
                           session.arguments.value("--timezone")};
  return show_argument(session.arguments.positional("S").front(), stated, zones);
}

bool is_refused(const Error& error) {
  return error.kind == ErrorKind::invalid || error.kind == ErrorKind::corrupt;
}

int complain_of(const Session& session, const std::string& label, const ShownResult& result) {
  Error error = result.compiled.error();
  const auto column = error.where.column;
  error.where = {};
  if (!label.empty()) error.message.insert(0, label + ": ");
  session.console.complain(error);
  if (column > 0 && result.named.exprs.size() == 1) {
    const auto& text = result.named.exprs.front();
    const auto at = byte_of_column(text, column);
    for (const auto& line : reports::marked_lines(text, at, at + 1, session.console.width() - 2)) {
      session.console.say("  " + line);
    }
  }
  return error.kind == ErrorKind::unsupported ? reconcile::exit_code::incomplete
                                              : reconcile::exit_code::invalid;
}

std::optional<int> refuse_missing_schedule(const Session& session) {
  const bool has_schedule = !session.arguments.positional("S").empty();
  const bool has_batch = session.arguments.has("--batch");
  if (has_schedule != has_batch) return std::nullopt;
  if (has_batch) {
    return refuse_arguments(session, "--batch takes its schedules from the file", "leave S out");
  }
  return refuse_arguments(
      session, "a schedule is needed",
      "plumbline " + std::string(session.arguments.command->name) + " 'argo:0 9 * * *@UTC'");
}

Result<Instant> time_option(const Session& session, std::string_view option) {
  const auto text = session.arguments.value(option);
  if (!text) return present(session);
  const auto instant = parse_instant(*text);
  if (instant) return *instant;
  return fail(ErrorKind::invalid, std::string(option) + ": " + instant.error().message,
              "write a date or a time, for example 2026-01-01 or 2026-01-01T00:00:00Z");
}

Result<std::size_t> number_option(const Session& session, std::string_view option,
                                  std::size_t fallback, std::size_t least, std::size_t most) {
  const auto text = session.arguments.value(option);
  if (!text) return fallback;
  std::size_t number = 0;
  const auto* const end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, number);
  if (read.ec == std::errc() && read.ptr == end && number >= least && number <= most) return number;
  return fail(ErrorKind::invalid,
              std::string(option) + " is no number from " + std::to_string(least) + " to " +
                  std::to_string(most),
              "leave it out for " + std::to_string(fallback));
}

reports::TextStyle style_of(const Session& session) {
  return {session.console.width(), session.console.colour(), !session.console.unicode()};
}

int print_all(const Session& session, std::string_view text, int code) {
  const auto done = session.console.print(text);
  return done ? code : give_up(session, done.error());
}

int refuse_arguments(const Session& session, std::string message, std::string hint) {
  return give_up(session, Error{ErrorKind::invalid, std::move(message), std::move(hint), {}, {}});
}

}  // namespace plumbline::daemon
