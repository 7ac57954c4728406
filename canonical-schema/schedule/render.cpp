#include "canonical-schema/schedule/render.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "canonical-schema/excerpt.hpp"
#include "canonical-schema/schedule/compiled.hpp"
#include "canonical-schema/schedule/dialect.hpp"
#include "canonical-schema/schedule/render/clock_stretch.hpp"
#include "canonical-schema/schedule/render/draft.hpp"
#include "canonical-schema/schedule/zone_walk.hpp"

namespace plumbline::schedule {
namespace {

using Source = Plan::Source;

/// Lines that were read again, and how far they are from what was asked.
struct Checked {
  Rendered rendered;
  Comparison comparison;
};

/// Tries one plan after another and reads each again.
class Search {
 public:
  Search(const Request& request, const ZoneSource& zones, std::vector<Plan> zone_plans)
      : request_(request), zones_(zones), zone_plans_(std::move(zone_plans)) {}

  Rendering run();

 private:
  void try_exact_plans();
  void try_exact(const Plan& plan);
  void try_near(const Plan& plan);
  void try_seasons();
  void try_season(const ClockStretch& stretch);
  void try_season_as(const Plan& plan, const ClockStretch& stretch);
  [[nodiscard]] std::optional<Checked> read_again(Draft draft);
  void offer_best(Checked checked);
  void offer_near(Checked checked);
  void answer_nearest(Rendering& rendering);
  [[nodiscard]] bool is_exact(Relation relation) const;
  [[nodiscard]] std::string reason() const;

