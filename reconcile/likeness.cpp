#include "reconcile/likeness.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace plumbline::reconcile {
namespace {

/// The diagnostic of an adapter that met a line which is no entry; `at` names the line.
constexpr std::string_view broken_line = "broken-line";

/// The part of a native id that names the job rather than where it stands.
std::string_view job_name(std::string_view id) {
  const auto mark = id.find_last_of("#/");
  return mark == std::string_view::npos ? id : id.substr(mark + 1);
}

/// The part of a native id that says where the job stands; empty if it says nothing.
std::string_view source(std::string_view id) {
  return id.substr(0, id.size() - job_name(id).size());
}

/// "load" of "load-9ac9ca90": what runs, without the digest of how. Empty if there is no digest.
std::string_view program(std::string_view id) {
  constexpr std::size_t digits = 8;
  const auto name = job_name(id);
  if (name.size() <= digits + 1 || name[name.size() - digits - 1] != '-') return {};
  const auto digest = name.substr(name.size() - digits);
  const bool is_digest = digest.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return is_digest ? name.substr(0, name.size() - digits - 1) : std::string_view{};
}

class Likely {
 public:
  explicit Likely(ComparedEstate& estate) : estate_(estate) {}

  /// The strongest evidence first; what is taken by it is no candidate for a weaker one.
  void mark() {
    match("the same command", [](const ComparedPlace& place) { return by_command(place); });
    match("the same name", [](const ComparedPlace& place) {
      return Evidence{place.id.platform, {}, std::string(job_name(place.id.native_id))};
    });
    match(
        "the same time and user in the same file; the command changed",
        [this](const ComparedPlace& place) { return by_time(place); },
        [this](const ComparedPlace& a, const ComparedPlace& b) { return at_the_same_times(a, b); });
    match("the same program in the same file; its arguments and its time or user changed",
          [](const ComparedPlace& place) {
            return Evidence{place.id.platform, std::string(source(place.id.native_id)),
                            std::string(program(place.id.native_id))};
          });
    mark_claimed();
  }

 private:
  /// Platform, source, and what is alike. Nothing is alike if that is empty.
  using Evidence = std::tuple<std::string, std::string, std::string>;

  struct Candidates {
    std::vector<ComparedPlace*> missing;
    std::vector<ComparedPlace*> others;
  };

  /// A job whose line another job's marker speaks for is missing, and the marker's id is claimed
  /// twice in the same file.
  void mark_claimed() {
    std::map<Evidence, std::vector<const ComparedPlace*>> claimed;
    const auto file = [](const ComparedPlace& place) {
      return Evidence{place.id.platform, {}, std::string(source(place.id.native_id))};
    };
    for (const auto& place : estate_.places) {
      if (place.pairing == Pairing::ambiguous) claimed[file(place)].push_back(&place);
    }
    if (claimed.empty()) return;
    for (auto& place : estate_.places) {
      if (place.pairing != Pairing::missing || place.looks_like) continue;
      const auto found = claimed.find(file(place));
      if (found == claimed.end() || found->second.size() != 1) continue;
      const auto& there = *found->second.front();
      place.looks_like = Likeness{there.id.native_id, key_of(there, Cause::overlap),
                                  "one of the lines that claim that id may be its line"};
    }
  }

  static Evidence by_command(const ComparedPlace& place) {
    std::string digest;
    if (place.live == nullptr) {
      if (place.truth.action.value) digest = place.truth.action.value->digest;
    } else if (const auto* action = place.live->fields.action.get()) {
      digest = action->digest;
    }
    return {place.id.platform, std::string(), std::move(digest)};
  }

  [[nodiscard]] Evidence by_time(const ComparedPlace& place) const {
    const std::string* user = nullptr;
    if (place.live != nullptr) {
      user = place.live->fields.run_as.get();
    } else if (place.truth.run_as.value) {
      user = &*place.truth.run_as.value;
    }
    const auto at = times(place);
    if (user == nullptr || !at) return {};
    return {place.id.platform, std::string(source(place.id.native_id)),
            *user + ' ' + std::to_string(schedule::canonical_hash(*at))};
  }

  template <class EvidenceOf>
  void match(const char* why, EvidenceOf&& evidence_of) {
    match(why, evidence_of, [](const auto&, const auto&) { return true; });
  }

