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
    match("the same time and user in the same file; the command changed",
          [this](const ComparedPlace& place) { return by_time(place); });
    match("the same program in the same file; its arguments and its time or user changed",
          [](const ComparedPlace& place) {
            return Evidence{place.id.platform, std::string(source(place.id.native_id)),
                            std::string(program(place.id.native_id))};
          });
  }

 private:
  /// Platform, source, and what is alike. Nothing is alike if that is empty.
  using Evidence = std::tuple<std::string, std::string, std::string>;

  struct Candidates {
    std::vector<ComparedPlace*> missing;
    std::vector<ComparedPlace*> undeclared;
  };

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
    const schedule::Triggers* triggers = nullptr;
    const std::string* user = nullptr;
    if (place.live == nullptr) {
      if (place.truth.schedule.value) triggers = &*place.truth.schedule.value;
      if (place.truth.run_as.value) user = &*place.truth.run_as.value;
    } else {
      triggers = place.live->fields.schedule.get();
      user = place.live->fields.run_as.get();
    }
    if (triggers == nullptr || triggers->empty() || user == nullptr) return {};
    const auto& compiled = estate_.schedules->compiled(*triggers, place.platform->dialect);
    if (!compiled) return {};
    return {place.id.platform, std::string(source(place.id.native_id)),
            *user + ' ' + std::to_string(schedule::canonical_hash(**compiled))};
  }

  template <class EvidenceOf>
  void match(const char* why, EvidenceOf&& evidence_of) {
    std::map<Evidence, Candidates> alike;
    for (auto& place : estate_.places) {
      if (place.looks_like) continue;
      const bool missing = place.pairing == Pairing::missing;
      if (!missing && place.pairing != Pairing::unmanaged) continue;
      auto evidence = evidence_of(place);
      if (std::get<2>(evidence).empty()) continue;
      auto& candidates = alike[std::move(evidence)];
      (missing ? candidates.missing : candidates.undeclared).push_back(&place);
    }
    for (auto& [evidence, candidates] : alike) {
      if (candidates.missing.size() != 1 || candidates.undeclared.size() != 1) continue;
      auto& gone = *candidates.missing.front();
      auto& there = *candidates.undeclared.front();
      gone.looks_like = Likeness{there.id.native_id, key_of(there, Cause::unmanaged), why};
      there.looks_like = Likeness{gone.id.native_id, key_of(gone, Cause::missing), why};
    }
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
