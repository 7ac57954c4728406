#include "adapters/system/zone_data.hpp"
#include "canonical-schema/codec/json_text.hpp"
#include "daemon/schedules/batch.hpp"
#include "daemon/schedules/shown.hpp"
#include "reconcile/verdict.hpp"
#include "reports/json_writer.hpp"
#include "reports/schedule_json.hpp"
#include "reports/schedule_text.hpp"

namespace plumbline::daemon {
namespace {

namespace exit_code = reconcile::exit_code;
using schedule::Relation;

/// 0: the same instants. 3: it cannot be told. 1: they differ.
int exit_code_of(const schedule::Comparison& comparison) {
  switch (comparison.relation) {
    case Relation::equal:
    case Relation::equal_firing:
    case Relation::never_both:
      return exit_code::agree;
    case Relation::unknown_phase:
    case Relation::unknown_zone:
    case Relation::ambiguous_version:
      return exit_code::incomplete;
    case Relation::nondeterministic:
      return comparison.same_ranges ? exit_code::incomplete : exit_code::findings;
    case Relation::equal_except_dst:
    case Relation::seasonal:
    case Relation::subset:
    case Relation::superset:
    case Relation::different:
    case Relation::never_a:
    case Relation::never_b:
    case Relation::incomparable:
      return exit_code::findings;
  }
  return exit_code::findings;
}

/// The word for two sides of which at least one is refused by its own dialect.
const char* invalid_word(bool a, bool b) {
  if (a && b) return "invalid-both";
  return a ? "invalid-a" : "invalid-b";
}

/// Why a side counts as refused, where its dialect is not who refuses it; empty if it is.
std::string reason_of(const Result<schedule::CompiledPtr>& side, const char* label) {
  if (side || side.error().where.field != "tz") return {};
  Error error = side.error();
  error.where = {};
  return label + describe(error);
}

std::string labelled(const char* label, const std::string& text) {
  return text.empty() ? text : label + text;
}

std::string joined(const std::string& a, const std::string& b) {
  return a + (a.empty() || b.empty() ? "" : "; ") + b;
}

class BatchJudge {
 public:
  BatchJudge(const schedule::ZoneSource& zones, Instant as_of) : cache_(zones), as_of_(as_of) {}

  BatchLine judge(std::string_view text) {
    const auto entry = codec::read_pair_json(text);
    const auto id = "\"id\": " + entry.id + ", ";
    if (!entry.pair) return broken_line(id, entry.pair.error());
    const auto known_a = cache_.known(entry.pair->a);
    const auto known_b = cache_.known(entry.pair->b);
    const auto& a = known_a.schedule;
    const auto& b = known_b.schedule;
    for (const auto* side : {&a, &b}) {
      // Of a text without a dialect nobody can say that it is refused.
      if (*side || (is_refused(side->error()) && side->error().where.field != "dialect")) continue;
      Error error = side->error();
      error.where = {};
      error.message.insert(0, side == &a ? "a: " : "b: ");
      return broken_line(id, error);
    }
    const std::string relation =
        a && b ? schedule::name(schedule::relate(**a, **b, as_of_).relation) : invalid_word(!a, !b);
    std::string line = "{" + id + "\"relation\": \"" + relation + "\"";
    const auto reason = joined(reason_of(a, "a: "), reason_of(b, "b: "));
    if (!reason.empty()) line += ", \"error\": " + codec::json_string(reason);
    const auto note =
        joined(labelled("a: ", known_a.zone_note), labelled("b: ", known_b.zone_note));
    if (!note.empty()) line += ", \"note\": " + codec::json_string(note);
    return {line + "}", exit_code::agree};
  }

 private:
  ScheduleCache cache_;
  Instant as_of_;
};

StatedParts stated_for(const Session& session, const std::string& side) {
  return {session.arguments.value("--dialect-" + side),
          session.arguments.value("--timezone-" + side)};
}

/// The JSON of a pair of which a side could not be read.
std::string refusal_json(const ShownResult& a, const ShownResult& b) {
  reports::JsonWriter json(reports::JsonWriter::Style::pretty);
  json.begin_object().key("schema_version").number(1).key("relation");
  const bool judged = (a.compiled || is_refused(a.compiled.error())) &&
                      (b.compiled || is_refused(b.compiled.error()));
  json.string_or_null(judged ? invalid_word(!a.compiled, !b.compiled) : "");
  for (const auto& [key, side] : {std::pair{"error_a", &a}, std::pair{"error_b", &b}}) {
    json.key(key);
    if (side->compiled) {
      json.null();
      continue;
    }
    const auto& error = side->compiled.error();
    json.begin_object().key("kind").string(name(error.kind)).key("message").string(error.message);
    json.key("hint").string_or_null(error.hint).key("column").number(error.where.column);
    json.end_object();
  }
  json.end_object();
  return json.take() + "\n";
}

int compare_two(const Session& session, const schedule::ZoneSource& zones, Instant as_of) {
  const auto a =
      show_argument(session.arguments.positional("A").front(), stated_for(session, "a"), zones);
  const auto b =
      show_argument(session.arguments.positional("B").front(), stated_for(session, "b"), zones);
  const bool wants_json = session.arguments.has("--json");
  if (!a.compiled || !b.compiled) {
    int code = exit_code::agree;
    if (!a.compiled) code = complain_of(session, "A", a);
    if (!b.compiled) code = reconcile::more_pressing(code, complain_of(session, "B", b));
    return wants_json ? print_all(session, refusal_json(a, b), code) : code;
  }
  const auto comparison = schedule::relate(**a.compiled, **b.compiled, as_of);
  const schedule::Context nowhere;
  auto difference = schedule::explain_difference({a.named.triggers, **a.compiled, nowhere},
                                                 {b.named.triggers, **b.compiled, nowhere},
                                                 comparison, zones, as_of);
  const reports::ShownComparison shown{a.shown(), b.shown(), comparison, std::move(difference),
                                       as_of};
  return print_all(
      session,
      wants_json ? reports::compare_json(shown) : reports::compare_text(shown, style_of(session)),
      exit_code_of(shown.comparison));
}

}  // namespace

int run_schedule_compare_command(const Session& session) {
  const adapters::system::ZoneData zones;
  const auto as_of = time_option(session, "--as-of");
  if (!as_of) return give_up(session, as_of.error());
  const bool has_two = !session.arguments.positional("B").empty();
  if (const auto file = session.arguments.value("--batch")) {
    if (!session.arguments.positional("A").empty()) {
      return refuse_arguments(session, "--batch takes its schedules from the file",
                              "leave A and B out");
    }
    BatchJudge judge(zones, *as_of);
    return run_batch(session, *file, BatchForm::list,
                     [&](std::string_view entry) { return judge.judge(entry); });
  }
  if (has_two) return compare_two(session, zones, *as_of);
  return refuse_arguments(session, "two schedules are needed",
                          "plumbline schedule compare 'argo:0 9 * * 1-5@UTC' "
                          "'aws-scheduler:cron(0 9 ? * MON-FRI *)@UTC'");
}

}  // namespace plumbline::daemon