  /// Like evidence counts where it is confirmed.
  template <class EvidenceOf, class Confirmed>
  void match(const char* why, EvidenceOf&& evidence_of, Confirmed&& confirmed) {
    std::map<Evidence, Candidates> alike;
    for (auto& place : estate_.places) {
      if (place.looks_like) continue;
      const bool missing = place.pairing == Pairing::missing;
      if (!missing && !may_be_another(place)) continue;
      auto evidence = evidence_of(place);
      if (std::get<2>(evidence).empty()) continue;
      auto& candidates = alike[std::move(evidence)];
      (missing ? candidates.missing : candidates.others).push_back(&place);
    }
    for (auto& [evidence, candidates] : alike) {
      auto& others = candidates.others;
      // A copy that nobody runs is not where the job went, if there is one that runs.
      if (others.size() > 1) {
        std::erase_if(others, [](const auto* it) { return it->pairing == Pairing::ineffective; });
      }
      if (candidates.missing.size() != 1 || others.size() != 1) continue;
      auto& gone = *candidates.missing.front();
      auto& there = *others.front();
      if (!confirmed(there, gone)) continue;
      gone.looks_like =
          Likeness{there.id.native_id, key_of(there, cause_of(there)), why, work_of(there, gone)};
      there.looks_like = Likeness{gone.id.native_id, key_of(gone, Cause::missing), why};
    }
  }

  /// What no truth declares, whether it runs or not; and what claims an id that another has too.
  static bool may_be_another(const ComparedPlace& place) {
    return place.pairing == Pairing::unmanaged || place.pairing == Pairing::ambiguous ||
           (place.pairing == Pairing::ineffective && place.workflow == nullptr);
  }

  static Cause cause_of(const ComparedPlace& there) {
    if (there.pairing == Pairing::ambiguous) return Cause::overlap;
    return there.pairing == Pairing::ineffective ? Cause::ineffective : Cause::unmanaged;
  }

  /// What `there` does of the work that is missed: the same command for the same user, if its
  /// platform starts it.
  [[nodiscard]] Likeness::Work work_of(const ComparedPlace& there,
                                       const ComparedPlace& gone) const {
    const auto& fields = there.live->fields;
    const auto* enabled = fields.enabled.get();
    const auto* user = fields.run_as.get();
    const auto& stated = gone.truth.run_as.value;
    const bool starts = there.pairing != Pairing::ineffective &&
                        (enabled == nullptr || *enabled == Switch::on) &&
                        (!stated || (user != nullptr && *user == *stated));
    if (!starts || std::get<2>(by_command(gone)).empty() || by_command(gone) != by_command(there)) {
      return Likeness::Work::none;
    }
    return at_the_same_times(there, gone) ? Likeness::Work::all : Likeness::Work::at_other_times;
  }

  [[nodiscard]] bool at_the_same_times(const ComparedPlace& a, const ComparedPlace& b) const {
    using schedule::Relation;
    const auto times_a = times(a);
    const auto times_b = times(b);
    if (!times_a || !times_b) return false;
    const auto relation = schedule::relate(*times_a, *times_b, estate_.schedules->as_of()).relation;
    return relation == Relation::equal || relation == Relation::equal_except_dst ||
           relation == Relation::unknown_phase;
  }

  /// When the job runs; null if that is not known.
  [[nodiscard]] schedule::CompiledPtr times(const ComparedPlace& place) const {
    const auto* triggers = place.live != nullptr        ? place.live->fields.schedule.get()
                           : place.truth.schedule.value ? &*place.truth.schedule.value
                                                        : nullptr;
    if (triggers == nullptr || triggers->empty()) return nullptr;
    const auto& compiled = estate_.schedules->compiled(*triggers, place.platform->dialect);
    return compiled ? *compiled : nullptr;
  }

  [[nodiscard]] std::string key_of(const ComparedPlace& place, Cause cause) const {
    return finding_key(estate_.input->estate,
                       place.workflow == nullptr ? "" : to_string(place.workflow->id), place.id,
                       name(cause));
  }

  ComparedEstate& estate_;
};

/// "cron.d/orders:3" lies in the source "cron.d/orders#".
bool lies_in(std::string_view at, std::string_view file) {
  const auto bare = file.substr(0, file.size() - 1);
  return at.size() > file.size() && at.starts_with(bare) && at[bare.size()] == ':';
}

}  // namespace

void mark_likely(ComparedEstate& estate) { Likely(estate).mark(); }

void mark_hidden(ComparedEstate& estate) {
  for (auto& place : estate.places) {
    if (place.pairing != Pairing::missing || place.looks_like) continue;
    const auto file = source(place.id.native_id);
    if (file.empty()) continue;
    for (const auto& diagnostic : place.platform->listing->diagnostics) {
      if (diagnostic.code != broken_line || !lies_in(diagnostic.at, file)) continue;
      place.hidden_by = diagnostic.at + ": " + diagnostic.message;
      break;
    }
  }
}

}  // namespace plumbline::reconcile
