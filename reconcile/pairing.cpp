#include <algorithm>
#include <map>
#include <set>

#include "canonical-schema/field_catalogue.hpp"
#include "reconcile/audit.hpp"
#include "reconcile/effective.hpp"
#include "reconcile/likeness.hpp"

// Step one of an audit: which declared place is which live workflow, and how they compare.

namespace plumbline::reconcile {
namespace {

/// Live workflows of one platform by native id. Ids in a listing are sorted and unique.
const LiveWorkflow* find(const LiveListing& listing, std::string_view id) {
  const auto found = std::lower_bound(
      listing.workflows.begin(), listing.workflows.end(), id,
      [](const LiveWorkflow& workflow, std::string_view wanted) { return workflow.id < wanted; });
  return found != listing.workflows.end() && found->id == id ? &*found : nullptr;
}

void pair_declared(ComparedPlace& place) {
  if (place.platform == nullptr) {
    place.unread = Error{ErrorKind::not_found,
                         "no platform '" + place.id.platform + "' is configured",
                         "add it below `platforms:` in plumbline.yaml, or correct the place",
                         {},
                         {}};
    return;
  }
  const auto& listing = place.platform->listing;
  if (!listing) {
    place.unread = listing.error();
    return;
  }
  place.live = find(*listing, place.id.native_id);
  if (place.live == nullptr) {
    const auto* part = hiding(*listing, place.id.native_id);
    const bool looked_for = listing->asked.empty() || in_scope(listing->asked, place.id.native_id);
    place.pairing = part == nullptr && looked_for ? Pairing::missing : Pairing::unread;
    if (part != nullptr) {
      place.unread = part->error;
    } else if (!looked_for) {
      place.unread = Error{ErrorKind::unsupported,
                           "the platform's configuration does not ask for " + place.id.native_id,
                           "widen its `sources`, or take the place out of truth",
                           Where{{}, 0, 0, place.id.platform, {}, {}},
                           {}};
    }
  } else if (place.live->ambiguous) {
    place.pairing = Pairing::ambiguous;
  } else if (place.live->standing == Standing::ineffective) {
    place.pairing = Pairing::ineffective;
  } else {
    place.pairing = Pairing::matched;
  }
}

bool is_asked_for(const DeclaredWorkflow& workflow, const AuditScope& scope) {
  return in_scope(scope.teams, workflow.id.team) &&
         (in_scope(scope.workflows, to_string(workflow.id)) ||
          in_scope(scope.workflows, workflow.id.name));
}

class Pairer {
 public:
  explicit Pairer(const AuditInput& input) : input_(input) {
    for (const auto& platform : input.platforms) platforms_.emplace(platform.name, &platform);
  }

  std::vector<ComparedPlace> pair() {
    places_.reserve(input_.truth.workflows.size());
    for (const auto& workflow : input_.truth.workflows) {
      if (!is_asked_for(workflow, input_.scope)) continue;
      for (const auto& declared : workflow.places) add_declared(workflow, declared);
    }
    // A scope of teams or workflows says nothing about what no team declares.
    if (input_.scope.teams.empty() && input_.scope.workflows.empty()) add_unmanaged();
    return std::move(places_);
  }

 private:
  void add_declared(const DeclaredWorkflow& workflow, const DeclaredPlace& declared) {
    if (!in_scope(input_.scope.platforms, declared.id.platform)) return;
    ComparedPlace place;
    place.workflow = &workflow;
    place.declared = &declared;
    place.id = declared.id;
    const auto platform = platforms_.find(declared.id.platform);
    if (platform != platforms_.end()) {
      place.platform = platform->second;
      place.truth = effective_truth(workflow, declared, place.platform->profile,
                                    place.platform->installation);
    }
    pair_declared(place);
    places_.push_back(std::move(place));
  }

  void add_unmanaged() {
    std::set<std::pair<std::string_view, std::string_view>> declared;
    for (const auto& workflow : input_.truth.workflows) {
      for (const auto& place : workflow.places) {
        declared.emplace(place.id.platform, place.id.native_id);
      }
    }
    for (const auto& platform : input_.platforms) {
      if (!platform.listing || !in_scope(input_.scope.platforms, platform.name)) continue;
      for (const auto& live : platform.listing->workflows) {
        if (!declared.contains({platform.name, live.id})) add_undeclared(platform, live);
      }
    }
  }

  void add_undeclared(const PlatformReading& platform, const LiveWorkflow& live) {
    if (live.standing == Standing::dormant) return;
    if (live.from_package && !platform.report_packages) return;
    ComparedPlace place;
    place.pairing =
        live.standing == Standing::ineffective ? Pairing::ineffective : Pairing::unmanaged;
    place.platform = &platform;
    place.live = &live;
    place.id = PlaceId{platform.name, live.id};
    places_.push_back(std::move(place));
  }