  const Request& request_;
  const ZoneSource& zones_;
  std::vector<Plan> zone_plans_;
  std::optional<Checked> best_;
  std::optional<Checked> nearest_;
  std::vector<Checked> seasons_;  ///< each right in a part of the year
  std::string cannot_;            ///< why the last plan had no lines
  std::size_t fewest_lines_ = 0;  ///< of plans with too many
  std::string refused_;           ///< what the reader said to lines
  std::vector<Triggers> seen_;
};

int rank(Relation relation) {
  if (relation == Relation::equal) return 0;
  return relation == Relation::equal_except_dst ? 1 : 2;
}

bool Search::is_exact(Relation relation) const {
  // A phase that nobody knows cannot be written either.
  const bool phase = relation == Relation::unknown_phase && !request_.schedule.intervals.empty();
  return phase || relation == Relation::equal || relation == Relation::equal_except_dst;
}

std::optional<Checked> Search::read_again(Draft draft) {
  Checked checked;
  Rendered& rendered = checked.rendered;
  for (auto& line : draft.lines) {
    rendered.lines.push_back(std::move(line.text));
    rendered.triggers.push_back(std::move(line.trigger));
  }
  if (std::ranges::find(seen_, rendered.triggers) != seen_.end()) return std::nullopt;
  seen_.push_back(rendered.triggers);
  rendered.zone = std::move(draft.zone);
  rendered.notes = std::move(draft.notes);
  const auto again = compile(rendered.triggers, zones_);
  if (!again) {
    refused_ = again.error().message;
    return std::nullopt;
  }
  checked.comparison = relate(request_.schedule, **again, request_.as_of);
  rendered.relation = checked.comparison.relation;
  return checked;
}

void Search::try_exact(const Plan& plan) {
  auto drafted = draft(request_, plan);
  if (!drafted) {
    cannot_ = drafted.error().message;
    return;
  }
  const std::size_t count = drafted->lines.size();
  if (count == 0) return;
  if (count > (request_.one_line ? 1 : most_rendered_lines)) {
    fewest_lines_ = fewest_lines_ == 0 ? count : std::min(fewest_lines_, count);
    return;
  }
  if (best_ && rank(best_->rendered.relation) == 0 && best_->rendered.lines.size() <= count) return;
  auto checked = read_again(*std::move(drafted));
  if (!checked) return;
  if (!is_exact(checked->rendered.relation)) {
    offer_near(*std::move(checked));
    return;
  }
  offer_best(*std::move(checked));
}

void Search::offer_best(Checked checked) {
  const auto key = [](const Checked& each) {
    return std::pair(rank(each.rendered.relation), each.rendered.lines.size());
  };
  if (!best_ || key(checked) < key(*best_)) best_ = std::move(checked);
}

void Search::try_near(const Plan& plan) {
  auto drafted = draft(request_, plan);
  if (!drafted || drafted->lines.empty()) return;
  if (drafted->lines.size() > (request_.one_line ? 1 : most_rendered_lines)) return;
  if (auto checked = read_again(*std::move(drafted))) offer_near(*std::move(checked));
}

/// Runs that are only on one side, a month.
double distance(const Checked& checked) {
  constexpr double unknown = 1e9;
  const auto& comparison = checked.comparison;
  return comparison.only_a_per_month.value_or(unknown) +
         comparison.only_b_per_month.value_or(unknown);
}

void Search::offer_near(Checked checked) {
  const auto relation = checked.rendered.relation;
  if (relation == Relation::incomparable || relation == Relation::never_b) return;
  if (!nearest_ || distance(checked) < distance(*nearest_)) nearest_ = std::move(checked);
}

/// Tries lines that are right only while clocks stand as far apart as in a stretch of the year.
void Search::try_seasons() {
  const Plan& plan = zone_plans_.front();
  if (plan.own_zones || !plan.tz) return;
  std::vector<ZonePtr> clocks{plan.tz};
  for (const auto& part : request_.schedule.calendars) {
    if (!part.zone) return;
    if (std::ranges::find(clocks, part.zone) == clocks.end()) clocks.push_back(part.zone);
  }
  if (clocks.size() < 2) return;
  for (const auto& stretch : clock_stretches(clocks, request_.as_of)) try_season(stretch);
}

void Search::try_season(const ClockStretch& stretch) {
  Plan plan = zone_plans_.front();
  plan.clocks_at = stretch.from;
  plan.intervals_as_lines = !request_.schedule.intervals.empty();
  for (const auto source : {Source::written, Source::rules, Source::clock_times}) {
    plan.source = source;
    try_season_as(plan, stretch);
  }
  plan.near = true;
  try_season_as(plan, stretch);
}

void Search::try_season_as(const Plan& plan, const ClockStretch& stretch) {
  auto drafted = draft(request_, plan);
  if (!drafted || drafted->lines.empty()) return;
  if (drafted->lines.size() > (request_.one_line ? 1 : most_rendered_lines)) return;
  auto checked = read_again(*std::move(drafted));
  if (!checked) return;
  if (is_exact(checked->rendered.relation)) {
    offer_best(*std::move(checked));
    return;
  }
  const bool is_right_then = !plan.near && checked->rendered.relation == Relation::seasonal;
  if (!is_right_then || stretch.words.empty()) {
    offer_near(*std::move(checked));
    return;
  }
  auto& note = checked->rendered.notes.emplace_back("right while " + stretch.words);
  const auto same_time = [&](const Checked& other) { return other.rendered.notes.back() == note; };
  if (std::ranges::none_of(seasons_, same_time)) seasons_.push_back(*std::move(checked));
}

/// Lines that are right for a part of the year go before what is only near.
void Search::answer_nearest(Rendering& rendering) {
  std::ranges::stable_sort(seasons_, {}, distance);
  for (auto& season : seasons_) {
    if (!rendering.nearest) {
      rendering.nearest = std::move(season.rendered);
    } else {
      rendering.for_other_seasons.push_back(std::move(season.rendered));
    }
  }
  if (!rendering.nearest && nearest_) rendering.nearest = std::move(nearest_->rendered);
}

/// A refusal of one of two sides, of which A is what was asked for and B the text for it.
std::string refusal_of_text(std::string reason) {
  constexpr std::string_view of_text = " refuses B:";
  constexpr std::string_view of_asked = " refuses A:";
  if (const auto at = reason.find(of_text); at != reason.npos) {
    return reason.replace(at, of_text.size(), " refuses it:");
  }
  if (const auto at = reason.find(of_asked); at != reason.npos) {
    return reason.replace(at, of_asked.size(), " refuses what was asked for:");
  }
  return reason;
}

/// Why the clocks of two zones part: one of them is changed, and the other is not, or not with it.
std::string clocks_part(const ZoneRef& lines, const CalendarPart& part, Instant as_of) {
  return is_fixed_from(*part.zone, as_of)
             ? lines.name + ", which changes its clock, and " + part.ref.name + " does not"
             : lines.name + ", and " + part.ref.name + " changes its clock";
}

std::string Search::reason() const {
  const auto title = std::string(request_.target.title);
  if (fewest_lines_ > 0) {
    return "it needs " + std::to_string(fewest_lines_) + " expressions, and " +
           (request_.one_line ? title + " takes one" : std::string("that is no answer"));
  }
  if (!cannot_.empty()) return title + " cannot say it: " + cannot_;
  if (!refused_.empty()) return title + " refuses what would say it: " + refused_;
  for (const auto& part : request_.schedule.calendars) {
    const Plan& plan = zone_plans_.front();
    if (!part.zone) return "its zone is not known";
    if (plan.own_zones || !plan.tz || part.zone->digest == plan.tz->digest) continue;
    return title + " reads clock times in " + clocks_part(plan.zone, part, request_.as_of);
  }
  if (nearest_ && nearest_->rendered.relation == Relation::ambiguous_version) {
    const bool of_asked = !request_.schedule.other_versions.empty();
    return (of_asked ? "the versions of its engine differ: "
                     : "the versions of " + title + " differ: ") +
           refusal_of_text(nearest_->comparison.reason);
  }
  if (nearest_ && !nearest_->comparison.reason.empty()) {
    return "it comes out " + std::string(name(nearest_->rendered.relation)) + ": " +
           nearest_->comparison.reason;
  }
  return title + " has no words for it";
}

/// What only some plans have must be worth trying: policies, stars, intervals.
void Search::try_exact_plans() {
  constexpr std::array both{false, true};
  const bool has_intervals = !request_.schedule.intervals.empty();
  for (Plan plan : zone_plans_) {
    for (const auto source : {Source::written, Source::rules, Source::clock_times}) {
      plan.source = source;
      for (const bool as_lines : both) {
        if (as_lines && !has_intervals) continue;
        plan.intervals_as_lines = as_lines;
        for (const bool by_policy : both) {
          plan.starless = by_policy && request_.target.star_decides;
          plan.states_dst = by_policy && request_.target.dst;
          if (!by_policy || plan.starless || plan.states_dst) try_exact(plan);
        }
      }
    }
  }
}

Rendering Search::run() {
  Rendering rendering;
  if (never_fires(request_.schedule)) {
    rendering.reason = "it never fires";
    return rendering;
  }
  try_exact_plans();
  // What is too long is not made plainer by being wrong.
  const bool too_long = fewest_lines_ > most_rendered_lines;
  if (!best_ && !too_long) try_seasons();
  if (best_) {
    rendering.text = std::move(best_->rendered);
    if (rendering.text->relation == Relation::equal_except_dst) {
      rendering.text->notes.push_back("the engine treats clock changes in another way");
    }
    return rendering;
  }
  const std::size_t most_choices = too_long ? 0 : 5;
  for (std::size_t choice = 0; choice < most_choices; ++choice) {
    Plan plan = zone_plans_.front();
    plan.source = Source::clock_times;
    plan.near = true;
    plan.near_choice = choice;
    plan.intervals_as_lines = !request_.schedule.intervals.empty();
    try_near(plan);
  }
  rendering.reason = reason();
  answer_nearest(rendering);
  return rendering;
}

ZoneRef named(std::string zone) { return {ZoneKnowledge::named, std::move(zone)}; }

/// The zones that the lines may stand in, without repetitions.
Result<std::vector<Plan>> plans_for_zones(const Request& request, const ZoneSource& zones,
                                          const RenderOptions& options) {
  std::vector<Plan> plans;
  const auto add = [&](const ZoneRef& ref, const ZonePtr& zone) {
    if (std::ranges::find(plans, ref, &Plan::zone) != plans.end()) return;
    Plan plan;
    plan.zone = ref;
    plan.tz = zone;
    plans.push_back(std::move(plan));
  };
  if (!options.only_zone.empty()) {
    auto zone = zones.load(options.only_zone);
    if (!zone) return fail(std::move(zone.error()));
    add(named(options.only_zone), *zone);
    return plans;
  }
  if (request.target.zone == ZonePlace::utc) {
    add(named("UTC"), request.utc);
    return plans;
  }
  for (const auto& part : request.schedule.calendars) add(part.ref, part.zone);
  for (const auto& part : request.schedule.once) add(part.ref, part.zone);
  if (!request.schedule.intervals.empty() || plans.empty()) add(named("UTC"), request.utc);
  const bool several = plans.size() > 1 && request.target.zone_prefix != nullptr;
  if (request.target.zone == ZonePlace::in_text || several) {
    Plan own;
    own.own_zones = true;
    own.zone = plans.front().zone;
    own.tz = plans.front().tz;
    plans.insert(plans.begin(), own);
  }
  return plans;
}

}  // namespace

Result<Rendering> render(const Compiled& schedule, std::string_view dialect,
                         const ZoneSource& zones, Instant as_of, const RenderOptions& options) {
  const auto found = find_dialect(dialect);
  if (!found) return fail(found.error());
  const auto targets = render_targets();
  const auto target = std::ranges::find(targets, found->profile->name, &RenderTarget::dialect);
  if (target == targets.end()) {
    return fail(ErrorKind::unsupported,
                "this build reads the dialect " + excerpt(dialect) + " and does not write it");
  }
  auto utc = zones.load("UTC");
  if (!utc) return fail(std::move(utc.error()));
  const Request request{
      schedule, *target, std::string(dialect), as_of, options.one_line || target->one_line, *utc};
  auto plans = plans_for_zones(request, zones, options);
  if (!plans) return fail(std::move(plans.error()));
  return Search(request, zones, *std::move(plans)).run();
}

std::vector<std::string> rendered_dialects() {
  std::vector<std::string> names;
  for (const auto& target : render_targets()) {
    if (find_dialect(target.dialect)) names.emplace_back(target.dialect);
  }
  return names;
}

}  // namespace plumbline::schedule
