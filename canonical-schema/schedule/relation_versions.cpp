#include "canonical-schema/schedule/relation.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "canonical-schema/schedule/relate/run_terms.hpp"

namespace plumbline::schedule {
namespace {

/// What one version makes of a side.
struct VersionReading {
  std::string engine;                  ///< empty = the main one, which takes the text
  const Compiled* schedule = nullptr;  ///< null where that version refuses it
  const Error* refusal = nullptr;      ///< then what it says
};

VersionReading reading_of(const OtherVersion& version, const std::string& engine) {
  if (version.schedule) return {engine, version.schedule->get(), nullptr};
  return {engine, nullptr, &version.schedule.error()};
}

std::vector<VersionReading> readings_of(const Compiled& side) {
  std::vector<VersionReading> all{{"", &side, nullptr}};
  for (const auto& version : side.other_versions) {
    for (const auto& engine : version.engines) all.push_back(reading_of(version, engine));
  }
  return all;
}

VersionReading reading_under(const std::string& engine, const Compiled& side) {
  for (const auto& version : side.other_versions) {
    const auto& engines = version.engines;
    if (std::ranges::find(engines, engine) != engines.end()) return reading_of(version, engine);
  }
  return {engine, &side, nullptr};
}

/// Two readings that go together.
struct Pair {
  VersionReading a;
  VersionReading b;
};

/// One place's engine has one version; two engines may have any two.
std::vector<Pair> pairs_of(const Compiled& a, const Compiled& b) {
  std::vector<Pair> pairs;
  if (a.place_engine && b.place_engine) {
    std::set<std::string> engines;
    for (const auto* side : {&a, &b}) {
      for (const auto& each : readings_of(*side)) engines.insert(each.engine);
    }
    engines.erase("");
    for (const auto& engine : engines) {
      pairs.push_back({reading_under(engine, a), reading_under(engine, b)});
    }
    return pairs;
  }
  for (const auto& of_a : readings_of(a)) {
    for (const auto& of_b : readings_of(b)) pairs.push_back({of_a, of_b});
  }
  pairs.erase(pairs.begin());  // the main readings, related already
  return pairs;
}

/// Which version the two readings are of, for people.
std::string engines_of(const Pair& pair) {
  const auto& a = pair.a.engine;
  const auto& b = pair.b.engine;
  return a == b || b.empty() ? a : a.empty() ? b : a + " and " + b;
}

Comparison ambiguous(std::string reason) {
  Comparison comparison;
  comparison.relation = Relation::ambiguous_version;
  comparison.reason = std::move(reason);
  return comparison;
}

std::string refusal_words(const VersionReading& reading, const char* side) {
  return reading.engine + " refuses " + side + ": " + reading.refusal->message;
}

/// By the parts of both sides alone, as if no engine's version were open.
Comparison relate_as_read(const Compiled& a, const Compiled& b, Instant as_of) {
  // Parts that differ in their terms alone fire as one.
  Comparison comparison = has_several_terms(a) || has_several_terms(b)
                              ? relate_times(without_terms(a), without_terms(b), as_of)
                              : relate_times(a, b, as_of);
  compare_jitter(comparison, a, b, as_of);
  compare_logical_dates(comparison, a, b, as_of);
  // Rates are means over all years; a window may leave nothing of what they count.
  if (comparison.relation == Relation::subset) comparison.only_a_per_month = 0.0;
  if (comparison.relation == Relation::superset) comparison.only_b_per_month = 0.0;
  return comparison;
}

}  // namespace

Comparison relate(const Compiled& a, const Compiled& b, Instant as_of) {
  Comparison first = relate_as_read(a, b, as_of);
  if (a.other_versions.empty() && b.other_versions.empty()) return first;
  for (const auto& pair : pairs_of(a, b)) {
    const auto* const read_a = pair.a.schedule;
    const auto* const read_b = pair.b.schedule;
    if (read_a == nullptr && read_b == nullptr) continue;
    const auto otherwise = std::string(name(first.relation));
    if (read_a == nullptr) {
      return ambiguous(refusal_words(pair.a, "A") + "; else they are " + otherwise);
    }
    if (read_b == nullptr) {
      return ambiguous(refusal_words(pair.b, "B") + "; else they are " + otherwise);
    }
    const auto found = relate_as_read(*read_a, *read_b, as_of);
    if (found.relation == first.relation) continue;
    return ambiguous("under " + engines_of(pair) + " they are " + name(found.relation) + ", else " +
                     otherwise);
  }
  return first;
}

}  // namespace plumbline::schedule
