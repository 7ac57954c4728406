#include "canonical-schema/schedule/relation_versions.hpp"

#include <algorithm>
#include <set>

namespace plumbline::schedule {
namespace {

/// What one version makes of a side; null where that version refuses it.
struct VersionReading {
  std::string engine;
  const Compiled* schedule = nullptr;
};

const Compiled* reading_of(const OtherVersion& version) {
  return version.schedule ? version.schedule->get() : nullptr;
}

std::vector<VersionReading> readings_of(const Compiled& side) {
  std::vector<VersionReading> all{{"", &side}};
  for (const auto& version : side.other_versions) {
    for (const auto& engine : version.engines) all.push_back({engine, reading_of(version)});
  }
  return all;
}

const Compiled* reading_under(const std::string& engine, const Compiled& side) {
  for (const auto& version : side.other_versions) {
    const auto& engines = version.engines;
    if (std::ranges::find(engines, engine) != engines.end()) return reading_of(version);
  }
  return &side;
}

/// Which version the two readings that go together are of, for people.
struct Pair {
  std::string engines;
  const Compiled* a = nullptr;
  const Compiled* b = nullptr;
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
      pairs.push_back({engine, reading_under(engine, a), reading_under(engine, b)});
    }
    return pairs;
  }
  for (const auto& of_a : readings_of(a)) {
    for (const auto& of_b : readings_of(b)) {
      const std::string between = of_a.engine.empty() || of_b.engine.empty() ? "" : " and ";
      pairs.push_back({of_a.engine + between + of_b.engine, of_a.schedule, of_b.schedule});
    }
  }
  pairs.erase(pairs.begin());  // the main readings, related already
  return pairs;
}

Comparison ambiguous(const std::string& engines, const std::string& what) {
  Comparison comparison;
  comparison.relation = Relation::ambiguous_version;
  comparison.reason = "under " + engines + " " + what;
  return comparison;
}

}  // namespace

Comparison relate(const Compiled& a, const Compiled& b, Instant as_of) {
  Comparison first = relate_as_read(a, b, as_of);
  if (a.other_versions.empty() && b.other_versions.empty()) return first;
  for (const auto& pair : pairs_of(a, b)) {
    if (pair.a == nullptr && pair.b == nullptr) continue;
    if (pair.a == nullptr || pair.b == nullptr) {
      return ambiguous(pair.engines, "one side is refused");
    }
    const auto found = relate_as_read(*pair.a, *pair.b, as_of);
    if (found.relation == first.relation) continue;
    return ambiguous(pair.engines, std::string("they are ") + name(found.relation) + ", else " +
                                       name(first.relation));
  }
  return first;
}

}  // namespace plumbline::schedule
