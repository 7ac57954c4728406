#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "adapters/system/zone_data.hpp"
#include "daemon/output_file.hpp"
#include "daemon/schedules/shown.hpp"
#include "reconcile/verdict.hpp"
#include "reports/calendar.hpp"

namespace plumbline::daemon {
namespace {

const std::string drawn_in_utc = "no zone is named: drawn as if it were in UTC";

/// A schedule whose zone nobody named has no instants: it is drawn as if it were in UTC.
ShownResult show_in_some_zone(const std::string& text, const schedule::ZoneSource& zones) {
  auto result = show_argument(text, {}, zones);
  if (!result.compiled || !result.named.zone.empty()) return result;
  for (auto& trigger : result.named.triggers) {
    trigger.zone = {schedule::ZoneKnowledge::named, "UTC"};
  }
  auto compiled = schedule::compile(result.named.triggers, zones);
  if (!compiled) return result;
  if (reports::lacks_zone(**result.compiled)) {
    result.named.assumed.push_back(drawn_in_utc);
  }
  result.compiled = std::move(compiled);
  return result;
}

/// A schedule whose instants are open would look like one that does not run: 3; 0 if all are known.
int refuse_unknown_instants(const Session& session, const std::string& label,
                            const ShownResult& result) {
  const auto unknown = reports::unknown_instants(result.shown());
  if (unknown.empty()) return reconcile::exit_code::agree;
  session.console.complain(Error{ErrorKind::unsupported, label + ": " + unknown, {}, {}, {}});
  return reconcile::exit_code::incomplete;
}

bool lacks_zone(const ShownResult& result) {
  return std::ranges::find(result.named.assumed, drawn_in_utc) != result.named.assumed.end();
}

/// Beside a schedule whose zone is known, its runs would seem to move by the difference.
int refuse_open_zone(const Session& session, const std::string& label) {
  session.console.complain(Error{ErrorKind::unsupported,
                                 label + ": no zone is named, and the other schedule has one",
                                 "write @ZONE behind it",
                                 {},
                                 {}});
  return reconcile::exit_code::incomplete;
}

/// The zone whose clock is drawn: the one asked for, else the first that a side reads.
Result<schedule::ZonePtr> zone_to_draw(const Session& session, const schedule::ZoneSource& zones,
                                       const reports::CalendarRequest& request) {
  if (const auto name = session.arguments.value("--in")) {
    auto zone = zones.load(*name);
    if (zone) return *zone;
    return fail(ErrorKind::invalid, "--in: " + zone.error().message, zone.error().hint);
  }
  const auto& before = *request.before.compiled;
  const auto read = request.after ? reports::zones_of(before, *request.after->compiled)
                                  : reports::zones_of(before);
  return read.empty() ? schedule::ZonePtr() : read.front();
}

/// A slip in the name must not cost a file that is no such picture.
Result<void> check_picture_place(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return {};
  const auto begin = reports::calendar_svg_begin();
  std::string found(begin.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(found.data(), static_cast<std::streamsize>(found.size()));
  const bool is_empty = file.eof() && file.gcount() == 0;
  if (is_empty || found == begin) return {};
  return fail(ErrorKind::conflict, "--svg: " + path.string() + " exists and is no such picture",
              "name another file, or remove that one; nothing was written");
}

/// Writes the picture to its file, or standard output for `-`; the table goes to standard output.
int put_out(const Session& session, const reports::Calendar& calendar) {
  const auto file = session.arguments.value("--svg");
  if (file && *file == "-") {
    return print_all(session, reports::calendar_svg(calendar), reconcile::exit_code::agree);
  }
  if (file) {
    if (auto free = check_picture_place(*file); !free) {
      session.console.complain(free.error());
      return reconcile::exit_code::failed;
    }
    const auto written = write_whole_file(*file, reports::calendar_svg(calendar));
    if (!written) return give_up(session, written.error());
  }
  return print_all(session,
                   session.arguments.has("--json")
                       ? reports::calendar_json(calendar)
                       : reports::calendar_text(calendar, style_of(session)),
                   reconcile::exit_code::agree);
}

}  // namespace

int run_schedule_calendar_command(const Session& session) {
  const adapters::system::ZoneData zones;
  constexpr std::size_t usual_days = 14;
  const auto from = time_option(session, "--from");
  if (!from) return give_up(session, from.error());
  const auto days = number_option(session, "--days", usual_days, 1, reports::most_calendar_days);
  if (!days) return give_up(session, days.error());
  const auto before = show_in_some_zone(session.arguments.positional("A").front(), zones);
  if (!before.compiled) return complain_of(session, "A", before);
  if (const int code = refuse_unknown_instants(session, "A", before); code != 0) return code;
  const bool open_before = lacks_zone(before);
  reports::CalendarRequest request;
  request.before = before.shown();
  request.days = static_cast<int>(*days);
  for (const auto& text : session.arguments.positional("B")) {
    const auto after = show_in_some_zone(text, zones);
    if (!after.compiled) return complain_of(session, "B", after);
    if (const int code = refuse_unknown_instants(session, "B", after); code != 0) return code;
    if (lacks_zone(after) != open_before) return refuse_open_zone(session, open_before ? "A" : "B");
    request.after = after.shown();
  }
  auto zone = zone_to_draw(session, zones, request);
  if (!zone) return give_up(session, zone.error());
  request.zone = *std::move(zone);
  // A date means that day on the clock that is drawn, the present the day that it is there.
  const bool stated = session.arguments.has("--from");
  request.from = stated || !request.zone ? std::chrono::floor<std::chrono::days>(*from)
                                         : reports::day_in(*from, *request.zone);
  return put_out(session, reports::make_calendar(request));
}

}  // namespace plumbline::daemon
