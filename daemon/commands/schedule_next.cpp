#include "adapters/system/zone_data.hpp"
#include "daemon/schedules/batch.hpp"
#include "daemon/schedules/shown.hpp"
#include "reconcile/verdict.hpp"
#include "reports/schedule_json.hpp"
#include "reports/schedule_text.hpp"
#include "reports/schedule_view.hpp"

namespace plumbline::daemon {
namespace {

namespace exit_code = reconcile::exit_code;

constexpr std::size_t usual_count = 10;
constexpr std::size_t most_instants = 100'000;

class Oracle {
 public:
  Oracle(const schedule::ZoneSource& zones, Instant from, std::size_t count)
      : cache_(zones), from_(from), count_(count) {}

  BatchLine answer(std::string_view text) {
    const auto question = codec::read_question_json(text);
    if (!question) return broken_line("", question.error());
    const auto count = question->count.value_or(count_);
    if (count > most_instants) {
      return broken_line(
          "",
          {ErrorKind::invalid, "`count` is above " + std::to_string(most_instants), {}, {}, {}});
    }
    const auto compiled = cache_.compiled(question->schedule);
    if (!compiled) return broken_line("", compiled.error());
    const reports::ShownSchedule shown{question->schedule.dialect, {}, {}, {}, {}, *compiled};
    if (auto unknown = reports::unknown_instants(shown); !unknown.empty()) {
      return broken_line("", {ErrorKind::unsupported, std::move(unknown), {}, {}, {}});
    }
    std::string line = "[";
    for (const auto at : schedule::next_fires(**compiled, question->from.value_or(from_), count)) {
      line += (line.size() > 1 ? ", \"" : "\"") + to_rfc3339(at) + "\"";
    }
    return {line + "]", exit_code::agree};
  }

 private:
  ScheduleCache cache_;
  Instant from_;
  std::size_t count_;
};

}  // namespace

int run_schedule_next_command(const Session& session) {
  const adapters::system::ZoneData zones;
  const auto from = time_option(session, "--from");
  if (!from) return give_up(session, from.error());
  const auto count = number_option(session, "--count", usual_count, 1, most_instants);
  if (!count) return give_up(session, count.error());
  if (const auto code = refuse_missing_schedule(session)) return *code;
  if (const auto file = session.arguments.value("--batch")) {
    Oracle oracle(zones, *from, *count);
    return run_batch(session, *file, BatchForm::lines,
                     [&](std::string_view line) { return oracle.answer(line); });
  }
  const auto result = show_argument(session, zones);
  if (!result.compiled) return complain_of(session, "", result);
  const auto fires = schedule::next_fires(**result.compiled, *from, *count);
  const auto shown = result.shown();
  return print_all(
      session,
      session.arguments.has("--json") ? reports::next_json(shown, *from, fires)
                                      : reports::next_text(shown, *from, fires, style_of(session)),
      reports::unknown_instants(shown).empty() ? exit_code::agree : exit_code::incomplete);
}

}  // namespace plumbline::daemon