  const AuditInput& input_;
  std::map<std::string_view, const PlatformReading*> platforms_;
  std::vector<ComparedPlace> places_;
};

/// What truth states in a place's `local:` against the platform, as one field.
FieldComparison compare_local(const ComparedPlace& place) {
  FieldComparison result;
  result.field = FieldId::local;
  for (const auto& [path, wanted] : place.declared->local) {
    const auto found = place.live->local.find(path);
    if (found == place.live->local.end()) {
      result.answer = FieldAnswer::differ;
      result.leaves.push_back({"local." + path, wanted, "not set"});
    } else if (found->second != wanted) {
      result.answer = FieldAnswer::differ;
      result.leaves.push_back({"local." + path, wanted, found->second});
    } else if (result.answer == FieldAnswer::local) {
      result.answer = FieldAnswer::agree;
    }
    if (wanted.find(redaction_mark) != wanted.npos && result.answer == FieldAnswer::agree) {
      result.answer = FieldAnswer::note;
      result.notes.push_back("local." + path +
                             ": but for a secret in it, which is not kept or compared");
    }
  }
  return result;
}

void compare_place(ComparedPlace& place, const AuditInput& input, Schedules& schedules) {
  auto context = context_of(place, input, schedules);
  auto fields = compare_fields(place.truth, place.live->fields, context);
  fields.push_back(compare_local(place));
  const auto agrees = [](const auto& field) { return field.answer == FieldAnswer::agree; };
  place.agreeing = static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(), agrees));
  // What agrees is only counted, unless the live schedule can never fire.
  std::erase_if(fields, [&](const auto& field) { return agrees(field) && !field.never_fires; });
  // Not the roomy list itself: there is one for each place of the estate.
  place.fields = {std::make_move_iterator(fields.begin()), std::make_move_iterator(fields.end())};
}

/// The first tolerance that fits each field of the place.
std::array<Slack, field_count> slack_of(const ComparedPlace& place, const Policy& policy) {
  std::array<Slack, field_count> slack;
  for (const auto& row : field_catalogue) {
    const auto subject = subject_of(place, row.id);
    for (const auto& tolerance : policy.tolerances) {
      if ((!tolerance.amount && !tolerance.percent) || !matches(tolerance.select, subject))
        continue;
      slack[static_cast<std::size_t>(row.id)] = {tolerance.amount, tolerance.percent, nullptr};
      break;
    }
  }
  return slack;
}

}  // namespace

std::set<std::string> platforms_of(const Truth& truth, const AuditScope& scope) {
  std::set<std::string> platforms;
  for (const auto& workflow : truth.workflows) {
    if (!is_asked_for(workflow, scope)) continue;
    for (const auto& place : workflow.places) platforms.insert(place.id.platform);
  }
  return platforms;
}

bool in_scope(const std::vector<std::string>& globs, std::string_view text) {
  return globs.empty() || std::any_of(globs.begin(), globs.end(),
                                      [&](const auto& glob) { return glob_matches(glob, text); });
}

bool hides(const UnreadPart& part, std::string_view id) {
  if (!part.hides_workflows) return false;
  const auto& prefixes = part.id_prefixes;
  return prefixes.empty() || std::any_of(prefixes.begin(), prefixes.end(), [&](const auto& prefix) {
           return id.starts_with(prefix);
         });
}

const UnreadPart* hiding(const LiveListing& listing, std::string_view id) {
  for (const auto* parts : {&listing.unread, &listing.left_out}) {
    for (const auto& part : *parts) {
      if (hides(part, id)) return &part;
    }
  }
  return nullptr;
}

bool may_be_empty(const ComparedPlace& place) {
  return place.pairing == Pairing::missing && place.declared->role == Role::standby &&
         place.platform->profile.standby_may_be_empty;
}

Subject subject_of(const ComparedPlace& place, std::optional<FieldId> field) {
  Subject subject;
  if (place.workflow != nullptr) {
    subject.workflow = to_string(place.workflow->id);
    subject.team = place.workflow->id.team;
    subject.tier = place.workflow->tier;
  }
  subject.platform = place.id.platform;
  if (place.platform != nullptr) subject.environment = place.platform->environment;
  if (field) subject.field = name(*field);
  return subject;
}

CompareContext context_of(const ComparedPlace& place, const AuditInput& input,
                          Schedules& schedules) {
  CompareContext context{schedules, {}, {}, nullptr, std::nullopt, false, false};
  context.principals = &input.policy.principals;
  if (place.platform != nullptr) {
    context.dialect = place.platform->dialect;
    if (place.platform->profile.limits != nullptr) {
      context.limits = place.platform->profile.limits(place.truth, context.dialect);
    }
  }
  if (place.truth.schedule.value) {
    for (const auto& trigger : *place.truth.schedule.value) {
      if (trigger.dst) context.states_dst = true;
    }
  }
  if (!input.policy.tolerances.empty()) context.slack = slack_of(place, input.policy);
  context.critical = place.workflow != nullptr && place.workflow->tier == Tier::critical;
  return context;
}

ComparedEstate compare(const AuditInput& input) {
  ComparedEstate estate;
  estate.input = &input;
  estate.schedules = std::make_unique<Schedules>(input.zones, input.now);
  estate.places = Pairer(input).pair();
  for (auto& place : estate.places) {
    if (place.pairing == Pairing::matched) compare_place(place, input, *estate.schedules);
  }
  mark_likely(estate);
  mark_hidden(estate);
  return estate;
}

}  // namespace plumbline::reconcile
